//! Whether a CSR fits an order (RFC 8555 section 7.4): exactly the order's identifiers, in every place of the CSR by
//! the same rule (must never happen, 14), signed by its own key, which is not the account's.

use crate::failure::{Code, Failure};
use chancery_domain::acme::Identifier;
use chancery_domain::name::Name;
use chancery_pki::csr::{self, CsrFacts, NamePosition};
use chancery_pki::general_name::GeneralName;

/// The CSR, read and checked in itself.
///
/// # Errors
/// [`Code::AcmeCsrBad`].
pub(super) fn read_csr(der: &[u8], bytes_max: usize) -> Result<CsrFacts, Failure> {
    if der.len() > bytes_max {
        return Err(bad(format!("a CSR has at most {bytes_max} octets")));
    }
    // Text would be taken too; the wire has DER alone.
    if der.first() != Some(&0x30) {
        return Err(bad("it is not the DER of a certificate signing request"));
    }
    let facts = csr::decode(der).map_err(bad)?;
    match &facts.signature_error {
        Some(error) => Err(bad(format!("its signature is not accepted: {error}"))),
        None => Ok(facts),
    }
}

/// Checks the CSR's names and key against an order, and returns the common name that it asks for.
///
/// # Errors
/// [`Code::AcmeCsrBad`].
pub(super) fn fits(
    facts: &CsrFacts,
    identifiers: &[Identifier],
    account_key: &str,
) -> Result<Option<String>, Failure> {
    let mut asked = Vec::with_capacity(identifiers.len());
    for name in &facts.alternative_names {
        asked.push(match name {
            GeneralName::Dns(text) => dns(text)?,
            GeneralName::Ip(address) => Identifier::Ip(*address),
            GeneralName::Email(_)
            | GeneralName::Uri(_)
            | GeneralName::Directory(_)
            | GeneralName::Other(_) => {
                return Err(bad("it asks for a name that is neither a DNS name nor an IP address"));
            }
        });
    }
    let mut common_name = None;
    for (position, text) in facts.names() {
        if position == NamePosition::CommonName {
            let identifier = match text.parse() {
                Ok(address) => Identifier::Ip(address),
                Err(_) => dns(&text)?,
            };
            if common_name.replace(identifier.value()).is_some() {
                return Err(bad("it has several common names"));
            }
            asked.push(identifier);
        }
    }
    asked.sort_unstable();
    asked.dedup();
    if asked != identifiers {
        let list = |names: &[Identifier]| {
            names.iter().take(20).map(Identifier::value).collect::<Vec<_>>().join(", ")
        };
        let text = format!("it asks for {}, and the order is for {}", list(&asked), list(identifiers));
        return Err(bad(text));
    }
    if hex::encode(facts.spki_sha256()) == account_key {
        return Err(bad("its key is the key of the account; make another key for the certificate"));
    }
    Ok(common_name)
}

fn dns(text: &str) -> Result<Identifier, Failure> {
    Name::parse_dns(text)
        .map(Identifier::Dns)
        .map_err(|error| bad(format!("a name is not accepted: {error}")))
}

pub(super) fn bad(why: impl std::fmt::Display) -> Failure {
    Failure::new(Code::AcmeCsrBad, format!("csr: {why}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use chancery_domain::key::KeyAlgorithm;
    use chancery_pki::csr::{Subject, build};
    use chancery_pki::private_key::PrivateKey;

    #[test]
    fn must_never_14_an_orders_names_hold_in_every_place_of_the_csr() {
        let order: Vec<Identifier> =
            ["*.shop.org", "shop.org"].map(|n| Identifier::parse("dns", n).unwrap()).into_iter().collect();
        let mut order = order;
        order.sort_unstable();
        let key = PrivateKey::generate(KeyAlgorithm::P256).unwrap();
        for (common_name, names, good) in [
            (None, vec!["shop.org", "*.shop.org"], true),
            (Some("shop.org"), vec!["*.shop.org"], true),
            (Some("SHOP.org"), vec!["*.shop.org", "Shop.Org"], true),
            (None, vec!["shop.org"], false),
            (None, vec!["shop.org", "*.shop.org", "else.org"], false),
            (Some("else.org"), vec!["shop.org", "*.shop.org"], false),
            (Some("192.0.2.1"), vec!["shop.org", "*.shop.org"], false),
            (Some("My shop"), vec!["shop.org", "*.shop.org"], false),
            (None, vec!["shop.org.", "*.shop.org"], false),
        ] {
            let subject = Subject { common_name: common_name.map(str::to_owned), ..Subject::default() };
            let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
            let Ok(der) = build(&key, &subject, &names) else { continue };
            let facts = read_csr(&der, 16_384).unwrap();
            let outcome = fits(&facts, &order, "");
            assert_eq!(outcome.is_ok(), good, "{common_name:?} {names:?} {outcome:?}");
            let own_key = hex::encode(facts.spki_sha256());
            assert!(fits(&facts, &order, &own_key).is_err());
        }
    }

    #[test]
    fn damage_is_told_from_requests() {
        let key = PrivateKey::generate(KeyAlgorithm::P256).unwrap();
        let der = build(&key, &Subject::default(), &["shop.org".to_owned()]).unwrap();
        assert!(read_csr(&der, 16_384).is_ok());
        assert!(read_csr(&der, 64).is_err());
        assert!(read_csr(b"-----BEGIN CERTIFICATE REQUEST-----", 16_384).is_err());
        assert!(read_csr(&[], 16_384).is_err());
        let mut changed = der.clone();
        if let Some(last) = changed.last_mut() {
            *last ^= 1;
        }
        assert!(read_csr(&changed, 16_384).is_err());
    }
}
