//! A small Certificate Transparency log over HTTP (RFC 6962 section 4): it takes chains, signs timestamps and tree
//! heads with P-256, keeps a Merkle tree, and can be told to misbehave.

use crate::ct_log_merkle::{Hash, leaf, path, root};
use crate::ct_log_precertificate::Certificate;
use anyhow::{Context, Result, ensure};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use parking_lot::Mutex;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// How the log misbehaves.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fault {
    /// It does not.
    None,
    /// It answers after this time.
    Delay(Duration),
    /// It answers with this status.
    Status(u16),
    /// Its signatures do not fit.
    BadSignature,
    /// It signs another precertificate than the one submitted.
    OtherEntry,
    /// It answers with a body without end of about so many bytes.
    LongAnswer(usize),
}

/// The running log; it stops when dropped.
pub struct CtLog {
    address: SocketAddr,
    shared: Arc<Shared>,
    _tasks: JoinSet<()>,
}

struct Shared {
    key: EcdsaKeyPair,
    public_key: Vec<u8>,
    began: Instant,
    began_at_milliseconds: u64,
    state: Mutex<Log>,
}

#[derive(Default)]
struct Log {
    fault: Option<Fault>,
    roots: Vec<Vec<u8>>,
    /// The bytes of each leaf with the chain submitted.
    entries: Vec<(Vec<u8>, Vec<Vec<u8>>)>,
    hashes: Vec<Hash>,
    submissions: usize,
}

type Answer = (StatusCode, String);

impl CtLog {
    /// Listens at this address (port 0 for any free port) with a fresh key. Its clock begins at the given moment.
    pub async fn start(address: SocketAddr, began_at_milliseconds: u64) -> Result<Self> {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING)?;
        let der: PublicKeyX509Der<'_> = key.public_key().as_der()?;
        let public_key = der.as_ref().to_vec();
        let shared = Arc::new(Shared {
            key,
            public_key,
            began: Instant::now(),
            began_at_milliseconds,
            state: Mutex::default(),
        });
        let router = Router::new()
            .route("/ct/v1/add-pre-chain", post(add_pre_chain))
            .route("/ct/v1/add-chain", post(add_chain))
            .route("/ct/v1/get-sth", get(tree_head))
            .route("/ct/v1/get-roots", get(roots))
            .route("/ct/v1/get-entries", get(entries))
            .route("/ct/v1/get-proof-by-hash", get(proof))
            .with_state(shared.clone());
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { address, shared, _tasks: tasks })
    }

    /// Its address as clients write it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Its SubjectPublicKeyInfo.
    pub fn public_key_der(&self) -> &[u8] {
        &self.shared.public_key
    }

    /// Tells it how to behave from now on.
    pub fn behave(&self, fault: Fault) {
        self.shared.state.lock().fault = Some(fault);
    }

    /// Accepts only chains that end in one of these roots from now on.
    pub fn accept_roots(&self, roots: Vec<Vec<u8>>) {
        self.shared.state.lock().roots = roots;
    }

    /// Submissions so far, refused ones included.
    pub fn submissions(&self) -> usize {
        self.shared.state.lock().submissions
    }

    /// Different certificates logged so far.
    pub fn entries(&self) -> usize {
        self.shared.state.lock().entries.len()
    }
}

impl Shared {
    fn now(&self) -> u64 {
        let elapsed = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.began_at_milliseconds.saturating_add(elapsed)
    }

    /// A `digitally-signed` structure: SHA-256, ECDSA, signature.
    fn signed(&self, bytes: &[u8]) -> Result<Vec<u8>> {
        let signature = self.key.sign(&SystemRandom::new(), bytes)?;
        let mut out = vec![4, 3];
        out.extend(u16::try_from(signature.as_ref().len())?.to_be_bytes());
        out.extend_from_slice(signature.as_ref());
        Ok(out)
    }

    fn add(&self, body: &Value, precertificate: bool, fault: &Fault) -> Result<Value> {
        let chain: Vec<Vec<u8>> = body
            .get("chain")
            .and_then(Value::as_array)
            .context("no chain")?
            .iter()
            .map(|text| Ok(STANDARD.decode(text.as_str().context("no text")?)?))
            .collect::<Result<_>>()?;
        let certificates = chain.iter().map(|der| Certificate::read(der)).collect::<Result<Vec<_>>>()?;
        for pair in certificates.windows(2) {
            if let [lower, upper] = pair {
                ensure!(lower.issuer == upper.subject, "the chain is broken");
            }
        }
        let first = certificates.first().context("an empty chain")?;
        ensure!(first.is_precertificate() == precertificate, "the wrong kind of certificate");
        let issuer = certificates.get(1).context("no issuer")?;
        let mut log = self.state.lock();
        let known = log.roots.is_empty() || chain.last().is_some_and(|last| log.roots.contains(last));
        ensure!(known, "the root is not accepted");

        let content = if precertificate {
            let mut tbs = first.bare();
            if *fault == Fault::OtherEntry {
                tbs.push(0);
            }
            let mut entry = vec![0, 1];
            entry.extend_from_slice(digest(&SHA256, issuer.public_key).as_ref());
            push_24(&mut entry, &tbs)?;
            entry
        } else {
            let mut entry = vec![0, 0];
            push_24(&mut entry, chain.first().context("an empty chain")?)?;
            entry
        };
        // The same entry again gets the timestamp of the first time (section 3).
        let earlier = log.entries.iter().find_map(|(bytes, _)| {
            let (at, rest) = bytes.get(2..)?.split_at_checked(8)?;
            (rest.strip_suffix(&[0, 0])? == content)
                .then(|| at.iter().fold(0, |sum, b| sum << 8 | u64::from(*b)))
        });
        let at = earlier.unwrap_or_else(|| self.now());
        let mut covered = vec![0, 0];
        covered.extend(at.to_be_bytes());
        covered.extend_from_slice(&content);
        covered.extend([0, 0]);
        if earlier.is_none() {
            // MerkleTreeLeaf begins with the same two zero bytes: version v1, type timestamped_entry.
            log.hashes.push(leaf(&covered));
            log.entries.push((covered.clone(), chain.clone()));
        }
        if *fault == Fault::BadSignature {
            covered.push(1);
        }
        Ok(json!({
            "sct_version": 0,
            "id": STANDARD.encode(digest(&SHA256, &self.public_key)),
            "timestamp": at,
            "extensions": "",
            "signature": STANDARD.encode(self.signed(&covered)?),
        }))
    }
}

fn push_24(out: &mut Vec<u8>, bytes: &[u8]) -> Result<()> {
    let length = u32::try_from(bytes.len())?.to_be_bytes();
    out.extend(length.iter().skip(1));
    out.extend_from_slice(bytes);
    Ok(())
}

async fn add_pre_chain(State(log): State<Arc<Shared>>, body: String) -> Answer {
    submitted(&log, &body, true).await
}

async fn add_chain(State(log): State<Arc<Shared>>, body: String) -> Answer {
    submitted(&log, &body, false).await
}

async fn submitted(log: &Shared, body: &str, precertificate: bool) -> Answer {
    let fault = {
        let mut state = log.state.lock();
        state.submissions += 1;
        state.fault.clone().unwrap_or(Fault::None)
    };
    match &fault {
        Fault::Delay(time) => tokio::time::sleep(*time).await,
        Fault::Status(status) => {
            let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            return (status, json!({ "error_message": "told to" }).to_string());
        }
        Fault::LongAnswer(length) => {
            return (StatusCode::OK, json!({ "id": "A".repeat(*length) }).to_string());
        }
        Fault::None | Fault::BadSignature | Fault::OtherEntry => {}
    }
    let chain = serde_json::from_str(body).context("not JSON");
    result(chain.and_then(|body: Value| log.add(&body, precertificate, &fault)))
}

fn result(outcome: Result<Value>) -> Answer {
    match outcome {
        Ok(value) => (StatusCode::OK, value.to_string()),
        Err(error) => (StatusCode::BAD_REQUEST, json!({ "error_message": error.to_string() }).to_string()),
    }
}

async fn tree_head(State(log): State<Arc<Shared>>) -> Answer {
    let (size, hash) = {
        let state = log.state.lock();
        (state.hashes.len(), root(&state.hashes))
    };
    let now = log.now();
    // version v1, signature_type tree_hash(1) (section 3.5)
    let mut covered = vec![0, 1];
    covered.extend(now.to_be_bytes());
    covered.extend(u64::try_from(size).unwrap_or(u64::MAX).to_be_bytes());
    covered.extend(hash);
    result(log.signed(&covered).map(|signature| {
        json!({
            "tree_size": size,
            "timestamp": now,
            "sha256_root_hash": STANDARD.encode(hash),
            "tree_head_signature": STANDARD.encode(signature),
        })
    }))
}

async fn roots(State(log): State<Arc<Shared>>) -> Answer {
    let roots: Vec<String> = log.state.lock().roots.iter().map(|der| STANDARD.encode(der)).collect();
    result(Ok(json!({ "certificates": roots })))
}

async fn entries(State(log): State<Arc<Shared>>, Query(query): Query<HashMap<String, String>>) -> Answer {
    let number = |name: &str| query.get(name).and_then(|text| text.parse::<usize>().ok());
    let (Some(start), Some(end)) = (number("start"), number("end")) else {
        return result(Err(anyhow::anyhow!("start and end are numbers")));
    };
    let state = log.state.lock();
    let entries: Vec<Value> = state
        .entries
        .iter()
        .skip(start)
        .take((end + 1).saturating_sub(start))
        .map(|(bytes, chain)| {
            let chain: Vec<String> = chain.iter().map(|der| STANDARD.encode(der)).collect();
            json!({ "leaf_input": STANDARD.encode(bytes), "chain": chain })
        })
        .collect();
    result(Ok(json!({ "entries": entries })))
}

async fn proof(State(log): State<Arc<Shared>>, Query(query): Query<HashMap<String, String>>) -> Answer {
    let wanted = query.get("hash").and_then(|text| STANDARD.decode(text).ok()).unwrap_or_default();
    let state = log.state.lock();
    let found = state.hashes.iter().position(|hash| hash.as_slice() == wanted);
    result(found.context("no such leaf").map(|index| {
        let path: Vec<String> = path(index, &state.hashes).iter().map(|hash| STANDARD.encode(hash)).collect();
        json!({ "leaf_index": index, "audit_path": path })
    }))
}
