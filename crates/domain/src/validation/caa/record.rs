//! One CAA record, read strictly from the bytes on the wire (RFC 8659 section 4.1).

/// The flag that forbids issuance to whoever does not know the tag (RFC 8659 section 4.1, bit 0).
const CRITICAL: u8 = 0b1000_0000;

/// One property.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaaRecord {
    /// Whether a reader that does not know the tag must refuse.
    pub critical: bool,
    /// The tag in lower case; tags match without regard to case.
    pub tag: String,
    /// The value; its form depends on the tag.
    pub value: Vec<u8>,
}

/// The record's data does not have the form of RFC 8659 section 4.1; nothing may be issued on the strength of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum MalformedRecord {
    /// Too short for flags, length and tag.
    #[error("the record's data ends before its tag does")]
    Cut,
    /// A tag without characters.
    #[error("the tag is empty")]
    EmptyTag,
    /// A tag with other characters than letters and digits.
    #[error("the tag holds other characters than letters and digits")]
    TagCharacters,
}

impl CaaRecord {
    /// Reads a record's data.
    ///
    /// # Errors
    /// What is wrong with its form.
    pub fn parse(rdata: &[u8]) -> Result<Self, MalformedRecord> {
        let (&[flags, length], rest) = rdata.split_first_chunk::<2>().ok_or(MalformedRecord::Cut)?;
        let (tag, value) = rest.split_at_checked(usize::from(length)).ok_or(MalformedRecord::Cut)?;
        if tag.is_empty() {
            return Err(MalformedRecord::EmptyTag);
        }
        if !tag.iter().all(u8::is_ascii_alphanumeric) {
            return Err(MalformedRecord::TagCharacters);
        }
        let tag = String::from_utf8_lossy(tag).to_ascii_lowercase();
        Ok(CaaRecord { critical: flags & CRITICAL != 0, tag, value: value.to_vec() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_read_from_their_bytes() {
        let good = CaaRecord::parse(b"\x80\x05IssUeca.example").expect("well formed");
        assert_eq!(
            (good.critical, good.tag.as_str(), good.value.as_slice()),
            (true, "issue", &b"ca.example"[..])
        );
        assert!(!CaaRecord::parse(b"\x7f\x05issue").expect("an empty value is well formed").critical);
        for (rdata, error) in [
            (&b""[..], MalformedRecord::Cut),
            (b"\x00", MalformedRecord::Cut),
            (b"\x00\x06issue", MalformedRecord::Cut),
            (b"\x00\x00issue", MalformedRecord::EmptyTag),
            (b"\x00\x05is-ue;", MalformedRecord::TagCharacters),
        ] {
            assert_eq!(CaaRecord::parse(rdata), Err(error), "{rdata:?}");
        }
    }
}
