//! The port to upstream authorities, over ACME.

use super::account;
use super::errors::{is, translated};
use super::hook::{self, Action};
use super::http::Http;
use super::progress::progress;
use super::settings::{Challenge, UpstreamLimits, UpstreamSettings, UpstreamSetupError};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chancery_app::ports::{AccountKey, Progress, Session, TxtRecord, Upstream, UpstreamError, Upstreams};
use chancery_domain::time::Timestamp;
use chancery_domain::upstream::RenewalWindow;
use chancery_pki::certificate::CertificateFacts;
use futures_util::future::BoxFuture;
use instant_acme::{
    Account, AuthorizationStatus, CertificateIdentifier, ChallengeStatus, ChallengeType, Error, Identifier,
    NewOrder, Order, RevocationReason, RevocationRequest,
};
use parking_lot::Mutex;
use std::collections::HashMap;

/// The upstreams of the configuration.
pub struct AcmeUpstreams {
    upstreams: Vec<(UpstreamSettings, Http)>,
    limits: UpstreamLimits,
    /// Accounts in use, by directory and address, so that the directory is not read for each call.
    accounts: Mutex<HashMap<String, (AccountKey, Account)>>,
}

impl AcmeUpstreams {
    /// Prepares the upstreams.
    ///
    /// # Errors
    /// [`UpstreamSetupError`] names the upstream and what is wrong with it.
    pub fn new(settings: Vec<UpstreamSettings>, limits: UpstreamLimits) -> Result<Self, UpstreamSetupError> {
        let mut upstreams: Vec<(UpstreamSettings, Http)> = Vec::with_capacity(settings.len());
        for settings in settings {
            let twice = |brand: &&String| upstreams.iter().any(|(other, _)| other.brands.contains(brand));
            if let Some(brand) = settings.brands.iter().find(twice) {
                let (name, brand) = (settings.name.clone(), brand.clone());
                return Err(UpstreamSetupError::BrandTwice { name, brand });
            }
            let http = Http::new(&settings, limits)?;
            upstreams.push((settings, http));
        }
        Ok(AcmeUpstreams { upstreams, limits, accounts: Mutex::default() })
    }

    fn found(&self, name: &str) -> Result<&(UpstreamSettings, Http), UpstreamError> {
        let unknown = || UpstreamError::Unknown(name.to_owned());
        self.upstreams.iter().find(|(settings, _)| settings.name == name).ok_or_else(unknown)
    }

    async fn account(&self, session: &Session) -> Result<Account, UpstreamError> {
        if let Some((key, account)) = self.accounts.lock().get(&session.directory)
            && *key == session.account
        {
            return Ok(account.clone());
        }
        let (settings, http) = self.found(&session.upstream)?;
        let account = account::account(http, settings, &session.directory, &session.account).await?;
        let kept = (session.account.clone(), account.clone());
        self.accounts.lock().insert(session.directory.clone(), kept);
        Ok(account)
    }

    async fn order(&self, session: &Session, url: &str) -> Result<Order, UpstreamError> {
        self.account(session).await?.order(url.to_owned()).await.map_err(translated)
    }

    async fn new_order(
        &self,
        session: &Session,
        names: &[String],
        replaces: Option<&CertificateFacts>,
    ) -> Result<String, UpstreamError> {
        let (settings, _) = self.found(&session.upstream)?;
        let account = self.account(session).await?;
        let identifiers: Vec<Identifier> = names.iter().map(|name| identifier_of(name)).collect();
        let plain = || {
            let order = NewOrder::new(&identifiers);
            match &settings.profile {
                Some(profile) => order.profile(profile),
                None => order,
            }
        };
        let mut opened = match replaces.and_then(identifier) {
            Some(old) => account.new_order(&plain().replaces(old)).await,
            None => account.new_order(&plain()).await,
        };
        // `replaces` is a hint: a directory that does not take it (RFC 9773 section 5: alreadyReplaced, or no such
        // certificate) is asked without it.
        if replaces.is_some() && matches!(opened, Err(Error::Api(_) | Error::Unsupported(_))) {
            opened = account.new_order(&plain()).await;
        }
        Ok(opened.map_err(translated)?.url().to_owned())
    }

    async fn answer_challenges(&self, session: &Session, url: &str) -> Result<(), UpstreamError> {
        let (settings, _) = self.found(&session.upstream)?;
        let kind = kind(&settings.challenge);
        let mut order = self.order(session, url).await?;
        let mut authorizations = order.authorizations();
        while let Some(authorization) = authorizations.next().await {
            let mut authorization = authorization.map_err(translated)?;
            if authorization.status != AuthorizationStatus::Pending {
                continue;
            }
            let Some(mut challenge) = authorization.challenge(kind.clone()) else { continue };
            if challenge.status != ChallengeStatus::Pending {
                continue;
            }
            challenge.set_ready().await.map_err(translated)?;
        }
        Ok(())
    }

    async fn in_the_dns(
        &self,
        upstream: &str,
        action: Action,
        record: &TxtRecord,
    ) -> Result<(), UpstreamError> {
        match &self.found(upstream)?.0.challenge {
            Challenge::Dns01 { hook } => hook::run(hook, action, record, self.limits.answer).await,
            Challenge::Http01 => {
                Err(UpstreamError::Unreachable(format!("upstream {upstream:?} has no DNS hook any more")))
            }
        }
    }

    async fn renewal_info(
        &self,
        session: &Session,
        leaf: &CertificateFacts,
        now: Timestamp,
    ) -> Result<Option<(RenewalWindow, i64)>, UpstreamError> {
        let Some(identifier) = identifier(leaf) else { return Ok(None) };
        match self.account(session).await?.renewal_info(&identifier).await {
            Ok((info, pause)) => {
                let window = &info.suggested_window;
                let window = RenewalWindow {
                    from: Timestamp(window.start.unix_timestamp()),
                    to: Timestamp(window.end.unix_timestamp()),
                };
                tracing::debug!(from = %window.from, to = %window.to, %now, "renewal window");
                Ok(Some((window, i64::try_from(pause.as_secs()).unwrap_or(i64::MAX))))
            }
            Err(Error::Unsupported(_)) => Ok(None),
            Err(error) => Err(translated(error)),
        }
    }

    async fn revoke_there(
        &self,
        session: &Session,
        leaf_der: &[u8],
        reason: u8,
    ) -> Result<(), UpstreamError> {
        let certificate = leaf_der.to_vec().into();
        let request = RevocationRequest { certificate: &certificate, reason: revocation_reason(reason) };
        match self.account(session).await?.revoke(&request).await {
            Err(Error::Api(problem)) if is(&problem, "alreadyRevoked") => Ok(()),
            other => other.map_err(translated),
        }
    }
}

fn kind(challenge: &Challenge) -> ChallengeType {
    match challenge {
        Challenge::Http01 => ChallengeType::Http01,
        Challenge::Dns01 { .. } => ChallengeType::Dns01,
    }
}

/// A DNS name or, in a product that holds them, an IP address (RFC 8738; A4).
fn identifier_of(name: &str) -> Identifier {
    name.parse().map_or_else(|_| Identifier::Dns(name.to_owned()), Identifier::Ip)
}

/// The certificate's name in renewal information (RFC 9773 section 4.1).
fn identifier(leaf: &CertificateFacts) -> Option<CertificateIdentifier<'static>> {
    let authority = leaf.extensions.authority_key_identifier.as_ref()?;
    let mut serial: Vec<u8> = leaf
        .serial_hex
        .as_bytes()
        .chunks(2)
        .map(|pair| std::str::from_utf8(pair).ok().and_then(|text| u8::from_str_radix(text, 16).ok()))
        .collect::<Option<_>>()?;
    // The DER form: positive numbers with a high first bit carry a zero in front.
    if serial.first().is_some_and(|byte| byte & 0x80 != 0) {
        serial.insert(0, 0);
    }
    Some(CertificateIdentifier {
        authority_key_identifier: URL_SAFE_NO_PAD.encode(authority).into(),
        serial: URL_SAFE_NO_PAD.encode(serial).into(),
    })
}

/// Reasons of RFC 5280 section 5.3.1 that may be asked for; others are left to the directory.
fn revocation_reason(code: u8) -> Option<RevocationReason> {
    match code {
        1 => Some(RevocationReason::KeyCompromise),
        3 => Some(RevocationReason::AffiliationChanged),
        4 => Some(RevocationReason::Superseded),
        5 => Some(RevocationReason::CessationOfOperation),
        _ => None,
    }
}

fn named(settings: &UpstreamSettings) -> Upstream {
    Upstream { name: settings.name.clone(), directories: settings.directories.clone() }
}

impl Upstreams for AcmeUpstreams {
    fn for_brand(&self, brand: &str) -> Option<Upstream> {
        let settings = self.upstreams.iter().map(|(settings, _)| settings);
        settings.filter(|s| s.brands.iter().any(|b| b == brand)).map(named).next()
    }

    fn named(&self, name: &str) -> Option<Upstream> {
        self.found(name).ok().map(|(settings, _)| named(settings))
    }

    fn fresh_key(&self) -> Result<AccountKey, UpstreamError> {
        account::fresh_key()
    }

    fn open<'a>(
        &'a self,
        session: &'a Session,
        names: &'a [String],
        replaces: Option<&'a CertificateFacts>,
    ) -> BoxFuture<'a, Result<String, UpstreamError>> {
        Box::pin(self.new_order(session, names, replaces))
    }

    fn look<'a>(
        &'a self,
        session: &'a Session,
        order: &'a str,
    ) -> BoxFuture<'a, Result<Progress, UpstreamError>> {
        Box::pin(async move {
            let (settings, _) = self.found(&session.upstream)?;
            progress(&mut self.order(session, order).await?, &kind(&settings.challenge)).await
        })
    }

    fn publish<'a>(
        &'a self,
        upstream: &'a str,
        record: &'a TxtRecord,
    ) -> BoxFuture<'a, Result<(), UpstreamError>> {
        Box::pin(self.in_the_dns(upstream, Action::Add, record))
    }

    fn take_back<'a>(
        &'a self,
        upstream: &'a str,
        record: &'a TxtRecord,
    ) -> BoxFuture<'a, Result<(), UpstreamError>> {
        Box::pin(self.in_the_dns(upstream, Action::Remove, record))
    }

    fn prove<'a>(&'a self, session: &'a Session, order: &'a str) -> BoxFuture<'a, Result<(), UpstreamError>> {
        Box::pin(self.answer_challenges(session, order))
    }

    fn finalize<'a>(
        &'a self,
        session: &'a Session,
        order: &'a str,
        csr_der: &'a [u8],
    ) -> BoxFuture<'a, Result<(), UpstreamError>> {
        Box::pin(async move {
            let mut order = self.order(session, order).await?;
            order.finalize_csr(csr_der).await.map_err(translated)
        })
    }

    fn renewal<'a>(
        &'a self,
        session: &'a Session,
        leaf: &'a CertificateFacts,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<Option<(RenewalWindow, i64)>, UpstreamError>> {
        Box::pin(self.renewal_info(session, leaf, now))
    }

    fn revoke<'a>(
        &'a self,
        session: &'a Session,
        leaf_der: &'a [u8],
        reason: u8,
    ) -> BoxFuture<'a, Result<(), UpstreamError>> {
        Box::pin(self.revoke_there(session, leaf_der, reason))
    }
}
