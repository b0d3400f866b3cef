//! Certificates of a chain in words and as PEM.

use crate::tencent::types::chain::{CertBasicInfo, RootCertificates};
use chancery_pki::certificate::CertificateFacts;

/// Leaf first, then what is above it. Certificates that cannot be read are left out.
pub fn read(leaf: Option<&[u8]>, above: &[Vec<u8>]) -> Vec<CertificateFacts> {
    let ders = leaf.into_iter().chain(above.iter().map(Vec::as_slice));
    ders.filter_map(|der| CertificateFacts::parse(der).ok()).collect()
}

/// `CertChainInfo`.
pub fn in_words(chain: &[CertificateFacts]) -> Vec<CertBasicInfo> {
    let words = |facts: &CertificateFacts| CertBasicInfo {
        fingerprint: colons(&facts.sha1_fingerprint()),
        issuer: facts.issuer_line(),
        subject: facts.subject_line(),
        valid_from: facts.not_before.cloud_text(),
        valid_to: facts.not_after.cloud_text(),
    };
    chain.iter().map(words).collect()
}

/// `CertificatePublicKey`: leaf and intermediates as PEM, without the root; empty before there is a certificate.
pub fn full_pem(chain: &[CertificateFacts]) -> String {
    let leaf = chain.iter().take(1);
    let above = chain.iter().skip(1).filter(|facts| !facts.is_self_issued());
    leaf.chain(above).map(CertificateFacts::to_pem).collect()
}

/// `RootCert`: the root as PEM where it is known; of an SM2 pair the roots of both, elsewhere the standard one.
pub fn roots(chain: &[CertificateFacts], encryption: &[CertificateFacts]) -> RootCertificates {
    let root = |chain: &[CertificateFacts]| {
        let root = chain.iter().skip(1).find(|facts| facts.is_self_issued());
        Some(root.map(CertificateFacts::to_pem).unwrap_or_default())
    };
    if encryption.is_empty() {
        RootCertificates { encrypt: Some(String::new()), sign: Some(String::new()), standard: root(chain) }
    } else {
        RootCertificates { encrypt: root(encryption), sign: root(chain), standard: Some(String::new()) }
    }
}

/// `AB:CD:...`, as fingerprints are written for people.
pub fn colons(hex: &str) -> String {
    let mut text = String::with_capacity(hex.len() * 3 / 2);
    for (i, digit) in hex.chars().enumerate() {
        if i > 0 && i % 2 == 0 {
            text.push(':');
        }
        text.push(digit.to_ascii_uppercase());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_have_colons() {
        assert_eq!(colons("00ff1a"), "00:FF:1A");
        assert_eq!(colons(""), "");
    }
}
