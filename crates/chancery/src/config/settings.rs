//! Every key of the configuration with its default, its rule and its meaning.

use super::layers::{ConfigError, Layers};
use super::payments::Payments;
use super::perspective::{self, Perspective};
use super::transparency::Transparency;
use super::upstream::{self, Upstream};
use chancery_domain::validation::PerspectiveMode;
use serde::Serialize;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use toml::Value;

/// The effective configuration. Secrets are never part of it: the master key comes from its own file or variable.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Config {
    /// `data`.
    pub data: Data,
    /// `database`.
    pub database: Database,
    /// `server`.
    pub server: Server,
    /// `validation`.
    pub validation: Validation,
    /// `ca`.
    pub ca: Ca,
    /// `acme`.
    pub acme: Acme,
    /// `limits`.
    pub limits: RateLimits,
    /// `log`.
    pub log: Log,
    /// `policy`.
    pub policy: DataFile,
    /// `catalogue`.
    pub catalogue: DataFile,
    /// `guide`.
    pub guide: DataFile,
    /// `profiles`.
    pub profiles: DataFile,
    /// `reviews`.
    pub reviews: DataFile,
    /// `calendar`.
    pub calendar: DataFile,
    /// `letter`.
    pub letter: Letter,
    /// `transparency`.
    pub transparency: Transparency,
    /// `upstream`.
    pub upstream: Vec<Upstream>,
    /// `keys`.
    pub keys: Keys,
    /// `payments`.
    pub payments: Payments,
}

/// Subscribers' keys.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Keys {
    /// Files with further keys that nobody may use: SHA-256 of the SubjectPublicKeyInfo and a reason, or 20 digits of a
    /// modulus as openssl-blacklist has them.
    pub blocked_lists: Vec<PathBuf>,
}

/// Where things are kept.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Data {
    /// Databases, keys, archives.
    pub dir: PathBuf,
}

/// The register.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Database {
    /// `sqlite:` in the data folder, `sqlite:PATH`, or `postgres://...`.
    pub url: String,
}

/// The ways in.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Server {
    /// API over HTTPS.
    pub https: SocketAddr,
    /// Health and CA certificate; the API too when bound to loopback.
    pub http: SocketAddr,
    /// What goes into links; derived from `https` when empty.
    pub public_url: String,
    /// Further host names in the service's own certificate and accepted in signatures behind a proxy.
    pub host_names: Vec<String>,
}

/// How proofs are looked for.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Validation {
    /// Name servers to ask; the system's when empty.
    pub dns_servers: Vec<SocketAddr>,
    /// Port of file proofs over HTTP.
    pub http_port: u16,
    /// Port of file proofs over HTTPS.
    pub https_port: u16,
    /// Port of tls-alpn-01.
    pub tls_alpn_port: u16,
    /// Whether special addresses may be contacted.
    pub allow_private_addresses: bool,
    /// Whether DNSSEC is validated.
    pub dnssec: Dnssec,
    /// A file with trust anchors other than the root's.
    pub dnssec_trust_anchor: Option<PathBuf>,
    /// Remote perspectives.
    pub perspective: Vec<Perspective>,
    /// What happens when fewer remote perspectives are configured than the policy wants.
    pub perspectives: PerspectiveMode,
    /// The zone under which targets of CNAME proofs stand.
    pub cname_zone: String,
}

/// DNSSEC validation.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Debug)]
#[serde(rename_all = "lowercase")]
pub enum Dnssec {
    /// Validated to the trust anchor; bogus answers are failures.
    Validate,
    /// Not looked at.
    Off,
}

/// The embedded authority.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Ca {
    /// Issuer domains accepted in CAA records.
    pub caa_identities: Vec<String>,
    /// Scheme, host and port under which revocation lists and CA certificates are reached by everyone; written into
    /// certificates, so set it before the first start. Derived from `server.http` when empty.
    pub http_url: String,
    /// The file that names roots and issuing authorities; compiled in when absent.
    pub hierarchy: Option<PathBuf>,
    /// The shared library of a hardware module (PKCS#11).
    pub pkcs11_module: Option<PathBuf>,
    /// The label of the token in it.
    pub pkcs11_token: Option<String>,
    /// A file with the token's PIN.
    pub pkcs11_pin_file: Option<PathBuf>,
    /// The name of an environment variable with the token's PIN.
    pub pkcs11_pin_env: Option<String>,
    /// Sessions with the token at once.
    pub pkcs11_sessions: u32,
    /// Who signs OCSP answers: the issuers themselves, or responders with certificates of theirs.
    pub ocsp_responder: OcspResponder,
}

/// Who signs OCSP answers.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Debug)]
#[serde(rename_all = "lowercase")]
pub enum OcspResponder {
    /// Each issuer for its own certificates.
    Issuer,
    /// A responder of this node for each issuer (RFC 6960 section 4.2.2.2).
    Delegated,
}

/// The ACME server.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Acme {
    /// Whether new accounts need an external account binding.
    pub require_eab: bool,
    /// The URL of the terms that new accounts agree to; without it nothing need be agreed to.
    pub terms_of_service: Option<String>,
    /// The URL of a page about the service, shown in the directories.
    pub website: Option<String>,
}

/// Limits on callers.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct RateLimits {
    /// Requests a second for one API key.
    pub requests_per_second: u32,
    /// Requests at once for one API key before the rate counts.
    pub burst: u32,
    /// Failed signatures a minute for one address.
    pub failures_per_minute: u32,
}

/// The service's log.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Log {
    /// `error`, `warn`, `info`, `debug`, or a filter of the tracing library.
    pub filter: String,
    /// `text` or `json`.
    pub format: String,
}

/// Letters that applicants sign.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Letter {
    /// A file of words that replaces the compiled-in one.
    pub words: Option<PathBuf>,
    /// A font that is asked for characters before the compiled-in ones.
    pub font: Option<PathBuf>,
}

/// A data file that replaces a compiled-in one.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct DataFile {
    /// The file; compiled in when absent.
    pub file: Option<PathBuf>,
}

impl Config {
    /// Reads all layers and checks every key. `data` is the `--data` argument.
    ///
    /// # Errors
    /// [`ConfigError`] names place, key and rule.
    pub fn read(
        file: Option<&Path>,
        data: Option<&Path>,
        environment: impl Iterator<Item = (String, String)>,
        set: &[String],
    ) -> Result<Self, ConfigError> {
        let mut layers = Layers::read(file, environment, set)?;
        let config = Self::from_layers(&mut layers, data)?;
        layers.finish()?;
        Ok(config)
    }

    fn from_layers(layers: &mut Layers, data: Option<&Path>) -> Result<Self, ConfigError> {
        let address = "write an address and port such as \"127.0.0.1:8443\"";
        let switch = "write true or false";
        let number = "write a whole number from 1 to 1000000";
        let port_rule = "write a port from 1 to 65535";
        let path_rule = "write a path as text";
        let page_rule = "write a URL that begins with https:// or http://";
        let dir = layers.take("data.dir", path_rule, path)?;
        let dir = data.map(Path::to_path_buf).or(dir).unwrap_or_else(|| PathBuf::from("./chancery-data"));
        let https = layers.take("server.https", address, socket)?.unwrap_or_else(|| loopback(8443));
        let http = layers.take("server.http", address, socket)?.unwrap_or_else(|| loopback(8080));
        let public_url = layers
            .take("server.public_url", "write https://HOST or https://HOST:PORT without a path", url)?
            .unwrap_or_else(|| derived_url("https", https));
        let dnssec =
            layers.take("validation.dnssec", "write \"validate\" or \"off\"", |v| match v.as_str()? {
                "validate" => Some(Dnssec::Validate),
                "off" => Some(Dnssec::Off),
                _ => None,
            })?;
        Ok(Config {
            database: Database {
                url: layers
                    .take(
                        "database.url",
                        "write \"sqlite:\", \"sqlite:PATH\" or \"postgres://...\"",
                        database,
                    )?
                    .unwrap_or_else(|| "sqlite:".to_owned()),
            },
            server: Server {
                https,
                http,
                public_url,
                host_names: layers
                    .take("server.host_names", "write a list of host names", texts)?
                    .unwrap_or_default(),
            },
            validation: Validation {
                dns_servers: layers
                    .take("validation.dns_servers", "write a list such as [\"127.0.0.1:5300\"]", sockets)?
                    .unwrap_or_default(),
                http_port: layers.take("validation.http_port", port_rule, port)?.unwrap_or(80),
                https_port: layers.take("validation.https_port", port_rule, port)?.unwrap_or(443),
                tls_alpn_port: layers.take("validation.tls_alpn_port", port_rule, port)?.unwrap_or(443),
                allow_private_addresses: layers
                    .take("validation.allow_private_addresses", switch, Value::as_bool)?
                    .unwrap_or(false),
                dnssec: dnssec.unwrap_or(Dnssec::Validate),
                dnssec_trust_anchor: layers.take("validation.dnssec_trust_anchor", path_rule, path)?,
                perspective: perspective::read(layers)?,
                perspectives: layers
                    .take("validation.perspectives", "write \"available\" or \"required\"", |v| {
                        match v.as_str()? {
                            "available" => Some(PerspectiveMode::Available),
                            "required" => Some(PerspectiveMode::Required),
                            _ => None,
                        }
                    })?
                    .unwrap_or_default(),
                cname_zone: layers
                    .take("validation.cname_zone", "write a domain name", text)?
                    .unwrap_or_else(|| "dcv.chancery.local".to_owned()),
            },
            ca: Ca {
                http_url: layers
                    .take("ca.http_url", "write http://HOST or http://HOST:PORT without a path", |v| {
                        url(v).filter(|u| u.starts_with("http://"))
                    })?
                    .unwrap_or_else(|| derived_url("http", http)),
                hierarchy: layers.take("ca.hierarchy", path_rule, path)?,
                pkcs11_module: layers.take("ca.pkcs11_module", path_rule, path)?,
                pkcs11_token: layers.take("ca.pkcs11_token", "write the token's label", text)?,
                pkcs11_pin_file: layers.take("ca.pkcs11_pin_file", path_rule, path)?,
                pkcs11_pin_env: layers.take(
                    "ca.pkcs11_pin_env",
                    "write the name of an environment variable",
                    text,
                )?,
                pkcs11_sessions: layers.take("ca.pkcs11_sessions", number, count)?.unwrap_or(8),
                ocsp_responder: layers
                    .take("ca.ocsp_responder", "write \"issuer\" or \"delegated\"", |v| {
                        match v.as_str()? {
                            "issuer" => Some(OcspResponder::Issuer),
                            "delegated" => Some(OcspResponder::Delegated),
                            _ => None,
                        }
                    })?
                    .unwrap_or(OcspResponder::Issuer),
                caa_identities: layers
                    .take("ca.caa_identities", "write a list of domain names", texts)?
                    .unwrap_or_else(|| vec!["chancery.local".to_owned()]),
            },
            acme: Acme {
                require_eab: layers.take("acme.require_eab", switch, Value::as_bool)?.unwrap_or(false),
                terms_of_service: layers.take("acme.terms_of_service", page_rule, page)?,
                website: layers.take("acme.website", page_rule, page)?,
            },
            limits: RateLimits {
                requests_per_second: layers
                    .take("limits.requests_per_second", number, count)?
                    .unwrap_or(1_000),
                burst: layers.take("limits.burst", number, count)?.unwrap_or(2_000),
                failures_per_minute: layers.take("limits.failures_per_minute", number, count)?.unwrap_or(600),
            },
            log: Log {
                filter: layers.take("log.filter", "write a level such as \"info\"", text)?.unwrap_or_else(
                    || "info,hickory_net=error,hickory_resolver=error,hickory_proto=error".to_owned(),
                ),
                format: layers
                    .take("log.format", "write \"text\" or \"json\"", |v| {
                        text(v).filter(|t| t == "text" || t == "json")
                    })?
                    .unwrap_or_else(|| "text".to_owned()),
            },
            policy: DataFile { file: layers.take("policy.file", path_rule, path)? },
            catalogue: DataFile { file: layers.take("catalogue.file", path_rule, path)? },
            guide: DataFile { file: layers.take("guide.file", path_rule, path)? },
            reviews: DataFile { file: layers.take("reviews.file", path_rule, path)? },
            calendar: DataFile { file: layers.take("calendar.file", path_rule, path)? },
            letter: Letter {
                words: layers.take("letter.words", path_rule, path)?,
                font: layers.take("letter.font", path_rule, path)?,
            },
            transparency: Transparency::read(layers)?,
            upstream: upstream::read(layers)?,
            payments: Payments::read(layers)?,
            keys: Keys {
                blocked_lists: layers
                    .take("keys.blocked_lists", "write a list of file names", texts)?
                    .unwrap_or_default()
                    .into_iter()
                    .map(PathBuf::from)
                    .collect(),
            },
            profiles: DataFile { file: layers.take("profiles.file", path_rule, path)? },
            data: Data { dir },
        })
    }
}

fn loopback(port: u16) -> SocketAddr {
    SocketAddr::new(IpAddr::from([127, 0, 0, 1]), port)
}

fn derived_url(scheme: &str, address: SocketAddr) -> String {
    let host = if address.ip().is_unspecified() { "localhost".to_owned() } else { address.ip().to_string() };
    let host = if host.contains(':') { format!("[{host}]") } else { host };
    format!("{scheme}://{host}:{}", address.port())
}

pub(super) fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned)
}

fn texts(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(text).collect()
}

pub(super) fn path(value: &Value) -> Option<PathBuf> {
    text(value).map(PathBuf::from)
}

fn socket(value: &Value) -> Option<SocketAddr> {
    value.as_str()?.parse().ok()
}

fn sockets(value: &Value) -> Option<Vec<SocketAddr>> {
    value.as_array()?.iter().map(socket).collect()
}

fn port(value: &Value) -> Option<u16> {
    u16::try_from(value.as_integer()?).ok().filter(|p| *p > 0)
}

fn count(value: &Value) -> Option<u32> {
    u32::try_from(value.as_integer()?).ok().filter(|n| (1..=1_000_000).contains(n))
}

fn database(value: &Value) -> Option<String> {
    text(value).filter(|t| {
        t.starts_with("sqlite:") || t.starts_with("postgres://") || t.starts_with("postgresql://")
    })
}

fn page(value: &Value) -> Option<String> {
    text(value).filter(|t| {
        (t.starts_with("https://") || t.starts_with("http://")) && t.bytes().all(|b| b.is_ascii_graphic())
    })
}

fn url(value: &Value) -> Option<String> {
    let text = text(value)?;
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    (!rest.is_empty() && !rest.contains(['/', '?', '#', ' '])).then_some(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(set: &[&str], environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let set: Vec<String> = set.iter().map(|s| (*s).to_owned()).collect();
        let environment = environment.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        Config::read(None, None, environment, &set)
    }

    #[test]
    fn defaults_are_those_of_the_contract() {
        let config = read(&[], &[]).unwrap();
        assert_eq!(config.server.https.to_string(), "127.0.0.1:8443");
        assert_eq!(config.server.http.to_string(), "127.0.0.1:8080");
        assert_eq!(config.server.public_url, "https://127.0.0.1:8443");
        assert_eq!(config.validation.dnssec, Dnssec::Validate);
        assert!(!config.validation.allow_private_addresses);
    }

    #[test]
    fn set_wins_over_the_environment() {
        let environment =
            [("CHANCERY_SERVER__HTTP", "127.0.0.1:1"), ("CHANCERY_VALIDATION__HTTP_PORT", "81")];
        let config = read(&["server.http=127.0.0.1:2"], &environment).unwrap();
        assert_eq!(config.server.http.port(), 2);
        assert_eq!(config.validation.http_port, 81);
    }

    #[test]
    fn wrong_keys_and_values_name_place_key_and_rule() {
        for (set, key) in [
            ("server.htps=127.0.0.1:1", "server.htps"),
            ("server.https=nowhere", "server.https"),
            ("validation.http_port=70000", "validation.http_port"),
            ("validation.dnssec=maybe", "validation.dnssec"),
            ("validation.dns_servers=[\"x\"]", "validation.dns_servers"),
            ("database.url=mysql://x", "database.url"),
            ("server.public_url=https://x/y", "server.public_url"),
            ("nonsense", "nonsense"),
        ] {
            let error = read(&[set], &[]).unwrap_err();
            assert_eq!((error.place.as_str(), error.key.as_str()), ("--set", key));
            assert!(!error.rule.is_empty());
        }
    }
}
