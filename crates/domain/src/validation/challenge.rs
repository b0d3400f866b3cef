//! What the applicant is asked to publish: one challenge for each name that stands for itself.

use super::method::Method;
use crate::name::Name;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The label under which the TXT record stands (E1, seed 002).
const TXT_LABEL: &str = "_dnsauth";

/// Directory of the file proof (E2; BR 3.2.2.4.18 names `/.well-known/pki-validation`).
const FILE_DIRECTORY: &str = "/.well-known/pki-validation/";

/// Name of the proof file (E2).
const FILE_NAME: &str = "fileauth.txt";

/// Directory of http-01 (RFC 8555 section 8.3).
pub const HTTP_01_DIRECTORY: &str = "/.well-known/acme-challenge/";

/// The application protocol of tls-alpn-01 (RFC 8737 section 6.2).
pub const ACME_TLS: &str = "acme-tls/1";

/// One thing to publish, and what it proves.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Challenge {
    /// The name or address whose control is shown; never a wildcard.
    pub base: Name,
    /// The names of the certificate that this proof covers.
    pub covers: Vec<Name>,
    /// What to publish.
    pub proof: Proof,
}

/// The record or file that answers a challenge.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum Proof {
    /// A TXT record.
    Txt {
        /// Owner name in full, without a trailing dot.
        host: String,
        /// The value, good for 30 days at most (policy `challenge`).
        value: String,
    },
    /// A CNAME record. The owner's first label begins with an underscore (must never happen, number 10).
    Cname {
        /// Owner name in full, without a trailing dot.
        host: String,
        /// The target in full, without a trailing dot.
        target: String,
    },
    /// A file on the web server of the name.
    File {
        /// Host of the URL; an address without brackets.
        host: String,
        /// Directory, with slashes at both ends.
        directory: String,
        /// File name.
        file: String,
        /// The file's whole content.
        content: String,
    },
    /// ACME http-01 (RFC 8555 section 8.3): a file under `/.well-known/acme-challenge/`, asked for over HTTP.
    Http01 {
        /// Host name, or an address without brackets (RFC 8738 section 4).
        host: String,
        /// The challenge's token, which is the file's name.
        token: String,
        /// The file's content, but for whitespace at its end.
        key_authorization: String,
    },
    /// ACME tls-alpn-01 (RFC 8737; RFC 8738 section 5 for addresses).
    TlsAlpn01 {
        /// Host name, or an address without brackets.
        host: String,
        /// SHA-256 of the key authorization, in lower-case hex, as the acmeIdentifier extension holds it.
        digest: String,
    },
    /// ACME dns-persist-01 (draft-ietf-acme-dns-persist-02): a lasting TXT record that names CA and account.
    PersistTxt {
        /// Owner name in full, without a trailing dot.
        host: String,
        /// The record's value as it is proposed to the applicant.
        record: String,
        /// Issuer domain names, any of which the record may hold.
        issuers: Vec<String>,
        /// Forms of the account's URI, any of which the record may hold.
        accounts: Vec<String>,
        /// A wildcard is asked for, so the record must say `policy=wildcard`.
        wildcard: bool,
        /// The moment of the look, for the record's `persistUntil`.
        at: Timestamp,
    },
}

impl Proof {
    /// How this proof is made in the terms of the cloud API; nothing for those that only ACME has.
    pub fn method(&self) -> Option<Method> {
        match self {
            Proof::Txt { .. } => Some(Method::DnsTxt),
            Proof::Cname { .. } => Some(Method::DnsCname),
            Proof::File { .. } => Some(Method::File),
            Proof::Http01 { .. } | Proof::TlsAlpn01 { .. } | Proof::PersistTxt { .. } => None,
        }
    }

    /// The content expected: record value or target, file content, or the digest in the certificate.
    pub fn expected(&self) -> &str {
        match self {
            Proof::Txt { value, .. } => value,
            Proof::Cname { target, .. } => target,
            Proof::File { content, .. } => content,
            Proof::Http01 { key_authorization, .. } => key_authorization,
            Proof::TlsAlpn01 { digest, .. } => digest,
            Proof::PersistTxt { record, .. } => record,
        }
    }

    /// Record owner in full, the URL (without scheme where both are tried), or host and port: what a person
    /// looks for.
    pub fn place(&self) -> String {
        match self {
            Proof::Txt { host, .. } | Proof::Cname { host, .. } | Proof::PersistTxt { host, .. } => {
                host.clone()
            }
            Proof::File { host, directory, file, .. } => format!("{}{directory}{file}", in_url(host)),
            Proof::Http01 { host, token, .. } => {
                format!("http://{}{HTTP_01_DIRECTORY}{token}", in_url(host))
            }
            Proof::TlsAlpn01 { host, .. } => format!("{} over TLS with {ACME_TLS}", in_url(host)),
        }
    }

    /// Whether the proof stands in the DNS.
    pub fn is_dns(&self) -> bool {
        matches!(self, Proof::Txt { .. } | Proof::Cname { .. } | Proof::PersistTxt { .. })
    }
}

/// A host as it stands in a URL: an IPv6 address in brackets (RFC 3986 section 3.2.2).
fn in_url(host: &str) -> String {
    if host.contains(':') { format!("[{host}]") } else { host.to_owned() }
}

/// The names that need a proof of their own, with the names each of them covers.
///
/// By DNS a name proves itself, its wildcard and everything below it (BR 3.2.2.4.7 lets the applicant choose an
/// ancestor as the authorization domain name; we only use one that is in the certificate itself). By file a name
/// proves exactly itself (E2), and so does an address, which has no other way (A4).
pub fn bases(names: &[Name], method: Method) -> Vec<(Name, Vec<Name>)> {
    let mut bases: Vec<Name> = Vec::new();
    for name in names {
        let base = name.base();
        let covered_by_another = method.proves_wildcards() && names.iter().any(|other| base.is_below(other));
        if !covered_by_another && !bases.contains(&base) {
            bases.push(base);
        }
    }
    bases
        .into_iter()
        .map(|base| {
            let covers = names
                .iter()
                .filter(|name| name.base() == base || (method.proves_wildcards() && name.is_below(&base)))
                .cloned()
                .collect();
            (base, covers)
        })
        .collect()
}

/// Sets one challenge for each base, with a token for each drawn by the caller.
///
/// `draw` returns a fresh random token of letters and digits with at least 112 bits of chance (BR 1.6.1 "Random
/// Value"); `cname_zone` is the zone under which CNAME targets stand.
pub fn challenges(
    names: &[Name],
    method: Method,
    cname_zone: &str,
    mut draw: impl FnMut() -> String,
) -> Vec<Challenge> {
    bases(names, method)
        .into_iter()
        .map(|(base, covers)| {
            let token = draw();
            let proof = match method {
                Method::DnsTxt => Proof::Txt { host: format!("{TXT_LABEL}.{base}"), value: token },
                Method::DnsCname => {
                    let target = format!("{}.{cname_zone}", draw().to_ascii_lowercase());
                    Proof::Cname { host: format!("_{}.{base}", token.to_ascii_lowercase()), target }
                }
                Method::File => Proof::File {
                    host: base.to_string(),
                    directory: FILE_DIRECTORY.to_owned(),
                    file: FILE_NAME.to_owned(),
                    content: token,
                },
            };
            Challenge { base, covers, proof }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    // A4: an address is proved by a file on exactly that address; a name below another by its own file too.
    #[test]
    fn a4_an_address_stands_for_itself_alone() {
        let names: Vec<Name> =
            ["shop.org", "8.8.8.8", "2606:4700::1111"].map(|n| Name::parse(n).unwrap()).to_vec();
        let set = challenges(&names, Method::File, "dcv.authority.org", || "Value".to_owned());
        let places: Vec<String> = set.iter().map(|challenge| challenge.proof.place()).collect();
        let path = "/.well-known/pki-validation/fileauth.txt";
        assert_eq!(
            places,
            [format!("shop.org{path}"), format!("8.8.8.8{path}"), format!("[2606:4700::1111]{path}")]
        );
        assert!(set.iter().all(|challenge| challenge.covers == [challenge.base.clone()]));
        assert!(!Method::DnsTxt.proves_addresses() && !Method::DnsCname.proves_addresses());
    }

    #[test]
    fn must_never_10_a_random_value_stands_below_a_cname_only_behind_an_underscore() {
        let names: Vec<Name> =
            ["shop.org", "*.shop.org", "other.org"].map(|name| Name::parse(name).unwrap()).to_vec();
        let mut drawn = 0_u8;
        let set = challenges(&names, Method::DnsCname, "dcv.authority.org", || {
            drawn += 1;
            format!("Value{drawn}")
        });
        assert_eq!(set.len(), 2);
        for challenge in set {
            let Proof::Cname { host, target } = challenge.proof else { unreachable!("asked for CNAME") };
            let (label, rest) = host.split_once('.').unwrap();
            assert!(label.starts_with("_value"), "{host}");
            assert_eq!(rest, challenge.base.to_string());
            assert!(!label.contains(target.split('.').next().unwrap()), "the two values are drawn apart");
        }
    }
}
