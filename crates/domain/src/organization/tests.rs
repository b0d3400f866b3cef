//! Every stage against every action as one golden table, the fields, and how long approvals and proofs hold (F1, E5).
#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::catalogue::Level;
use crate::ids::{AccountId, AdministratorDomainId, AdministratorId, OrganizationId};
use crate::name::Name;
use crate::policy::Policy;
use crate::time::Timestamp;
use crate::validation::{Challenge, Method, Proof, challenges};

/// 2026-11-20: 398 days for organisations, 200 for domains.
const NOW: Timestamp = Timestamp::midnight_utc(2026, 11, 20);

fn policy() -> Policy {
    Policy::compiled_in().unwrap()
}

fn shown<T>(outcome: Result<T, impl std::fmt::Debug>, word: impl Fn(T) -> String) -> String {
    match outcome {
        Ok(value) => word(value),
        Err(error) => format!("refused: {error:?}"),
    }
}

#[test]
fn f1_every_stage_against_every_action() {
    let policy = policy();
    let ago = |days: i64| NOW.plus_days(-days);
    let stages = [
        ("unsubmitted", Stage::Unsubmitted),
        ("submitted", Stage::Submitted { at: NOW, approved_at: None }),
        ("submitted again", Stage::Submitted { at: NOW, approved_at: Some(ago(390)) }),
        ("examining", Stage::Examining { at: NOW, approved_at: None }),
        ("examining again", Stage::Examining { at: NOW, approved_at: Some(ago(390)) }),
        ("approved", Stage::Approved { at: ago(1) }),
        ("expiring", Stage::Approved { at: ago(370) }),
        ("expired", Stage::Approved { at: ago(398) }),
        ("refused", Stage::Refused { at: ago(1), reason: "no answer".into() }),
    ];
    let word = |stage: Stage| {
        let standing = stage.standing(&policy, NOW).cloud_name();
        let good = if stage.in_force(&policy, NOW) { " (in force)" } else { "" };
        format!("{standing}{good}")
    };
    let mut table = String::new();
    for (name, stage) in &stages {
        let stage = || stage.clone();
        let outcomes = [
            ("is", word(stage())),
            ("submit", shown(stage().submit(&policy, NOW), word)),
            ("verify again", shown(stage().verify_again(&policy, NOW), word)),
            ("take", shown(stage().take(), word)),
            ("release", shown(stage().release(), word)),
            ("approve", shown(stage().approve(NOW), word)),
            ("refuse", shown(stage().refuse("wrong".into(), NOW), word)),
            ("delete", shown(stage().deletable(), |()| "deleted".to_owned())),
        ];
        for (action, outcome) in outcomes {
            table.push_str(&format!("{name} + {action} -> {outcome}\n"));
        }
    }
    for (name, stage) in domain_stages() {
        let challenge = challenge();
        let word = |stage: DomainStage| {
            let standing = stage.standing(&policy, NOW).cloud_name();
            let good = if stage.in_force(&policy, NOW) { " (in force)" } else { "" };
            format!("{standing}{good}")
        };
        let outcomes = [
            ("is", word(stage.clone())),
            ("begin again", shown(stage.clone().begin_again(challenge, &policy, NOW), word)),
            ("prove", shown(stage.clone().prove(NOW), word)),
            ("time out", shown(stage.clone().time_out("nothing".into(), NOW), word)),
        ];
        for (action, outcome) in outcomes {
            table.push_str(&format!("domain {name} + {action} -> {outcome}\n"));
        }
    }
    assert_eq!(table, include_str!("matrix.txt"), "the table is now:\n{table}");
}

fn challenge() -> Challenge {
    let names = [Name::parse("shop.org").unwrap()];
    challenges(&names, Method::DnsTxt, "dcv.house.org", || "value".to_owned()).remove(0)
}

fn domain_stages() -> [(&'static str, DomainStage); 7] {
    let ago = |days: i64| NOW.plus_days(-days);
    let waiting = |deadline: Timestamp, proved_at: Option<Timestamp>| DomainStage::Waiting {
        challenge: challenge(),
        begun_at: ago(1),
        deadline,
        proved_at,
    };
    [
        ("waiting", waiting(NOW, None)),
        ("waiting again", waiting(NOW, Some(ago(190)))),
        ("waiting too long", waiting(NOW.plus_seconds(-1), None)),
        ("proved", DomainStage::Proved { at: ago(1) }),
        ("expiring", DomainStage::Proved { at: ago(180) }),
        ("expired", DomainStage::Proved { at: ago(200) }),
        ("failed", DomainStage::Failed { at: ago(1), last_seen: String::new(), proved_at: None }),
    ]
}

#[test]
fn f1_an_approval_ends_to_the_second_by_the_schedule_of_that_moment() {
    let policy = policy();
    let approved = Stage::Approved { at: NOW };
    let ends = approved.approval_ends(&policy).unwrap();
    assert_eq!(ends, NOW.plus_days(398));
    assert!(approved.in_force(&policy, ends.plus_seconds(-1)));
    assert!(!approved.in_force(&policy, ends));
    assert_eq!(approved.standing(&policy, ends.plus_days(-30).plus_seconds(-1)), Standing::Ok);
    assert_eq!(approved.standing(&policy, ends.plus_days(-30)), Standing::Expiring);
    assert_eq!(approved.standing(&policy, ends), Standing::Expired);
    // Approved long before the stricter rule: it ends on the day of the rule.
    let old = Timestamp::midnight_utc(2024, 6, 1);
    assert_eq!(policy.organisation_evidence_ends(old), Timestamp::midnight_utc(2026, 3, 15));
    // Less than 398 days before the rule: these days are all it gets.
    let recent = Timestamp::midnight_utc(2026, 1, 1);
    assert_eq!(policy.organisation_evidence_ends(recent), recent.plus_days(398));
}

#[test]
fn e5_a_proof_of_a_domain_ends_by_the_dated_schedule() {
    let policy = policy();
    // 200 days would reach beyond 2027-03-15, when 100 are allowed: it ends after 115 days, on that day.
    assert_eq!(policy.domain_evidence_ends(NOW), Timestamp::midnight_utc(2027, 3, 15));
    let earlier = Timestamp::midnight_utc(2026, 4, 1);
    assert_eq!(policy.domain_evidence_ends(earlier), earlier.plus_days(200));
    let later = Timestamp::midnight_utc(2027, 3, 1);
    assert_eq!(policy.domain_evidence_ends(later), later.plus_days(100));
    assert_eq!(
        policy.domain_evidence_ends(Timestamp::midnight_utc(2030, 1, 1)),
        Timestamp::midnight_utc(2030, 1, 11)
    );
}

#[test]
fn e5_a_proof_covers_what_its_method_can_prove() {
    let policy = policy();
    let domain = |method: Method| AdministratorDomain {
        id: AdministratorDomainId(1),
        account: AccountId(1),
        organization: OrganizationId(1),
        administrator: AdministratorId(1),
        name: Name::parse("shop.org").unwrap(),
        method,
        stage: DomainStage::Proved { at: NOW },
        created_at: NOW,
    };
    let cases = [
        ("shop.org", true, true),
        ("www.shop.org", true, false),
        ("*.shop.org", true, false),
        ("*.a.shop.org", true, false),
        ("workshop.org", false, false),
        ("org", false, false),
    ];
    for (text, by_dns, by_file) in cases {
        let Ok(name) = Name::parse(text) else { continue };
        assert_eq!(domain(Method::DnsTxt).proves(&name, &policy, NOW), by_dns, "{text} by DNS");
        assert_eq!(domain(Method::File).proves(&name, &policy, NOW), by_file, "{text} by file");
        let after = policy.domain_evidence_ends(NOW);
        assert!(!domain(Method::DnsTxt).proves(&name, &policy, after), "{text} after the end");
    }
    assert!(matches!(challenge().proof, Proof::Txt { .. }));
}

fn organization() -> OrganizationDetails {
    OrganizationDetails {
        name: " Widget Works GmbH ".into(),
        department: String::new(),
        country: "de".into(),
        province: "Bayern".into(),
        city: "M\u{fc}nchen".into(),
        address: "Weg 1".into(),
        postcode: "80331".into(),
        phone: "+49 89 1234567".into(),
        identity: None,
    }
}

#[test]
fn f1_fields_of_an_organisation_name_field_rule_and_remedy() {
    let policy = policy().organization;
    let good = organization().checked("Company", &policy).unwrap();
    assert_eq!((good.name.as_str(), good.country.as_str()), ("Widget Works GmbH", "DE"));
    type Change = fn(&mut OrganizationDetails);
    let cases: [(&str, Change); 19] = [
        ("CompanyName: is required", |o| o.name = "  ".into()),
        ("CompanyName: has at most 64", |o| o.name = "x".repeat(65)),
        ("CompanyName: may not contain control", |o| o.name = "a\nb".into()),
        ("CompanyName: may not contain control", |o| o.name = "\u{202e}HbmG skroW".into()),
        ("CompanyAddress: may not contain control", |o| o.address = "Weg\u{200b}1".into()),
        ("CompanyName: needs at least one letter", |o| o.name = "-.".into()),
        ("CompanyCountry: is required", |o| o.country = String::new()),
        ("CompanyCountry: must be the two", |o| o.country = "XX".into()),
        ("CompanyCountry: must be the two", |o| o.country = "Germany".into()),
        ("CompanyProvince: is required", |o| o.province = String::new()),
        ("CompanyCity: is required", |o| o.city = String::new()),
        ("CompanyAddress: has at most 128", |o| o.address = "x".repeat(129)),
        ("CompanyPostalCode: must have", |o| o.postcode = "1".into()),
        ("CompanyPostalCode: must have", |o| o.postcode = "80331;x".into()),
        // F2: an empty or invalid telephone number is the applicant's to mend.
        ("CompanyPhone: is required", |o| o.phone = " ".into()),
        ("CompanyPhone: must be a telephone number with 7 to 15", |o| o.phone = "12-34".into()),
        ("CompanyPhone: must be a telephone number", |o| o.phone = "00000000".into()),
        ("CompanyPhone: must be a telephone number", |o| o.phone = "call me".into()),
        ("CompanyPhone: must be a telephone number", |o| o.phone = "1234567890123456".into()),
    ];
    for (expected, change) in cases {
        let mut broken = organization();
        change(&mut broken);
        let error = broken.checked("Company", &policy).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{error:?} does not begin with {expected:?}");
    }
    for phone in ["0755-86013388", "+86 755 8601 3388", "(089) 123.45.67"] {
        let changed = OrganizationDetails { phone: phone.into(), ..organization() };
        assert!(changed.checked("Company", &policy).is_ok(), "{phone}");
    }
}

#[test]
fn e5_the_same_organisation_is_known_by_name_and_place() {
    let other =
        OrganizationDetails { name: "widget  works gmbh".into(), phone: "1".into(), ..organization() };
    let ours = OrganizationDetails { name: "Widget Works GmbH".into(), ..organization() };
    assert!(ours.is_same_organization(&other));
    assert!(!ours.is_same_organization(&OrganizationDetails { city: "Berlin".into(), ..ours.clone() }));
}

fn administrator() -> Administrator {
    let person = Person {
        first_name: "Ada".into(),
        last_name: "Muster".into(),
        position: "Director".into(),
        department: String::new(),
        phone: "+49 89 1234567".into(),
        mail: "ada@widgets.org".into(),
        identity: None,
    };
    Administrator {
        id: AdministratorId(1),
        account: AccountId(1),
        organization: OrganizationId(1),
        person,
        contact: None,
        ov: Stage::Unsubmitted,
        ev: Stage::Unsubmitted,
        created_at: NOW,
        submitted_at: None,
        verified_at: None,
    }
}

#[test]
fn f1_fields_of_a_person() {
    let policy = policy().organization;
    let good = administrator().person;
    assert!(good.clone().checked("Manager", &policy).is_ok());
    type Change = fn(&mut Person);
    let cases: [(&str, Change); 6] = [
        ("ManagerFirstName: is required", |p| p.first_name = String::new()),
        ("ManagerLastName: is required", |p| p.last_name = String::new()),
        ("ManagerPosition: is required", |p| p.position = String::new()),
        ("ManagerPhone: is required", |p| p.phone = String::new()),
        ("ManagerMail: is required", |p| p.mail = String::new()),
        ("ManagerMail: must be a mail address", |p| p.mail = "ada@".into()),
    ];
    for (expected, change) in cases {
        let mut broken = good.clone();
        change(&mut broken);
        let error = broken.checked("Manager", &policy).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{error:?} does not begin with {expected:?}");
    }
}

#[test]
fn f1_an_ev_examination_is_one_for_ov_too() {
    let policy = policy();
    let fresh = administrator();
    assert_eq!(fresh.standing(&policy, NOW), Standing::None);
    let ov = fresh.clone().submit(Level::Ov, &policy, NOW).unwrap();
    assert_eq!((ov.standing(&policy, NOW), &ov.ev), (Standing::Audit, &Stage::Unsubmitted));
    assert_eq!(ov.clone().submit(Level::Ev, &policy, NOW), Err(OrganizationError::UnderReview));
    let ov = ov.take().unwrap();
    assert_eq!(ov.standing(&policy, NOW), Standing::AuthorityAudit);
    assert_eq!(ov.deletable(0), Err(OrganizationError::AtAuthority));
    let ov = ov.approve(NOW).unwrap();
    assert!(ov.in_force(&policy, NOW) && !ov.stage(Level::Ev).in_force(&policy, NOW));
    assert_eq!(ov.verified_at, Some(NOW));
    // EV later: OV stays approved meanwhile, and a refusal of EV does not touch it.
    let both = ov.submit(Level::Ev, &policy, NOW).unwrap();
    assert_eq!(both.standing(&policy, NOW), Standing::Audit);
    let refused = both.refuse("not entitled", NOW).unwrap();
    assert_eq!(refused.standing(&policy, NOW), Standing::Ok);
    assert!(matches!(refused.ev, Stage::Refused { .. }));
    let ev = fresh.submit(Level::EvPro, &policy, NOW).unwrap().approve(NOW).unwrap();
    assert!(ev.ov.in_force(&policy, NOW) && ev.ev.in_force(&policy, NOW));
    assert_eq!(ev.clone().approve(NOW), Err(OrganizationError::NotUnderReview), "a verdict is given once");
    assert_eq!(ev.clone().verify_again(&policy, NOW), Err(OrganizationError::StillApproved));
    let later = NOW.plus_days(380);
    let (again, level) = ev.verify_again(&policy, later).unwrap();
    assert_eq!((level, again.standing(&policy, later)), (Level::Ev, Standing::Audit));
    assert!(again.in_force(&policy, later), "what is verified again stays good until its own end");
    assert!(!again.in_force(&policy, NOW.plus_days(398)));
}

#[test]
fn f1_an_administrator_is_deleted_only_before_the_authority_has_it_and_without_certificates() {
    let policy = policy();
    let fresh = administrator();
    assert_eq!(fresh.deletable(0), Ok(()));
    assert_eq!(fresh.deletable(2), Err(OrganizationError::Linked(2)));
    let submitted = fresh.submit(Level::Ov, &policy, NOW).unwrap();
    assert_eq!(submitted.deletable(0), Ok(()));
    assert_eq!(submitted.approve(NOW).unwrap().deletable(0), Err(OrganizationError::AtAuthority));
}
