//! The archive of a certificate (G2), at once or by a link that is good for a short while.

use super::encryption::{Pair, encryption_certificate, without_root};
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::operation_log::record;
use crate::own_certificate::own_certificate;
use crate::ports::{CertificateFiles, EncryptionCertificate, Scope};
use crate::service::App;
use chancery_domain::actor::{Actor, Role};
use chancery_domain::certificate::Certificate;
use chancery_domain::ids::{AccountId, CertificateId, SecretId};
use chancery_domain::operation_log::Operation;
use chancery_domain::time::Timestamp;
use chancery_pki::archive::{self, ArchiveError, ArchiveInput, EncryptionInput, KeyForm};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

pub use chancery_pki::archive::ServiceType;
pub use chancery_pki::pfx::PfxProfile;

/// A ZIP file; it holds a private key.
pub struct Archive {
    /// Its bytes.
    pub content: Zeroizing<Vec<u8>>,
    /// The name it should be saved under.
    pub file_name: String,
}

/// A link to an archive.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    /// Where to get it.
    pub url: String,
    /// The name it should be saved under.
    pub file_name: String,
}

/// What a link says; sealed, so that nobody can make or change one.
#[derive(Serialize, Deserialize)]
struct Ticket {
    account: AccountId,
    key: SecretId,
    certificate: CertificateId,
    service_type: String,
    until: Timestamp,
}

/// What sealed links are bound to.
const LINK_CONTEXT: &str = "download-link";

/// The archive of the tenant's certificate.
///
/// # Errors
/// [`Code::CertificateNotFound`], [`Code::NotDownloadable`], [`Code::DownloadForbidden`],
/// [`Code::DownloadTypeUnsupported`].
pub async fn download(
    app: &App,
    ctx: &Ctx,
    id: &CertificateId,
    service_type: ServiceType,
    profile: PfxProfile,
) -> Result<Archive, Failure> {
    let account = ctx.tenant()?;
    let (certificate, files, pair) = fetch(app, account, id).await?;
    let key = match &files.sealed_key {
        Some(sealed) => app.vault.open_key(sealed)?,
        None => KeyForm::None,
    };
    let pair = pair.map(|pair| Pair::new(app, &files, pair)).transpose()?;
    let (domain, now) = (certificate.domain.clone(), ctx.now);
    // Key stores derive keys from passwords, which takes its time.
    let content = tokio::task::spawn_blocking(move || {
        build(&domain, &files, &key, pair.as_ref(), service_type, profile, now)
    })
    .await
    .map_err(Failure::internal)??;
    let (inner, shown) = (ctx.clone(), id.clone());
    app.store
        .write(Scope::Account(account), move |register| {
            let detail = format!("type: {}", service_type.cloud_name());
            record(register, &inner, account, Operation::Downloaded, Some(&shown), detail)
        })
        .await?;
    Ok(Archive { content, file_name: archive::file_name(&certificate.domain, service_type) })
}

/// A link to the archive of one type, good for as long as the policy says.
///
/// # Errors
/// Those of [`download`].
pub async fn download_link(
    app: &App,
    ctx: &Ctx,
    id: &CertificateId,
    service_type: ServiceType,
) -> Result<Link, Failure> {
    let account = ctx.tenant()?;
    let Role::Tenant { key, .. } = &ctx.actor.role else {
        return Err(Failure::internal("a tenant without a key"));
    };
    let (certificate, files, pair) = fetch(app, account, id).await?;
    if service_type.needs_key() && pair.is_some() {
        return Err(unsupported(&ArchiveError::NotForSm2(service_type)));
    }
    if service_type.needs_key() && files.sealed_key.is_none() {
        return Err(unsupported(&ArchiveError::NeedsKey(service_type)));
    }
    let ticket = Ticket {
        account,
        key: key.clone(),
        certificate: id.clone(),
        service_type: service_type.cloud_name().to_owned(),
        until: ctx.now.plus_seconds(app.policy.limits.download_link_seconds),
    };
    let ticket = serde_json::to_vec(&ticket).map_err(Failure::internal)?;
    let token = hex::encode(app.vault.seal(LINK_CONTEXT, &ticket)?);
    Ok(Link {
        url: format!("{}/download/{token}", app.settings.public_url),
        file_name: archive::file_name(&certificate.domain, service_type),
    })
}

/// The archive behind a link's token. `ctx` is that of an unknown caller; the download is noted under the key that
/// asked for the link.
///
/// # Errors
/// [`Code::CertificateNotFound`] when the token is not ours or its time is over; those of [`download`].
pub async fn redeem_link(app: &App, ctx: &Ctx, token: &str) -> Result<Archive, Failure> {
    let stale = || {
        Failure::new(Code::CertificateNotFound, "this download link is not valid any more; ask for another")
    };
    let sealed = hex::decode(token).map_err(|_| stale())?;
    let ticket = app.vault.open(LINK_CONTEXT, &sealed).map_err(|_| stale())?;
    let ticket: Ticket = serde_json::from_slice(&ticket).map_err(|_| stale())?;
    let service_type = ServiceType::from_cloud(&ticket.service_type).ok_or_else(stale)?;
    if ctx.now > ticket.until {
        return Err(stale());
    }
    let actor = Actor {
        role: Role::Tenant { account: ticket.account, key: ticket.key },
        source: ctx.actor.source.clone(),
    };
    let ctx = Ctx { actor, ..ctx.clone() };
    download(app, &ctx, &ticket.certificate, service_type, PfxProfile::Modern).await
}

async fn fetch(
    app: &App,
    account: AccountId,
    id: &CertificateId,
) -> Result<(Certificate, CertificateFiles, Option<EncryptionCertificate>), Failure> {
    let wanted = id.clone();
    let (certificate, files, pair) = app
        .store
        .read(move |register| {
            let certificate = own_certificate(register, account, &wanted)?;
            let files = register.certificate_files(&wanted)?.unwrap_or_default();
            Ok((certificate, files, encryption_certificate(register, &wanted)?))
        })
        .await?;
    certificate.downloadable()?;
    if !files.download_allowed {
        let text = format!("CertificateId: download is switched off for {id}");
        return Err(Failure::new(Code::DownloadForbidden, text));
    }
    Ok((certificate, files, pair))
}

fn build(
    domain: &str,
    files: &CertificateFiles,
    key: &KeyForm,
    pair: Option<&Pair>,
    service_type: ServiceType,
    profile: PfxProfile,
    now: Timestamp,
) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let leaf =
        files.leaf_der.as_deref().ok_or_else(|| Failure::internal("issued certificate without leaf"))?;
    let (intermediates, root) = without_root(&files.chain_der)?;
    let encryption = match pair {
        Some(pair) => Some(EncryptionInput {
            leaf: &pair.leaf,
            intermediates: without_root(&pair.chain)?.0,
            key: pair.key.as_ref(),
        }),
        None => None,
    };
    let input = ArchiveInput {
        domain,
        leaf,
        intermediates,
        root,
        csr: files.csr_der.as_deref(),
        key,
        encryption,
        pfx_profile: profile,
        now,
    };
    match archive::build(&input, service_type) {
        Ok(content) => Ok(Zeroizing::new(content)),
        Err(
            error @ (ArchiveError::NeedsKey(_)
            | ArchiveError::NoRoot
            | ArchiveError::NotForSm2(_)
            | ArchiveError::LegacyNeedsPlainKey),
        ) => Err(unsupported(&error)),
        Err(error) => Err(Failure::internal(error)),
    }
}

fn unsupported(error: &ArchiveError) -> Failure {
    Failure::new(Code::DownloadTypeUnsupported, error.to_string())
}
