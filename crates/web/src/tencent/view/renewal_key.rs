//! The key of a renewal as the `Renew...` parameters name it (K2): made here, or pasted.

use super::csr;
use crate::secret::SecretText;
use crate::tencent::view::ids;
use chancery_app::failure::{Code, Failure};
use chancery_app::order::CsrChoice;

/// Parameters as received.
#[derive(Clone, Default)]
pub struct RenewalKey {
    /// `RenewGenCsrMethod`: `online` (the default) or `parse`.
    pub method: Option<String>,
    /// `RenewAlgorithmType`; without it and the next the kind that the product takes first.
    pub algorithm: Option<String>,
    /// `RenewAlgorithmParam`.
    pub parameter: Option<String>,
    /// `RenewCsr`.
    pub csr: Option<String>,
    /// `RenewKeyPass`.
    pub password: Option<SecretText>,
}

impl RenewalKey {
    /// Whether anything of it was given.
    pub fn is_given(&self) -> bool {
        [&self.method, &self.algorithm, &self.parameter, &self.csr]
            .into_iter()
            .any(|text| text.as_ref().is_some_and(|text| !text.is_empty()))
            || self.password.clone().and_then(SecretText::filled).is_some()
    }

    /// The choice.
    ///
    /// # Errors
    /// [`Code::RenewalCsrMethodInvalid`], [`Code::RenewalCsrInvalid`], [`Code::RenewalAlgorithmInvalid`].
    pub fn choice(self) -> Result<CsrChoice, Failure> {
        let method = ids::filled(self.method).unwrap_or_else(|| "online".to_owned());
        match (method.to_ascii_lowercase().as_str(), ids::filled(self.csr)) {
            ("parse" | "upload", Some(text)) => {
                csr::no_key_is_made("RenewKeyPass", self.password.and_then(SecretText::filled).as_ref())?;
                Ok(CsrChoice::Pasted(text))
            }
            ("parse" | "upload", None) => Err(Failure::new(
                Code::RenewalCsrInvalid,
                "RenewCsr: RenewGenCsrMethod parse needs the CSR; paste it or choose online.",
            )),
            ("online", Some(_)) => Err(Failure::new(
                Code::RenewalCsrInvalid,
                "RenewCsr: a CSR is taken only with RenewGenCsrMethod parse; leave it out or choose parse.",
            )),
            ("online", None) => {
                let algorithm = csr::algorithm(self.algorithm.as_deref(), self.parameter.as_deref())
                    .map_err(|failure| Failure {
                        code: Code::RenewalAlgorithmInvalid,
                        public: format!("RenewAlgorithmType, RenewAlgorithmParam: {}", failure.public),
                        ..failure
                    })?;
                let password = self.password.and_then(SecretText::filled);
                Ok(match algorithm {
                    Some(algorithm) => CsrChoice::Online { algorithm, password },
                    None => CsrChoice::Usual { password },
                })
            }
            _ => Err(Failure::new(
                Code::RenewalCsrMethodInvalid,
                "RenewGenCsrMethod: must be online or parse.",
            )),
        }
    }
}
