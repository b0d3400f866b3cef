//! The certificate that the service itself serves HTTPS with, from its own authority, recorded like any other.

use super::{Plan, complete, keep, reserve};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::ports::Scope;
use crate::service::App;
use chancery_domain::key::KeyAlgorithm;
use chancery_domain::time::SECONDS_PER_DAY;
use chancery_pki::private_key::PrivateKey;
use std::net::IpAddr;

/// A certificate for the service with its key.
#[derive(Debug)]
pub struct ServiceCertificate {
    /// Leaf first, then what is above it, without the root.
    pub chain_der: Vec<Vec<u8>>,
    /// Its key.
    pub key: PrivateKey,
    /// When to ask for the next one: at two thirds of its validity.
    pub renew_at: chancery_domain::time::Timestamp,
}

/// The profile of the service's own certificate.
const SERVICE_PROFILE: &str = "service";

/// Issues a fresh certificate for the service under its own names.
///
/// # Errors
/// [`crate::Code::IssuerFailed`] when the authority refuses.
pub async fn service_certificate(
    app: &App,
    ctx: &Ctx,
    dns_names: Vec<String>,
    ip_addresses: Vec<IpAddr>,
) -> Result<ServiceCertificate, Failure> {
    let profile = app
        .profiles
        .get(SERVICE_PROFILE)
        .ok_or_else(|| Failure::internal("the profiles file has no profile \"service\""))?;
    let days = profile.validity_seconds / SECONDS_PER_DAY;
    let key = PrivateKey::generate(KeyAlgorithm::P256).map_err(Failure::internal)?;
    let plan = Plan {
        profile: SERVICE_PROFILE.to_owned(),
        brand: None,
        certificate: None,
        common_name: dns_names.first().filter(|_| profile.common_name).cloned(),
        organization: None,
        dns_names,
        ip_addresses,
        spki_der: key.public_key_spki().to_vec(),
        period: app.policy.validity_period(ctx.now, days),
    };
    let (service, inner) = (app.clone(), ctx.clone());
    let issuance =
        app.store.write(Scope::Unguarded, move |register| reserve(&service, register, &inner, &plan)).await?;
    let signed = complete(app, ctx, &issuance).await?;
    let mut chain_der = signed.chain_der.clone();
    let leaf = app.store.write(Scope::Unguarded, move |register| keep(register, &issuance, &signed)).await?;
    chain_der.pop();
    chain_der.insert(0, leaf);
    let renew_at = ctx.now.plus_seconds(profile.validity_seconds * 2 / 3);
    Ok(ServiceCertificate { chain_der, key, renew_at })
}
