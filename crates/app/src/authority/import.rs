//! Takes an authority over that was made elsewhere: its certificate, those above it, and its key, or the key's label
//! in a hardware module.

use super::rotate::activate;
use super::{Founding, keys};
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::ports::{AuthorityRecord, KeyPlace, Scope};
use chancery_domain::hierarchy::Stage;
use chancery_pki::certificate::CertificateFacts;
use chancery_pki::private_key::{PrivateKey, Signer};
use chancery_pki::signature;
use std::sync::Arc;
use std::time::Duration;

/// What is to be imported.
#[derive(Debug)]
pub struct Import {
    /// Its id here.
    pub id: String,
    /// The brand it signs for; empty for a root, or for one that signs only authorities.
    pub brand: String,
    /// PEM: its certificate, then those above it.
    pub certificates_pem: String,
    /// Its key; nothing when it is in the module.
    pub key: Option<PrivateKey>,
    /// The key's label in the module.
    pub label: String,
}

/// Imports an authority. It is announced first and signs after a `pause` in which every node has come to know it (must
/// never happen, number 18); one of the same brand and family that is active retires then. An import that was
/// interrupted may be run again.
///
/// # Errors
/// [`Code::InvalidParameter`] says what does not fit; [`Code::KeyMismatch`] when the key is another one.
pub async fn import(
    founding: &Founding,
    ctx: &Ctx,
    import: &Import,
    pause: Duration,
) -> Result<AuthorityRecord, Failure> {
    let chain = CertificateFacts::parse_pem(&import.certificates_pem)
        .map_err(|error| Failure::new(Code::CertificateUnreadable, error.to_string()))?;
    let Some((own, rest)) = chain.split_first() else {
        return Err(refused("the file holds no certificate"));
    };
    check_certificate(own, rest, ctx)?;
    let (key, signer) = match &import.key {
        Some(key) => keys::seal(founding, &import.id, key)?,
        None => {
            let module = keys::module(founding, &import.id)?;
            let signer = module
                .open(&import.label, own.public_key.spki())
                .map_err(|error| refused(&error.to_string()))?;
            (KeyPlace::Module(import.label.clone()), signer)
        }
    };
    prove(own, &signer)?;
    let family = own
        .public_key
        .algorithm()
        .ok_or_else(|| refused("its key is of a kind that is not signed with here"))?
        .family();
    let records = founding.store.read(|register| Ok(register.authorities()?)).await?;
    let parent = records.iter().find(|record| {
        CertificateFacts::parse(&record.certificate_der).is_ok_and(|facts| signed(own, &facts))
    });
    let record = AuthorityRecord {
        id: import.id.clone(),
        line: import.id.clone(),
        brand: import.brand.clone(),
        family,
        stage: Stage::Announced,
        parent: parent.map(|record| record.id.clone()),
        certificate_der: own.der.clone(),
        above: match parent {
            Some(record) => record.above.clone(),
            None => rest.iter().map(|facts| facts.der.clone()).collect(),
        },
        key,
        created_at: ctx.now,
    };
    let interrupted = records.iter().any(|present| {
        present.id == record.id
            && present.stage == Stage::Announced
            && present.certificate_der == record.certificate_der
    });
    if !interrupted {
        if records.iter().any(|present| present.id == record.id) {
            return Err(refused("there is an authority of this id already; choose another"));
        }
        let kept = record.clone();
        founding.store.write(Scope::System, move |register| Ok(register.add_authority(&kept)?)).await?;
    }
    tokio::time::sleep(pause).await;
    activate(founding, &record).await
}

/// The certificate is an authority's, in force, and the chain behind it holds together up to a root.
fn check_certificate(own: &CertificateFacts, rest: &[CertificateFacts], ctx: &Ctx) -> Result<(), Failure> {
    if !own.is_ca() || own.extensions.key_usage.is_some_and(|usage| !usage.key_cert_sign) {
        return Err(refused("the first certificate of the file is not one that may sign certificates"));
    }
    if own.extensions.subject_key_identifier.is_none() {
        return Err(refused("the certificate has no subject key identifier"));
    }
    if own.not_after < ctx.now {
        return Err(refused("the certificate has expired"));
    }
    let mut below = own;
    for facts in rest {
        if !signed(below, facts) {
            return Err(refused(
                "the certificates of the file do not sign each other; the lowest comes first",
            ));
        }
        below = facts;
    }
    Ok(())
}

/// Whether `above` signed `below`.
fn signed(below: &CertificateFacts, above: &CertificateFacts) -> bool {
    below.issuer_der == above.subject_der
        && below.der != above.der
        && signature::verify(&below.signature_algorithm, &above.public_key, &below.tbs, &below.signature)
            .is_ok()
}

/// The key signs something that the certificate's public key verifies.
fn prove(own: &CertificateFacts, signer: &Arc<dyn Signer>) -> Result<(), Failure> {
    let mismatch = |cause: String| {
        let mut failure = Failure::new(Code::KeyMismatch, "the private key is not that of the certificate");
        failure.cause = Some(cause);
        failure
    };
    if signer.public_key_spki().map_err(|error| mismatch(error.to_string()))? != own.public_key.spki() {
        return Err(mismatch("the public halves differ".to_owned()));
    }
    signer.sign(own.public_key.spki()).map(drop).map_err(|error| mismatch(error.to_string()))
}

fn refused(text: &str) -> Failure {
    Failure::new(Code::InvalidParameter, text)
}
