//! `ServiceType`: for which server an archive is made.

use chancery_app::certificate::ServiceType;
use chancery_app::failure::{Code, Failure};

/// The type named, or `absent` when none is.
///
/// # Errors
/// [`Code::DownloadTypeUnsupported`].
pub fn read(name: Option<&str>, absent: ServiceType) -> Result<ServiceType, Failure> {
    let Some(name) = name.filter(|name| !name.is_empty()) else { return Ok(absent) };
    ServiceType::from_cloud(&name.to_ascii_lowercase()).ok_or_else(|| {
        let known: Vec<&str> = ServiceType::SINGLE.iter().map(|kind| kind.cloud_name()).collect();
        let text = format!("ServiceType: must be one of {}.", known.join(", "));
        Failure::new(Code::DownloadTypeUnsupported, text)
    })
}
