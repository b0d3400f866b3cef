//! The JSON of accounts, orders, authorizations and challenges (RFC 8555 section 7.1).

use super::problem::ErrorObject;
use super::server::AcmeServer;
use chancery_domain::acme::{
    AcmeAccount, AcmeChallenge, AcmeOrder, Authorization, AuthorizationStatus, AutoRenewal, ChallengeStage,
    ChallengeType, Identifier, OrderStatus,
};
use chancery_domain::time::Timestamp;
use serde::Serialize;

/// Section 7.1.2.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountView<'a> {
    status: &'static str,
    contact: &'a [String],
    terms_of_service_agreed: bool,
    orders: String,
}

/// Section 7.1.3.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderView<'a> {
    status: &'static str,
    expires: String,
    identifiers: Vec<IdentifierView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_before: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_after: Option<String>,
    profile: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    replaces: Option<&'a str>,
    #[serde(rename = "auto-renewal", skip_serializing_if = "Option::is_none")]
    auto_renewal: Option<AutoRenewalView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorObject<'a>>,
    authorizations: Vec<String>,
    finalize: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<String>,
    #[serde(rename = "star-certificate", skip_serializing_if = "Option::is_none")]
    star_certificate: Option<String>,
}

/// RFC 8739 section 3.1.1.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct AutoRenewalView {
    #[serde(skip_serializing_if = "Option::is_none")]
    start_date: Option<String>,
    end_date: String,
    lifetime: i64,
    lifetime_adjust: i64,
    allow_certificate_get: bool,
}

#[derive(Serialize)]
struct IdentifierView {
    r#type: &'static str,
    value: String,
}

/// Section 7.1.4.
#[derive(Serialize)]
pub struct AuthorizationView<'a> {
    identifier: IdentifierView,
    status: &'static str,
    expires: String,
    challenges: Vec<ChallengeView<'a>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    wildcard: bool,
}

/// Section 8, and for dns-persist-01 section 3 of its draft.
#[derive(Serialize)]
pub struct ChallengeView<'a> {
    r#type: &'static str,
    url: String,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<&'a str>,
    /// As draft-ietf-acme-dns-persist-02 spells it.
    #[serde(rename = "issuerDomainNames", skip_serializing_if = "Option::is_none")]
    issuer_domain_names: Option<&'a [String]>,
    /// As versions 00 and 01 spell it, which clients of today read.
    #[serde(rename = "issuer-domain-names", skip_serializing_if = "Option::is_none")]
    issuer_domain_names_before: Option<&'a [String]>,
    #[serde(rename = "accounturi", skip_serializing_if = "Option::is_none")]
    account_uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    validated: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorObject<'a>>,
}

/// An account.
pub fn account<'a>(server: &AcmeServer, account: &'a AcmeAccount) -> AccountView<'a> {
    AccountView {
        status: account.stage.code(),
        contact: &account.contacts,
        terms_of_service_agreed: account.terms_agreed,
        orders: server.urls.orders(&account.id, None),
    }
}

/// An order, as it stands at a moment.
pub fn order<'a>(server: &AcmeServer, order: &'a AcmeOrder, now: Timestamp) -> OrderView<'a> {
    let urls = &server.urls;
    let certificate = order.certificate().filter(|_| order.auto_renewal.is_none());
    // RFC 8739 section 3.1.1: such an order has this member in place of "certificate".
    let star = order.auto_renewal.as_ref().filter(|_| order.status(now) == OrderStatus::Valid);
    OrderView {
        status: order.status(now).code(),
        expires: order.expires_at.rfc3339(),
        identifiers: order.identifiers.iter().map(whole).collect(),
        not_before: order.not_before.map(Timestamp::rfc3339),
        not_after: order.not_after.map(Timestamp::rfc3339),
        profile: &order.profile,
        replaces: order.replaces.as_deref(),
        auto_renewal: order.auto_renewal.as_ref().map(auto_renewal),
        error: order.problem().map(ErrorObject::of),
        authorizations: order.authorizations.iter().map(|id| urls.authorization(id)).collect(),
        finalize: urls.finalize(&order.id),
        certificate: certificate.map(|id| urls.certificate(id, 0)),
        star_certificate: star.map(|_| urls.star_certificate(&order.id)),
    }
}

fn auto_renewal(renewal: &AutoRenewal) -> AutoRenewalView {
    AutoRenewalView {
        start_date: renewal.start_date.map(Timestamp::rfc3339),
        end_date: renewal.end_date.rfc3339(),
        lifetime: renewal.lifetime,
        lifetime_adjust: renewal.lifetime_adjust,
        allow_certificate_get: renewal.allow_certificate_get,
    }
}

/// In orders a wildcard is written with its `*.`.
fn whole(identifier: &Identifier) -> IdentifierView {
    IdentifierView { r#type: identifier.kind(), value: identifier.value() }
}

/// An authorization, as it stands at a moment.
pub fn authorization<'a>(
    server: &'a AcmeServer,
    authorization: &'a Authorization,
    now: Timestamp,
) -> AuthorizationView<'a> {
    let status = authorization.status(now);
    let shown = authorization.challenges.iter().filter(|challenge| match status {
        // Section 7.1.4: of a valid one, the challenge that was validated; of an invalid one, what was attempted.
        AuthorizationStatus::Valid => matches!(challenge.stage, ChallengeStage::Valid { .. }),
        AuthorizationStatus::Invalid => {
            matches!(challenge.stage, ChallengeStage::Invalid { .. }) || !attempted(authorization)
        }
        _ => true,
    });
    AuthorizationView {
        // In authorizations a wildcard is written without its `*.` and marked.
        identifier: IdentifierView {
            r#type: authorization.identifier.kind(),
            value: authorization.identifier.base_value(),
        },
        status: status.code(),
        expires: authorization.expires_at.rfc3339(),
        challenges: shown.map(|challenge| self::challenge(server, authorization, challenge)).collect(),
        wildcard: authorization.wildcard(),
    }
}

fn attempted(authorization: &Authorization) -> bool {
    authorization.challenges.iter().any(|challenge| matches!(challenge.stage, ChallengeStage::Invalid { .. }))
}

/// A challenge.
pub fn challenge<'a>(
    server: &'a AcmeServer,
    authorization: &'a Authorization,
    challenge: &'a AcmeChallenge,
) -> ChallengeView<'a> {
    // draft-ietf-acme-dns-persist section 3: this challenge has no token; it names whom the record may name.
    let persists = challenge.kind == ChallengeType::DnsPersist01;
    ChallengeView {
        r#type: challenge.kind.code(),
        url: server.urls.challenge(&authorization.id, challenge.kind),
        status: challenge.stage.code(),
        token: (!persists).then_some(challenge.token.as_str()),
        issuer_domain_names: persists.then_some(server.app.settings.caa_identities.as_slice()),
        issuer_domain_names_before: persists.then_some(server.app.settings.caa_identities.as_slice()),
        account_uri: persists.then(|| server.urls.account(&authorization.account)),
        validated: challenge.stage.validated_at().map(Timestamp::rfc3339),
        error: challenge.stage.problem().map(ErrorObject::of),
    }
}
