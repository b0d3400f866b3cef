//! The raw keys with the place each came from, so that an error can name file, key and rule.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// Prefix of environment variables that set a key: `CHANCERY_SERVER__HTTPS` sets `server.https`.
const ENVIRONMENT_PREFIX: &str = "CHANCERY_";

/// The file that is read when none is named and it is there.
const DEFAULT_FILE: &str = "./chancery.toml";

/// A wrong key or value: where it stands, which key, what the rule is.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{place}: {key}: {rule}")]
pub struct ConfigError {
    /// File, environment variable or command line.
    pub place: String,
    /// The key, dotted.
    pub key: String,
    /// What is wrong and what to write.
    pub rule: String,
}

/// All keys, flattened to `section.key`, with value and origin.
#[derive(Default)]
pub struct Layers {
    keys: BTreeMap<String, (Value, String)>,
}

impl fmt::Debug for Layers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.keys.keys()).finish()
    }
}

impl Layers {
    /// Reads the file (if named, or if the default one is there), the environment and the `--set` arguments.
    ///
    /// # Errors
    /// [`ConfigError`] for a file that cannot be read or parsed, or an argument that is not `KEY=VALUE`.
    pub fn read(
        file: Option<&Path>,
        environment: impl Iterator<Item = (String, String)>,
        set: &[String],
    ) -> Result<Self, ConfigError> {
        let mut layers = Layers::default();
        let default = PathBuf::from(DEFAULT_FILE);
        match file {
            Some(path) => layers.read_file(path)?,
            None if default.exists() => layers.read_file(&default)?,
            None => {}
        }
        for (name, text) in environment {
            if let Some(rest) = name.strip_prefix(ENVIRONMENT_PREFIX)
                && let Some((section, key)) = rest.split_once("__")
            {
                let key = format!("{}.{}", section.to_ascii_lowercase(), key.to_ascii_lowercase());
                layers.keys.insert(key, (scalar(&text), format!("environment {name}")));
            }
        }
        for argument in set {
            let (key, text) = argument.split_once('=').ok_or_else(|| ConfigError {
                place: "--set".to_owned(),
                key: argument.clone(),
                rule: "write section.key=value".to_owned(),
            })?;
            layers.keys.insert(key.trim().to_owned(), (scalar(text), "--set".to_owned()));
        }
        Ok(layers)
    }

    fn read_file(&mut self, path: &Path) -> Result<(), ConfigError> {
        let place = path.display().to_string();
        let wrong = |rule: String| ConfigError { place: place.clone(), key: "(file)".to_owned(), rule };
        let text = std::fs::read_to_string(path).map_err(|e| wrong(format!("cannot be read: {e}")))?;
        let table: Table = text.parse().map_err(|e: toml::de::Error| wrong(e.message().to_owned()))?;
        for (section, value) in table {
            match value {
                Value::Table(keys) => {
                    for (key, value) in keys {
                        self.keys.insert(format!("{section}.{key}"), (value, place.clone()));
                    }
                }
                other => {
                    self.keys.insert(section, (other, place.clone()));
                }
            }
        }
        Ok(())
    }

    /// Takes a key out; what is left over at the end is unknown.
    pub fn take<T>(
        &mut self,
        key: &str,
        rule: &str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Result<Option<T>, ConfigError> {
        match self.keys.remove(key) {
            None => Ok(None),
            Some((value, place)) => match read(&value) {
                Some(read) => Ok(Some(read)),
                None => Err(ConfigError { place, key: key.to_owned(), rule: rule.to_owned() }),
            },
        }
    }

    /// Takes out all keys of a section whose keys are names of the operator's own, in their order.
    pub fn take_section<T>(
        &mut self,
        section: &str,
        rule: &str,
        read: impl Fn(&str, &Value) -> Option<T>,
    ) -> Result<Vec<T>, ConfigError> {
        let prefix = format!("{section}.");
        let names: Vec<String> = self.keys.keys().filter(|key| key.starts_with(&prefix)).cloned().collect();
        let mut all = Vec::with_capacity(names.len());
        for key in names {
            let name = key.trim_start_matches(&prefix).to_owned();
            all.extend(self.take(&key, rule, |value| read(&name, value))?);
        }
        Ok(all)
    }

    /// Refuses whatever nobody took.
    ///
    /// # Errors
    /// [`ConfigError`] for the first unknown key.
    pub fn finish(self) -> Result<(), ConfigError> {
        match self.keys.into_iter().next() {
            None => Ok(()),
            Some((key, (_, place))) => Err(ConfigError {
                place,
                key,
                rule: "there is no such key; `chancery config show` lists all keys".to_owned(),
            }),
        }
    }
}

/// A value from the environment or the command line: TOML where it is TOML, else text.
fn scalar(text: &str) -> Value {
    let wrapped = format!("value = {text}");
    wrapped
        .parse::<Table>()
        .ok()
        .and_then(|mut t| t.remove("value"))
        .unwrap_or_else(|| Value::String(text.to_owned()))
}
