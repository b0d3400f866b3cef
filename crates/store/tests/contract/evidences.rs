//! Proofs and approvals that may be used again are found for their own account, organisation and product alone.

use crate::samples::{NOW, id};
use crate::support::{ACCOUNT, Database, OTHER};
use chancery_app::ports::DomainEvidence;
use chancery_domain::ids::{AccountId, CertificateId};
use chancery_domain::name::Name;
use chancery_domain::order::ProductCode;
use chancery_domain::time::Timestamp;

on_both!(
    proofs_are_found_for_their_account_and_organisation,
    proofs_go_with_the_certificate_that_they_were_made_for,
    the_latest_approval_of_the_same_information_is_kept,
);

fn evidence(certificate: CertificateId, wildcards: bool, proved_at: Timestamp) -> DomainEvidence {
    DomainEvidence {
        account: ACCOUNT,
        organization: "shop 'ltd'\ncn".into(),
        base: Name::parse("shop.org").unwrap(),
        wildcards,
        certificate,
        proved_at,
    }
}

/// What is found for an account, an organisation and a name, for a wildcard or not.
async fn found(
    db: &Database,
    account: AccountId,
    organization: &str,
    name: &str,
    wildcards: bool,
) -> Option<Timestamp> {
    let (organization, name) = (organization.to_owned(), Name::parse(name).unwrap());
    db.read(move |r| Ok(r.domain_evidence(account, &organization, &name, wildcards)?)).await
}

// E5: the same account, organisation and name; a proof by file is none of a wildcard.
async fn proofs_are_found_for_their_account_and_organisation(db: Database) {
    let (by_file, by_dns) = (evidence(id(1), false, NOW.plus_days(1)), evidence(id(2), true, NOW));
    let organization = by_dns.organization.clone();
    db.write(move |r| Ok(r.put_domain_evidence(&by_file)?)).await;
    assert_eq!(found(&db, ACCOUNT, &organization, "shop.org", true).await, None);
    db.write(move |r| Ok(r.put_domain_evidence(&by_dns)?)).await;
    assert_eq!(found(&db, ACCOUNT, &organization, "shop.org", true).await, Some(NOW));
    assert_eq!(found(&db, ACCOUNT, &organization, "shop.org", false).await, Some(NOW.plus_days(1)));
    assert_eq!(found(&db, OTHER, &organization, "shop.org", false).await, None);
    assert_eq!(found(&db, ACCOUNT, "", "shop.org", false).await, None);
    assert_eq!(found(&db, ACCOUNT, &organization, "www.shop.org", false).await, None);
    let again = evidence(id(3), true, NOW.plus_days(2));
    db.write(move |r| Ok(r.put_domain_evidence(&again)?)).await;
    assert_eq!(found(&db, ACCOUNT, &organization, "shop.org", true).await, Some(NOW.plus_days(2)));
}

// E5: a revoked certificate takes its proofs with it.
async fn proofs_go_with_the_certificate_that_they_were_made_for(db: Database) {
    let (one, two) = (evidence(id(1), true, NOW), evidence(id(2), false, NOW.plus_days(1)));
    let organization = one.organization.clone();
    db.write(move |r| {
        r.put_domain_evidence(&one)?;
        r.put_domain_evidence(&two)?;
        Ok(r.drop_domain_evidence(&id(2))?)
    })
    .await;
    assert_eq!(found(&db, ACCOUNT, &organization, "shop.org", false).await, Some(NOW));
    let named = organization.clone();
    db.write(move |r| {
        let (shop, other) = (Name::parse("shop.org").unwrap(), Name::parse("www.shop.org").unwrap());
        r.drop_proofs_of(ACCOUNT, &named, &other)?;
        r.drop_proofs_of(OTHER, &named, &shop)?;
        Ok(r.drop_proofs_of(ACCOUNT, "", &shop)?)
    })
    .await;
    assert_eq!(found(&db, ACCOUNT, &organization, "shop.org", false).await, Some(NOW), "others' proofs");
    let named = organization.clone();
    db.write(move |r| Ok(r.drop_proofs_of(ACCOUNT, &named, &Name::parse("shop.org").unwrap())?)).await;
    assert_eq!(found(&db, ACCOUNT, &organization, "shop.org", false).await, None);
}

// F4: per product and account; an older approval does not take the place of a later one.
async fn the_latest_approval_of_the_same_information_is_kept(db: Database) {
    db.write(|r| {
        r.put_approval(ACCOUNT, ProductCode(14), "ab", NOW)?;
        r.put_approval(ACCOUNT, ProductCode(14), "ab", NOW.plus_days(-1))?;
        Ok(r.put_approval(ACCOUNT, ProductCode(15), "ab", NOW.plus_days(1))?)
    })
    .await;
    for (account, product, information, expected) in [
        (ACCOUNT, 14, "ab", Some(NOW)),
        (ACCOUNT, 15, "ab", Some(NOW.plus_days(1))),
        (ACCOUNT, 14, "cd", None),
        (OTHER, 14, "ab", None),
    ] {
        let at = db.read(move |r| Ok(r.approval(account, ProductCode(product), information)?)).await;
        assert_eq!(at, expected, "{account} {product} {information}");
    }
}
