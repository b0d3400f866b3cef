//! Contacts of ACME accounts (RFC 8555 section 7.3).

use crate::name::DnsName;

/// Why a contact is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ContactError {
    /// Another scheme than `mailto`.
    #[error("contacts are mailto URLs, such as mailto:admin@example.org")]
    Unsupported,
    /// More than one address, header fields, or no address.
    #[error(
        "a mailto contact holds exactly one address and no header fields, such as mailto:admin@example.org"
    )]
    Malformed,
}

/// Checks a contact URL: `mailto:` with exactly one address and no `hfields`.
///
/// # Errors
/// [`ContactError`].
pub fn check_contact(url: &str) -> Result<(), ContactError> {
    let address = match url.split_once(':') {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("mailto") => rest,
        _ => return Err(ContactError::Unsupported),
    };
    let plain = address.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '?' | ',' | '<' | '>' | '"'));
    let good = address
        .rsplit_once('@')
        .is_some_and(|(local, host)| !local.is_empty() && local.len() <= 64 && DnsName::parse(host).is_ok());
    if plain && good { Ok(()) } else { Err(ContactError::Malformed) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_mail_address_and_nothing_else() {
        for (url, outcome) in [
            ("mailto:admin@example.org", Ok(())),
            ("MAILTO:cert+ops@example.org", Ok(())),
            ("tel:+12025551212", Err(ContactError::Unsupported)),
            ("admin@example.org", Err(ContactError::Unsupported)),
            ("mailto:admin@example.org,b@example.org", Err(ContactError::Malformed)),
            ("mailto:admin@example.org?subject=x", Err(ContactError::Malformed)),
            ("mailto:", Err(ContactError::Malformed)),
            ("mailto:admin", Err(ContactError::Malformed)),
            ("mailto:@example.org", Err(ContactError::Malformed)),
            ("mailto:ad min@example.org", Err(ContactError::Malformed)),
            ("mailto:admin@exa_mple.org", Err(ContactError::Malformed)),
        ] {
            assert_eq!(check_contact(url), outcome, "{url}");
        }
    }
}
