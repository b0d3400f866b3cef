//! Kinds and sizes of subscriber keys, and how each front end spells them (D1).

use serde::{Deserialize, Serialize};
use std::fmt;

/// A public-key algorithm with its size.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
pub enum KeyAlgorithm {
    /// RSA with a modulus of 2048 bits.
    #[serde(rename = "RSA-2048")]
    Rsa2048,
    /// RSA with a modulus of 3072 bits.
    #[serde(rename = "RSA-3072")]
    Rsa3072,
    /// RSA with a modulus of 4096 bits.
    #[serde(rename = "RSA-4096")]
    Rsa4096,
    /// ECDSA on NIST P-256 (`prime256v1`).
    #[serde(rename = "P-256")]
    P256,
    /// ECDSA on NIST P-384 (`secp384r1`).
    #[serde(rename = "P-384")]
    P384,
    /// SM2 on its own curve of 256 bits (GB/T 32918.5), for the SM2 hierarchy only.
    #[serde(rename = "SM2")]
    Sm2,
}

/// The families that a brand has an issuer for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
pub enum KeyFamily {
    /// RSA.
    #[serde(rename = "RSA")]
    Rsa,
    /// Elliptic curves; `ECC` in the cloud API.
    #[serde(rename = "ECC")]
    Ecc,
    /// SM2, whose certificates come in pairs: one for signatures, one for encryption (D1).
    #[serde(rename = "SM2")]
    Sm2,
}

impl KeyFamily {
    /// Every family.
    pub const ALL: [KeyFamily; 3] = [KeyFamily::Rsa, KeyFamily::Ecc, KeyFamily::Sm2];

    /// `RSA`, `ECC` or `SM2`, as the cloud API writes it.
    pub fn cloud_name(self) -> &'static str {
        match self {
            KeyFamily::Rsa => "RSA",
            KeyFamily::Ecc => "ECC",
            KeyFamily::Sm2 => "SM2",
        }
    }
}

impl KeyAlgorithm {
    /// Every algorithm, in the order in which messages list them.
    pub const ALL: [KeyAlgorithm; 6] = [
        KeyAlgorithm::Rsa2048,
        KeyAlgorithm::Rsa3072,
        KeyAlgorithm::Rsa4096,
        KeyAlgorithm::P256,
        KeyAlgorithm::P384,
        KeyAlgorithm::Sm2,
    ];

    /// RSA, elliptic curve, or SM2.
    pub fn family(self) -> KeyFamily {
        match self {
            KeyAlgorithm::Rsa2048 | KeyAlgorithm::Rsa3072 | KeyAlgorithm::Rsa4096 => KeyFamily::Rsa,
            KeyAlgorithm::P256 | KeyAlgorithm::P384 => KeyFamily::Ecc,
            KeyAlgorithm::Sm2 => KeyFamily::Sm2,
        }
    }

    /// The parameter in the cloud API: the modulus bits or the curve's name.
    pub fn cloud_parameter(self) -> &'static str {
        match self {
            KeyAlgorithm::Rsa2048 => "2048",
            KeyAlgorithm::Rsa3072 => "3072",
            KeyAlgorithm::Rsa4096 => "4096",
            KeyAlgorithm::P256 => "prime256v1",
            KeyAlgorithm::P384 => "secp384r1",
            KeyAlgorithm::Sm2 => "sm2p256v1",
        }
    }

    /// Reads the cloud API's pair (`CsrEncryptAlgo`, `CsrKeyParameter`). An absent family is RSA, an absent
    /// parameter 2048 for RSA and P-256 for ECC; SM2 has one curve only.
    ///
    /// # Errors
    /// [`UnknownKeyAlgorithm`] names what there is.
    pub fn from_cloud(family: Option<&str>, parameter: Option<&str>) -> Result<Self, UnknownKeyAlgorithm> {
        let family = family.filter(|f| !f.is_empty()).unwrap_or("RSA");
        let parameter = parameter.filter(|p| !p.is_empty());
        let found = if family.eq_ignore_ascii_case("RSA") {
            match parameter.unwrap_or("2048") {
                "2048" => Some(KeyAlgorithm::Rsa2048),
                "3072" => Some(KeyAlgorithm::Rsa3072),
                "4096" => Some(KeyAlgorithm::Rsa4096),
                _ => None,
            }
        } else if family.eq_ignore_ascii_case("ECC") || family.eq_ignore_ascii_case("ECDSA") {
            match parameter.unwrap_or("prime256v1") {
                "prime256v1" | "P-256" | "secp256r1" => Some(KeyAlgorithm::P256),
                "secp384r1" | "P-384" => Some(KeyAlgorithm::P384),
                _ => None,
            }
        } else if family.eq_ignore_ascii_case("SM2") {
            match parameter.unwrap_or("sm2p256v1") {
                "sm2p256v1" | "SM2" => Some(KeyAlgorithm::Sm2),
                _ => None,
            }
        } else {
            None
        };
        found.ok_or(UnknownKeyAlgorithm)
    }
}

impl fmt::Display for KeyAlgorithm {
    /// `RSA 2048`, `ECC prime256v1`, `SM2`: the text of the cloud API's `EncryptAlgorithm`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == KeyAlgorithm::Sm2 {
            return f.write_str(self.family().cloud_name());
        }
        write!(f, "{} {}", self.family().cloud_name(), self.cloud_parameter())
    }
}

/// A key family or size that the service does not make or accept.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "there are no such keys; choose RSA with 2048, 3072 or 4096, ECC with prime256v1 or secp384r1, or SM2"
)]
pub struct UnknownKeyAlgorithm;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_algorithm_survives_the_cloud_spelling() {
        for algorithm in KeyAlgorithm::ALL {
            let (family, parameter) = (algorithm.family().cloud_name(), algorithm.cloud_parameter());
            assert_eq!(KeyAlgorithm::from_cloud(Some(family), Some(parameter)), Ok(algorithm));
        }
        assert_eq!(KeyAlgorithm::from_cloud(None, None), Ok(KeyAlgorithm::Rsa2048));
        assert_eq!(KeyAlgorithm::from_cloud(Some("ecc"), None), Ok(KeyAlgorithm::P256));
        for (family, parameter) in [("RSA", "1024"), ("DSA", "2048"), ("ECC", "2048"), ("SM2", "2048")] {
            assert!(KeyAlgorithm::from_cloud(Some(family), Some(parameter)).is_err());
        }
    }
}
