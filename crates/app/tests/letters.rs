//! Letters as PDF, judged by poppler: each opens, has its pages, and its fields are filled in (F2, I2).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use chancery_app::desk::Desk;
use chancery_app::letter::fill;
use chancery_domain::review::{Language, LetterForm, ReviewRules};
use chancery_domain::time::Timestamp;
use chancery_pki::document;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

const NOW: Timestamp = Timestamp(1_795_000_000);

fn values(names: &str) -> BTreeMap<&'static str, String> {
    BTreeMap::from([
        ("organization", "Müller 某某科技有限公司".to_owned()),
        ("registration", "91350211M000100Y43".to_owned()),
        ("address", "12 Harbour Road, Xiamen".to_owned()),
        ("organization_phone", "+86 592 555 0100".to_owned()),
        ("names", names.to_owned()),
        ("product", "SecureSite OV".to_owned()),
        ("certificate", "e79vbLDZ".to_owned()),
        ("serial", "4d5e6f70".to_owned()),
        ("reason", "superseded".to_owned()),
        ("applicant", "Mei Lin 林梅".to_owned()),
        ("position", "Manager".to_owned()),
        ("phone", "+86 138 5550 0100".to_owned()),
        ("email", "mei@example.org".to_owned()),
        ("date", "2026-11-21".to_owned()),
    ])
}

fn letter(form: LetterForm, language: Language, values: &BTreeMap<&'static str, String>) -> Vec<u8> {
    let desk = Desk::compiled_in().unwrap();
    fill(&desk.fonts, &desk.words.letter(form, language).unwrap().fill(values), NOW).unwrap()
}

/// What poppler says; a machine without it fails the test.
fn poppler(tool: &str, arguments: &[&str], file: &Path) -> String {
    let mut command = Command::new(tool);
    let told = command.args(arguments).arg(file).args(if tool == "pdftotext" { &["-"][..] } else { &[] });
    let output = told.output().unwrap_or_else(|e| panic!("{tool} (Debian package poppler-utils): {e}"));
    assert!(output.status.success(), "{tool}: {}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "{tool}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

// F2, I2: the letters of applications and revocations, SM2 or not, in both languages.
#[test]
fn every_letter_opens_and_its_fields_are_filled_in() {
    let folder = tempfile::tempdir().unwrap();
    let values = values("widgets.example.org, *.shop.example.org");
    for form in LetterForm::ALL {
        for language in Language::ALL {
            let pdf = letter(form, language, &values);
            assert!(pdf.len() < 200_000, "{} bytes: the fonts are embedded as subsets", pdf.len());
            let path = folder.path().join("letter.pdf");
            std::fs::write(&path, &pdf).unwrap();
            let text = poppler("pdftotext", &["-layout"], &path).replace('\n', " ");
            let revocation = matches!(form, LetterForm::Revocation | LetterForm::Sm2Revocation);
            for (field, value) in &values {
                let wanted = revocation || !matches!(*field, "serial" | "reason");
                assert!(!wanted || text.contains(value.as_str()), "{form:?} {language:?} {field}: {text}");
            }
            assert!(!text.contains('{') && !text.contains('\u{25a1}'), "{text}");
            let facts = poppler("pdfinfo", &[], &path);
            assert!(facts.contains("Pages:           1"), "{form:?} {language:?}: {facts}");
            let fonts = poppler("pdffonts", &[], &path);
            assert!(fonts.lines().skip(2).all(|line| line.contains(" yes yes yes ")), "embedded: {fonts}");
            // Our own letter, scanned to PDF again, is one that we take.
            let limits = ReviewRules::compiled_in().unwrap().documents.limits(false);
            assert!(document::check(&pdf, &limits).is_ok());
        }
    }
}

// F2: a certificate of many names has a letter of several pages, and none is lost.
#[test]
fn many_names_go_on_to_further_pages() {
    let names: Vec<String> = (0..400).map(|n| format!("name{n:03}.department.example.org")).collect();
    let pdf = letter(LetterForm::Application, Language::English, &values(&names.join(", ")));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letter.pdf");
    std::fs::write(&path, &pdf).unwrap();
    let text = poppler("pdftotext", &["-layout"], &path);
    for name in &names {
        assert!(text.contains(name.as_str()), "{name}");
    }
    assert!(
        poppler("pdfinfo", &[], &path).contains("Pages:           6") || text.matches('\u{c}').count() > 2
    );
}

#[test]
fn what_is_not_known_stays_a_line_to_write_on() {
    let pdf = letter(LetterForm::Application, Language::English, &BTreeMap::new());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letter.pdf");
    std::fs::write(&path, &pdf).unwrap();
    assert!(poppler("pdftotext", &["-layout"], &path).matches("____________________").count() > 8);
}
