//! (H2) The encryption certificate of an uploaded SM2 pair: each of the two is read, put in order, matched with its key
//! and held against what it is for.

use super::upload::{Upload, complete, said_of};
use crate::blocked_key::refuse_blocked;
use crate::failure::{Code, Failure};
use crate::ports::{EncryptionCertificate, Register};
use crate::service::App;
use chancery_domain::certificate::Usage;
use chancery_domain::key::KeyAlgorithm;
use chancery_domain::time::Timestamp;
use chancery_pki::archive::KeyForm;
use chancery_pki::certificate::CertificateFacts;
use chancery_pki::chain::{Strangers, is_issued_by, key_fits, repair};
use chancery_pki::private_key::PrivateKey;

/// An encryption certificate after every check that needs no register.
#[derive(Clone)]
pub(super) struct CheckedEncryption {
    chain: Vec<CertificateFacts>,
    sealed_key: Option<Vec<u8>>,
    notes: Vec<String>,
}

/// Checks the pair: `signature` and its `key` are what was uploaded as the certificate itself. Nothing for other
/// certificates.
///
/// # Errors
/// [`Code::KeyRefused`] when SM2 is uploaded alone, or anything else as a pair; [`Code::CertificateUnreadable`],
/// [`Code::KeyUnreadable`], [`Code::KeyMismatch`], [`Code::ChainInvalid`].
pub(super) fn check_encryption(
    app: &App,
    input: &Upload,
    signature: &CertificateFacts,
    key: Option<&PrivateKey>,
    now: Timestamp,
) -> Result<Option<CheckedEncryption>, Failure> {
    let sm2 = signature.public_key.algorithm() == Some(KeyAlgorithm::Sm2);
    let pair = match (&input.encryption, sm2 && input.usage == Usage::Server) {
        (None, false) => return Ok(None),
        (None, true) => {
            let text = "CertificatePublicKey: this is an SM2 certificate; upload it as a pair, with its encryption certificate as EncryptCert";
            return Err(Failure::new(Code::KeyRefused, text));
        }
        (Some(_), false) => {
            let text = "EncryptCert: only an SM2 server certificate has an encryption certificate beside it; leave it out";
            return Err(Failure::new(Code::KeyRefused, text));
        }
        (Some(pair), true) => pair,
    };
    let longest = app.policy.limits.upload_bytes_max;
    if pair.certificate_pem.len() > longest || pair.key_pem.as_ref().is_some_and(|k| k.len() > longest) {
        let text = format!("EncryptCert, EncryptPrivateKey: at most {longest} bytes each");
        return Err(Failure::new(Code::InvalidParameter, text));
    }
    let certificates = CertificateFacts::parse_pem(&pair.certificate_pem)
        .map_err(|e| Failure::new(Code::CertificateUnreadable, format!("EncryptCert: {e}")))?;
    let password = input.key_password.as_ref().map(|p| p.as_str()).filter(|p| !p.is_empty());
    let own = match pair.key_pem.as_ref().filter(|k| !k.trim().is_empty()) {
        Some(pem) => Some(
            PrivateKey::from_pem(pem, password)
                .map_err(|e| Failure::new(Code::KeyUnreadable, format!("EncryptPrivateKey: {e}")))?,
        ),
        None => None,
    };
    // The seed's pairs have one key, pasted twice.
    let used = own.as_ref().or(key).ok_or_else(|| Failure::internal("a pair without a key"))?;
    let most = app.policy.limits.chain_certificates_max;
    let repaired = repair(certificates, Some(used.public_key_spki()), Strangers::Refuse, most)
        .map_err(|e| Failure::new(Code::ChainInvalid, format!("EncryptCert: {e}")))?;
    let leaf = repaired.leaf().ok_or_else(|| Failure::internal("a repaired chain without a leaf"))?;
    fits(signature, leaf, used)?;
    let same = key.is_some_and(|key| key.public_key_spki() == used.public_key_spki());
    let sealed_key = if same {
        None
    } else {
        app.vault.seal_key(&leaf.public_key.sha256(), &KeyForm::Plain(used.clone()))?
    };
    let notes =
        said_of(&repaired, leaf, now).into_iter().map(|note| format!("encryption certificate: {note}"));
    Ok(Some(CheckedEncryption { notes: notes.collect(), sealed_key, chain: repaired.chain }))
}

/// Each certificate of a pair is what it is taken for, and both are for the same names.
fn fits(
    signature: &CertificateFacts,
    encryption: &CertificateFacts,
    key: &PrivateKey,
) -> Result<(), Failure> {
    if encryption.public_key.algorithm() != Some(KeyAlgorithm::Sm2) {
        let text = format!(
            "EncryptCert: this is a certificate for an {} key, not for SM2",
            encryption.key_description()
        );
        return Err(Failure::new(Code::KeyRefused, text));
    }
    if encryption.der == signature.der {
        let text = "EncryptCert: this is the signature certificate again; paste the encryption certificate of the pair";
        return Err(Failure::new(Code::KeyRefused, text));
    }
    if !key_fits(key, encryption) {
        let text = format!(
            "EncryptPrivateKey: this key does not belong to the certificate {}",
            encryption.subject_line()
        );
        return Err(Failure::new(Code::KeyMismatch, text));
    }
    if signature.extensions.key_usage.is_some_and(|usage| !usage.digital_signature) {
        let text = "CertificatePublicKey: this certificate of the pair is not for signatures; the two may be swapped";
        return Err(Failure::new(Code::KeyRefused, text));
    }
    let encrypts = |usage: chancery_pki::certificate::KeyUsage| {
        usage.key_encipherment || usage.data_encipherment || usage.key_agreement
    };
    if encryption.extensions.key_usage.is_some_and(|usage| !encrypts(usage)) {
        let text = "EncryptCert: this certificate of the pair is not for encryption; the two may be swapped";
        return Err(Failure::new(Code::KeyRefused, text));
    }
    let names = |facts: &CertificateFacts| {
        let mut names = facts.names();
        names.sort();
        (facts.common_name().map(str::to_owned), names)
    };
    if names(signature) != names(encryption) {
        let text = format!(
            "EncryptCert: the certificates of a pair are for the same names, but these are for {} and {}",
            signature.subject_line(),
            encryption.subject_line()
        );
        return Err(Failure::new(Code::KeyMismatch, text));
    }
    Ok(())
}

impl CheckedEncryption {
    /// What is stored beside the signature certificate with this chain; the chain only where it differs.
    pub(super) fn complete(
        &self,
        register: &mut dyn Register,
        signature: &[CertificateFacts],
        notes: &mut Vec<String>,
    ) -> Result<EncryptionCertificate, Failure> {
        let mut chain = self.chain.clone();
        let mut added = Vec::new();
        complete(register, &mut chain, &mut added)?;
        notes.extend(self.notes.iter().cloned());
        notes.extend(added.into_iter().map(|note| format!("encryption certificate: {note}")));
        let leaf = chain.first().ok_or_else(|| Failure::internal("an upload without a leaf"))?;
        refuse_blocked(register, "EncryptCert", &hex::encode(leaf.public_key.sha256()))?;
        let above = |chain: &[CertificateFacts]| -> Vec<Vec<u8>> {
            chain.iter().skip(1).map(|link| link.der.clone()).collect()
        };
        let own = above(&chain);
        if own.is_empty()
            && let Some(issuer) = signature.get(1)
            && !is_issued_by(leaf, issuer)
        {
            let text = "EncryptCert: its chain is missing, and it is not that of the signature certificate; paste it with its chain";
            return Err(Failure::new(Code::ChainInvalid, text));
        }
        Ok(EncryptionCertificate {
            serial: None,
            leaf_der: Some(leaf.der.clone()),
            chain_der: if own.is_empty() || own == above(signature) { Vec::new() } else { own },
            sealed_key: self.sealed_key.clone(),
        })
    }
}
