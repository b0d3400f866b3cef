//! `[upstream.NAME]`: authorities elsewhere that issue for brands, spoken to over ACME.

use super::layers::{ConfigError, Layers};
use super::settings::{path, text};
use serde::Serialize;
use std::path::PathBuf;
use toml::Value;

/// One upstream authority. The key of the external account is never part of it: only where it stands.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Upstream {
    /// Its name.
    pub name: String,
    /// Brands of the catalogue that it issues for.
    pub brands: Vec<String>,
    /// ACME directories; the first is preferred, the others are asked when it fails.
    pub directories: Vec<String>,
    /// Roots in PEM for TLS towards it, beside the public ones.
    pub ca_file: Option<PathBuf>,
    /// Contacts of our account there, as URLs.
    pub contacts: Vec<String>,
    /// The external account's id (RFC 8555 section 7.3.4).
    pub eab_kid: Option<String>,
    /// A file with the external account's HMAC key in base64url.
    pub eab_key_file: Option<PathBuf>,
    /// An environment variable with it, in place of a file.
    pub eab_key_variable: Option<String>,
    /// `http-01` or `dns-01`.
    pub challenge: String,
    /// For dns-01: a program that is run as `HOOK add|remove NAME VALUE`.
    pub dns_hook: Option<PathBuf>,
    /// The directory's profile, if it offers some.
    pub profile: Option<String>,
}

/// What is written for an upstream.
const RULE: &str = "write [upstream.NAME] with brands and directories (https), and, where needed, ca_file, contacts, \
     eab_kid with eab_key_file or eab_key_variable, challenge (\"http-01\" or \"dns-01\" with dns_hook) and profile";

/// Takes the sections.
///
/// # Errors
/// [`ConfigError`] names place, key and rule.
pub fn read(layers: &mut Layers) -> Result<Vec<Upstream>, ConfigError> {
    layers.take_section("upstream", RULE, upstream)
}

fn upstream(name: &str, value: &Value) -> Option<Upstream> {
    const MEMBERS: [&str; 10] = [
        "brands",
        "directories",
        "ca_file",
        "contacts",
        "eab_kid",
        "eab_key_file",
        "eab_key_variable",
        "challenge",
        "dns_hook",
        "profile",
    ];
    let table = value.as_table()?;
    if !table.keys().all(|key| MEMBERS.contains(&key.as_str())) {
        return None;
    }
    let list = |key: &str| match table.get(key) {
        None => Some(Vec::new()),
        Some(value) => value.as_array()?.iter().map(text).collect::<Option<Vec<_>>>(),
    };
    let one = |key: &str| match table.get(key) {
        None => Some(None),
        Some(value) => text(value).map(Some),
    };
    let file = |key: &str| match table.get(key) {
        None => Some(None),
        Some(value) => path(value).map(Some),
    };
    let upstream = Upstream {
        name: name.to_owned(),
        brands: list("brands").filter(|brands| !brands.is_empty())?,
        directories: list("directories")
            .filter(|all| !all.is_empty() && all.iter().all(|url| url.starts_with("https://")))?,
        ca_file: file("ca_file")?,
        contacts: list("contacts")?,
        eab_kid: one("eab_kid")?,
        eab_key_file: file("eab_key_file")?,
        eab_key_variable: one("eab_key_variable")?,
        challenge: one("challenge")?.unwrap_or_else(|| "http-01".to_owned()),
        dns_hook: file("dns_hook")?,
        profile: one("profile")?,
    };
    let keys = [upstream.eab_key_file.is_some(), upstream.eab_key_variable.is_some()];
    let keys = keys.into_iter().filter(|given| *given).count();
    let bound = if upstream.eab_kid.is_some() { keys == 1 } else { keys == 0 };
    let proved = match upstream.challenge.as_str() {
        "http-01" => upstream.dns_hook.is_none(),
        "dns-01" => upstream.dns_hook.is_some(),
        _ => false,
    };
    (bound && proved).then_some(upstream)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use crate::config::Config;
    use crate::config::layers::ConfigError;

    fn read(members: &str) -> Result<Config, ConfigError> {
        Config::read(None, None, std::iter::empty(), &[format!("upstream.other={{{members}}}")])
    }

    #[test]
    fn an_upstream_needs_its_members_and_knows_no_others() {
        let good = "brands=['trustasia'], directories=['https://a.example/dir']";
        let config = read(good).unwrap();
        assert_eq!(
            (config.upstream[0].name.as_str(), config.upstream[0].challenge.as_str()),
            ("other", "http-01")
        );
        for right in [", challenge='dns-01', dns_hook='/bin/true'", ", eab_kid='k', eab_key_file='/k'"] {
            read(&format!("{good}{right}")).unwrap();
        }
        for wrong in [
            "directories=['https://a.example/dir']".to_owned(),
            "brands=['trustasia']".to_owned(),
            good.replace("https", "http"),
            format!("{good}, challenge='tls-alpn-01'"),
            format!("{good}, challenge='dns-01'"),
            format!("{good}, dns_hook='/bin/true'"),
            format!("{good}, eab_kid='k'"),
            format!("{good}, eab_key_variable='K'"),
            format!("{good}, colour='red'"),
        ] {
            assert_eq!(read(&wrong).unwrap_err().key, "upstream.other", "{wrong}");
        }
    }
}
