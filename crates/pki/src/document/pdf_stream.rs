//! The streams of a PDF: where one ends, and what it unpacks to, within a budget that all of them share.

use super::ascii;
use chancery_domain::review::DocumentError;
use flate2::{Decompress, FlushDecompress, Status};

/// A way in which a stream's data is packed (ISO 32000-2 section 7.4).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Filter {
    /// Deflate.
    Flate,
    /// Hexadecimal digits.
    Hex,
    /// Base 85.
    Base85,
    /// A picture's own packing, whose size its sides bound.
    Picture,
    /// Runs of octets: 128 for two at most.
    Runs,
    /// LZW, which letters have no need of.
    Lzw,
    /// Encryption.
    Crypt,
}

impl Filter {
    /// The filter of a name, long or short.
    pub fn of(name: &[u8]) -> Option<Self> {
        match name {
            b"FlateDecode" | b"Fl" => Some(Filter::Flate),
            b"ASCIIHexDecode" | b"AHx" => Some(Filter::Hex),
            b"ASCII85Decode" | b"A85" => Some(Filter::Base85),
            b"DCTDecode" | b"DCT" | b"JPXDecode" | b"JBIG2Decode" | b"CCITTFaxDecode" | b"CCF" => {
                Some(Filter::Picture)
            }
            b"RunLengthDecode" | b"RL" => Some(Filter::Runs),
            b"LZWDecode" | b"LZW" => Some(Filter::Lzw),
            b"Crypt" => Some(Filter::Crypt),
            _ => None,
        }
    }
}

/// What may still be unpacked.
pub struct Budget {
    left: usize,
    most: u64,
}

impl Budget {
    /// A budget of so many octets.
    pub fn new(most: usize) -> Self {
        Budget { left: most, most: u64::try_from(most).unwrap_or(u64::MAX) }
    }

    fn spend(&mut self, count: usize) -> Result<(), DocumentError> {
        let over = DocumentError::Bomb { what: "bytes in its streams", most: self.most };
        self.left = self.left.checked_sub(count).ok_or(over)?;
        Ok(())
    }
}

/// Unpacks a stream within the budget; the data itself is kept only when it is asked for.
///
/// # Errors
/// [`DocumentError::Bomb`] beyond the budget or for data packed twice, [`DocumentError::Encrypted`],
/// [`DocumentError::Damaged`] for LZW, or when the data is asked for and cannot be had.
pub fn unpack(
    data: &[u8],
    filters: &[Filter],
    budget: &mut Budget,
    keep: bool,
) -> Result<Vec<u8>, DocumentError> {
    let damaged = |detail| DocumentError::Damaged { kind: "PDF", detail };
    if filters.contains(&Filter::Crypt) {
        return Err(DocumentError::Encrypted);
    }
    if filters.contains(&Filter::Lzw) {
        return Err(damaged("it is packed by LZW, which is not taken"));
    }
    let packings = filters.iter().filter(|filter| matches!(filter, Filter::Flate | Filter::Runs)).count();
    if packings > 1 {
        return Err(DocumentError::Bomb { what: "packing of a stream", most: 1 });
    }
    let mut data = std::borrow::Cow::Borrowed(data);
    for filter in filters {
        match filter {
            Filter::Hex => data = ascii::hex(&data).into(),
            Filter::Base85 => data = ascii::base85(&data).into(),
            Filter::Flate => {
                let (unpacked, whole) = inflate(&data, budget, keep)?;
                if keep && !whole {
                    return Err(damaged("a stream of objects cannot be unpacked"));
                }
                if !keep {
                    return Ok(Vec::new());
                }
                data = unpacked.into();
            }
            Filter::Runs => budget.spend(data.len().saturating_mul(64))?,
            Filter::Picture | Filter::Lzw | Filter::Crypt => {}
        }
        if keep && !matches!(filter, Filter::Hex | Filter::Base85 | Filter::Flate) {
            return Err(damaged("a stream of objects cannot be unpacked"));
        }
    }
    budget.spend(if filters.contains(&Filter::Flate) { 0 } else { data.len() })?;
    Ok(if keep { data.into_owned() } else { Vec::new() })
}

/// Inflates; whether it came to its end. Damage ends it early: what came before counts.
fn inflate(data: &[u8], budget: &mut Budget, keep: bool) -> Result<(Vec<u8>, bool), DocumentError> {
    let mut inflater = Decompress::new(true);
    let mut buffer = vec![0_u8; 64 << 10];
    let mut kept = Vec::new();
    loop {
        let (read, written) = (inflater.total_in(), inflater.total_out());
        let rest = usize::try_from(read).ok().and_then(|at| data.get(at..)).unwrap_or_default();
        let status = inflater.decompress(rest, &mut buffer, FlushDecompress::None);
        let count = usize::try_from(inflater.total_out() - written).unwrap_or(usize::MAX);
        budget.spend(count)?;
        if keep {
            kept.extend(buffer.iter().take(count));
        }
        match status {
            Ok(Status::StreamEnd) => return Ok((kept, true)),
            Ok(_) if count > 0 || inflater.total_in() > read => {}
            Ok(_) | Err(_) => return Ok((kept, false)),
        }
    }
}

/// Where a stream's data lies: from `from` for the length that its dictionary says when that is right, else up to
/// `endstream`.
pub fn extent(bytes: &[u8], from: usize, length: Option<u64>) -> Option<(usize, usize)> {
    let from = match bytes.get(from..)? {
        [b'\r', b'\n', ..] => from + 2,
        [b'\n' | b'\r', ..] => from + 1,
        _ => from,
    };
    let rest = bytes.get(from..)?;
    let said = length.and_then(|length| usize::try_from(length).ok()).filter(|length| {
        let after = rest.get(*length..).unwrap_or_default();
        let spaces = after.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        spaces <= 2 && after.get(spaces..).is_some_and(|after| after.starts_with(b"endstream"))
    });
    let length = said.or_else(|| rest.windows(9).position(|window| window == b"endstream"))?;
    Some((from, from + length))
}
