//! Fuzzes the reader of OCSP responses and their lints: no input makes either panic.

#![no_main]

use chancery_domain::policy::Policy;
use chancery_domain::time::Timestamp;
use chancery_pki::lint::{self, Context, Trust};
use chancery_pki::ocsp::AnswerFacts;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static POLICY: LazyLock<Policy> = LazyLock::new(|| Policy::compiled_in().expect("the policy is sound"));

fuzz_target!(|data: &[u8]| {
    if let Err(error) = AnswerFacts::parse(data) {
        assert!(!error.to_string().is_empty());
    }
    let issued_at = Timestamp(1_795_132_800);
    let context = Context { trust: Trust::Public, issued_at, policy: &POLICY, issuer: None };
    for finding in lint::ocsp_response(data, &context) {
        assert!(!finding.to_string().is_empty());
    }
});
