//! Look-ups without DNSSEC: one question, aliases followed, the answer as it comes.

use super::dns_exchange::exchange;
use super::dns_finding::{Chain, Found, follow, mnemonic};
use super::dns_message::Answer;
use chancery_domain::validation::Finding;
use hickory_proto::op::ResponseCode;
use hickory_proto::rr::{Name, RecordType};
use std::net::SocketAddr;
use std::time::Duration;

/// Questions for one look-up: the first, and one for each alias whose target the server did not tell by itself.
const QUESTIONS_MAX: usize = 8;

/// Why there are no records.
pub(super) enum Miss {
    /// What was seen.
    Seen(Finding),
    /// `REFUSED` by a server that does not recurse: the name is in none of its zones.
    NotServed,
}

impl Miss {
    /// As the domain records it.
    pub(super) fn told(self) -> Finding {
        match self {
            Miss::Seen(finding) => finding,
            Miss::NotServed => Finding::ServerError { code: mnemonic(ResponseCode::Refused) },
        }
    }
}

impl From<Finding> for Miss {
    fn from(finding: Finding) -> Self {
        Miss::Seen(finding)
    }
}

/// The records of a type, or why there are none. `first` is the answer to the first question, where there is one.
pub(super) async fn look_up(
    server: SocketAddr,
    owner: &Name,
    record_type: RecordType,
    limit: Duration,
    mut first: Option<Answer>,
) -> Result<Found, Miss> {
    let mut asked = owner.clone();
    let mut ttl_seconds = u32::MAX;
    for _ in 0..QUESTIONS_MAX {
        let message = match first.take() {
            Some(message) => message,
            None => exchange(server, &asked, record_type, limit).await?,
        };
        match message.code {
            ResponseCode::NoError | ResponseCode::NXDomain => {}
            ResponseCode::Refused if !message.recursion_available => return Err(Miss::NotServed),
            code => return Err(Finding::ServerError { code: mnemonic(code) }.into()),
        }
        let target = match follow(&asked, record_type, &message.answers, false)? {
            Chain::Found(mut found) => {
                found.ttl_seconds = found.ttl_seconds.min(ttl_seconds);
                return Ok(found);
            }
            Chain::Ends { at, ttl_seconds: ttl } => {
                ttl_seconds = ttl_seconds.min(ttl);
                at
            }
        };
        if message.code == ResponseCode::NXDomain {
            return Err(Finding::NoSuchName.into());
        }
        if has(&message, RecordType::SOA) || (target == asked && !has(&message, RecordType::NS)) {
            return Err(Finding::NoRecord.into());
        }
        if target == asked {
            // The zone is delegated elsewhere, so that nothing is known of the name.
            let code = "with a referral, since it does not recurse".to_owned();
            return Err(Finding::ServerError { code }.into());
        }
        asked = target;
    }
    Err(Finding::ServerError { code: "a CNAME chain without end".to_owned() }.into())
}

fn has(message: &Answer, record_type: RecordType) -> bool {
    message.authority.contains(&record_type)
}
