//! Passwords of key stores: what characters they may have, and random ones.

use super::PfxError;
use crate::chance;
use zeroize::Zeroizing;

/// Characters of random passwords: letters and digits without those that are easily mistaken for another, and none
/// that a shell, an XML attribute or a properties file would read as its own.
const ALPHABET: &[u8] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
/// Characters of a random password: 32 of 58, more than 187 bits.
const LENGTH: usize = 32;

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

/// A password for `keystorePass.txt` (D3): 32 characters, more than 187 random bits.
///
/// # Errors
/// [`PfxError::NoRandomness`].
pub fn random_password() -> Result<Zeroizing<String>, PfxError> {
    let mut password = Zeroizing::new(String::with_capacity(LENGTH));
    while password.len() < LENGTH {
        let chance = Zeroizing::new(chance::bytes::<{ 2 * LENGTH }>()?);
        // Six bits per byte; values past the alphabet are thrown away, so that every character is equally likely.
        let drawn = chance.iter().filter_map(|byte| ALPHABET.get(usize::from(byte & 63)));
        let missing = LENGTH - password.len();
        password.extend(drawn.take(missing).copied().map(char::from));
    }
    Ok(password)
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
