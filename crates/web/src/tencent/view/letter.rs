//! Letters on the wire: files in base64.

use base64::Engine;
use base64::engine::DecodePaddingMode;
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::{GeneralPurposeConfig, STANDARD};
use chancery_app::failure::{Code, Failure};

/// Reads with and without padding.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The file that a parameter carries; line ends, and a browser's `data:` prefix, are passed over.
///
/// # Errors
/// [`Code::InvalidParameter`] when it is not base64.
pub fn content(field: &str, text: &str) -> Result<Vec<u8>, Failure> {
    let text = text.trim();
    let plain = match text.strip_prefix("data:").and_then(|rest| rest.split_once(";base64,")) {
        Some((_, content)) => content,
        None => text,
    };
    let packed: Vec<u8> = plain.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    LENIENT.decode(packed).map_err(|_| {
        Failure::new(Code::InvalidParameter, format!("{field}: must be the file's content in base64"))
    })
}

/// A file in base64.
pub fn text(content: &[u8]) -> String {
    STANDARD.encode(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_read_however_they_are_wrapped() {
        for given in ["aGVsbG8=", "aGVsbG8", "aGVs\nbG8=\r\n", "data:image/png;base64,aGVsbG8="] {
            assert_eq!(
                content("ConfirmLetter", given).map_err(|e| e.public),
                Ok(b"hello".to_vec()),
                "{given}"
            );
        }
        for given in ["a", "***", "data:image/png,aGVsbG8="] {
            assert!(content("ConfirmLetter", given).is_err(), "{given}");
        }
        assert_eq!(text(b"hello"), "aGVsbG8=");
    }
}
