//! The wall clock, read only at the edges.

use chancery_domain::time::Timestamp;

/// Tells the time. Use-cases take `now` from their context instead.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;
}
