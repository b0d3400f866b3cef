//! The list of rules as it stands in its file.

use anyhow::{Context, bail};
use toml::{Table, Value};

/// A rule of the service.
pub struct Rule {
    /// A letter and a digit.
    pub id: String,
    /// In a few words.
    pub title: String,
    /// The area of work that brings it, or the rest of it.
    pub later: Option<String>,
}

/// Rules of one letter.
pub struct Section {
    /// The letter.
    pub letter: char,
    /// What they are about.
    pub title: String,
    /// The rules by id.
    pub rules: Vec<Rule>,
}

/// All rules.
pub struct Register {
    /// By letter, in the order of the file.
    pub sections: Vec<Section>,
}

impl Register {
    /// Reads the file's text.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let table: Table = text.parse()?;
        let sections = table.get("section").and_then(Value::as_array).context("no [[section]]")?;
        Ok(Self { sections: sections.iter().map(section).collect::<anyhow::Result<_>>()? })
    }

    /// All rules in the order of the file.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.sections.iter().flat_map(|section| &section.rules)
    }

    /// The letters that ids begin with.
    pub fn letters(&self) -> Vec<char> {
        self.sections.iter().map(|section| section.letter).collect()
    }
}

fn section(value: &Value) -> anyhow::Result<Section> {
    let text = |key: &str| {
        value.get(key).and_then(Value::as_str).with_context(|| format!("a section without {key}"))
    };
    let letter = text("letter")?.chars().next().context("an empty letter")?;
    let rules = value.get("rules").and_then(Value::as_table).context("a section without rules")?;
    let rules = rules.iter().map(|(id, value)| rule(letter, id, value)).collect::<anyhow::Result<_>>()?;
    Ok(Section { letter, title: text("title")?.to_owned(), rules })
}

fn rule(letter: char, id: &str, value: &Value) -> anyhow::Result<Rule> {
    let mut letters = id.chars();
    if letters.next() != Some(letter)
        || !letters.as_str().chars().all(|c| c.is_ascii_digit())
        || id.len() != 2
    {
        bail!("`{id}` is no id of section {letter}");
    }
    let (title, later) = match value {
        Value::String(title) => (title.as_str(), None),
        Value::Table(table) => {
            if let Some(other) = table.keys().find(|key| !matches!(key.as_str(), "title" | "later")) {
                bail!("{id} has a key `{other}` that means nothing");
            }
            let title = table
                .get("title")
                .and_then(Value::as_str)
                .with_context(|| format!("{id} without a title"))?;
            (title, table.get("later").and_then(Value::as_str))
        }
        _ => bail!("{id} is neither a title nor a table"),
    };
    Ok(Rule { id: id.to_owned(), title: title.to_owned(), later: later.map(str::to_owned) })
}
