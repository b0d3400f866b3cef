//! The state of each proof, with what each look-up saw (E6). Looks anew unless the last look is very recent.

use super::look::look;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::ports::Look;
use crate::service::App;
use chancery_domain::certificate::{Certificate, Stage};
use chancery_domain::ids::CertificateId;
use chancery_domain::time::Timestamp;
use chancery_domain::validation::{Challenge, Method, challenges};

/// What is known about the validation of a certificate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// The certificate after the look.
    pub certificate: Certificate,
    /// One entry for each challenge; for a certificate that no longer waits, one for each name that was proved.
    pub challenges: Vec<ChallengeReport>,
    /// The applicant asked again too soon, so this is the last look and not a new one.
    pub too_frequent: bool,
}

/// The state of one proof.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChallengeReport {
    /// What has to be published; for a proof that is no longer needed only the name and method are meaningful.
    pub challenge: Challenge,
    /// When its proof was seen.
    pub passed_at: Option<Timestamp>,
    /// The last look at it.
    pub last_look: Option<Look>,
}

/// Reports on a certificate of the tenant; looks for its open proofs first when it waits for them.
///
/// # Errors
/// [`Code::CertificateNotFound`]; [`Code::NotValidating`] for uploads and for applications that came to nothing.
pub async fn check(app: &App, ctx: &Ctx, id: &CertificateId) -> Result<Report, Failure> {
    let account = ctx.tenant()?;
    let (before, looks) = fetch(app, id).await?;
    if before.account != account {
        return Err(Failure::no_certificate(id));
    }
    match &before.stage {
        stage if stage.proofs().is_some() => {}
        Stage::Issuing { .. } | Stage::Issued(_) | Stage::Expired(_) if !before.is_uploaded() => {
            return Ok(report(before, looks, false));
        }
        other => {
            let text =
                format!("CertificateId: {id} is {} and does not wait for domain validation", other.name());
            return Err(Failure::new(Code::NotValidating, text));
        }
    }
    let pause_seconds = app.policy.validation.manual_check_interval_seconds;
    let too_frequent = looks.iter().any(|l| ctx.now.seconds_since(l.at) < pause_seconds);
    if too_frequent {
        return Ok(report(before, looks, true));
    }
    look(app, ctx, id).await?;
    let (after, looks) = fetch(app, id).await?;
    Ok(report(after, looks, false))
}

async fn fetch(app: &App, id: &CertificateId) -> Result<(Certificate, Vec<Look>), Failure> {
    let wanted = id.clone();
    app.store
        .read(move |register| {
            let certificate =
                register.certificate(&wanted)?.ok_or_else(|| Failure::no_certificate(&wanted))?;
            let looks = register.looks(&wanted)?;
            Ok((certificate, looks))
        })
        .await
}

fn report(certificate: Certificate, looks: Vec<Look>, too_frequent: bool) -> Report {
    let last_look = |position: usize| looks.iter().find(|l| l.position == position).cloned();
    let challenges = match (certificate.stage.proofs(), &certificate.stage) {
        (Some(progress), _) => progress
            .challenges
            .iter()
            .enumerate()
            .map(|(position, challenge)| ChallengeReport {
                challenge: challenge.clone(),
                passed_at: progress.passed.get(position).copied().flatten(),
                last_look: last_look(position),
            })
            .collect(),
        (None, stage) => {
            let passed_at = match stage {
                Stage::Issuing { validated_at, .. } => Some(*validated_at),
                other => other.validity().and_then(|v| v.validated_at),
            };
            proved(&certificate)
                .into_iter()
                .enumerate()
                .map(|(position, challenge)| ChallengeReport {
                    challenge,
                    passed_at,
                    last_look: last_look(position),
                })
                .collect()
        }
    };
    Report { certificate, challenges, too_frequent }
}

/// The challenges that a certificate had; their values are forgotten once all names are proved.
fn proved(certificate: &Certificate) -> Vec<Challenge> {
    match certificate.application() {
        Some(application) => challenges(&application.bound, application.method, "", String::new),
        None => challenges(&[], Method::DnsTxt, "", String::new),
    }
}
