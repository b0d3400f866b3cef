//! From the resolver's answer or error to a finding of the domain.

use chancery_domain::validation::Finding;
use hickory_proto::dnssec::Proof;
use hickory_proto::op::ResponseCode;
use hickory_proto::rr::{Name, RData, Record, RecordType};
use hickory_resolver::lookup::Lookup;
use hickory_resolver::net::{DnsError, NetError};

/// CNAME records followed from the name asked for to the record.
const CNAME_CHAIN_MAX: usize = 16;

/// What the operator can do about an answer that could not be proven.
const DNSSEC_REMEDY: &str = "for a private or unsigned internal zone set `validation.dnssec = \"off\"`";

/// Reads one answer: the records, or why there are none. `validated` says whether DNSSEC was asked for, `timeout_seconds` is told on a time-out.
pub(super) fn finding(
    owner: &Name,
    record_type: RecordType,
    answer: Result<Lookup, NetError>,
    validated: bool,
    timeout_seconds: u64,
) -> Result<Found, Finding> {
    match answer {
        Ok(lookup) => values(owner, record_type, lookup.answers(), validated),
        Err(error) => Err(failure(error, timeout_seconds)),
    }
}

/// The records asked for.
pub(super) struct Found {
    /// Their data, at least one.
    pub(super) data: Vec<RData>,
    /// The smallest TTL on the way to them, in seconds.
    pub(super) ttl_seconds: u32,
}

impl Found {
    /// As the domain records it.
    pub(super) fn told(&self) -> Finding {
        Finding::Values { values: self.data.iter().map(text).collect(), ttl_seconds: self.ttl_seconds }
    }
}

/// Where a chain of aliases leads within one answer.
pub(super) enum Chain {
    /// To the records asked for.
    Found(Found),
    /// To a name without them.
    Ends {
        /// The name; the owner itself when it has no alias.
        at: Name,
        /// The smallest TTL on the way, in seconds.
        ttl_seconds: u32,
    },
}

fn values(
    owner: &Name,
    record_type: RecordType,
    answers: &[Record],
    validated: bool,
) -> Result<Found, Finding> {
    match follow(owner, record_type, answers, validated)? {
        Chain::Found(found) => Ok(found),
        Chain::Ends { .. } => Err(Finding::NoRecord),
    }
}

/// The records at the owner, or at the end of the CNAME chain that starts there. A record of any other owner
/// in the answer proves nothing about the name asked for.
pub(super) fn follow(
    owner: &Name,
    record_type: RecordType,
    answers: &[Record],
    validated: bool,
) -> Result<Chain, Finding> {
    let mut at = owner.clone();
    let mut ttl_seconds = u32::MAX;
    for _ in 0..CNAME_CHAIN_MAX {
        let of_type = |wanted: RecordType| {
            answers.iter().filter(|r| r.record_type() == wanted && r.name == at).collect::<Vec<_>>()
        };
        let found = of_type(record_type);
        let (steps, reached) =
            if found.is_empty() { (of_type(RecordType::CNAME), false) } else { (found, true) };
        if let Some(unproven) = steps.iter().find(|r| validated && !proven(r.proof)) {
            return Err(dnssec_failed(&format!("{} is {}", unproven.name, unproven.proof)));
        }
        ttl_seconds = steps.iter().map(|r| r.ttl).fold(ttl_seconds, u32::min);
        if reached {
            let data = steps.iter().map(|r| r.data.clone()).collect();
            return Ok(Chain::Found(Found { data, ttl_seconds }));
        }
        match steps.first().map(|r| &r.data) {
            Some(RData::CNAME(target)) => at = target.0.clone(),
            _ => return Ok(Chain::Ends { at, ttl_seconds }),
        }
    }
    Err(Finding::ServerError { code: "a CNAME chain without end".to_owned() })
}

/// Signed and verified, or proven to lie in an unsigned zone (RFC 4035 section 4.3).
fn proven(proof: Proof) -> bool {
    matches!(proof, Proof::Secure | Proof::Insecure)
}

fn dnssec_failed(detail: &str) -> Finding {
    Finding::DnssecFailed { detail: format!("{detail}; {DNSSEC_REMEDY}") }
}

/// TXT strings are joined (RFC 7208 section 3.3); names are told in lower case, for a server may answer with
/// the randomised letters of the question, and without the trailing dot.
fn text(data: &RData) -> String {
    match data {
        RData::TXT(txt) => {
            let bytes: Vec<u8> = txt.txt_data.iter().flat_map(|piece| piece.iter().copied()).collect();
            String::from_utf8_lossy(&bytes).into_owned()
        }
        RData::CNAME(target) => target.0.to_lowercase().to_ascii().trim_end_matches('.').to_owned(),
        other => other.to_string(),
    }
}

fn failure(error: NetError, timeout_seconds: u64) -> Finding {
    match error {
        NetError::Timeout => Finding::TimedOut { after_seconds: timeout_seconds },
        NetError::Dns(DnsError::ResponseCode(code)) => Finding::ServerError { code: mnemonic(code) },
        NetError::Dns(DnsError::NoRecordsFound(nothing)) => negative(nothing.response_code),
        NetError::Dns(DnsError::Nsec { response, proof, .. }) if proven(proof) => {
            negative(response.response_code)
        }
        NetError::Dns(DnsError::Nsec { proof, .. }) => {
            dnssec_failed(&format!("that there is no such record is {proof}"))
        }
        NetError::Dns(DnsError::DnssecBogus) => dnssec_failed(
            "the signatures do not fit, have run out, or the chain from the trust anchor is broken",
        ),
        NetError::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
            Finding::ConnectionRefused
        }
        NetError::Io(error) if error.kind() == std::io::ErrorKind::TimedOut => {
            Finding::TimedOut { after_seconds: timeout_seconds }
        }
        other => Finding::ConnectionFailed { detail: other.to_string() },
    }
}

fn negative(code: ResponseCode) -> Finding {
    match code {
        ResponseCode::NXDomain => Finding::NoSuchName,
        ResponseCode::NoError => Finding::NoRecord,
        other => Finding::ServerError { code: mnemonic(other) },
    }
}

/// The code as name servers and `dig` write it (IANA DNS RCODEs).
pub(super) fn mnemonic(code: ResponseCode) -> String {
    match code {
        ResponseCode::FormErr => "FORMERR".to_owned(),
        ResponseCode::ServFail => "SERVFAIL".to_owned(),
        ResponseCode::NXDomain => "NXDOMAIN".to_owned(),
        ResponseCode::NotImp => "NOTIMP".to_owned(),
        ResponseCode::Refused => "REFUSED".to_owned(),
        ResponseCode::NotAuth => "NOTAUTH".to_owned(),
        ResponseCode::NotZone => "NOTZONE".to_owned(),
        other => format!("RCODE{}", u16::from(other)),
    }
}
