//! PNG: its chunks from header to end (ISO/IEC 15948).

use super::{check_sides, number};
use chancery_domain::review::{DocumentError, DocumentLimits};

const KIND: &str = "PNG";

/// The first eight octets.
pub const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Walks the chunks: the header first, data in between, the end last.
pub fn check(bytes: &[u8], limits: &DocumentLimits) -> Result<(), DocumentError> {
    let damaged = |detail| DocumentError::Damaged { kind: KIND, detail };
    let mut at = SIGNATURE.len();
    let (mut first, mut data) = (true, false);
    loop {
        let length = number(bytes, at, 4).and_then(|n| usize::try_from(n).ok());
        let length = length.ok_or_else(|| damaged("a chunk is cut short"))?;
        let kind = bytes.get(at + 4..at + 8).ok_or_else(|| damaged("a chunk is cut short"))?;
        let end = (at + 12).checked_add(length).filter(|end| *end <= bytes.len());
        let end = end.ok_or_else(|| damaged("a chunk is cut short"))?;
        match kind {
            b"IHDR" if first && length == 13 => {
                let (width, height) = (number(bytes, at + 8, 4), number(bytes, at + 12, 4));
                check_sides(KIND, width.unwrap_or(0), height.unwrap_or(0), limits)?;
            }
            _ if first => return Err(damaged("it does not begin with its header")),
            b"IDAT" => data = true,
            b"IEND" if !data => return Err(damaged("it has no picture")),
            b"IEND" if end == bytes.len() => return Ok(()),
            b"IEND" => return Err(damaged("something follows after its end")),
            _ => {}
        }
        first = false;
        at = end;
    }
}
