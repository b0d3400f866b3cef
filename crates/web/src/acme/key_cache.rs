//! Account keys that verified something lately, ready to verify again.
//!
//! Only the signature check trusts this memory. Every use-case compares the key with the register in its own unit of
//! work, so that a key changed or an account given up on another node counts at once.

use super::jose::AccountKey;
use chancery_domain::acme::AcmeAccountId;
use chancery_domain::ids::AccountId;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;

/// What is remembered of an account.
#[derive(Clone, Debug)]
pub struct Known {
    /// Its key.
    pub key: Arc<AccountKey>,
    /// Its tenant; an account never moves to another.
    pub tenant: AccountId,
}

/// Two generations: when the young one is full it becomes the old one, and what was not asked for since is dropped.
pub struct KeyCache {
    generation_max: usize,
    generations: Mutex<Generations>,
}

#[derive(Default)]
struct Generations {
    young: HashMap<AcmeAccountId, Known>,
    old: HashMap<AcmeAccountId, Known>,
}

impl KeyCache {
    /// Room for so many keys.
    pub fn new(keys_max: usize) -> Self {
        KeyCache { generation_max: keys_max.div_ceil(2).max(1), generations: Mutex::default() }
    }

    /// The key of an account, if it is remembered.
    pub fn get(&self, account: &AcmeAccountId) -> Option<Known> {
        let mut generations = self.generations.lock();
        if let Some(key) = generations.young.get(account) {
            return Some(key.clone());
        }
        let key = generations.old.remove(account)?;
        generations.put(account.clone(), key.clone(), self.generation_max);
        Some(key)
    }

    /// Remembers a key.
    pub fn put(&self, account: AcmeAccountId, key: Known) {
        self.generations.lock().put(account, key, self.generation_max);
    }

    /// Forgets a key that may no longer be the account's.
    pub fn forget(&self, account: &AcmeAccountId) {
        let mut generations = self.generations.lock();
        generations.young.remove(account);
        generations.old.remove(account);
    }
}

impl Generations {
    fn put(&mut self, account: AcmeAccountId, key: Known, most: usize) {
        if self.young.len() >= most {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(account, key);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use chancery_domain::time::Timestamp;

    fn id(number: u8) -> AcmeAccountId {
        AcmeAccountId::from_chance(Timestamp(0), &[number; 16])
    }

    #[test]
    fn it_is_bounded_and_keeps_what_is_used() {
        let jwk = r#"{"crv":"Ed25519","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
        let key = Known { key: Arc::new(AccountKey::from_canonical(jwk).unwrap()), tenant: AccountId(1) };
        let cache = KeyCache::new(4);
        for number in 0..50 {
            cache.put(id(number), key.clone());
            assert!(cache.get(&id(0)).is_some(), "the one in use stays");
        }
        let known = (0..50).filter(|number| cache.get(&id(*number)).is_some()).count();
        assert!(known <= 4, "{known}");
        cache.forget(&id(0));
        assert!(cache.get(&id(0)).is_none());
    }
}
