//! Authorities with their keys ready to sign.

use super::{Founding, keys};
use crate::failure::Failure;
use crate::ports::{AuthorityRecord, CrossCertificate};
use chancery_domain::hierarchy::Stage;
use chancery_domain::key::KeyFamily;
use chancery_pki::private_key::Signer;
use std::sync::Arc;

/// A certificate for an authority's name and key, signed by another one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cross {
    /// The id of who signed.
    pub signed_by: String,
    /// The certificate.
    pub certificate_der: Vec<u8>,
}

/// An authority whose key can sign.
#[derive(Clone, Debug)]
pub struct OpenAuthority {
    /// Its id.
    pub id: String,
    /// The brand's key; empty for those that sign no subscribers.
    pub brand: String,
    /// The family of its key.
    pub family: KeyFamily,
    /// Whether it signs or only answers.
    pub stage: Stage,
    /// Who signed its certificate; nothing for a root, or when that one has no record.
    pub parent: Option<String>,
    /// Its certificate.
    pub certificate_der: Vec<u8>,
    /// Certificates above it that have no record, its signer's first.
    pub above: Vec<Vec<u8>>,
    /// Further certificates for the same name and key.
    pub cross_certificates: Vec<Cross>,
    /// Its key.
    pub signer: Arc<dyn Signer>,
}

/// Opens every authority of the register, and tells the revision at which they stood so.
///
/// # Errors
/// When the register cannot be used, the master key is not the one that sealed the keys, or a module is missing from
/// the configuration. A module that is configured and away is no error here.
pub async fn open_all(founding: &Founding) -> Result<(Vec<OpenAuthority>, i64), Failure> {
    let (records, crosses, revision) = founding
        .store
        .read(|register| {
            Ok((register.authorities()?, register.cross_certificates()?, register.authorities_revision()?))
        })
        .await?;
    let opened = records.iter().map(|record| open(founding, record, &crosses)).collect::<Result<_, _>>()?;
    Ok((opened, revision))
}

pub(super) fn open(
    founding: &Founding,
    record: &AuthorityRecord,
    crosses: &[CrossCertificate],
) -> Result<OpenAuthority, Failure> {
    Ok(OpenAuthority {
        id: record.id.clone(),
        brand: record.brand.clone(),
        family: record.family,
        stage: record.stage,
        parent: record.parent.clone(),
        certificate_der: record.certificate_der.clone(),
        above: record.above.clone(),
        cross_certificates: crosses
            .iter()
            .filter(|cross| cross.authority == record.id)
            .map(|c| Cross { signed_by: c.signed_by.clone(), certificate_der: c.certificate_der.clone() })
            .collect(),
        signer: keys::open(founding, record)?,
    })
}
