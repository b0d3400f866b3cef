//! How far a certificate is. Each stage has just the data known then; each action consumes the stage before.
//!
//! `matrix.txt` beside this file shows every stage against every action; a test keeps it true.

use super::error::CertificateError;
use super::event::{Change, Event};
use crate::issuance::Serial;
use crate::revocation::Reason;
use crate::time::Timestamp;
use crate::validation::{Challenge, Verdict};
use serde::{Deserialize, Serialize};

/// How far a certificate is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum Stage {
    /// The applicant has to prove the names until the deadline.
    Validating(Progress),
    /// All names are proved; the certificate is being signed.
    Issuing {
        /// When the last name was proved.
        validated_at: Timestamp,
        /// The serial, once it is recorded.
        serial: Option<Serial>,
    },
    /// Signed and in force; also every uploaded certificate that has not ended.
    Issued(Validity),
    /// Its last second passed.
    Expired(Validity),
    /// Revoked; it stays so after its last second.
    Revoked {
        /// The certificate that was.
        validity: Validity,
        /// When.
        at: Timestamp,
        /// Why.
        reason: Reason,
    },
    /// It will not be issued.
    Failed {
        /// When that was known.
        at: Timestamp,
        /// Why.
        reason: FailureReason,
    },
    /// Given up by the applicant.
    Cancelled {
        /// When.
        at: Timestamp,
    },
}

/// The proofs asked for and how many were seen.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Progress {
    /// What has to be published.
    pub challenges: Vec<Challenge>,
    /// For each challenge, when its proof was seen.
    pub passed: Vec<Option<Timestamp>>,
    /// When the applicant began.
    pub begun_at: Timestamp,
    /// Until when the proofs are looked for (E4).
    pub deadline: Timestamp,
}

/// A certificate that exists.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Validity {
    /// Its serial number.
    pub serial: Serial,
    /// First second of validity.
    pub not_before: Timestamp,
    /// Last second of validity.
    pub not_after: Timestamp,
    /// When the names were proved; nothing for uploads.
    pub validated_at: Option<Timestamp>,
    /// SHA-1 of the certificate, lower-case hex: the fingerprint the cloud API shows.
    pub fingerprint_sha1: String,
}

/// Why a certificate will not be issued.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum FailureReason {
    /// The names were not proved in time (E4).
    ValidationTimedOut {
        /// What was last seen, in words (E6).
        last_seen: String,
    },
    /// The issuer refused to sign.
    IssuerRefused {
        /// In what words.
        detail: String,
    },
}

impl FailureReason {
    /// One sentence for the applicant.
    pub fn explain(&self) -> String {
        match self {
            FailureReason::ValidationTimedOut { last_seen } if last_seen.is_empty() => {
                "domain validation was not completed in time and the order was closed; apply again".to_owned()
            }
            FailureReason::ValidationTimedOut { last_seen } => format!(
                "domain validation was not completed in time and the order was closed; apply again. Last seen: {last_seen}"
            ),
            FailureReason::IssuerRefused { detail } => format!("the issuer refused to sign: {detail}"),
        }
    }
}

impl Progress {
    /// The challenges whose proof has not been seen, with their positions.
    pub fn open(&self) -> impl Iterator<Item = (usize, &Challenge)> {
        self.challenges.iter().enumerate().filter(|(i, _)| !self.passed.get(*i).is_some_and(Option::is_some))
    }
}

/// The stage without its data, for filters and counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
pub enum StageKind {
    /// [`Stage::Validating`].
    Validating,
    /// [`Stage::Issuing`].
    Issuing,
    /// [`Stage::Issued`].
    Issued,
    /// [`Stage::Expired`].
    Expired,
    /// [`Stage::Revoked`].
    Revoked,
    /// [`Stage::Failed`].
    Failed,
    /// [`Stage::Cancelled`].
    Cancelled,
}

impl StageKind {
    /// A stable word for storage.
    pub fn code(self) -> &'static str {
        match self {
            StageKind::Validating => "validating",
            StageKind::Issuing => "issuing",
            StageKind::Issued => "issued",
            StageKind::Expired => "expired",
            StageKind::Revoked => "revoked",
            StageKind::Failed => "failed",
            StageKind::Cancelled => "cancelled",
        }
    }
}

impl Stage {
    /// The stage without its data.
    pub fn kind(&self) -> StageKind {
        match self {
            Stage::Validating(_) => StageKind::Validating,
            Stage::Issuing { .. } => StageKind::Issuing,
            Stage::Issued(_) => StageKind::Issued,
            Stage::Expired(_) => StageKind::Expired,
            Stage::Revoked { .. } => StageKind::Revoked,
            Stage::Failed { .. } => StageKind::Failed,
            Stage::Cancelled { .. } => StageKind::Cancelled,
        }
    }

    /// The stage's name in messages and in the matrix.
    pub fn name(&self) -> &'static str {
        match self {
            Stage::Validating(_) => "waiting for domain validation",
            Stage::Issuing { .. } => "being issued",
            Stage::Issued(_) => "issued",
            Stage::Expired(_) => "expired",
            Stage::Revoked { .. } => "revoked",
            Stage::Failed { .. } => "failed",
            Stage::Cancelled { .. } => "cancelled",
        }
    }

    /// First and last second of validity, once there is a certificate.
    pub fn validity(&self) -> Option<&Validity> {
        match self {
            Stage::Issued(validity) | Stage::Expired(validity) | Stage::Revoked { validity, .. } => {
                Some(validity)
            }
            _ => None,
        }
    }

    /// Begins the proving of names (E4).
    pub fn apply(challenges: Vec<Challenge>, now: Timestamp, allowed_seconds: i64) -> Change {
        let passed = vec![None; challenges.len()];
        let deadline = now.plus_seconds(allowed_seconds);
        let progress = Progress { challenges, passed, begun_at: now, deadline };
        Change::with(Stage::Validating(progress), Event::CertificateApplied)
    }

    /// Takes in what one look at each challenge came to: `verdicts` are (position, verdict) pairs.
    ///
    /// A proof counts only when it was seen before the deadline.
    ///
    /// # Errors
    /// [`CertificateError::NotValidating`], [`CertificateError::TooLate`].
    pub fn validate(self, verdicts: &[(usize, Verdict)], now: Timestamp) -> Result<Change, CertificateError> {
        let Stage::Validating(mut progress) = self else {
            return Err(CertificateError::NotValidating { stage: self.name() });
        };
        if now > progress.deadline {
            return Err(CertificateError::TooLate {
                allowed_seconds: progress.deadline.seconds_since(progress.begun_at),
            });
        }
        for (position, verdict) in verdicts {
            if let (Verdict::Passed, Some(slot)) = (verdict, progress.passed.get_mut(*position)) {
                slot.get_or_insert(now);
            }
        }
        if progress.open().next().is_none() {
            let next = Stage::Issuing { validated_at: now, serial: None };
            Ok(Change::with(next, Event::ValidationPassed))
        } else {
            Ok(Change::quiet(Stage::Validating(progress)))
        }
    }

    /// Closes an application whose deadline has passed; nothing happens before it.
    ///
    /// # Errors
    /// [`CertificateError::NotValidating`].
    pub fn time_out(self, last_seen: String, now: Timestamp) -> Result<Change, CertificateError> {
        match self {
            Stage::Validating(progress) if now > progress.deadline => {
                let reason = FailureReason::ValidationTimedOut { last_seen };
                Ok(Change::with(Stage::Failed { at: now, reason }, Event::ValidationFailed))
            }
            Stage::Validating(progress) => Ok(Change::quiet(Stage::Validating(progress))),
            other => Err(CertificateError::NotValidating { stage: other.name() }),
        }
    }

    /// Notes the serial under which it will be signed; a second call keeps the first serial.
    ///
    /// # Errors
    /// [`CertificateError::NotReady`].
    pub fn begin_signing(self, new_serial: Serial) -> Result<Change, CertificateError> {
        match self {
            Stage::Issuing { validated_at, serial } => {
                let serial = Some(serial.unwrap_or(new_serial));
                Ok(Change::quiet(Stage::Issuing { validated_at, serial }))
            }
            other => Err(CertificateError::NotReady { stage: other.name() }),
        }
    }

    /// The certificate is signed. Told a second time, nothing happens again.
    ///
    /// # Errors
    /// [`CertificateError::NotReady`].
    pub fn issue(self, validity: Validity) -> Result<Change, CertificateError> {
        match self {
            Stage::Issuing { validated_at, serial: Some(serial) } if serial == validity.serial => {
                let validity = Validity { validated_at: Some(validated_at), ..validity };
                Ok(Change::with(Stage::Issued(validity), Event::CertificateIssued))
            }
            Stage::Issued(present) if present.serial == validity.serial => {
                Ok(Change::quiet(Stage::Issued(present)))
            }
            other => Err(CertificateError::NotReady { stage: other.name() }),
        }
    }

    /// The issuer will not sign.
    ///
    /// # Errors
    /// [`CertificateError::NotReady`].
    pub fn refuse(self, detail: String, now: Timestamp) -> Result<Change, CertificateError> {
        match self {
            Stage::Issuing { .. } => {
                let reason = FailureReason::IssuerRefused { detail };
                Ok(Change::with(Stage::Failed { at: now, reason }, Event::ValidationFailed))
            }
            other => Err(CertificateError::NotReady { stage: other.name() }),
        }
    }

    /// The applicant gives up; possible until all names are proved.
    ///
    /// # Errors
    /// [`CertificateError::NotCancellable`].
    pub fn cancel(self, now: Timestamp) -> Result<Change, CertificateError> {
        match self {
            Stage::Validating(_) => {
                Ok(Change::with(Stage::Cancelled { at: now }, Event::CertificateCancelled))
            }
            other => Err(CertificateError::NotCancellable { stage: other.name() }),
        }
    }

    /// Its serial was revoked. What is being issued under a recorded serial will not be (must never happen, 9); what
    /// expired stays expired; told a second time, only the reason may change.
    ///
    /// # Errors
    /// [`CertificateError::NotRevocable`].
    pub fn revoke(self, reason: Reason, now: Timestamp) -> Result<Change, CertificateError> {
        match self {
            Stage::Issued(validity) => {
                Ok(Change::with(Stage::Revoked { validity, at: now, reason }, Event::CertificateRevoked))
            }
            Stage::Revoked { validity, at, .. } => Ok(Change::quiet(Stage::Revoked { validity, at, reason })),
            Stage::Issuing { serial: Some(_), .. } => {
                let detail = "its serial number was revoked before the certificate was issued".to_owned();
                let reason = FailureReason::IssuerRefused { detail };
                Ok(Change::with(Stage::Failed { at: now, reason }, Event::ValidationFailed))
            }
            Stage::Expired(_) | Stage::Failed { .. } => Ok(Change::quiet(self)),
            other => Err(CertificateError::NotRevocable { stage: other.name() }),
        }
    }

    /// Its last second has passed; nothing happens before.
    ///
    /// # Errors
    /// [`CertificateError::NotInForce`].
    pub fn expire(self, now: Timestamp) -> Result<Change, CertificateError> {
        match self {
            Stage::Issued(validity) if validity.not_after < now => {
                Ok(Change::with(Stage::Expired(validity), Event::CertificateExpired))
            }
            Stage::Issued(validity) => Ok(Change::quiet(Stage::Issued(validity))),
            other => Err(CertificateError::NotInForce { stage: other.name() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::{DnsName, Name};
    use crate::validation::{Cause, Method, challenges};

    const NOW: Timestamp = Timestamp(1_800_000_000);
    const ALLOWED: i64 = 259_200;

    fn progress() -> Progress {
        let names = [Name::Plain(DnsName::parse("shop.org").expect("name"))];
        let mut token = 0;
        let challenges = challenges(&names, Method::DnsTxt, "proof.invalid", || {
            token += 1;
            format!("token{token}")
        });
        match Stage::apply(challenges, NOW, ALLOWED).next {
            Stage::Validating(progress) => progress,
            other => panic!("{other:?}"),
        }
    }

    fn serial() -> Serial {
        Serial::from_bytes(&[1, 2, 3])
    }

    fn validity() -> Validity {
        Validity {
            serial: serial(),
            not_before: NOW,
            not_after: NOW.plus_days(90),
            validated_at: Some(NOW),
            fingerprint_sha1: "ab".into(),
        }
    }

    fn stages() -> Vec<(&'static str, Stage)> {
        vec![
            ("validating", Stage::Validating(progress())),
            ("issuing", Stage::Issuing { validated_at: NOW, serial: None }),
            ("issuing+serial", Stage::Issuing { validated_at: NOW, serial: Some(serial()) }),
            ("issued", Stage::Issued(validity())),
            ("expired", Stage::Expired(validity())),
            ("revoked", Stage::Revoked { validity: validity(), at: NOW, reason: Reason::Superseded }),
            (
                "failed",
                Stage::Failed {
                    at: NOW,
                    reason: FailureReason::ValidationTimedOut { last_seen: String::new() },
                },
            ),
            ("cancelled", Stage::Cancelled { at: NOW }),
        ]
    }

    type Action = (&'static str, fn(Stage) -> Result<Change, CertificateError>);

    fn actions() -> Vec<Action> {
        vec![
            ("validate: proof seen", |s| s.validate(&[(0, Verdict::Passed)], NOW)),
            ("validate: not yet", |s| {
                s.validate(&[(0, Verdict::NotYet { cause: Cause::RecordMissing })], NOW)
            }),
            ("validate: after deadline", |s| {
                s.validate(&[(0, Verdict::Passed)], NOW.plus_seconds(ALLOWED + 1))
            }),
            ("time_out: at deadline", |s| s.time_out("x".into(), NOW.plus_seconds(ALLOWED))),
            ("time_out: after deadline", |s| s.time_out("x".into(), NOW.plus_seconds(ALLOWED + 1))),
            ("begin_signing", |s| s.begin_signing(serial())),
            ("issue", |s| s.issue(validity())),
            ("issue: other serial", |s| s.issue(Validity { serial: Serial::from_bytes(&[9]), ..validity() })),
            ("refuse", |s| s.refuse("no".into(), NOW)),
            ("cancel", |s| s.cancel(NOW)),
            ("revoke", |s| s.revoke(Reason::KeyCompromise, NOW)),
            ("expire: at last second", |s| s.expire(NOW.plus_days(90))),
            ("expire: after", |s| s.expire(NOW.plus_days(90).plus_seconds(1))),
        ]
    }

    #[test]
    fn the_matrix_is_as_written() {
        let mut text = String::from(
            "# stage x action -> next stage [events], or ! and why not. Refresh: UPDATE_MATRIX=1 cargo test -p chancery-domain\n",
        );
        for (stage_name, stage) in stages() {
            text.push_str(&format!("\n{stage_name}\n"));
            for (action, run) in actions() {
                let outcome = match run(stage.clone()) {
                    Ok(change) => format!("{} {:?}", change.next.name(), change.events),
                    Err(error) => format!("! {error}"),
                };
                text.push_str(&format!("  {action:<26} {outcome}\n"));
            }
        }
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/certificate/matrix.txt");
        if std::env::var_os("UPDATE_MATRIX").is_some() {
            std::fs::write(path, &text).expect("matrix written");
        }
        assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), text);
    }

    #[test]
    fn a_second_issue_changes_nothing() {
        let issued =
            Stage::Issuing { validated_at: NOW, serial: Some(serial()) }.issue(validity()).expect("issued");
        let again = issued.next.clone().issue(validity()).expect("same");
        assert_eq!(again, Change::quiet(issued.next));
    }

    #[test]
    fn a_second_begin_keeps_the_first_serial() {
        let first =
            Stage::Issuing { validated_at: NOW, serial: None }.begin_signing(serial()).expect("begun");
        let second = first.next.clone().begin_signing(Serial::from_bytes(&[7])).expect("begun");
        assert_eq!(second.next, first.next);
    }
}
