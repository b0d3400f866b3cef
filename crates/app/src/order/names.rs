//! The names of an application: read, held against the product, and the names that the brand adds (A2 to A5, E8); and
//! how they are proved (E1, E2). One way for free and paid products.

use crate::failure::{Code, Failure};
use crate::service::App;
use chancery_domain::catalogue::{Brand, DnsRecordType, NamesError, Product, ProofMethod};
use chancery_domain::name::{Name, bonus_names};
use chancery_domain::organization::{check_mail, check_phone};
use chancery_domain::validation::Method;

/// The names of an application after every check.
#[derive(Clone, Debug)]
pub(super) struct Names {
    /// Those applied for.
    pub requested: Vec<Name>,
    /// Those and the ones that the brand adds for free.
    pub bound: Vec<Name>,
}

/// Reads and checks names; `field` is what messages call the parameter.
///
/// # Errors
/// [`Code::DomainInvalid`], [`Code::DomainTooLong`], [`Code::NameReviewRefused`].
pub(super) fn checked_names<'a>(
    app: &App,
    product: &Product,
    brand: &Brand,
    texts: impl Iterator<Item = &'a String>,
    field: &str,
) -> Result<Names, Failure> {
    let mut requested = Vec::new();
    for text in texts {
        let name = Name::parse(text)
            .map_err(|error| Failure::new(Code::DomainInvalid, format!("{field}: {error}")))?;
        requested.push(name);
    }
    product.check_names(&app.policy, &requested).map_err(|error| {
        let code = match &error {
            NamesError::TooLong { .. } => Code::DomainTooLong,
            NamesError::Refused(_) => Code::NameReviewRefused,
            NamesError::None { .. }
            | NamesError::TooMany { .. }
            | NamesError::WildcardNotTaken { .. }
            | NamesError::WildcardNeeded { .. }
            | NamesError::AddressNotTaken { .. }
            | NamesError::AddressReserved { .. }
            | NamesError::NoHost(_)
            | NamesError::Internal(_)
            | NamesError::Twice(_)
            | NamesError::TooManyLevels { .. }
            | NamesError::BlockedSuffix { .. }
            | NamesError::NotRegistered(_) => Code::DomainInvalid,
        };
        Failure::new(code, format!("{field}: {error}"))
    })?;
    let mut bound = requested.clone();
    bound.extend(bonus_names(brand.bonus, &requested).into_iter().map(Name::Plain));
    Ok(Names { requested, bound })
}

/// The way of proving the names: by file or in the DNS, where the brand says which record; never a wildcard by file
/// (E2), never an address by DNS (A4). `field` is what messages call the parameter.
///
/// # Errors
/// [`Code::InvalidParameter`].
pub(crate) fn proof_method(
    product: &Product,
    brand: &Brand,
    bound: &[Name],
    by_file: bool,
    field: &str,
) -> Result<Method, Failure> {
    let (method, offered) = match (by_file, brand.dns_record) {
        (true, _) => (Method::File, product.allows(ProofMethod::File)),
        (false, DnsRecordType::Cname) => (Method::DnsCname, product.allows(ProofMethod::Dns)),
        (false, DnsRecordType::Txt) => (Method::DnsTxt, product.allows(ProofMethod::Dns)),
    };
    if !offered {
        let text = format!("{field}: this product is not validated by {}", method.cloud_name());
        return Err(Failure::new(Code::InvalidParameter, text));
    }
    if let Some(wildcard) = bound.iter().find(|n| n.is_wildcard()).filter(|_| !method.proves_wildcards()) {
        let text = format!("{field}: {wildcard} cannot be proved by a file; choose DNS");
        return Err(Failure::new(Code::InvalidParameter, text));
    }
    if let Some(address) = bound.iter().find(|n| n.address().is_some()).filter(|_| !method.proves_addresses())
    {
        let text = format!(
            "{field}: {address} is an IP address, for which no record in the DNS can speak; choose FILE, and put the file \
             on the web server at that very address"
        );
        return Err(Failure::new(Code::InvalidParameter, text));
    }
    Ok(method)
}

/// How a person is reached: a mail address and a telephone number, each well formed or left out.
///
/// # Errors
/// [`Code::EmailInvalid`], [`Code::InvalidParameter`].
pub(super) fn checked_contact(app: &App, mail: &str, phone: &str) -> Result<(), Failure> {
    let rules = &app.policy.organization;
    if !mail.is_empty() && check_mail(mail, rules.mail_length_max).is_err() {
        let text = "ContactEmail: write an address such as admin@example.org";
        return Err(Failure::new(Code::EmailInvalid, text));
    }
    match check_phone(phone, rules) {
        Err(rule) if !phone.trim().is_empty() => {
            Err(Failure::new(Code::InvalidParameter, format!("ContactPhone: {rule}")))
        }
        _ => Ok(()),
    }
}
