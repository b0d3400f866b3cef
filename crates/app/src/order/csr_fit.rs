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
            // Contact addresses in a subject are common and never certified.
            NamePosition::Email => continue,
            NamePosition::Ip | NamePosition::Uri | NamePosition::Directory | NamePosition::Other => {
                let text = format!(
                    "CSR: it asks for {text:?}, which is not a DNS name; only DNS names are certified by this product"
                );
                return Err(Failure::new(Code::CsrInvalid, text));
            }
        };
        let name = Name::parse(&text).map_err(|error| {
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
