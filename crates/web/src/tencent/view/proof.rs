//! The way of proof that a parameter names.

use chancery_app::failure::{Code, Failure};

/// `DNS` or `FILE`: whether by file; nothing when absent. `field` is what messages call the parameter.
///
/// # Errors
/// [`Code::NotBuilt`] for automatic ways, [`Code::InvalidParameter`].
pub fn by_file(method: Option<&str>, field: &str) -> Result<Option<bool>, Failure> {
    match method.unwrap_or_default() {
        "" => Ok(None),
        "DNS" => Ok(Some(false)),
        "FILE" => Ok(Some(true)),
        "DNS_AUTO" | "DNS_PROXY" | "FILE_PROXY" => {
            let text = format!(
                "{field}: automatic ways need stored DNS provider credentials, which are not built; choose DNS or FILE."
            );
            Err(Failure::new(Code::NotBuilt, text))
        }
        _ => Err(Failure::new(Code::InvalidParameter, format!("{field}: must be DNS or FILE."))),
    }
}
