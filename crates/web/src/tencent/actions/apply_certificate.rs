//! `ApplyCertificate`: applies for a free DV certificate.

use crate::secret::SecretText;
use crate::tencent::types::tags::TagInput;
use crate::tencent::view::csr;
use crate::tencent::view::ids;
use crate::{answer, parameters};
use chancery_app::failure::{Code, Failure};
use chancery_app::order::{Apply, CsrChoice};
use chancery_app::{App, Ctx, order};
use chancery_domain::certificate::Tag;
use chancery_domain::ids::{CsrId, PackageId};
use chancery_domain::key::KeyAlgorithm;
use chancery_domain::order::ProductCode;

parameters! {
    /// Input of `ApplyCertificate`; `CsrContent`, `CsrId` and `Tags` are additions of ours (D1).
    pub struct Input {
        alias: Option<String> = "Alias",
        contact_email: Option<String> = "ContactEmail",
        contact_phone: Option<String> = "ContactPhone",
        csr_encrypt_algo: Option<String> = "CsrEncryptAlgo",
        csr_key_parameter: Option<String> = "CsrKeyParameter",
        csr_key_password: Option<SecretText> = "CsrKeyPassword",
        delete_dns_auto_record: Option<bool> = "DeleteDnsAutoRecord",
        dns_names: Option<Vec<String>> = "DnsNames",
        domain_name: String = "DomainName",
        dv_auth_method: String = "DvAuthMethod",
        old_certificate_id: Option<String> = "OldCertificateId",
        package_id: Option<String> = "PackageId",
        package_type: Option<String> = "PackageType",
        project_id: Option<u64> = "ProjectId",
        validity_period: Option<String> = "ValidityPeriod",
        csr_content: Option<String> = "CsrContent",
        csr_id: Option<i64> = "CsrId",
        tags: Option<Vec<TagInput>> = "Tags",
    }
}

answer! {
    /// Answer of `ApplyCertificate`.
    pub struct Output {
        certificate_id: String = "CertificateId",
    }
}

/// Applies. Without `PackageType` it is the catalogue's free product.
///
/// # Errors
/// See [`order::apply_free`]; [`Code::NotBuilt`] for automatic DNS validation.
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let apply = Apply {
        by_file: by_file(&input.dv_auth_method)?,
        product: product(app, input.package_type.as_deref())?,
        term_months: months(input.validity_period.as_deref())?,
        csr: key_source(&input)?,
        package: ids::filled(input.package_id.clone()).map(PackageId),
        renews: ids::filled(input.old_certificate_id).map(|id| ids::certificate(&id)).transpose()?,
        project: ids::project(input.project_id)?,
        domain: input.domain_name,
        further_names: input.dns_names.unwrap_or_default(),
        alias: input.alias.unwrap_or_default(),
        tags: input.tags.unwrap_or_default().into_iter().map(Tag::from).collect(),
        contact_email: input.contact_email.unwrap_or_default(),
        contact_phone: input.contact_phone.unwrap_or_default(),
    };
    let id = order::apply_free(app, ctx, apply).await?;
    Ok(Output { certificate_id: id.to_string() })
}

fn by_file(method: &str) -> Result<bool, Failure> {
    match method {
        "DNS" => Ok(false),
        "FILE" => Ok(true),
        "DNS_AUTO" => Err(Failure::new(
            Code::NotBuilt,
            "DvAuthMethod: DNS_AUTO needs stored DNS provider credentials, which are not built; choose DNS or FILE.",
        )),
        _ => Err(Failure::new(Code::InvalidParameter, "DvAuthMethod: must be DNS or FILE.")),
    }
}

fn product(app: &App, code: Option<&str>) -> Result<ProductCode, Failure> {
    let refused =
        || Failure::new(Code::ProductNotAvailable, "PackageType: must be the code of a free product.");
    match code.filter(|code| !code.is_empty()) {
        Some(code) => code.parse().map(ProductCode).map_err(|_| refused()),
        None => {
            app.catalogue.free_products().next().map(|product| ProductCode(product.code)).ok_or_else(refused)
        }
    }
}

fn months(text: Option<&str>) -> Result<Option<u32>, Failure> {
    text.filter(|text| !text.is_empty())
        .map(|text| {
            text.parse().map_err(|_| {
                Failure::new(Code::TermInvalid, "ValidityPeriod: must be a number of months, e.g. 3.")
            })
        })
        .transpose()
}

/// A pasted CSR (`CsrContent`) or a kept one (`CsrId`), both additions of ours, or a key made here.
fn key_source(input: &Input) -> Result<CsrChoice, Failure> {
    let password = input.csr_key_password.clone().and_then(SecretText::filled);
    let given = ids::filled(input.csr_content.clone());
    if given.is_some() || input.csr_id.is_some() {
        csr::no_key_is_made("CsrKeyPassword", password.as_ref())?;
    }
    match (given, input.csr_id) {
        (Some(_), Some(_)) => {
            Err(Failure::new(Code::InvalidParameter, "CsrContent, CsrId: give one of the two, not both."))
        }
        (Some(text), None) => Ok(CsrChoice::Pasted(text)),
        (None, Some(id)) => Ok(CsrChoice::Kept(CsrId(id))),
        (None, None) => Ok(CsrChoice::Online {
            algorithm: csr::algorithm(input.csr_encrypt_algo.as_deref(), input.csr_key_parameter.as_deref())?
                .unwrap_or(KeyAlgorithm::Rsa2048),
            password,
        }),
    }
}
