//! Puts a certificate issued elsewhere into the register (H1, H2, H4): read, put in order, matched with its key.

use super::upload_encryption::{CheckedEncryption, check_encryption};
use crate::annotations::{checked_alias, checked_purposes, checked_tags};
use crate::blocked_key::refuse_blocked;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::fresh_id::fresh_certificate_id;
use crate::ports::{CertificateFiles, Register, Scope};
use crate::reactions::react;
use crate::service::App;
use chancery_domain::certificate::{Certificate, Event, Origin, Stage, Tag, Usage, Validity};
use chancery_domain::ids::{AccountId, CertificateId, ProjectId};
use chancery_domain::issuance::Serial;
use chancery_domain::time::Timestamp;
use chancery_pki::archive::KeyForm;
use chancery_pki::certificate::CertificateFacts;
use chancery_pki::chain::{Repaired, Strangers, is_issued_by, key_fits, repair};
use chancery_pki::private_key::PrivateKey;
use zeroize::Zeroizing;

/// What is uploaded.
pub struct Upload {
    /// The certificate with its chain, PEM, in any order.
    pub certificate_pem: String,
    /// Its private key, PEM; needed for server certificates.
    pub key_pem: Option<Zeroizing<String>>,
    /// The password of an encrypted key.
    pub key_password: Option<Zeroizing<String>>,
    /// The encryption certificate, when the other one is the signature certificate of an SM2 pair (H2).
    pub encryption: Option<EncryptionUpload>,
    /// Server certificate or CA certificate.
    pub usage: Usage,
    /// The user's own name for it.
    pub alias: String,
    /// The project.
    pub project: ProjectId,
    /// Tags.
    pub tags: Vec<Tag>,
    /// What it is used for, in the user's words.
    pub purpose: Vec<String>,
    /// Whether the same certificate may stand in the register more than once.
    pub repeatable: bool,
}

/// The second certificate of an SM2 pair.
pub struct EncryptionUpload {
    /// The certificate with its chain, PEM, in any order.
    pub certificate_pem: String,
    /// Its private key, PEM; without it the key of the signature certificate. The password is that of the other key.
    pub key_pem: Option<Zeroizing<String>>,
}

/// What came of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Uploaded {
    /// The certificate's id: a new one, or that of the same certificate uploaded before.
    pub id: CertificateId,
    /// It was there already.
    pub repeated: bool,
}

/// The upload after every check that needs no register.
#[derive(Clone)]
struct Checked {
    chain: Vec<CertificateFacts>,
    sealed_key: Option<Vec<u8>>,
    encryption: Option<CheckedEncryption>,
    algorithm: Option<chancery_domain::key::KeyAlgorithm>,
    notes: Vec<String>,
    usage: Usage,
    alias: String,
    project: ProjectId,
    tags: Vec<Tag>,
    purpose: Vec<String>,
    repeatable: bool,
}

/// Uploads a certificate.
///
/// # Errors
/// [`Code::CertificateUnreadable`], [`Code::KeyUnreadable`], [`Code::KeyMismatch`], [`Code::ChainInvalid`],
/// [`Code::NotAnAuthority`], [`Code::InvalidParameter`], [`Code::KeyRefused`]; nothing is stored then.
pub async fn upload(app: &App, ctx: &Ctx, input: Upload) -> Result<Uploaded, Failure> {
    let account = ctx.tenant()?;
    let checked = check(app, ctx, input)?;
    let (service, inner) = (app.clone(), ctx.clone());
    app.store
        .write(Scope::Account(account), move |register| store(&service, register, &inner, account, &checked))
        .await
}

fn check(app: &App, ctx: &Ctx, input: Upload) -> Result<Checked, Failure> {
    let longest = app.policy.limits.upload_bytes_max;
    if input.certificate_pem.len() > longest || input.key_pem.as_ref().is_some_and(|k| k.len() > longest) {
        let text = format!("CertificatePublicKey, CertificatePrivateKey: at most {longest} bytes each");
        return Err(Failure::new(Code::InvalidParameter, text));
    }
    let certificates = CertificateFacts::parse_pem(&input.certificate_pem)
        .map_err(|e| Failure::new(Code::CertificateUnreadable, format!("CertificatePublicKey: {e}")))?;
    let key = read_key(&input)?;
    let leaf_spki = key.as_ref().map(|k| k.public_key_spki().to_vec());
    let most = app.policy.limits.chain_certificates_max;
    let repaired = repair(certificates, leaf_spki.as_deref(), Strangers::Refuse, most)
        .map_err(|e| Failure::new(Code::ChainInvalid, format!("CertificatePublicKey: {e}")))?;
    let leaf = repaired.leaf().ok_or_else(|| Failure::internal("a repaired chain without a leaf"))?;
    if let Some(key) = key.as_ref().filter(|k| !key_fits(k, leaf)) {
        let text = format!(
            "CertificatePrivateKey: this {} key does not belong to the certificate {}; upload the key that its CSR was made with",
            key.algorithm(),
            leaf.subject_line()
        );
        return Err(Failure::new(Code::KeyMismatch, text));
    }
    if input.usage == Usage::Authority && !leaf.is_ca() {
        let text =
            "CertificateType: CA was chosen, but this is not a CA certificate; choose SVR or upload the CA's";
        return Err(Failure::new(Code::NotAnAuthority, text));
    }
    let encryption = check_encryption(app, &input, leaf, key.as_ref(), ctx.now)?;
    let notes = said_of(&repaired, leaf, ctx.now);
    let sealed_key = match key.clone() {
        Some(key) => app.vault.seal_key(&leaf.public_key.sha256(), &KeyForm::Plain(key))?,
        None => None,
    };
    Ok(Checked {
        algorithm: leaf.public_key.algorithm(),
        sealed_key,
        encryption,
        chain: repaired.chain,
        notes,
        usage: input.usage,
        alias: checked_alias(app, &input.alias)?,
        project: input.project,
        tags: checked_tags(app, input.tags)?,
        purpose: checked_purposes(app, input.purpose)?,
        repeatable: input.repeatable,
    })
}

/// What was repaired in a chain, and that the certificate has expired (H1).
pub(super) fn said_of(repaired: &Repaired, leaf: &CertificateFacts, now: Timestamp) -> Vec<String> {
    let mut notes = Vec::new();
    if repaired.reordered {
        notes.push("the order of the chain was repaired".to_owned());
    }
    if repaired.duplicates_dropped > 0 {
        notes.push(format!("{} copies in the chain were left out", repaired.duplicates_dropped));
    }
    if leaf.not_after < now {
        notes.push(format!("the certificate expired on {}", leaf.not_after));
    }
    notes
}

fn read_key(input: &Upload) -> Result<Option<PrivateKey>, Failure> {
    let Some(pem) = input.key_pem.as_ref().filter(|k| !k.trim().is_empty()) else {
        return if input.usage == Usage::Server {
            let text =
                "CertificatePrivateKey: a server certificate is uploaded together with its private key";
            Err(Failure::new(Code::KeyUnreadable, text))
        } else {
            Ok(None)
        };
    };
    let password = input.key_password.as_ref().map(|p| p.as_str()).filter(|p| !p.is_empty());
    PrivateKey::from_pem(pem, password)
        .map(Some)
        .map_err(|e| Failure::new(Code::KeyUnreadable, format!("CertificatePrivateKey: {e}")))
}

fn store(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    account: AccountId,
    checked: &Checked,
) -> Result<Uploaded, Failure> {
    let mut chain = checked.chain.clone();
    let mut notes = checked.notes.clone();
    complete(register, &mut chain, &mut notes)?;
    let leaf = chain.first().cloned().ok_or_else(|| Failure::internal("an upload without a leaf"))?;
    refuse_blocked(register, "CertificatePublicKey", &hex::encode(leaf.public_key.sha256()))?;
    let encryption = match &checked.encryption {
        Some(pair) => Some(pair.complete(register, &chain, &mut notes)?),
        None => None,
    };
    let fingerprint = leaf.sha1_fingerprint();
    let most = u64::try_from(app.policy.limits.identical_uploads_max).unwrap_or(u64::MAX);
    let wanted = if checked.repeatable { most } else { 1 };
    let present = register.certificates_with_fingerprint(account, &fingerprint, wanted)?;
    if let Some(first) = present.first().filter(|_| u64::try_from(present.len()).unwrap_or(0) >= wanted) {
        return Ok(Uploaded { id: first.clone(), repeated: true });
    }
    let validity = Validity {
        serial: Serial::from_bytes(&hex::decode(&leaf.serial_hex).unwrap_or_default()),
        not_before: leaf.not_before,
        not_after: leaf.not_after,
        validated_at: None,
        approved_at: None,
        fingerprint_sha1: fingerprint,
    };
    let stage = if leaf.not_after < ctx.now { Stage::Expired(validity) } else { Stage::Issued(validity) };
    let names = leaf.names();
    let domain = leaf.common_name().map(str::to_owned).or_else(|| names.first().cloned()).unwrap_or_default();
    let issuer = leaf.issuer_organization().map_or_else(|| leaf.issuer_line(), str::to_owned);
    let certificate = Certificate {
        id: fresh_certificate_id(register, ctx)?,
        account,
        origin: Origin::Uploaded { issuer, purpose: checked.purpose.clone(), notes },
        usage: checked.usage,
        domain,
        names,
        algorithm: checked.algorithm,
        algorithm_text: leaf.key_description(),
        alias: checked.alias.clone(),
        project: checked.project,
        tags: checked.tags.clone(),
        stage,
        created_at: ctx.now,
        changed_at: ctx.now,
        password_chosen: false,
        key_held: checked.sealed_key.is_some(),
        notices_ignored: false,
    };
    let files = CertificateFiles {
        csr_der: None,
        leaf_der: Some(leaf.der),
        chain_der: chain.iter().skip(1).map(|c| c.der.clone()).collect(),
        sealed_key: checked.sealed_key.clone(),
        download_allowed: true,
    };
    register.insert_certificate(&certificate, &files)?;
    if let Some(pair) = &encryption {
        register.put_encryption_certificate(&certificate.id, pair)?;
    }
    react(register, ctx, app, &certificate, &[Event::CertificateUploaded])?;
    Ok(Uploaded { id: certificate.id, repeated: false })
}

/// Adds what is missing above the chain where it is one of our own authorities (H4), and says so.
pub(super) fn complete(
    register: &mut dyn Register,
    chain: &mut Vec<CertificateFacts>,
    notes: &mut Vec<String>,
) -> Result<(), Failure> {
    let mut own = Vec::new();
    for record in register.authorities()? {
        own.push(CertificateFacts::parse(&record.certificate_der).map_err(Failure::internal)?);
    }
    while let Some(last) = chain.last().filter(|last| !last.is_self_issued()) {
        let Some(issuer) = own.iter().find(|candidate| is_issued_by(last, candidate)) else { break };
        notes.push(format!("the missing certificate of {} was added", issuer.subject_line()));
        chain.push(issuer.clone());
    }
    Ok(())
}
