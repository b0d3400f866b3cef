//! Everything the register knows about one certificate (G3).

use super::encryption::encryption_certificate;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::operation_log::record;
use crate::own_certificate::own_certificate;
use crate::ports::{Look, Scope};
use crate::service::App;
use chancery_domain::certificate::Certificate;
use chancery_domain::ids::CertificateId;
use chancery_domain::operation_log::Operation;
use zeroize::Zeroizing;

/// A certificate with its parts.
pub struct Described {
    /// The certificate.
    pub certificate: Certificate,
    /// The leaf certificate, once there is one.
    pub leaf_der: Option<Vec<u8>>,
    /// The certificates above it, the root last when it is known.
    pub chain_der: Vec<Vec<u8>>,
    /// The CSR.
    pub csr_der: Option<Vec<u8>>,
    /// The private key as PEM, when it was asked for and is held here.
    pub private_key_pem: Option<Zeroizing<String>>,
    /// The encryption certificate, for an SM2 pair.
    pub encryption: Option<DescribedEncryption>,
    /// The last look at each proof.
    pub looks: Vec<Look>,
    /// Whether it may be downloaded.
    pub download_allowed: bool,
}

/// The encryption certificate of an SM2 pair (H2).
pub struct DescribedEncryption {
    /// The certificate.
    pub leaf_der: Vec<u8>,
    /// The certificates above it, the root last when it is known.
    pub chain_der: Vec<Vec<u8>>,
    /// Its private key as PEM, when it was asked for and is held here.
    pub private_key_pem: Option<Zeroizing<String>>,
}

/// Describes the tenant's certificate; with `with_key` also its private key, which is noted in the operation log. The key is
/// not shown where downloads are not allowed, nor after a revocation was asked for (I1).
///
/// # Errors
/// [`crate::Code::CertificateNotFound`].
pub async fn describe(
    app: &App,
    ctx: &Ctx,
    id: &CertificateId,
    with_key: bool,
) -> Result<Described, Failure> {
    let account = ctx.tenant()?;
    let wanted = id.clone();
    let (certificate, files, looks, pair) = app
        .store
        .read(move |register| {
            let certificate = own_certificate(register, account, &wanted)?;
            let files = register.certificate_files(&wanted)?.unwrap_or_default();
            let pair = encryption_certificate(register, &wanted)?;
            Ok((certificate, files, register.looks(&wanted)?, pair))
        })
        .await?;
    let with_key = with_key && files.download_allowed && certificate.shows_key();
    let mut private_key_pem = None;
    if let (true, Some(sealed)) = (with_key, &files.sealed_key) {
        private_key_pem = app.vault.open_key(sealed)?.to_pem();
        let (inner, shown) = (ctx.clone(), id.clone());
        app.store
            .write(Scope::Account(account), move |register| {
                record(register, &inner, account, Operation::KeyShown, Some(&shown), "private key shown")
            })
            .await?;
    }
    let encryption = match pair {
        Some(pair) => Some(DescribedEncryption {
            leaf_der: pair.leaf_der.unwrap_or_default(),
            chain_der: if pair.chain_der.is_empty() { files.chain_der.clone() } else { pair.chain_der },
            private_key_pem: match pair.sealed_key {
                Some(sealed) if with_key => app.vault.open_key(&sealed)?.to_pem(),
                // One key serves both.
                _ => private_key_pem.clone(),
            },
        }),
        None => None,
    };
    Ok(Described {
        certificate,
        leaf_der: files.leaf_der,
        chain_der: files.chain_der,
        csr_der: files.csr_der,
        private_key_pem,
        encryption,
        looks,
        download_allowed: files.download_allowed,
    })
}
