//! The way of proof that a parameter names.

use super::ids;
use chancery_app::failure::{Code, Failure};

/// `DNS` or `FILE`: whether by file; nothing when absent. `field` is what messages call the parameter.
///
/// # Errors
/// [`Code::NotBuilt`] for automatic DNS records, [`Code::InvalidParameter`].
pub fn by_file(method: Option<String>, field: &str) -> Result<Option<bool>, Failure> {
    match ids::filled(method).as_deref() {
        None => Ok(None),
        Some("DNS") => Ok(Some(false)),
        Some("FILE") => Ok(Some(true)),
        Some("DNS_AUTO") => Err(Failure::new(
            Code::NotBuilt,
            format!(
                "{field}: DNS_AUTO needs stored DNS provider credentials, which are not built; choose DNS or FILE."
            ),
        )),
        Some(_) => Err(Failure::new(Code::InvalidParameter, format!("{field}: must be DNS or FILE."))),
    }
}
