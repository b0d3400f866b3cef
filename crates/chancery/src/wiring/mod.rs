//! Puts the floors together: configuration in, a running service's parts out.

mod clock;
mod master_key;
mod open;

pub use clock::SystemClock;
pub use open::{Opened, catalogue, open, open_with_authority, policy, profiles};
