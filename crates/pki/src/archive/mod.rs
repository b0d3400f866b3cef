//! The download archive (G2): one ZIP that the usual servers can be set up from, with install notes (G4).
//!
//! `All` has the folders of the cloud service's older archive (`Nginx/1_DOMAIN_bundle.crt` and so on), which programs
//! still look for, and in addition `DOMAIN.pem`, `DOMAIN.key` and `DOMAIN.csr` at the top, which other programs open.
//! A single type has one folder `DOMAIN_TYPE/`. Nothing here is stored; a password is drawn for each archive anew.

mod file_stem;
mod install_notes;
mod key_stores;
mod layout;
mod layout_sm2;
mod parts;
mod service_type;
mod zip_file;

pub use file_stem::file_stem;
pub use service_type::ServiceType;

use crate::certificate::CertificateError;
use crate::pfx::{PfxError, PfxProfile, ProtectedKey};
use crate::private_key::PrivateKey;
use chancery_domain::time::Timestamp;
use zeroize::Zeroizing;

/// How the private key of a certificate is held.
#[derive(Clone, Debug)]
pub enum KeyForm {
    /// Not held: the CSR was made elsewhere.
    None,
    /// Held as it is (sealed under the master key when stored).
    Plain(PrivateKey),
    /// Held only under its user's password, which is not held (D3).
    Protected(ProtectedKey),
}

impl KeyForm {
    /// The key as PEM: `PRIVATE KEY`, or `ENCRYPTED PRIVATE KEY` under its user's password. `None` when it is not held.
    pub fn to_pem(&self) -> Option<Zeroizing<String>> {
        match self {
            KeyForm::None => None,
            KeyForm::Plain(key) => Some(key.to_pem()),
            KeyForm::Protected(key) => Some(Zeroizing::new(key.to_pem())),
        }
    }
}

/// What goes into an archive.
#[derive(Clone, Copy, Debug)]
pub struct ArchiveInput<'a> {
    /// The certificate's domain, in ASCII form; file names are made from it by [`file_stem`].
    pub domain: &'a str,
    /// The leaf certificate, DER.
    pub leaf: &'a [u8],
    /// The certificates between leaf and root, DER, the leaf's issuer first.
    pub intermediates: &'a [Vec<u8>],
    /// The root certificate, DER, where it is known.
    pub root: Option<&'a [u8]>,
    /// The CSR, DER, where it is held.
    pub csr: Option<&'a [u8]>,
    /// The key.
    pub key: &'a KeyForm,
    /// The encryption certificate of an SM2 pair, whose signature certificate is the leaf.
    pub encryption: Option<EncryptionInput<'a>>,
    /// Protection of the PFX files.
    pub pfx_profile: PfxProfile,
    /// The moment of the download: the time of the files in the archive and of the entry in the Java key store.
    pub now: Timestamp,
}

/// The second certificate of an SM2 pair.
#[derive(Clone, Copy, Debug)]
pub struct EncryptionInput<'a> {
    /// The certificate, DER.
    pub leaf: &'a [u8],
    /// The certificates between it and the root, DER, its issuer first.
    pub intermediates: &'a [Vec<u8>],
    /// Its key, where it is not that of the signature certificate.
    pub key: Option<&'a KeyForm>,
}

/// Why an archive cannot be made.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ArchiveError {
    /// A key store without a key.
    #[error(
        "ServiceType {0} needs the private key, which is not held here because the CSR was made elsewhere; \
         download nginx, apache or other and convert them with `openssl pkcs12 -export` where the key is"
    )]
    NeedsKey(ServiceType),
    /// The root was asked for but is not known.
    #[error("ServiceType root: the root of this certificate is not known here; get it from its issuer")]
    NoRoot,
    /// The legacy profile needs the plain key.
    #[error(
        "the legacy PFX profile cannot be written for a key under your own password; download the modern one and \
         convert it with `openssl pkcs12 -export -legacy`"
    )]
    LegacyNeedsPlainKey,
    /// A key store for SM2.
    #[error(
        "ServiceType {0} is not made for SM2 certificates, which such servers cannot use; choose nginx, apache or other"
    )]
    NotForSm2(ServiceType),
    /// The key belongs to another certificate (must-never 16).
    #[error("the private key does not belong to this certificate; nothing was put together")]
    OtherKey,
    /// The leaf cannot be read.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// A key store cannot be written.
    #[error(transparent)]
    KeyStore(#[from] PfxError),
    /// The ZIP cannot be written.
    #[error("the archive cannot be written: {0}")]
    Writing(&'static str),
}

/// Puts the archive together. The result holds the private key: treat it as a secret.
///
/// A PFX and a JKS open with the user's password when the key is held under one; otherwise with a fresh random one,
/// which is added as `keystorePass.txt` (D3). For a key under the user's password the PEM key is an
/// `ENCRYPTED PRIVATE KEY`, and the `.jks` file is a PKCS#12 file, which Java opens under the type JKS as well.
///
/// # Errors
/// [`ArchiveError`] says what is missing for this type.
pub fn build(input: &ArchiveInput<'_>, service_type: ServiceType) -> Result<Vec<u8>, ArchiveError> {
    let parts = parts::Parts::new(input, service_type)?;
    let files = match &parts.encryption {
        Some(pair) => layout_sm2::files(&parts, pair, service_type)?,
        None => layout::files(&parts, service_type)?,
    };
    zip_file::write(&files, input.now)
}

/// The archive's own file name: `DOMAIN_nginx.zip`, or `DOMAIN.zip` for [`ServiceType::All`].
pub fn file_name(domain: &str, service_type: ServiceType) -> String {
    let stem = file_stem(domain);
    match service_type {
        ServiceType::All => format!("{stem}.zip"),
        one => format!("{stem}_{}.zip", one.cloud_name()),
    }
}

/// Which single types exist for a certificate: those with a key store need a key, `root` a known root
/// (`SupportDownloadType` of the cloud API).
pub fn supported(key: &KeyForm, root_is_known: bool) -> Vec<ServiceType> {
    let has_key = !matches!(key, KeyForm::None);
    ServiceType::SINGLE
        .into_iter()
        .filter(|one| (has_key || !one.needs_key()) && (root_is_known || *one != ServiceType::Root))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn archives_are_named_after_domain_and_type() {
        for (domain, service_type, expected) in [
            ("www.example.org", ServiceType::All, "www.example.org.zip"),
            ("www.example.org", ServiceType::Nginx, "www.example.org_nginx.zip"),
            ("*.example.org", ServiceType::Jks, "_.example.org_jks.zip"),
        ] {
            assert_eq!(file_name(domain, service_type), expected);
        }
    }

    #[test]
    fn without_a_key_there_are_no_key_stores() {
        use ServiceType::{Apache, Nginx, Other, Root};
        assert_eq!(supported(&KeyForm::None, true), [Nginx, Apache, Other, Root]);
        assert_eq!(supported(&KeyForm::None, false), [Nginx, Apache, Other]);
    }
}
