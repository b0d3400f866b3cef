//! What certificates came out of and what came out of them, for a page of them at once (J, K).

use crate::failure::Failure;
use crate::kin::asked_at;
use crate::service::App;
use chancery_domain::certificate::{Certificate, Followers};
use chancery_domain::ids::CertificateId;
use chancery_domain::time::Timestamp;
use std::collections::BTreeMap;

/// The relations of one certificate.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Kin {
    /// What came out of it, without what came to nothing.
    pub followers: Followers,
    /// Its upstream authority asks for its renewal from this moment on.
    pub renewal_asked_at: Option<Timestamp>,
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
    // Where no brand is issued elsewhere, nothing further is read.
    let upstream: Vec<Certificate> =
        certificates.iter().filter(|c| issued_elsewhere(app, c)).cloned().collect();
    let service = app.clone();
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
                kin.insert(id.clone(), Kin { followers, renewal_asked_at: None, original_deleted });
            }
            for certificate in &upstream {
                if let Some(kin) = kin.get_mut(&certificate.id) {
                    kin.renewal_asked_at = asked_at(&service, register, certificate)?;
                }
            }
            Ok(kin)
        })
        .await
}

/// Its brand is bound to an upstream authority now.
fn issued_elsewhere(app: &App, certificate: &Certificate) -> bool {
    let product = certificate.application().and_then(|a| app.catalogue.product(a.product.0));
    product.is_some_and(|product| app.upstreams.for_brand(&product.brand).is_some())
}
