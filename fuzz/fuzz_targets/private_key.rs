//! Fuzzes the private key reader: PEM text, and DER under each label that is read. No input makes it panic, what it
//! reads survives being written, and nothing of a key is printed. Passwords are left out: their derivation is slow on
//! purpose.

#![no_main]

use chancery_pki::pem_text;
use chancery_pki::private_key::{PrivateKey, PrivateKeyError};
use libfuzzer_sys::fuzz_target;

const LABELS: [&str; 5] = [
    pem_text::PRIVATE_KEY,
    "RSA PRIVATE KEY",
    "EC PRIVATE KEY",
    "SM2 PRIVATE KEY",
    pem_text::ENCRYPTED_PRIVATE_KEY,
];

fuzz_target!(|data: &[u8]| {
    if let Ok(text) = std::str::from_utf8(data) {
        judge(PrivateKey::from_pem(text, None));
    }
    judge(PrivateKey::from_pkcs8_der(data));
    if !data.is_empty() {
        for label in LABELS {
            let read = PrivateKey::from_pem(&pem_text::write(label, data), None);
            if label == pem_text::ENCRYPTED_PRIVATE_KEY {
                assert_eq!(read.as_ref().err(), Some(&PrivateKeyError::PasswordNeeded));
            }
            judge(read);
        }
    }
});

fn judge(read: Result<PrivateKey, PrivateKeyError>) {
    let key = match read {
        Ok(key) => key,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    assert_eq!(format!("{key:?}"), format!("PrivateKey({}, ***)", key.algorithm()));
    let again = PrivateKey::from_pem(&key.to_pem(), None).expect("a key that was written is read");
    assert_eq!(again.algorithm(), key.algorithm());
    assert_eq!(again.public_key_spki(), key.public_key_spki());
    let _ = key.sign(b"message");
}
