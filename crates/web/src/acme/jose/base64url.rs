//! Base64url without padding (RFC 7515 section 2), read so that every byte string has exactly one spelling.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The bytes of a text; nothing when it has padding, other characters, or set bits behind the last byte.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// The text of bytes.
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_string_has_one_spelling() {
        assert_eq!(decode("").as_deref(), Some(&[][..]));
        assert_eq!(decode("AQ").as_deref(), Some(&[1][..]));
        assert_eq!(decode("__8").as_deref(), Some(&[255, 255][..]));
        // Padding, trailing bits, the other alphabet, blanks, an impossible length.
        for bad in ["AQ==", "AQ=", "AR", "//8", "__9", "A Q", "AQ\n", "A", "AQI=", "é"] {
            assert_eq!(decode(bad), None, "{bad}");
        }
        assert_eq!(encode(&[255, 255]), "__8");
    }
}
