//! Our account at a directory. Its key is made and kept before the directory hears of it, so that a crash in between
//! leaves no account whose key is lost: an external account binding is often good for one account only (RFC 8555
//! section 7.3.4). The library makes keys and accounts in one step, hence the request of our own.

use super::errors::{is, translated};
use super::http::{Answer, Http};
use super::settings::UpstreamSettings;
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chancery_app::ports::{AccountKey, UpstreamError};
use instant_acme::{Account, Error, Key};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use serde_json::{Value, json};
use zeroize::Zeroizing;

/// Attempts with fresh nonces (section 6.5: `badNonce` is answered by trying again).
const NONCES_MAX: usize = 5;

/// A key that no directory knows yet, as PKCS#8.
pub(super) fn fresh_key() -> Result<AccountKey, UpstreamError> {
    let (_, der) = Key::generate_pkcs8().map_err(translated)?;
    Ok(Zeroizing::new(der.secret_pkcs8_der().to_vec()))
}

/// The account of this key; made if the directory has none (section 7.3.1).
pub(super) async fn account(
    http: &Http,
    settings: &UpstreamSettings,
    directory: &str,
    key: &AccountKey,
) -> Result<Account, UpstreamError> {
    match found(http, directory, key).await {
        Err(Error::Api(problem)) if is(&problem, "accountDoesNotExist") => {
            make(http, settings, directory, key).await.map_err(translated)?;
            found(http, directory, key).await.map_err(translated)
        }
        other => other.map_err(translated),
    }
}

async fn found(http: &Http, directory: &str, key: &AccountKey) -> Result<Account, Error> {
    let der = PrivatePkcs8KeyDer::from(key.to_vec());
    let known = Key::from_pkcs8_der(der.clone_key())?;
    let builder = Account::builder_with_http(Box::new(http.clone()));
    let (account, _) = builder.from_key((known, PrivateKeyDer::Pkcs8(der)), directory.to_owned()).await?;
    Ok(account)
}

/// `newAccount` (section 7.3), with the external account if there is one.
async fn make(
    http: &Http,
    settings: &UpstreamSettings,
    directory: &str,
    key: &AccountKey,
) -> Result<(), Error> {
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, key).map_err(|_| Error::Crypto)?;
    let jwk = jwk(&pair)?;
    let resources: Value = serde_json::from_slice(&http.get(directory).await?.body)?;
    let resource = |name: &str| {
        resources.get(name).and_then(Value::as_str).ok_or(Error::Str("its directory lacks a resource"))
    };
    let (new_account, new_nonce) = (resource("newAccount")?, resource("newNonce")?);
    let mut payload = json!({ "termsOfServiceAgreed": true, "contact": settings.contacts });
    if let (Some(external), Some(members)) = (&settings.external_account, payload.as_object_mut()) {
        let protected =
            encoded(&json!({ "alg": "HS256", "kid": external.id, "url": new_account }).to_string());
        let mac_key = hmac::Key::new(hmac::HMAC_SHA256, &external.key);
        let binding = flattened(protected, encoded(&jwk.to_string()), |input| {
            Ok(hmac::sign(&mac_key, input).as_ref().to_vec())
        })?;
        members.insert("externalAccountBinding".to_owned(), binding);
    }
    let mut nonce = http.head(new_nonce).await?.nonce();
    for attempt in 1..=NONCES_MAX {
        let given = nonce.ok_or(Error::Str("its answer has no nonce"))?;
        let protected = json!({ "alg": "ES256", "jwk": jwk, "nonce": given, "url": new_account });
        let body = flattened(encoded(&protected.to_string()), encoded(&payload.to_string()), |input| {
            let signature = pair.sign(&SystemRandom::new(), input).map_err(|_| Error::Crypto)?;
            Ok(signature.as_ref().to_vec())
        })?;
        let answer = http.post_jose(new_account, body.to_string()).await?;
        if answer.status.is_success() {
            return Ok(());
        }
        let problem = problem(&answer)?;
        if !is(&problem, "badNonce") || attempt == NONCES_MAX {
            return Err(Error::Api(problem));
        }
        nonce = answer.nonce();
    }
    Err(Error::Str("it refused every nonce"))
}

fn problem(answer: &Answer) -> Result<instant_acme::Problem, Error> {
    let mut problem: instant_acme::Problem = serde_json::from_slice(&answer.body)?;
    problem.status = Some(answer.status.as_u16());
    Ok(problem)
}

/// The public key (RFC 7517): an uncompressed point is one byte and two coordinates.
fn jwk(pair: &EcdsaKeyPair) -> Result<Value, Error> {
    let point = pair.public_key().as_ref();
    let (Some(x), Some(y)) = (point.get(1..33), point.get(33..65)) else { return Err(Error::Crypto) };
    let coordinate = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    Ok(json!({ "crv": "P-256", "kty": "EC", "x": coordinate(x), "y": coordinate(y) }))
}

fn encoded(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

/// A flattened JWS (RFC 7515 section 7.2.2).
fn flattened(
    protected: String,
    payload: String,
    sign: impl FnOnce(&[u8]) -> Result<Vec<u8>, Error>,
) -> Result<Value, Error> {
    let signature = sign(format!("{protected}.{payload}").as_bytes())?;
    let signature = URL_SAFE_NO_PAD.encode(signature);
    Ok(json!({ "protected": protected, "payload": payload, "signature": signature }))
}
