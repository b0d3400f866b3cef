//! What the authority publishes over HTTP: its certificates and revocation lists, under the addresses that
//! certificates name.

use super::EmbeddedAuthority;
use chancery_app::ports::{Authority, AuthorityError};
use chancery_domain::time::Timestamp;
use chancery_pki::revocation_list::{ListTerm, empty_list};
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;

/// Certificates and lists, made when they are asked for and kept until they are due again.
#[derive(Debug)]
pub struct Published {
    authority: Arc<EmbeddedAuthority>,
    refresh_seconds: i64,
    next_update_seconds: i64,
    lists: Mutex<HashMap<String, List>>,
}

/// When a list was made, and its DER.
type List = (Timestamp, Arc<[u8]>);

impl Published {
    /// Publishes for `authority`. A new list is made every `refresh_seconds` and is good for `next_update_seconds`.
    pub fn new(authority: Arc<EmbeddedAuthority>, refresh_seconds: i64, next_update_seconds: i64) -> Self {
        Published {
            authority,
            refresh_seconds: refresh_seconds.max(1),
            next_update_seconds,
            lists: Mutex::default(),
        }
    }

    /// An authority's certificate in DER; nothing when there is no such authority.
    pub fn certificate(&self, id: &str) -> Option<Vec<u8>> {
        self.authority.chain(id).ok()?.into_iter().next()
    }

    /// The revocation list of an authority in DER; nothing when there is no such authority.
    ///
    /// Lists begin at fixed moments, so that several nodes publish the same number for the same period.
    ///
    /// # Errors
    /// [`AuthorityError::Unavailable`] when it cannot be signed.
    pub fn revocation_list(&self, id: &str, now: Timestamp) -> Result<Option<Arc<[u8]>>, AuthorityError> {
        let Ok(issuer) = self.authority.issuer(id) else { return Ok(None) };
        let this_update = Timestamp(now.0 - now.0.rem_euclid(self.refresh_seconds));
        let mut lists = self.lists.lock();
        if let Some((_, list)) = lists.get(id).filter(|(made, _)| *made == this_update) {
            return Ok(Some(list.clone()));
        }
        let unavailable = |error: &dyn std::fmt::Display| AuthorityError::Unavailable(error.to_string());
        let term = ListTerm {
            number: u64::try_from(this_update.0).unwrap_or(0),
            this_update,
            next_update: this_update.plus_seconds(self.next_update_seconds),
        };
        let list: Arc<[u8]> = empty_list(&issuer.certificate, issuer.signer.as_ref(), &term)
            .map_err(|e| unavailable(&e))?
            .into();
        lists.insert(id.to_owned(), (this_update, list.clone()));
        Ok(Some(list))
    }
}
