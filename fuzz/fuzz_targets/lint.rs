//! Fuzzes the lints of certificates, as wholes and as to-be-signed parts: no input makes one panic, and what they read
//! without an error the reader of certificates reads too.

#![no_main]

use chancery_domain::policy::Policy;
use chancery_pki::certificate::CertificateFacts;
use chancery_pki::lint::document::{Kind, document, issuer_among, signed_at};
use chancery_pki::lint::{Context, Trust, errors};
use chancery_domain::time::Timestamp;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static POLICY: LazyLock<Policy> = LazyLock::new(|| Policy::compiled_in().expect("the policy is sound"));

fuzz_target!(|data: &[u8]| {
    let guessed = Kind::of(data);
    for kind in Kind::ALL {
        let issued_at = signed_at(data, kind).unwrap_or(Timestamp(1_795_132_800));
        let issuer = issuer_among(data, kind, [data]);
        for trust in [Trust::Public, Trust::Private] {
            let findings = document(data, kind, &Context { trust, issued_at, policy: &POLICY, issuer });
            assert!(findings.iter().all(|finding| !finding.to_string().is_empty()));
            let is_certificate = matches!(kind, Kind::Leaf | Kind::Authority) && guessed == Some(kind);
            if is_certificate && errors(&findings).count() == 0 {
                assert!(CertificateFacts::parse(data).is_ok(), "a certificate without an error can be read");
            }
        }
    }
});
