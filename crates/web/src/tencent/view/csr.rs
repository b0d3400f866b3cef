//! CSR records as rows, with their status number and the kind of key that two parameters name.

use crate::tencent::types::csr_item::CsrItem;
use chancery_app::failure::{Code, Failure};
use chancery_domain::csr::{CsrRecord, CsrStage};
use chancery_domain::key::KeyAlgorithm;
use zeroize::Zeroizing;

/// `Status`: 0 saved, 1 generated.
pub fn status(record: &CsrRecord) -> i64 {
    match record.stage {
        CsrStage::Draft => 0,
        CsrStage::Generated => 1,
    }
}

/// The row of a record.
pub fn row(record: &CsrRecord) -> CsrItem {
    CsrItem {
        city: record.subject.city.clone(),
        country: record.subject.country.clone(),
        create_time: record.created_at.cloud_text(),
        department: record.subject.department.clone(),
        domain: record.domain.to_string(),
        email: record.subject.email.clone(),
        encrypt_algo: record.algorithm.family().cloud_name().to_owned(),
        id: record.id.0,
        key_parameter: record.algorithm.cloud_parameter().to_owned(),
        organization: record.subject.organization.clone(),
        owner_uin: record.account.to_string(),
        province: record.subject.province.clone(),
        remarks: record.remark.clone(),
        status: status(record),
    }
}

/// The kind of key named by `EncryptAlgo` and `KeyParameter`; nothing when both are absent. A curve's name alone
/// is enough.
///
/// # Errors
/// [`Code::InvalidParameter`].
pub fn algorithm(family: Option<&str>, parameter: Option<&str>) -> Result<Option<KeyAlgorithm>, Failure> {
    let (family, parameter) = (family.filter(|t| !t.is_empty()), parameter.filter(|t| !t.is_empty()));
    let curve = parameter.is_some_and(|p| p.starts_with(|c: char| c.is_ascii_alphabetic()));
    match (family, parameter) {
        (None, None) => Ok(None),
        (None, parameter) if curve => Ok(Some(KeyAlgorithm::from_cloud(Some("ECC"), parameter)?)),
        (family, parameter) => Ok(Some(KeyAlgorithm::from_cloud(family, parameter)?)),
    }
}

/// A password protects a key made here; with a CSR of the applicant's own it would protect nothing (D3). `field` is what the
/// action calls it.
///
/// # Errors
/// [`Code::InvalidParameter`].
pub fn no_key_is_made(field: &str, password: Option<&Zeroizing<String>>) -> Result<(), Failure> {
    if password.is_none() {
        return Ok(());
    }
    let text = format!("{field}: no key is made here for a CSR that exists; leave the password out.");
    Err(Failure::new(Code::InvalidParameter, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_alone_names_the_key() {
        assert_eq!(algorithm(None, Some("secp384r1")).ok(), Some(Some(KeyAlgorithm::P384)));
        assert_eq!(algorithm(None, Some("4096")).ok(), Some(Some(KeyAlgorithm::Rsa4096)));
        assert_eq!(algorithm(Some("ECC"), None).ok(), Some(Some(KeyAlgorithm::P256)));
        assert_eq!(algorithm(Some(""), None).ok(), Some(None));
        assert!(algorithm(Some("RSA"), Some("1024")).is_err());
    }
}
