//! The directories (RFC 8555 section 7.1.1): one for everything, one for each profile, one for each brand.

use super::route::RESOURCES;
use super::server::AcmeSettings;
use super::urls::Urls;
use chancery_app::App;
use chancery_app::validation::acme_proof::account_hash_prefix;
use chancery_domain::acme::ChallengeType;
use chancery_domain::profile::Profile;
use serde::Serialize;
use std::collections::BTreeMap;

/// A directory, written once at start.
#[derive(Clone, Debug)]
pub struct Directory {
    /// The profile of orders that name none.
    pub profile: String,
    /// The profiles that orders of this directory may name.
    pub profiles: Vec<String>,
    /// The document.
    pub json: Vec<u8>,
}

/// All directories by name; the first one has none.
#[derive(Clone, Debug, Default)]
pub struct Directories(BTreeMap<Option<String>, Directory>);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    new_nonce: String,
    new_account: String,
    new_order: String,
    new_authz: String,
    revoke_cert: String,
    key_change: String,
    renewal_info: String,
    meta: Meta<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Meta<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    terms_of_service: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    website: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    caa_identities: &'a [String],
    external_account_required: bool,
    /// draft-ietf-acme-dns-persist-02 section 4.1: present when its challenge is offered.
    #[serde(skip_serializing_if = "Option::is_none")]
    account_hash_prefix: Option<String>,
    /// Section 3.2 of the same draft: whom its records may name.
    #[serde(skip_serializing_if = "Option::is_none")]
    issuer_domain_names: Option<&'a [String]>,
    /// draft-ietf-acme-profiles section 3: names with a description for people.
    profiles: BTreeMap<&'a str, &'a str>,
    /// RFC 8739 section 3.2: present when orders may renew themselves.
    #[serde(rename = "auto-renewal", skip_serializing_if = "Option::is_none")]
    auto_renewal: Option<AutoRenewal>,
}

/// What is offered to orders that renew themselves (RFC 8739 section 3.2).
#[derive(Clone, Copy, Serialize, Debug)]
pub struct AutoRenewal {
    /// Shortest lifetime of a certificate in seconds.
    #[serde(rename = "min-lifetime")]
    pub lifetime_min: i64,
    /// Longest time in seconds for which an order renews itself.
    #[serde(rename = "max-duration")]
    pub duration_max: i64,
    /// Whether an order may ask that anyone can fetch its certificate.
    #[serde(rename = "allow-certificate-get")]
    pub allow_certificate_get: bool,
}

impl Directories {
    /// The directories of the service's profiles.
    pub fn new(app: &App, star: AutoRenewal, settings: &AcmeSettings, urls: &Urls) -> Self {
        let profiles = &app.profiles;
        let mut all: BTreeMap<Option<String>, Vec<&Profile>> = BTreeMap::new();
        for (profile, _) in profiles.acme() {
            all.entry(None).or_default().push(profile);
            all.entry(Some(profile.name.clone())).or_default().push(profile);
            // A brand with the name of a profile is that profile's directory.
            if profiles.get(&profile.brand).is_none() {
                all.entry(Some(profile.brand.clone())).or_default().push(profile);
            }
        }
        let made = all.into_iter().filter_map(|(name, profiles)| {
            if name.as_deref().is_some_and(|name| RESOURCES.contains(&name)) {
                return None;
            }
            let first = profiles.first()?.name.clone();
            let json = document(app, name.as_deref(), &profiles, star, settings, urls);
            let profiles = profiles.iter().map(|profile| profile.name.clone()).collect();
            Some((name, Directory { profile: first, profiles, json }))
        });
        Directories(made.collect())
    }

    /// The directory of this name.
    pub fn get(&self, name: &Option<String>) -> Option<&Directory> {
        self.0.get(name)
    }
}

fn document(
    app: &App,
    name: Option<&str>,
    profiles: &[&Profile],
    star: AutoRenewal,
    settings: &AcmeSettings,
    urls: &Urls,
) -> Vec<u8> {
    let offers = |kind: &str| {
        let rules = profiles.iter().filter_map(|profile| profile.acme.as_ref());
        rules.flat_map(|rules| &rules.challenges).any(|offered| offered == kind)
    };
    let renews = profiles.iter().any(|profile| profile.acme.as_ref().is_some_and(|rules| rules.star));
    let document = Document {
        new_nonce: urls.in_directory(None, "new-nonce"),
        new_account: urls.in_directory(None, "new-account"),
        new_order: urls.in_directory(name, "new-order"),
        new_authz: urls.in_directory(name, "new-authz"),
        revoke_cert: urls.in_directory(None, "revoke-cert"),
        key_change: urls.in_directory(None, "key-change"),
        renewal_info: urls.in_directory(None, "renewal-info"),
        meta: Meta {
            terms_of_service: app.settings.terms_of_service.as_deref(),
            website: settings.website.as_deref(),
            caa_identities: &app.settings.caa_identities,
            external_account_required: app.settings.require_eab,
            account_hash_prefix: offers(ChallengeType::DnsPersist01.code())
                .then(|| account_hash_prefix(&urls.directory(None))),
            issuer_domain_names: offers(ChallengeType::DnsPersist01.code())
                .then_some(app.settings.caa_identities.as_slice()),
            profiles: profiles
                .iter()
                .map(|profile| (profile.name.as_str(), profile.title.as_str()))
                .collect(),
            auto_renewal: renews.then_some(star),
        },
    };
    serde_json::to_vec(&document).unwrap_or_default()
}
