//! `[transparency]`: Certificate Transparency logs.

use super::layers::{ConfigError, Layers};
use super::settings::{path, text};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chancery_domain::time::Timestamp;
use serde::Serialize;
use std::path::PathBuf;
use toml::Value;

/// What the operator says about logs.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Transparency {
    /// Roots in PEM for TLS towards logs, beside the public ones.
    pub ca_file: Option<PathBuf>,
    /// The logs.
    pub log: Vec<Log>,
}

/// One log.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Log {
    /// Its name, for messages.
    pub name: String,
    /// Its address up to, not including, `/ct/v1/`.
    pub url: String,
    /// Its SubjectPublicKeyInfo in base64, as the lists of logs give it.
    pub public_key: String,
    /// Who runs it.
    pub operator: String,
    /// First day on which certificates may end, for logs that take those of a certain span only.
    pub ends_from: Option<String>,
    /// First day on which they may no longer end.
    pub ends_before: Option<String>,
}

/// What is written for `transparency.log`.
const RULE: &str = "write [[transparency.log]] with name, url (http or https), public_key (base64 of its \
     SubjectPublicKeyInfo), operator and, if it takes certificates of a certain span only, ends_from and ends_before \
     as \"YYYY-MM-DD\"";

impl Transparency {
    /// Takes the keys of the section.
    ///
    /// # Errors
    /// [`ConfigError`] names place, key and rule.
    pub fn read(layers: &mut Layers) -> Result<Self, ConfigError> {
        Ok(Transparency {
            ca_file: layers.take("transparency.ca_file", "write a path as text", path)?,
            log: layers
                .take("transparency.log", RULE, |value| value.as_array()?.iter().map(log).collect())?
                .unwrap_or_default(),
        })
    }
}

fn log(value: &Value) -> Option<Log> {
    const MEMBERS: [&str; 6] = ["name", "url", "public_key", "operator", "ends_from", "ends_before"];
    let table = value.as_table()?;
    if !table.keys().all(|key| MEMBERS.contains(&key.as_str())) {
        return None;
    }
    let needed = |key: &str| text(table.get(key)?);
    let day = |key: &str| match table.get(key) {
        None => Some(None),
        Some(value) => text(value).filter(|day| Timestamp::from_utc_date(day).is_some()).map(Some),
    };
    Some(Log {
        name: needed("name")?,
        url: needed("url").filter(|url| url.starts_with("https://") || url.starts_with("http://"))?,
        public_key: needed("public_key").filter(|key| STANDARD.decode(key).is_ok())?,
        operator: needed("operator")?,
        ends_from: day("ends_from")?,
        ends_before: day("ends_before")?,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use crate::config::Config;
    use crate::config::layers::ConfigError;

    fn read(log: &str) -> Result<Config, ConfigError> {
        Config::read(None, None, std::iter::empty(), &[format!("transparency.log=[{{{log}}}]")])
    }

    #[test]
    fn a_log_needs_its_members_and_knows_no_others() {
        let good = "name='one', url='https://ct.example.com/2027', public_key='MFkw', operator='house'";
        assert_eq!(read(good).unwrap().transparency.log[0].operator, "house");
        let spanned = format!("{good}, ends_from='2027-01-01', ends_before='2027-07-01'");
        let log = read(&spanned).unwrap().transparency.log[0].clone();
        assert_eq!(log.ends_before.as_deref(), Some("2027-07-01"));
        for wrong in [
            good.replace("name='one', ", ""),
            good.replace("https://", "ftp://"),
            good.replace("MFkw", "M$kw"),
            format!("{good}, ends_from='soon'"),
            format!("{good}, colour='red'"),
        ] {
            assert_eq!(read(&wrong).unwrap_err().key, "transparency.log", "{wrong}");
        }
    }
}
