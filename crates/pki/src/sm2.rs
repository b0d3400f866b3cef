//! SM2 signatures with SM3 (GB/T 32918.2, GB/T 35275; D1) as everybody checks them; keys are in `private_key/sm2_key.rs`.

use crate::asn1::{Reader, tag};
use ::sm2::dsa::signature::Verifier;
use ::sm2::dsa::{Signature, VerifyingKey};

/// The signer's identity that is mixed into every signature where none was agreed upon (GM/T 0009 section 10,
/// RFC 8998 section 3.2.1 for certificates): OpenSSL's `distid`.
pub const DEFAULT_IDENTITY: &str = "1234567812345678";

/// Whether `signature` (DER) over `message` was made by the key whose uncompressed point is given.
pub(crate) fn is_signed(point: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let Ok(key) = VerifyingKey::from_sec1_bytes(DEFAULT_IDENTITY, point) else { return false };
    let Some(signature) = read_signature(signature) else { return false };
    key.verify(message, &signature).is_ok()
}

/// Whether an uncompressed point lies on the curve.
pub(crate) fn is_on_curve(point: &[u8]) -> bool {
    ::sm2::PublicKey::from_sec1_bytes(point).is_ok()
}

fn read_signature(der: &[u8]) -> Option<Signature> {
    let mut fields = Reader::only(der, tag::SEQUENCE).ok()?.reader();
    let mut raw = [0_u8; 64];
    for half in raw.chunks_exact_mut(32) {
        let number = fields.expect(tag::INTEGER).ok()?.unsigned_integer().ok()?;
        half.get_mut(32_usize.checked_sub(number.len())?..)?.copy_from_slice(number);
    }
    fields.finish().ok()?;
    Signature::from_slice(&raw).ok()
}
