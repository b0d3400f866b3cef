//! Whether a CSR fits an application: its key, its common name, and every name in every place (D2).

use crate::failure::{Code, Failure};
use chancery_domain::catalogue::Product;
use chancery_domain::key::KeyAlgorithm;
use chancery_domain::name::Name;
use chancery_pki::csr::{CsrFacts, NamePosition};

/// The key's algorithm, if the CSR fits.
///
/// The rule on names is the same in every place of the CSR (must never happen, number 14): each name that stands in
/// it must be one of the names bound by the application, whether common name or subject alternative name.
///
/// # Errors
/// [`Code::CsrInvalid`] or [`Code::KeyRefused`].
pub(super) fn fits(facts: &CsrFacts, bound: &[Name], product: &Product) -> Result<KeyAlgorithm, Failure> {
    let algorithm = facts.algorithm().filter(|a| product.takes_key(*a)).ok_or_else(|| {
        let text =
            format!("CSR: this product takes {} keys; make a CSR with one of them", product.keys_in_words());
        Failure::new(Code::KeyRefused, text)
    })?;
    for (position, text) in facts.names() {
        let place = match position {
            NamePosition::CommonName => "common name",
            NamePosition::Dns => "DNS name",
            NamePosition::Ip => "IP address",
            // Contact addresses in a subject are common and never certified.
            NamePosition::Email => continue,
            NamePosition::Uri | NamePosition::Directory | NamePosition::Other => {
                let text = format!(
                    "CSR: it asks for {text:?}, which is neither a DNS name nor an IP address; only those are certified"
                );
                return Err(Failure::new(Code::CsrInvalid, text));
            }
        };
        // (A4) An address stands in a CSR as an address, not as a text among the DNS names.
        let read = if position == NamePosition::Dns { Name::parse_dns(&text) } else { Name::parse(&text) };
        let name = read.map_err(|error| {
            Failure::new(Code::CsrInvalid, format!("CSR: its {place} is not accepted: {error}"))
        })?;
        if !bound.contains(&name) {
            let names: Vec<String> = bound.iter().map(ToString::to_string).collect();
            let text = format!(
                "CSR: its {place} {name} is not one of the names of this application ({}); make a CSR for those",
                names.join(", ")
            );
            return Err(Failure::new(Code::CsrInvalid, text));
        }
    }
    Ok(algorithm)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use chancery_domain::catalogue::Catalogue;
    use chancery_pki::csr::{Subject, build, decode};
    use chancery_pki::private_key::PrivateKey;

    /// A CSR with this common name and these alternative names, against an application for two names.
    fn outcome(common_name: &str, names: &[&str]) -> Result<KeyAlgorithm, Code> {
        let catalogue = Catalogue::compiled_in().unwrap();
        let bound = ["shop.org", "www.shop.org"].map(|n| Name::parse(n).unwrap());
        let key = PrivateKey::generate(KeyAlgorithm::P256).unwrap();
        let subject = Subject { common_name: Some(common_name.into()), ..Subject::default() };
        let names: Vec<String> = names.iter().map(|n| (*n).to_owned()).collect();
        let facts = decode(&build(&key, &subject, &names).unwrap()).unwrap();
        fits(&facts, &bound, catalogue.product(83).unwrap()).map_err(|failure| failure.code)
    }

    #[test]
    fn must_never_14_a_rule_on_names_holds_in_every_place_of_the_csr() {
        let refused = Err(Code::CsrInvalid);
        for (common_name, names, expected) in [
            ("shop.org", vec!["shop.org", "www.shop.org"], Ok(KeyAlgorithm::P256)),
            ("www.shop.org", vec![], Ok(KeyAlgorithm::P256)),
            // A stranger as common name, as the last of the alternative names, as a wildcard, as an address.
            ("else.org", vec!["shop.org"], refused),
            ("shop.org", vec!["shop.org", "www.shop.org", "else.org"], refused),
            ("shop.org", vec!["*.shop.org"], refused),
            ("*.shop.org", vec!["shop.org"], refused),
            ("shop.org", vec!["shop.org", "192.0.2.1"], refused),
            ("192.0.2.1", vec!["shop.org"], refused),
            ("shop_a.org", vec!["shop.org"], refused),
            ("shop.org", vec!["shop_a.org"], refused),
            ("shop.org", vec!["shop.org."], refused),
        ] {
            assert_eq!(outcome(common_name, &names), expected, "{common_name} {names:?}");
        }
    }
}
