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

    async fn send(self, request: http::Request<BodyWrapper<Bytes>>) -> Result<BytesResponse, Error> {
        let (parts, body) = request.into_parts();
        let Ok(body) = body.collect().await;
        let request = reqwest::Request::try_from(http::Request::from_parts(parts, body.to_bytes()))
            .map_err(|error| other(&error))?;
        let mut answer = self.client.execute(request).await.map_err(|error| other(&error))?;
        let mut response = http::Response::builder().status(answer.status());
        if let Some(headers) = response.headers_mut() {
            *headers = answer.headers().clone();
        }
        let mut content = Vec::new();
        while let Some(part) = answer.chunk().await.map_err(|error| other(&error))? {
            if content.len() + part.len() > self.answer_bytes_max {
                return Err(Error::Other("its answer is too long".into()));
            }
            content.extend_from_slice(&part);
        }
        Ok(BytesResponse::from(response.body(Full::new(Bytes::from(content)))?))
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
