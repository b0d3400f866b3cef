//! `UploadRevokeLetter`: takes the signed and sealed letter of a revocation that was asked for (I2).

use crate::tencent::view::{ids, letter};
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, examination};
use chancery_domain::review::DocumentPurpose;

parameters! {
    /// Input of `UploadRevokeLetter`. The letter is the file in base64.
    pub struct Input {
        certificate_id: String = "CertificateId",
        revoke_letter: String = "RevokeLetter",
    }
}

answer! {
    /// Answer of `UploadRevokeLetter`.
    pub struct Output {
        certificate_id: String = "CertificateId",
        is_success: bool = "IsSuccess",
    }
}

/// Takes it; staff look at the revocation then.
///
/// # Errors
/// See [`examination::upload_letter`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let id = ids::certificate(&input.certificate_id)?;
    let content = letter::content("RevokeLetter", &input.revoke_letter)?;
    examination::upload_letter(app, ctx, &id, DocumentPurpose::RevokeLetter, content).await?;
    Ok(Output { certificate_id: id.to_string(), is_success: true })
}
