//! What anyone may ask over HTTP: health, readiness, metrics, the authority's certificates and revocation lists.

mod acme_proof;
mod authority_files;
mod health;
mod ocsp;
mod root_certificate;

pub use ocsp::Ocsp;

use crate::edge::{Edge, around, plain_accident};
use axum::Router;
use axum::routing::get;
use chancery_app::revocation::Document;
use chancery_domain::revocation::ListPart;
use chancery_domain::time::Timestamp;
use futures_util::future::BoxFuture;
use std::sync::Arc;

/// What the public addresses show, handed in by the wiring.
#[derive(Clone)]
pub struct Facts {
    /// The embedded authority's root certificate as PEM.
    pub root_pem: Arc<str>,
    /// An authority's certificate in DER, by its id.
    pub authority_certificate: Arc<Certificates>,
    /// A revocation list of an authority, by its id; the error is for the log.
    pub revocation_list: Arc<RevocationLists>,
    /// The answer to an upstream's http-01 challenge, by its token.
    pub acme_proof: Arc<AcmeProofs>,
    /// Whether requests can be served now; the error says why not, for operators.
    pub ready: Arc<dyn Fn() -> BoxFuture<'static, Result<(), String>> + Send + Sync>,
    /// The metrics in Prometheus' text format.
    pub metrics: Arc<dyn Fn() -> String + Send + Sync>,
}

/// Finds the answer to a challenge.
pub type AcmeProofs = dyn Fn(String) -> BoxFuture<'static, Option<String>> + Send + Sync;

/// Finds the certificate of an authority.
pub type Certificates = dyn Fn(&str) -> Option<Vec<u8>> + Send + Sync;

/// Finds a revocation list of an authority at a moment.
pub type RevocationLists = dyn Fn(String, ListPart, Timestamp) -> BoxFuture<'static, Result<Option<Arc<Document>>, String>>
    + Send
    + Sync;

/// `/healthz`, `/readyz`, `/metrics`, `/ca/root.pem`, `/ca/ID.cer`, `/crl/ID.crl`, `/crl/ID/PART.crl`. OCSP is
/// served beside the router, see [`Ocsp`].
pub fn router(facts: Facts, mut edge: Edge) -> Router {
    edge.accident = plain_accident;
    Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .route("/ca/root.pem", get(root_certificate::pem))
        .route("/ca/{file}", get(authority_files::certificate))
        .route("/crl/{id}", get(authority_files::whole_list))
        .route("/crl/{id}/{part}", get(authority_files::part_of_list))
        .route("/.well-known/acme-challenge/{token}", get(acme_proof::answer))
        .with_state(facts)
        .layer(axum::middleware::from_fn_with_state(edge, around))
}
