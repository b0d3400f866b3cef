//! Reads how far an order is at the directory.

use super::errors::translated;
use chancery_app::ports::{Progress, Proof, TxtRecord, UpstreamError};
use instant_acme::{
    AuthorizationStatus, ChallengeHandle, ChallengeStatus, ChallengeType, Error, Identifier, Order,
    OrderStatus,
};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

/// What is to be done next with an order.
pub(super) async fn progress(order: &mut Order, kind: &ChallengeType) -> Result<Progress, UpstreamError> {
    match order.state().status {
        OrderStatus::Pending => to_prove(order, kind).await,
        OrderStatus::Ready => Ok(Progress::ToFinalize),
        OrderStatus::Processing => Ok(Progress::Waiting { seconds: None }),
        OrderStatus::Valid => match order.certificate().await.map_err(translated)? {
            Some(pem) => Ok(Progress::Issued(chain(&pem)?)),
            None => Ok(Progress::Waiting { seconds: None }),
        },
        OrderStatus::Invalid => Err(UpstreamError::Refused(why_invalid(order).await)),
    }
}

/// Challenges that nobody answered yet; when there are none the directory is looking.
async fn to_prove(order: &mut Order, kind: &ChallengeType) -> Result<Progress, UpstreamError> {
    let mut proofs = Vec::new();
    let mut authorizations = order.authorizations();
    while let Some(authorization) = authorizations.next().await {
        let mut authorization = authorization.map_err(translated)?;
        match authorization.status {
            AuthorizationStatus::Valid => continue,
            AuthorizationStatus::Pending => {}
            other => {
                let name = authorization.identifier().to_string();
                return Err(UpstreamError::Refused(format!("the authorization of {name} is {other:?}")));
            }
        }
        let name = authorization.identifier().to_string();
        let Some(challenge) = authorization.challenge(kind.clone()) else {
            return Err(UpstreamError::Refused(format!("it offers no {kind:?} challenge for {name}")));
        };
        if challenge.status == ChallengeStatus::Pending {
            proofs.push(proof(&challenge));
        }
    }
    Ok(if proofs.is_empty() { Progress::Waiting { seconds: None } } else { Progress::ToProve(proofs) })
}

/// What answers a challenge (RFC 8555 sections 8.3 and 8.4).
fn proof(challenge: &ChallengeHandle<'_>) -> Proof {
    let answer = challenge.key_authorization();
    if challenge.r#type != ChallengeType::Dns01 {
        return Proof::Http { token: challenge.token.clone(), content: answer.as_str().to_owned() };
    }
    let name = match challenge.identifier().identifier {
        Identifier::Dns(name) => format!("_acme-challenge.{name}"),
        other => format!("_acme-challenge.{}", other.authorized(false)),
    };
    Proof::Dns(TxtRecord { name, value: answer.dns_value() })
}

/// Why an order came to nothing: its own error, or those of its challenges.
async fn why_invalid(order: &mut Order) -> String {
    if let Some(problem) = &order.state().error {
        return problem.to_string();
    }
    let mut reasons = Vec::new();
    let mut authorizations = order.authorizations();
    while let Some(Ok(authorization)) = authorizations.next().await {
        for challenge in &authorization.challenges {
            if let Some(problem) = &challenge.error {
                reasons.push(format!("{}: {problem}", authorization.identifier()));
            }
        }
    }
    if reasons.is_empty() { "the order is invalid".to_owned() } else { reasons.join("; ") }
}

/// `application/pem-certificate-chain` (RFC 8555 section 9.1).
fn chain(pem: &str) -> Result<Vec<Vec<u8>>, UpstreamError> {
    CertificateDer::pem_slice_iter(pem.as_bytes())
        .map(|certificate| certificate.map(|der| der.to_vec()))
        .collect::<Result<_, _>>()
        .map_err(|error| translated(Error::Other(error.to_string().into())))
}
