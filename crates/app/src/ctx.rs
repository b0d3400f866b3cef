//! What every use-case is told by the edge: who acts, when, under which request, and a source of chance.

use chancery_domain::actor::Actor;
use chancery_domain::ids::{AccountId, RequestId, token};
use chancery_domain::time::Timestamp;
use std::fmt;
use std::sync::Arc;

use crate::failure::{Code, Failure};

/// The circumstances of one request or task. `now` is read once at the edge.
#[derive(Clone, Debug)]
pub struct Ctx {
    /// On whose behalf.
    pub actor: Actor,
    /// The moment of the request.
    pub now: Timestamp,
    /// The request's id, for answers, log lines and the operation log.
    pub request_id: RequestId,
    /// Chance.
    pub entropy: Entropy,
}

impl Ctx {
    /// The tenant's account.
    ///
    /// # Errors
    /// [`Code::Unauthorized`] when the actor is not a tenant.
    pub fn tenant(&self) -> Result<AccountId, Failure> {
        self.actor.account().ok_or_else(|| {
            Failure::new(
                Code::Unauthorized,
                "this action belongs to an account; sign the request with its key",
            )
        })
    }
}

/// A source of random bytes, handed in so that tests can fix it.
#[derive(Clone)]
pub struct Entropy(Arc<Fill>);

/// Fills a buffer with random bytes.
type Fill = dyn Fn(&mut [u8]) + Send + Sync;

impl Entropy {
    /// Wraps a function that fills a buffer with random bytes.
    pub fn new(fill: impl Fn(&mut [u8]) + Send + Sync + 'static) -> Self {
        Entropy(Arc::new(fill))
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.0)(&mut bytes);
        bytes
    }

    /// A random text of 32 letters and digits (more than 180 bits of chance).
    pub fn token(&self) -> String {
        token(&self.bytes::<32>())
    }
}

impl fmt::Debug for Entropy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Entropy")
    }
}
