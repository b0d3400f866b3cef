//! On whose word a certificate is revoked, and which reasons that word may give.

use super::Reason;
use crate::ids::AccountId;

/// Who asks. The front end has proved it; the use-case checks what belongs to whom.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum By {
    /// The account that the certificate belongs to (RFC 8555 section 7.6: the account that issued it). Another
    /// account's certificate is answered like one that never was (must never happen, 15).
    Subscriber(AccountId),
    /// Somebody who proved control of every name in it (RFC 8555 section 7.6).
    NamesProved,
    /// Somebody who signed with the certificate's own key (RFC 8555 section 7.6).
    KeyHolder,
    /// Staff.
    Operator,
    /// The service itself, following the revocation of its original (I3).
    Original,
    /// The service itself, following a compromise of the key.
    Service,
}

/// Why a revocation was refused.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refused {
    /// The reason is not for this one to give.
    #[error("the reason {0} is the authority's own; give 0, 1, 3, 4 or 5")]
    ReasonNotOffered(&'static str),
    /// It is revoked already.
    #[error("the certificate is revoked already")]
    Already,
}

impl By {
    /// Whether the reason may be given.
    ///
    /// # Errors
    /// [`Refused::ReasonNotOffered`].
    pub fn may_give(&self, reason: Reason) -> Result<(), Refused> {
        match self {
            By::Subscriber(_) | By::NamesProved | By::KeyHolder if !reason.for_subscribers() => {
                Err(Refused::ReasonNotOffered(reason.word()))
            }
            _ => Ok(()),
        }
    }

    /// Whether a revoked certificate's reason becomes this one. A key found compromised later is told so (BR 4.9.1.1),
    /// on the word of those who know the key; any other second revocation is refused.
    ///
    /// # Errors
    /// [`Refused::Already`].
    pub fn may_revise(&self, present: Reason, asked: Reason) -> Result<(), Refused> {
        let knows_the_key = matches!(self, By::KeyHolder | By::Operator | By::Service);
        if knows_the_key && asked == Reason::KeyCompromise && present != Reason::KeyCompromise {
            Ok(())
        } else {
            Err(Refused::Already)
        }
    }

    /// For the operation log.
    pub fn word(&self) -> &'static str {
        match self {
            By::Subscriber(_) => "subscriber",
            By::NamesProved => "names proved",
            By::KeyHolder => "key holder",
            By::Operator => "operator",
            By::Original => "its original",
            By::Service => "key compromise",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_authoritys_own_reason_is_not_for_subscribers() {
        let account = AccountId::FIRST;
        for (by, allowed) in [
            (By::Subscriber(account), false),
            (By::NamesProved, false),
            (By::KeyHolder, false),
            (By::Operator, true),
            (By::Service, true),
        ] {
            assert_eq!(by.may_give(Reason::PrivilegeWithdrawn).is_ok(), allowed, "{by:?}");
            assert!(by.may_give(Reason::KeyCompromise).is_ok(), "{by:?}");
        }
    }

    #[test]
    fn only_a_compromise_told_by_who_knows_the_key_comes_after_a_revocation() {
        use Reason::{KeyCompromise, Superseded, Unspecified};
        assert!(By::KeyHolder.may_revise(Superseded, KeyCompromise).is_ok());
        assert!(By::Operator.may_revise(Unspecified, KeyCompromise).is_ok());
        assert_eq!(By::KeyHolder.may_revise(KeyCompromise, KeyCompromise), Err(Refused::Already));
        assert_eq!(By::Operator.may_revise(Unspecified, Superseded), Err(Refused::Already));
        assert_eq!(By::NamesProved.may_revise(Superseded, KeyCompromise), Err(Refused::Already));
        assert_eq!(
            By::Subscriber(AccountId::FIRST).may_revise(Superseded, KeyCompromise),
            Err(Refused::Already)
        );
    }
}
