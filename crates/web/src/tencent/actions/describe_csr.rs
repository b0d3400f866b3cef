//! `DescribeCSR`: shows a CSR record with its texts.

use crate::secret::SecretText;
use crate::tencent::view::csr as view;
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, csr};
use chancery_domain::ids::CsrId;
use chancery_pki::pem_text;

parameters! {
    /// Input of `DescribeCSR`.
    pub struct Input {
        csr_id: i64 = "CSRId",
    }
}

answer! {
    /// Answer of `DescribeCSR`.
    pub struct Output {
        csr: Option<String> = "CSR",
        city: String = "City",
        country: String = "Country",
        create_time: String = "CreateTime",
        department: String = "Department",
        domain: String = "Domain",
        email: String = "Email",
        encrypt_algo: String = "EncryptAlgo",
        id: i64 = "Id",
        key_parameter: String = "KeyParameter",
        key_password: Option<SecretText> = "KeyPassword",
        organization: String = "Organization",
        owner_uin: String = "OwnerUin",
        private_key: Option<SecretText> = "PrivateKey",
        province: String = "Province",
        remarks: String = "Remarks",
        status: i64 = "Status",
    }
}

/// Shows the record. The key's password is never known here (D3).
///
/// # Errors
/// See [`csr::describe`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let described = csr::describe(app, ctx, CsrId(input.csr_id)).await?;
    let row = view::row(&described.record);
    Ok(Output {
        csr: described.csr_der.map(|der| pem_text::write(pem_text::CERTIFICATE_REQUEST, &der)),
        city: row.city,
        country: row.country,
        create_time: row.create_time,
        department: row.department,
        domain: row.domain,
        email: row.email,
        encrypt_algo: row.encrypt_algo,
        id: row.id,
        key_parameter: row.key_parameter,
        key_password: None,
        organization: row.organization,
        owner_uin: row.owner_uin,
        private_key: described.private_key_pem.map(SecretText::from),
        province: row.province,
        remarks: row.remarks,
        status: row.status,
    })
}
