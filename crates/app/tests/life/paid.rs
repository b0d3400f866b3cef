//! Paid certificates, issued the way the service issues them.

use crate::support::*;
use chancery_app::ports::{CertificateFiles, Clock, Scope};
use chancery_app::reactions::react;
use chancery_app::{Ctx, engine, order};
use chancery_domain::certificate::{
    Applicant, Application, Certificate, CsrOrigin, Origin, Represented, Stage, Usage,
};
use chancery_domain::ids::{CertificateId, OrderId, ProjectId};
use chancery_domain::key::KeyAlgorithm;
use chancery_domain::name::Name;
use chancery_domain::order::ProductCode;
use chancery_domain::organization::{OrganizationDetails, Person};
use chancery_domain::time::Timestamp;
use chancery_domain::validation::Method;
use chancery_pki::archive::KeyForm;
use chancery_pki::csr::{self, Subject};
use chancery_pki::private_key::PrivateKey;

/// TrustAsia DV Wildcard.
pub const DV_WILDCARD: u32 = 12;

pub struct At(pub Timestamp);

impl Clock for At {
    fn now(&self) -> Timestamp {
        self.0
    }
}

pub fn at(world: &World, now: Timestamp) -> Ctx {
    Ctx { now, ..world.ctx.clone() }
}

pub fn organization(name: &str) -> Applicant {
    Applicant::Organization(Box::new(Represented {
        organization_id: None,
        administrator_id: None,
        organization: OrganizationDetails { name: name.into(), country: "CN".into(), ..Default::default() },
        administrator: Person::default(),
        contact: None,
    }))
}

pub fn person() -> Applicant {
    Applicant::Person { mail: "owner@boutique.org".into() }
}

/// How a certificate is bought.
#[derive(Clone)]
pub struct Bought {
    pub name: &'static str,
    pub term_days: i64,
    pub applicant: Applicant,
    /// The key is held here.
    pub held: bool,
}

impl Default for Bought {
    fn default() -> Self {
        Bought { name: "boutique.org", term_days: 365, applicant: organization("Boutique"), held: true }
    }
}

/// A paid certificate that was submitted at `now`; its names are proved and it is signed at the same moment.
pub async fn buy(world: &World, now: Timestamp, bought: Bought) -> CertificateId {
    let key = PrivateKey::generate(KeyAlgorithm::P256).unwrap();
    let names = [format!("*.{}", bought.name), bought.name.to_owned()];
    let subject = Subject { common_name: Some(names[0].clone()), ..Subject::default() };
    let csr_der = csr::build(&key, &subject, &names).unwrap();
    let spki = csr::decode(&csr_der).unwrap().spki_sha256();
    let form = if bought.held { KeyForm::Plain(key) } else { KeyForm::None };
    let files = CertificateFiles {
        csr_der: Some(csr_der),
        sealed_key: world.app.vault.seal_key(&spki, &form).unwrap(),
        download_allowed: true,
        ..CertificateFiles::default()
    };
    let bound: Vec<Name> = names.iter().map(|name| name.parse().unwrap()).collect();
    let (app, ctx, account) = (world.app.clone(), at(world, now), world.account);
    let id = world
        .app
        .store
        .write(Scope::Account(account), move |register| {
            let application = Application {
                order: OrderId(0),
                product: ProductCode(DV_WILDCARD),
                free: false,
                requested: bound[..1].to_vec(),
                bound: bound.clone(),
                term_days: bought.term_days,
                names_paid: 1,
                method: Method::DnsTxt,
                applicant: Some(bought.applicant.clone()),
                csr: if bought.held { CsrOrigin::Online } else { CsrOrigin::Pasted },
                contact_email: String::new(),
                contact_phone: String::new(),
                renews: None,
                reissues: None,
                continues: None,
                term_ends_at: None,
                by_points: false,
                renews_itself: false,
            };
            let passage = order::passage(&app, register, account, &application, ctx.now)?;
            let mut certificate = Certificate {
                id: CertificateId::from_chance(&ctx.entropy.bytes::<8>()),
                account,
                domain: bound[0].to_string(),
                names: bound.iter().map(ToString::to_string).collect(),
                origin: Origin::Applied(application),
                usage: Usage::Server,
                algorithm: Some(KeyAlgorithm::P256),
                algorithm_text: KeyAlgorithm::P256.to_string(),
                alias: "mine".into(),
                project: ProjectId(0),
                tags: Vec::new(),
                stage: Stage::AwaitingInformation,
                created_at: ctx.now,
                changed_at: ctx.now,
                password_chosen: false,
                key_held: bought.held,
                notices_ignored: false,
            };
            let makings = order::makings(&app, register, &certificate, ctx.now, || ctx.entropy.token())?;
            let change = certificate.stage.clone().submit(passage, makings, ctx.now)?;
            certificate.stage = change.next;
            register.insert_certificate(&certificate, &files)?;
            register.claim_public_key(&hex_of(&spki), &certificate.id)?;
            react(register, &ctx, &app, &certificate, &change.events)?;
            Ok(certificate.id)
        })
        .await
        .unwrap();
    run(world, now.plus_seconds(20)).await;
    assert!(matches!(world.stage(&id).await, Stage::Issued(_)), "{:?}", world.stage(&id).await);
    id
}

fn hex_of(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Runs every stored task that is due at `now`.
pub async fn run(world: &World, now: Timestamp) {
    for _ in 0..8 {
        if engine::run_due(&world.app, &At(now), &world.ctx.entropy).await.unwrap() == 0 {
            return;
        }
    }
    panic!("tasks without end at {now}");
}

pub async fn certificate(world: &World, id: &CertificateId) -> Certificate {
    let id = id.clone();
    world.read(move |register| Ok(register.certificate(&id)?.unwrap())).await
}

/// SHA-256 of the public key in its CSR.
pub async fn public_key(world: &World, id: &CertificateId) -> [u8; 32] {
    let id = id.clone();
    let files = world.read(move |register| Ok(register.certificate_files(&id)?.unwrap())).await;
    csr::decode(&files.csr_der.unwrap()).unwrap().spki_sha256()
}
