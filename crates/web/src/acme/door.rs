//! The ACME server's door: which resource, which method, who signed; then the resource, then the headers.
//!
//! A message is checked from cheap to dear: media type, size, syntax, URL, nonce, account, signature. The nonce is
//! taken last, so that a forged message spends nobody's nonce and costs the register nothing.

use super::answer::Answer;
use super::body;
use super::jose::{AccountKey, Jws, Signer};
use super::key_cache::Known;
use super::problem::{WireProblem, translate};
use super::resources;
use super::route::Route;
use super::server::AcmeServer;
use crate::edge::{Arrival, Note};
use axum::Extension;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use chancery_app::acme::{self, Caller};
use chancery_app::{Code, Ctx, Failure};
use chancery_domain::acme::{AcmeAccountId, AcmeAccountStage, ProblemType};
use chancery_domain::actor::{Actor, Role};
use http::header::{ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, USER_AGENT};
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode};
use std::sync::Arc;

/// A request on its way to a resource.
pub struct Visit<'a> {
    /// The server.
    pub server: &'a AcmeServer,
    /// The circumstances for the use-cases.
    pub ctx: Ctx,
    /// The request's head.
    pub head: &'a Parts,
}

/// A message that was believed.
pub struct Message {
    /// Who signed.
    pub by: By,
    /// The key that verified it.
    pub key: Arc<AccountKey>,
    /// What was sent; empty for POST-as-GET.
    pub payload: Vec<u8>,
    /// The URL that was signed.
    pub url: String,
}

/// Who signed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum By {
    /// An account, named by `kid`.
    Account(Caller),
    /// A key, sent as `jwk`.
    Key,
}

/// Which of the two a resource takes (RFC 8555 section 6.2).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// `kid`.
    Account,
    /// `jwk`.
    Key,
    /// Either.
    Either,
}

/// Answers one request.
pub async fn handle(
    State(server): State<Arc<AcmeServer>>,
    Extension(arrival): Extension<Arrival>,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    let route = Route::of(head.uri.path());
    let action = route.as_ref().map_or("acme", Route::action);
    let actor =
        Actor { role: Role::System, source: arrival.peer.map(|peer| peer.ip().to_canonical().to_string()) };
    let ctx = Ctx {
        actor,
        now: arrival.now,
        request_id: arrival.request_id.clone(),
        entropy: server.entropy.clone(),
    };
    let gets_nonce = head.method == Method::POST || route == Some(Route::NewNonce);
    let index = !matches!(route, Some(Route::Directory(_)));
    let visit = Visit { server: &server, ctx, head: &head };
    let answer = match answer(&visit, route, body).await {
        Ok(answer) => answer,
        Err(problem) => {
            // RFC 8555 section 6.1: the User-Agent tells implementers whose mistake it is.
            tracing::info!(request_id = %arrival.request_id, action, problem = problem.problem.kind.code(),
                detail = problem.problem.detail, client = user_agent(&head.headers), "ACME request refused");
            problem.into_answer()
        }
    };
    let nonce = gets_nonce.then(|| server.nonces.make(arrival.now, server.entropy.bytes()));
    let code = answer.code;
    let index = index.then(|| server.urls.directory(None));
    let mut response = answer.into_response(index.as_deref(), nonce);
    response.extensions_mut().insert(Note { action, code, account: None });
    response
}

/// Characters of a User-Agent that are shown.
const USER_AGENT_SHOWN_MAX: usize = 128;

fn user_agent(headers: &HeaderMap) -> String {
    let text = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    text.chars().take(USER_AGENT_SHOWN_MAX).collect()
}

async fn answer(visit: &Visit<'_>, route: Option<Route>, body: Body) -> Result<Answer, WireProblem> {
    let route = route.ok_or_else(WireProblem::not_found)?;
    let method = &visit.head.method;
    if *method == Method::OPTIONS {
        return Ok(preflight(&route));
    }
    match (&route, method.as_str()) {
        (Route::Directory(name), "GET" | "HEAD") => resources::directory::get(visit, name),
        (Route::NewNonce, "GET" | "HEAD") => Ok(resources::new_nonce::get(method)),
        (Route::RenewalInfo(id), "GET" | "HEAD") => resources::renewal_info::get(visit, id).await,
        (Route::StarCertificate(order), "GET" | "HEAD") => {
            resources::star_certificate::get(visit, order, None).await
        }
        (Route::Directory(_) | Route::NewNonce | Route::RenewalInfo(_), _) | (_, "GET" | "HEAD") => {
            Err(WireProblem::method(route.allow()))
        }
        (_, "POST") => {
            let wire = &visit.server.app.policy.acme_wire;
            let times = &visit.server.settings.times;
            let bytes = body::read(&visit.head.headers, body, wire.request_bytes_max, times).await?;
            resources::post(visit, route, &bytes).await
        }
        _ => Err(WireProblem::method(route.allow())),
    }
}

/// For clients in browsers (RFC 8555 section 6.1).
fn preflight(route: &Route) -> Answer {
    Answer::empty(StatusCode::NO_CONTENT)
        .with(ACCESS_CONTROL_ALLOW_METHODS, route.allow())
        .with(ACCESS_CONTROL_ALLOW_HEADERS, "Content-Type")
}

impl Visit<'_> {
    /// A failure in ACME's words.
    pub fn refuse(&self, failure: Failure) -> WireProblem {
        translate(failure, &self.ctx.request_id)
    }

    /// Checks a message and takes its nonce.
    ///
    /// # Errors
    /// The problem that RFC 8555 sections 6.2 to 6.5 name.
    pub async fn believe(&self, body: &[u8], wanted: Wanted) -> Result<Message, WireProblem> {
        let jws = Jws::parse(body)?;
        self.check_url(&jws.header.url)?;
        let nonce = self.recognise(jws.header.nonce.as_deref())?;
        let (by, key) = match (&jws.header.signer, wanted) {
            (Signer::Account(kid), Wanted::Account | Wanted::Either) => self.by_account(kid, &jws).await?,
            (Signer::Key(jwk), Wanted::Key | Wanted::Either) => {
                let key = AccountKey::from_jwk(jwk)?;
                jws.verify(&key)?;
                (By::Key, Arc::new(key))
            }
            (Signer::Account(_), Wanted::Key) => {
                return Err(WireProblem::malformed(
                    "this resource takes jwk, not kid (RFC 8555 section 6.2)",
                ));
            }
            (Signer::Key(_), Wanted::Account) => {
                return Err(WireProblem::malformed(
                    "this resource takes kid, not jwk (RFC 8555 section 6.2)",
                ));
            }
        };
        let taken = self.server.nonces.take(nonce).await.map_err(|failure| self.refuse(failure))?;
        if !taken {
            return Err(bad_nonce("the nonce was used before"));
        }
        Ok(Message { by, key, payload: jws.payload, url: jws.header.url })
    }

    /// As [`Self::believe`], for resources that only accounts may use.
    ///
    /// # Errors
    /// As there.
    pub async fn believe_account(&self, body: &[u8]) -> Result<(Caller, Message), WireProblem> {
        let message = self.believe(body, Wanted::Account).await?;
        match message.by.clone() {
            By::Account(caller) => Ok((caller, message)),
            By::Key => Err(WireProblem::malformed("this resource takes kid")),
        }
    }

    /// RFC 8555 section 6.4: the signature covers where the message was meant to go.
    fn check_url(&self, url: &str) -> Result<(), WireProblem> {
        let uri = &self.head.uri;
        let requested = uri.path_and_query().map_or(uri.path(), |both| both.as_str());
        if self.server.urls.is(url, requested) {
            return Ok(());
        }
        let expected = self.server.urls.of(requested);
        Err(WireProblem::unauthorized(format!("url: this request must be signed for {expected}")))
    }

    fn recognise(&self, nonce: Option<&str>) -> Result<super::nonces::Presented, WireProblem> {
        let Some(nonce) = nonce else {
            return Err(bad_nonce("the protected header has no nonce"));
        };
        if super::jose::base64url::decode(nonce).is_none() {
            // RFC 8555 section 6.5.2.
            return Err(WireProblem::malformed("nonce: must be base64url without padding"));
        }
        let known = self.server.nonces.recognise(nonce, self.ctx.now);
        known.ok_or_else(|| {
            bad_nonce("the nonce is unknown, too old or was used; take the one of this answer")
        })
    }

    async fn by_account(&self, kid: &str, jws: &Jws) -> Result<(By, Arc<AccountKey>), WireProblem> {
        let id = self.server.urls.account_of(kid).ok_or_else(no_account)?;
        let known = match self.server.keys.get(&id) {
            Some(known) if jws.verify(&known.key).is_ok() => known,
            // The key may have been changed on another node since it was remembered.
            remembered => {
                let known = self.fetch(&id, remembered).await?;
                jws.verify(&known.key)?;
                self.server.keys.put(id.clone(), known.clone());
                known
            }
        };
        let thumbprint = known.key.thumbprint().to_owned();
        let caller = Caller { account: id, tenant: known.tenant, thumbprint };
        Ok((By::Account(caller), known.key))
    }

    async fn fetch(&self, id: &AcmeAccountId, failed: Option<Known>) -> Result<Known, WireProblem> {
        let found = acme::account(&self.server.app, &self.ctx, id).await;
        let account = found.map_err(|failure| self.refuse(failure))?.ok_or_else(no_account)?;
        if account.stage != AcmeAccountStage::Valid {
            self.server.keys.forget(id);
            let text = format!("the account is {} and cannot be used any more", account.stage.code());
            return Err(WireProblem::unauthorized(text).status(StatusCode::UNAUTHORIZED));
        }
        if failed.is_some_and(|failed| failed.key.thumbprint() == account.thumbprint) {
            return Err(super::jose::JwsError::Signature.into());
        }
        match AccountKey::from_canonical(&account.jwk) {
            Ok(key) => Ok(Known { key: Arc::new(key), tenant: account.tenant }),
            Err(error) => Err(self.refuse(Failure::internal(error))),
        }
    }

    /// A failure of a use-case that an account asked for; a key that is no longer the account's is forgotten.
    pub fn refuse_account(&self, caller: &Caller, failure: Failure) -> WireProblem {
        if matches!(failure.code, Code::Unauthorized | Code::AcmeAccountInactive | Code::AcmeAccountMissing) {
            self.server.keys.forget(&caller.account);
        }
        self.refuse(failure)
    }
}

fn bad_nonce(text: &str) -> WireProblem {
    WireProblem::new(ProblemType::BadNonce, text)
}

fn no_account() -> WireProblem {
    WireProblem::new(
        ProblemType::AccountDoesNotExist,
        "kid: there is no such account; make one with newAccount",
    )
}
