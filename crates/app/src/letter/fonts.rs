//! The fonts of letters: the operator's, then those compiled in; each character takes the first that has it.

use krilla::text::{Font, GlyphId};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};
use std::fmt;
use std::sync::Arc;

/// Latin, Greek and Cyrillic.
const LATIN: &[u8] = include_bytes!("../../data/fonts/latin.ttf");
/// The characters of GB 2312.
const CHINESE: &[u8] = include_bytes!("../../data/fonts/chinese.ttf");

/// Why a font cannot be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not a TrueType or OpenType font, or a collection of them")]
pub struct FontsError;

/// Fonts in the order in which they are asked for a character.
#[derive(Clone)]
pub struct Fonts(Arc<Vec<Face>>);

struct Face {
    data: FontData,
    font: Font,
    units_per_em: f32,
}

enum FontData {
    Compiled(&'static [u8]),
    Read(Arc<Vec<u8>>),
}

impl FontData {
    fn bytes(&self) -> &[u8] {
        match self {
            FontData::Compiled(bytes) => bytes,
            FontData::Read(bytes) => bytes,
        }
    }
}

/// A character's shape.
#[derive(Clone, PartialEq, Debug)]
pub struct Glyph {
    /// Which font.
    pub face: usize,
    /// Its number there.
    pub id: GlyphId,
    /// How far it moves on, in ems.
    pub advance: f32,
    /// The character; it was not found in any font when this is a box for another.
    pub found: bool,
}

impl Fonts {
    /// Those compiled in, behind the operator's if there is one.
    ///
    /// # Errors
    /// [`FontsError`] for the operator's.
    pub fn new(own: Option<Vec<u8>>) -> Result<Self, FontsError> {
        let mut faces = Vec::new();
        if let Some(bytes) = own {
            faces.push(Face::new(FontData::Read(Arc::new(bytes)))?);
        }
        faces.push(Face::new(FontData::Compiled(LATIN))?);
        faces.push(Face::new(FontData::Compiled(CHINESE))?);
        Ok(Fonts(Arc::new(faces)))
    }

    /// The shape of a character; a box where no font has it.
    pub fn glyph(&self, character: char) -> Glyph {
        let lookup = |wanted: char, found: bool| {
            self.0.iter().enumerate().find_map(|(face, data)| data.glyph(face, wanted, found))
        };
        lookup(character, true).or_else(|| lookup('\u{25a1}', false)).unwrap_or(Glyph {
            face: 0,
            id: GlyphId::new(0),
            advance: 1.0,
            found: false,
        })
    }

    /// The width of a text, in ems.
    pub fn width(&self, text: &str) -> f32 {
        text.chars().map(|character| self.glyph(character).advance).sum()
    }

    /// A font for drawing.
    pub fn font(&self, face: usize) -> Option<Font> {
        self.0.get(face).map(|face| face.font.clone())
    }
}

impl fmt::Debug for Fonts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} fonts", self.0.len())
    }
}

impl Face {
    fn new(data: FontData) -> Result<Self, FontsError> {
        let drawn: krilla::Data = match &data {
            FontData::Compiled(bytes) => (*bytes).into(),
            FontData::Read(bytes) => bytes.clone().into(),
        };
        let font = Font::new(drawn, 0).ok_or(FontsError)?;
        let units_per_em = font.units_per_em();
        FontRef::from_index(data.bytes(), 0).map_err(|_| FontsError)?;
        Ok(Face { data, font, units_per_em })
    }

    fn glyph(&self, face: usize, character: char, found: bool) -> Option<Glyph> {
        let font = FontRef::from_index(self.data.bytes(), 0).ok()?;
        let id = font.charmap().map(character).filter(|id| id.to_u32() != 0)?;
        let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        let advance = metrics.advance_width(id)? / self.units_per_em;
        Some(Glyph { face, id: GlyphId::new(id.to_u32()), advance, found })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    // F2: letters in English and Chinese have their characters.
    #[test]
    fn both_languages_have_their_characters() {
        let fonts = Fonts::new(None).unwrap();
        for text in
            ["Widgets & Söhne, Łódź – \u{2018}ok\u{2019}", "证书申请确认函：某某科技（北京）有限公司，《》"]
        {
            for character in text.chars() {
                assert!(fonts.glyph(character).found, "{character:?}");
            }
        }
        assert!(!fonts.glyph('\u{1f600}').found);
        assert!(fonts.width("证") > fonts.width("i"));
    }

    #[test]
    fn what_is_no_font_is_refused() {
        assert_eq!(Fonts::new(Some(b"no font".to_vec())).err(), Some(FontsError));
    }
}
