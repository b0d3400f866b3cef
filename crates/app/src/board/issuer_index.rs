//! Finds the issuer that an OCSP request names by hashes of its name and key.

use crate::ports::{Authority, AuthorityError, IssuerView};
use chancery_pki::digest::{sha1, sha256};
use chancery_pki::ocsp::{CertId, HashAlgorithm};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// All issuers of one moment.
#[derive(Debug, Default)]
pub(crate) struct IssuerIndex {
    ids: Vec<String>,
    by_hashes: HashMap<(HashAlgorithm, Vec<u8>), IssuerView>,
    /// Certificates of authorities: the issuer's id and the serial in hexadecimal.
    authorities: HashSet<(String, String)>,
}

impl IssuerIndex {
    /// The index of an authority's issuers as they are now; `present` when nothing changed.
    pub(crate) fn current(
        present: &Arc<IssuerIndex>,
        authority: &dyn Authority,
    ) -> Result<Arc<IssuerIndex>, AuthorityError> {
        let mut ids = authority.issuers();
        ids.sort_unstable();
        if ids == present.ids {
            return Ok(present.clone());
        }
        let mut views: Vec<IssuerView> = Vec::with_capacity(ids.len());
        let mut index = IssuerIndex { ids, ..IssuerIndex::default() };
        for id in index.ids.clone() {
            let view = authority.issuer(&id)?;
            let (name, key) = (&view.certificate.subject_der, view.certificate.public_key.key_bits());
            let hashes = [
                (HashAlgorithm::Sha1, [sha1(name).as_slice(), &sha1(key)].concat()),
                (HashAlgorithm::Sha256, [sha256(name).as_slice(), &sha256(key)].concat()),
            ];
            for hash in hashes {
                index.by_hashes.insert(hash, view.clone());
            }
            views.push(view);
        }
        for view in &views {
            let above = views.iter().find(|above| {
                above.certificate.subject_der == view.certificate.issuer_der && above.id != view.id
            });
            if let Some(above) = above {
                index.authorities.insert((above.id.clone(), view.certificate.serial_hex.clone()));
            }
        }
        Ok(Arc::new(index))
    }

    /// The issuer that a request names.
    pub(crate) fn by_hashes(&self, cert_id: &CertId<'_>) -> Option<&IssuerView> {
        self.by_hashes.get(&(cert_id.hash?, [cert_id.name_hash, cert_id.key_hash].concat()))
    }

    /// Whether this serial of the issuer is an authority's certificate.
    pub(crate) fn is_authority(&self, issuer: &str, serial_hex: &str) -> bool {
        self.authorities.contains(&(issuer.to_owned(), serial_hex.to_owned()))
    }

    /// Every issuer's id.
    pub(crate) fn ids(&self) -> &[String] {
        &self.ids
    }
}
