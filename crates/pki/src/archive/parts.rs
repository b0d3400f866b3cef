//! Everything an archive is put together from, in the form in which it is written to files.

use super::key_stores::KeyStores;
use super::{ArchiveError, ArchiveInput, EncryptionInput, KeyForm, ServiceType, file_stem};
use crate::certificate::CertificateFacts;
use crate::pem_text;
use crate::pfx::PfxProfile;
use zeroize::Zeroizing;

/// The texts and bytes of one archive.
pub(super) struct Parts {
    /// First part of the file names.
    pub stem: String,
    /// Name of the entry in key stores, in lower case as Java keeps it.
    pub alias: String,
    /// Names that the certificate is good for, safe to write into a configuration file.
    pub names: Vec<String>,
    /// The leaf.
    pub leaf_pem: String,
    /// The chain without leaf and root; `None` when there is none.
    pub chain_pem: Option<String>,
    /// Leaf, then chain.
    pub bundle_pem: String,
    /// The root.
    pub root_pem: Option<String>,
    /// The CSR.
    pub csr_pem: Option<String>,
    /// The key, plain or encrypted.
    pub key_pem: Option<Zeroizing<String>>,
    /// True when the key is under its user's password.
    pub is_protected: bool,
    /// True for the legacy profile of the PFX.
    pub is_legacy: bool,
    /// PFX, JKS and their password.
    pub stores: KeyStores,
    /// The encryption certificate of an SM2 pair.
    pub encryption: Option<EncryptionParts>,
}

/// The encryption certificate of an SM2 pair.
pub(super) struct EncryptionParts {
    /// The certificate.
    pub leaf_pem: String,
    /// Its chain without leaf and root; `None` when there is none.
    pub chain_pem: Option<String>,
    /// Certificate, then chain.
    pub bundle_pem: String,
    /// Its key, where it is another than the signature certificate's.
    pub key_pem: Option<Zeroizing<String>>,
}

impl EncryptionParts {
    fn new(input: &ArchiveInput<'_>, pair: &EncryptionInput<'_>) -> Result<Self, ArchiveError> {
        let leaf = CertificateFacts::parse(pair.leaf)?;
        if let KeyForm::Plain(key) = pair.key.unwrap_or(input.key)
            && key.public_key_spki() != leaf.public_key.spki()
        {
            return Err(ArchiveError::OtherKey);
        }
        let leaf_pem = leaf.to_pem();
        let chain: String =
            pair.intermediates.iter().map(|der| pem_text::write(pem_text::CERTIFICATE, der)).collect();
        Ok(Self {
            bundle_pem: format!("{leaf_pem}{chain}"),
            chain_pem: Some(chain).filter(|chain| !chain.is_empty()),
            leaf_pem,
            key_pem: pair.key.and_then(KeyForm::to_pem),
        })
    }
}

impl Parts {
    pub(super) fn new(input: &ArchiveInput<'_>, service_type: ServiceType) -> Result<Self, ArchiveError> {
        let leaf = CertificateFacts::parse(input.leaf)?;
        if let KeyForm::Plain(key) = input.key
            && key.public_key_spki() != leaf.public_key.spki()
        {
            return Err(ArchiveError::OtherKey);
        }
        let certificate = |der: &[u8]| pem_text::write(pem_text::CERTIFICATE, der);
        let stem = file_stem(input.domain);
        let alias = stem.to_ascii_lowercase();
        let leaf_pem = certificate(input.leaf);
        let chain: String = input.intermediates.iter().map(|der| certificate(der)).collect();
        Ok(Self {
            names: names(&leaf),
            bundle_pem: format!("{leaf_pem}{chain}"),
            chain_pem: Some(chain).filter(|chain| !chain.is_empty()),
            leaf_pem,
            root_pem: input.root.map(certificate),
            csr_pem: input.csr.map(|der| pem_text::write(pem_text::CERTIFICATE_REQUEST, der)),
            key_pem: input.key.to_pem(),
            is_protected: matches!(input.key, KeyForm::Protected(_)),
            is_legacy: input.pfx_profile == PfxProfile::Legacy,
            stores: match input.encryption {
                Some(_) => KeyStores::default(),
                None => KeyStores::new(input, service_type, &alias)?,
            },
            encryption: input.encryption.map(|pair| EncryptionParts::new(input, &pair)).transpose()?,
            stem,
            alias,
        })
    }
}

/// The alternative names, or the common name where there are none. A certificate that was uploaded may hold any text;
/// what is no plain name or address is left out, so that it cannot end a directive of a configuration file.
fn names(leaf: &CertificateFacts) -> Vec<String> {
    let mut names = leaf.names();
    if names.is_empty() {
        names.extend(leaf.common_name().map(str::to_owned));
    }
    names.retain(|name| {
        !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:*".contains(&byte))
            && !name.starts_with('-')
            && !name.trim_start_matches("*.").contains('*')
    });
    names
}
