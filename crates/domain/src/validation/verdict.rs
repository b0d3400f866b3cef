//! From what was seen to passed or not, with the likely cause (E2, E4, E6).

use super::cause::Cause;
use super::challenge::{Challenge, Proof};
use super::observation::{Finding, Observation, Purpose};
use super::persist;
use serde::{Deserialize, Serialize};

/// What one look at one challenge came to.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum Verdict {
    /// The proof was seen.
    Passed,
    /// The proof was not seen; it may still be before the deadline.
    NotYet {
        /// The likely cause.
        cause: Cause,
    },
}

/// Judges one challenge by what was seen.
///
/// DNS: every resolver that answered must show the value, and at least one must have answered. A resolver that
/// timed out neither proves nor disproves; an error (`SERVFAIL`, bogus) is never permission.
/// File: every scheme on which something answers must show the content with status 200, and at least one must
/// (E2: the same content over HTTP and, where port 443 answers, HTTPS).
/// http-01 and tls-alpn-01: the one connection must show what RFC 8555 section 8.3 and RFC 8737 section 3 ask for.
pub fn judge(challenge: &Challenge, observations: &[Observation]) -> Verdict {
    judge_proof(&challenge.proof, observations)
}

/// As [`judge`], for a proof that belongs to no application of the catalogue.
pub fn judge_proof(proof: &Proof, observations: &[Observation]) -> Verdict {
    let expected = proof.expected();
    let proofs = || observations.iter().filter(|o| o.purpose == Purpose::Proof);
    let mut right = 0_usize;
    let mut worst: Option<Cause> = None;
    for observation in proofs() {
        match weigh(proof, expected, &observation.finding) {
            Weight::Right => right += 1,
            Weight::Silent(cause) => worst = worst.or(Some(cause)),
            Weight::Wrong(cause) => {
                if worst.as_ref().is_none_or(|w| rank(&cause) < rank(w)) {
                    worst = Some(cause);
                }
            }
        }
    }
    let contradicted = proofs().any(|o| matches!(weigh(proof, expected, &o.finding), Weight::Wrong(_)));
    if right > 0 && !contradicted {
        return Verdict::Passed;
    }
    let cause = if right > 0 && proof.is_dns() { stale(observations, proof) } else { None };
    let cause = cause.or_else(|| misplaced(observations, proof, expected)).or(worst);
    Verdict::NotYet { cause: cause.unwrap_or(Cause::RecordMissing) }
}

enum Weight {
    Right,
    /// Says nothing either way.
    Silent(Cause),
    Wrong(Cause),
}

fn weigh(proof: &Proof, expected: &str, finding: &Finding) -> Weight {
    match finding {
        Finding::Values { values, .. } => {
            if let Proof::PersistTxt { .. } = proof {
                return match persist::permitted_until(proof, values) {
                    Ok(_) => Weight::Right,
                    Err(reasons) => Weight::Wrong(Cause::PersistRefused { reasons }),
                };
            }
            // A TXT owner may hold other values beside ours; a CNAME owner holds one.
            let hit = match proof {
                Proof::Cname { .. } => {
                    values.len() == 1 && values.iter().any(|v| v.eq_ignore_ascii_case(expected))
                }
                _ => values.iter().any(|v| v == expected),
            };
            if hit { Weight::Right } else { Weight::Wrong(Cause::WrongValue { found: values.clone() }) }
        }
        Finding::Content { text } => {
            if text.trim_end_matches(['\r', '\n', ' ', '\t']) == expected {
                Weight::Right
            } else {
                Weight::Wrong(Cause::WrongValue { found: vec![text.clone()] })
            }
        }
        Finding::NoRecord => Weight::Wrong(Cause::RecordMissing),
        Finding::NoSuchName => Weight::Wrong(Cause::NoSuchName),
        Finding::ServerError { code } => Weight::Wrong(Cause::ServerError { code: code.clone() }),
        Finding::DnssecFailed { detail } => Weight::Wrong(Cause::Dnssec { detail: detail.clone() }),
        Finding::TimedOut { after_seconds } => {
            let cause = Cause::TimedOut { after_seconds: *after_seconds };
            // Something accepted the connection and then said nothing: over HTTP that is an answer of a kind.
            if proof.is_dns() { Weight::Silent(cause) } else { Weight::Wrong(cause) }
        }
        // Port 443 that does not answer is none of the proof's business (E2: "where port 443 answers").
        Finding::ConnectTimedOut { after_seconds } => {
            Weight::Silent(Cause::TimedOut { after_seconds: *after_seconds })
        }
        Finding::NoAddress => Weight::Wrong(Cause::NoAddress),
        Finding::BlockedAddress { address } => {
            Weight::Wrong(Cause::BlockedAddress { address: address.clone() })
        }
        Finding::ConnectionRefused => Weight::Silent(Cause::NotListening),
        Finding::ConnectionFailed { detail } => {
            Weight::Wrong(Cause::ConnectionFailed { detail: detail.clone() })
        }
        Finding::TlsFailed { detail } => Weight::Wrong(Cause::Tls { detail: detail.clone() }),
        Finding::AcmeCertificate { digest } if digest == expected => Weight::Right,
        Finding::AcmeCertificate { digest } => {
            let detail = format!("its acmeIdentifier is {digest}, not {expected}");
            Weight::Wrong(Cause::WrongCertificate { detail })
        }
        Finding::WrongCertificate { detail } => {
            Weight::Wrong(Cause::WrongCertificate { detail: detail.clone() })
        }
        Finding::Redirected { status, location } => {
            Weight::Wrong(Cause::Redirect { status: *status, location: location.clone() })
        }
        Finding::HttpStatus { status: 404 } => Weight::Wrong(Cause::FileMissing),
        Finding::HttpStatus { status } => Weight::Wrong(Cause::HttpStatus { status: *status }),
        Finding::TooLarge { limit_bytes } => Weight::Wrong(Cause::TooLarge { limit_bytes: *limit_bytes }),
    }
}

/// Smaller is told first: what the applicant can mend at once comes before what may be somebody else's.
fn rank(cause: &Cause) -> u8 {
    match cause {
        Cause::BlockedAddress { .. } | Cause::Caa { .. } | Cause::NotCorroborated { .. } => 0,
        Cause::Dnssec { .. } => 1,
        Cause::WrongValue { .. } | Cause::TooLarge { .. } => 2,
        Cause::WrongCertificate { .. } | Cause::PersistRefused { .. } => 2,
        Cause::WrongHost { .. } | Cause::StaleTtl { .. } => 3,
        Cause::Redirect { .. } | Cause::HttpStatus { .. } | Cause::FileMissing => 4,
        Cause::Tls { .. } => 5,
        Cause::ServerError { .. } => 6,
        Cause::RecordMissing => 7,
        Cause::NoSuchName | Cause::NoAddress => 8,
        Cause::TimedOut { .. } | Cause::ConnectionFailed { .. } => 9,
        Cause::NotListening => 10,
    }
}

/// Some resolvers show the value and others do not: an old answer is still cached.
fn stale(observations: &[Observation], proof: &Proof) -> Option<Cause> {
    let mut old: Option<u32> = None;
    for observation in observations.iter().filter(|o| o.purpose == Purpose::Proof) {
        match &observation.finding {
            finding @ Finding::Values { ttl_seconds, .. }
                if !matches!(weigh(proof, proof.expected(), finding), Weight::Right) =>
            {
                old = Some(old.unwrap_or(0).max(*ttl_seconds));
            }
            Finding::NoRecord | Finding::NoSuchName => old = Some(old.unwrap_or(0)),
            Finding::ServerError { .. } | Finding::DnssecFailed { .. } => return None,
            _ => {}
        }
    }
    old.map(|ttl_seconds| Cause::StaleTtl { ttl_seconds })
}

/// The value was found by a hint look-up at another place.
fn misplaced(observations: &[Observation], proof: &Proof, expected: &str) -> Option<Cause> {
    observations.iter().filter(|o| o.purpose == Purpose::Hint).find_map(|o| match &o.finding {
        Finding::Values { values, .. } if values.iter().any(|v| v == expected) => {
            let found_at = o.question.split_once(' ').map_or(o.question.as_str(), |(_, host)| host);
            (found_at != proof.place()).then(|| Cause::WrongHost { found_at: found_at.to_owned() })
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::Name;

    fn challenge(proof: Proof) -> Challenge {
        Challenge { base: Name::parse("shop.org").expect("name"), covers: Vec::new(), proof }
    }

    fn txt() -> Challenge {
        challenge(Proof::Txt { host: "_dnsauth.shop.org".into(), value: "right".into() })
    }

    fn file() -> Challenge {
        challenge(Proof::File {
            host: "shop.org".into(),
            directory: "/.well-known/pki-validation/".into(),
            file: "fileauth.txt".into(),
            content: "right".into(),
        })
    }

    fn seen(question: &str, purpose: Purpose, finding: Finding) -> Observation {
        Observation { viewpoint: "here".into(), question: question.into(), purpose, finding, milliseconds: 1 }
    }

    fn proof(finding: Finding) -> Observation {
        seen("TXT _dnsauth.shop.org", Purpose::Proof, finding)
    }

    fn values(list: &[&str], ttl_seconds: u32) -> Finding {
        Finding::Values { values: list.iter().map(|v| (*v).to_owned()).collect(), ttl_seconds }
    }

    fn content(text: &str) -> Finding {
        Finding::Content { text: text.into() }
    }

    fn code(verdict: &Verdict) -> &'static str {
        match verdict {
            Verdict::Passed => "passed",
            Verdict::NotYet { cause } => cause.code(),
        }
    }

    #[test]
    fn dns_verdicts() {
        let silent = || Finding::TimedOut { after_seconds: 30 };
        let hint = seen("TXT _dnsauth.shop.org.shop.org", Purpose::Hint, values(&["right"], 60));
        for (observations, expected) in [
            (vec![], "record-missing"),
            (vec![proof(values(&["right"], 60))], "passed"),
            (vec![proof(values(&["v=spf1 -all", "right"], 60))], "passed"),
            (vec![proof(values(&["Right"], 60))], "wrong-value"),
            (vec![proof(values(&["right"], 60)), proof(silent())], "passed"),
            (vec![proof(silent())], "timed-out"),
            (vec![proof(values(&["right"], 60)), proof(values(&["old"], 300))], "stale-ttl"),
            (vec![proof(values(&["right"], 60)), proof(Finding::NoSuchName)], "stale-ttl"),
            (vec![proof(Finding::NoSuchName), hint], "wrong-host"),
            (vec![proof(Finding::NoSuchName)], "nxdomain"),
            (vec![proof(Finding::NoRecord)], "record-missing"),
            (
                vec![proof(values(&["right"], 60)), proof(Finding::ServerError { code: "SERVFAIL".into() })],
                "server-error",
            ),
            (vec![proof(Finding::DnssecFailed { detail: "bogus".into() })], "dnssec"),
        ] {
            assert_eq!(code(&judge(&txt(), &observations)), expected, "{observations:?}");
        }
    }

    #[test]
    fn file_verdicts() {
        let refused = || Finding::ConnectionRefused;
        for (findings, expected) in [
            (vec![content("right"), refused()], "passed"),
            (vec![refused(), content("right\r\n")], "passed"),
            (vec![content("right"), content("right")], "passed"),
            (vec![content("right"), Finding::HttpStatus { status: 404 }], "file-missing"),
            (vec![content("right"), content("other")], "wrong-value"),
            (vec![content("rightest"), refused()], "wrong-value"),
            (
                vec![Finding::Redirected { status: 301, location: "https://x.org/".into() }, refused()],
                "redirect",
            ),
            (vec![refused(), refused()], "not-listening"),
            (vec![Finding::BlockedAddress { address: "127.0.0.1".into() }], "blocked-address"),
            (vec![Finding::NoAddress], "no-address"),
            (vec![Finding::TimedOut { after_seconds: 30 }, content("right")], "timed-out"),
            (vec![content("right"), Finding::ConnectTimedOut { after_seconds: 10 }], "passed"),
            (vec![Finding::ConnectTimedOut { after_seconds: 10 }, refused()], "timed-out"),
            (vec![content("right"), Finding::TlsFailed { detail: "eof".into() }], "tls"),
            (vec![Finding::HttpStatus { status: 503 }], "http-status"),
            (vec![Finding::TooLarge { limit_bytes: 1024 }], "too-large"),
        ] {
            let observations: Vec<_> = findings.into_iter().map(proof).collect();
            assert_eq!(code(&judge(&file(), &observations)), expected, "{observations:?}");
        }
    }
}
