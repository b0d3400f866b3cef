//! The wall clock and the source of chance: the only places that ask the operating system for either.

use chancery_app::ctx::Entropy;
use chancery_app::ports::Clock;
use chancery_domain::time::Timestamp;
use std::time::{SystemTime, UNIX_EPOCH};

/// The operating system's clock, so that the service can be run under `faketime`.
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods)] // this is the edge that the rule points to
    fn now(&self) -> Timestamp {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX))
    }
}

/// Chance from the cryptographic library's generator. A generator that fails leaves no safe way on: the request that
/// asked for it is given up.
pub fn entropy() -> Entropy {
    Entropy::new(|buffer| {
        for chunk in buffer.chunks_mut(32) {
            match chancery_pki::chance::bytes::<32>() {
                Ok(bytes) => {
                    let drawn = bytes.get(..chunk.len()).unwrap_or(&bytes);
                    chunk.copy_from_slice(drawn);
                }
                #[allow(clippy::panic)] // weak ids or secrets would be worse; the edge answers InternalError
                Err(error) => panic!("{error}"),
            }
        }
    })
}
