//! Keys that were revoked for compromise are taken in nowhere (must never happen, 20): one question, asked in the unit
//! of work that would bring the key in.

use crate::failure::{Code, Failure};
use crate::ports::Register;

/// Refuses a blocked key. `field` names where it came from; `spki_sha256` is the hash of its SubjectPublicKeyInfo in
/// hexadecimal.
///
/// # Errors
/// [`Code::KeyRefused`]; the register's.
pub(crate) fn refuse_blocked(
    register: &mut dyn Register,
    field: &str,
    spki_sha256: &str,
) -> Result<(), Failure> {
    if register.key_blocked(spki_sha256)? {
        let text = format!(
            "{field}: the public key was revoked for compromise; make a new key and never use this one again"
        );
        return Err(Failure::new(Code::KeyRefused, text));
    }
    Ok(())
}
