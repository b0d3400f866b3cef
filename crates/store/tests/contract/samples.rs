//! Certificates and other rows to store, each with its own id and values.

use crate::support::ACCOUNT;
use chancery_app::ports::CertificateFiles;
use chancery_domain::certificate::{
    Application, Certificate, CsrOrigin, FailureReason, Origin, Stage, Tag, Usage, Validity,
};
use chancery_domain::ids::{CertificateId, OrderId, ProjectId};
use chancery_domain::issuance::Serial;
use chancery_domain::key::KeyAlgorithm;
use chancery_domain::name::Name;
use chancery_domain::order::ProductCode;
use chancery_domain::time::Timestamp;
use chancery_domain::validation::Method;

pub const NOW: Timestamp = Timestamp(1_800_000_000);

/// `c0000007` for 7.
pub fn id(number: u64) -> CertificateId {
    format!("c{number:07}").parse().expect("id")
}

pub fn validity(ends_at: Timestamp) -> Validity {
    Validity {
        serial: Serial::from_bytes(&[1, 2, 3]),
        not_before: NOW,
        not_after: ends_at,
        validated_at: Some(NOW),
        approved_at: None,
        fingerprint_sha1: "ab".repeat(20),
    }
}

/// Applied for, issued, ending in 90 days; each a second older than the one before.
pub fn certificate(number: u64) -> Certificate {
    let name = format!("host{number}.example.org");
    let parsed = Name::parse(&name).expect("name");
    Certificate {
        id: id(number),
        account: ACCOUNT,
        origin: Origin::Applied(Application {
            order: OrderId(1),
            product: ProductCode(83),
            free: true,
            requested: vec![parsed.clone()],
            bound: vec![parsed],
            term_days: 90,
            names_paid: 1,
            method: Method::DnsTxt,
            applicant: None,
            csr: CsrOrigin::Online,
            contact_email: String::new(),
            contact_phone: String::new(),
            renews: None,
            reissues: None,
            continues: None,
            term_ends_at: None,
            by_points: false,
            renews_itself: false,
        }),
        usage: Usage::Server,
        domain: name.clone(),
        names: vec![name],
        algorithm: Some(KeyAlgorithm::P256),
        algorithm_text: "ECC prime256v1".into(),
        alias: String::new(),
        project: ProjectId(0),
        tags: vec![],
        stage: Stage::Issued(validity(NOW.plus_days(90))),
        created_at: NOW.plus_seconds(-i64::try_from(number).unwrap()),
        changed_at: NOW,
        password_chosen: false,
        key_held: true,
        notices_ignored: false,
    }
}

pub fn uploaded(number: u64) -> Certificate {
    Certificate {
        origin: Origin::Uploaded { issuer: "Elsewhere".into(), purpose: vec!["CLB".into()], notes: vec![] },
        ..certificate(number)
    }
}

pub fn cancelled() -> Stage {
    Stage::Cancelled { at: NOW }
}

pub fn failed() -> Stage {
    Stage::Failed { at: NOW, reason: FailureReason::IssuerRefused { detail: "no".into() } }
}

pub fn issuing() -> Stage {
    Stage::Issuing { validated_at: NOW, approved_at: None, serial: None }
}

pub fn expired() -> Stage {
    Stage::Expired(validity(NOW.plus_days(-1)))
}

pub fn tag(key: &str, value: &str) -> Tag {
    Tag { key: key.into(), value: value.into() }
}

pub fn files() -> CertificateFiles {
    CertificateFiles {
        csr_der: Some(vec![1, 0, 255]),
        leaf_der: Some(vec![2; 1_000]),
        chain_der: vec![vec![3; 900], vec![], vec![4; 5]],
        sealed_key: Some(b"sealed".to_vec()),
        download_allowed: true,
    }
}
