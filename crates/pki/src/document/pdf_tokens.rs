//! The tokens of a PDF's syntax (ISO 32000-2 section 7.2), as far as they tell objects, names and streams apart.

/// A token. Strings are passed over.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Token<'a> {
    /// `/Name`, with its `#xx` escapes undone.
    Name(Vec<u8>),
    /// A whole number that is not negative.
    Number(u64),
    /// A keyword such as `obj`, or another number.
    Word(&'a [u8]),
    /// `<<`, `>>`, `[`, `]` and their like.
    Mark,
}

/// Reads tokens one after the other.
pub struct Tokens<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Tokens<'a> {
    /// From the beginning.
    pub fn new(bytes: &'a [u8]) -> Self {
        Tokens { bytes, at: 0 }
    }

    /// Where the next token is looked for.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Goes on elsewhere.
    pub fn jump(&mut self, at: usize) {
        self.at = at;
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn regular(&mut self) -> &'a [u8] {
        let from = self.at;
        while self.peek().is_some_and(|byte| !is_space(byte) && !is_mark(byte)) {
            self.at += 1;
        }
        self.bytes.get(from..self.at).unwrap_or_default()
    }

    /// Passes over a string in parentheses, which may hold further ones and escapes.
    fn string(&mut self) {
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                b'(' => depth += 1,
                b')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return;
            }
        }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let byte = self.peek()?;
            match byte {
                _ if is_space(byte) => self.at += 1,
                b'%' => {
                    while self.peek().is_some_and(|byte| byte != b'\n' && byte != b'\r') {
                        self.at += 1;
                    }
                }
                b'(' => self.string(),
                b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => {
                    self.at += 2;
                    return Some(Token::Mark);
                }
                b'<' => {
                    while self.peek().is_some_and(|byte| byte != b'>') {
                        self.at += 1;
                    }
                    self.at += 1;
                }
                b'/' => {
                    self.at += 1;
                    return Some(Token::Name(unescaped(self.regular())));
                }
                _ if is_mark(byte) => {
                    self.at += 1;
                    return Some(Token::Mark);
                }
                _ => {
                    let word = self.regular();
                    let digits = !word.is_empty() && word.len() <= 18 && word.iter().all(u8::is_ascii_digit);
                    let number = word.iter().fold(0, |sum: u64, digit| {
                        sum.saturating_mul(10).saturating_add(u64::from(digit.wrapping_sub(b'0')))
                    });
                    return Some(if digits { Token::Number(number) } else { Token::Word(word) });
                }
            }
        }
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 12 | b'\r' | b' ')
}

fn is_mark(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

/// A name may write any octet as `#xx`.
fn unescaped(name: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(name.len());
    let mut rest = name;
    while let Some((first, after)) = rest.split_first() {
        let escape = match (first, after) {
            (b'#', [high, low, ..]) => digit(*high).zip(digit(*low)),
            _ => None,
        };
        match escape {
            Some((high, low)) => {
                out.push(high << 4 | low);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                out.push(*first);
                rest = after;
            }
        }
    }
    out
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &[u8]) -> Vec<String> {
        let tokens = Tokens::new(text).filter_map(|token| match token {
            Token::Name(name) => Some(String::from_utf8_lossy(&name).into_owned()),
            _ => None,
        });
        tokens.collect()
    }

    #[test]
    fn names_are_found_however_they_are_written() {
        assert_eq!(names(b"<</S/J#61vaScript/JS(x)>>"), ["S", "JavaScript", "JS"]);
        assert_eq!(names(b"(/no \\( (/nor this) )/Yes <2F4E6f>/Too %/Not\n/Last"), ["Yes", "Too", "Last"]);
        assert_eq!(names(b"/A#4"), ["A#4"]);
    }

    #[test]
    fn unfinished_text_ends() {
        for text in [&b"((("[..], b"<abc", b"/", b"\\", b"(\\", b"%"] {
            assert!(Tokens::new(text).count() <= 1);
        }
    }
}
