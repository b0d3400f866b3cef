//! Writes every letter with made-up values, for looking at and for the pictures in `docs`: `cargo run -p chancery-app
//! --example letters FOLDER`, then `pdftoppm -r 60 -png -singlefile FOLDER/application-en.pdf docs/letter`.
#![allow(missing_docs)]

use chancery_app::desk::Desk;
use chancery_app::letter::fill;
use chancery_domain::review::{Language, LetterForm};
use chancery_domain::time::Timestamp;
use std::collections::BTreeMap;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name a folder")?);
    let desk = Desk::compiled_in()?;
    for form in LetterForm::ALL {
        for language in Language::ALL {
            let words = desk.words.letter(form, language).ok_or("no such letter")?;
            let letter = words.fill(&values(language));
            let pdf = fill(&desk.fonts, &letter, Timestamp(1_795_000_000))?;
            std::fs::write(folder.join(format!("{}-{}.pdf", form.code(), language.code())), pdf)?;
        }
    }
    Ok(())
}

fn values(language: Language) -> BTreeMap<&'static str, String> {
    let chinese = language == Language::Chinese;
    let one = |english: &str, other: &str| if chinese { other } else { english }.to_owned();
    BTreeMap::from([
        ("organization", one("Widgets & Söhne Trading Company Limited", "某某科技（北京）有限公司")),
        ("registration", "91350211M000100Y43".to_owned()),
        ("address", one("12 Harbour Road, Xiamen, Fujian, 361000, CN", "福建省厦门市湖里区港中路 12 号")),
        ("organization_phone", "+86 592 555 0100".to_owned()),
        ("names", "widgets.example.org, www.widgets.example.org, *.shop.widgets.example.org".to_owned()),
        ("product", one("SecureSite OV", "SecureSite 企业型（OV）")),
        ("certificate", "e79vbLDZ".to_owned()),
        ("serial", "4d5e6f708192a3b4c5d6e7f8091a2b3c".to_owned()),
        ("reason", "superseded".to_owned()),
        ("applicant", one("Mei Lin", "林梅")),
        ("position", one("IT Manager", "信息技术部经理")),
        ("phone", "+86 138 5550 0100".to_owned()),
        ("email", "mei.lin@widgets.example.org".to_owned()),
        ("date", one("2026-11-21", "2026 年 11 月 21 日")),
    ])
}
