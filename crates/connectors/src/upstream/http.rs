//! The HTTP client under the ACME library: bounded in time and size.

use super::settings::{UpstreamLimits, UpstreamSettings, UpstreamSetupError};
use crate::tls_client::tls_client;
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use instant_acme::{BodyWrapper, BytesResponse, Error, HttpClient};
use std::pin::Pin;

/// How it names itself to directories.
const USER_AGENT: &str = concat!("Chancery/", env!("CARGO_PKG_VERSION"));

/// A client for one upstream. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Http {
    client: reqwest::Client,
    answer_bytes_max: usize,
}

/// What came back.
pub(super) struct Answer {
    pub(super) status: http::StatusCode,
    headers: http::HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// The nonce for the next message (RFC 8555 section 6.5.1).
    pub(super) fn nonce(&self) -> Option<String> {
        Some(self.headers.get("replay-nonce")?.to_str().ok()?.to_owned())
    }
}

impl Http {
    pub(super) fn new(
        settings: &UpstreamSettings,
        limits: UpstreamLimits,
    ) -> Result<Self, UpstreamSetupError> {
        let name = settings.name.clone();
        let tls = tls_client(settings.ca_file.as_deref())
            .map_err(|cause| UpstreamSetupError::Tls { name: name.clone(), cause })?;
        let client = reqwest::Client::builder()
            .use_preconfigured_tls(tls)
            .user_agent(USER_AGENT)
            .timeout(limits.answer)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| UpstreamSetupError::Http { name, detail: error.to_string() })?;
        Ok(Http { client, answer_bytes_max: limits.answer_bytes_max })
    }

    /// A resource.
    pub(super) async fn get(&self, url: &str) -> Result<Answer, Error> {
        self.exchange(self.client.get(url)).await
    }

    /// A resource's headers.
    pub(super) async fn head(&self, url: &str) -> Result<Answer, Error> {
        self.exchange(self.client.head(url)).await
    }

    /// A signed message (RFC 8555 section 6.2).
    pub(super) async fn post_jose(&self, url: &str, body: String) -> Result<Answer, Error> {
        let request = self.client.post(url).header(http::header::CONTENT_TYPE, "application/jose+json");
        self.exchange(request.body(body)).await
    }

    async fn exchange(&self, request: reqwest::RequestBuilder) -> Result<Answer, Error> {
        self.answer(request.build().map_err(|error| other(&error))?).await
    }

    async fn answer(&self, request: reqwest::Request) -> Result<Answer, Error> {
        let mut answer = self.client.execute(request).await.map_err(|error| other(&error))?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let mut body = Vec::new();
        while let Some(part) = answer.chunk().await.map_err(|error| other(&error))? {
            if body.len() + part.len() > self.answer_bytes_max {
                return Err(Error::Other("its answer is too long".into()));
            }
            body.extend_from_slice(&part);
        }
        Ok(Answer { status, headers, body })
    }

    async fn send(self, request: http::Request<BodyWrapper<Bytes>>) -> Result<BytesResponse, Error> {
        let (parts, body) = request.into_parts();
        let Ok(body) = body.collect().await;
        let request = reqwest::Request::try_from(http::Request::from_parts(parts, body.to_bytes()))
            .map_err(|error| other(&error))?;
        let answer = self.answer(request).await?;
        let mut response = http::Response::builder().status(answer.status);
        if let Some(headers) = response.headers_mut() {
            *headers = answer.headers;
        }
        Ok(BytesResponse::from(response.body(Full::new(Bytes::from(answer.body)))?))
    }
}

/// The error with what is behind it: the library's own text ends at "error sending request".
fn other(error: &dyn std::error::Error) -> Error {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(&format!(": {inner}"));
        cause = inner.source();
    }
    Error::Other(text.into())
}

impl HttpClient for Http {
    fn request(
        &self,
        request: http::Request<BodyWrapper<Bytes>>,
    ) -> Pin<Box<dyn Future<Output = Result<BytesResponse, Error>> + Send>> {
        Box::pin(self.clone().send(request))
    }
}
