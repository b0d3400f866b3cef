//! Install notes (G4): texts with the file names of the archive at hand and configuration ready to paste.
//!
//! A text is a template: `{{name}}` is replaced, and a line that begins with `[condition] ` stands only when the
//! condition holds. An unknown name or condition stays in the text, where a test finds it.

use super::parts::Parts;

/// A note's name in the archive and its template.
pub(super) struct Note {
    pub file_name: &'static str,
    template: &'static str,
}

macro_rules! note {
    ($file:literal) => {
        Note {
            file_name: concat!("install-", $file, ".txt"),
            template: include_str!(concat!("notes/", $file, ".txt")),
        }
    };
}

pub(super) const NGINX: Note = note!("nginx");
pub(super) const NGINX_SM2: Note = note!("nginx-sm2");
pub(super) const APACHE: Note = note!("apache");
pub(super) const TOMCAT: Note = note!("tomcat");
pub(super) const OTHER_JAVA_SERVERS: [Note; 4] =
    [note!("jetty"), note!("jboss"), note!("glassfish"), note!("weblogic")];
pub(super) const IIS: Note = note!("iis");
pub(super) const OTHER: Note = note!("other");
pub(super) const ROOT: Note = note!("root");

/// Fills a template in. `values` are the file names of this archive.
pub(super) fn render(note: &Note, parts: &Parts, values: &[(&str, &str)]) -> String {
    let is_wildcard = |name: &&String| name.starts_with("*.");
    // A name to call in the browser and to put where no wildcard may stand.
    let plain = parts.names.iter().find(|name| !is_wildcard(name)).cloned();
    let first = plain
        .or_else(|| parts.names.first().map(|name| name.replacen("*.", "www.", 1)))
        .unwrap_or_else(|| "localhost".to_owned());
    let names = if parts.names.is_empty() { first.clone() } else { parts.names.join(" ") };
    let aliases: Vec<&str> = parts.names.iter().map(String::as_str).filter(|name| *name != first).collect();
    let aliases = aliases.join(" ");
    let url_host = if first.contains(':') { format!("[{first}]") } else { first.clone() };
    let common = [
        ("stem", parts.stem.as_str()),
        ("alias", &parts.alias),
        ("names", &names),
        ("first_name", &first),
        ("other_names", &aliases),
        ("url_host", &url_host),
    ];
    let conditions = [
        ("own-key", parts.key_pem.is_none()),
        ("protected", parts.is_protected),
        ("chain", parts.chain_pem.is_some()),
        ("no-chain", parts.chain_pem.is_none()),
        ("other-names", !aliases.is_empty()),
        ("pfx", parts.stores.pfx.is_some()),
        ("jks", parts.stores.jks.is_some()),
        ("password-file", parts.stores.password.is_some()),
        ("legacy", parts.is_legacy),
        ("modern", !parts.is_legacy),
    ];
    let mut text = String::with_capacity(note.template.len() + 512);
    for line in note.template.lines() {
        let Some(line) = line_if(line, &conditions) else { continue };
        let mut line = line.to_owned();
        for (name, value) in common.iter().chain(values) {
            line = line.replace(&format!("{{{{{name}}}}}"), value);
        }
        text.push_str(&line);
        text.push('\n');
    }
    text
}

/// The line without its condition, or `None` when the condition does not hold.
fn line_if<'a>(line: &'a str, conditions: &[(&str, bool)]) -> Option<&'a str> {
    let Some((condition, rest)) = line.strip_prefix('[').and_then(|rest| rest.split_once("] ")) else {
        return Some(line);
    };
    match conditions.iter().find(|(name, _)| *name == condition) {
        Some((_, true)) => Some(rest),
        Some((_, false)) => None,
        None => Some(line),
    }
}
