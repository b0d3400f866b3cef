//! The host names a signature may cover: clients sign the `Host` header in several spellings, and proxies
//! change it after signing.

use super::Signed;
use super::authorization::malformed;
use crate::tencent::fault::Fault;

/// The spellings to try, most likely first, without repeats: as received, without scheme, without path,
/// without port, then the further names the operator accepts.
///
/// - Node signs the name without the port although its Host header has it.
/// - tccli and the Python SDK, given a full URL, send and sign `Host: http://127.0.0.1:18080`.
/// - An API gateway or reverse proxy replaces Host; the operator lists the names clients were given.
///
/// # Errors
/// `AuthFailure.InvalidAuthorization` when there is no Host, more than one, or one that is not text.
pub fn spellings(signed: &Signed<'_>, accepted: &[String]) -> Result<Vec<String>, Fault> {
    let received = received(signed)?;
    let mut names = Vec::with_capacity(4 + accepted.len());
    let bare = without_path(without_scheme(received));
    for name in [received, without_scheme(received), bare, without_port(bare)] {
        push(&mut names, name);
    }
    for name in accepted {
        push(&mut names, name);
    }
    Ok(names)
}

/// The host name that the client meant, in lower case, without scheme, path and port; for choosing a service.
pub fn name(signed: &Signed<'_>) -> Option<String> {
    let received = received(signed).ok()?;
    Some(without_port(without_path(without_scheme(received))).to_ascii_lowercase())
}

fn received<'a>(signed: &Signed<'a>) -> Result<&'a str, Fault> {
    let mut values = signed.headers.get_all(http::header::HOST).iter();
    let first = match (values.next(), signed.authority) {
        (Some(value), _) => value.to_str().map_err(|_| malformed("the Host header is not plain text"))?,
        (None, Some(authority)) => authority,
        (None, None) => return Err(malformed("the request has no Host header")),
    };
    if values.next().is_some() {
        return Err(malformed("the request has two Host headers"));
    }
    Ok(first.trim())
}

fn push(names: &mut Vec<String>, name: &str) {
    if !name.is_empty() && !names.iter().any(|n| n == name) {
        names.push(name.to_owned());
    }
}

fn without_scheme(host: &str) -> &str {
    host.split_once("://").map_or(host, |(_, rest)| rest)
}

fn without_path(host: &str) -> &str {
    host.split_once('/').map_or(host, |(name, _)| name)
}

/// Cuts `:port`, leaving the brackets and colons of an IPv6 literal alone.
fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port))
            if port.bytes().all(|b| b.is_ascii_digit()) && (!name.contains(':') || name.ends_with(']')) =>
        {
            name
        }
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use http::{HeaderMap, HeaderValue, Method};

    fn tried(host: Option<&str>, authority: Option<&str>, accepted: &[&str]) -> Result<Vec<String>, Fault> {
        let mut headers = HeaderMap::new();
        if let Some(host) = host {
            headers.insert("host", HeaderValue::from_str(host).unwrap());
        }
        let signed = Signed { method: &Method::POST, query: "", headers: &headers, authority, body: b"" };
        spellings(&signed, &accepted.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn every_spelling_is_tried_once() {
        assert_eq!(tried(Some("ssl.example.com"), None, &[]).unwrap(), ["ssl.example.com"]);
        assert_eq!(tried(Some("127.0.0.1:8080"), None, &[]).unwrap(), ["127.0.0.1:8080", "127.0.0.1"]);
        assert_eq!(
            tried(Some("http://127.0.0.1:8080"), None, &[]).unwrap(),
            ["http://127.0.0.1:8080", "127.0.0.1:8080", "127.0.0.1"]
        );
        assert_eq!(
            tried(Some("127.0.0.1:8080/ssl"), None, &["ssl.example.com"]).unwrap(),
            ["127.0.0.1:8080/ssl", "127.0.0.1:8080", "127.0.0.1", "ssl.example.com"]
        );
        assert_eq!(tried(Some("[::1]:8443"), None, &[]).unwrap(), ["[::1]:8443", "[::1]"]);
        assert_eq!(tried(Some("::1"), None, &[]).unwrap(), ["::1"]);
        assert_eq!(tried(None, Some("ssl.example.com"), &[]).unwrap(), ["ssl.example.com"]);
    }

    #[test]
    fn a_request_without_host_or_with_two_is_refused() {
        assert!(tried(None, None, &[]).is_err());
        let mut headers = HeaderMap::new();
        headers.append("host", HeaderValue::from_static("a"));
        headers.append("host", HeaderValue::from_static("b"));
        let signed =
            Signed { method: &Method::POST, query: "", headers: &headers, authority: None, body: b"" };
        assert!(spellings(&signed, &[]).is_err());
    }
}
