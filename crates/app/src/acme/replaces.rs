//! Which order replaces which certificate (RFC 9773 section 5), and the identifiers by which certificates are named
//! there (section 4.1).

use super::caller::not_found;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::ports::Register;
use crate::service::App;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chancery_domain::acme::{AcmeOrder, OrderStatus};
use chancery_domain::certificate::{Certificate, Origin};
use chancery_domain::issuance::{Issuance, Serial};

/// Octets of a serial number (RFC 5280 section 4.1.2.2) with a sign octet.
const SERIAL_OCTETS_MAX: usize = 21;

/// An ARI identifier taken apart.
pub(super) struct CertificateName {
    key_identifier: Vec<u8>,
    serial: Serial,
}

impl CertificateName {
    /// Reads `base64url(authority key identifier).base64url(serial)`.
    ///
    /// # Errors
    /// [`Code::AcmeMalformed`].
    pub(super) fn parse(text: &str) -> Result<Self, Failure> {
        let read = || {
            let (key_identifier, serial) = text.split_once('.')?;
            let key_identifier = URL_SAFE_NO_PAD.decode(key_identifier).ok()?;
            let serial = URL_SAFE_NO_PAD.decode(serial).ok()?;
            let good = !key_identifier.is_empty()
                && key_identifier.len() <= 64
                && (1..=SERIAL_OCTETS_MAX).contains(&serial.len());
            // The sign octet of the INTEGER is not part of the number.
            let number = serial.strip_prefix(&[0]).filter(|rest| !rest.is_empty()).unwrap_or(&serial);
            good.then(|| CertificateName { key_identifier, serial: Serial::from_bytes(number) })
        };
        read().ok_or_else(|| {
            let text =
                "a certificate is named by base64url(keyIdentifier).base64url(serial), both without padding";
            Failure::new(Code::AcmeMalformed, text)
        })
    }

    /// What was issued under this name here.
    ///
    /// # Errors
    /// [`Code::AcmeNotFound`].
    pub(super) fn find(&self, app: &App, register: &mut dyn Register) -> Result<Issuance, Failure> {
        let unknown = || Failure::new(Code::AcmeNotFound, "there is no such certificate of this authority");
        let issuance = register.issuance(&self.serial)?.ok_or_else(unknown)?;
        let issuer = app.authority.issuer(&issuance.issuer).map_err(Failure::internal)?;
        let theirs = issuer.certificate.extensions.subject_key_identifier.as_deref();
        if theirs == Some(self.key_identifier.as_slice()) { Ok(issuance) } else { Err(unknown()) }
    }
}

/// Notes that the order replaces a certificate of its account.
///
/// # Errors
/// [`Code::AcmeAlreadyReplaced`], or a refusal when the certificate is not the account's or shares no name.
pub(super) fn mark_replaced(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    order: &AcmeOrder,
    replaced: &str,
) -> Result<(), Failure> {
    let issuance = CertificateName::parse(replaced)?.find(app, register)?;
    let certificate = match &issuance.certificate {
        Some(id) => register.certificate(id)?,
        None => None,
    };
    let certificate = certificate.filter(|c| is_of(c, order)).ok_or_else(|| not_found("certificate"))?;
    let shared = order.identifiers.iter().any(|wanted| certificate.names.contains(&wanted.value()));
    if !shared {
        let text = "replaces: the certificate and the order have no identifier in common";
        return Err(Failure::new(Code::AcmeMalformed, text));
    }
    // The identifier could be spelled with a needless sign octet; the mark is set on the serial.
    let key = issuance.serial.as_hex();
    let before = register.replacement_of(key)?;
    if let Some(other) = &before
        && let Some(other) = register.acme_order(other)?
        && other.status(ctx.now) != OrderStatus::Invalid
    {
        return Err(already());
    }
    if register.replace_certificate(key, &order.id, before.as_ref())? { Ok(()) } else { Err(already()) }
}

fn already() -> Failure {
    let text = "replaces: another order replaces this certificate already; leave the member out";
    Failure::new(Code::AcmeAlreadyReplaced, text)
}

fn is_of(certificate: &Certificate, order: &AcmeOrder) -> bool {
    matches!(&certificate.origin, Origin::Acme { account, .. } if *account == order.account.as_str())
}
