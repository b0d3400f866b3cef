//! Why a challenge failed, as a problem (RFC 8555 section 6.7): the error type by the cause, in the cause's words.

use super::problem::{Problem, ProblemType};
use crate::validation::{Cause, Proof};

impl Problem {
    /// The problem of a challenge whose proof was not seen.
    pub fn of_challenge(cause: &Cause, proof: &Proof) -> Self {
        Self::new(kind(cause, proof), cause.explain(&proof.place(), proof.expected()))
    }
}

fn kind(cause: &Cause, proof: &Proof) -> ProblemType {
    match cause {
        Cause::ServerError { .. } | Cause::Dnssec { .. } | Cause::NoAddress => ProblemType::Dns,
        // A host that is not there is a failed query; a record that is not there is no response yet.
        Cause::NoSuchName if !proof.is_dns() => ProblemType::Dns,
        Cause::TimedOut { .. } | Cause::ConnectionFailed { .. } | Cause::NotListening if proof.is_dns() => {
            ProblemType::Dns
        }
        Cause::TimedOut { .. }
        | Cause::ConnectionFailed { .. }
        | Cause::NotListening
        | Cause::BlockedAddress { .. } => ProblemType::Connection,
        Cause::Tls { .. } => ProblemType::Tls,
        Cause::Caa { .. } => ProblemType::Caa,
        // draft-ietf-acme-dns-persist-02 section 9.3.1; BR 3.2.2.9 says nothing of ACME.
        Cause::PersistRefused { .. } | Cause::NotCorroborated { .. } => ProblemType::Unauthorized,
        Cause::WrongValue { .. }
        | Cause::StaleTtl { .. }
        | Cause::WrongHost { .. }
        | Cause::NoSuchName
        | Cause::RecordMissing
        | Cause::FileMissing
        | Cause::WrongCertificate { .. }
        | Cause::Redirect { .. }
        | Cause::HttpStatus { .. }
        | Cause::TooLarge { .. } => ProblemType::IncorrectResponse,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_by_cause_and_proof() {
        let dns = Proof::Txt { host: "_acme-challenge.example.org".into(), value: "v".into() };
        let http =
            Proof::Http01 { host: "example.org".into(), token: "t".into(), key_authorization: "k".into() };
        for (cause, proof, expected) in [
            (Cause::NoSuchName, &dns, "incorrectResponse"),
            (Cause::NoSuchName, &http, "dns"),
            (Cause::TimedOut { after_seconds: 1 }, &dns, "dns"),
            (Cause::TimedOut { after_seconds: 1 }, &http, "connection"),
            (Cause::NotListening, &http, "connection"),
            (Cause::FileMissing, &http, "incorrectResponse"),
            (Cause::Dnssec { detail: "bogus".into() }, &http, "dns"),
            (Cause::Tls { detail: "eof".into() }, &http, "tls"),
        ] {
            let problem = Problem::of_challenge(&cause, proof);
            assert_eq!(problem.kind.code(), expected, "{cause:?}");
            assert!(problem.detail.contains(&proof.place()), "{}", problem.detail);
        }
    }
}
