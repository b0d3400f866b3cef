//! What a test name server knows and how it misbehaves: records set and removed while it runs.

use anyhow::{Context, Result};
use hickory_proto::op::{Message, Metadata, Query, ResponseCode};
use hickory_proto::rr::rdata::{A, AAAA, CNAME, SOA, TXT};
use hickory_proto::rr::{LowerName, Name, RData, Record, RecordType};
use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;

/// Longest character string inside a TXT record (RFC 1035 section 3.3).
const TXT_STRING_BYTES: usize = 255;

/// CNAME records followed inside one answer.
const CNAME_CHAIN_MAX: usize = 8;

/// How the server treats one name instead of answering from its records.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Misbehaviour {
    /// Answers with this code, for example `SERVFAIL` or `REFUSED`.
    Code(ResponseCode),
    /// Never answers.
    Silent,
    /// Answers correctly, but late.
    Delay(Duration),
    /// Repeats the question in lower case, so that randomised letter case (0x20) is lost over UDP.
    FoldsCase,
}

/// How a question arrived.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Transport {
    /// One datagram.
    Udp,
    /// A TCP stream.
    Tcp,
}

/// A question as it stood on the wire.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Question {
    /// Owner name with its letter case, without the trailing dot.
    pub name: String,
    /// Record type asked for.
    pub record_type: RecordType,
    /// How it arrived.
    pub transport: Transport,
}

/// The records, the misbehaviours and what was asked so far.
pub(crate) struct Records {
    zones: Vec<LowerName>,
    sets: HashMap<(LowerName, RecordType), Vec<RData>>,
    misbehaviours: HashMap<LowerName, Misbehaviour>,
    every_address: Option<IpAddr>,
    ttl_seconds: u32,
    pub(crate) questions: Vec<Question>,
}

/// Reads a host name; a trailing dot is optional.
pub(crate) fn name(host: &str) -> Result<Name> {
    let host = host.trim_end_matches('.');
    Name::from_ascii(format!("{host}.")).with_context(|| format!("`{host}` is not a host name"))
}

/// A TXT value cut into strings of at most 255 bytes.
pub(crate) fn txt(value: &str) -> RData {
    let pieces: Vec<&[u8]> = value.as_bytes().chunks(TXT_STRING_BYTES).collect();
    RData::TXT(TXT::from_bytes(if pieces.is_empty() { vec![b""] } else { pieces }))
}

/// A CNAME record to `target`.
pub(crate) fn cname(target: &str) -> Result<RData> {
    Ok(RData::CNAME(CNAME(name(target)?)))
}

/// An A or AAAA record, whichever fits the address.
pub(crate) fn address(address: IpAddr) -> RData {
    match address {
        IpAddr::V4(v4) => RData::A(A(v4)),
        IpAddr::V6(v6) => RData::AAAA(AAAA(v6)),
    }
}

impl Records {
    pub(crate) fn new(zones: &[&str]) -> Result<Self> {
        let zones = zones.iter().map(|zone| Ok(LowerName::from(name(zone)?))).collect::<Result<_>>()?;
        Ok(Self {
            zones,
            sets: HashMap::new(),
            misbehaviours: HashMap::new(),
            every_address: None,
            ttl_seconds: 60,
            questions: Vec::new(),
        })
    }

    pub(crate) fn set(&mut self, host: &Name, data: Vec<RData>) {
        for record_type in data.iter().map(RData::record_type).collect::<Vec<_>>() {
            self.sets.remove(&(host.into(), record_type));
        }
        for one in data {
            self.sets.entry((host.into(), one.record_type())).or_default().push(one);
        }
    }

    pub(crate) fn remove(&mut self, host: &Name, record_type: RecordType) {
        self.sets.remove(&(host.into(), record_type));
    }

    pub(crate) fn misbehave(&mut self, host: &Name, how: Option<Misbehaviour>) {
        match how {
            Some(how) => self.misbehaviours.insert(host.into(), how),
            None => self.misbehaviours.remove(&host.into()),
        };
    }

    pub(crate) fn set_ttl(&mut self, seconds: u32) {
        self.ttl_seconds = seconds;
    }

    pub(crate) fn answer_every_address(&mut self, address: IpAddr) {
        self.every_address = Some(address);
    }

    pub(crate) fn misbehaviour(&self, query: &Query) -> Option<Misbehaviour> {
        self.misbehaviours.get(&query.name().into()).copied()
    }

    /// Answers one question as the authoritative server of the zones.
    pub(crate) fn answer(&self, request: &Metadata, query: &Query) -> Message {
        let mut answer = Message::response(request.id, request.op_code);
        answer.metadata = Metadata::response_from_request(request);
        answer.add_query(query.clone());
        let owner = LowerName::from(query.name());
        let Some(zone) = self.zones.iter().find(|zone| zone.zone_of(&owner)) else {
            answer.metadata.response_code = ResponseCode::Refused;
            return answer;
        };
        answer.metadata.authoritative = true;
        let mut at = query.name().clone();
        for _ in 0..CNAME_CHAIN_MAX {
            let found = self.find(&at, query.query_type());
            if !found.is_empty() {
                answer.add_answers(found);
                return answer;
            }
            let Some(next) = self.find(&at, RecordType::CNAME).into_iter().next() else { break };
            let RData::CNAME(CNAME(target)) = &next.data else { break };
            at = target.clone();
            answer.add_answer(next);
            if !self.zones.iter().any(|zone| zone.zone_of(&LowerName::from(&at))) {
                return answer;
            }
        }
        if !self.exists(&LowerName::from(&at)) {
            answer.metadata.response_code = ResponseCode::NXDomain;
        }
        answer.add_authority(self.start_of_authority(zone));
        answer
    }

    fn find(&self, host: &Name, record_type: RecordType) -> Vec<Record> {
        let records = self.sets.get(&(host.into(), record_type)).cloned().unwrap_or_default();
        let records = match (records.is_empty(), self.every_address) {
            (true, Some(every)) if address(every).record_type() == record_type => vec![address(every)],
            _ => records,
        };
        records.into_iter().map(|data| Record::from_rdata(host.clone(), self.ttl_seconds, data)).collect()
    }

    /// A name exists when it or anything below it has a record (RFC 8020).
    fn exists(&self, owner: &LowerName) -> bool {
        self.every_address.is_some()
            || self.zones.contains(owner)
            || self.sets.keys().any(|(held, _)| owner.zone_of(held))
    }

    fn start_of_authority(&self, zone: &LowerName) -> Record {
        let zone = Name::from(zone.clone());
        let soa = SOA::new(zone.clone(), zone.clone(), 1, 3600, 600, 86_400, self.ttl_seconds);
        Record::from_rdata(zone, self.ttl_seconds, RData::SOA(soa))
    }
}
