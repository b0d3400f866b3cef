//! What certificates came out of and what came out of them, for a page of them at once (J, K).

use crate::failure::Failure;
use crate::service::App;
use chancery_domain::certificate::{Certificate, Followers};
use chancery_domain::ids::CertificateId;
use std::collections::BTreeMap;

/// The relations of one certificate.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Kin {
    /// What came out of it, without what came to nothing.
    pub followers: Followers,
    /// It is a reissue, and the certificate that it reissues was deleted.
    pub original_deleted: bool,
}

/// The relations of these certificates, by their ids; the caller was allowed to see them.
///
/// # Errors
/// Only the register's.
pub async fn kin(app: &App, certificates: &[Certificate]) -> Result<BTreeMap<CertificateId, Kin>, Failure> {
    let members: Vec<(CertificateId, Option<CertificateId>)> = certificates
        .iter()
        .filter_map(|c| c.application().map(|application| (c.id.clone(), application.reissues.clone())))
        .collect();
    app.store
        .read(move |register| {
            let ids: Vec<CertificateId> = members.iter().map(|(id, _)| id.clone()).collect();
            let mut children: BTreeMap<CertificateId, Vec<_>> = BTreeMap::new();
            for child in register.children(&ids)? {
                children.entry(child.parent).or_default().push((child.relation, child.id, child.stage));
            }
            let mut kin = BTreeMap::new();
            for (id, original) in &members {
                let original_deleted = match original {
                    Some(original) => register.certificate(original)?.is_none(),
                    None => false,
                };
                let followers = Followers::of(children.remove(id).unwrap_or_default());
                kin.insert(id.clone(), Kin { followers, original_deleted });
            }
            Ok(kin)
        })
        .await
}
