//! What a log reads in a submitted chain: names, keys, and the precertificate's bytes without poison. Written apart
//! from the product's own reader, so that one judges the other.

use anyhow::{Context, Result, bail, ensure};

/// The poison's identifier, 1.3.6.1.4.1.11129.2.4.3, as DER.
const POISON: &[u8] = &[0x06, 0x0a, 0x2b, 0x06, 0x01, 0x04, 0x01, 0xd6, 0x79, 0x02, 0x04, 0x03];

/// Tag, content, and whole of the first element, and what follows it.
type Split<'a> = (u8, &'a [u8], &'a [u8], &'a [u8]);

/// The parts of a certificate that a log looks at.
pub(crate) struct Certificate<'a> {
    /// Fields of the to-be-signed part before the extensions, as they stand.
    before: &'a [u8],
    /// Extensions, each as it stands.
    extensions: Vec<&'a [u8]>,
    pub(crate) issuer: &'a [u8],
    pub(crate) subject: &'a [u8],
    pub(crate) public_key: &'a [u8],
}

impl<'a> Certificate<'a> {
    pub(crate) fn read(der: &'a [u8]) -> Result<Self> {
        let (_, certificate, _, rest) = split(der)?;
        ensure!(rest.is_empty(), "bytes after the certificate");
        let (_, tbs, _, _) = split(certificate)?;
        let mut fields = Vec::new();
        let mut left = tbs;
        while !left.is_empty() {
            let (tag, content, whole, rest) = split(left)?;
            fields.push((tag, content, whole));
            left = rest;
        }
        // [0] version, serial, algorithm, issuer, validity, subject, key, [3] extensions.
        let Some((0xa3, wrapped, last)) = fields.last().copied() else { bail!("no extensions") };
        let before = tbs.get(..tbs.len() - last.len()).context("no fields")?;
        let whole = |index: usize| fields.get(index).map(|(_, _, whole)| *whole).context("too few fields");
        let (_, mut list, _, _) = split(wrapped)?;
        let mut extensions = Vec::new();
        while !list.is_empty() {
            let (_, _, extension, rest) = split(list)?;
            extensions.push(extension);
            list = rest;
        }
        Ok(Self { before, extensions, issuer: whole(3)?, subject: whole(5)?, public_key: whole(6)? })
    }

    pub(crate) fn is_precertificate(&self) -> bool {
        self.extensions.iter().any(|extension| is_poison(extension))
    }

    /// The to-be-signed bytes without poison.
    pub(crate) fn bare(&self) -> Vec<u8> {
        let kept: Vec<u8> =
            self.extensions.iter().filter(|e| !is_poison(e)).flat_map(|e| e.iter().copied()).collect();
        let extensions = element(0xa3, &element(0x30, &kept));
        element(0x30, &[self.before, &extensions].concat())
    }
}

fn is_poison(extension: &[u8]) -> bool {
    split(extension).is_ok_and(|(_, content, _, _)| content.starts_with(POISON))
}

fn split(bytes: &[u8]) -> Result<Split<'_>> {
    let (tag, first) = (bytes.first().context("empty")?, bytes.get(1).context("no length")?);
    let (length, head) = if *first < 0x80 {
        (usize::from(*first), 2)
    } else {
        let count = usize::from(first & 0x7f);
        ensure!((1..=3).contains(&count), "a length of {count} bytes");
        let digits = bytes.get(2..2 + count).context("a short length")?;
        (digits.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)), 2 + count)
    };
    let whole = bytes.get(..head + length).context("a short element")?;
    let content = whole.get(head..).context("a short element")?;
    Ok((*tag, content, whole, bytes.get(head + length..).unwrap_or_default()))
}

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    let length = content.len().to_be_bytes();
    if content.len() < 0x80 {
        out.extend(length.last());
    } else {
        let digits: Vec<u8> = length.iter().copied().skip_while(|byte| *byte == 0).collect();
        out.push(0x80 | u8::try_from(digits.len()).unwrap_or(8));
        out.extend(digits);
    }
    out.extend_from_slice(content);
    out
}
