//! A key in the module, as whoever signs sees it.

use super::link::Link;
use super::pool::Pkcs11Module;
use super::{LinkError, keys};
use chancery_domain::key::{KeyAlgorithm, KeyFamily};
use chancery_pki::digest::{sha256, sha384};
use chancery_pki::private_key::module_form::ecdsa_signature;
use chancery_pki::private_key::{PrivateKeyError, Signer};
use chancery_pki::public_key::PublicKey;
use chancery_pki::signature::{SignatureAlgorithm, verify};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::ObjectHandle;
use cryptoki::session::Session;
use std::fmt;
use tokio::runtime::{Handle, RuntimeFlavor};

/// A key by its label and public half. The module is spoken to only when something is signed.
pub(super) struct ModuleSigner {
    module: Pkcs11Module,
    label: String,
    public_key: PublicKey,
    algorithm: KeyAlgorithm,
    /// Label and public half: what the key's handle is remembered under.
    name: String,
}

impl fmt::Debug for ModuleSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ModuleSigner({:?}, {})", self.label, self.algorithm)
    }
}

impl ModuleSigner {
    pub(super) fn new(module: Pkcs11Module, label: &str, spki_der: &[u8]) -> Result<Self, PrivateKeyError> {
        let public_key = PublicKey::from_spki(spki_der).map_err(|_| PrivateKeyError::Malformed)?;
        let algorithm = public_key
            .algorithm()
            .ok_or_else(|| PrivateKeyError::Unsupported("an unknown algorithm in a module".to_owned()))?;
        let name = format!("{label} {}", chancery_pki::digest::sha256_hex(spki_der));
        Ok(ModuleSigner { module, label: label.to_owned(), public_key, algorithm, name })
    }

    fn sign_on(&self, link: &Link, message: &[u8]) -> Result<Vec<u8>, LinkError> {
        link.with_session(|session| {
            if let Some(handle) = link.handle(&self.name) {
                return self.sign_with(session, handle, message);
            }
            // Labels need not be unique on a token: the key is the one whose signature the certificate's key verifies.
            for handle in keys::private_keys(session, &self.label)? {
                let signature = self.sign_with(session, handle, message)?;
                if self.is_ours(message, &signature) {
                    link.remember(&self.name, handle);
                    return Ok(signature);
                }
            }
            Err(LinkError::NoKey(self.label.clone()))
        })
    }

    fn sign_with(&self, session: &Session, key: ObjectHandle, message: &[u8]) -> Result<Vec<u8>, LinkError> {
        let raw = |digest: &[u8]| -> Result<Vec<u8>, LinkError> {
            let signature = session.sign(&Mechanism::Ecdsa, key, digest)?;
            ecdsa_signature(&signature).map_err(|error| LinkError::Module(error.to_string()))
        };
        match self.algorithm {
            KeyAlgorithm::Rsa2048 | KeyAlgorithm::Rsa3072 | KeyAlgorithm::Rsa4096 => {
                Ok(session.sign(&Mechanism::Sha256RsaPkcs, key, message)?)
            }
            KeyAlgorithm::P256 => raw(&sha256(message)),
            KeyAlgorithm::P384 => raw(&sha384(message)),
            KeyAlgorithm::Sm2 => Err(LinkError::OtherKind(self.label.clone())),
        }
    }

    fn is_ours(&self, message: &[u8], signature: &[u8]) -> bool {
        let hash_bits = if self.algorithm == KeyAlgorithm::P384 { 384 } else { 256 };
        let is_rsa = self.algorithm.family() == KeyFamily::Rsa;
        let algorithm = SignatureAlgorithm::Known { name: "", is_rsa, hash_bits };
        verify(&algorithm, &self.public_key, message, signature).is_ok()
    }
}

impl Signer for ModuleSigner {
    fn algorithm(&self) -> KeyAlgorithm {
        self.algorithm
    }

    fn public_key_spki(&self) -> Result<Vec<u8>, PrivateKeyError> {
        Ok(self.public_key.spki().to_vec())
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, PrivateKeyError> {
        let work = || {
            self.module
                .on_link(|link| self.sign_on(link, message))
                .map_err(|error| PrivateKeyError::Module(error.to_string()))
        };
        // A module takes milliseconds; other tasks of this thread need not wait for it.
        match Handle::try_current().map(|handle| handle.runtime_flavor()) {
            Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(work),
            _ => work(),
        }
    }
}
