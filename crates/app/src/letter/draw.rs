//! Draws a letter on pages of 210 by 297 millimetres, in points from the upper left.

use super::fonts::{Fonts, Glyph};
use super::lines::lines;
use chancery_domain::review::LetterText;
use chancery_domain::time::Timestamp;
use krilla::Document;
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::{DateTime, Metadata};
use krilla::page::PageSettings;
use krilla::paint::Stroke;
use krilla::surface::Surface;
use krilla::text::KrillaGlyph;

const PAGE: (f32, f32) = (595.28, 841.89);
const MARGIN: f32 = 60.0;
const TITLE_SIZE: f32 = 17.0;
const TEXT_SIZE: f32 = 10.0;
const FOOT_SIZE: f32 = 8.5;
/// A line's height in its size.
const LEADING: f32 = 1.5;
const LABEL_WIDTH: f32 = 150.0;
const SIGNATURE_HEIGHT: f32 = 40.0;
/// Space kept at the foot of a page, down to its edge.
const FOOT_HEIGHT: f32 = 76.0;

/// Something on a page, at a height.
enum Item {
    Text { x: f32, y: f32, size: f32, text: String },
    Rule { from: f32, to: f32, y: f32 },
}

/// Pages being laid out.
struct Layout<'a> {
    fonts: &'a Fonts,
    pages: Vec<Vec<Item>>,
    y: f32,
}

impl Layout<'_> {
    fn width() -> f32 {
        PAGE.0 - 2.0 * MARGIN
    }

    /// A new page when so much height is not left.
    fn room(&mut self, height: f32) {
        if self.y + height > PAGE.1 - FOOT_HEIGHT {
            self.pages.push(Vec::new());
            self.y = MARGIN;
        }
    }

    fn put(&mut self, item: Item) {
        if let Some(page) = self.pages.last_mut() {
            page.push(item);
        }
    }

    fn rule(&mut self, from: f32, to: f32, y: f32) {
        self.put(Item::Rule { from, to, y });
    }

    /// One line; `y` is its upper edge.
    fn line(&mut self, x: f32, y: f32, size: f32, text: String) {
        self.put(Item::Text { x, y: y + size, size, text });
    }

    fn paragraph(&mut self, text: &str, size: f32) {
        for line in lines(self.fonts, text, size, Self::width()) {
            self.room(size * LEADING);
            let y = self.y;
            self.line(MARGIN, y, size, line);
            self.y += size * LEADING;
        }
        self.y += size * 0.6;
    }

    fn title(&mut self, text: &str) {
        for line in lines(self.fonts, text, TITLE_SIZE, Self::width()) {
            let x = (PAGE.0 - self.fonts.width(&line) * TITLE_SIZE) / 2.0;
            let y = self.y;
            self.line(x, y, TITLE_SIZE, line);
            self.y += TITLE_SIZE * LEADING;
        }
        self.y += TITLE_SIZE;
    }

    /// A row of the table; a long value goes on to the next page.
    fn row(&mut self, label: &str, value: &str) {
        let label_lines = lines(self.fonts, label, TEXT_SIZE, LABEL_WIDTH - 10.0);
        let value_lines = lines(self.fonts, value, TEXT_SIZE, Self::width() - LABEL_WIDTH);
        let height = TEXT_SIZE * LEADING;
        let count = label_lines.len().max(value_lines.len());
        for at in 0..count {
            self.room(height);
            let y = self.y;
            if let Some(text) = label_lines.get(at) {
                self.line(MARGIN, y, TEXT_SIZE, text.clone());
            }
            if let Some(text) = value_lines.get(at) {
                self.line(MARGIN + LABEL_WIDTH, y, TEXT_SIZE, text.clone());
            }
            self.y += height;
        }
        let y = self.y + 1.0;
        self.rule(MARGIN, PAGE.0 - MARGIN, y);
        self.y += 5.0;
    }

    /// A place to sign or seal.
    fn signature(&mut self, label: &str, value: &str) {
        self.room(SIGNATURE_HEIGHT);
        let y = self.y + SIGNATURE_HEIGHT - TEXT_SIZE * LEADING;
        self.line(MARGIN, y, TEXT_SIZE, label.to_owned());
        let from = MARGIN + (self.fonts.width(label) * TEXT_SIZE + 12.0).max(LABEL_WIDTH + 30.0);
        if !value.is_empty() {
            self.line(from + 6.0, y, TEXT_SIZE, value.to_owned());
        }
        self.rule(from, PAGE.0 - MARGIN, y + TEXT_SIZE * 1.3);
        self.y += SIGNATURE_HEIGHT;
    }
}

/// The PDF of a letter.
pub fn draw(fonts: &Fonts, letter: &LetterText, now: Timestamp) -> Result<Vec<u8>, String> {
    let mut layout = Layout { fonts, pages: vec![Vec::new()], y: MARGIN };
    layout.title(&letter.title);
    layout.paragraph(&letter.addressee, TEXT_SIZE);
    for text in &letter.opening {
        layout.paragraph(text, TEXT_SIZE);
    }
    let (from, to, y) = (MARGIN, PAGE.0 - MARGIN, layout.y);
    layout.rule(from, to, y);
    layout.y += 4.0;
    for (label, value) in &letter.rows {
        layout.row(label, value);
    }
    layout.y += TEXT_SIZE;
    for text in &letter.closing {
        layout.paragraph(text, TEXT_SIZE);
    }
    for (label, value) in &letter.signature {
        layout.signature(label, value);
    }
    let pages = layout.pages;
    let mut document = Document::new();
    document.set_metadata(metadata(letter, now));
    let count = pages.len();
    for (at, items) in pages.into_iter().enumerate() {
        let settings = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or("the page has no size")?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for item in items {
            show(fonts, &mut surface, &item);
        }
        foot(fonts, &mut surface, &letter.foot, at + 1, count);
        surface.finish();
        page.finish();
    }
    document.finish().map_err(|error| format!("{error:?}"))
}

fn foot(fonts: &Fonts, surface: &mut Surface<'_>, text: &str, page: usize, count: usize) {
    let mut y = PAGE.1 - FOOT_HEIGHT + 16.0;
    let wrapped = lines(fonts, text, FOOT_SIZE, Layout::width() - 40.0);
    for text in wrapped {
        show(fonts, surface, &Item::Text { x: MARGIN, y: y + FOOT_SIZE, size: FOOT_SIZE, text });
        y += FOOT_SIZE * LEADING;
    }
    let number = format!("{page}/{count}");
    let x = PAGE.0 - MARGIN - fonts.width(&number) * FOOT_SIZE;
    let y = PAGE.1 - FOOT_HEIGHT + 16.0 + FOOT_SIZE;
    show(fonts, surface, &Item::Text { x, y, size: FOOT_SIZE, text: number });
}

fn show(fonts: &Fonts, surface: &mut Surface<'_>, item: &Item) {
    match item {
        Item::Text { x, y, size, text } => write(fonts, surface, *x, *y, *size, text),
        Item::Rule { from, to, y } => {
            let mut path = PathBuilder::new();
            path.move_to(*from, *y);
            path.line_to(*to, *y);
            surface.set_fill(None);
            surface.set_stroke(Some(Stroke { width: 0.5, ..Stroke::default() }));
            if let Some(path) = path.finish() {
                surface.draw_path(&path);
            }
            surface.set_stroke(None);
        }
    }
}

/// Draws a line in runs of one font each.
fn write(fonts: &Fonts, surface: &mut Surface<'_>, x: f32, y: f32, size: f32, text: &str) {
    let glyphs: Vec<(usize, char, Glyph)> =
        text.char_indices().map(|(at, character)| (at, character, fonts.glyph(character))).collect();
    let mut x = x;
    for run in glyphs.chunk_by(|a, b| a.2.face == b.2.face) {
        let Some((_, _, first)) = run.first() else { continue };
        let Some(font) = fonts.font(first.face) else { continue };
        let drawn: Vec<KrillaGlyph> = run
            .iter()
            .map(|(at, character, glyph)| {
                if !glyph.found {
                    tracing::warn!(character = %character.escape_unicode(), "no font has this character of a letter; set letter.font");
                }
                KrillaGlyph::new(glyph.id, glyph.advance, 0.0, 0.0, 0.0, *at..at + character.len_utf8(), None)
            })
            .collect();
        surface.draw_glyphs(Point::from_xy(x, y), &drawn, font, text, size, false);
        x += run.iter().map(|(_, _, glyph)| glyph.advance).sum::<f32>() * size;
    }
}

fn metadata(letter: &LetterText, now: Timestamp) -> Metadata {
    let civil = now.civil_utc();
    let year = u16::try_from(civil.year).unwrap_or(0);
    let date = DateTime::new(year)
        .month(civil.month)
        .day(civil.day)
        .hour(civil.hour)
        .minute(civil.minute)
        .second(civil.second)
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    Metadata::new()
        .title(letter.title.clone())
        .language(letter.language().code().to_owned())
        .creation_date(date)
}
