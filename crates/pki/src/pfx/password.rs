//! Passwords of key stores: what characters they may have, and random ones.

use super::PfxError;
use crate::chance;
use zeroize::Zeroizing;

/// Characters of random passwords: 32 of them, without those that are easily mistaken for another.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// Characters of a random password: 100 bits.
const LENGTH: usize = 20;

/// Accepts printable ASCII only: OpenSSL and Java disagree on how other characters are encoded.
///
/// # Errors
/// [`PfxError::PasswordCharacters`] or [`PfxError::PasswordEmpty`].
pub fn check_password(password: &str) -> Result<(), PfxError> {
    if password.is_empty() {
        Err(PfxError::PasswordEmpty)
    } else if password.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        Ok(())
    } else {
        Err(PfxError::PasswordCharacters)
    }
}

/// A password for `keystorePass.txt` (D3): 20 characters, 100 random bits.
///
/// # Errors
/// [`PfxError::NoRandomness`].
pub fn random_password() -> Result<Zeroizing<String>, PfxError> {
    let chance = Zeroizing::new(chance::bytes::<LENGTH>()?);
    let characters =
        chance.iter().filter_map(|byte| ALPHABET.get(usize::from(byte & 31)).copied()).map(char::from);
    Ok(Zeroizing::new(characters.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_printable_ascii_is_accepted() {
        assert_eq!(check_password("p@ss word~"), Ok(()));
        assert_eq!(check_password(""), Err(PfxError::PasswordEmpty));
        for password in ["пароль", "tab\t", "line\n", "\u{7f}", "é"] {
            assert_eq!(check_password(password), Err(PfxError::PasswordCharacters), "{password:?}");
        }
    }

    #[test]
    fn random_passwords_are_long_typeable_and_different() -> Result<(), PfxError> {
        let (one, two) = (random_password()?, random_password()?);
        assert_eq!(one.len(), LENGTH);
        assert!(one.bytes().all(|byte| ALPHABET.contains(&byte)));
        assert_ne!(one, two);
        Ok(())
    }
}
