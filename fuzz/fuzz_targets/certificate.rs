//! Fuzzes the certificate reader and the chain repair: PEM text, or DER certificates one after the other. No input
//! makes them panic, and a repaired chain is one, with every certificate accounted for.

#![no_main]

use chancery_domain::time::Timestamp;
use chancery_pki::asn1::Reader;
use chancery_pki::certificate::CertificateFacts;
use chancery_pki::chain::{self, Strangers};
use libfuzzer_sys::fuzz_target;

const NOW: Timestamp = Timestamp(1_800_000_000);

/// Certificates of one chain, about as many as the policy allows.
const CERTIFICATES_MAX: usize = 32;

fuzz_target!(|data: &[u8]| {
    let mut certificates = Vec::new();
    if let Ok(text) = std::str::from_utf8(data) {
        match CertificateFacts::parse_pem(text) {
            Ok(read) => certificates = read,
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
    let mut elements = Reader::new(data);
    while let Ok(element) = elements.next_element() {
        match CertificateFacts::parse(element.whole) {
            Ok(certificate) => certificates.push(certificate),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
    // The whole as well, which must not be accepted with bytes behind it.
    if CertificateFacts::parse(data).is_ok() {
        assert_eq!(certificates.len(), 1);
    }
    for certificate in &certificates {
        examine(certificate);
    }
    let key = certificates.last().map(|certificate| certificate.public_key.spki().to_vec());
    for strangers in [Strangers::Refuse, Strangers::Drop] {
        for leaf in [None, key.as_deref()] {
            repair(&certificates, leaf, strangers);
        }
    }
});

fn examine(certificate: &CertificateFacts) {
    let _ = (certificate.subject_line(), certificate.issuer_line(), certificate.issuer_organization());
    let _ = (certificate.names(), certificate.is_self_signed(), certificate.key_description());
    let _ = (certificate.not_before.cloud_text(), certificate.not_after.rfc3339());
    let _ = (certificate.sha1_fingerprint(), certificate.sha256_fingerprint());
    assert_eq!(
        CertificateFacts::parse_pem(&certificate.to_pem()).as_deref(),
        Ok([certificate.clone()].as_slice())
    );
}

fn repair(certificates: &[CertificateFacts], leaf: Option<&[u8]>, strangers: Strangers) {
    let repaired = match chain::repair(certificates.to_vec(), leaf, strangers, CERTIFICATES_MAX) {
        Ok(repaired) => repaired,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    for pair in repaired.chain.windows(2) {
        assert!(chain::is_issued_by(&pair[0], &pair[1]), "a repaired chain is in order");
    }
    let told = repaired.chain.len() + repaired.duplicates_dropped + repaired.dropped_strangers.len();
    assert_eq!(told, certificates.len(), "every certificate is kept or accounted for");
    assert!(strangers == Strangers::Drop || repaired.dropped_strangers.is_empty());
    let _ = (repaired.to_pem(), repaired.ends_in_root());
    let roots = &repaired.chain[repaired.chain.len() - 1..];
    let checked = chain::check(&repaired.chain, roots, NOW, CERTIFICATES_MAX).expect("a repaired chain can be checked");
    assert_eq!(checked.common_names.len(), repaired.chain.len());
}
