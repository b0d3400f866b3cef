//! From an ACME challenge to what has to be seen in the outside world: one proof for each challenge type.
//!
//! tls-sni-01 is not among them and never will be (must never happen, number 5).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chancery_domain::acme::{ChallengeType, Identifier};
use chancery_domain::name::{DnsName, Name};
use chancery_domain::time::Timestamp;
use chancery_domain::validation::{Proof, persist};
use chancery_pki::digest::sha256;

/// Label of dns-01 (RFC 8555 section 8.4).
const DNS_01_LABEL: &str = "_acme-challenge";

/// Path under which account URIs of dns-persist-01 stand, on the host of the account URL.
const ACCOUNT_HASH_PATH: &str = "/acme/account-hash/";

/// What has to be seen for a challenge of an authorization; nothing for a type that cannot prove the identifier: a
/// wildcard by http-01 or tls-alpn-01 (trust rule "wildcard"), an address by DNS (RFC 8738 section 7).
///
/// `issuers` are the authority's CAA identities; `now` is the moment of the look. Both matter to dns-persist-01 only,
/// whose permission may end: see [`persist::permitted_until`].
pub fn acme_proof(
    kind: ChallengeType,
    identifier: &Identifier,
    token: &str,
    thumbprint: &str,
    account_url: &str,
    issuers: &[String],
    now: Timestamp,
) -> Option<Proof> {
    let host = match identifier {
        Identifier::Dns(Name::Wildcard(_)) => None,
        Identifier::Dns(name) => Some(name.to_string()),
        Identifier::Ip(address) => Some(address.to_string()),
    };
    let name = match identifier {
        Identifier::Dns(name) => Some(name),
        Identifier::Ip(_) => None,
    };
    match kind {
        ChallengeType::Http01 => host.map(|host| http_01(&host, token, thumbprint)),
        ChallengeType::TlsAlpn01 => host.map(|host| tls_alpn_01(&host, token, thumbprint)),
        ChallengeType::Dns01 => name.and_then(Name::dns).map(|base| dns_01(base, token, thumbprint)),
        ChallengeType::DnsAccount01 => {
            name.and_then(Name::dns).map(|base| dns_account_01(base, token, thumbprint, account_url))
        }
        ChallengeType::DnsPersist01 => {
            name.map(|name| dns_persist_01(name, thumbprint, account_url, issuers, now))
        }
    }
}

/// The content of every challenge (RFC 8555 section 8.1).
pub fn key_authorization(token: &str, thumbprint: &str) -> String {
    format!("{token}.{thumbprint}")
}

/// http-01 (RFC 8555 section 8.3) for a host name, or for an address without brackets (RFC 8738 section 4).
pub fn http_01(host: &str, token: &str, thumbprint: &str) -> Proof {
    let key_authorization = key_authorization(token, thumbprint);
    Proof::Http01 { host: host.to_owned(), token: token.to_owned(), key_authorization }
}

/// tls-alpn-01 (RFC 8737) for a host name, or for an address without brackets (RFC 8738 section 5).
pub fn tls_alpn_01(host: &str, token: &str, thumbprint: &str) -> Proof {
    let digest = hex::encode(sha256(key_authorization(token, thumbprint).as_bytes()));
    Proof::TlsAlpn01 { host: host.to_owned(), digest }
}

/// dns-01 (RFC 8555 section 8.4); a wildcard is proved at its base.
pub fn dns_01(base: &DnsName, token: &str, thumbprint: &str) -> Proof {
    Proof::Txt { host: format!("{DNS_01_LABEL}.{base}"), value: digest_text(token, thumbprint) }
}

/// dns-account-01 (draft-ietf-acme-dns-account-label-02): dns-01 at a name of the account's own,
/// `_BASE32(SHA-256(account URL)[0:10])._acme-challenge.DOMAIN`.
pub fn dns_account_01(base: &DnsName, token: &str, thumbprint: &str, account_url: &str) -> Proof {
    let digest = sha256(account_url.as_bytes());
    let label = base32(digest.get(..10).unwrap_or_default());
    let host = format!("_{label}.{DNS_01_LABEL}.{base}");
    Proof::Txt { host, value: digest_text(token, thumbprint) }
}

/// dns-persist-01 (draft-ietf-acme-dns-persist-02) for a name, at a moment.
///
/// The record's `accounturi` may be the hashed form of version 02, for this name or for any (`*`), or the account
/// URL itself as versions 00 and 01 and all clients released so far have it. `issuers` are the authority's CAA
/// identities.
pub fn dns_persist_01(
    name: &Name,
    thumbprint: &str,
    account_url: &str,
    issuers: &[String],
    now: Timestamp,
) -> Proof {
    let base = name.base();
    let wildcard = matches!(name, Name::Wildcard(_));
    let prefix = account_hash_prefix(account_url);
    let hashed = |domain: &str| hashed_account_uri(&prefix, domain, thumbprint, account_url);
    let own = hashed(&base.to_string());
    let policy = if wildcard { "; policy=wildcard" } else { "" };
    let issuer = issuers.first().map_or("", String::as_str);
    Proof::PersistTxt {
        host: format!("{}.{base}", persist::LABEL),
        record: format!("{issuer}; accounturi={own}{policy}"),
        issuers: issuers.to_vec(),
        accounts: vec![own, hashed("*"), account_url.to_owned()],
        wildcard,
        at: now,
    }
}

/// What the directory's `meta` says as `accountHashPrefix` (section 4.1 of the draft): a fixed path on the host of
/// any of its URLs.
pub fn account_hash_prefix(url: &str) -> String {
    let after_scheme = url.find("://").map_or(0, |at| at + 3);
    let host_end =
        url.get(after_scheme..).and_then(|rest| rest.find('/')).map_or(url.len(), |at| after_scheme + at);
    format!("{}{ACCOUNT_HASH_PATH}", url.get(..host_end).unwrap_or(url))
}

/// `PREFIX sha-256/ base64url(SHA-256(length || domain || thumbprint || account URL))`.
fn hashed_account_uri(prefix: &str, domain: &str, thumbprint: &str, account_url: &str) -> String {
    let mut input = vec![u8::try_from(domain.len()).unwrap_or(u8::MAX)];
    for part in [domain, thumbprint, account_url] {
        input.extend_from_slice(part.as_bytes());
    }
    format!("{prefix}sha-256/{}", URL_SAFE_NO_PAD.encode(sha256(&input)))
}

fn digest_text(token: &str, thumbprint: &str) -> String {
    URL_SAFE_NO_PAD.encode(sha256(key_authorization(token, thumbprint).as_bytes()))
}

/// RFC 4648 section 6 without padding, in the lower case of host names.
fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let (mut text, mut held, mut bits) = (String::new(), 0_u32, 0_u32);
    let mut put = |index: u32| {
        let letter = usize::try_from(index & 31).ok().and_then(|at| ALPHABET.get(at));
        text.extend(letter.map(|letter| char::from(*letter)));
    };
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            put(held >> bits);
        }
    }
    if bits > 0 {
        put(held << (5 - bits));
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    /// The thumbprint of RFC 7638 section 3.1.
    const THUMBPRINT: &str = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs";

    #[test]
    fn base32_of_rfc_4648_section_10() {
        for (bytes, text) in [
            ("", ""),
            ("f", "my"),
            ("fo", "mzxq"),
            ("foo", "mzxw6"),
            ("foob", "mzxw6yq"),
            ("fooba", "mzxw6ytb"),
            ("foobar", "mzxw6ytboi"),
        ] {
            assert_eq!(base32(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn hashed_account_uris_of_the_draft_section_10_2() {
        let url = "https://ca.example/acct/123";
        for (domain, hash) in [
            ("example.com", "5SQm7n6tPh2-PlLbCKGnViTXX5z19SCN4cPGQHSk-kw"),
            ("*", "NpDnSwUthQK8zCgFdefYxAdAVPnygMLbs9US6oO-5ug"),
        ] {
            let uri = hashed_account_uri("https://ca.example/account-hash/", domain, THUMBPRINT, url);
            assert_eq!(uri, format!("https://ca.example/account-hash/sha-256/{hash}"));
        }
        assert_eq!(account_hash_prefix(url), "https://ca.example/acme/account-hash/");
        assert_eq!(
            account_hash_prefix("https://ca.example:8443"),
            "https://ca.example:8443/acme/account-hash/"
        );
    }

    #[test]
    fn the_label_of_dns_account_01_as_in_the_draft_section_3_1() {
        let base = DnsName::parse("example.org").unwrap();
        let proof =
            dns_account_01(&base, "token", THUMBPRINT, "https://example.com/acme/acct/ExampleAccount");
        assert_eq!(proof.place(), "_ujmmovf2vn55tgye._acme-challenge.example.org");
        assert_eq!(proof.expected(), dns_01(&base, "token", THUMBPRINT).expected());
    }

    #[test]
    fn must_never_05_each_type_proves_what_it_may_and_tls_sni_is_unknown() {
        assert_eq!(ChallengeType::from_code("tls-sni-01"), None);
        assert_eq!(ChallengeType::from_code("tls-sni-02"), None);
        let plain = Identifier::Dns(Name::parse("example.org").unwrap());
        let wildcard = Identifier::Dns(Name::parse("*.example.org").unwrap());
        let address = Identifier::Ip("2001:db8::1".parse().unwrap());
        for kind in ChallengeType::ALL {
            let proof = |identifier| {
                let issuers = ["ca.example".to_owned()];
                acme_proof(
                    kind,
                    identifier,
                    "t",
                    THUMBPRINT,
                    "https://ca.example/a/1",
                    &issuers,
                    Timestamp(1),
                )
            };
            assert!(proof(&plain).is_some());
            assert_eq!(proof(&wildcard).is_some(), kind.proves_wildcards(), "{kind:?}");
            assert_eq!(proof(&address).is_some(), kind.proves_addresses(), "{kind:?}");
        }
    }

    #[test]
    fn a_wildcard_is_proved_at_its_base() {
        let name = Name::parse("*.example.org").unwrap();
        let proof =
            dns_persist_01(&name, THUMBPRINT, "https://ca.example/a/1", &["ca.example".into()], Timestamp(5));
        assert_eq!(proof.place(), "_validation-persist.example.org");
        assert!(proof.expected().ends_with("; policy=wildcard"), "{}", proof.expected());
        let plain = dns_persist_01(
            &Name::parse("example.org").unwrap(),
            THUMBPRINT,
            "https://ca.example/a/1",
            &["ca.example".into()],
            Timestamp(5),
        );
        assert!(!plain.expected().contains("policy"));
        // What is proposed is accepted.
        for proof in [proof, plain] {
            assert_eq!(persist::permitted_until(&proof, &[proof.expected().to_owned()]), Ok(None));
        }
    }
}
