//! Makes a key with its CSR (D1, D3), off the runtime's own threads since RSA takes its time.

use crate::failure::{Code, Failure};
use crate::service::App;
use chancery_domain::key::KeyAlgorithm;
use chancery_pki::archive::KeyForm;
use chancery_pki::csr::{self, Subject};
use chancery_pki::pfx::ProtectedKey;
use chancery_pki::private_key::PrivateKey;
use zeroize::Zeroizing;

/// A fresh key and its CSR, ready to be stored.
#[derive(Clone)]
pub(crate) struct Made {
    /// The CSR.
    pub csr_der: Vec<u8>,
    /// SHA-256 of the public key.
    pub spki_sha256: [u8; 32],
    /// The sealed key.
    pub sealed_key: Option<Vec<u8>>,
}

/// Makes a key. With a `password` the key is kept only under that, and the password is forgotten.
///
/// # Errors
/// [`Code::InvalidParameter`] when password or subject cannot be used.
pub(crate) async fn make(
    app: &App,
    algorithm: KeyAlgorithm,
    subject: Subject,
    names: Vec<String>,
    password: Option<Zeroizing<String>>,
) -> Result<Made, Failure> {
    let vault = app.vault.clone();
    tokio::task::spawn_blocking(move || {
        let key = PrivateKey::generate(algorithm).map_err(Failure::internal)?;
        let csr_der = csr::build(&key, &subject, &names)
            .map_err(|error| Failure::new(Code::InvalidParameter, error.to_string()))?;
        let facts = csr::decode(&csr_der).map_err(Failure::internal)?;
        let spki_sha256 = facts.spki_sha256();
        let form = match password {
            Some(password) => {
                KeyForm::Protected(ProtectedKey::new(&key, &password).map_err(|error| {
                    Failure::new(Code::InvalidParameter, format!("CsrKeyPassword: {error}"))
                })?)
            }
            None => KeyForm::Plain(key),
        };
        let sealed_key = vault.seal_key(&spki_sha256, &form)?;
        Ok(Made { csr_der, spki_sha256, sealed_key })
    })
    .await
    .map_err(Failure::internal)?
}

/// A password as received, refused when it cannot open every format it will protect.
///
/// # Errors
/// [`Code::InvalidParameter`].
pub(crate) fn checked_password(
    app: &App,
    password: Option<Zeroizing<String>>,
) -> Result<Option<Zeroizing<String>>, Failure> {
    let Some(password) = password.filter(|p| !p.is_empty()) else { return Ok(None) };
    let longest = app.policy.keys.password_length_max;
    // JDK's keytool refuses other characters in PKCS#12 files.
    if password.len() > longest || !password.bytes().all(|b| (0x20..0x7f).contains(&b)) {
        let text = format!("CsrKeyPassword: use at most {longest} printable ASCII characters");
        return Err(Failure::new(Code::InvalidParameter, text));
    }
    Ok(Some(password))
}
