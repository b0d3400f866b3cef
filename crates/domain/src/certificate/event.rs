//! What happened to a certificate, told to the other rooms; the follow-ups stand in `app::reactions`.

use super::stage::Stage;

/// Something that happened. Events are facts and cannot be refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Event {
    /// It was applied for.
    CertificateApplied,
    /// All its names were proved.
    ValidationPassed,
    /// The time for proving ran out.
    ValidationFailed,
    /// It was signed and stands in the register.
    CertificateIssued,
    /// The application was given up.
    CertificateCancelled,
    /// It was revoked.
    CertificateRevoked,
    /// Its last second passed.
    CertificateExpired,
    /// A certificate issued elsewhere was put into the register.
    CertificateUploaded,
    /// It was taken out of the register.
    CertificateDeleted,
}

/// The result of an action: the stage after it and what happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// The stage after the action.
    pub next: Stage,
    /// What happened, for the reactions; empty when nothing changed that others care about.
    pub events: Vec<Event>,
}

impl Change {
    /// A change with one event.
    pub fn with(next: Stage, event: Event) -> Self {
        Change { next, events: vec![event] }
    }

    /// A change that nobody needs to hear of.
    pub fn quiet(next: Stage) -> Self {
        Change { next, events: Vec::new() }
    }
}
