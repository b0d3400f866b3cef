//! Answers OCSP requests (RFC 6960, RFC 5019, RFC 9654).
//!
//! An answer about one certificate without a nonce is signed once and kept. What is never said: "good" of a serial that
//! was not given (BR 4.9.10). For those the answer is the unsigned `unauthorized`: RFC 5019 section 2.2.3 wants it of
//! responders that keep signed answers, it costs no signature, and it cannot be kept and shown later, when the serial
//! may have been given. A serial that is recorded while nothing signed under it is kept is `unknown`: no certificate
//! with it has left the house, but it has its place and can be revoked.

use super::delegate::responder;
use crate::board::{Document, IssuerIndex, octets};
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::ports::{IssuerView, Responder, Standing};
use crate::service::App;
use chancery_domain::issuance::Serial;
use chancery_domain::time::Timestamp;
use chancery_pki::ocsp::{Answer, CertId, ErrorStatus, Identity, Request, Single, Status, answer};
use std::sync::Arc;

/// An answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OcspAnswer {
    /// One that is kept and served again.
    Kept(Arc<Document>),
    /// One for this request alone: with its nonce, or about several certificates.
    Fresh(Vec<u8>),
    /// An error; not signed.
    Refused(ErrorStatus),
}

/// The kept answer to a request, without looking anywhere but into memory; nothing when it has to be made.
pub fn kept_answer(app: &App, request_der: &[u8], now: Timestamp) -> Option<Arc<Document>> {
    let request = Request::parse(request_der, 1).ok()?;
    if request.nonce.is_some() {
        return None;
    }
    app.revocation.answers.get(request.first.serial?, request.first.der, now)
}

/// Answers a request.
pub async fn answer_ocsp(app: &App, ctx: &Ctx, request_der: &[u8]) -> OcspAnswer {
    let policy = &app.policy.ocsp;
    if request_der.len() > policy.request_bytes_max {
        return OcspAnswer::Refused(ErrorStatus::MalformedRequest);
    }
    let request = match Request::parse(request_der, policy.certificates_per_request_max) {
        Ok(request) => request,
        Err(error) => {
            tracing::debug!(request_id = %ctx.request_id, %error, "OCSP request refused");
            return OcspAnswer::Refused(ErrorStatus::MalformedRequest);
        }
    };
    match make(app, ctx, &request).await {
        Ok(answer) => answer,
        Err(failure) => {
            tracing::error!(request_id = %ctx.request_id, error = %failure, "OCSP request not answered");
            OcspAnswer::Refused(match failure.code {
                Code::StorageUnavailable | Code::IssuerFailed => ErrorStatus::TryLater,
                _ => ErrorStatus::InternalError,
            })
        }
    }
}

async fn make(app: &App, ctx: &Ctx, request: &Request<'_>) -> Result<OcspAnswer, Failure> {
    let board = &app.revocation;
    let seen = board.news();
    let index = index(app)?;
    // One answer has one signer: all certificates are the same issuer's.
    let Some(issuer) = index.by_hashes(&request.first) else { return Ok(unauthorized()) };
    let same = |id: &CertId<'_>| index.by_hashes(id).is_some_and(|other| other.id == issuer.id);
    if !request.others.iter().all(same) {
        return Ok(unauthorized());
    }
    let statuses = statuses(app, &index, issuer, request).await?;
    if statuses.iter().all(Option::is_none) {
        return Ok(unauthorized());
    }
    let responder = responder(app, ctx, issuer).await?;
    let policy = &app.policy.ocsp;
    let mut next_update = ctx.now.plus_seconds(policy.validity_seconds);
    if let Some(responder) = &responder {
        next_update = next_update.min(responder.certificate.not_after);
    }
    let asked: Vec<(Vec<u8>, Status)> = request
        .all()
        .zip(&statuses)
        .map(|(id, status)| (id.der.to_vec(), status.unwrap_or(Status::Unknown)))
        .collect();
    let lasting = asked.iter().all(|(_, status)| *status != Status::Unknown);
    let nonce = request.nonce.map(<[u8]>::to_vec);
    let (single, now) = (asked.len() == 1 && nonce.is_none(), ctx.now);
    // Asked for anew each time: a key inside a module may have been opened again meanwhile.
    let signer = app
        .authority
        .issuer(&issuer.id)
        .map_err(|error| Failure::new(Code::IssuerFailed, error.to_string()))?;
    // Keys of authorities may be slow, or inside a module.
    let der = tokio::task::spawn_blocking(move || sign(&signer, responder, &asked, nonce, now, next_update))
        .await
        .map_err(Failure::internal)??;
    let (Some(serial), true, true) = (request.first.serial, single, lasting) else {
        return Ok(OcspAnswer::Fresh(der));
    };
    let due = now.plus_seconds(policy.refresh_seconds).min(next_update);
    let document = Arc::new(Document::new(der, now, next_update, due, policy.max_age_seconds));
    if board.may_keep(seen) {
        board.answers.put(serial, request.first.der, document.clone(), policy.answers_kept_max);
        // Something may have been noted between the question and the keeping.
        if !board.may_keep(seen) {
            board.answers.forget(serial);
        }
    }
    Ok(OcspAnswer::Kept(document))
}

fn unauthorized() -> OcspAnswer {
    OcspAnswer::Refused(ErrorStatus::Unauthorized)
}

/// The issuers as they are now.
pub(super) fn index(app: &App) -> Result<Arc<IssuerIndex>, Failure> {
    let present = app.revocation.issuers.read().clone();
    let current = IssuerIndex::current(&present, app.authority.as_ref())
        .map_err(|error| Failure::new(Code::IssuerFailed, error.to_string()))?;
    if !Arc::ptr_eq(&present, &current) {
        *app.revocation.issuers.write() = current.clone();
    }
    Ok(current)
}

/// What is to be said of each certificate; nothing of those that the issuer never gave.
async fn statuses(
    app: &App,
    index: &IssuerIndex,
    issuer: &IssuerView,
    request: &Request<'_>,
) -> Result<Vec<Option<Status>>, Failure> {
    let serials: Vec<Serial> =
        request.all().map(|id| Serial::from_bytes(id.serial.unwrap_or_default())).collect();
    let wanted = serials.clone();
    let standings = app.store.read(move |register| Ok(register.standings(&wanted)?)).await?;
    let status = |(serial, standing): (&Serial, Standing)| match standing {
        Standing::Revoked(revoked) if revoked.issuer == issuer.id => {
            Some(Status::Revoked { at: revoked.revoked_at, reason: revoked.reason.code() })
        }
        Standing::Assigned { issuer: signer } if signer == issuer.id => Some(Status::Good),
        Standing::Recorded { issuer: signer } if signer == issuer.id => Some(Status::Unknown),
        _ if index.is_authority(&issuer.id, serial.as_hex()) => Some(Status::Good),
        _ => None,
    };
    Ok(serials.iter().zip(standings).map(status).collect())
}

fn sign(
    issuer: &IssuerView,
    responder: Option<Responder>,
    asked: &[(Vec<u8>, Status)],
    nonce: Option<Vec<u8>>,
    now: Timestamp,
    next_update: Timestamp,
) -> Result<Vec<u8>, Failure> {
    let identity = match &responder {
        Some(responder) => {
            Identity { certificate: &responder.certificate, key: responder.signer.as_ref(), attach: true }
        }
        None => Identity { certificate: &issuer.certificate, key: issuer.signer.as_ref(), attach: false },
    };
    let singles: Vec<Single<'_>> = asked
        .iter()
        .map(|(cert_id, status)| Single { cert_id, status: *status, this_update: now, next_update })
        .collect();
    answer(&identity, &Answer { produced_at: now, singles: &singles, nonce: nonce.as_deref() })
        .map_err(|error| Failure::new(Code::IssuerFailed, error.to_string()))
}

/// Signs kept answers anew that are due, so that no request waits for it. Returns how many there were.
pub(super) async fn renew_due(app: &App, ctx: &Ctx, limit: usize) -> usize {
    let due = app.revocation.answers.due(ctx.now, limit);
    for cert_id in &due {
        let Ok(first) = CertId::parse(cert_id) else { continue };
        let request = Request { first, others: Vec::new(), nonce: None };
        match make(app, ctx, &request).await {
            Ok(OcspAnswer::Kept(_)) => {}
            Ok(_) => app.revocation.answers.forget(first.serial.unwrap_or_default()),
            Err(failure) => {
                tracing::warn!(error = %failure, "an OCSP answer could not be signed anew");
                break;
            }
        }
    }
    due.len()
}

/// For the list of an issuer: the serial's octets.
pub(super) fn listed_octets(serial: &Serial) -> Result<Vec<u8>, Failure> {
    octets(serial).ok_or_else(|| Failure::internal(format!("the serial {serial} is not hexadecimal")))
}
