//! Must never happen, 20: a key that was revoked for compromise is taken in neither with an application nor with an
//! upload.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use chancery_app::ports::Scope;
use chancery_app::{Code, certificate, order};
use chancery_domain::certificate::Usage;
use chancery_domain::ids::ProjectId;
use chancery_domain::issuance::Serial;
use chancery_domain::key::KeyAlgorithm;
use chancery_pki::csr::{Subject, build};
use chancery_pki::digest::sha256_hex;
use chancery_pki::pem_text;
use chancery_pki::private_key::PrivateKey;
use support::*;

impl World {
    async fn block(&self, spki_der: &[u8]) {
        let spki_sha256 = sha256_hex(spki_der);
        let unit = move |register: &mut dyn chancery_app::ports::Register| {
            Ok(register.block_key(&spki_sha256, &Serial::from_bytes(&[0x44; 20]), NOW)?)
        };
        self.app.store.write(Scope::Unguarded, unit).await.unwrap();
    }
}

#[tokio::test]
async fn must_never_20_a_blocked_key_is_not_taken_with_an_application() {
    let world = world().await;
    let application = |key: &PrivateKey| {
        let names = ["shop.boutique.org".to_owned()];
        let subject = Subject { common_name: Some(names[0].clone()), ..Subject::default() };
        let request = build(key, &subject, &names).unwrap();
        let pasted = pem_text::write("CERTIFICATE REQUEST", &request);
        order::Apply { csr: order::CsrChoice::Pasted(pasted), ..application("shop.boutique.org") }
    };
    let (blocked, free) = (
        PrivateKey::generate(KeyAlgorithm::P256).unwrap(),
        PrivateKey::generate(KeyAlgorithm::P256).unwrap(),
    );
    world.block(blocked.public_key_spki()).await;
    let refused = order::apply_free(&world.app, &world.ctx, application(&blocked)).await.unwrap_err();
    assert_eq!(refused.code, Code::KeyRefused, "{refused}");
    order::apply_free(&world.app, &world.ctx, application(&free)).await.expect("another key is taken");
}

#[tokio::test]
async fn must_never_20_a_certificate_of_a_blocked_key_is_not_taken_as_an_upload() {
    let world = world().await;
    let root = world.app.authority.issuer("root").unwrap().certificate;
    let upload = || certificate::Upload {
        certificate_pem: pem_text::write("CERTIFICATE", &root.der),
        key_pem: None,
        key_password: None,
        encryption: None,
        usage: Usage::Authority,
        alias: String::new(),
        project: ProjectId(0),
        tags: Vec::new(),
        purpose: Vec::new(),
        repeatable: true,
    };
    certificate::upload(&world.app, &world.ctx, upload()).await.expect("taken before its key is blocked");
    world.block(root.public_key.spki()).await;
    let refused = certificate::upload(&world.app, &world.ctx, upload()).await.unwrap_err();
    assert_eq!(refused.code, Code::KeyRefused, "{refused}");
}
