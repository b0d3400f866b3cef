//! Revokes a certificate on request of its account, of one who controls its names, or of its key (RFC 8555 section 7.6).

use super::caller::{Caller, acting, acting_ctx};
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::ports::Register;
use crate::revocation;
use crate::service::App;
use chancery_domain::acme::{AcmeAccount, AcmeOrder, Identifier};
use chancery_domain::certificate::{Certificate, Origin};
use chancery_domain::issuance::Serial;
use chancery_domain::revocation::{By, Reason};
use chancery_pki::certificate::CertificateFacts;

/// In whose name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RevokeBy {
    /// An account: the one that it was issued to, or one with valid authorizations for all its identifiers.
    Account(Caller),
    /// The holder of the certificate's own key, which signed the request.
    Key {
        /// The key's SubjectPublicKeyInfo in DER.
        spki_der: Vec<u8>,
    },
}

/// Revokes the certificate. `reason` is the code as it was sent; nothing means unspecified.
///
/// # Errors
/// [`Code::AcmeNotFound`] for one that was not issued here, `AcmeRevocationUnauthorized`, `AcmeReasonInvalid`,
/// `AlreadyRevoked`, `AcmeRenewalRevocation`.
pub async fn revoke(
    app: &App,
    ctx: &Ctx,
    by: RevokeBy,
    certificate_der: &[u8],
    reason: Option<i64>,
) -> Result<(), Failure> {
    let facts = CertificateFacts::parse(certificate_der)
        .map_err(|error| Failure::new(Code::AcmeMalformed, error.to_string()))?;
    let reason = checked_reason(reason)?;
    let Some(number) = hex::decode(&facts.serial_hex).ok() else { return Err(unknown()) };
    let serial = Serial::from_bytes(&number);
    let (wanted, inner, asker) = (serial.clone(), ctx.clone(), by.clone());
    let der = certificate_der.to_vec();
    let authority =
        app.store.read(move |register| whose_word(register, &inner, &asker, &facts, &wanted, &der)).await?;
    let ctx = match &by {
        RevokeBy::Account(caller) => acting_ctx(ctx, &caller.account, caller.tenant),
        RevokeBy::Key { .. } => ctx.clone(),
    };
    revocation::revoke(app, &ctx, &serial, reason, authority).await.map_err(|failure| match failure.code {
        Code::ReasonNotOffered => Failure::new(Code::AcmeReasonInvalid, failure.public),
        Code::CertificateNotFound => unknown(),
        _ => failure,
    })
}

fn checked_reason(code: Option<i64>) -> Result<Reason, Failure> {
    let refuse = || {
        let text = "reason: give 0, 1, 3, 4 or 5, or leave it out";
        Failure::new(Code::AcmeReasonInvalid, text)
    };
    match code {
        None => Ok(Reason::Unspecified),
        Some(code) => Reason::from_code(code).ok_or_else(refuse),
    }
}

fn unknown() -> Failure {
    Failure::new(Code::AcmeNotFound, "certificate: it was not issued here")
}

/// On whose word it is revoked.
fn whose_word(
    register: &mut dyn Register,
    ctx: &Ctx,
    by: &RevokeBy,
    facts: &CertificateFacts,
    serial: &Serial,
    der: &[u8],
) -> Result<By, Failure> {
    let account = match by {
        RevokeBy::Account(caller) => Some(acting(register, caller)?),
        RevokeBy::Key { .. } => None,
    };
    let issuance = register.issuance(serial)?.ok_or_else(unknown)?;
    // The very bytes: a forged certificate with a serial of ours names nothing.
    let signed = issuance.signed.as_deref() == Some(der) || issuance.precertificate.as_deref() == Some(der);
    if !signed {
        return Err(unknown());
    }
    let certificate = match &issuance.certificate {
        Some(id) => register.certificate(id)?,
        None => None,
    };
    if renews_itself(register, certificate.as_ref())? {
        let text = "certificates of an order that renews itself are not revoked; cancel the order";
        return Err(Failure::new(Code::AcmeRenewalRevocation, text));
    }
    match (by, account) {
        (RevokeBy::Key { spki_der }, _) if facts.public_key.spki() == spki_der.as_slice() => {
            Ok(By::KeyHolder)
        }
        (RevokeBy::Account(_), Some(account)) => {
            if certificate.as_ref().is_some_and(|certificate| issued_to(certificate, &account)) {
                return Ok(By::Subscriber(account.tenant));
            }
            if controls_all(register, ctx, &account, facts)? { Ok(By::NamesProved) } else { Err(refused()) }
        }
        _ => Err(refused()),
    }
}

fn refused() -> Failure {
    let text = "the certificate is revoked by the account that it was issued to, by an account with valid \
                authorizations for all its identifiers, or by a request signed with its own key";
    Failure::new(Code::AcmeRevocationUnauthorized, text)
}

fn issued_to(certificate: &Certificate, account: &AcmeAccount) -> bool {
    certificate.account == account.tenant
        && matches!(&certificate.origin, Origin::Acme { account: owner, .. } if *owner == account.id.as_str())
}

/// Whether the account holds a valid authorization for each of the certificate's identifiers (section 7.6).
fn controls_all(
    register: &mut dyn Register,
    ctx: &Ctx,
    account: &AcmeAccount,
    facts: &CertificateFacts,
) -> Result<bool, Failure> {
    let mut identifiers: Vec<Identifier> = facts.san_ip().into_iter().map(Identifier::Ip).collect();
    for name in facts.san_dns() {
        match Identifier::parse("dns", &name) {
            Ok(identifier) => identifiers.push(identifier),
            Err(_) => return Ok(false),
        }
    }
    for identifier in &identifiers {
        if register.valid_authorization(&account.id, identifier, ctx.now)?.is_none() {
            return Ok(false);
        }
    }
    Ok(!identifiers.is_empty())
}

fn renews_itself(register: &mut dyn Register, certificate: Option<&Certificate>) -> Result<bool, Failure> {
    let Some(Origin::Acme { order, .. }) = certificate.map(|certificate| &certificate.origin) else {
        return Ok(false);
    };
    let Ok(order) = order.parse() else { return Ok(false) };
    let order: Option<AcmeOrder> = register.acme_order(&order)?;
    Ok(order.is_some_and(|order| order.auto_renewal.is_some()))
}
