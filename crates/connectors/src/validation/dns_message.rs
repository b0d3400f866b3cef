//! Reading one answer, as far as look-ups need it (RFC 1035 section 4.1).
//!
//! CAA records keep their bytes: the rules read them strictly themselves, and a tag may be longer than the fifteen
//! characters that the DNS library takes (RFC 8659 section 4.1 sets no such bound).

use hickory_proto::op::ResponseCode;
use hickory_proto::rr::rdata::NULL;
use hickory_proto::rr::{Name, RData, Record, RecordType};
use hickory_proto::serialize::binary::{BinDecodable, BinDecoder, DecodeError};

/// What one answer says.
pub(super) struct Answer {
    pub(super) code: ResponseCode,
    pub(super) recursion_available: bool,
    pub(super) answers: Vec<Record>,
    /// Types of the records in the authority section: a start of authority says that nothing is there, name servers
    /// alone that others know.
    pub(super) authority: Vec<RecordType>,
}

impl Answer {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, DecodeError> {
        let decoder = &mut BinDecoder::new(bytes);
        let _id = number(decoder)?;
        let flags = number(decoder)?;
        let (questions, answers, authorities, _additional) =
            (number(decoder)?, number(decoder)?, number(decoder)?, number(decoder)?);
        for _ in 0..questions {
            Name::read(decoder)?;
            decoder.read_slice(4)?;
        }
        let mut answer = Answer {
            code: ResponseCode::from_low(u8::try_from(flags & 0x0f).unwrap_or_default()),
            recursion_available: flags & 0x80 != 0,
            answers: Vec::new(),
            authority: Vec::new(),
        };
        for _ in 0..answers {
            answer.answers.extend(record(decoder)?);
        }
        for _ in 0..authorities {
            let (_, record_type, _, _) = head(decoder)?;
            answer.authority.push(record_type);
            let length = number(decoder)?;
            decoder.read_slice(usize::from(length))?;
        }
        Ok(answer)
    }
}

/// Owner, type, class and TTL.
fn head(decoder: &mut BinDecoder<'_>) -> Result<(Name, RecordType, u16, u32), DecodeError> {
    let owner = Name::read(decoder)?;
    let record_type = RecordType::from(number(decoder)?);
    let class = number(decoder)?;
    // What is above 2^31 counts as zero (RFC 2181 section 8).
    let ttl = decoder.read_u32()?.unverified();
    Ok((owner, record_type, class, if ttl > i32::MAX.unsigned_abs() { 0 } else { ttl }))
}

/// One record; nothing for a class other than IN.
fn record(decoder: &mut BinDecoder<'_>) -> Result<Option<Record>, DecodeError> {
    let start = decoder.index();
    let (owner, record_type, class, ttl) = head(decoder)?;
    if record_type == RecordType::CAA || class != 1 {
        let length = number(decoder)?;
        let bytes = decoder.read_vec(usize::from(length))?.unverified();
        let data = RData::Unknown { code: record_type, rdata: NULL::with(bytes) };
        return Ok((class == 1).then(|| Record::from_rdata(owner, ttl, data)));
    }
    let mut again = decoder.clone(u16::try_from(start).unwrap_or(u16::MAX));
    let record = Record::read(&mut again)?;
    *decoder = again;
    Ok(Some(record))
}

fn number(decoder: &mut BinDecoder<'_>) -> Result<u16, DecodeError> {
    Ok(decoder.read_u16()?.unverified())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    /// An answer to `a. CAA` with these records behind the question, and one SOA of four octets after them.
    fn message(records: &[&[u8]]) -> Vec<u8> {
        let mut bytes = vec![0, 7, 0x81, 0x80, 0, 1, 0, u8::try_from(records.len()).unwrap(), 0, 1, 0, 0];
        bytes.extend(b"\x01a\x00\x01\x01\x00\x01");
        for rdata in records {
            bytes.extend(b"\xc0\x0c\x01\x01\x00\x01\x00\x00\x01\x2c\x00");
            bytes.push(u8::try_from(rdata.len()).unwrap());
            bytes.extend(*rdata);
        }
        bytes.extend(b"\xc0\x0c\x00\x06\x00\x01\x00\x00\x00\x3c\x00\x04soa!");
        bytes
    }

    #[test]
    fn caa_records_keep_their_bytes() {
        let tag: &[u8] = b"\x80\x1acaatestsuitedummypropertyxtest";
        let read = Answer::read(&message(&[tag, b"\x00\x05issue;"])).expect("readable");
        assert_eq!((read.code, read.recursion_available), (ResponseCode::NoError, true));
        assert_eq!(read.authority, [RecordType::SOA]);
        let data: Vec<_> = read.answers.iter().map(|record| (record.record_type(), record.ttl)).collect();
        assert_eq!(data, [(RecordType::CAA, 300), (RecordType::CAA, 300)]);
        let RData::Unknown { rdata, .. } = &read.answers.first().unwrap().data else { unreachable!() };
        assert_eq!(rdata.anything, tag);
    }

    #[test]
    fn every_cut_is_an_error() {
        let whole = message(&[b"\x00\x05issue;"]);
        for length in 0..whole.len() {
            assert!(Answer::read(whole.get(..length).unwrap()).is_err(), "{length} octets");
        }
    }
}
