//! Puts the floors together: configuration in, a running service's parts out.

mod authority;
mod clock;
mod master_key;
mod open;
mod payments;
mod transparency;
mod upstream;

pub use authority::{hierarchy, import_missing, read_key, read_secret};
pub use clock::SystemClock;
pub use open::{
    Opened, Serving, catalogue, desk, guide, key_rules, open, open_founding, open_with_authority, policy,
    profiles,
};
pub use payments::gateway;
