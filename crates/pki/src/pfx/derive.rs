//! The key derivation of RFC 7292 appendix B with SHA-256, as far as the integrity check of a PFX needs it.

use aws_lc_rs::digest::{SHA256, digest};
use zeroize::Zeroizing;

/// Block size of SHA-256 in bytes, `v` of RFC 7292 appendix B.2.
const BLOCK: usize = 64;
/// The diversifier for keys of the integrity check (RFC 7292 appendix B.3).
const PURPOSE_MAC: u8 = 3;

/// Derives the 32-byte key of the integrity check from a password: one block of output, so that the loop over further
/// blocks of appendix B.2 step 6 falls away.
pub(super) fn mac_key(password: &str, salt: &[u8], rounds: u32) -> Zeroizing<[u8; 32]> {
    // Appendix B.1: the password in UTF-16, big endian, with a zero at the end.
    let password: Zeroizing<Vec<u8>> =
        Zeroizing::new(password.encode_utf16().chain([0]).flat_map(u16::to_be_bytes).collect());
    let mut input = Zeroizing::new(vec![PURPOSE_MAC; BLOCK]);
    fill_blocks(&mut input, salt);
    fill_blocks(&mut input, &password);
    let mut hash = Zeroizing::new([0u8; 32]);
    hash.copy_from_slice(digest(&SHA256, &input).as_ref());
    for _ in 1..rounds {
        let next = digest(&SHA256, hash.as_ref());
        hash.copy_from_slice(next.as_ref());
    }
    hash
}

/// Appends `piece`, repeated up to the next multiple of the block size.
fn fill_blocks(out: &mut Vec<u8>, piece: &[u8]) {
    let length = piece.len().div_ceil(BLOCK) * BLOCK;
    out.extend(piece.iter().cycle().take(length));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The outside judges are OpenSSL and keytool in `tests/key_stores.rs`; this pins the shape of the input.
    #[test]
    fn pieces_fill_whole_blocks() {
        for (length, expected) in [(0, 0), (1, 64), (64, 64), (65, 128)] {
            let mut out = Vec::new();
            fill_blocks(&mut out, &vec![7; length]);
            assert_eq!(out.len(), expected);
        }
        assert_ne!(*mac_key("a", &[1; 16], 2), *mac_key("b", &[1; 16], 2));
        assert_ne!(*mac_key("a", &[1; 16], 2), *mac_key("a", &[1; 16], 3));
    }
}
