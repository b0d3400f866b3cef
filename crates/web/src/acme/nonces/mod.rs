//! Nonces (RFC 8555 section 6.5): made without keeping anything, good once, for a while.
//!
//! A nonce is a payload and its MAC, so that one that we did not make is told apart without looking anything up. Where
//! one process serves, the used ones are kept as bits in memory; where several share a register, as marks in it.

mod register;
mod seal;
mod window;

pub use register::RegisterNonces;
pub use window::WindowNonces;

use chancery_app::failure::Failure;
use chancery_domain::time::Timestamp;

/// The nonces of a service.
pub enum Nonces {
    /// One process serves: used nonces are bits in its memory, and a new process knows none of the old ones.
    Window(WindowNonces),
    /// Several processes serve: used nonces are marks in the register.
    Register(RegisterNonces),
}

/// A nonce that we made, within its time, not yet taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Presented {
    payload: [u8; seal::PAYLOAD],
}

impl Nonces {
    /// A new nonce.
    pub fn make(&self, now: Timestamp, chance: [u8; 8]) -> String {
        match self {
            Nonces::Window(window) => window.make(),
            Nonces::Register(register) => register.make(now, chance),
        }
    }

    /// Whether we made this nonce and it may still be good; nothing is looked up.
    pub fn recognise(&self, text: &str, now: Timestamp) -> Option<Presented> {
        match self {
            Nonces::Window(window) => window.recognise(text),
            Nonces::Register(register) => register.recognise(text, now),
        }
    }

    /// Takes the nonce: `true` for exactly one caller.
    ///
    /// # Errors
    /// Those of the register.
    pub async fn take(&self, nonce: Presented) -> Result<bool, Failure> {
        match self {
            Nonces::Window(window) => Ok(window.take(nonce)),
            Nonces::Register(register) => register.take(nonce).await,
        }
    }
}
