//! Fuzzes the reader of OCSP requests: no input makes it panic, and it reads no more certificates than allowed.

#![no_main]

use chancery_pki::ocsp::Request;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    for most in [1, 3] {
        match Request::parse(data, most) {
            Ok(request) => assert!((1..=most).contains(&request.all().count())),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
});
