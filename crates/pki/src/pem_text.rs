//! Strict reading of PEM text (RFC 7468), with errors that name the line and the remedy, and writing of it.
//!
//! No error quotes the text it complains about: it may be a piece of a private key.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// Label of certificates.
pub const CERTIFICATE: &str = "CERTIFICATE";
/// Label of certificate signing requests.
pub const CERTIFICATE_REQUEST: &str = "CERTIFICATE REQUEST";
/// Older label of certificate signing requests.
pub const NEW_CERTIFICATE_REQUEST: &str = "NEW CERTIFICATE REQUEST";
/// Label of plain PKCS#8 keys.
pub const PRIVATE_KEY: &str = "PRIVATE KEY";
/// Label of encrypted PKCS#8 keys.
pub const ENCRYPTED_PRIVATE_KEY: &str = "ENCRYPTED PRIVATE KEY";

/// One block between a BEGIN and an END line.
#[derive(Clone, PartialEq, Eq)]
pub struct PemBlock {
    /// What stands after `BEGIN`.
    pub label: String,
    /// The decoded bytes; wiped when dropped, since they may be a key.
    pub der: Zeroizing<Vec<u8>>,
    /// Line of the BEGIN line, counted from 1.
    pub line: usize,
}

impl std::fmt::Debug for PemBlock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PemBlock")
            .field("label", &self.label)
            .field("line", &self.line)
            .finish_non_exhaustive()
    }
}

/// What is wrong with a PEM text, and where.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PemError {
    /// Not text at all.
    #[error("the data is not text; paste the PEM form, which begins with -----BEGIN")]
    NotText,
    /// No block in the text.
    #[error("there is no -----BEGIN line; paste the whole PEM text, with its BEGIN and END lines")]
    NoBegin,
    /// Text outside the blocks.
    #[error("line {line} is outside the PEM blocks; delete everything before -----BEGIN and after -----END")]
    Junk {
        /// Line, counted from 1.
        line: usize,
    },
    /// A BEGIN or END line with damage, such as a missing dash.
    #[error(
        "line {line} is a damaged BEGIN or END line; it has five dashes on each side, as in -----BEGIN {expected}-----"
    )]
    DamagedBoundary {
        /// Line, counted from 1.
        line: usize,
        /// A label that could stand there.
        expected: String,
    },
    /// The text ends inside a block.
    #[error(
        "the block that begins on line {line} has no line -----END {label}-----; add it or paste the text again in full"
    )]
    MissingEnd {
        /// Line of the BEGIN line.
        line: usize,
        /// Label of the block.
        label: String,
    },
    /// END names another label than BEGIN.
    #[error("the END line {line} does not match its BEGIN line; it must be -----END {label}-----")]
    OtherEnd {
        /// Line of the END line.
        line: usize,
        /// Label of the BEGIN line.
        label: String,
    },
    /// Another kind of block than asked for.
    #[error("line {line} begins a {found}, but a {expected} is expected here")]
    OtherLabel {
        /// Line of the BEGIN line.
        line: usize,
        /// Its label.
        found: String,
        /// The label asked for.
        expected: String,
    },
    /// An empty line inside a block.
    #[error("line {line} inside the PEM block is empty; delete it")]
    BlankLine {
        /// Line, counted from 1.
        line: usize,
    },
    /// Blanks at the beginning, at the end or inside of a line.
    #[error("line {line} contains a blank; delete the blanks so that each line holds only the encoded text")]
    Blank {
        /// Line, counted from 1.
        line: usize,
    },
    /// The old header lines of an encrypted key.
    #[error(
        "line {line} is a header of the old encrypted key format; convert the key with `openssl pkcs8 -topk8` first"
    )]
    Headers {
        /// Line, counted from 1.
        line: usize,
    },
    /// A character that is not base64, or a wrong count of characters.
    #[error("line {line} is not valid base64; paste the text again from its source")]
    NotBase64 {
        /// Line, counted from 1.
        line: usize,
    },
    /// A block without content.
    #[error("the block that begins on line {line} is empty")]
    EmptyBlock {
        /// Line of the BEGIN line.
        line: usize,
    },
    /// More blocks than asked for.
    #[error("line {line} begins another block, but only one is expected; remove it")]
    TooMany {
        /// Line of the BEGIN line.
        line: usize,
    },
}

/// Reads every block of a text. CRLF line ends, a byte order mark and empty lines around the blocks are accepted.
///
/// # Errors
/// [`PemError`] for the first thing that is wrong.
pub fn read(text: &str) -> Result<Vec<PemBlock>, PemError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut blocks = Vec::new();
    let mut lines = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    let mut first_junk = None;
    while let Some((number, line)) = lines.next() {
        if line.trim().is_empty() {
            continue;
        }
        match boundary(line, "BEGIN") {
            Boundary::Label(label) => blocks.push(read_block(&mut lines, number, label)?),
            Boundary::Padded => return Err(PemError::Blank { line: number }),
            Boundary::Damaged => {
                return Err(PemError::DamagedBoundary { line: number, expected: CERTIFICATE.to_owned() });
            }
            Boundary::None => first_junk = first_junk.or(Some(number)),
        }
    }
    match (blocks.is_empty(), first_junk) {
        (true, _) => Err(PemError::NoBegin),
        (false, Some(line)) => Err(PemError::Junk { line }),
        (false, None) => Ok(blocks),
    }
}

/// Reads blocks that must all have one of these labels, the first of which is named in the error.
///
/// # Errors
/// [`PemError`]; [`PemError::OtherLabel`] for a block of another kind.
pub fn read_labelled(text: &str, labels: &[&str]) -> Result<Vec<PemBlock>, PemError> {
    let blocks = read(text)?;
    match blocks.iter().find(|block| !labels.contains(&block.label.as_str())) {
        None => Ok(blocks),
        Some(other) => Err(PemError::OtherLabel {
            line: other.line,
            found: other.label.clone(),
            expected: labels.first().copied().unwrap_or_default().to_owned(),
        }),
    }
}

/// Reads exactly one block with one of these labels.
///
/// # Errors
/// [`PemError`]; [`PemError::TooMany`] for a second block.
pub fn read_one(text: &str, labels: &[&str]) -> Result<PemBlock, PemError> {
    let mut blocks = read_labelled(text, labels)?.into_iter();
    let first = blocks.next().ok_or(PemError::NoBegin)?;
    match blocks.next() {
        None => Ok(first),
        Some(second) => Err(PemError::TooMany { line: second.line }),
    }
}

/// The PEM text of some DER bytes: lines of 64 characters, `\n` at the end of each.
pub fn write(label: &str, der: &[u8]) -> String {
    let encoded = Zeroizing::new(STANDARD.encode(der));
    let mut text = String::with_capacity(encoded.len() + encoded.len() / 64 + 2 * label.len() + 40);
    text.push_str("-----BEGIN ");
    text.push_str(label);
    text.push_str("-----\n");
    let mut rest = encoded.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at_checked(64).unwrap_or((rest, ""));
        text.push_str(line);
        text.push('\n');
        rest = after;
    }
    text.push_str("-----END ");
    text.push_str(label);
    text.push_str("-----\n");
    text
}

enum Boundary<'a> {
    Label(&'a str),
    Padded,
    Damaged,
    None,
}

fn boundary<'a>(line: &'a str, word: &str) -> Boundary<'a> {
    let inner = line
        .strip_prefix("-----")
        .and_then(|rest| rest.strip_prefix(word))
        .and_then(|rest| rest.strip_prefix(' '))
        .and_then(|rest| rest.strip_suffix("-----"));
    let is_label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b" #.".contains(&byte))
    };
    let trimmed = line.trim();
    match inner {
        Some(label) if is_label(label) && label.trim() == label => Boundary::Label(label),
        _ if trimmed != line && matches!(boundary(trimmed, word), Boundary::Label(_)) => Boundary::Padded,
        _ if trimmed.starts_with('-') && trimmed.contains(word) => Boundary::Damaged,
        _ => Boundary::None,
    }
}

fn read_block<'a>(
    lines: &mut impl Iterator<Item = (usize, &'a str)>,
    begin: usize,
    label: &str,
) -> Result<PemBlock, PemError> {
    let mut body = Zeroizing::new(String::new());
    let mut last_line = begin;
    for (number, line) in lines {
        if line.starts_with('-') || line.trim().starts_with("-----") {
            return match boundary(line, "END") {
                Boundary::Label(end) if end == label => {
                    let der = decode(&body, begin, last_line)?;
                    Ok(PemBlock { label: label.to_owned(), der, line: begin })
                }
                Boundary::Label(_) => Err(PemError::OtherEnd { line: number, label: label.to_owned() }),
                Boundary::Padded => Err(PemError::Blank { line: number }),
                Boundary::None if line.contains("BEGIN ") => {
                    Err(PemError::MissingEnd { line: begin, label: label.to_owned() })
                }
                Boundary::Damaged | Boundary::None => {
                    Err(PemError::DamagedBoundary { line: number, expected: label.to_owned() })
                }
            };
        }
        check_body_line(line, number)?;
        body.push_str(line);
        last_line = number;
    }
    Err(PemError::MissingEnd { line: begin, label: label.to_owned() })
}

fn check_body_line(line: &str, number: usize) -> Result<(), PemError> {
    if line.trim().is_empty() {
        return Err(PemError::BlankLine { line: number });
    }
    if line.starts_with("Proc-Type:") || line.starts_with("DEK-Info:") {
        return Err(PemError::Headers { line: number });
    }
    if line.contains(char::is_whitespace) {
        return Err(PemError::Blank { line: number });
    }
    if line.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte)) {
        Ok(())
    } else {
        Err(PemError::NotBase64 { line: number })
    }
}

fn decode(body: &str, begin: usize, last_line: usize) -> Result<Zeroizing<Vec<u8>>, PemError> {
    if body.is_empty() {
        return Err(PemError::EmptyBlock { line: begin });
    }
    STANDARD.decode(body).map(Zeroizing::new).map_err(|_| PemError::NotBase64 { line: last_line })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(text: &str) -> String {
        match read(text) {
            Ok(blocks) => blocks
                .iter()
                .map(|b| format!("{}@{}:{}", b.label, b.line, b.der.len()))
                .collect::<Vec<_>>()
                .join(" "),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn good_texts_are_read() {
        for (text, expected) in [
            ("-----BEGIN X-----\nAAAA\n-----END X-----\n", "X@1:3"),
            ("\u{feff}\r\n-----BEGIN X-----\r\nAAAA\r\nAAA=\r\n-----END X-----\r\n\r\n", "X@2:5"),
            (
                "-----BEGIN A-----\nAAAA\n-----END A-----\n\n-----BEGIN B C-----\nAAAA\n-----END B C-----",
                "A@1:3 B C@5:3",
            ),
        ] {
            assert_eq!(outcome(text), expected);
        }
    }

    #[test]
    fn each_fault_names_its_line_and_remedy() {
        for (text, expected) in [
            ("", "there is no -----BEGIN line"),
            ("hello\nworld", "there is no -----BEGIN line"),
            ("subject=x\n-----BEGIN X-----\nAAAA\n-----END X-----", "line 1 is outside"),
            ("-----BEGIN X-----\nAAAA\n-----END X-----\nbye", "line 4 is outside"),
            ("-----BEGIN X-----\nAAAA\n", "the block that begins on line 1 has no line -----END X-----"),
            (
                "-----BEGIN X-----\nAAAA\n-----BEGIN X-----\nAAAA\n-----END X-----",
                "the block that begins on line 1 has no line",
            ),
            ("-----BEGIN X-----\nAAAA\n-----END Y-----", "the END line 3 does not match"),
            ("----BEGIN X-----\nAAAA\n-----END X-----", "line 1 is a damaged"),
            ("-----BEGIN X-----\nAAAA\n-----END X----", "line 3 is a damaged"),
            ("-----BEGIN X-----\n\nAAAA\n-----END X-----", "line 2 inside the PEM block is empty"),
            ("-----BEGIN X-----\nAAAA \n-----END X-----", "line 2 contains a blank"),
            (" -----BEGIN X-----\nAAAA\n-----END X-----", "line 1 contains a blank"),
            ("-----BEGIN X-----\nAAAA\n-----END X----- ", "line 3 contains a blank"),
            ("-----BEGIN X-----\nAA!A\n-----END X-----", "line 2 is not valid base64"),
            ("-----BEGIN X-----\nAAAA\nAAA\n-----END X-----", "line 3 is not valid base64"),
            ("-----BEGIN X-----\n-----END X-----", "the block that begins on line 1 is empty"),
            ("-----BEGIN X-----\nProc-Type: 4,ENCRYPTED\n-----END X-----", "line 2 is a header"),
            ("-----BEGIN -----\nAAAA\n-----END -----", "line 1 is a damaged"),
        ] {
            assert!(outcome(text).starts_with(expected), "{text:?}: {}", outcome(text));
        }
    }

    #[test]
    fn written_text_reads_back_and_breaks_lines_at_64() {
        let der = [0xa5; 200];
        let text = write(CERTIFICATE, &der);
        assert!(text.lines().all(|line| line.len() <= 64));
        assert_eq!(read_one(&text, &[CERTIFICATE]).map(|b| b.der.to_vec()), Ok(der.to_vec()));
        let other = read_one(&text, &[PRIVATE_KEY]).map_err(|e| e.to_string()).map(|_| ());
        assert_eq!(other, Err("line 1 begins a CERTIFICATE, but a PRIVATE KEY is expected here".to_owned()));
        let twice = format!("{text}{text}");
        assert!(matches!(read_one(&twice, &[CERTIFICATE]), Err(PemError::TooMany { .. })));
        assert_eq!(read_labelled(&twice, &[CERTIFICATE]).map(|b| b.len()), Ok(2));
    }
}
