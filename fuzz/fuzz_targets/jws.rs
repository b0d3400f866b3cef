//! Fuzzes the reading of ACME messages: flattened JWS, protected header, account keys, external account bindings. No
//! message makes it panic; none verifies under a key that its maker does not know; and what is accepted reads back to
//! the same key.

#![no_main]

use chancery_web::acme::jose::binding::Binding;
use chancery_web::acme::jose::jwk::Jwk;
use chancery_web::acme::jose::jws::{Flattened, Jws};
use chancery_web::acme::jose::{AccountKey, Signer, base64url, strict_json};
use libfuzzer_sys::fuzz_target;

/// A key that no seed was signed with (RFC 8037 appendix A.2, whose private half is not used here).
const UNKNOWN_KEY: &str = r#"{"crv":"Ed25519","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
const UNKNOWN_MAC: &[u8] = b"no seed is signed with this key";

fuzz_target!(|data: &[u8]| {
    let unknown = AccountKey::from_canonical(UNKNOWN_KEY).expect("a key of an RFC");
    if let Some(text) = std::str::from_utf8(data).ok() {
        if let Some(bytes) = base64url::decode(text) {
            assert_eq!(base64url::encode(&bytes), text, "a byte string has one spelling");
        }
    }
    if let Ok(jwk) = strict_json::parse::<Jwk>(data) {
        check(&jwk);
    }
    if let Ok(flat) = Flattened::parse(data)
        && let Ok(binding) = Binding::read(&flat, "https://ca.example/acme/new-account", |_| true)
    {
        assert!(binding.verify(UNKNOWN_MAC).is_err(), "a MAC verified without its key");
    }
    let Ok(jws) = Jws::parse(data) else { return };
    assert!(jws.verify(&unknown).is_err(), "a signature verified without its key");
    if let Signer::Key(jwk) = &jws.header.signer
        && let Some(key) = check(jwk)
    {
        let _ = jws.verify(&key);
    }
    // An inner message, as a key change has it.
    let _ = Jws::parse(&jws.payload);
});

fn check(jwk: &Jwk) -> Option<AccountKey> {
    let key = AccountKey::from_jwk(jwk).ok()?;
    let again = AccountKey::from_canonical(key.canonical()).expect("the canonical form is a key");
    assert!(again == key && again.thumbprint() == key.thumbprint());
    assert!(key.spki_der().is_ok());
    Some(key)
}
