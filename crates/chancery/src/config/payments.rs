//! `payments`: where the secret stands with which a payment processor signs its reports. The secret itself is never
//! part of the configuration.

use super::layers::{ConfigError, Layers};
use super::settings::{path, text};
use serde::Serialize;
use std::path::PathBuf;

/// Payment processors. Without either key nobody can report payments.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Debug)]
pub struct Payments {
    /// A file with the secret of signed webhooks; a second line holds the next one while it is changed.
    pub webhook_secret_file: Option<PathBuf>,
    /// An environment variable with it, in place of a file.
    pub webhook_secret_variable: Option<String>,
}

impl Payments {
    /// Takes the keys.
    ///
    /// # Errors
    /// [`ConfigError`] names place, key and rule.
    pub fn read(layers: &mut Layers) -> Result<Self, ConfigError> {
        Ok(Payments {
            webhook_secret_file: layers.take("payments.webhook_secret_file", "write a path as text", path)?,
            webhook_secret_variable: layers.take(
                "payments.webhook_secret_variable",
                "write the name of an environment variable",
                text,
            )?,
        })
    }
}
