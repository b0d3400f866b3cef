//! Nonces that several processes share: each node recognises every node's, and the register says who was first.

use super::Presented;
use super::seal::{PAYLOAD, Seal};
use chancery_app::App;
use chancery_app::failure::Failure;
use chancery_app::ports::{Replay, Scope, Store};
use chancery_domain::time::Timestamp;

/// Nonces with their moment in them.
pub struct RegisterNonces {
    seal: Seal,
    store: Store,
    lifetime_seconds: i64,
}

/// What the shared key is derived for; another purpose gives another key.
const PURPOSE: &str = "acme-nonces";

impl RegisterNonces {
    /// Nonces good for so many seconds, under a key that all nodes with the same master key have.
    pub fn new(app: &App, lifetime_seconds: i64) -> Self {
        let key = app.vault.derive(PURPOSE);
        RegisterNonces { seal: Seal::new(key.as_slice()), store: app.store.clone(), lifetime_seconds }
    }

    /// A new nonce.
    pub fn make(&self, now: Timestamp, chance: [u8; 8]) -> String {
        let mut payload = [0; PAYLOAD];
        let (front, back) = payload.split_at_mut(4);
        // Unsigned seconds in four octets last until 2106.
        front.copy_from_slice(&u32::try_from(now.0).unwrap_or(u32::MAX).to_be_bytes());
        back.copy_from_slice(&chance);
        self.seal.write(payload)
    }

    /// Whether one of the nodes made it, not too long ago.
    pub fn recognise(&self, text: &str, now: Timestamp) -> Option<Presented> {
        let nonce = self.seal.read(text)?;
        let age = now.seconds_since(made_at(nonce)?);
        // Clocks of nodes may differ a little; a nonce from the near future is one of ours all the same.
        (-self.lifetime_seconds..=self.lifetime_seconds).contains(&age).then_some(nonce)
    }

    /// Takes it; `true` for one caller over all nodes.
    ///
    /// # Errors
    /// Those of the register.
    pub async fn take(&self, nonce: Presented) -> Result<bool, Failure> {
        let name = format!("acme-nonce/{}", hex::encode(nonce.payload));
        let made = made_at(nonce).unwrap_or(Timestamp(0));
        // The mark must outlive the nonce on every node's clock.
        let expires_at = made.plus_seconds(3 * self.lifetime_seconds);
        let claimed = self
            .store
            .write(Scope::Unguarded, move |register| Ok(register.claim_signature(&name, expires_at)?))
            .await?;
        Ok(claimed == Replay::First)
    }
}

fn made_at(nonce: Presented) -> Option<Timestamp> {
    nonce.payload.first_chunk::<4>().map(|bytes| Timestamp(i64::from(u32::from_be_bytes(*bytes))))
}
