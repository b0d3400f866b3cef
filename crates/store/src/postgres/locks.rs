//! Advisory locks: which number stands for what.

use crate::sql::Lock;
use chancery_app::ports::Scope;

/// The key of a lock, in PostgreSQL's space of 64-bit advisory locks of this database.
///
/// The keys must be the same on every node and in every release, so they are the FNV-1a hash of a text that begins
/// with the class: `account 100000000001`, `system`, `primary domain example.org`, `schema`. Two texts with the
/// same key would only make units wait for each other needlessly.
pub(super) fn key(lock: &Lock<'_>) -> i64 {
    let text = match lock {
        Lock::Account(id) => format!("account {id}"),
        Lock::System => "system".to_owned(),
        Lock::PrimaryDomain(domain) => format!("primary domain {domain}"),
        Lock::Schema => "schema".to_owned(),
    };
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in text.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    i64::from_be_bytes(hash.to_be_bytes())
}

/// What a unit of this scope locks before anything else.
pub(super) fn of_scope(scope: Scope) -> Option<Lock<'static>> {
    match scope {
        Scope::Account(id) => Some(Lock::Account(id.0)),
        Scope::System => Some(Lock::System),
        Scope::Unguarded => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_never_change_between_releases() {
        assert_eq!(key(&Lock::System), -4_632_697_929_971_878_660);
        assert_ne!(key(&Lock::Account(1)), key(&Lock::Account(2)));
        assert_ne!(key(&Lock::PrimaryDomain("system")), key(&Lock::System));
    }
}
