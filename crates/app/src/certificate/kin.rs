//! What certificates came out of and what came out of them, for a page of them at once (J, K).

use crate::failure::Failure;
use crate::kin::{asked_at, first_of};
use crate::ports::Register;
use crate::service::App;
use chancery_domain::certificate::{Certificate, Followers, Relation, StageKind};
use chancery_domain::ids::CertificateId;
use chancery_domain::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// The relations of one certificate.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Kin {
    /// What came out of it, without what came to nothing.
    pub followers: Followers,
    /// The same of its kin, where the newest reissue stands for all: what decides whether it is renewed (K1).
    pub successors: Followers,
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
    let members: Vec<(CertificateId, CertificateId)> = certificates
        .iter()
        .filter(|c| c.application().is_some())
        .map(|c| (c.id.clone(), first_of(c)))
        .collect();
    // Where no brand is issued elsewhere, nothing further is read.
    let upstream: Vec<Certificate> =
        certificates.iter().filter(|c| issued_elsewhere(app, c)).cloned().collect();
    let service = app.clone();
    app.store
        .read(move |register| {
            let children = children(register, &members)?;
            let of = |id: &CertificateId| children.get(id).cloned().unwrap_or_default();
            let mut kin = BTreeMap::new();
            for (id, first) in &members {
                let original_deleted = first != id && register.certificate(first)?.is_none();
                let mut all = of(first);
                let reissues = of(first).into_iter().filter(|(relation, ..)| *relation == Relation::Reissue);
                all.extend(reissues.flat_map(|(_, reissue, _)| of(&reissue)));
                let followers = Followers::of(of(id));
                let successors = Followers::of_kin(all, id);
                kin.insert(
                    id.clone(),
                    Kin { followers, successors, renewal_asked_at: None, original_deleted },
                );
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

/// What came out of one certificate, oldest first.
type Children = Vec<(Relation, CertificateId, StageKind)>;

/// What came out of the first certificates of these kins and out of their reissues: two questions for a whole page.
fn children(
    register: &mut dyn Register,
    members: &[(CertificateId, CertificateId)],
) -> Result<BTreeMap<CertificateId, Children>, Failure> {
    let mut children: BTreeMap<CertificateId, Children> = BTreeMap::new();
    let mut asked: BTreeSet<CertificateId> = members.iter().map(|(_, first)| first.clone()).collect();
    for _ in 0..2 {
        let parents: Vec<CertificateId> = std::mem::take(&mut asked).into_iter().collect();
        for child in register.children(&parents)? {
            if child.relation == Relation::Reissue {
                asked.insert(child.id.clone());
            }
            children.entry(child.parent).or_default().push((child.relation, child.id, child.stage));
        }
    }
    Ok(children)
}

/// Its brand is bound to an upstream authority now.
fn issued_elsewhere(app: &App, certificate: &Certificate) -> bool {
    let product = certificate.application().and_then(|a| app.catalogue.product(a.product.0));
    product.is_some_and(|product| app.upstreams.for_brand(&product.brand).is_some())
}
