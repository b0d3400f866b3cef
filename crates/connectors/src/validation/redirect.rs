//! Where a file probe may be led: the policy for redirects (trust rule "redirects in http checks").

use chancery_domain::name::DnsName;
use url::{Host, Url};

/// The scheme of a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Scheme {
    /// In the clear.
    Http,
    /// Over TLS.
    Https,
}

impl Scheme {
    /// As written in a URL.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Scheme::Http => "http",
            Scheme::Https => "https",
        }
    }
}

/// What to ask for. There is no port: each scheme has the one that is configured.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Target {
    pub(super) scheme: Scheme,
    /// Host name in ASCII, or an address (IPv6 in brackets).
    pub(super) host: String,
    /// Path and query.
    pub(super) path: String,
}

impl Target {
    /// The URL as the outside world writes it.
    pub(super) fn url(&self) -> String {
        format!("{}://{}{}", self.scheme.as_str(), self.host, self.path)
    }
}

/// What decides about one redirect.
pub(super) struct RedirectRules<'a> {
    /// Statuses that are followed.
    pub(super) statuses: &'a [u16],
    /// Port that stands for 80.
    pub(super) http_port: u16,
    /// Port that stands for 443.
    pub(super) https_port: u16,
    /// Only to hosts with the same primary domain.
    pub(super) same_primary: bool,
}

impl RedirectRules<'_> {
    /// The next target, or nothing when the policy does not follow: another status, scheme or port, user
    /// information in the URL, or a host of a stranger. The address of the host is checked later, as for the
    /// first target.
    pub(super) fn next(&self, status: u16, from: &Target, location: &str) -> Option<Target> {
        if !self.statuses.contains(&status) {
            return None;
        }
        let url = Url::parse(&from.url()).ok()?.join(location).ok()?;
        let (scheme, port) = match url.scheme() {
            "http" => (Scheme::Http, self.http_port),
            "https" => (Scheme::Https, self.https_port),
            _ => return None,
        };
        // No port stands for the scheme's own, 80 or 443; the parser drops these two where they are written.
        if url.port().is_some_and(|written| written != port) {
            return None;
        }
        if !url.username().is_empty() || url.password().is_some() {
            return None;
        }
        if self.same_primary && !same_primary(&from.host, &url.host()?) {
            return None;
        }
        let path = url.query().map_or(url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        Some(Target { scheme, host: url.host_str()?.to_owned(), path })
    }
}

fn same_primary(from: &str, to: &Host<&str>) -> bool {
    let Host::Domain(to) = to else { return false };
    let primary = |host: &str| DnsName::parse(host).ok().and_then(|name| name.primary());
    primary(from).is_some_and(|first| primary(to) == Some(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn must_never_22_a_redirect_to_an_odd_port_scheme_or_host_is_not_followed() {
        let from = Target { scheme: Scheme::Http, host: "www.example.org".into(), path: "/dir/file".into() };
        let statuses = [301, 302, 307, 308];
        let rules = |same_primary| RedirectRules {
            statuses: &statuses,
            http_port: 8080,
            https_port: 8443,
            same_primary,
        };
        for (status, location, same_primary, expected) in [
            (301, "https://www.example.org/dir/file", true, Some("https://www.example.org/dir/file")),
            (302, "/other?a=b", true, Some("http://www.example.org/other?a=b")),
            (307, "other", true, Some("http://www.example.org/dir/other")),
            (308, "//example.org/x#part", true, Some("http://example.org/x")),
            (301, "http://example.org:80/x", true, Some("http://example.org/x")),
            (301, "http://example.org:8080/x", true, Some("http://example.org/x")),
            (301, "https://example.org:8443/x", true, Some("https://example.org/x")),
            (301, "https://elsewhere.net/x", false, Some("https://elsewhere.net/x")),
            (301, "http://0x7f.1/x", false, Some("http://127.0.0.1/x")),
            (301, "http://[::ffff:127.0.0.1]/x", false, Some("http://[::ffff:7f00:1]/x")),
            (301, "https://elsewhere.net/x", true, None),
            (301, "http://127.0.0.1/x", true, None),
            (303, "http://example.org/x", true, None),
            (300, "http://example.org/x", true, None),
            (301, "http://example.org:22/x", true, None),
            (301, "http://example.org:443/x", true, None),
            (301, "https://example.org:80/x", true, None),
            (301, "http://example.org:8443/x", true, None),
            (301, "ftp://example.org/x", true, None),
            (301, "file:///etc/passwd", true, None),
            (301, "gopher://example.org:80/x", true, None),
            (301, "http://user@example.org/x", true, None),
            (301, "http://:secret@example.org/x", true, None),
            (301, "http://[::1", true, None),
        ] {
            let next = rules(same_primary).next(status, &from, location).map(|target| target.url());
            assert_eq!(next.as_deref(), expected, "{status} {location}");
        }
    }
}
