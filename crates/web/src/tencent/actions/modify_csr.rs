//! `ModifyCSR`: changes a CSR record that is not generated yet.

use crate::secret::SecretText;
use crate::tencent::view::csr as view;
use crate::{answer, parameters};
use chancery_app::csr::CsrEdit;
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, csr};
use chancery_domain::ids::CsrId;

parameters! {
    /// Input of `ModifyCSR`.
    pub struct Input {
        csr_id: i64 = "CSRId",
        city: Option<String> = "City",
        country: Option<String> = "Country",
        department: Option<String> = "Department",
        domain: Option<String> = "Domain",
        email: Option<String> = "Email",
        encrypt_algo: Option<String> = "EncryptAlgo",
        generate: bool = "Generate",
        key_parameter: Option<String> = "KeyParameter",
        key_password: Option<SecretText> = "KeyPassword",
        organization: Option<String> = "Organization",
        province: Option<String> = "Province",
        remark: Option<String> = "Remark",
    }
}

answer! {
    /// Answer of `ModifyCSR`.
    pub struct Output {
        id: i64 = "Id",
    }
}

/// Changes what is given; after generation nothing can be changed.
///
/// # Errors
/// See [`csr::modify`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let edit = CsrEdit {
        domain: input.domain,
        organization: input.organization,
        department: input.department,
        email: input.email,
        province: input.province,
        city: input.city,
        country: input.country,
        algorithm: view::algorithm(input.encrypt_algo.as_deref(), input.key_parameter.as_deref())?,
        password: input.key_password.and_then(SecretText::filled),
        remark: input.remark,
        generate: input.generate,
    };
    let id = csr::modify(app, ctx, CsrId(input.csr_id), edit).await?;
    Ok(Output { id: id.0 })
}
