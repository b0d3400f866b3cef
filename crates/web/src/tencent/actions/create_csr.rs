//! `CreateCSR`: makes a record under CSR management, and on request its key and CSR.

use crate::secret::SecretText;
use crate::tencent::types::tags::TagInput;
use crate::tencent::view::csr as view;
use crate::{answer, parameters};
use chancery_app::csr::CsrDraft;
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, csr};
use chancery_domain::csr::SubjectFields;
use chancery_domain::key::KeyAlgorithm;

parameters! {
    /// Input of `CreateCSR`.
    pub struct Input {
        city: String = "City",
        country: String = "Country",
        department: String = "Department",
        domain: String = "Domain",
        email: String = "Email",
        encrypt_algo: String = "EncryptAlgo",
        generate: bool = "Generate",
        key_parameter: String = "KeyParameter",
        key_password: Option<SecretText> = "KeyPassword",
        organization: String = "Organization",
        province: String = "Province",
        remark: Option<String> = "Remark",
        tags: Option<Vec<TagInput>> = "Tags",
    }
}

answer! {
    /// Answer of `CreateCSR`.
    pub struct Output {
        id: i64 = "Id",
    }
}

/// Makes the record. Tags are accepted for the sake of clients; records have none.
///
/// # Errors
/// See [`csr::create`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let algorithm = view::algorithm(Some(&input.encrypt_algo), Some(&input.key_parameter))?;
    let draft = CsrDraft {
        domain: input.domain,
        subject: SubjectFields {
            organization: input.organization,
            department: input.department,
            email: input.email,
            province: input.province,
            city: input.city,
            country: input.country,
        },
        algorithm: algorithm.unwrap_or(KeyAlgorithm::Rsa2048),
        password: input.key_password.and_then(SecretText::filled),
        remark: input.remark.unwrap_or_default(),
        generate: input.generate,
    };
    let id = csr::create(app, ctx, draft).await?;
    Ok(Output { id: id.0 })
}
