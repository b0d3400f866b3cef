//! Opens the embedded authority, or makes it when the register has none: a root, and for each brand one RSA and one
//! ECDSA issuing certificate; one more pair signs the service's own TLS certificate.
//!
//! Several nodes may start at once: what the register took first is the authority, on all of them.

use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::ports::{AuthorityRecord, Scope, Store};
use crate::vault::Vault;
use chancery_domain::catalogue::Catalogue;
use chancery_domain::key::{KeyAlgorithm, KeyFamily};
use chancery_domain::policy::Policy;
use chancery_domain::time::Timestamp;
use chancery_pki::authority::{
    AuthorityName, AuthorityTerm, IntermediateProfile, intermediate, self_signed_root,
};
use chancery_pki::leaf::{Pointers, serial};
use chancery_pki::private_key::PrivateKey;

/// The id of the root.
const ROOT: &str = "root";

/// The brand under which the service's own TLS certificate is issued.
pub const SERVICE_BRAND: &str = "service";

/// The brand of certificates asked for over ACME.
pub const ACME_BRAND: &str = "chancery";

/// The brand of certificates for one house.
pub const PRIVATE_BRAND: &str = "private";

/// Brands of the service's own, beside the catalogue's, with their titles.
const OWN_BRANDS: [(&str, &str); 3] =
    [(SERVICE_BRAND, "Chancery Service"), (ACME_BRAND, "Chancery"), (PRIVATE_BRAND, "Chancery Private")];

/// Days in a year of an authority's validity.
const DAYS_PER_YEAR: i64 = 365;

/// An authority certificate with its key in the clear, in memory only.
#[derive(Debug)]
pub struct OpenAuthority {
    /// Its id: `root`, or brand and family such as `trustasia-ecc`.
    pub id: String,
    /// The brand's key; empty for the root.
    pub brand: String,
    /// The family of its key.
    pub family: KeyFamily,
    /// Its certificate.
    pub certificate_der: Vec<u8>,
    /// Its key.
    pub key: PrivateKey,
}

/// Opens the authority, making what is missing. `root_pointers` are the addresses of the root's revocation list and
/// certificate, which issuing certificates name; they must answer before the first certificate is issued.
///
/// # Errors
/// When the register cannot be used, or the master key is not the one that sealed the keys.
pub async fn establish(
    store: &Store,
    vault: &Vault,
    catalogue: &Catalogue,
    policy: &Policy,
    ctx: &Ctx,
    root_pointers: &Pointers,
) -> Result<Vec<OpenAuthority>, Failure> {
    let mut records = store.read(|register| Ok(register.authorities()?)).await?;
    let missing = missing(catalogue, &records);
    if !missing.is_empty() {
        let made = make(vault, policy, ctx, root_pointers, &records, missing)?;
        records = store
            .write(Scope::System, move |register| {
                let present = register.authorities()?;
                let root_taken = present.iter().any(|r| r.id == ROOT);
                let own_root = made.iter().any(|r| r.id == ROOT);
                // Another node was first: its root did not sign what we made.
                if !(root_taken && own_root) {
                    for record in made.iter().filter(|m| !present.iter().any(|p| p.id == m.id)) {
                        register.add_authority(record)?;
                    }
                }
                Ok(register.authorities()?)
            })
            .await?;
    }
    records.iter().map(|record| open(vault, record)).collect()
}

fn context(id: &str) -> String {
    format!("authority/{id}")
}

fn open(vault: &Vault, record: &AuthorityRecord) -> Result<OpenAuthority, Failure> {
    let key_der = vault.open(&context(&record.id), &record.sealed_key)?;
    Ok(OpenAuthority {
        id: record.id.clone(),
        brand: record.brand.clone(),
        family: record.family,
        certificate_der: record.certificate_der.clone(),
        key: PrivateKey::from_pkcs8_der(&key_der).map_err(Failure::internal)?,
    })
}

/// Brand, brand's title and family of every issuing certificate that the register does not have.
fn missing(catalogue: &Catalogue, records: &[AuthorityRecord]) -> Vec<(String, String, KeyFamily)> {
    let brands = catalogue.brands().iter().filter(|b| !b.sm2).map(|b| (b.key.clone(), b.name.clone()));
    let own = OWN_BRANDS.map(|(key, title)| (key.to_owned(), title.to_owned()));
    brands
        .chain(own)
        .flat_map(|(key, title)| {
            [KeyFamily::Rsa, KeyFamily::Ecc].map(|family| (key.clone(), title.clone(), family))
        })
        .filter(|(key, _, family)| !records.iter().any(|r| r.brand == *key && r.family == *family))
        .collect()
}

fn make(
    vault: &Vault,
    policy: &Policy,
    ctx: &Ctx,
    root_pointers: &Pointers,
    present: &[AuthorityRecord],
    missing: Vec<(String, String, KeyFamily)>,
) -> Result<Vec<AuthorityRecord>, Failure> {
    let mut made = Vec::with_capacity(missing.len() + 1);
    let root = match present.iter().find(|r| r.id == ROOT) {
        Some(record) => open(vault, record)?,
        None => {
            let key = PrivateKey::generate(KeyAlgorithm::P384).map_err(Failure::internal)?;
            let signing_key = key.signing_key().map_err(Failure::internal)?;
            let term = term(policy, ctx, policy.authority.root_validity_years);
            let certificate_der =
                self_signed_root(&signing_key, &name("Chancery Root"), &term).map_err(Failure::internal)?;
            let record = sealed(vault, ROOT, "", KeyFamily::Ecc, certificate_der, &key, ctx.now)?;
            let root = open(vault, &record)?;
            made.push(record);
            root
        }
    };
    let root_key = root.key.signing_key().map_err(Failure::internal)?;
    for (brand, title, family) in missing {
        let algorithm = match family {
            KeyFamily::Rsa => KeyAlgorithm::Rsa2048,
            KeyFamily::Ecc => KeyAlgorithm::P256,
        };
        let key = PrivateKey::generate(algorithm).map_err(Failure::internal)?;
        let certificate_der = intermediate(
            &root.certificate_der,
            &root_key,
            &name(&format!("{title} {} Issuing CA", family.cloud_name())),
            key.public_key_spki(),
            &term(policy, ctx, policy.authority.intermediate_validity_years),
            &IntermediateProfile { client_auth: false, pointers: root_pointers.clone() },
        )
        .map_err(Failure::internal)?;
        let id = format!("{brand}-{}", family.cloud_name().to_ascii_lowercase());
        made.push(sealed(vault, &id, &brand, family, certificate_der, &key, ctx.now)?);
    }
    Ok(made)
}

/// A fresh serial and a validity of so many years. It begins earlier than the first certificate issued under it
/// may, since those are backdated too.
fn term(policy: &Policy, ctx: &Ctx, years: i64) -> AuthorityTerm {
    let not_before = ctx.now.plus_seconds(-2 * policy.issuance.backdate_seconds);
    AuthorityTerm {
        serial: serial::from_chance(&ctx.entropy.bytes()),
        not_before,
        not_after: not_before.plus_days(years * DAYS_PER_YEAR).plus_seconds(-1),
    }
}

fn name(common_name: &str) -> AuthorityName {
    AuthorityName {
        country: "CN".to_owned(),
        organization: "Chancery".to_owned(),
        common_name: common_name.to_owned(),
    }
}

fn sealed(
    vault: &Vault,
    id: &str,
    brand: &str,
    family: KeyFamily,
    certificate_der: Vec<u8>,
    key: &PrivateKey,
    now: Timestamp,
) -> Result<AuthorityRecord, Failure> {
    Ok(AuthorityRecord {
        id: id.to_owned(),
        brand: brand.to_owned(),
        family,
        certificate_der,
        sealed_key: vault.seal(&context(id), key.pkcs8_der())?,
        created_at: now,
    })
}
