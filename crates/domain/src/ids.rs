//! Identifiers of the register. They are made from chance handed in by the caller, never drawn here.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A tenant's account number; shown as `OwnerUin` in the cloud API. At least 100000000001.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
#[serde(transparent)]
pub struct AccountId(pub i64);

impl AccountId {
    /// The number of the first account ever made; later ones count up.
    pub const FIRST: AccountId = AccountId(100_000_000_001);
    /// The house itself: no tenant, but the one in whose operation log stands what belongs to no tenant yet.
    pub const HOUSE: AccountId = AccountId(0);
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The id of a certificate from its application on: eight letters and digits such as `e79vbLDZ`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
#[serde(transparent)]
pub struct CertificateId(String);

const CERTIFICATE_ID_LENGTH: usize = 8;
const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

impl CertificateId {
    /// Makes an id from eight bytes of chance or more. Two ids may collide; the register refuses the second
    /// and the caller draws again.
    pub fn from_chance(bytes: &[u8]) -> Self {
        let id = bytes.iter().take(CERTIFICATE_ID_LENGTH).map(|b| letter(*b)).collect();
        CertificateId(id)
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn letter(byte: u8) -> char {
    char::from(ALPHABET[usize::from(byte) % ALPHABET.len()])
}

/// `count` letters and digits made from as many bytes of chance.
pub fn token(bytes: &[u8]) -> String {
    bytes.iter().map(|b| letter(*b)).collect()
}

impl FromStr for CertificateId {
    type Err = MalformedId;

    fn from_str(text: &str) -> Result<Self, MalformedId> {
        let ok = text.len() == CERTIFICATE_ID_LENGTH && text.bytes().all(|b| b.is_ascii_alphanumeric());
        if ok { Ok(CertificateId(text.to_owned())) } else { Err(MalformedId) }
    }
}

impl fmt::Display for CertificateId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text that is not an id of the expected form.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a certificate id has {CERTIFICATE_ID_LENGTH} letters and digits")]
pub struct MalformedId;

macro_rules! numbered {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

numbered!(
    /// The number of an order, counted by the register.
    OrderId
);
numbered!(
    /// The number of a CSR kept under CSR management, counted by the register.
    CsrId
);
numbered!(
    /// A project that groups certificates; 0 is the default project.
    ProjectId
);
numbered!(
    /// The number of a stored task, counted by the register.
    TaskId
);
numbered!(
    /// The number of an organisation profile (F1); `CompanyId` of the cloud API.
    OrganizationId
);
numbered!(
    /// The number of an administrator of an organisation profile (F1); `ManagerId` of the cloud API.
    AdministratorId
);
numbered!(
    /// The number of a domain that belongs to an administrator (F1).
    AdministratorDomainId
);
numbered!(
    /// The number of a review, counted by the register.
    ReviewId
);
numbered!(
    /// The number of a stored document, counted by the register.
    DocumentId
);
numbered!(
    /// The number of an entry of the ledger, counted by the register.
    EntryId
);
numbered!(
    /// The number of a voucher, counted by the register. It is no secret; the voucher's code is.
    VoucherId
);
numbered!(
    /// The number of a gift card, counted by the register. It is no secret; the card's code is.
    GiftCardId
);

/// The id of a benefit package: `pkg-` and twelve letters and digits (`PackageId` in the cloud API).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
#[serde(transparent)]
pub struct PackageId(pub String);

impl PackageId {
    /// Makes an id from bytes of chance.
    pub fn from_chance(bytes: &[u8; 12]) -> Self {
        PackageId(format!("pkg-{}", token(bytes)))
    }
}

impl fmt::Display for PackageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The public half of an API key.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
#[serde(transparent)]
pub struct SecretId(pub String);

impl fmt::Display for SecretId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The id of one request, in every answer and log line; a UUID in text form.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize, Debug)]
#[serde(transparent)]
pub struct RequestId(pub String);

impl RequestId {
    /// A version 4 UUID (RFC 9562 section 5.4) from sixteen bytes of chance.
    pub fn from_chance(mut bytes: [u8; 16]) -> Self {
        bytes[6] = (bytes[6] & 0x0f) | 0x40;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        let mut text = String::with_capacity(36);
        for (i, byte) in bytes.iter().enumerate() {
            if matches!(i, 4 | 6 | 8 | 10) {
                text.push('-');
            }
            text.push(hex_digit(byte >> 4));
            text.push(hex_digit(byte & 15));
        }
        RequestId(text)
    }
}

fn hex_digit(nibble: u8) -> char {
    char::from_digit(u32::from(nibble), 16).unwrap_or('0')
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificate_ids_have_eight_letters_and_digits() {
        let id = CertificateId::from_chance(&[0, 61, 62, 255, 1, 2, 3, 4, 99]);
        assert_eq!(id.as_str(), "A9AHBCDE");
        assert!("e79vbLDZ".parse::<CertificateId>().is_ok());
        for bad in ["", "e79vbLD", "e79vbLDZZ", "e79vbLD-", "e79vbLDé"] {
            assert!(bad.parse::<CertificateId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn request_ids_are_version_4_uuids() {
        assert_eq!(RequestId::from_chance([0xff; 16]).0, "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }
}
