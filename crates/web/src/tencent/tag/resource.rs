//! How the service `tag` names a certificate: `qcs::ssl:REGION:uin/ACCOUNT:certificate/ID`.

use chancery_app::failure::{Code, Failure};
use chancery_domain::ids::CertificateId;

/// The certificate of a six-part resource name. Whose it is, is checked where it is fetched.
///
/// # Errors
/// [`Code::InvalidParameter`] when it is not the name of a certificate.
pub fn certificate(resource: &str) -> Result<CertificateId, Failure> {
    let parts: Vec<&str> = resource.split(':').collect();
    let id = match parts.as_slice() {
        ["qcs", _, "ssl", _, _, last] => last.strip_prefix("certificate/"),
        _ => None,
    };
    id.and_then(|id| id.parse().ok()).ok_or_else(|| {
        Failure::new(
            Code::InvalidParameter,
            "Resource: must be qcs::ssl::uin/ACCOUNT:certificate/ID; only certificates have tags here.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_part_names_of_certificates_are_read() {
        for text in [
            "qcs::ssl:ap-guangzhou:uin/100000000001:certificate/e79vbLDZ",
            "qcs::ssl::uin/:certificate/e79vbLDZ",
        ] {
            assert_eq!(
                certificate(text).map(|id| id.to_string()).ok().as_deref(),
                Some("e79vbLDZ"),
                "{text}"
            );
        }
        for text in [
            "",
            "e79vbLDZ",
            "qcs::cvm::uin/1:instance/ins-1",
            "qcs::ssl::uin/1:certificate/short",
            "qcs::ssl::uin/1:certificate/e79vbLDZ:x",
        ] {
            assert!(certificate(text).is_err(), "{text}");
        }
    }
}
