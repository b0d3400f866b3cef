//! PDF: every object and name outside and inside of packed object streams is looked at; nothing is ever run or shown.

use super::pdf_stream::{Budget, Filter, extent, unpack};
use super::pdf_tokens::{Token, Tokens};
use chancery_domain::review::{DocumentError, DocumentLimits};

/// Octets at the end in which the trailer's last lines are looked for.
const TAIL: usize = 1_024;

/// What the file does not say in strings but by names, and what it is in words. A letter needs none of it.
const ACTIVE: &[(&[u8], &str)] = &[
    (b"JavaScript", "JavaScript"),
    (b"JS", "JavaScript"),
    (b"Launch", "an action that starts programs"),
    (b"EmbeddedFile", "embedded files"),
    (b"EmbeddedFiles", "embedded files"),
    (b"GoToE", "embedded files"),
    (b"RichMedia", "media"),
    (b"Rendition", "media"),
    (b"Movie", "media"),
    (b"XFA", "an XFA form"),
    (b"SubmitForm", "an action that sends data"),
    (b"ImportData", "an action that reads files"),
];

/// Walks the whole file.
pub fn check(bytes: &[u8], limits: &DocumentLimits) -> Result<(), DocumentError> {
    let tail = bytes.get(bytes.len().saturating_sub(TAIL)..).unwrap_or_default();
    for wanted in [&b"startxref"[..], b"%%EOF"] {
        if !tail.windows(wanted.len()).any(|window| window == wanted) {
            return Err(damaged("its end is missing"));
        }
    }
    let mut walk = Walk { limits, budget: Budget::new(limits.pdf_unpacked_bytes_max), objects: 0, pages: 0 };
    walk.file(bytes)?;
    match walk.pages {
        0 => Err(damaged("it has no pages")),
        pages if pages > limits.pdf_pages_max => Err(too_many("pages", limits.pdf_pages_max)),
        _ => Ok(()),
    }
}

fn damaged(detail: &'static str) -> DocumentError {
    DocumentError::Damaged { kind: "PDF", detail }
}

fn too_many(what: &'static str, most: usize) -> DocumentError {
    DocumentError::Bomb { what, most: u64::try_from(most).unwrap_or(u64::MAX) }
}

struct Walk<'a> {
    limits: &'a DocumentLimits,
    budget: Budget,
    objects: usize,
    pages: usize,
}

/// What the present object's dictionary says about its stream.
#[derive(Default)]
struct Dictionary {
    filters: Vec<Filter>,
    objects: bool,
    length: Option<u64>,
    count: u64,
    width: u64,
    height: u64,
    last: Vec<u8>,
}

impl Walk<'_> {
    fn file(&mut self, bytes: &[u8]) -> Result<(), DocumentError> {
        let mut tokens = Tokens::new(bytes);
        let mut dictionary = Dictionary::default();
        while let Some(token) = tokens.next() {
            match &token {
                Token::Word(b"obj") => {
                    dictionary = Dictionary::default();
                    self.count_objects(1)?;
                }
                Token::Word(b"stream") => {
                    let (from, to) = extent(bytes, tokens.at(), dictionary.length)
                        .ok_or_else(|| damaged("a stream has no end"))?;
                    self.stream(bytes.get(from..to).unwrap_or_default(), &dictionary)?;
                    tokens.jump(to);
                    dictionary = Dictionary::default();
                }
                _ => self.notice(&token, &mut dictionary)?,
            }
        }
        Ok(())
    }

    fn count_objects(&mut self, count: u64) -> Result<(), DocumentError> {
        let most = self.limits.pdf_objects_max;
        self.objects = self.objects.saturating_add(usize::try_from(count).unwrap_or(usize::MAX));
        if self.objects > most { Err(too_many("objects", most)) } else { Ok(()) }
    }

    fn stream(&mut self, data: &[u8], dictionary: &Dictionary) -> Result<(), DocumentError> {
        let pixels = dictionary.width.saturating_mul(dictionary.height);
        if pixels > self.limits.pixels_max {
            return Err(DocumentError::Bomb { what: "pixels", most: self.limits.pixels_max });
        }
        let unpacked = unpack(data, &dictionary.filters, &mut self.budget, dictionary.objects)?;
        if dictionary.objects {
            self.count_objects(dictionary.count)?;
            let mut inner = Dictionary::default();
            for token in Tokens::new(&unpacked) {
                self.notice(&token, &mut inner)?;
            }
        }
        Ok(())
    }

    fn notice(&mut self, token: &Token<'_>, dictionary: &mut Dictionary) -> Result<(), DocumentError> {
        match token {
            Token::Name(name) => {
                if name == b"Encrypt" {
                    return Err(DocumentError::Encrypted);
                }
                if let Some((_, what)) = ACTIVE.iter().find(|(active, _)| active == name) {
                    return Err(DocumentError::Active { what });
                }
                dictionary.filters.extend(Filter::of(name));
                dictionary.objects |= name == b"ObjStm";
                self.pages += usize::from(name == b"Page" && dictionary.last == b"Type");
                dictionary.last.clone_from(name);
            }
            Token::Number(number) => {
                match dictionary.last.as_slice() {
                    b"Length" => dictionary.length = Some(*number),
                    b"N" => dictionary.count = *number,
                    b"Width" | b"W" => dictionary.width = *number,
                    b"Height" | b"H" => dictionary.height = *number,
                    _ => {}
                }
                dictionary.last.clear();
            }
            Token::Word(_) => dictionary.last.clear(),
            Token::Mark => {}
        }
        Ok(())
    }
}
