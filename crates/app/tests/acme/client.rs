//! A client of the use-cases, and an outside world that shows what the test wants.

use crate::support::{World, world};
use chancery_app::acme::{self, Caller, IdentifierText, NewAccount, NewOrder};
use chancery_app::ports::Prober;
use chancery_app::{App, Code, Ctx, Failure};
use chancery_domain::acme::{AcmeOrder, Authorization, ChallengeType};
use chancery_domain::actor::Actor;
use chancery_domain::ids::CertificateId;
use chancery_domain::key::KeyAlgorithm;
use chancery_domain::name::DnsName;
use chancery_domain::time::Timestamp;
use chancery_domain::validation::caa::CaaAnswer;
use chancery_domain::validation::{CaaSighting, Finding, Observation, Proof, Purpose, Sighting};
use chancery_pki::csr::{Subject, build};
use chancery_pki::digest;
use chancery_pki::private_key::PrivateKey;
use futures_util::future::BoxFuture;
use parking_lot::Mutex;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// What the outside world shows.
#[derive(Clone, Default)]
pub struct Outside {
    /// Every proof is missing.
    pub blind: bool,
    /// Every look takes so long.
    pub delay: Duration,
    /// CAA at these names allows only somebody else.
    pub forbids: Vec<String>,
}

pub struct Eyes {
    pub outside: Arc<Mutex<Outside>>,
    pub caa_looks: Arc<AtomicU64>,
}

impl Prober for Eyes {
    fn probe<'a>(&'a self, proof: &'a Proof) -> BoxFuture<'a, Sighting> {
        let outside = self.outside.lock().clone();
        Box::pin(async move {
            tokio::time::sleep(outside.delay).await;
            let finding = if outside.blind {
                Finding::NoRecord
            } else {
                Finding::Values { values: vec![proof.expected().to_owned()], ttl_seconds: 60 }
            };
            vec![Observation {
                viewpoint: "test".into(),
                question: proof.place(),
                purpose: Purpose::Proof,
                finding,
                milliseconds: 1,
            }]
            .into()
        })
    }

    fn caa<'a>(&'a self, name: &'a DnsName) -> BoxFuture<'a, CaaSighting> {
        self.caa_looks.fetch_add(1, Ordering::SeqCst);
        let forbids = self.outside.lock().forbids.clone();
        Box::pin(async move {
            let mut sighting = CaaSighting::without_records(name, "test");
            for look in &mut sighting.primary {
                if forbids.contains(&look.name) {
                    // 0 issue "other.example" on the wire (RFC 8659 section 4.1).
                    let rdata = vec![[&[0, 5], b"issue".as_slice(), b"other.example"].concat()];
                    look.answer = CaaAnswer::Records { rdata, ttl_seconds: 60 };
                }
            }
            sighting
        })
    }
}

/// A service with a client's point of view.
pub struct Site {
    pub world: World,
    pub app: App,
    pub outside: Arc<Mutex<Outside>>,
    pub caa_looks: Arc<AtomicU64>,
    pub now: Timestamp,
}

pub async fn site() -> Site {
    let world = world().await;
    let outside = Arc::new(Mutex::new(Outside::default()));
    let caa_looks = Arc::new(AtomicU64::new(0));
    let mut app = world.app.clone();
    app.prober = Arc::new(Eyes { outside: outside.clone(), caa_looks: caa_looks.clone() });
    Site { now: world.ctx.now, world, app, outside, caa_looks }
}

pub fn names(names: &[&str]) -> Vec<IdentifierText> {
    names
        .iter()
        .map(|name| {
            let kind = if name.parse::<std::net::IpAddr>().is_ok() { "ip" } else { "dns" };
            IdentifierText { kind: kind.into(), value: (*name).into() }
        })
        .collect()
}

pub fn account_request(key: &str) -> NewAccount {
    NewAccount {
        jwk: format!("{{\"kty\":\"{key}\"}}"),
        thumbprint: format!("thumbprint-of-{key}"),
        spki_der: key.as_bytes().to_vec(),
        contacts: vec!["mailto:admin@shop.org".into()],
        terms_agreed: true,
        only_existing: false,
        eab_kid: None,
    }
}

impl Site {
    pub fn ctx(&self) -> Ctx {
        let actor = Actor { source: Some("203.0.113.5".into()), ..Actor::system() };
        Ctx { actor, now: self.now, ..self.world.ctx.clone() }
    }

    pub fn later(&mut self, seconds: i64) {
        self.now = self.now.plus_seconds(seconds);
    }

    pub async fn account(&self, key: &str) -> Caller {
        let (account, _) = acme::new_account(&self.app, &self.ctx(), account_request(key)).await.unwrap();
        Caller::of(&account)
    }

    pub async fn try_order(&self, caller: &Caller, wanted: &[&str]) -> Result<AcmeOrder, Failure> {
        let input = NewOrder { identifiers: names(wanted), ..NewOrder::default() };
        acme::new_order(&self.app, &self.ctx(), caller, input).await
    }

    pub async fn order(&self, caller: &Caller, wanted: &[&str]) -> AcmeOrder {
        self.try_order(caller, wanted).await.unwrap()
    }

    pub async fn answer(
        &self,
        caller: &Caller,
        order: &AcmeOrder,
        kind: ChallengeType,
    ) -> Vec<Authorization> {
        let mut after = Vec::new();
        for id in &order.authorizations {
            let answered = acme::answer_challenge(&self.app, &self.ctx(), caller, id, kind).await;
            after.push(answered.unwrap());
        }
        after
    }

    pub async fn fetch(&self, caller: &Caller, order: &AcmeOrder) -> AcmeOrder {
        acme::order(&self.app, &self.ctx(), caller, &order.id).await.unwrap()
    }

    /// An order whose names are proved.
    pub async fn ready(&self, caller: &Caller, wanted: &[&str]) -> AcmeOrder {
        let order = self.order(caller, wanted).await;
        self.answer(caller, &order, ChallengeType::Dns01).await;
        self.fetch(caller, &order).await
    }

    pub async fn finalize(
        &self,
        caller: &Caller,
        order: &AcmeOrder,
        csr: Vec<u8>,
    ) -> Result<AcmeOrder, Failure> {
        acme::finalize(&self.app, &self.ctx(), caller, &order.id, csr).await
    }

    /// A whole issuance.
    pub async fn issue(&self, caller: &Caller, wanted: &[&str]) -> (AcmeOrder, Issued) {
        let order = self.ready(caller, wanted).await;
        let order = self.finalize(caller, &order, csr(wanted)).await.unwrap();
        let issued = self.issued(order.certificate().unwrap()).await;
        (order, issued)
    }

    pub async fn issued(&self, id: &CertificateId) -> Issued {
        let wanted = id.clone();
        let files = self.world.read(move |r| Ok(r.certificate_files(&wanted)?.unwrap())).await;
        let der = files.leaf_der.unwrap();
        Issued {
            id: id.clone(),
            facts: chancery_pki::certificate::CertificateFacts::parse(&der).unwrap(),
            der,
        }
    }
}

/// A certificate in the register.
pub struct Issued {
    pub id: CertificateId,
    pub der: Vec<u8>,
    pub facts: chancery_pki::certificate::CertificateFacts,
}

impl Issued {
    /// The identifier of RFC 9773 section 4.1.
    pub fn ari(&self) -> String {
        use base64::Engine as _;
        let text = |bytes: &[u8]| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes);
        let issuer = self.facts.extensions.authority_key_identifier.as_deref().unwrap();
        format!("{}.{}", text(issuer), text(&hex::decode(&self.facts.serial_hex).unwrap()))
    }

    pub fn spki_sha256(&self) -> String {
        digest::sha256_hex(self.facts.public_key.spki())
    }
}

/// A CSR with a key of its own.
pub fn csr(wanted: &[&str]) -> Vec<u8> {
    csr_of(&PrivateKey::generate(KeyAlgorithm::P256).unwrap(), wanted)
}

pub fn csr_of(key: &PrivateKey, wanted: &[&str]) -> Vec<u8> {
    let names: Vec<String> = wanted.iter().map(|name| (*name).to_owned()).collect();
    build(key, &Subject::default(), &names).unwrap()
}

/// The code of a refusal.
#[track_caller]
pub fn code<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> Code {
    outcome.expect_err("refused").code
}
