//! DER by hand: a small reader that keeps the original bytes, a writer, object identifiers and times.
//!
//! Signatures cover bytes, and issuer names must match byte for byte (must-never 18), so this floor works on
//! slices of the original document instead of decoding to a model and encoding it again.

pub mod oid;
mod reader;
mod time;
pub mod writer;

pub use reader::{Asn1Error, Element, Reader};
pub use time::{generalized_time_der, read_time, time_der};

/// Tag bytes of the DER types used in X.509 (X.690 section 8.1.2).
pub mod tag {
    /// BOOLEAN.
    pub const BOOLEAN: u8 = 0x01;
    /// INTEGER.
    pub const INTEGER: u8 = 0x02;
    /// BIT STRING.
    pub const BIT_STRING: u8 = 0x03;
    /// OCTET STRING.
    pub const OCTET_STRING: u8 = 0x04;
    /// NULL.
    pub const NULL: u8 = 0x05;
    /// OBJECT IDENTIFIER.
    pub const OID: u8 = 0x06;
    /// ENUMERATED.
    pub const ENUMERATED: u8 = 0x0a;
    /// UTF8String.
    pub const UTF8_STRING: u8 = 0x0c;
    /// PrintableString.
    pub const PRINTABLE_STRING: u8 = 0x13;
    /// TeletexString (T61String), a legacy type without a certain character set.
    pub const TELETEX_STRING: u8 = 0x14;
    /// IA5String (ASCII).
    pub const IA5_STRING: u8 = 0x16;
    /// UTCTime.
    pub const UTC_TIME: u8 = 0x17;
    /// GeneralizedTime.
    pub const GENERALIZED_TIME: u8 = 0x18;
    /// BMPString (UTF-16, big endian).
    pub const BMP_STRING: u8 = 0x1e;
    /// SEQUENCE.
    pub const SEQUENCE: u8 = 0x30;
    /// SET.
    pub const SET: u8 = 0x31;

    /// A constructed, context-specific tag: `[number]`.
    pub const fn context(number: u8) -> u8 {
        0xa0 | number
    }

    /// A primitive, context-specific tag: `[number] IMPLICIT` of a primitive type.
    pub const fn context_primitive(number: u8) -> u8 {
        0x80 | number
    }
}
