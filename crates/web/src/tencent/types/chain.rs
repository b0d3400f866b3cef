//! Certificates of a chain in words, and root certificates as PEM.

use crate::answer;

answer! {
    /// One certificate of a chain.
    pub struct CertBasicInfo {
        fingerprint: String = "Fingerprint",
        issuer: String = "Issuer",
        subject: String = "Subject",
        valid_from: String = "ValidFrom",
        valid_to: String = "ValidTo",
    }
}

answer! {
    /// Roots as PEM.
    pub struct RootCertificates {
        encrypt: Option<String> = "Encrypt",
        sign: Option<String> = "Sign",
        standard: Option<String> = "Standard",
    }
}
