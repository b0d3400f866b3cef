//! The one place of this floor that draws random bytes: for keys, salts, nonces and passwords.

use aws_lc_rs::rand;

/// The system's random generator failed; nothing secret may be made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the system's random generator failed; no key or salt can be made")]
pub struct NoRandomness;

/// `N` random bytes from the cryptographic library's generator.
///
/// # Errors
/// [`NoRandomness`] when the generator fails.
pub fn bytes<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut out = [0u8; N];
    #[expect(
        clippy::disallowed_methods,
        reason = "keys, salts and nonces need chance that no caller has seen"
    )]
    rand::fill(&mut out).map_err(|_| NoRandomness)?;
    Ok(out)
}
