//! Letters as PDF: filled in, broken into lines, drawn with fonts that have the characters (F2, I2).

mod draw;
mod fonts;
mod lines;

pub use fonts::{Fonts, FontsError};

use crate::failure::Failure;
use chancery_domain::review::LetterText;
use chancery_domain::time::Timestamp;

/// Draws a letter whose fields are filled in. Characters that no font has become a box; the log names them.
///
/// # Errors
/// [`crate::Code::Internal`] when the PDF cannot be written.
pub fn fill(fonts: &Fonts, letter: &LetterText, now: Timestamp) -> Result<Vec<u8>, Failure> {
    draw::draw(fonts, letter, now).map_err(Failure::internal)
}
