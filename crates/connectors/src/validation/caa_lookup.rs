//! The CAA records of a name and its ancestors, as each configured name server tells them (RFC 8659 section 3).
//!
//! Every step of the climb is asked for at the same time and afresh. What failed is asked once more; what failed
//! twice is reported with what another look-up proved about the zone's signatures (BR 3.2.2.8).

use super::dns::{Resolvers, milliseconds_since};
use super::dns_direct::Miss;
use super::dns_finding::Found;
use super::dns_message::Answer;
use chancery_domain::name::DnsName;
use chancery_domain::validation::caa::{CaaAnswer, CaaLook, ZoneState, climb};
use chancery_domain::validation::{Cause, Finding};
use futures_util::future::join_all;
use hickory_proto::rr::{RData, RecordType};
use hickory_proto::serialize::binary::BinEncodable;
use std::net::SocketAddr;
use tokio::time::{Instant, timeout_at};

/// How often a look-up that fails is made.
const TRIES: u32 = 2;

/// Asks every server for every step.
pub(super) async fn look(resolvers: &Resolvers, name: &DnsName, deadline: Instant) -> Vec<CaaLook> {
    let steps = climb(name);
    let wanted: Vec<(&str, RecordType)> = steps.iter().map(|step| (step.as_str(), RecordType::CAA)).collect();
    let of_server = resolvers.servers().iter().map(async |server| {
        let started = Instant::now();
        let firsts = resolvers.first_answers(*server, &wanted).await;
        let looks = steps.iter().zip(firsts).map(async |(step, first)| {
            let answer = answer(resolvers, *server, step.as_str(), deadline, first).await;
            let milliseconds = milliseconds_since(started);
            tracing::debug!(%server, %step, ?answer, milliseconds, "asked a name server for CAA");
            CaaLook { viewpoint: format!("resolver {server}"), name: step.to_string(), answer, milliseconds }
        });
        join_all(looks).await
    });
    join_all(of_server).await.into_iter().flatten().collect()
}

async fn answer(
    resolvers: &Resolvers,
    server: SocketAddr,
    name: &str,
    deadline: Instant,
    mut first: Option<Answer>,
) -> CaaAnswer {
    let mut failure = resolvers.timed_out();
    for attempt in 1..=TRIES {
        // A silent server is asked again while there is time left.
        let left = deadline.saturating_duration_since(Instant::now());
        let until = Instant::now() + left / (TRIES - attempt + 1);
        let asked = timeout_at(until, resolvers.look_up(server, name, RecordType::CAA, first.take())).await;
        failure = match asked {
            Ok(Ok(found)) => return records(&found),
            Ok(Err(Miss::Seen(Finding::NoRecord | Finding::NoSuchName))) => {
                return CaaAnswer::NoRecords { ttl_seconds: 0 };
            }
            Ok(Err(Miss::NotServed)) => return CaaAnswer::NotServed,
            Ok(Err(Miss::Seen(failure))) => failure,
            Err(_) => resolvers.timed_out(),
        };
    }
    let unsigned = timeout_at(deadline, resolvers.is_unsigned(server, name)).await.unwrap_or(false);
    let zone = if unsigned { ZoneState::ProvenUnsigned } else { ZoneState::Unknown };
    CaaAnswer::Failed { cause: cause(failure), tries: TRIES, zone }
}

/// The records' data as it stands on the wire.
fn records(found: &Found) -> CaaAnswer {
    let bytes = |data: &RData| match data {
        RData::CAA(caa) => caa.to_bytes().ok(),
        RData::Unknown { rdata, .. } => Some(rdata.anything.clone()),
        _ => None,
    };
    match found.data.iter().map(bytes).collect::<Option<Vec<_>>>() {
        Some(rdata) => CaaAnswer::Records { rdata, ttl_seconds: found.ttl_seconds },
        None => {
            let cause = Cause::ServerError { code: "an unreadable CAA record".to_owned() };
            CaaAnswer::Failed { cause, tries: 1, zone: ZoneState::Unknown }
        }
    }
}

fn cause(finding: Finding) -> Cause {
    match finding {
        Finding::TimedOut { after_seconds } | Finding::ConnectTimedOut { after_seconds } => {
            Cause::TimedOut { after_seconds }
        }
        Finding::ServerError { code } => Cause::ServerError { code },
        Finding::DnssecFailed { detail } => Cause::Dnssec { detail },
        Finding::ConnectionRefused => Cause::NotListening,
        Finding::ConnectionFailed { detail } => Cause::ConnectionFailed { detail },
        other => Cause::ConnectionFailed { detail: format!("{other:?}") },
    }
}
