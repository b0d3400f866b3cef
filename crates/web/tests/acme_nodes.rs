//! Two ACME servers before one register: what one of them did counts at once on the other, also where that one still
//! remembers an account's key. And messages that are wrong: the right problem, and nothing changed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chancery_web::acme::{Acme, AcmeServer, AcmeSettings};
use chancery_web::edge::{Edge, plain_accident};
use chancery_web::server::Direct;
use http::Request;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::time::Duration;
use support::{World, entropy, world};

const BASE: &str = "https://127.0.0.1:8443";

fn b64(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// An account key.
struct Key(EcdsaKeyPair);

impl Key {
    fn new() -> Self {
        Key(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap())
    }

    fn jwk(&self) -> Value {
        let point = self.0.public_key().as_ref();
        json!({"kty": "EC", "crv": "P-256", "x": b64(&point[1..33]), "y": b64(&point[33..])})
    }

    fn message(&self, protected: &Value, payload: &str) -> String {
        let (head, body) = (b64(protected.to_string()), b64(payload));
        let signature = self.0.sign(&SystemRandom::new(), format!("{head}.{body}").as_bytes()).unwrap();
        json!({"protected": head, "payload": body, "signature": b64(signature)}).to_string()
    }
}

/// An answer taken apart.
#[derive(Clone, Debug)]
struct Answer {
    status: u16,
    location: String,
    nonce: String,
    body: Value,
}

impl Answer {
    fn problem(&self) -> &str {
        let kind = self.body["type"].as_str().unwrap_or_default();
        kind.strip_prefix("urn:ietf:params:acme:error:").unwrap_or_default()
    }
}

/// One node.
struct Node(Acme);

impl Node {
    fn new(world: &World, several_nodes: bool) -> Self {
        let settings = AcmeSettings { several_nodes, ..AcmeSettings::default() };
        let edge = Edge {
            clock: world.clock.clone(),
            entropy: entropy(),
            request_time_max: Duration::from_secs(20),
            accident: plain_accident,
        };
        Node(Acme::new(AcmeServer::new(world.app.clone(), settings, entropy()), edge))
    }

    async fn request(&self, request: Request<Body>) -> Answer {
        let (head, body) = self.0.respond(request).await.into_parts();
        let header = |name: &str| {
            head.headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
        };
        let body = body.collect().await.unwrap().to_bytes();
        Answer {
            status: head.status.as_u16(),
            location: header("location"),
            nonce: header("replay-nonce"),
            body: serde_json::from_slice(&body).unwrap_or_default(),
        }
    }

    async fn nonce(&self) -> String {
        self.request(Request::head("/acme/new-nonce").body(Body::empty()).unwrap()).await.nonce
    }

    async fn raw(&self, path: &str, message: String) -> Answer {
        let request = Request::post(path).header("content-type", "application/jose+json");
        self.request(request.body(Body::from(message)).unwrap()).await
    }

    /// Signs for an account, or with the key itself when there is none yet.
    async fn send(&self, key: &Key, kid: Option<&str>, path: &str, payload: &str) -> Answer {
        let message = key.message(&self.protected(key, kid, path).await, payload);
        self.raw(path, message).await
    }

    async fn protected(&self, key: &Key, kid: Option<&str>, path: &str) -> Value {
        let mut head = json!({"alg": "ES256", "nonce": self.nonce().await, "url": format!("{BASE}{path}")});
        match kid {
            Some(kid) => head["kid"] = kid.into(),
            None => head["jwk"] = key.jwk(),
        }
        head
    }

    async fn register(&self, key: &Key) -> String {
        let made = self.send(key, None, "/acme/new-account", r#"{"termsOfServiceAgreed":true}"#).await;
        assert_eq!(made.status, 201, "{made:?}");
        made.location
    }
}

fn path(url: &str) -> &str {
    url.strip_prefix(BASE).unwrap()
}

fn order(name: &str) -> String {
    json!({"identifiers": [{"type": "dns", "value": name}]}).to_string()
}

fn change(key: &Key, new: &Key, kid: &str) -> String {
    let head = json!({"alg": "ES256", "jwk": new.jwk(), "url": format!("{BASE}/acme/key-change")});
    new.message(&head, &json!({"account": kid, "oldKey": key.jwk()}).to_string())
}

#[tokio::test]
async fn a_key_changed_on_one_node_is_changed_on_the_other() {
    let world = world().await;
    let (one, two) = (Node::new(&world, true), Node::new(&world, true));
    let (old, new) = (Key::new(), Key::new());
    let kid = one.register(&old).await;
    // Both nodes know the old key now.
    assert_eq!(two.send(&old, Some(&kid), path(&kid), "").await.status, 200);
    let changed = one.send(&old, Some(&kid), "/acme/key-change", &change(&old, &new, &kid)).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    for node in [&two, &one] {
        let refused = node.send(&old, Some(&kid), "/acme/new-order", &order("shop.example.org")).await;
        assert!(matches!(refused.status, 400 | 403), "{refused:?}");
        assert_eq!(node.send(&new, Some(&kid), path(&kid), "").await.status, 200);
        assert_eq!(node.send(&old, Some(&kid), path(&kid), "").await.problem(), "malformed");
    }
}

#[tokio::test]
async fn an_account_given_up_on_one_node_is_given_up_on_the_other() {
    let world = world().await;
    let (one, two) = (Node::new(&world, true), Node::new(&world, true));
    let key = Key::new();
    let kid = one.register(&key).await;
    assert_eq!(two.send(&key, Some(&kid), path(&kid), "").await.status, 200);
    let gone = one.send(&key, Some(&kid), path(&kid), r#"{"status":"deactivated"}"#).await;
    assert_eq!((gone.status, &gone.body["status"]), (200, &json!("deactivated")));
    for node in [&two, &one] {
        let refused = node.send(&key, Some(&kid), "/acme/new-order", &order("shop.example.org")).await;
        assert_eq!((refused.status, refused.problem()), (401, "unauthorized"));
        let refused = node.send(&key, Some(&kid), path(&kid), "").await;
        assert_eq!((refused.status, refused.problem()), (401, "unauthorized"));
    }
}

#[tokio::test]
async fn a_message_is_taken_by_one_of_two_nodes() {
    let world = world().await;
    let (one, two) = (Node::new(&world, true), Node::new(&world, true));
    let key = Key::new();
    let kid = one.register(&key).await;
    for round in 0..5 {
        let head = one.protected(&key, Some(&kid), "/acme/new-order").await;
        let message = key.message(&head, &order(&format!("r{round}.example.org")));
        let (first, second) = tokio::join!(
            one.raw("/acme/new-order", message.clone()),
            two.raw("/acme/new-order", message.clone())
        );
        let mut seen = [first.status, second.status];
        seen.sort_unstable();
        assert_eq!(seen, [201, 400], "{first:?} {second:?}");
        assert_eq!(one.raw("/acme/new-order", message).await.problem(), "badNonce");
    }
    let listed = two.send(&key, Some(&kid), &format!("{}/orders", path(&kid)), "").await;
    assert_eq!(listed.body["orders"].as_array().unwrap().len(), 5);
}

#[tokio::test]
async fn nonces_of_several_nodes_end_with_their_time() {
    let world = world().await;
    let node = Node::new(&world, true);
    let key = Key::new();
    let kid = node.register(&key).await;
    let head = node.protected(&key, Some(&kid), path(&kid)).await;
    let lifetime = world.app.policy.acme_wire.nonce_seconds;
    world.clock.set(support::NOW + lifetime + 1);
    assert_eq!(node.raw(path(&kid), key.message(&head, "")).await.problem(), "badNonce");
    world.clock.set(support::NOW + lifetime);
    assert_eq!(node.raw(path(&kid), key.message(&head, "")).await.status, 200);
}

#[tokio::test]
async fn nonces_of_a_single_process_end_with_it() {
    let world = world().await;
    let first = Node::new(&world, false);
    let key = Key::new();
    let kid = first.register(&key).await;
    let head = first.protected(&key, Some(&kid), path(&kid)).await;
    let message = key.message(&head, "");
    assert_eq!(first.raw(path(&kid), message.clone()).await.status, 200);
    assert_eq!(first.raw(path(&kid), message.clone()).await.problem(), "badNonce");
    let restarted = Node::new(&world, false);
    assert_eq!(restarted.raw(path(&kid), message).await.problem(), "badNonce");
    assert_eq!(restarted.send(&key, Some(&kid), path(&kid), "").await.status, 200);
}

#[tokio::test]
async fn wrong_messages_change_nothing() {
    let world = world().await;
    let node = Node::new(&world, false);
    let (key, stranger) = (Key::new(), Key::new());
    let kid = node.register(&key).await;
    let url = "/acme/new-order";
    let payload = order("shop.example.org");
    let head = node.protected(&key, Some(&kid), url).await;
    let with = |name: &str, value: Value| {
        let mut changed = head.clone();
        changed[name] = value;
        changed
    };
    let mut cut: Value = serde_json::from_str(&key.message(&head, &payload)).unwrap();
    cut["signature"] = cut["signature"].as_str().unwrap()[..80].into();
    for (message, problem) in [
        (stranger.message(&head, &payload), "malformed"),
        (cut.to_string(), "malformed"),
        (key.message(&with("url", format!("{BASE}/acme/new-authz").into()), &payload), "unauthorized"),
        (key.message(&with("alg", "none".into()), &payload), "badSignatureAlgorithm"),
        (key.message(&with("alg", "ES384".into()), &payload), "malformed"),
        (key.message(&with("nonce", "AAAA".into()), &payload), "badNonce"),
        (key.message(&with("jwk", key.jwk()), &payload), "malformed"),
        (key.message(&with("crit", json!(["x"])), &payload), "malformed"),
        (
            key.message(&with("kid", format!("{BASE}/acme/account/{}", "A".repeat(22)).into()), &payload),
            "accountDoesNotExist",
        ),
    ] {
        assert_eq!(node.raw(url, message.clone()).await.problem(), problem, "{message}");
    }
    // None of them took the nonce or left anything behind.
    let listed = node.send(&key, Some(&kid), &format!("{}/orders", path(&kid)), "").await;
    assert_eq!(listed.body, json!({"orders": []}));
    assert_eq!(node.raw(url, key.message(&head, &payload)).await.status, 201);
}
