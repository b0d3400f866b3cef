//! No upstreams: every brand is issued by the embedded authority.

use chancery_app::ports::{AccountKey, Progress, Session, TxtRecord, Upstream, UpstreamError, Upstreams};
use chancery_domain::time::Timestamp;
use chancery_domain::upstream::RenewalWindow;
use chancery_pki::certificate::CertificateFacts;
use futures_util::future::BoxFuture;

/// Knows no upstream.
#[derive(Clone, Copy, Debug)]
pub struct AbsentUpstreams;

fn unknown<'a, T: Send + 'a>(name: &str) -> BoxFuture<'a, Result<T, UpstreamError>> {
    let error = UpstreamError::Unknown(name.to_owned());
    Box::pin(async move { Err(error) })
}

impl Upstreams for AbsentUpstreams {
    fn for_brand(&self, _: &str) -> Option<Upstream> {
        None
    }

    fn named(&self, _: &str) -> Option<Upstream> {
        None
    }

    fn fresh_key(&self) -> Result<AccountKey, UpstreamError> {
        Err(UpstreamError::Unknown(String::new()))
    }

    fn open<'a>(
        &'a self,
        session: &'a Session,
        _: &'a [String],
        _: Option<&'a CertificateFacts>,
    ) -> BoxFuture<'a, Result<String, UpstreamError>> {
        unknown(&session.upstream)
    }

    fn look<'a>(
        &'a self,
        session: &'a Session,
        _: &'a str,
    ) -> BoxFuture<'a, Result<Progress, UpstreamError>> {
        unknown(&session.upstream)
    }

    fn prove<'a>(&'a self, session: &'a Session, _: &'a str) -> BoxFuture<'a, Result<(), UpstreamError>> {
        unknown(&session.upstream)
    }

    fn finalize<'a>(
        &'a self,
        session: &'a Session,
        _: &'a str,
        _: &'a [u8],
    ) -> BoxFuture<'a, Result<(), UpstreamError>> {
        unknown(&session.upstream)
    }

    fn publish<'a>(
        &'a self,
        upstream: &'a str,
        _: &'a TxtRecord,
    ) -> BoxFuture<'a, Result<(), UpstreamError>> {
        unknown(upstream)
    }

    fn take_back<'a>(
        &'a self,
        upstream: &'a str,
        _: &'a TxtRecord,
    ) -> BoxFuture<'a, Result<(), UpstreamError>> {
        unknown(upstream)
    }

    fn renewal<'a>(
        &'a self,
        session: &'a Session,
        _: &'a CertificateFacts,
        _: Timestamp,
    ) -> BoxFuture<'a, Result<Option<(RenewalWindow, i64)>, UpstreamError>> {
        unknown(&session.upstream)
    }

    fn revoke<'a>(
        &'a self,
        session: &'a Session,
        _: &'a [u8],
        _: u8,
    ) -> BoxFuture<'a, Result<(), UpstreamError>> {
        unknown(&session.upstream)
    }
}
