//! The certificate that the service itself serves HTTPS with, from its own authority, recorded like any other.

use crate::authority::SERVICE_BRAND;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::ports::{LeafRequest, Scope};
use crate::service::App;
use chancery_domain::issuance::{Issuance, IssuerKey};
use chancery_domain::key::{KeyAlgorithm, KeyFamily};
use chancery_pki::digest;
use chancery_pki::leaf::serial;
use chancery_pki::private_key::PrivateKey;
use std::net::IpAddr;

/// Days that a service certificate lasts; it is renewed at two thirds of that.
const TERM_DAYS: i64 = 30;

/// A certificate for the service with its key.
#[derive(Debug)]
pub struct ServiceCertificate {
    /// Leaf first, then what is above it, without the root.
    pub chain_der: Vec<Vec<u8>>,
    /// Its key.
    pub key: PrivateKey,
    /// When to ask for the next one.
    pub renew_at: chancery_domain::time::Timestamp,
}

/// The profile of the service's own certificate.
const SERVICE_PROFILE: &str = "service";

/// Issues a fresh certificate for the service under its own names.
///
/// # Errors
/// [`Code::IssuerFailed`] when the authority refuses.
pub async fn service_certificate(
    app: &App,
    ctx: &Ctx,
    dns_names: Vec<String>,
    ip_addresses: Vec<IpAddr>,
) -> Result<ServiceCertificate, Failure> {
    let key = PrivateKey::generate(KeyAlgorithm::P256).map_err(Failure::internal)?;
    let period = app.policy.validity_period(ctx.now, TERM_DAYS);
    let request = LeafRequest {
        issuer: IssuerKey { brand: SERVICE_BRAND.to_owned(), family: KeyFamily::Ecc },
        profile: SERVICE_PROFILE.to_owned(),
        precertificate: false,
        serial: serial::from_chance(&ctx.entropy.bytes()).to_vec(),
        not_before: period.not_before,
        not_after: period.not_after,
        common_name: dns_names.first().cloned(),
        dns_names,
        ip_addresses,
        spki_der: key.public_key_spki().to_vec(),
    };
    let refused = |error: crate::ports::AuthorityError| Failure::new(Code::IssuerFailed, error.to_string());
    let prepared = app.authority.prepare(&request).map_err(refused)?;
    let serial = request.serial_text();
    let issuance = Issuance {
        serial: serial.clone(),
        issuer: prepared.issuer.clone(),
        certificate: None,
        profile: request.profile.clone(),
        spki_sha256: digest::sha256_hex(&request.spki_der),
        shard: prepared.shard,
        to_be_signed: prepared.to_be_signed.clone(),
        precertificate: None,
        not_before: period.not_before,
        not_after: period.not_after,
        recorded_at: ctx.now,
        signed: None,
    };
    app.store.write(Scope::Unguarded, move |register| Ok(register.record_issuance(&issuance)?)).await?;
    let leaf = app.authority.sign(&prepared.issuer, &prepared.to_be_signed).map_err(refused)?;
    let kept = leaf.clone();
    app.store.write(Scope::Unguarded, move |register| Ok(register.keep_signed(&serial, &kept)?)).await?;
    let mut chain_der = app.authority.chain(&prepared.issuer).map_err(refused)?;
    chain_der.pop();
    chain_der.insert(0, leaf);
    let renew_at = ctx.now.plus_days(TERM_DAYS * 2 / 3);
    Ok(ServiceCertificate { chain_der, key, renew_at })
}
