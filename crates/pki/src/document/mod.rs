//! What an uploaded document is, by its content and never by its name: pictures and PDF are walked through to their end,
//! and what would unpack to too much, run something when opened, or is something else is refused.

mod ascii;
mod gif;
mod jpeg;
mod pdf;
mod pdf_stream;
mod pdf_tokens;
mod png;

use chancery_domain::review::{DocumentError, DocumentKind, DocumentLimits};

/// Checks a document against the limits and says what it is.
///
/// # Errors
/// [`DocumentError`]: its size, its kind, or what it holds.
pub fn check(bytes: &[u8], limits: &DocumentLimits) -> Result<DocumentKind, DocumentError> {
    limits.check_size(bytes.len())?;
    let wanted = || limits.kinds_in_words();
    let kind = by_content(bytes).ok_or_else(|| DocumentError::Unknown { wanted: wanted() })?;
    if !limits.kinds.contains(&kind) {
        return Err(DocumentError::KindNotTaken { found: kind.code(), wanted: wanted() });
    }
    match kind {
        DocumentKind::Jpeg => jpeg::check(bytes, limits)?,
        DocumentKind::Png => png::check(bytes, limits)?,
        DocumentKind::Gif => gif::check(bytes, limits)?,
        DocumentKind::Pdf => pdf::check(bytes, limits)?,
    }
    Ok(kind)
}

/// The kind whose first octets these are.
pub fn by_content(bytes: &[u8]) -> Option<DocumentKind> {
    let begins = |magic: &[u8]| bytes.starts_with(magic);
    if begins(b"\xff\xd8\xff") {
        Some(DocumentKind::Jpeg)
    } else if begins(png::SIGNATURE) {
        Some(DocumentKind::Png)
    } else if begins(b"GIF87a") || begins(b"GIF89a") {
        Some(DocumentKind::Gif)
    } else if begins(b"%PDF-1.") || begins(b"%PDF-2.") {
        Some(DocumentKind::Pdf)
    } else {
        None
    }
}

/// A picture of these sides is within the limits; a side of nothing is damage.
fn check_sides(
    kind: &'static str,
    width: u64,
    height: u64,
    limits: &DocumentLimits,
) -> Result<u64, DocumentError> {
    let pixels = width.saturating_mul(height);
    if pixels == 0 {
        return Err(DocumentError::Damaged { kind, detail: "a side of the picture is zero" });
    }
    if pixels > limits.pixels_max {
        return Err(DocumentError::Bomb { what: "pixels", most: limits.pixels_max });
    }
    Ok(pixels)
}

/// The big-endian number of `count` octets at a place.
fn number(bytes: &[u8], at: usize, count: usize) -> Option<u64> {
    let part = bytes.get(at..at.checked_add(count)?)?;
    Some(part.iter().fold(0, |sum, byte| (sum << 8) | u64::from(*byte)))
}
