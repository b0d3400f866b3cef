//! Organisation profiles, administrators and their domains (F1).

use crate::samples::{NOW, certificate, files, id};
use crate::support::{ACCOUNT, Database, OTHER};
use chancery_app::ports::{Look, StoreError};
use chancery_domain::ids::{AccountId, AdministratorDomainId, AdministratorId, OrganizationId};
use chancery_domain::name::Name;
use chancery_domain::organization::{
    Administrator, AdministratorDomain, DomainStage, Organization, OrganizationDetails, Person, Stage,
};
use chancery_domain::validation::{Method, Verdict};

on_both!(
    profiles_come_back_and_only_their_stage_changes,
    profiles_are_listed_by_account_newest_first,
    allowances_are_kept_by_account,
    administrators_come_back_under_their_number,
    links_are_counted_once_and_go_with_the_certificate,
    domains_belong_to_administrator_and_organisation,
);

fn profile(account: AccountId, name: &str) -> Organization {
    Organization {
        id: OrganizationId(0),
        account,
        details: OrganizationDetails { name: name.into(), country: "DE".into(), ..Default::default() },
        stage: Stage::Unsubmitted,
        created_at: NOW,
    }
}

fn person(organization: OrganizationId, name: &str) -> Administrator {
    Administrator {
        id: AdministratorId(0),
        account: ACCOUNT,
        organization,
        person: Person { last_name: name.into(), ..Default::default() },
        contact: None,
        ov: Stage::Unsubmitted,
        ev: Stage::Approved { at: NOW },
        created_at: NOW,
        submitted_at: None,
        verified_at: Some(NOW),
    }
}

async fn profiles_come_back_and_only_their_stage_changes(db: Database) {
    let made = profile(ACCOUNT, "Widget \u{4f8b}");
    let kept = made.clone();
    let number = db.write(move |r| Ok(r.insert_organization(&kept)?)).await;
    let found = db.read(move |r| Ok(r.organization(number)?)).await;
    assert_eq!(found, Some(Organization { id: number, ..made.clone() }));
    let refused = Stage::Refused { at: NOW, reason: "no such number".into() };
    let written = refused.clone();
    db.write(move |r| {
        let missing = r.set_organization_stage(OrganizationId(number.0 + 77), &written);
        assert!(matches!(missing, Err(StoreError::Broken(_))));
        Ok(r.set_organization_stage(number, &written)?)
    })
    .await;
    let found = db.read(move |r| Ok(r.organization(number)?)).await;
    assert_eq!(found, Some(Organization { id: number, stage: refused, ..made }));
    assert_eq!(db.read(|r| Ok(r.organization(OrganizationId(77_000))?)).await, None);
}

async fn profiles_are_listed_by_account_newest_first(db: Database) {
    let numbers = db
        .write(|r| {
            let mut numbers = Vec::new();
            for (account, name) in
                [(ACCOUNT, "one"), (OTHER, "strange"), (ACCOUNT, "two"), (ACCOUNT, "three")]
            {
                numbers.push(r.insert_organization(&profile(account, name))?);
            }
            Ok(numbers)
        })
        .await;
    let [one, _, two, three] = numbers.try_into().unwrap();
    for (offset, limit, expected) in
        [(0, 9, vec![three, two, one]), (1, 1, vec![two]), (3, 9, vec![]), (0, 0, vec![])]
    {
        let page = db.read(move |r| Ok(r.list_organizations(ACCOUNT, offset, limit)?)).await;
        let found: Vec<OrganizationId> = page.items.iter().map(|item| item.id).collect();
        assert_eq!((found, page.total), (expected, 3), "{offset} {limit}");
    }
}

async fn allowances_are_kept_by_account(db: Database) {
    assert_eq!(db.read(|r| Ok(r.organization_allowance(ACCOUNT)?)).await, None);
    db.write(|r| {
        r.set_organization_allowance(ACCOUNT, 12)?;
        Ok(r.set_organization_allowance(ACCOUNT, 11)?)
    })
    .await;
    assert_eq!(db.read(|r| Ok(r.organization_allowance(ACCOUNT)?)).await, Some(11));
    assert_eq!(db.read(|r| Ok(r.organization_allowance(OTHER)?)).await, None);
    assert!(!db.read(|r| Ok(r.has_paid_order(ACCOUNT)?)).await);
}

async fn administrators_come_back_under_their_number(db: Database) {
    let (organization, first, second) = db
        .write(|r| {
            let organization = r.insert_organization(&profile(ACCOUNT, "one"))?;
            let first = r.insert_administrator(&person(organization, "Ada"))?;
            let second = r.insert_administrator(&person(organization, "Ben"))?;
            let changed = Administrator { id: first, verified_at: None, ..person(organization, "Ada") };
            r.update_administrator(&changed)?;
            Ok((organization, first, second))
        })
        .await;
    let all = db.read(move |r| Ok(r.administrators(organization)?)).await;
    let expected = [
        Administrator { id: second, ..person(organization, "Ben") },
        Administrator { id: first, verified_at: None, ..person(organization, "Ada") },
    ];
    assert_eq!(all, expected);
    let third = db
        .write(move |r| {
            r.delete_administrator(second)?;
            r.delete_administrator(second)?;
            Ok(r.insert_administrator(&person(organization, "Cleo"))?)
        })
        .await;
    assert!(third > second, "numbers are not given again");
    assert_eq!(db.read(move |r| Ok(r.administrator(second)?)).await, None);
}

async fn links_are_counted_once_and_go_with_the_certificate(db: Database) {
    let administrator = db
        .write(|r| {
            let organization = r.insert_organization(&profile(ACCOUNT, "one"))?;
            let administrator = r.insert_administrator(&person(organization, "Ada"))?;
            r.insert_certificate(&certificate(1), &files())?;
            r.link_administrator(administrator, &id(1))?;
            r.link_administrator(administrator, &id(1))?;
            assert!(matches!(r.link_administrator(administrator, &id(2)), Err(StoreError::Broken(_))));
            Ok(administrator)
        })
        .await;
    assert_eq!(db.read(move |r| Ok(r.administrator_links(administrator)?)).await, 1);
    db.write(|r| Ok(r.delete_certificate(&id(1))?)).await;
    assert_eq!(db.read(move |r| Ok(r.administrator_links(administrator)?)).await, 0);
}

async fn domains_belong_to_administrator_and_organisation(db: Database) {
    let domain = |organization, administrator, name: &str| AdministratorDomain {
        id: AdministratorDomainId(0),
        account: ACCOUNT,
        organization,
        administrator,
        name: Name::parse(name).unwrap(),
        method: Method::DnsTxt,
        stage: DomainStage::Proved { at: NOW },
        created_at: NOW,
    };
    let (organization, ada, first, second) = db
        .write(move |r| {
            let organization = r.insert_organization(&profile(ACCOUNT, "one"))?;
            let ada = r.insert_administrator(&person(organization, "Ada"))?;
            let ben = r.insert_administrator(&person(organization, "Ben"))?;
            let first = r.insert_administrator_domain(&domain(organization, ada, "shop.org"))?;
            let second = r.insert_administrator_domain(&domain(organization, ben, "shop.org"))?;
            let again = r.insert_administrator_domain(&domain(organization, ada, "shop.org"));
            assert!(matches!(again, Err(StoreError::Taken(_))));
            Ok((organization, ada, first, second))
        })
        .await;
    let look = Look {
        position: 0,
        at: NOW,
        observations: Vec::new(),
        corroboration: Default::default(),
        verdict: Verdict::Passed,
    };
    let kept = look.clone();
    let failed = DomainStage::Failed { at: NOW, last_seen: "nothing".into(), proved_at: None };
    let changed = AdministratorDomain { id: first, stage: failed, ..domain(organization, ada, "shop.org") };
    let written = changed.clone();
    db.write(move |r| {
        r.put_administrator_domain_look(first, &kept)?;
        Ok(r.update_administrator_domain(&written)?)
    })
    .await;
    db.read(move |r| {
        assert_eq!(r.administrator_domain(first)?, Some(changed.clone()));
        assert_eq!(r.administrator_domain_look(first)?, Some(look.clone()));
        assert_eq!(r.administrator_domain_look(second)?, None);
        assert_eq!(r.administrator_domains(ada)?, std::slice::from_ref(&changed));
        let all: Vec<_> = r.organization_domains(organization)?.into_iter().map(|one| one.id).collect();
        assert_eq!(all, [second, first]);
        Ok(())
    })
    .await;
    db.write(move |r| Ok(r.delete_administrator(ada)?)).await;
    let left = db.read(move |r| Ok(r.organization_domains(organization)?)).await;
    assert_eq!(left.len(), 1);
}
