//! Fuzzes the CSR reader with DER and PEM: no input makes it panic, what it reads survives the way through PEM, and
//! what it accepts keeps the promises of D2.

#![no_main]

use chancery_pki::csr;
use chancery_domain::policy::Policy;
use chancery_pki::key_check::{BlockedKeys, KeyRules};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static RULES: LazyLock<KeyRules> = LazyLock::new(|| KeyRules {
    limits: Policy::compiled_in().expect("the policy is sound").keys,
    blocked: BlockedKeys::shipped().expect("the list is sound"),
});

fuzz_target!(|data: &[u8]| {
    match csr::decode(data) {
        Ok(facts) => {
            let _ = (facts.names(), facts.san_dns(), facts.san_ip(), facts.subject.one_line());
            let _ = (facts.spki_sha256(), facts.public_key.description(), facts.algorithm());
            assert_eq!(csr::decode(facts.to_pem().as_bytes()).as_ref(), Ok(&facts));
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    match csr::parse(data, &RULES) {
        Ok(facts) => {
            assert!(facts.signature_ok() && facts.algorithm().is_some());
            assert!(!facts.common_name().trim().is_empty());
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
