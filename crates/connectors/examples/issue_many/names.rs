//! Names of every shape that a profile allows: one or many, wildcards, A-labels, names too long for a common name,
//! addresses of both families.

use chancery_domain::organization::{CertifiedOrganization, ExtendedIdentity};
use chancery_domain::profile::{Profile, Trust};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Longest common name (RFC 5280 appendix A.1, ub-common-name).
const COMMON_NAME_MAX: usize = 64;

/// Endings of names, some of them of two labels or A-labels.
const ENDINGS: [&str; 10] =
    ["org", "com", "net", "de", "io", "co.uk", "com.cn", "xn--p1ai", "xn--fiqs8s", "dev"];

/// Bücher, 例子, пример, façade.
const A_LABELS: [&str; 4] = ["xn--bcher-kva", "xn--fsqu00a", "xn--e1afmkfd", "xn--faade-zra"];

/// What a certificate is for.
#[derive(Debug)]
pub struct Names {
    pub dns: Vec<String>,
    pub ip: Vec<IpAddr>,
    pub common_name: Option<String>,
}

/// The names of certificate `number`, by 32 octets of chance.
pub fn of(profile: &Profile, number: u64, chance: &[u8; 32]) -> Names {
    if profile.name == "service" {
        return of_the_service(number);
    }
    let catalogue = profile.name.starts_with("catalogue-");
    let most = profile.acme.as_ref().map_or(100, |rules| rules.names_max);
    let base = match profile.trust {
        Trust::Private if chance[10].is_multiple_of(2) => format!("shop-{number}.corp.internal"),
        _ => format!("shop-{number}.{}", ENDINGS[usize::from(chance[11]) % ENDINGS.len()]),
    };
    let a_label = A_LABELS[usize::from(chance[12]) % A_LABELS.len()];
    let mut dns = match chance[13] % 8 {
        0 => vec![base.clone()],
        1 => vec![base.clone(), format!("www.{base}")],
        2 => vec![format!("*.{base}"), base.clone()],
        3 => vec![format!("{a_label}.{base}"), format!("*.{a_label}.{base}")],
        4 if !catalogue => vec![long(&base, 70 + usize::from(chance[14]) % 180)],
        5 => many(&base, most),
        _ => many(&base, 2 + usize::from(chance[15]) % 24),
    };
    // EV certificates never hold a wildcard.
    if profile.name == "catalogue-ev" {
        dns.retain(|name| !name.starts_with("*."));
    }
    let mut ip = Vec::new();
    if profile.ip_addresses && chance[16].is_multiple_of(2) {
        ip = addresses(profile, chance);
        if chance[16].is_multiple_of(4) {
            dns.clear();
        }
        dns.truncate(most - ip.len());
    }
    // A request over ACME may leave the common name out; products of the catalogue always have one.
    let common_name = dns.first().filter(|name| name.len() <= COMMON_NAME_MAX).cloned();
    let common_name = common_name.filter(|_| catalogue || !chance[17].is_multiple_of(4));
    Names { dns, ip, common_name }
}

/// The organisation that OV and EV certificates name, in scripts and lengths of every kind.
pub fn organization(profile: &Profile, number: u64) -> Option<CertifiedOrganization> {
    let extended = profile.name == "catalogue-ev";
    if !extended && profile.name != "catalogue-ov" {
        return None;
    }
    let names = ["Shop Trading Ltd", "北京商店有限公司", "Bücher & Söhne GmbH", "ООО «Магазин»"];
    let at = usize::try_from(number).unwrap_or(0);
    Some(CertifiedOrganization {
        name: names[at % names.len()].to_owned(),
        country: ["CN", "DE", "US"][at % 3].to_owned(),
        province: ["Guangdong", "Hessen", "California"][at % 3].to_owned(),
        city: ["深圳", "Frankfurt am Main", "San José"][at % 3].to_owned(),
        extended: extended.then(|| ExtendedIdentity {
            business_category: ["Private Organization", "Government Entity", "Business Entity"][at % 3]
                .to_owned(),
            jurisdiction_country: ["CN", "DE", "US"][at % 3].to_owned(),
            registration_number: format!("91350100M{number:08}Y"),
        }),
    })
}

/// As the service asks for its own.
fn of_the_service(number: u64) -> Names {
    let dns = vec!["localhost".to_owned(), format!("node-{number}.widget-works.org")];
    let ip = vec![IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
    Names { common_name: dns.first().cloned(), dns, ip }
}

fn many(base: &str, count: usize) -> Vec<String> {
    (0..count)
        .map(|at| if at % 7 == 3 { format!("*.z{at}.{base}") } else { format!("{at}a.{base}") })
        .collect()
}

/// A name of about `length` octets in labels of up to 63.
fn long(base: &str, length: usize) -> String {
    let mut name = base.to_owned();
    while name.len() < length {
        let label = (length - name.len()).clamp(2, 64) - 1;
        name = format!("{}.{name}", "l".repeat(label));
    }
    name
}

/// One to six, public ones for a public profile.
fn addresses(profile: &Profile, chance: &[u8; 32]) -> Vec<IpAddr> {
    (0..=chance[18] % 6)
        .map(|at| match (at % 2, profile.trust) {
            (0, Trust::Public) => IpAddr::V4(Ipv4Addr::new(93, 184, chance[19], at + 1)),
            (0, Trust::Private) => IpAddr::V4(Ipv4Addr::new(10, 7, chance[19], at + 1)),
            (_, Trust::Public) => {
                Ipv6Addr::new(0x2a00, 0x1450, 0, 0, 0, 0, chance[19].into(), at.into()).into()
            }
            (_, Trust::Private) => Ipv6Addr::new(0xfd00, 7, 0, 0, 0, 0, chance[19].into(), at.into()).into(),
        })
        .collect()
}
