//! Values of the domain as JSON text in a column.

use chancery_app::ports::{StoreError, Stored};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A value as text.
pub(super) fn encode(value: &impl Serialize) -> Stored<String> {
    serde_json::to_string(value).map_err(|error| StoreError::Broken(error.to_string()))
}

/// A value from text; `what` names it in the error, which does not quote the text.
pub(super) fn decode<T: DeserializeOwned>(text: &str, what: &str) -> Stored<T> {
    serde_json::from_str(text).map_err(|error| {
        StoreError::Broken(format!(
            "{what} cannot be read: {:?} error at column {}",
            error.classify(),
            error.column()
        ))
    })
}
