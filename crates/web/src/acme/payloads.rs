//! What clients send inside their messages (RFC 8555 chapter 7 and its extensions). Members that are not known are
//! ignored (section 7.1.2 for accounts; the same for the others), repeated ones were refused before.

use super::jose::jwk::Jwk;
use super::jose::jws::Flattened;
use super::jose::strict_json::{self, Object, object, present, present_object};
use super::problem::WireProblem;
use serde::Deserialize;
use std::borrow::Cow;

/// Section 7.3.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewAccountPayload<'a> {
    /// Contact URLs.
    #[serde(default)]
    pub contact: Vec<String>,
    /// Agreement to the terms.
    #[serde(default)]
    pub terms_of_service_agreed: bool,
    /// Whether only to look for an account.
    #[serde(default)]
    pub only_return_existing: bool,
    /// Section 7.3.4.
    #[serde(borrow, default, deserialize_with = "present_object")]
    pub external_account_binding: Option<Flattened<'a>>,
}

/// Sections 7.3.2 and 7.3.6.
#[derive(Deserialize)]
pub struct AccountPayload {
    /// The new contacts.
    #[serde(default, deserialize_with = "present")]
    pub contact: Option<Vec<String>>,
    /// `deactivated`.
    #[serde(default, deserialize_with = "present")]
    pub status: Option<String>,
}

/// Section 7.3.5, inside the inner message.
#[derive(Deserialize)]
pub struct KeyChangePayload<'a> {
    /// The account's URL.
    #[serde(borrow)]
    pub account: Cow<'a, str>,
    /// The key that it has so far.
    #[serde(rename = "oldKey", deserialize_with = "object")]
    pub old_key: Jwk,
}

/// An identifier (section 7.1.3).
#[derive(Deserialize)]
pub struct IdentifierPayload {
    /// `dns` or `ip`.
    pub r#type: String,
    /// Its value.
    pub value: String,
}

/// Section 7.4, with RFC 9773 section 5, RFC 8739 section 3.1.1 and draft-ietf-acme-profiles.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewOrderPayload<'a> {
    /// What is to be certified.
    pub identifiers: Vec<Object<IdentifierPayload>>,
    /// First second wanted.
    #[serde(borrow, default, deserialize_with = "present")]
    pub not_before: Option<Cow<'a, str>>,
    /// Last second wanted.
    #[serde(borrow, default, deserialize_with = "present")]
    pub not_after: Option<Cow<'a, str>>,
    /// The profile.
    #[serde(default, deserialize_with = "present")]
    pub profile: Option<String>,
    /// The certificate that is replaced.
    #[serde(default, deserialize_with = "present")]
    pub replaces: Option<String>,
    /// The order is to renew itself.
    #[serde(borrow, rename = "auto-renewal", default, deserialize_with = "present_object")]
    pub auto_renewal: Option<AutoRenewalPayload<'a>>,
}

/// RFC 8739 section 3.1.1.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct AutoRenewalPayload<'a> {
    /// When the first certificate begins.
    #[serde(borrow, default, deserialize_with = "present")]
    pub start_date: Option<Cow<'a, str>>,
    /// When the last one ends.
    #[serde(borrow)]
    pub end_date: Cow<'a, str>,
    /// Seconds that each lasts.
    pub lifetime: i64,
    /// Seconds by which each begins earlier.
    #[serde(default)]
    pub lifetime_adjust: i64,
    /// Whether anyone may fetch it.
    #[serde(default)]
    pub allow_certificate_get: bool,
}

/// Section 7.4.1.
#[derive(Deserialize)]
pub struct NewAuthorizationPayload {
    /// What is to be proved.
    #[serde(deserialize_with = "object")]
    pub identifier: IdentifierPayload,
}

/// Section 7.5.2 for authorizations, RFC 8739 section 3.1.2 for orders.
#[derive(Deserialize)]
pub struct StatusPayload {
    /// The status wanted.
    pub status: String,
}

/// Section 7.5.1: an object; nothing in it means anything to the challenges here.
#[derive(Deserialize)]
pub struct ResponsePayload {}

/// Section 7.4.
#[derive(Deserialize)]
pub struct FinalizePayload<'a> {
    /// The CSR, base64url of its DER.
    #[serde(borrow)]
    pub csr: Cow<'a, str>,
}

/// Section 7.6.
#[derive(Deserialize)]
pub struct RevokePayload<'a> {
    /// The certificate, base64url of its DER.
    #[serde(borrow)]
    pub certificate: Cow<'a, str>,
    /// The reason's number (RFC 5280 section 5.3.1).
    #[serde(default, deserialize_with = "present")]
    pub reason: Option<i64>,
}

/// Reads a payload.
///
/// # Errors
/// `malformed`, with the place and the rule.
pub fn read<'a, T: Deserialize<'a>>(payload: &'a [u8]) -> Result<T, WireProblem> {
    strict_json::parse(payload).map_err(|error| WireProblem::malformed(format!("payload: {error}")))
}
