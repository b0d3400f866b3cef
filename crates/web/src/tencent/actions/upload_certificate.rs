//! `UploadCertificate`: puts a certificate issued elsewhere into the register.

use crate::secret::SecretText;
use crate::tencent::types::tags::TagInput;
use crate::tencent::view::ids;
use crate::{answer, parameters};
use chancery_app::certificate::{EncryptionUpload, Upload};
use chancery_app::failure::{Code, Failure};
use chancery_app::{App, Ctx, certificate};
use chancery_domain::certificate::{Tag, Usage};

parameters! {
    /// Input of `UploadCertificate`.
    pub struct Input {
        alias: Option<String> = "Alias",
        certificate_private_key: Option<SecretText> = "CertificatePrivateKey",
        certificate_public_key: String = "CertificatePublicKey",
        certificate_type: Option<String> = "CertificateType",
        certificate_use: Option<String> = "CertificateUse",
        encrypt_cert: Option<String> = "EncryptCert",
        encrypt_private_key: Option<SecretText> = "EncryptPrivateKey",
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

/// Uploads. Without `Repeatable` the same certificate may be uploaded again under another id.
///
/// # Errors
/// See [`certificate::upload`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let encryption_key = input.encrypt_private_key.and_then(SecretText::filled);
    // (H2) Named as DescribeCertificateDetail names them; the cloud API has no members for a pair here.
    let encryption = match (ids::filled(input.encrypt_cert), encryption_key) {
        (Some(certificate_pem), key_pem) => Some(EncryptionUpload { certificate_pem, key_pem }),
        (None, None) => None,
        (None, Some(_)) => {
            let text = "EncryptPrivateKey: it goes with an encryption certificate; give that as EncryptCert.";
            return Err(Failure::new(Code::InvalidParameter, text));
        }
    };
    let upload = Upload {
        certificate_pem: input.certificate_public_key,
        key_pem: input.certificate_private_key.and_then(SecretText::filled),
        key_password: input.key_password.and_then(SecretText::filled),
        encryption,
        usage: usage(input.certificate_type.as_deref())?,
        alias: input.alias.unwrap_or_default(),
        project: ids::project(input.project_id)?,
        tags: input.tags.unwrap_or_default().into_iter().map(Tag::from).collect(),
        purpose: purposes(input.certificate_use.as_deref()),
        repeatable: input.repeatable.unwrap_or(true),
    };
    let uploaded = certificate::upload(app, ctx, upload).await?;
    let id = uploaded.id.to_string();
    // Of a certificate that was there already both members name the one that is kept.
    let repeat_cert_id = if uploaded.repeated { id.clone() } else { String::new() };
    Ok(Output { certificate_id: id, repeat_cert_id })
}

fn usage(text: Option<&str>) -> Result<Usage, Failure> {
    match text {
        None | Some("") => Ok(Usage::Server),
        Some(text) if text.eq_ignore_ascii_case("SVR") => Ok(Usage::Server),
        Some(text) if text.eq_ignore_ascii_case("CA") => Ok(Usage::Authority),
        Some(_) => Err(Failure::new(Code::InvalidParameter, "CertificateType: must be SVR or CA.")),
    }
}

/// `CertificateUse` is free text; several uses are separated by commas.
fn purposes(text: Option<&str>) -> Vec<String> {
    let words = text.unwrap_or_default().split(',').map(str::trim);
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}
