//! The encryption certificate of an SM2 pair (D1, H2), beside the signature certificate that everything else means.

use crate::failure::Failure;
use crate::ports::{CertificateFiles, EncryptionCertificate, Register};
use crate::service::App;
use chancery_domain::ids::CertificateId;
use chancery_pki::archive::KeyForm;
use chancery_pki::certificate::CertificateFacts;

/// The encryption certificate, once there is one.
///
/// # Errors
/// Only the register's.
pub(super) fn encryption_certificate(
    register: &mut dyn Register,
    id: &CertificateId,
) -> Result<Option<EncryptionCertificate>, Failure> {
    Ok(register.encryption_certificate(id)?.filter(|pair| pair.leaf_der.is_some()))
}

/// The encryption certificate of an SM2 pair, with its chain and, where it is another one, its key.
pub(super) struct Pair {
    pub(super) leaf: Vec<u8>,
    pub(super) chain: Vec<Vec<u8>>,
    pub(super) key: Option<KeyForm>,
}

impl Pair {
    pub(super) fn new(
        app: &App,
        files: &CertificateFiles,
        pair: EncryptionCertificate,
    ) -> Result<Self, Failure> {
        let chain = if pair.chain_der.is_empty() { files.chain_der.clone() } else { pair.chain_der };
        Ok(Pair {
            leaf: pair.leaf_der.unwrap_or_default(),
            chain,
            key: pair.sealed_key.map(|sealed| app.vault.open_key(&sealed)).transpose()?,
        })
    }
}

/// Certificates below a root, and that root.
type Split<'a> = (&'a [Vec<u8>], Option<&'a [u8]>);

/// A chain without the root that it may end with, and that root.
pub(super) fn without_root(chain: &[Vec<u8>]) -> Result<Split<'_>, Failure> {
    match chain.split_last() {
        Some((last, rest)) if CertificateFacts::parse(last).map_err(Failure::internal)?.is_self_issued() => {
            Ok((rest, Some(last.as_slice())))
        }
        _ => Ok((chain, None)),
    }
}
