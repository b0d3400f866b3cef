//! Puts the certificates of an upload into order: leaf, its issuer, and so on (H1: "order of chain, repaired, said so").

use super::{ChainError, is_issued_by};
use crate::certificate::CertificateFacts;

/// What to do with certificates that do not belong to the chain.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Strangers {
    /// Refuse the whole text.
    Refuse,
    /// Leave them out and say so.
    Drop,
}

/// A chain in order, with what was done to get it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Repaired {
    /// The leaf first, then each issuer; a self-issued root last, if it was given.
    pub chain: Vec<CertificateFacts>,
    /// True when the certificates stood in another order.
    pub reordered: bool,
    /// Copies that were left out.
    pub duplicates_dropped: usize,
    /// Subjects of certificates that were left out because they do not belong to the chain.
    pub dropped_strangers: Vec<String>,
    /// What would come next, unless the chain ends with a self-issued root. With only the leaf given this is an
    /// intermediate that servers need; behind an intermediate it is usually the root, which they do not send.
    pub missing_issuer: Option<MissingIssuer>,
}

/// The issuer that was not given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MissingIssuer {
    /// Its name on one line.
    pub name: String,
    /// Its name, byte for byte, for looking it up among known certificates (H4).
    pub name_der: Vec<u8>,
    /// Where the last certificate says it can be fetched (caIssuers).
    pub urls: Vec<String>,
}

impl Repaired {
    /// The leaf.
    pub fn leaf(&self) -> Option<&CertificateFacts> {
        self.chain.first()
    }

    /// True when the chain ends with a self-issued root.
    pub fn ends_in_root(&self) -> bool {
        self.chain.last().is_some_and(CertificateFacts::is_self_issued)
    }

    /// The chain as PEM text.
    pub fn to_pem(&self) -> String {
        self.chain.iter().map(CertificateFacts::to_pem).collect()
    }
}

/// Finds the leaf among `certificates` and orders the rest behind it. `leaf_spki` is the public half of the private
/// key uploaded with them, if there is one: it tells the leaf from other server certificates. More than
/// `certificates_max` are refused.
///
/// # Errors
/// [`ChainError`]; certificates outside the chain are an error only when `strangers` says so.
pub fn repair(
    certificates: Vec<CertificateFacts>,
    leaf_spki: Option<&[u8]>,
    strangers: Strangers,
    certificates_max: usize,
) -> Result<Repaired, ChainError> {
    if certificates.len() > certificates_max {
        return Err(ChainError::TooMany { found: certificates.len(), most: certificates_max });
    }
    let given = certificates.len();
    let mut distinct: Vec<CertificateFacts> = Vec::new();
    for certificate in certificates {
        if !distinct.iter().any(|known| known.der == certificate.der) {
            distinct.push(certificate);
        }
    }
    let duplicates = given - distinct.len();
    let leaf_index = find_leaf(&distinct, leaf_spki, strangers)?;

    let mut order = vec![leaf_index];
    let mut end = distinct.get(leaf_index);
    while let Some(current) = end.filter(|current| !current.is_self_issued()) {
        let issuers = || {
            distinct
                .iter()
                .enumerate()
                .filter(|(index, issuer)| !order.contains(index) && is_issued_by(current, issuer))
        };
        // Of a root and its cross-signed twin, the root ends the chain here.
        let next = issuers().find(|(_, issuer)| issuer.is_self_issued()).or_else(|| issuers().next());
        let Some((index, issuer)) = next else { break };
        order.push(index);
        end = Some(issuer);
    }

    let chain: Vec<CertificateFacts> =
        order.iter().filter_map(|index| distinct.get(*index).cloned()).collect();
    let mut dropped = Vec::new();
    let mut twins = 0;
    for (index, certificate) in distinct.iter().enumerate().filter(|(index, _)| !order.contains(index)) {
        // Another certificate for a key of the chain (cross-signed) is no stranger, but of no use here.
        let is_twin =
            chain.iter().any(|link| link.public_key == certificate.public_key) && index != leaf_index;
        if is_twin {
            twins += 1;
        } else {
            dropped.push(certificate.subject_line());
        }
    }
    if strangers == Strangers::Refuse && !dropped.is_empty() {
        return Err(ChainError::Strangers(dropped));
    }
    let missing_issuer = chain.last().filter(|last| !last.is_self_issued()).map(|last| MissingIssuer {
        name: last.issuer_line(),
        name_der: last.issuer_der.clone(),
        urls: last.extensions.ca_issuer_urls.clone(),
    });
    Ok(Repaired {
        reordered: !order.is_sorted(),
        chain,
        duplicates_dropped: duplicates + twins,
        dropped_strangers: dropped,
        missing_issuer,
    })
}

/// The certificate of the given key; else the only one that is no authority's; else the only one that issued none of
/// the others.
fn find_leaf(
    certificates: &[CertificateFacts],
    leaf_spki: Option<&[u8]>,
    strangers: Strangers,
) -> Result<usize, ChainError> {
    if let Some(spki) = leaf_spki
        && let Some(index) = certificates.iter().position(|c| c.public_key.spki() == spki)
    {
        return Ok(index);
    }
    let mut candidates: Vec<usize> = (0..certificates.len())
        .filter(|index| certificates.get(*index).is_some_and(|certificate| !certificate.is_ca()))
        .collect();
    if candidates.is_empty() {
        let issued_another = |issuer: &CertificateFacts| {
            certificates.iter().any(|other| other.der != issuer.der && is_issued_by(other, issuer))
        };
        candidates = (0..certificates.len())
            .filter(|index| certificates.get(*index).is_some_and(|certificate| !issued_another(certificate)))
            .collect();
    }
    match candidates.as_slice() {
        [] if certificates.is_empty() => Err(ChainError::Empty),
        [] => Ok(0),
        [only] => Ok(*only),
        [first, ..] if strangers == Strangers::Drop => Ok(*first),
        several => {
            let name = |index: &usize| certificates.get(*index).map(CertificateFacts::subject_line);
            Err(ChainError::SeveralLeaves(several.iter().filter_map(name).collect()))
        }
    }
}
