//! Whether a message is believed (RFC 8555 sections 6.2 to 6.5).
//!
//! It is checked from cheap to dear: media type and size before, then syntax, URL, nonce, account, signature. The nonce
//! is taken last, so that a forged message spends nobody's nonce and costs the register nothing.

use super::door::Visit;
use super::jose::{AccountKey, Jws, Signer};
use super::key_cache::Known;
use super::problem::{WireProblem, translate};
use chancery_app::acme::{self, Caller};
use chancery_app::{Code, Failure};
use chancery_domain::acme::{AcmeAccountId, AcmeAccountStage, ProblemType};
use chancery_pki::key_check;
use chancery_pki::public_key::PublicKey;
use http::StatusCode;
use std::sync::Arc;

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

    /// The `SubjectPublicKeyInfo` of a key that is to become an account's, if it protects anything (RFC 8555 section
    /// 11.1): the same tests as for subscribers' keys.
    ///
    /// # Errors
    /// `badPublicKey`.
    pub fn sound(&self, key: &AccountKey) -> Result<Vec<u8>, WireProblem> {
        let bad = |text: String| WireProblem::new(ProblemType::BadPublicKey, text);
        let spki = key.spki_der()?;
        let read = PublicKey::from_spki(&spki).map_err(|error| bad(error.to_string()))?;
        key_check::check(&read, &self.server.app.key_rules).map_err(|weak| bad(weak.to_string()))?;
        Ok(spki)
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
