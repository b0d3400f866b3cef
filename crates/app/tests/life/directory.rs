//! An upstream authority in place of a real one: issues what is ordered, and gives the advice on renewal that it is told to.

use chancery_app::ports::{AccountKey, Progress, Session, TxtRecord, Upstream, UpstreamError, Upstreams};
use chancery_domain::key::KeyAlgorithm;
use chancery_domain::time::Timestamp;
use chancery_domain::upstream::RenewalWindow;
use chancery_pki::authority::{AuthorityName, AuthorityTerm, self_signed_root};
use chancery_pki::certificate::CertificateFacts;
use chancery_pki::csr;
use chancery_pki::leaf::{IssuerTemplate, LeafProfile, LeafRequest, Pointers, San, serial};
use chancery_pki::private_key::{PrivateKey, SigningKey};
use futures_util::future::BoxFuture;
use std::sync::Mutex;

/// What it says of renewal, in days after a certificate's first second.
pub type Advice = Option<(i64, i64)>;

/// An order as the directory has it.
#[derive(Clone)]
pub struct Ordered {
    pub names: Vec<String>,
    /// The serial number of the certificate that it replaces (RFC 9773 section 5).
    pub replaces: Option<String>,
    leaf: Option<Vec<u8>>,
}

pub struct Directory {
    root_der: Vec<u8>,
    key: SigningKey,
    issuer: IssuerTemplate,
    days: i64,
    state: Mutex<State>,
}

struct State {
    now: Timestamp,
    advice: Advice,
    orders: Vec<Ordered>,
    /// It takes revocations.
    answers: bool,
    revoked: usize,
}

impl Directory {
    /// One that issues certificates of so many days.
    pub fn new(days: i64, now: Timestamp) -> Self {
        let key = PrivateKey::generate(KeyAlgorithm::P256).unwrap().signing_key().unwrap();
        let name = AuthorityName {
            country: "DE".into(),
            organization: "Elsewhere".into(),
            common_name: "Elsewhere Root".into(),
        };
        let term = AuthorityTerm {
            serial: serial::from_chance(&[9; 20]),
            not_before: now.plus_days(-1),
            not_after: now.plus_days(10_000),
        };
        let root_der = self_signed_root(&key, &name, &term).unwrap();
        let issuer = IssuerTemplate::new(&root_der, &key, &Pointers::default()).unwrap();
        let state = Mutex::new(State { now, advice: None, orders: Vec::new(), answers: true, revoked: 0 });
        Directory { root_der, key, issuer, days, state }
    }

    /// From here on it is this late, and this is its advice.
    pub fn says(&self, now: Timestamp, advice: Advice) {
        let mut state = self.state.lock().unwrap();
        (state.now, state.advice) = (now, advice);
    }

    pub fn orders(&self) -> Vec<Ordered> {
        self.state.lock().unwrap().orders.clone()
    }

    /// Whether it takes revocations from here on.
    pub fn answers(&self, answers: bool) {
        self.state.lock().unwrap().answers = answers;
    }

    /// How many certificates were revoked.
    pub fn revoked(&self) -> usize {
        self.state.lock().unwrap().revoked
    }

    fn sign(&self, number: usize, csr_der: &[u8]) {
        let mut state = self.state.lock().unwrap();
        let now = state.now;
        let order = &mut state.orders[number];
        let asked = csr::decode(csr_der).unwrap();
        let names: Vec<San> = order.names.iter().cloned().map(San::Dns).collect();
        let chance = u8::try_from(number + 1).unwrap();
        let tbs = self.issuer.tbs(&LeafRequest {
            serial: &serial::from_chance(&[chance; 20]),
            not_before: now,
            not_after: now.plus_days(self.days).plus_seconds(-1),
            names: &names,
            common_name: None,
            organization: None,
            spki_der: asked.spki_der(),
            profile: &LeafProfile::new(false, &["2.23.140.1.2.1"]).unwrap(),
        });
        order.leaf = Some(self.issuer.sign(&tbs.unwrap(), &self.key).unwrap());
    }
}

fn number(order: &str) -> usize {
    order.rsplit('/').next().unwrap().parse().unwrap()
}

fn done<'a, T: Send + 'a>(value: T) -> BoxFuture<'a, Result<T, UpstreamError>> {
    Box::pin(async move { Ok(value) })
}

impl Upstreams for Directory {
    fn for_brand(&self, brand: &str) -> Option<Upstream> {
        (brand == "trustasia").then(|| Upstream {
            name: "elsewhere".into(),
            directories: vec!["https://ca.example.net/directory".into()],
        })
    }

    fn named(&self, _: &str) -> Option<Upstream> {
        self.for_brand("trustasia")
    }

    fn fresh_key(&self) -> Result<AccountKey, UpstreamError> {
        Ok(vec![1; 32].into())
    }

    fn open<'a>(
        &'a self,
        _: &'a Session,
        names: &'a [String],
        replaces: Option<&'a CertificateFacts>,
    ) -> BoxFuture<'a, Result<String, UpstreamError>> {
        let replaces = replaces.map(|facts| facts.serial_hex.clone());
        let mut state = self.state.lock().unwrap();
        state.orders.push(Ordered { names: names.to_vec(), replaces, leaf: None });
        done(format!("https://ca.example.net/order/{}", state.orders.len() - 1))
    }

    fn look<'a>(&'a self, _: &'a Session, order: &'a str) -> BoxFuture<'a, Result<Progress, UpstreamError>> {
        let leaf = self.state.lock().unwrap().orders[number(order)].leaf.clone();
        done(match leaf {
            Some(leaf) => Progress::Issued(vec![leaf, self.root_der.clone()]),
            None => Progress::ToFinalize,
        })
    }

    fn prove<'a>(&'a self, _: &'a Session, _: &'a str) -> BoxFuture<'a, Result<(), UpstreamError>> {
        done(())
    }

    fn finalize<'a>(
        &'a self,
        _: &'a Session,
        order: &'a str,
        csr_der: &'a [u8],
    ) -> BoxFuture<'a, Result<(), UpstreamError>> {
        self.sign(number(order), csr_der);
        done(())
    }

    fn publish<'a>(&'a self, _: &'a str, _: &'a TxtRecord) -> BoxFuture<'a, Result<(), UpstreamError>> {
        done(())
    }

    fn take_back<'a>(&'a self, _: &'a str, _: &'a TxtRecord) -> BoxFuture<'a, Result<(), UpstreamError>> {
        done(())
    }

    fn renewal<'a>(
        &'a self,
        _: &'a Session,
        leaf: &'a CertificateFacts,
        _: Timestamp,
    ) -> BoxFuture<'a, Result<Option<(RenewalWindow, i64)>, UpstreamError>> {
        let advice = self.state.lock().unwrap().advice;
        let at = |days| leaf.not_before.plus_days(days);
        done(advice.map(|(from, to)| (RenewalWindow { from: at(from), to: at(to) }, 3_600)))
    }

    fn revoke<'a>(&'a self, _: &'a Session, _: &'a [u8], _: u8) -> BoxFuture<'a, Result<(), UpstreamError>> {
        let mut state = self.state.lock().unwrap();
        if !state.answers {
            return Box::pin(async { Err(UpstreamError::Unreachable("closed".into())) });
        }
        state.revoked += 1;
        done(())
    }
}
