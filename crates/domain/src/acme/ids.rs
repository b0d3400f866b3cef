//! Identifiers of ACME resources: the last part of their URLs.
//!
//! They begin with the moment at which they were made, so that rows made one after the other lie side by side in the
//! register, and end in chance, so that nobody guesses another's (RFC 8555 section 10.5 keeps URLs unguessable).

use crate::ids::MalformedId;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Digits in the order in which the database sorts them.
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Digits of the moment.
const MOMENT_DIGITS: usize = 6;
/// Digits of chance; 95 bits.
const CHANCE_DIGITS: usize = 16;
/// Length of an id.
const LENGTH: usize = MOMENT_DIGITS + CHANCE_DIGITS;

fn digit(value: u64) -> char {
    usize::try_from(value % 62).ok().and_then(|index| DIGITS.get(index)).map_or('0', |byte| char::from(*byte))
}

fn text(now: Timestamp, chance: &[u8; 16]) -> String {
    let mut seconds = u64::try_from(now.0).unwrap_or(0);
    let mut moment = ['0'; MOMENT_DIGITS];
    for place in moment.iter_mut().rev() {
        *place = digit(seconds);
        seconds /= 62;
    }
    moment.into_iter().chain(chance.iter().map(|byte| digit(u64::from(*byte)))).collect()
}

macro_rules! resource_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Makes an id from the moment and sixteen bytes of chance.
            pub fn from_chance(now: Timestamp, chance: &[u8; 16]) -> Self {
                $name(text(now, chance))
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = MalformedId;

            fn from_str(text: &str) -> Result<Self, MalformedId> {
                let good = text.len() == LENGTH && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
                if good { Ok($name(text.to_owned())) } else { Err(MalformedId) }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

resource_id!(
    /// An ACME account.
    AcmeAccountId
);
resource_id!(
    /// An ACME order.
    AcmeOrderId
);
resource_id!(
    /// An ACME authorization.
    AuthorizationId
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_their_moment_and_read_back() {
        let early = AcmeOrderId::from_chance(Timestamp(1_800_000_000), &[255; 16]);
        let late = AcmeOrderId::from_chance(Timestamp(1_800_000_001), &[0; 16]);
        assert!(early < late && early.as_str() < late.as_str());
        assert_eq!(late.as_str().parse(), Ok(late));
        for bad in ["", "short", "0123456789012345678901-", "012345678901234567890/"] {
            assert!(bad.parse::<AcmeOrderId>().is_err(), "{bad}");
        }
    }
}
