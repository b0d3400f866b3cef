//! A whole service behind the cloud API's router, on SQLite in a temporary folder, with a clock that stands still and
//! a prober that sees what the test lets it see; and a client that signs on its own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, dead_code)]

use aws_lc_rs::{digest, hmac};
use axum::Router;
use axum::body::Body;
use chancery_app::ctx::Entropy;
use chancery_app::ports::{
    Authority, AuthorityError, Clock, IssuerView, LeafRequest, Prepared, Prober, Store,
};
use chancery_app::vault::Vault;
use chancery_app::{App, Ctx, account, authority};
use chancery_connectors::authority::{EmbeddedAuthority, Rules};
use chancery_domain::actor::Actor;
use chancery_domain::catalogue::Catalogue;
use chancery_domain::hierarchy::Hierarchy;
use chancery_domain::ids::RequestId;
use chancery_domain::name::DnsName;
use chancery_domain::policy::Policy;
use chancery_domain::profile::Profiles;
use chancery_domain::time::Timestamp;
use chancery_domain::validation::{CaaSighting, Finding, Observation, Proof, Purpose, Sighting};
use chancery_pki::envelope::MasterKey;
use chancery_pki::key_check::{BlockedKeys, KeyRules};
use chancery_web::edge::{Edge, plain_accident};
use chancery_web::settings::Settings;
use chancery_web::tencent;
use chancery_web::tencent::gateway::Gateway;
use futures_util::future::BoxFuture;
use http::{Method, Request};
use http_body_util::BodyExt;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU8, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use tower::ServiceExt;

pub const NOW: i64 = 1_795_000_000;

/// A clock that the test moves.
pub struct StandingClock(AtomicI64);

impl StandingClock {
    pub fn set(&self, seconds: i64) {
        self.0.store(seconds, Ordering::SeqCst);
    }
}

impl Clock for StandingClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// What the prober sees.
#[derive(Clone, Copy)]
pub enum Sight {
    Nothing,
    Proof,
    /// It panics, as nothing should.
    Panic,
    /// It never comes back, as nothing should.
    Endless,
}

#[derive(Default)]
pub struct Eyes(AtomicU8);

impl Eyes {
    pub fn set(&self, sight: Sight) {
        self.0.store(sight as u8, Ordering::SeqCst);
    }
}

impl Prober for Eyes {
    fn probe<'a>(&'a self, proof: &'a Proof) -> BoxFuture<'a, Sighting> {
        let sight = self.0.load(Ordering::SeqCst);
        Box::pin(async move {
            let finding = match sight {
                0 => Finding::NoRecord,
                1 => Finding::Values { values: vec![proof.expected().to_owned()], ttl_seconds: 60 },
                2 => panic!("as asked by the test"),
                _ => std::future::pending().await,
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
        Box::pin(async move { CaaSighting::without_records(name, "test") })
    }
}

/// For tests that never issue.
struct NoAuthority;

impl Authority for NoAuthority {
    fn prepare(&self, _: &LeafRequest) -> Result<Prepared, AuthorityError> {
        Err(AuthorityError::Unavailable("test".into()))
    }
    fn sign(&self, _: &str, _: &[u8]) -> Result<Vec<u8>, AuthorityError> {
        Err(AuthorityError::Unavailable("test".into()))
    }
    fn chain(&self, issuer: &str) -> Result<Vec<Vec<u8>>, AuthorityError> {
        Err(AuthorityError::NoIssuer(issuer.into()))
    }
    fn issuer(&self, issuer: &str) -> Result<IssuerView, AuthorityError> {
        Err(AuthorityError::NoIssuer(issuer.into()))
    }
    fn issuers(&self) -> Vec<String> {
        Vec::new()
    }
}

/// An API key with its secret.
#[derive(Clone)]
pub struct Key {
    pub id: String,
    pub secret: String,
    pub account: i64,
}

/// The service.
pub struct World {
    pub router: Router,
    pub app: App,
    pub clock: Arc<StandingClock>,
    pub eyes: Arc<Eyes>,
    pub key: Key,
    pub other: Key,
    _folder: TempDir,
}

pub fn entropy() -> Entropy {
    Entropy::new(|buffer| {
        for chunk in buffer.chunks_mut(32) {
            let bytes = chancery_pki::chance::bytes::<32>().unwrap();
            chunk.copy_from_slice(&bytes[..chunk.len()]);
        }
    })
}

pub async fn world() -> World {
    build(Settings::default(), false).await
}

pub async fn build(settings: Settings, issuing: bool) -> World {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(chancery_store::open("sqlite:", folder.path()).await.unwrap());
    let (policy, catalogue) = (Arc::new(Policy::compiled_in().unwrap()), Catalogue::compiled_in().unwrap());
    let profiles = Arc::new(Profiles::compiled_in().unwrap());
    let vault = Arc::new(Vault::new(MasterKey::generate().unwrap()));
    let clock = Arc::new(StandingClock(AtomicI64::new(NOW)));
    let eyes = Arc::new(Eyes::default());
    let ctx = Ctx {
        actor: Actor::operator(),
        now: clock.now(),
        request_id: RequestId("setup".into()),
        entropy: entropy(),
    };
    let signer: Arc<dyn Authority> = if issuing {
        let founding = authority::Founding {
            store: store.clone(),
            vault: vault.clone(),
            policy: policy.clone(),
            profiles: profiles.clone(),
            hierarchy: Arc::new(Hierarchy::compiled_in(&authority::catalogue_brands(&catalogue)).unwrap()),
            module: None,
            urls: Some("http://ca.example.com".to_owned()),
        };
        let (opened, _) = authority::establish(&founding, &ctx).await.unwrap();
        let rules = Rules::new(policy.clone(), profiles.clone(), founding.urls).unwrap();
        Arc::new(EmbeddedAuthority::new(opened, rules).unwrap())
    } else {
        Arc::new(NoAuthority)
    };
    let app = App {
        store,
        vault,
        catalogue: Arc::new(catalogue),
        guide: Arc::new(chancery_domain::catalogue::Guide::compiled_in().unwrap()),
        key_rules: Arc::new(KeyRules {
            limits: policy.keys.clone(),
            blocked: BlockedKeys::shipped().unwrap(),
        }),
        policy,
        profiles,
        desk: Arc::new(chancery_app::desk::Desk::compiled_in().unwrap()),
        trusted_roots: Arc::default(),
        prober: eyes.clone(),
        authority: signer,
        logs: Arc::new(chancery_connectors::transparency::AbsentLogs),
        upstreams: Arc::new(chancery_connectors::upstream::AbsentUpstreams),
        settings: Arc::new(chancery_app::Settings {
            cname_zone: "dcv.example.net".into(),
            public_url: "https://127.0.0.1:8443".into(),
            caa_identities: vec!["chancery.local".into()],
            perspectives: chancery_domain::validation::PerspectiveMode::Available,
            require_eab: false,
            terms_of_service: None,
            node: "test".into(),
        }),
        revocation: Arc::default(),
        tasks_due: Arc::default(),
    };
    let mut keys = Vec::new();
    for name in ["one", "two"] {
        let made = account::create(&app, &ctx, name).await.unwrap();
        keys.push(Key {
            id: made.secret_id.to_string(),
            secret: made.secret_key.to_string(),
            account: made.account.0,
        });
    }
    let edge = Edge {
        clock: clock.clone(),
        entropy: entropy(),
        request_time_max: settings.times.request,
        accident: plain_accident,
    };
    let router = tencent::router(Gateway::new(app.clone(), settings, entropy()), edge);
    let other = keys.pop().unwrap();
    World { router, app, clock, eyes, key: keys.pop().unwrap(), other, _folder: folder }
}

/// An answer taken apart.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub content_type: String,
    pub request_id: String,
    pub text: String,
    pub response: Value,
}

impl Answer {
    /// The error's code; empty for a success.
    pub fn code(&self) -> &str {
        self.response["Error"]["Code"].as_str().unwrap_or_default()
    }

    pub fn message(&self) -> &str {
        self.response["Error"]["Message"].as_str().unwrap_or_default()
    }

    /// The answer, which must be a success.
    pub fn good(self) -> Value {
        assert_eq!(self.code(), "", "{}", self.text);
        self.response
    }
}

impl World {
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        let text = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
        let whole: Value = serde_json::from_str(&text).unwrap_or_default();
        let header =
            |name: &str| head.headers.get(name).map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default();
        Answer {
            status: head.status.as_u16(),
            content_type: header("content-type"),
            request_id: header("x-request-id"),
            text,
            response: whole["Response"].clone(),
        }
    }

    /// The body behind a plain GET.
    pub async fn get(&self, path: &str) -> Vec<u8> {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        response.into_body().collect().await.unwrap().to_bytes().to_vec()
    }

    /// Calls an action with the first key over TC3 POST.
    pub async fn call(&self, action: &str, parameters: Value) -> Answer {
        self.call_as(&self.key, action, parameters).await
    }

    pub async fn call_as(&self, key: &Key, action: &str, parameters: Value) -> Answer {
        self.send(tc3(key, action, &parameters.to_string(), self.clock.now().0)).await
    }
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes()).as_ref().to_vec()
}

fn sha(bytes: &[u8]) -> String {
    hex::encode(digest::digest(&digest::SHA256, bytes))
}

const HOST: &str = "ssl.example.test";

/// What is signed, and for whom.
struct Scope<'a> {
    host: &'a str,
    service: &'a str,
    key: &'a Key,
    at: i64,
}

impl Scope<'_> {
    /// The `Authorization` header for `content-type;host`.
    fn authorization(&self, method: &Method, query: &str, kind: &str, body: &[u8]) -> String {
        let (date, service) = (Timestamp(self.at).utc_date(), self.service);
        let canonical = format!(
            "{method}\n/\n{query}\ncontent-type:{kind}\nhost:{}\n\ncontent-type;host\n{}",
            self.host,
            sha(body)
        );
        let text = format!(
            "TC3-HMAC-SHA256\n{}\n{date}/{service}/tc3_request\n{}",
            self.at,
            sha(canonical.as_bytes())
        );
        let dated = mac(format!("TC3{}", self.key.secret).as_bytes(), &date);
        let signature = hex::encode(mac(&mac(&mac(&dated, service), "tc3_request"), &text));
        format!(
            "TC3-HMAC-SHA256 Credential={}/{date}/{service}/tc3_request, SignedHeaders=content-type;host, \
             Signature={signature}",
            self.key.id
        )
    }
}

/// A signed TC3 POST.
pub fn tc3(key: &Key, action: &str, body: &str, at: i64) -> Request<Body> {
    tc3_at(HOST, "ssl", key, action, body, at)
}

/// A signed TC3 POST to a host, for a service.
pub fn tc3_at(host: &str, service: &str, key: &Key, action: &str, body: &str, at: i64) -> Request<Body> {
    let kind = "application/json";
    let scope = Scope { host, service, key, at };
    Request::post("/")
        .header("host", host)
        .header("content-type", kind)
        .header("x-tc-action", action)
        .header("x-tc-version", "2019-12-05")
        .header("x-tc-timestamp", at.to_string())
        .header("authorization", scope.authorization(&Method::POST, "", kind, body.as_bytes()))
        .body(Body::from(body.to_owned()))
        .unwrap()
}

/// A signed TC3 GET with flattened parameters.
pub fn tc3_get(key: &Key, action: &str, query: &str, at: i64) -> Request<Body> {
    let kind = "application/x-www-form-urlencoded";
    let scope = Scope { host: HOST, service: "ssl", key, at };
    Request::get(format!("/?{query}"))
        .header("host", HOST)
        .header("content-type", kind)
        .header("x-tc-action", action)
        .header("x-tc-version", "2019-12-05")
        .header("x-tc-timestamp", at.to_string())
        .header("authorization", scope.authorization(&Method::GET, query, kind, b""))
        .body(Body::empty())
        .unwrap()
}

/// A request signed by v1, GET or POST; `parameters` need no encoding.
pub fn v1(key: &Key, method: Method, parameters: &[(&str, &str)], sha256: bool, at: i64) -> Request<Body> {
    let at = at.to_string();
    let name = if sha256 { "HmacSHA256" } else { "HmacSHA1" };
    let mut all: Vec<(&str, &str)> = parameters.to_vec();
    all.extend([
        ("SecretId", key.id.as_str()),
        ("Timestamp", &at),
        ("Nonce", "4711"),
        ("Version", "2019-12-05"),
        ("SignatureMethod", name),
    ]);
    all.sort_unstable();
    let listed = all.iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>().join("&");
    let text = format!("{method}ssl.example.test/?{listed}");
    let algorithm = if sha256 { hmac::HMAC_SHA256 } else { hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY };
    let signature = hmac::sign(&hmac::Key::new(algorithm, key.secret.as_bytes()), text.as_bytes());
    let signature = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, signature);
    let form = format!("{listed}&Signature={}", signature.replace('+', "%2B").replace('=', "%3D"));
    let request = Request::builder().method(method.clone()).header("host", "ssl.example.test");
    if method == Method::GET {
        return request.uri(format!("/?{form}")).body(Body::empty()).unwrap();
    }
    request
        .uri("/")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(form))
        .unwrap()
}

/// Settings with a short time for a request.
pub fn hasty() -> Settings {
    let mut settings = Settings::default();
    settings.times.request = Duration::from_millis(1_500);
    settings
}
