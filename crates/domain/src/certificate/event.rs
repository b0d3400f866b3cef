//! What happened to a certificate, told to the other rooms; the follow-ups stand in `app::reactions`.

use super::stage::Stage;

/// Something that happened. Events are facts and cannot be refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Event {
    /// It was bought and paid.
    CertificateBought,
    /// It was applied for.
    CertificateApplied,
    /// Its information was submitted.
    InformationSubmitted,
    /// Its confirmation letter was uploaded.
    LetterUploaded,
    /// Staff have to look at it: at the application, or at the revocation when one was asked for.
    ReviewWanted,
    /// Staff approved the application, or its pre-review.
    ReviewPassed,
    /// Staff refused the application.
    ReviewRefused,
    /// Its names have to be proved, for the application or for the revocation that was asked for.
    ValidationBegun,
    /// All its names were proved.
    ValidationPassed,
    /// The time for proving ran out.
    ValidationFailed,
    /// Everything is proved and approved.
    ReadyToIssue,
    /// It will not be signed.
    IssuanceFailed,
    /// It was signed and stands in the register.
    CertificateIssued,
    /// The application was given up.
    CertificateCancelled,
    /// A failed or cancelled application was opened again for other information.
    ApplicationReopened,
    /// What was paid for it went back.
    CertificateRefunded,
    /// Its revocation was asked for.
    RevocationAsked,
    /// The letter of its revocation was uploaded.
    RevocationLetterUploaded,
    /// Staff agreed to its revocation.
    RevocationApproved,
    /// Its revocation was refused, or not proved in time.
    RevocationRefused,
    /// Nothing stands in the way of its revocation any more.
    RevocationCleared,
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
