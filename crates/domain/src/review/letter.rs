//! The words of the letters that applicants sign and seal (F2, I2): templates as data, in English and Chinese.

use crate::policy::{Checker, DataFileError, read};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The file that is compiled in.
const COMPILED_IN: &str = include_str!("../../data/letters.toml");
/// What messages call it.
const COMPILED_IN_LABEL: &str = "compiled-in letters.toml";
/// Fields that a template may name in braces.
const FIELDS: [&str; 14] = [
    "organization",
    "registration",
    "address",
    "organization_phone",
    "names",
    "product",
    "certificate",
    "serial",
    "reason",
    "applicant",
    "position",
    "phone",
    "email",
    "date",
];

/// The language of a letter.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
pub enum Language {
    /// English.
    #[serde(rename = "en")]
    English,
    /// Chinese, simplified.
    #[serde(rename = "zh")]
    Chinese,
}

impl Language {
    /// Both.
    pub const ALL: [Language; 2] = [Language::English, Language::Chinese];

    /// `en` or `zh`.
    pub fn code(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Chinese => "zh",
        }
    }

    /// The language with a code; region subtags such as `zh-CN` are taken.
    pub fn from_code(code: &str) -> Option<Self> {
        let primary = code.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        Language::ALL.into_iter().find(|language| language.code() == primary)
    }
}

/// Which letter.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
#[serde(rename_all = "kebab-case")]
pub enum LetterForm {
    /// Confirms an application.
    Application,
    /// Confirms an application in the SM2 hierarchy.
    Sm2Application,
    /// Asks for a revocation.
    Revocation,
    /// Asks for a revocation in the SM2 hierarchy.
    Sm2Revocation,
}

impl LetterForm {
    /// Every form.
    pub const ALL: [LetterForm; 4] = [
        LetterForm::Application,
        LetterForm::Sm2Application,
        LetterForm::Revocation,
        LetterForm::Sm2Revocation,
    ];

    /// A stable word.
    pub fn code(self) -> &'static str {
        match self {
            LetterForm::Application => "application",
            LetterForm::Sm2Application => "sm2-application",
            LetterForm::Revocation => "revocation",
            LetterForm::Sm2Revocation => "sm2-revocation",
        }
    }
}

/// All templates.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LetterWords {
    letters: Vec<LetterText>,
}

/// One letter's words. Fields stand in braces: `{organization}`.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct LetterText {
    form: LetterForm,
    language: Language,
    /// The heading.
    pub title: String,
    /// The service it is addressed to.
    pub addressee: String,
    /// Before the table of particulars.
    pub opening: Vec<String>,
    /// The table of particulars: label and value.
    pub rows: Vec<(String, String)>,
    /// After the table.
    pub closing: Vec<String>,
    /// Where to sign: label, and what is printed beside it.
    pub signature: Vec<(String, String)>,
    /// At the foot of the page.
    pub foot: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LettersFile {
    letter: Vec<LetterText>,
}

impl LetterWords {
    /// Reads and checks a file; `file_label` is what errors call it.
    ///
    /// # Errors
    /// The first fault found, with file, key and rule.
    pub fn parse(file_label: &str, text: &str) -> Result<Self, DataFileError> {
        let file: LettersFile = read(file_label, text)?;
        let check = Checker::new(file_label);
        for form in LetterForm::ALL {
            for language in Language::ALL {
                let found = file.letter.iter().filter(|l| l.form == form && l.language == language).count();
                let rule = format!("needs exactly one letter {:?} in {:?}", form.code(), language.code());
                check.ensure(found == 1, "letter", &rule)?;
            }
        }
        for letter in &file.letter {
            check.ensure(!letter.title.is_empty(), "letter.title", "must not be empty")?;
            for template in letter.templates() {
                for field in fields(template) {
                    let rule = format!("there is no field {field:?}; known are {}", FIELDS.join(", "));
                    check.ensure(FIELDS.contains(&field), "letter", &rule)?;
                }
            }
        }
        Ok(LetterWords { letters: file.letter })
    }

    /// The words that are compiled in.
    ///
    /// # Errors
    /// None in a build whose tests passed: a test reads the file.
    pub fn compiled_in() -> Result<Self, DataFileError> {
        LetterWords::parse(COMPILED_IN_LABEL, COMPILED_IN)
    }

    /// A letter's words. Every form stands in both languages: the file is refused otherwise.
    pub fn letter(&self, form: LetterForm, language: Language) -> Option<&LetterText> {
        self.letters.iter().find(|letter| letter.form == form && letter.language == language)
    }
}

impl LetterText {
    fn templates(&self) -> impl Iterator<Item = &str> {
        let pairs = self.rows.iter().chain(&self.signature).flat_map(|(label, value)| [label, value]);
        let single = [&self.title, &self.addressee, &self.foot].into_iter();
        single.chain(&self.opening).chain(&self.closing).chain(pairs).map(String::as_str)
    }
}

/// The fields that a template names.
fn fields(template: &str) -> impl Iterator<Item = &str> {
    template.split('{').skip(1).map(|rest| rest.split('}').next().unwrap_or_default())
}

/// Puts values into a template; what is not given stays a line to write on. Values are not templates themselves.
pub fn filled(template: &str, values: &BTreeMap<&'static str, String>) -> String {
    let mut parts = template.split('{');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (field, rest) = part.split_once('}').unwrap_or((part, ""));
        match values.get(field).map(|value| value.trim()).filter(|value| !value.is_empty()) {
            Some(value) => text.push_str(value),
            None => text.push_str("____________________"),
        }
        text.push_str(rest);
    }
    text
}

impl LetterText {
    /// The letter with its values put in.
    #[must_use]
    pub fn fill(&self, values: &BTreeMap<&'static str, String>) -> LetterText {
        let one = |text: &String| filled(text, values);
        let pairs = |list: &[(String, String)]| list.iter().map(|(a, b)| (one(a), one(b))).collect();
        LetterText {
            form: self.form,
            language: self.language,
            title: one(&self.title),
            addressee: one(&self.addressee),
            opening: self.opening.iter().map(one).collect(),
            rows: pairs(&self.rows),
            closing: self.closing.iter().map(one).collect(),
            signature: pairs(&self.signature),
            foot: one(&self.foot),
        }
    }

    /// The language it is written in.
    pub fn language(&self) -> Language {
        self.language
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_stands_in_both_languages() {
        let words = LetterWords::compiled_in().expect("words");
        for form in LetterForm::ALL {
            for language in Language::ALL {
                assert!(words.letter(form, language).is_some(), "{form:?} {language:?}");
            }
        }
    }

    #[test]
    fn values_are_no_templates_and_gaps_stay_to_be_written() {
        let values =
            BTreeMap::from([("organization", "A {phone} Ltd".to_owned()), ("phone", "1".to_owned())]);
        assert_eq!(filled("We, {organization}, call {phone}.", &values), "We, A {phone} Ltd, call 1.");
        assert_eq!(filled("{email}", &values), "____________________");
    }

    #[test]
    fn faults_name_the_field() {
        let text = COMPILED_IN.replacen("{organization}", "{organisation}", 1);
        let error = LetterWords::parse("mine.toml", &text).expect_err("unknown field").to_string();
        assert!(error.contains("mine.toml") && error.contains("organisation"), "{error}");
    }

    #[test]
    fn languages_by_code() {
        assert_eq!(Language::from_code("zh-CN"), Some(Language::Chinese));
        assert_eq!(Language::from_code("EN"), Some(Language::English));
        assert_eq!(Language::from_code("fr"), None);
    }
}
