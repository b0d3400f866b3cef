//! `DownloadConfirmLetter`, an action of ours: the letter to sign and seal, filled in (F2, I2).

use crate::tencent::view::{ids, letter};
use crate::{answer, parameters};
use chancery_app::failure::{Code, Failure};
use chancery_app::{App, Ctx, examination};
use chancery_domain::review::Language;

parameters! {
    /// Input of `DownloadConfirmLetter`. `LetterLanguage` is `en` (the default) or `zh`.
    pub struct Input {
        certificate_id: String = "CertificateId",
        language: Option<String> = "LetterLanguage",
    }
}

answer! {
    /// Answer of `DownloadConfirmLetter`: the PDF in base64.
    pub struct Output {
        content: String = "Content",
        content_type: String = "ContentType",
        filename: String = "Filename",
    }
}

/// Makes the letter of an application, or of a revocation that was asked for.
///
/// # Errors
/// [`Code::InvalidParameter`] for an unknown language; see [`examination::download_letter`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let id = ids::certificate(&input.certificate_id)?;
    let language = match ids::filled(input.language) {
        None => Language::English,
        Some(code) => Language::from_code(&code)
            .ok_or_else(|| Failure::new(Code::InvalidParameter, "LetterLanguage: must be en or zh."))?,
    };
    let made = examination::download_letter(app, ctx, &id, language).await?;
    Ok(Output {
        content: letter::text(&made.pdf),
        content_type: "application/pdf".to_owned(),
        filename: made.filename,
    })
}
