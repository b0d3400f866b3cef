//! Signed certificate timestamps and their list, in the presentation language of TLS (RFC 6962 sections 3.2 and 3.3).

use super::TransparencyError;

/// `v1(0)`, the only version of RFC 6962.
const VERSION: u8 = 0;

/// A log's promise to publish a certificate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignedTimestamp {
    /// SHA-256 of the log's key.
    pub log_id: [u8; 32],
    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub milliseconds: u64,
    /// For later versions; empty today.
    pub extensions: Vec<u8>,
    /// `HashAlgorithm` of RFC 5246: 4 is SHA-256.
    pub hash: u8,
    /// `SignatureAlgorithm` of RFC 5246: 1 is RSA, 3 is ECDSA.
    pub algorithm: u8,
    /// The signature itself.
    pub signature: Vec<u8>,
}

impl SignedTimestamp {
    /// From the members of a log's answer (RFC 6962 section 4.1), base64 undone. `digitally_signed` is the structure
    /// with both algorithm bytes in front.
    ///
    /// # Errors
    /// [`TransparencyError::Timestamp`].
    pub fn from_answer(
        version: u8,
        log_id: &[u8],
        milliseconds: u64,
        extensions: Vec<u8>,
        digitally_signed: &[u8],
    ) -> Result<Self, TransparencyError> {
        if version != VERSION {
            return Err(TransparencyError::Timestamp("its version is not v1"));
        }
        let log_id = log_id
            .try_into()
            .map_err(|_| TransparencyError::Timestamp("the log's id does not have 32 bytes"))?;
        let mut rest = Cursor(digitally_signed);
        let (hash, algorithm) = (rest.byte()?, rest.byte()?);
        let signature = rest.vector()?.to_vec();
        rest.end()?;
        Ok(Self { log_id, milliseconds, extensions, hash, algorithm, signature })
    }

    /// Reads one from its bytes.
    ///
    /// # Errors
    /// [`TransparencyError::Timestamp`].
    pub fn read(bytes: &[u8]) -> Result<Self, TransparencyError> {
        let mut rest = Cursor(bytes);
        let version = rest.byte()?;
        let log_id = rest.take(32)?;
        let milliseconds = rest.take(8)?.iter().fold(0, |sum, byte| (sum << 8) | u64::from(*byte));
        let extensions = rest.vector()?.to_vec();
        Self::from_answer(version, log_id, milliseconds, extensions, rest.0)
    }

    /// Its bytes.
    ///
    /// # Errors
    /// [`TransparencyError::Timestamp`] for parts of more than 65,535 bytes.
    pub fn write(&self) -> Result<Vec<u8>, TransparencyError> {
        let mut out = vec![VERSION];
        out.extend_from_slice(&self.log_id);
        out.extend_from_slice(&self.milliseconds.to_be_bytes());
        push_vector(&mut out, &self.extensions)?;
        out.extend([self.hash, self.algorithm]);
        push_vector(&mut out, &self.signature)?;
        Ok(out)
    }

    /// The bytes that a log signs for an entry (RFC 6962 section 3.2): `entry` begins with the type of the entry.
    pub(super) fn signed_bytes(&self, entry: &[u8]) -> Result<Vec<u8>, TransparencyError> {
        // version, signature_type certificate_timestamp(0)
        let mut out = vec![VERSION, 0];
        out.extend_from_slice(&self.milliseconds.to_be_bytes());
        out.extend_from_slice(entry);
        push_vector(&mut out, &self.extensions)?;
        Ok(out)
    }
}

/// Writes a `SignedCertificateTimestampList`.
///
/// # Errors
/// [`TransparencyError::Timestamp`] for more than 65,535 bytes, or for an empty list, which the RFC forbids.
pub fn write_list(timestamps: &[SignedTimestamp]) -> Result<Vec<u8>, TransparencyError> {
    if timestamps.is_empty() {
        return Err(TransparencyError::Timestamp("the list is empty"));
    }
    let mut content = Vec::with_capacity(timestamps.len() * 122);
    for timestamp in timestamps {
        push_vector(&mut content, &timestamp.write()?)?;
    }
    let mut out = Vec::with_capacity(content.len() + 2);
    push_vector(&mut out, &content)?;
    Ok(out)
}

/// Reads a `SignedCertificateTimestampList`.
///
/// # Errors
/// [`TransparencyError::Timestamp`].
pub fn read_list(bytes: &[u8]) -> Result<Vec<SignedTimestamp>, TransparencyError> {
    let mut outer = Cursor(bytes);
    let mut list = Cursor(outer.vector()?);
    outer.end()?;
    let mut timestamps = Vec::new();
    while !list.0.is_empty() {
        timestamps.push(SignedTimestamp::read(list.vector()?)?);
    }
    if timestamps.is_empty() {
        return Err(TransparencyError::Timestamp("the list is empty"));
    }
    Ok(timestamps)
}

/// Appends a vector with a length of two bytes.
fn push_vector(out: &mut Vec<u8>, bytes: &[u8]) -> Result<(), TransparencyError> {
    let length = u16::try_from(bytes.len())
        .map_err(|_| TransparencyError::Timestamp("a part is longer than 65535 bytes"))?;
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(bytes);
    Ok(())
}

/// What is left to read.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], TransparencyError> {
        let (taken, rest) =
            self.0.split_at_checked(count).ok_or(TransparencyError::Timestamp("it ends too early"))?;
        self.0 = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, TransparencyError> {
        self.take(1)?.first().copied().ok_or(TransparencyError::Timestamp("it ends too early"))
    }

    fn vector(&mut self) -> Result<&'a [u8], TransparencyError> {
        let length = usize::from(self.byte()?) << 8 | usize::from(self.byte()?);
        self.take(length)
    }

    fn end(&self) -> Result<(), TransparencyError> {
        if self.0.is_empty() { Ok(()) } else { Err(TransparencyError::Timestamp("bytes are left over")) }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn sample(number: u8) -> SignedTimestamp {
        SignedTimestamp {
            log_id: [number; 32],
            milliseconds: 1_795_000_000_123,
            extensions: vec![number; usize::from(number)],
            hash: 4,
            algorithm: 3,
            signature: vec![9; 71],
        }
    }

    #[test]
    fn lists_are_read_as_they_were_written_and_damage_is_noticed() {
        let timestamps = [sample(0), sample(3)];
        let list = write_list(&timestamps).unwrap();
        assert_eq!(read_list(&list).unwrap(), timestamps);
        for length in 0..list.len() {
            assert!(read_list(&list[..length]).is_err(), "cut at {length}");
        }
        assert!(read_list(&[list.as_slice(), &[0]].concat()).is_err(), "a byte too many");
        assert!(read_list(&[0, 0]).is_err(), "empty");
        assert!(write_list(&[]).is_err());
        let mut other_version = list;
        other_version[4] = 1;
        assert!(read_list(&other_version).is_err(), "version 2");
    }
}
