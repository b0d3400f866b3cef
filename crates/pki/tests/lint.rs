//! Lints before what this program itself issues, and before documents damaged on purpose.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use chancery_domain::key::KeyAlgorithm;
use chancery_domain::policy::Policy;
use chancery_pki::certificate::CertificateFacts;
use chancery_pki::leaf::Pointers;
use chancery_pki::lint::{self, Context, Finding, Issuer, Trust};
use common::{NOW, intermediate, key, leaf, root};

fn pointers() -> Pointers {
    Pointers {
        crl_url: Some("http://crl.chancery-ca.com/1.crl".to_owned()),
        ocsp_url: Some("http://ocsp.chancery-ca.com/".to_owned()),
        ca_issuers_url: Some("http://ca.chancery-ca.com/1.cer".to_owned()),
    }
}

fn context<'a>(policy: &'a Policy, issuer: &'a CertificateFacts) -> Context<'a> {
    Context { trust: Trust::Public, issued_at: NOW, policy, issuer: Some(Issuer::from(issuer)) }
}

fn none(findings: &[Finding]) {
    let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(findings.is_empty(), "{lines:#?}");
}

#[test]
fn own_certificates_of_every_kind_are_without_a_finding() {
    let policy = Policy::compiled_in().unwrap();
    let root = root();
    let root_facts = CertificateFacts::parse(&root.der).unwrap();
    none(&lint::authority(&root.der, &context(&policy, &root_facts)));
    for issuer_algorithm in [KeyAlgorithm::Rsa2048, KeyAlgorithm::P384] {
        let issuer = intermediate(&root, issuer_algorithm, &pointers());
        let issuer_facts = CertificateFacts::parse(&issuer.der).unwrap();
        none(&lint::authority(&issuer.der, &context(&policy, &root_facts)));
        for algorithm in KeyAlgorithm::ALL {
            let names = ["www.example.com", "*.example.com", "xn--fsqu00a.example.com"];
            let leaf = leaf(&issuer, &key(algorithm), &names, &pointers());
            let facts = CertificateFacts::parse(&leaf).unwrap();
            none(&lint::leaf(&leaf, &context(&policy, &issuer_facts)));
            none(&lint::leaf(&facts.tbs, &context(&policy, &issuer_facts)));
        }
    }
}

#[test]
fn bytes_that_are_no_certificate_are_one_error() {
    let policy = Policy::compiled_in().unwrap();
    let context = Context { trust: Trust::Public, issued_at: NOW, policy: &policy, issuer: None };
    for bytes in [&b""[..], b"0", &[0x30, 0x80, 0, 0], &[0x30, 0x00], &[0x30, 0x02, 0x30, 0x00]] {
        let findings = lint::leaf(bytes, &context);
        assert_eq!(findings.iter().map(|f| f.rule).collect::<Vec<_>>(), ["structure"], "{bytes:02x?}");
    }
}
