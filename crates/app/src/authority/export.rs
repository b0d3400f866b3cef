//! What operators see of the authorities: a list, and certificates as PEM.

use super::Founding;
use crate::failure::{Code, Failure};
use crate::ports::{AuthorityRecord, KeyPlace};
use chancery_domain::hierarchy::Stage;
use chancery_domain::time::Timestamp;
use chancery_pki::certificate::CertificateFacts;

/// One authority in a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuthoritySummary {
    /// Its id.
    pub id: String,
    /// The brand it signs for; empty when for none.
    pub brand: String,
    /// Kind and size of its key.
    pub key: String,
    /// Where the key is: `vault` or `pkcs11:LABEL`.
    pub key_in: String,
    /// Whether it signs or only answers.
    pub stage: Stage,
    /// Who signed its certificate; nothing for a root, or when that one has no record.
    pub parent: Option<String>,
    /// Who cross-signed it.
    pub cross_signed_by: Vec<String>,
    /// Its subject on one line.
    pub subject: String,
    /// The certificate's serial, hexadecimal.
    pub serial: String,
    /// First second of its certificate.
    pub not_before: Timestamp,
    /// Last second of its certificate.
    pub not_after: Timestamp,
}

/// Every authority, roots first. No key is opened.
///
/// # Errors
/// When the register cannot be used.
pub async fn summaries(founding: &Founding) -> Result<Vec<AuthoritySummary>, Failure> {
    let (records, crosses) =
        founding.store.read(|register| Ok((register.authorities()?, register.cross_certificates()?))).await?;
    records
        .iter()
        .map(|record| {
            let signers = crosses.iter().filter(|cross| cross.authority == record.id);
            summary(record, signers.map(|cross| cross.signed_by.clone()).collect())
        })
        .collect()
}

fn summary(record: &AuthorityRecord, cross_signed_by: Vec<String>) -> Result<AuthoritySummary, Failure> {
    let facts = CertificateFacts::parse(&record.certificate_der).map_err(Failure::internal)?;
    Ok(AuthoritySummary {
        id: record.id.clone(),
        brand: record.brand.clone(),
        key: facts.public_key.algorithm().map(|algorithm| algorithm.to_string()).unwrap_or_default(),
        key_in: match &record.key {
            KeyPlace::Sealed(_) => "vault".to_owned(),
            KeyPlace::Module(label) => format!("pkcs11:{label}"),
        },
        stage: record.stage,
        parent: record.parent.clone(),
        cross_signed_by,
        subject: facts.subject_line(),
        serial: facts.serial_hex.clone(),
        not_before: facts.not_before,
        not_after: facts.not_after,
    })
}

/// The certificate of an authority as PEM, with those above it if `chain`.
///
/// # Errors
/// [`Code::InvalidParameter`] when there is no such authority.
pub async fn chain_pem(founding: &Founding, id: &str, chain: bool) -> Result<String, Failure> {
    let authorities = founding.store.read(|register| Ok(register.authorities()?)).await?;
    let mut text = String::new();
    let mut next = Some(id.to_owned());
    while let Some(id) = next {
        let found = authorities
            .iter()
            .find(|authority| authority.id == id)
            .ok_or_else(|| Failure::new(Code::InvalidParameter, format!("there is no authority {id:?}")))?;
        let last = found.parent.is_none() || !chain;
        let above = if found.parent.is_none() && chain { found.above.as_slice() } else { &[] };
        for der in std::iter::once(&found.certificate_der).chain(above) {
            text.push_str(&CertificateFacts::parse(der).map_err(Failure::internal)?.to_pem());
        }
        next = if last { None } else { found.parent.clone() };
    }
    Ok(text)
}
