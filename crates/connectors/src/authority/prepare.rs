//! The bytes to be signed for a request: the profile says what they carry, the dated policy what is allowed, and the
//! lints have the last word.

use super::state::Issuer;
use chancery_app::ports::{AuthorityError, LeafRequest, Prepared};
use chancery_domain::organization::CertifiedOrganization;
use chancery_domain::policy::{Policy, ValidityPeriod};
use chancery_domain::profile::{Profile, Profiles, Trust};
use chancery_domain::time::Timestamp;
use chancery_pki::leaf::{self, ExtendedSubject, LeafProfile, OrganizationSubject, Pointers, San, serial};
use chancery_pki::lint;
use chancery_pki::public_key::PublicKey;
use std::collections::HashMap;
use std::fmt;
use std::fmt::Display;
use std::sync::Arc;

/// What every certificate is written by.
pub struct Rules {
    policy: Arc<Policy>,
    profiles: Arc<Profiles>,
    /// Usages and policies by profile and whether clientAuth is among them.
    usages: HashMap<(String, bool), LeafProfile>,
    urls: Option<String>,
    ocsp: bool,
}

impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rules").field("urls", &self.urls).finish_non_exhaustive()
    }
}

impl Rules {
    /// Under these profiles and this policy. `urls` is scheme, host and port below which lists, OCSP answers and CA
    /// certificates are found: only what answers there may be named (must never happen, number 18). Without it
    /// certificates name nothing.
    ///
    /// # Errors
    /// [`AuthorityError::Refused`] for a profile that cannot be written.
    pub fn new(
        policy: Arc<Policy>,
        profiles: Arc<Profiles>,
        urls: Option<String>,
    ) -> Result<Self, AuthorityError> {
        let mut usages = HashMap::new();
        for profile in profiles.iter() {
            let oids: Vec<&str> = profile.policy_oids.iter().map(String::as_str).collect();
            for client_auth in [false, true] {
                let usage = LeafProfile::new(client_auth, &oids).map_err(|error| refused(&error))?;
                let usage = if profile.encryption { usage.for_encryption() } else { usage };
                usages.insert((profile.name.clone(), client_auth), usage);
            }
        }
        Ok(Rules { policy, profiles, usages, urls, ocsp: false })
    }

    /// Lets certificates name the OCSP responder below the same address, once it answers there.
    #[must_use]
    pub fn with_ocsp(mut self) -> Self {
        self.ocsp = true;
        self
    }
}

fn refused(error: &dyn Display) -> AuthorityError {
    AuthorityError::Refused(error.to_string())
}

pub(super) fn prepare(
    rules: &Rules,
    issuer: &Issuer,
    request: &LeafRequest,
) -> Result<Prepared, AuthorityError> {
    let profile = rules
        .profiles
        .get(&request.profile)
        .ok_or_else(|| refused(&format!("there is no profile {:?}", request.profile)))?;
    // The moment of issuance, as the policy's own validity period is counted from it.
    let issued_at = request.not_before.plus_seconds(rules.policy.issuance.backdate_seconds);
    check_key(profile, &request.spki_der)?;
    check_validity(rules, profile, request, issued_at)?;
    check_names(profile, issuer, request)?;
    let client_auth = profile.client_auth_at(&rules.policy, issued_at);
    if client_auth && !issuer.client_auth {
        return Err(refused(&format!(
            "the profile {} is for client authentication too, for which {} may not sign; run `chancery ca rotate {}`",
            profile.name, issuer.id, issuer.id
        )));
    }
    let usage = rules
        .usages
        .get(&(profile.name.clone(), client_auth))
        .ok_or_else(|| refused(&"the profile has no usages"))?;
    let shards = if profile.crl_pointer { rules.policy.revocation_list.shards } else { 0 };
    let shard = serial::shard(&request.serial, shards);
    let names: Vec<San> = request
        .dns_names
        .iter()
        .cloned()
        .map(San::Dns)
        .chain(request.ip_addresses.iter().copied().map(San::Ip))
        .collect();
    let organization = request.organization.as_ref().map(subject);
    let to_be_signed = issuer
        .template
        .tbs_with(
            &leaf::LeafRequest {
                serial: &request.serial,
                not_before: request.not_before,
                not_after: request.not_after,
                names: &names,
                common_name: request.common_name.as_deref().filter(|_| profile.common_name),
                organization: organization.as_ref(),
                spki_der: &request.spki_der,
                profile: usage,
            },
            &pointers(rules, profile, &issuer.id, shard),
            request.precertificate,
        )
        .map_err(|error| refused(&error))?;
    check_lints(rules, profile, issuer, &to_be_signed, issued_at)?;
    Ok(Prepared { issuer: issuer.id.clone(), shard, to_be_signed })
}

/// The organisation as the leaf writer takes it (BR 7.1.2.7.4, EVG 7.1.4.2).
fn subject(certified: &CertifiedOrganization) -> OrganizationSubject {
    OrganizationSubject {
        organization: certified.name.clone(),
        locality: Some(certified.city.clone()),
        province: Some(certified.province.clone()),
        country: certified.country.clone(),
        extended: certified.extended.as_ref().map(|extended| ExtendedSubject {
            business_category: extended.business_category.clone(),
            jurisdiction_country: extended.jurisdiction_country.clone(),
            registration_number: extended.registration_number.clone(),
        }),
    }
}

/// The URLs that a certificate names: by its profile, and only such as answer.
fn pointers(rules: &Rules, profile: &Profile, issuer: &str, shard: Option<i64>) -> Pointers {
    let Some(base) = &rules.urls else { return Pointers::default() };
    Pointers {
        crl_url: profile.crl_pointer.then(|| Pointers::crl_url(base, issuer, shard)),
        ocsp_url: (profile.ocsp_pointer && rules.ocsp).then(|| Pointers::ocsp_url(base)),
        ca_issuers_url: Some(Pointers::ca_issuers_url(base, issuer)),
    }
}

fn check_key(profile: &Profile, spki_der: &[u8]) -> Result<(), AuthorityError> {
    let algorithm = PublicKey::from_spki(spki_der).ok().and_then(|key| key.algorithm());
    if algorithm.is_some_and(|algorithm| profile.keys.contains(&algorithm)) {
        return Ok(());
    }
    let taken: Vec<String> = profile.keys.iter().map(ToString::to_string).collect();
    Err(refused(&format!("the profile {} takes only keys of {}", profile.name, taken.join(", "))))
}

/// BR 6.3.2 by the dated policy (must never happen, number 6), or the profile's own limit for one house; and
/// BR 7.1.2.11.2: a public certificate without pointers is short-lived.
fn check_validity(
    rules: &Rules,
    profile: &Profile,
    request: &LeafRequest,
    issued_at: Timestamp,
) -> Result<(), AuthorityError> {
    let period = ValidityPeriod { not_before: request.not_before, not_after: request.not_after };
    match profile.trust {
        Trust::Public => {
            rules.policy.check_validity(period, issued_at).map_err(|error| refused(&error))?;
            let days_max = rules.policy.issuance.short_lived_days_max;
            if !profile.crl_pointer && !profile.ocsp_pointer && period.days() > days_max {
                return Err(refused(&format!(
                    "a certificate that names neither revocation list nor OCSP responder lasts at most {days_max} days; the profile {} asks for {}",
                    profile.name,
                    period.days()
                )));
            }
        }
        Trust::Private if period.seconds() > profile.validity_seconds => {
            return Err(refused(&format!(
                "a validity of {} seconds is longer than the {} of the profile {}",
                period.seconds(),
                profile.validity_seconds,
                profile.name
            )));
        }
        Trust::Private => {}
    }
    Ok(())
}

/// Addresses only where the profile has them (must never happen, number 12), and no name outside the constraints of
/// the certificates above, which a verifier would refuse.
fn check_names(profile: &Profile, issuer: &Issuer, request: &LeafRequest) -> Result<(), AuthorityError> {
    if let Some(address) = request.ip_addresses.first().filter(|_| !profile.ip_addresses) {
        return Err(refused(&format!(
            "the profile {} certifies no IP addresses such as {address}; choose another profile",
            profile.name
        )));
    }
    for constraints in &issuer.constraints {
        let dns = request.dns_names.iter().find(|name| !constraints.allows_dns(name)).cloned();
        let ip = request.ip_addresses.iter().find(|ip| !constraints.allows_ip(**ip)).map(ToString::to_string);
        if let Some(name) = dns.or(ip) {
            return Err(refused(&format!(
                "{} may not certify {name}: its name constraints forbid it",
                issuer.id
            )));
        }
    }
    Ok(())
}

/// Linting before signing (mandatory since 2025-03-15, BR 4.3.1.2): the linted bytes are the ones signed.
fn check_lints(
    rules: &Rules,
    profile: &Profile,
    issuer: &Issuer,
    to_be_signed: &[u8],
    issued_at: Timestamp,
) -> Result<(), AuthorityError> {
    let context = lint::Context {
        trust: match profile.trust {
            Trust::Public => lint::Trust::Public,
            Trust::Private => lint::Trust::Private,
        },
        issued_at,
        policy: &rules.policy,
        issuer: Some(lint::Issuer::from(issuer.certificate.as_ref())),
    };
    let findings = lint::leaf(to_be_signed, &context);
    let errors: Vec<String> = lint::errors(&findings).map(ToString::to_string).collect();
    if errors.is_empty() { Ok(()) } else { Err(refused(&errors.join("; "))) }
}
