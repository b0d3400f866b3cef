//! `UploadConfirmLetter`: takes the signed and sealed letter of an OV or EV application (F2).

use crate::tencent::view::{ids, letter};
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, examination};
use chancery_domain::review::DocumentPurpose;

parameters! {
    /// Input of `UploadConfirmLetter`. The letter is the file in base64.
    pub struct Input {
        certificate_id: String = "CertificateId",
        confirm_letter: String = "ConfirmLetter",
    }
}

answer! {
    /// Answer of `UploadConfirmLetter`.
    pub struct Output {
        certificate_id: String = "CertificateId",
        is_success: bool = "IsSuccess",
    }
}

/// Takes it; the application goes on to its next step.
///
/// # Errors
/// See [`examination::upload_letter`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let id = ids::certificate(&input.certificate_id)?;
    let content = letter::content("ConfirmLetter", &input.confirm_letter)?;
    examination::upload_letter(app, ctx, &id, DocumentPurpose::ConfirmLetter, content).await?;
    Ok(Output { certificate_id: id.to_string(), is_success: true })
}
