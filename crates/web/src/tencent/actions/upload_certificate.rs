//! `UploadCertificate`: puts a certificate issued elsewhere into the register.

use crate::secret::SecretText;
use crate::tencent::types::tags::TagInput;
use crate::{answer, parameters};
use chancery_app::failure::{Code, Failure};
use chancery_app::{App, Ctx};

parameters! {
    /// Input of `UploadCertificate`.
    pub struct Input {
        alias: Option<String> = "Alias",
        certificate_private_key: Option<SecretText> = "CertificatePrivateKey",
        certificate_public_key: String = "CertificatePublicKey",
        certificate_type: Option<String> = "CertificateType",
        certificate_use: Option<String> = "CertificateUse",
        key_password: Option<SecretText> = "KeyPassword",
        project_id: Option<u64> = "ProjectId",
        repeatable: Option<bool> = "Repeatable",
        tags: Option<Vec<TagInput>> = "Tags",
    }
}

answer! {
    /// Answer of `UploadCertificate`.
    pub struct Output {
        certificate_id: String = "CertificateId",
        repeat_cert_id: String = "RepeatCertId",
    }
}

/// Runs the action.
///
/// # Errors
/// As the use-case says.
pub async fn run(_app: &App, _ctx: &Ctx, _input: Input) -> Result<Output, Failure> {
    Err(Failure::new(Code::NotBuilt, "UploadCertificate: not wired yet"))
}
