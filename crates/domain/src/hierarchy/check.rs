//! What must hold in a hierarchy file; every failure names the authority and the key.

use super::{AuthorityPlan, KeyIn};
use crate::key::KeyFamily;
use crate::name::DnsName;
use crate::policy::{Checker, DataFileError};
use crate::profile::{is_oid, is_word};

pub(super) fn check(
    roots: &[AuthorityPlan],
    issuers: &[AuthorityPlan],
    file: &str,
) -> Result<(), DataFileError> {
    let check = Checker::new(file);
    check.ensure(!roots.is_empty(), "root", "there must be at least one")?;
    let mut known: Vec<&AuthorityPlan> = Vec::new();
    for (plan, table) in
        roots.iter().map(|plan| (plan, "root")).chain(issuers.iter().map(|plan| (plan, "issuer")))
    {
        let key = |member: &str| format!("{table}[{}].{member}", plan.id());
        let rule = "must be lower-case letters, digits and hyphens";
        check.ensure(is_word(plan.id()), &key("id"), rule)?;
        check.ensure(!known.iter().any(|other| other.id() == plan.id()), &key("id"), "is there twice")?;
        check_subject(plan, &check, &key)?;
        if let Some(years) = plan.validity_years {
            check.within(&key("validity_years"), years, 1..=100)?;
        }
        let rule = "must be dotted numbers such as 2.23.140.1.2.1";
        check.ensure(plan.policy_oids.iter().all(|oid| is_oid(oid)), &key("policy_oids"), rule)?;
        let rule = "hardware modules have no standard mechanism for SM2; keep it in the vault";
        let in_module = plan.key.family() == KeyFamily::Sm2 && plan.key_in == KeyIn::Pkcs11;
        check.ensure(!in_module, &key("key_in"), rule)?;
        check_names(plan, &check, &key)?;
        check_import(plan, &check, &key)?;
        if table == "root" {
            check.ensure(plan.brand.is_empty(), &key("brand"), "a root signs for no brand")?;
            check.ensure(plan.under.is_none(), &key("under"), "nobody stands above a root")?;
        } else {
            check_issuer(plan, &known, &check, &key)?;
        }
        known.push(plan);
    }
    Ok(())
}

fn check_issuer(
    plan: &AuthorityPlan,
    known: &[&AuthorityPlan],
    check: &Checker<'_>,
    key: &dyn Fn(&str) -> String,
) -> Result<(), DataFileError> {
    let rule = "must be lower-case letters, digits and hyphens";
    check.ensure(plan.brand.is_empty() || is_word(&plan.brand), &key("brand"), rule)?;
    let rule = "another authority signs for this brand with this kind of key already";
    let taken = |other: &&AuthorityPlan| other.issuer_key() == plan.issuer_key();
    check.ensure(plan.brand.is_empty() || !known.iter().any(taken), &key("brand"), rule)?;
    let above = plan.under.as_deref().and_then(|id| known.iter().find(|other| other.id() == id));
    let imported = plan.certificate.is_some();
    let Some(above) = above else {
        return check.ensure(imported, &key("under"), "must be the id of an authority named before this one");
    };
    // Trust rule on keys: SM2 only in the SM2 hierarchy; a chain is of one kind from end to end.
    let same = (above.key.family() == KeyFamily::Sm2) == (plan.key.family() == KeyFamily::Sm2);
    check.ensure(
        same || imported,
        &key("under"),
        "SM2 authorities stand under SM2 authorities, and no others do",
    )?;
    let room = above.under.is_none() || above.path_length > plan.path_length;
    let rule = "whoever signs it has too small a path_length";
    check.ensure(room || imported, &key("under"), rule)
}

fn check_subject(
    plan: &AuthorityPlan,
    check: &Checker<'_>,
    key: &dyn Fn(&str) -> String,
) -> Result<(), DataFileError> {
    let country = plan.country.len() == 2 && plan.country.bytes().all(|b| b.is_ascii_uppercase());
    check.ensure(country, &key("country"), "must be two capital letters")?;
    // RFC 5280 appendix A.1: ub-organization-name and ub-common-name.
    for (member, text) in [("organization", &plan.organization), ("common_name", &plan.common_name)] {
        let fits = (1..=64).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        check.ensure(fits, &key(member), "must be 1 to 64 characters")?;
    }
    Ok(())
}

fn check_names(
    plan: &AuthorityPlan,
    check: &Checker<'_>,
    key: &dyn Fn(&str) -> String,
) -> Result<(), DataFileError> {
    let canonical = |text: &String| DnsName::parse(text).is_ok_and(|name| name.as_str() == text);
    let rule = "must be domain names in A-labels, without a leading dot";
    check.ensure(plan.names.permitted_dns.iter().all(canonical), &key("names.permitted_dns"), rule)?;
    check.ensure(plan.names.excluded_dns.iter().all(canonical), &key("names.excluded_dns"), rule)
}

fn check_import(
    plan: &AuthorityPlan,
    check: &Checker<'_>,
    key: &dyn Fn(&str) -> String,
) -> Result<(), DataFileError> {
    let has_key = plan.private_key.is_some() || plan.key_in == KeyIn::Pkcs11;
    let rule = "needs private_key, or key_in = \"pkcs11\" with the key's label";
    check.ensure(plan.certificate.is_none() || has_key, &key("certificate"), rule)?;
    let rule = "needs certificate";
    check.ensure(plan.private_key.is_none() || plan.certificate.is_some(), &key("private_key"), rule)?;
    let rule = "keys are made in the module, not carried into it; import them with the module's own tools";
    check.ensure(plan.private_key.is_none() || plan.key_in == KeyIn::Vault, &key("key_in"), rule)?;
    let rule = "needs private_key";
    check.ensure(plan.password_file.is_none() || plan.private_key.is_some(), &key("password_file"), rule)
}
