//! `[[validation.perspective]]`: remote perspectives that confirm what this machine saw.

use super::layers::{ConfigError, Layers};
use super::settings::{path, text};
use serde::Serialize;
use std::path::PathBuf;
use toml::Value;

/// One remote perspective.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Perspective {
    /// Its name, for records and messages.
    pub name: String,
    /// `https://HOST:PORT` of a `chancery perspective`.
    pub url: String,
    /// The region of the address registry that it stands in.
    pub region: String,
    /// Roots of its certificate, PEM.
    pub ca: PathBuf,
    /// This service's certificate towards it, PEM.
    pub certificate: PathBuf,
    /// The certificate's key, PEM.
    pub key: PathBuf,
}

/// The five regional registries of addresses (BR 1.6.1, "Regional Internet Registry").
const REGIONS: [&str; 5] = ["AFRINIC", "APNIC", "ARIN", "LACNIC", "RIPE NCC"];

const RULE: &str = "write [[validation.perspective]] with name (each only once), url (https://HOST:PORT), region \
     (AFRINIC, APNIC, ARIN, LACNIC or RIPE NCC), ca, certificate and key (paths of PEM files)";

/// Takes the key.
///
/// # Errors
/// [`ConfigError`] names place, key and rule.
pub fn read(layers: &mut Layers) -> Result<Vec<Perspective>, ConfigError> {
    let list = |value: &Value| {
        let list = value.as_array()?.iter().map(one).collect::<Option<Vec<_>>>()?;
        let mut names: Vec<&str> = list.iter().map(|perspective| perspective.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        (names.len() == list.len()).then_some(list)
    };
    Ok(layers.take("validation.perspective", RULE, list)?.unwrap_or_default())
}

fn one(value: &Value) -> Option<Perspective> {
    const MEMBERS: [&str; 6] = ["name", "url", "region", "ca", "certificate", "key"];
    let table = value.as_table()?;
    if !table.keys().all(|key| MEMBERS.contains(&key.as_str())) {
        return None;
    }
    let needed = |key: &str| text(table.get(key)?);
    Some(Perspective {
        name: needed("name")?,
        url: needed("url").filter(|url| url.starts_with("https://"))?,
        region: needed("region").filter(|region| REGIONS.contains(&region.as_str()))?,
        ca: path(table.get("ca")?)?,
        certificate: path(table.get("certificate")?)?,
        key: path(table.get("key")?)?,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use crate::config::Config;
    use crate::config::layers::ConfigError;

    fn read(perspectives: &str) -> Result<Config, ConfigError> {
        Config::read(None, None, std::iter::empty(), &[format!("validation.perspective=[{perspectives}]")])
    }

    #[test]
    fn a_perspective_needs_its_members_and_knows_no_others() {
        let good =
            "name='one', url='https://192.0.2.1:7443', region='ARIN', ca='a', certificate='b', key='c'";
        let config = read(&format!("{{{good}}}")).unwrap();
        assert_eq!(config.validation.perspective.first().unwrap().region, "ARIN");
        for wrong in [
            good.replace("name='one', ", ""),
            good.replace("https://", "http://"),
            good.replace("ARIN", "Mars"),
            good.replace(", key='c'", ""),
            format!("{good}, colour='red'"),
            format!("{good}}}, {{{good}"),
        ] {
            assert_eq!(read(&format!("{{{wrong}}}")).unwrap_err().key, "validation.perspective", "{wrong}");
        }
    }
}
