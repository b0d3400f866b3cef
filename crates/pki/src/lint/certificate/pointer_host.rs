//! Addresses in a publicly trusted certificate lead to public hosts; on a test installation they may not.

use crate::asn1::tag;
use crate::lint::CertificateCheck;
use crate::lint::Level;
use crate::lint::names::{is_known_suffix, shown, url_host};
use crate::lint::read::{Certificate, Elements};
use crate::lint::rule::{Report, Rule, Scope};
use chancery_domain::special_address::special;
use std::net::IpAddr;

pub(super) const RULE: Rule<CertificateCheck> = Rule {
    clause: "BR 7.1.2.7.7, 7.1.2.11.2, 4.2.2",
    level: Level::Warning,
    since: None,
    scope: Scope::Public,
    check,
};

fn check(certificate: &Certificate<'_>, _: &crate::lint::Context<'_>, report: &mut Report) {
    let extensions = &certificate.extensions;
    for access in extensions.access() {
        look(access.location.tag, access.location.content, report);
    }
    for name in extensions.points().filter_map(|point| point.full_name).flat_map(Elements::new) {
        look(name.tag, name.content, report);
    }
}

fn look(found: u8, url: &[u8], report: &mut Report) {
    if found != tag::context_primitive(6) {
        return;
    }
    let Some(host) = url_host(url) else { return };
    let is_public = match host.trim_matches(['[', ']']).parse::<IpAddr>() {
        Ok(address) => special(address).is_none(),
        Err(_) => is_known_suffix(host),
    };
    if !is_public {
        report.found(format!("the address {:?} leads to no public host", shown(url)));
    }
}
