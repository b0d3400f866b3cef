//! GIF: its blocks to the trailer, with the pictures counted (GIF89a).

use super::check_sides;
use chancery_domain::review::{DocumentError, DocumentLimits};

const KIND: &str = "GIF";

/// Walks the blocks.
pub fn check(bytes: &[u8], limits: &DocumentLimits) -> Result<(), DocumentError> {
    let damaged = |detail| DocumentError::Damaged { kind: KIND, detail };
    let cut = || damaged("a block is cut short");
    let packed = *bytes.get(10).ok_or_else(cut)?;
    check_sides(KIND, little(bytes, 6)?, little(bytes, 8)?, limits)?;
    let mut at = 13 + table(packed);
    let (mut frames, mut pixels) = (0, 0_u64);
    loop {
        match *bytes.get(at).ok_or_else(cut)? {
            0x21 => at = sub_blocks(bytes, at + 2)?,
            0x2c => {
                pixels += check_sides(KIND, little(bytes, at + 5)?, little(bytes, at + 7)?, limits)?;
                frames += 1;
                if frames > limits.frames_max {
                    let most = u64::try_from(limits.frames_max).unwrap_or(u64::MAX);
                    return Err(DocumentError::Bomb { what: "pictures", most });
                }
                if pixels > limits.pixels_max {
                    return Err(DocumentError::Bomb { what: "pixels", most: limits.pixels_max });
                }
                let packed = *bytes.get(at + 9).ok_or_else(cut)?;
                at = sub_blocks(bytes, at + 11 + table(packed))?;
            }
            0x3b if frames == 0 => return Err(damaged("it has no picture")),
            0x3b if at + 1 == bytes.len() => return Ok(()),
            0x3b => return Err(damaged("something follows after its end")),
            _ => return Err(damaged("a block is of no known kind")),
        }
    }
}

/// Octets of the colour table that a packed field announces.
fn table(packed: u8) -> usize {
    if packed & 0x80 == 0 { 0 } else { 3 << ((packed & 7) + 1) }
}

fn sub_blocks(bytes: &[u8], mut at: usize) -> Result<usize, DocumentError> {
    loop {
        let cut = DocumentError::Damaged { kind: KIND, detail: "a block is cut short" };
        let length = usize::from(*bytes.get(at).ok_or(cut)?);
        at += 1 + length;
        if length == 0 {
            return Ok(at);
        }
    }
}

fn little(bytes: &[u8], at: usize) -> Result<u64, DocumentError> {
    match bytes.get(at..at + 2) {
        Some(&[low, high]) => Ok(u64::from(u16::from_le_bytes([low, high]))),
        _ => Err(DocumentError::Damaged { kind: KIND, detail: "a block is cut short" }),
    }
}
