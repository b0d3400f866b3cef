//! Secrets at rest: everything secret goes through here before it reaches the register (D5).

use crate::failure::Failure;
use chancery_pki::archive::KeyForm;
use chancery_pki::envelope::{MasterKey, derive, open, seal};
use chancery_pki::private_key::PrivateKey;
use std::fmt;
use zeroize::Zeroizing;

/// Seals and opens secrets under the master key. Each secret is bound to a context, so that a sealed value moved
/// to another row does not open.
pub struct Vault(MasterKey);

impl Vault {
    /// A vault under this master key.
    pub fn new(master: MasterKey) -> Self {
        Vault(master)
    }

    /// Seals `secret` for `context`.
    ///
    /// # Errors
    /// [`crate::Code::Internal`] when the cipher fails.
    pub fn seal(&self, context: &str, secret: &[u8]) -> Result<Vec<u8>, Failure> {
        seal(&self.0, context.as_bytes(), secret).map_err(Failure::internal)
    }

    /// Opens what was sealed for `context`.
    ///
    /// # Errors
    /// [`crate::Code::Internal`] when the master key is another one or the value was changed.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Failure> {
        open(&self.0, context.as_bytes(), sealed).map_err(Failure::internal)
    }

    /// A key for `purpose` that every node with this master key has; it opens nothing that was sealed.
    pub fn derive(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        derive(&self.0, purpose)
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault(***)")
    }
}

/// Subscriber keys: sealed together with the name of the public key they belong to.
impl Vault {
    /// Seals a subscriber's key. `spki_sha256` names its public half and is kept in the clear before the sealed part.
    ///
    /// # Errors
    /// [`crate::Code::Internal`] when the cipher fails.
    pub fn seal_key(&self, spki_sha256: &[u8; 32], key: &KeyForm) -> Result<Option<Vec<u8>>, Failure> {
        let mut plain = Zeroizing::new(Vec::new());
        match key {
            KeyForm::None => return Ok(None),
            KeyForm::Plain(key) => {
                plain.push(PLAIN);
                plain.extend_from_slice(key.pkcs8_der());
            }
            KeyForm::Protected(key) => {
                plain.push(PROTECTED);
                serde_json::to_writer(&mut *plain, key).map_err(Failure::internal)?;
            }
        }
        let mut sealed = spki_sha256.to_vec();
        sealed.extend(self.seal(&key_context(spki_sha256), &plain)?);
        Ok(Some(sealed))
    }

    /// Opens a subscriber's key.
    ///
    /// # Errors
    /// [`crate::Code::Internal`] when it was changed or sealed under another master key.
    pub fn open_key(&self, sealed: &[u8]) -> Result<KeyForm, Failure> {
        let (name, rest) =
            sealed.split_first_chunk::<32>().ok_or_else(|| Failure::internal("sealed key is cut short"))?;
        let plain = self.open(&key_context(name), rest)?;
        match plain.split_first() {
            Some((&PLAIN, der)) => {
                PrivateKey::from_pkcs8_der(der).map(KeyForm::Plain).map_err(Failure::internal)
            }
            Some((&PROTECTED, json)) => {
                serde_json::from_slice(json).map(KeyForm::Protected).map_err(Failure::internal)
            }
            _ => Err(Failure::internal("sealed key of an unknown form")),
        }
    }
}

/// Mark of a key kept as it is, under the master key only.
const PLAIN: u8 = 1;

/// Mark of a key kept only under the user's password (D3), and under the master key besides.
const PROTECTED: u8 = 2;

fn key_context(spki_sha256: &[u8; 32]) -> String {
    format!("subscriber-key/{}", hex::encode(spki_sha256))
}
