//! Writes DER elements into byte vectors, innermost first.

use super::tag;
use der::oid::ObjectIdentifier;

/// Appends an element with this tag and content.
pub fn push(out: &mut Vec<u8>, tag: u8, content: &[u8]) {
    push_header(out, tag, content.len());
    out.extend_from_slice(content);
}

/// Appends the tag and length of an element whose content of `length` bytes follows.
pub fn push_header(out: &mut Vec<u8>, tag: u8, length: usize) {
    out.push(tag);
    let bytes = length.to_be_bytes();
    let significant = bytes.iter().skip_while(|byte| **byte == 0);
    if let Ok(short) = u8::try_from(length)
        && short < 0x80
    {
        out.push(short);
    } else {
        let count = significant.clone().count();
        // At most the 8 bytes of a length in memory.
        out.push(0x80 | u8::try_from(count).unwrap_or(8));
        out.extend(significant);
    }
}

/// An element with this tag and content.
pub fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len() + 6);
    push(&mut out, tag, content);
    out
}

/// An element with this tag around the parts, one after the other.
pub fn constructed(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length = parts.iter().map(|part| part.len()).sum();
    let mut out = Vec::with_capacity(length + 6);
    push_header(&mut out, tag, length);
    for part in parts {
        out.extend_from_slice(part);
    }
    out
}

/// SEQUENCE of the parts.
pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    constructed(tag::SEQUENCE, parts)
}

/// SET OF with the parts in DER order (X.690 section 11.6).
pub fn set_of(parts: &[&[u8]]) -> Vec<u8> {
    let mut sorted = parts.to_vec();
    sorted.sort_unstable();
    constructed(tag::SET, &sorted)
}

/// OBJECT IDENTIFIER.
pub fn oid(value: ObjectIdentifier) -> Vec<u8> {
    element(tag::OID, value.as_bytes())
}

/// INTEGER from a magnitude, big endian: leading zeros are dropped and a sign byte added where needed.
pub fn unsigned_integer(magnitude: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(magnitude.len() + 6);
    push_unsigned_integer(&mut out, magnitude);
    out
}

/// Appends an INTEGER from a magnitude, big endian.
pub fn push_unsigned_integer(out: &mut Vec<u8>, magnitude: &[u8]) {
    let first = magnitude.iter().position(|byte| *byte != 0).unwrap_or(magnitude.len());
    let (_, digits) = magnitude.split_at(first);
    match digits.first() {
        None => push(out, tag::INTEGER, &[0]),
        Some(high) if *high & 0x80 != 0 => {
            push_header(out, tag::INTEGER, digits.len() + 1);
            out.push(0);
            out.extend_from_slice(digits);
        }
        Some(_) => push(out, tag::INTEGER, digits),
    }
}

/// BIT STRING of whole bytes.
pub fn bit_string(bytes: &[u8]) -> Vec<u8> {
    constructed(tag::BIT_STRING, &[&[0], bytes])
}

/// BIT STRING of named bits: bit 0 is the highest bit of the first byte, trailing zeros are cut (X.690 section 11.2.2).
pub fn named_bits(bits: &[u8]) -> Vec<u8> {
    let length = bits.iter().max().map_or(0, |highest| usize::from(*highest / 8) + 1);
    let mut bytes = vec![0u8; length];
    for bit in bits {
        if let Some(byte) = bytes.get_mut(usize::from(*bit / 8)) {
            *byte |= 0x80 >> (bit % 8);
        }
    }
    let unused = bytes.last().map_or(0, |last| last.trailing_zeros());
    constructed(tag::BIT_STRING, &[&[u8::try_from(unused).unwrap_or(0)], &bytes])
}

/// OCTET STRING.
pub fn octet_string(bytes: &[u8]) -> Vec<u8> {
    element(tag::OCTET_STRING, bytes)
}

/// BOOLEAN TRUE.
pub fn boolean_true() -> Vec<u8> {
    vec![tag::BOOLEAN, 1, 0xff]
}

/// NULL.
pub fn null() -> Vec<u8> {
    vec![tag::NULL, 0]
}

/// X.509 `Extension`: the identifier, the critical flag when set, and the value wrapped in an OCTET STRING.
pub fn extension(identifier: ObjectIdentifier, critical: bool, value: &[u8]) -> Vec<u8> {
    let identifier = oid(identifier);
    let flag = if critical { boolean_true() } else { Vec::new() };
    sequence(&[&identifier, &flag, &octet_string(value)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_match_hand_written_der() {
        assert_eq!(unsigned_integer(&[0, 0, 0x80]), [2, 2, 0, 0x80]);
        assert_eq!(unsigned_integer(&[]), [2, 1, 0]);
        assert_eq!(unsigned_integer(&[0x7f]), [2, 1, 0x7f]);
        // keyCertSign (5) and cRLSign (6): RFC 5280 section 4.2.1.3.
        assert_eq!(named_bits(&[5, 6]), [3, 2, 1, 0x06]);
        assert_eq!(named_bits(&[0]), [3, 2, 7, 0x80]);
        assert_eq!(named_bits(&[]), [3, 1, 0]);
        assert_eq!(octet_string(&[9; 300])[..4], [4, 0x82, 1, 44]);
        assert_eq!(octet_string(&[9; 128])[..3], [4, 0x81, 128]);
        assert_eq!(octet_string(&[9; 127])[..2], [4, 127]);
        assert_eq!(set_of(&[&[5, 0], &[2, 1, 1]]), [0x31, 5, 2, 1, 1, 5, 0]);
    }
}
