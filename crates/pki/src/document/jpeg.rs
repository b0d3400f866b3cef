//! JPEG: its segments up to the picture's data, with the picture's sides (ITU-T T.81 annex B).

use super::{check_sides, number};
use chancery_domain::review::{DocumentError, DocumentLimits};

const KIND: &str = "JPEG";

/// Walks the segments; the picture's sides come before its data, and the data ends.
pub fn check(bytes: &[u8], limits: &DocumentLimits) -> Result<(), DocumentError> {
    let damaged = |detail| DocumentError::Damaged { kind: KIND, detail };
    let cut = damaged("a segment is cut short");
    let mut at = 2;
    let mut seen = false;
    loop {
        if bytes.get(at) != Some(&0xff) {
            return Err(damaged("a segment does not begin with a marker"));
        }
        while bytes.get(at) == Some(&0xff) {
            at += 1;
        }
        let marker = *bytes.get(at).ok_or_else(|| cut.clone())?;
        at += 1;
        match marker {
            0x01 | 0xd0..=0xd7 => continue,
            0xd8 | 0xd9 => return Err(damaged("it has no picture")),
            _ => {}
        }
        let length = number(bytes, at, 2).and_then(|n| usize::try_from(n).ok()).filter(|n| *n >= 2);
        let length = length.ok_or_else(|| cut.clone())?;
        if bytes.len() < at + length {
            return Err(cut);
        }
        match marker {
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                let height = number(bytes, at + 3, 2).ok_or_else(|| cut.clone())?;
                let width = number(bytes, at + 5, 2).ok_or_else(|| cut.clone())?;
                check_sides(KIND, width, height, limits)?;
                seen = true;
            }
            0xda if !seen => return Err(damaged("the data comes before the picture's sides")),
            0xda => {
                let rest = bytes.get(at + length..).unwrap_or_default();
                let ends = rest.windows(2).any(|pair| pair == b"\xff\xd9");
                return if ends { Ok(()) } else { Err(damaged("the picture has no end")) };
            }
            _ => {}
        }
        at += length;
    }
}
