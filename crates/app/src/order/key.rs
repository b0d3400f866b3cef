//! The key of an application and its CSR: made here, pasted, or taken from CSR management (D1, D2); noted as this
//! certificate's own, since no other order may use it. One way for free and paid products.

use super::csr_fit::fits;
use crate::blocked_key::refuse_blocked;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::key_maker::{Made, checked_password, make};
use crate::ports::Register;
use crate::service::App;
use chancery_domain::catalogue::Product;
use chancery_domain::certificate::CsrOrigin;
use chancery_domain::ids::{AccountId, CertificateId, CsrId};
use chancery_domain::key::KeyAlgorithm;
use chancery_domain::name::Name;
use chancery_domain::organization::OrganizationDetails;
use chancery_pki::csr::{self, CsrFacts, Subject};
use zeroize::Zeroizing;

/// Where key and CSR come from (D1).
#[derive(Clone)]
pub enum CsrChoice {
    /// Made here.
    Online {
        /// The kind of key.
        algorithm: KeyAlgorithm,
        /// The user's own password for it (D3).
        password: Option<Zeroizing<String>>,
    },
    /// Made here, of the kind that the product takes first.
    Usual {
        /// The user's own password for it (D3).
        password: Option<Zeroizing<String>>,
    },
    /// Pasted by the applicant.
    Pasted(String),
    /// Taken from CSR management.
    Kept(CsrId),
}

/// The key of an application, and where it came from.
#[derive(Clone)]
pub(crate) struct Key {
    /// CSR, hash of the public key, sealed key.
    pub made: Made,
    /// The kind of key.
    pub algorithm: KeyAlgorithm,
    /// Where it came from.
    pub origin: CsrOrigin,
    /// Whether a password of the user's own protects it (D3).
    pub password_chosen: bool,
}

/// What a key is for.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'a> {
    /// The product, which says which keys it takes.
    pub product: &'a Product,
    /// The names bound, the common name first.
    pub bound: &'a [Name],
    /// Who stands in a CSR made here.
    pub organization: Option<&'a OrganizationDetails>,
    /// The common name of a pasted CSR must be the first name (product rules, section 1.6).
    pub same_common_name: bool,
}

/// Makes or reads the key.
///
/// # Errors
/// [`Code::InvalidParameter`], [`Code::CsrInvalid`], [`Code::CsrNotFound`], [`Code::CsrState`], [`Code::KeyRefused`].
pub(crate) async fn obtain_key(
    app: &App,
    account: AccountId,
    wanted: Wanted<'_>,
    choice: CsrChoice,
) -> Result<Key, Failure> {
    let choice = match choice {
        CsrChoice::Usual { password } => {
            let algorithm = wanted.product.keys.first().copied();
            let algorithm = algorithm.ok_or_else(|| Failure::internal("a product that takes no key"))?;
            CsrChoice::Online { algorithm, password }
        }
        other => other,
    };
    match choice {
        CsrChoice::Usual { .. } => Err(Failure::internal("the usual kind of key was chosen above")),
        CsrChoice::Online { algorithm, password } => {
            if !wanted.product.takes_key(algorithm) {
                let text =
                    format!("CsrKeyParameter: this product takes {} keys", wanted.product.keys_in_words());
                return Err(Failure::new(Code::InvalidParameter, text));
            }
            let password = checked_password(app, password)?;
            let password_chosen = password.is_some();
            let names: Vec<String> = wanted.bound.iter().map(ToString::to_string).collect();
            let made = make(app, algorithm, subject(&names, wanted.organization), names, password).await?;
            Ok(Key { made, algorithm, origin: CsrOrigin::Online, password_chosen })
        }
        CsrChoice::Pasted(text) => {
            let facts = pasted(app, &text)?;
            let algorithm = fits(&facts, wanted.bound, wanted.product)?;
            has_common_name(&facts, wanted)?;
            let made = Made { spki_sha256: facts.spki_sha256(), csr_der: facts.der, sealed_key: None };
            Ok(Key { made, algorithm, origin: CsrOrigin::Pasted, password_chosen: false })
        }
        CsrChoice::Kept(id) => {
            let kept = app.store.read(move |register| Ok(register.csr(id)?)).await?;
            let (record, files) = kept.filter(|(r, _)| r.account == account).ok_or_else(|| {
                Failure::new(Code::CsrNotFound, format!("CsrId: there is no CSR {id} in this account"))
            })?;
            record.usable()?;
            let csr_der = files.csr_der.ok_or_else(|| Failure::internal("generated CSR without content"))?;
            let facts = csr::parse(&csr_der, &app.key_rules)
                .map_err(|error| Failure::new(Code::CsrInvalid, format!("CsrId: {error}")))?;
            let algorithm = fits(&facts, wanted.bound, wanted.product)?;
            has_common_name(&facts, wanted)?;
            let made = Made { spki_sha256: facts.spki_sha256(), csr_der, sealed_key: files.sealed_key };
            Ok(Key { made, algorithm, origin: CsrOrigin::Kept(id), password_chosen: record.password_chosen })
        }
    }
}

/// (D2) Reads a CSR that was made elsewhere: well formed, signed by its own key, and that key is a good one.
///
/// # Errors
/// [`Code::CsrInvalid`].
pub(crate) fn pasted(app: &App, text: &str) -> Result<CsrFacts, Failure> {
    let longest = app.policy.limits.csr_bytes_max;
    if text.len() > longest {
        let text = format!("CsrContent: a CSR has at most {longest} bytes");
        return Err(Failure::new(Code::CsrInvalid, text));
    }
    csr::parse(text.as_bytes(), &app.key_rules)
        .map_err(|error| Failure::new(Code::CsrInvalid, format!("CsrContent: {error}")))
}

/// (D2) The common name is there and, where it was stated apart, the one stated.
fn has_common_name(facts: &CsrFacts, wanted: Wanted<'_>) -> Result<(), Failure> {
    let first = wanted.bound.first().map(ToString::to_string).unwrap_or_default();
    let stated = facts.common_name();
    if !wanted.same_common_name || Name::parse(stated).is_ok_and(|name| name.to_string() == first) {
        return Ok(());
    }
    let text = if stated.is_empty() {
        format!("CSR: it has no common name; make a CSR with the common name {first}")
    } else {
        format!("CSR: its common name {stated} is not the one applied for; make a CSR with {first}")
    };
    Err(Failure::new(Code::CsrInvalid, text))
}

/// The subject of a CSR made here; certificates take theirs from the examined facts, never from a CSR.
fn subject(names: &[String], organization: Option<&OrganizationDetails>) -> Subject {
    let common_name = names.first().cloned();
    match organization {
        None => Subject { common_name, ..Subject::default() },
        Some(details) => Subject {
            common_name,
            organization: Some(details.name.clone()),
            locality: Some(details.city.clone()),
            province: Some(details.province.clone()),
            country: Some(details.country.clone()),
            ..Subject::default()
        },
    }
}

/// Notes the key as the certificate's own: not blocked, not another order's (D2; must never happen, number 20); a CSR
/// under CSR management is then in use.
///
/// # Errors
/// [`Code::KeyRefused`], [`Code::KeyReused`].
pub(crate) fn claim_key(
    register: &mut dyn Register,
    ctx: &Ctx,
    key: &Key,
    id: &CertificateId,
) -> Result<(), Failure> {
    claim_key_among(register, ctx, key, id, &[])
}

/// Like [`claim_key`], but a key of the certificate's own kin may be used again: that of the certificate reissued, or of
/// the one before it in a paid term (D2, "reissue with the same CSR excepted").
///
/// # Errors
/// Those of [`claim_key`].
pub(super) fn claim_key_among(
    register: &mut dyn Register,
    ctx: &Ctx,
    key: &Key,
    id: &CertificateId,
    kin: &[CertificateId],
) -> Result<(), Failure> {
    let spki_sha256 = hex::encode(key.made.spki_sha256);
    refuse_blocked(register, "CSR", &spki_sha256)?;
    let other = register.claim_public_key(&spki_sha256, id)?;
    if other.as_ref().is_some_and(|other| kin.contains(other)) {
        return Ok(());
    }
    if let Some(other) = other {
        tracing::debug!(request_id = %ctx.request_id, certificate = %other, "public key is used already");
        return Err(Failure::new(
            Code::KeyReused,
            "CSR: its public key was used by another order; generate a new key and CSR for each order",
        ));
    }
    if let CsrOrigin::Kept(csr) = key.origin
        && let Some((record, mut files)) = register.csr(csr)?
    {
        files.used_by = Some(id.clone());
        register.update_csr(&record, &files)?;
    }
    Ok(())
}
