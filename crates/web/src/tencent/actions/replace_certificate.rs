//! `ReplaceCertificate`: asks for a reissue (J1, J2).

use crate::secret::SecretText;
use crate::tencent::view::{csr, ids, proof};
use crate::{answer, parameters};
use chancery_app::failure::{Code, Failure};
use chancery_app::order::CsrChoice;
use chancery_app::reissue::{self, Ask, KeySource};
use chancery_app::{App, Ctx};
use chancery_domain::ids::CsrId;

parameters! {
    /// Input of `ReplaceCertificate`; `CsrId` is an addition of ours (D1).
    pub struct Input {
        algorithm: Option<String> = "CertCSREncryptAlgo",
        key_parameter: Option<String> = "CertCSRKeyParameter",
        certificate_id: String = "CertificateId",
        csr_content: Option<String> = "CsrContent",
        csr_type: Option<String> = "CsrType",
        password: Option<SecretText> = "CsrkeyPassword",
        reason: Option<String> = "Reason",
        sign_algo: Option<String> = "SignAlgo",
        use_cross_sign_root: Option<bool> = "UseCrossSignRoot",
        valid_type: String = "ValidType",
        csr_id: Option<i64> = "CsrId",
    }
}

answer! {
    /// Answer of `ReplaceCertificate`.
    pub struct Output {
        certificate_id: String = "CertificateId",
    }
}

/// Asks. `SignAlgo` and `UseCrossSignRoot` choose nothing here: the issuer's key decides the first, and chains are sent
/// whole.
///
/// # Errors
/// See [`reissue::ask`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let ask = Ask {
        certificate: ids::certificate(&input.certificate_id)?,
        by_file: by_file(&input.valid_type)?,
        key: key(&input)?,
        reason: input.reason.unwrap_or_default(),
    };
    let id = reissue::ask(app, ctx, ask).await?;
    Ok(Output { certificate_id: id.to_string() })
}

fn by_file(method: &str) -> Result<bool, Failure> {
    proof::by_file(Some(method), "ValidType")?
        .ok_or_else(|| Failure::new(Code::InvalidParameter, "ValidType: must be DNS or FILE."))
}

/// The kind of CSR, the original's when none is named.
fn key(input: &Input) -> Result<KeySource, Failure> {
    let kind = ids::filled(input.csr_type.clone()).unwrap_or_else(|| "original".to_owned());
    let password = input.password.clone().and_then(SecretText::filled);
    let algorithm = csr::algorithm(input.algorithm.as_deref(), input.key_parameter.as_deref())?;
    if !kind.eq_ignore_ascii_case("online") {
        csr::no_key_is_made("CsrkeyPassword", password.as_ref())?;
        if algorithm.is_some() {
            return Err(Failure::new(
                Code::InvalidParameter,
                "CertCSREncryptAlgo, CertCSRKeyParameter: a key is made only with CsrType online; choose that or leave them out.",
            ));
        }
    }
    match (kind.to_ascii_lowercase().as_str(), ids::filled(input.csr_content.clone()), input.csr_id) {
        ("original", None, None) => Ok(KeySource::Original),
        ("upload", Some(text), None) => Ok(KeySource::Other(CsrChoice::Pasted(text))),
        ("upload", None, Some(id)) => Ok(KeySource::Other(CsrChoice::Kept(CsrId(id)))),
        ("upload", _, _) => Err(Failure::new(
            Code::InvalidParameter,
            "CsrContent: CsrType upload needs the CSR in CsrContent, or its number in CsrId.",
        )),
        ("online", None, None) => Ok(KeySource::Other(match algorithm {
            Some(algorithm) => CsrChoice::Online { algorithm, password },
            None => CsrChoice::Usual { password },
        })),
        ("original" | "online", _, _) => Err(Failure::new(
            Code::InvalidParameter,
            "CsrContent: a CSR is taken only with CsrType upload; leave it out or choose upload.",
        )),
        _ => Err(Failure::new(Code::InvalidParameter, "CsrType: must be original, upload or online.")),
    }
}
