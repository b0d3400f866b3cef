//! Why a certificate is revoked (RFC 5280 section 5.3.1), and who may give which reason.

use serde::{Deserialize, Serialize};

/// A reason. There is no hold (BR 7.2.2: reason 6 is never used), and nothing is taken back (8).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
pub enum Reason {
    /// None given; lists and answers then leave the reason out (BR 7.2.2).
    Unspecified,
    /// Somebody else has, or may have, the private key.
    KeyCompromise,
    /// Names or other facts of the subject changed.
    AffiliationChanged,
    /// Another certificate takes its place.
    Superseded,
    /// The names are no longer served.
    CessationOfOperation,
    /// The subscriber broke the terms; only the authority says so.
    PrivilegeWithdrawn,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Reason; 6] = [
        Reason::Unspecified,
        Reason::KeyCompromise,
        Reason::AffiliationChanged,
        Reason::Superseded,
        Reason::CessationOfOperation,
        Reason::PrivilegeWithdrawn,
    ];

    /// The number of CRLReason.
    pub fn code(self) -> u8 {
        match self {
            Reason::Unspecified => 0,
            Reason::KeyCompromise => 1,
            Reason::AffiliationChanged => 3,
            Reason::Superseded => 4,
            Reason::CessationOfOperation => 5,
            Reason::PrivilegeWithdrawn => 9,
        }
    }

    /// The reason with this number, if it is one that is used here.
    pub fn from_code(code: i64) -> Option<Self> {
        Reason::ALL.into_iter().find(|reason| i64::from(reason.code()) == code)
    }

    /// The word of RFC 5280.
    pub fn word(self) -> &'static str {
        match self {
            Reason::Unspecified => "unspecified",
            Reason::KeyCompromise => "keyCompromise",
            Reason::AffiliationChanged => "affiliationChanged",
            Reason::Superseded => "superseded",
            Reason::CessationOfOperation => "cessationOfOperation",
            Reason::PrivilegeWithdrawn => "privilegeWithdrawn",
        }
    }

    /// The reason with this word; case does not matter.
    pub fn from_word(word: &str) -> Option<Self> {
        Reason::ALL.into_iter().find(|reason| reason.word().eq_ignore_ascii_case(word))
    }

    /// Subscribers may give it: 0, 1, 3, 4 and 5 (BR 4.9.1.1, trust rule "revocation").
    pub fn for_subscribers(self) -> bool {
        self != Reason::PrivilegeWithdrawn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_words_lead_back() {
        for reason in Reason::ALL {
            assert_eq!(Reason::from_code(i64::from(reason.code())), Some(reason));
            assert_eq!(Reason::from_word(&reason.word().to_uppercase()), Some(reason));
        }
    }

    #[test]
    fn subscribers_choose_among_five_and_nobody_holds() {
        let offered: Vec<u8> =
            Reason::ALL.into_iter().filter(|r| r.for_subscribers()).map(Reason::code).collect();
        assert_eq!(offered, [0, 1, 3, 4, 5]);
        // 2 is for authorities' keys, 6 holds, 7 is not used, 8 takes back, 10 is for attribute authorities.
        for code in [-1, 2, 6, 7, 8, 10, 256] {
            assert_eq!(Reason::from_code(code), None, "{code}");
        }
    }
}
