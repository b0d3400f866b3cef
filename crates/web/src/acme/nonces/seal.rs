//! The text form of a nonce: base64url of a payload and its truncated HMAC.

use super::Presented;
use crate::acme::jose::base64url;
use aws_lc_rs::{constant_time, hmac};

/// Octets of the payload.
pub const PAYLOAD: usize = 12;

/// Octets of the MAC that are kept: 96 bits are beyond guessing online.
const MAC: usize = 12;

/// Makes and recognises nonces under one key.
pub struct Seal(hmac::Key);

impl Seal {
    /// A seal under this key.
    pub fn new(key: &[u8]) -> Self {
        Seal(hmac::Key::new(hmac::HMAC_SHA256, key))
    }

    /// The text of a payload.
    pub fn write(&self, payload: [u8; PAYLOAD]) -> String {
        let mut bytes = [0; PAYLOAD + MAC];
        let (front, back) = bytes.split_at_mut(PAYLOAD);
        front.copy_from_slice(&payload);
        let mac = hmac::sign(&self.0, &payload);
        back.copy_from_slice(mac.as_ref().get(..MAC).unwrap_or(&[0; MAC]));
        base64url::encode(&bytes)
    }

    /// The payload of a text that this seal wrote.
    pub fn read(&self, text: &str) -> Option<Presented> {
        if text.len() != (PAYLOAD + MAC) / 3 * 4 {
            return None;
        }
        let bytes = base64url::decode(text)?;
        let (payload, mac) = bytes.split_first_chunk::<PAYLOAD>()?;
        let right = hmac::sign(&self.0, payload);
        constant_time::verify_slices_are_equal(right.as_ref().get(..MAC)?, mac).ok()?;
        Some(Presented { payload: *payload })
    }
}
