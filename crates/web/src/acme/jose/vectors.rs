//! The RFCs' own examples: RFC 7638 section 3.1, RFC 7515 appendices A.2 to A.4, RFC 8037 appendix A; and keys that
//! must be refused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::algorithm::Algorithm;
use super::base64url;
use super::jwk::{AccountKey, Jwk, KeyError};
use serde_json::{Value, json};

fn key(value: Value) -> Result<AccountKey, KeyError> {
    AccountKey::from_jwk(&serde_json::from_value::<Jwk>(value).unwrap())
}

const P256: (&str, &str) =
    ("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0");

#[test]
fn thumbprints_are_those_of_the_rfcs() {
    let rsa = key(json!({
        "kty": "RSA",
        "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCi\
              FV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9\
              c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1j\
              F44-csFCur-kEgU8awapJzKnqDKgw",
        "e": "AQAB", "alg": "RS256", "kid": "2011-04-29"
    }))
    .unwrap();
    assert_eq!(rsa.thumbprint(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    assert_eq!(rsa.algorithm(), Algorithm::Rs256);
    let edwards =
        key(json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}))
            .unwrap();
    assert_eq!(edwards.thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    assert_eq!(
        edwards.canonical(),
        r#"{"crv":"Ed25519","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#
    );
}

#[test]
fn signatures_of_the_rfcs_verify() {
    // RFC 7515 A.3: ES256.
    let claims =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    let (x, y) = P256;
    let es256 = key(json!({"kty": "EC", "crv": "P-256", "x": x, "y": y})).unwrap();
    let signature = base64url::decode(
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
    )
    .unwrap();
    let input = format!("eyJhbGciOiJFUzI1NiJ9.{claims}");
    assert!(es256.verifies(input.as_bytes(), &signature));
    assert!(!es256.verifies(format!("{input}x").as_bytes(), &signature));

    // RFC 7515 A.4: ES512.
    let es512 = key(json!({
        "kty": "EC", "crv": "P-521",
        "x": "AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk",
        "y": "ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2"
    }))
    .unwrap();
    let input = "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA";
    let signature = base64url::decode(concat!(
        "AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZq",
        "wqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8Kp",
        "EHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn"
    ))
    .unwrap();
    assert!(es512.verifies(input.as_bytes(), &signature));

    // RFC 8037 A.4: EdDSA.
    let edwards =
        key(json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}))
            .unwrap();
    let signature = base64url::decode(
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
    )
    .unwrap();
    assert!(edwards.verifies(b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc", &signature));
}

#[test]
fn keys_that_are_none_are_refused() {
    let (x, y) = P256;
    let zeros = base64url::encode(&[0; 32]);
    let short = base64url::encode(&[1; 31]);
    let rsa = |modulus: &[u8], exponent: &[u8]| json!({"kty": "RSA", "n": base64url::encode(modulus), "e": base64url::encode(exponent)});
    let odd = |octets: usize| vec![0xc1; octets];
    for (value, expected) in [
        (json!({"kty": "EC", "crv": "P-256", "x": y, "y": x}), KeyError::Invalid),
        (json!({"kty": "EC", "crv": "P-256", "x": zeros, "y": zeros}), KeyError::Invalid),
        (json!({"kty": "EC", "crv": "P-256", "x": short, "y": y}), KeyError::Value("x")),
        (json!({"kty": "EC", "crv": "P-256", "x": x, "y": format!("{y}=")}), KeyError::Value("y")),
        (json!({"kty": "EC", "crv": "P-256", "x": x}), KeyError::Missing("y")),
        (json!({"kty": "EC", "crv": "P-384", "x": x, "y": y}), KeyError::Value("x")),
        (json!({"kty": "EC", "crv": "secp256k1", "x": x, "y": y}), KeyError::Kind),
        (json!({"kty": "EC", "crv": "P-256", "x": x, "y": y, "d": "AQ"}), KeyError::Private),
        (json!({"kty": "oct", "k": "AQ"}), KeyError::Kind),
        (json!({"kty": "OKP", "crv": "Ed448", "x": x}), KeyError::Kind),
        (json!({"kty": "OKP", "crv": "Ed25519", "x": short}), KeyError::Value("x")),
        (rsa(&odd(128), &[1, 0, 1]), KeyError::RsaBits(1_024)),
        (rsa(&[&[0x61][..], &odd(255)].concat(), &[1, 0, 1]), KeyError::RsaBits(2_047)),
        (rsa(&odd(1_025), &[1, 0, 1]), KeyError::Value("n")),
        (rsa(&odd(4_000), &[1, 0, 1]), KeyError::Value("n")),
        (rsa(&[&[0][..], &odd(256)].concat(), &[1, 0, 1]), KeyError::Value("n")),
        (rsa(&odd(256), &[0, 1, 0, 1]), KeyError::Value("e")),
        (rsa(&odd(256), &[1]), KeyError::RsaExponent),
        (rsa(&odd(256), &[4]), KeyError::RsaExponent),
        (rsa(&odd(256), &[1; 9]), KeyError::Value("e")),
    ] {
        assert_eq!(key(value.clone()).unwrap_err(), expected, "{value}");
    }
}

#[test]
fn a_key_gives_its_subject_public_key_info_and_comes_back_from_its_canonical_form() {
    let (x, y) = P256;
    let made = key(json!({"kty": "EC", "crv": "P-256", "x": x, "y": y, "use": "sig"})).unwrap();
    let spki = made.spki_der().unwrap();
    let read = chancery_pki::public_key::PublicKey::from_spki(&spki).unwrap();
    assert_eq!(read.key_bits()[1..33], base64url::decode(x).unwrap());
    assert_eq!(AccountKey::from_canonical(made.canonical()).unwrap(), made);
}
