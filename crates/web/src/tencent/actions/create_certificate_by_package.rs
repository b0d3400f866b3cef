//! `CreateCertificateByPackage`: buys certificates with benefit points (C3).

use super::create_certificate::{names, repeated};
use crate::secret::SecretText;
use crate::tencent::types::tags::TagInput;
use crate::tencent::view::renewal_key::RenewalKey;
use crate::tencent::view::{ids, proof};
use crate::{answer, parameters};
use chancery_app::failure::{Code, Failure};
use chancery_app::order::{Buy, Means, Purchase};
use chancery_app::renewal::{self, Renew};
use chancery_app::{App, Ctx, certificate, order};
use chancery_domain::ids::PackageId;
use chancery_domain::order::{ProductCode, Wishes};

parameters! {
    /// Input of `CreateCertificateByPackage`; `ClientToken` is an addition of ours.
    pub struct Input {
        certificate_count: Option<u64> = "CertificateCount",
        company_id: Option<u64> = "CompanyId",
        domain_count: String = "DomainCount",
        domain_names: Option<String> = "DomainNames",
        manager_id: Option<u64> = "ManagerId",
        old_certificate_id: Option<String> = "OldCertificateId",
        package_ids: Vec<String> = "PackageIds",
        period: u64 = "Period",
        price_key: Option<String> = "PriceKey",
        product_pid: u64 = "ProductPid",
        project_id: Option<u64> = "ProjectId",
        renew_algorithm_param: Option<String> = "RenewAlgorithmParam",
        renew_algorithm_type: Option<String> = "RenewAlgorithmType",
        renew_csr: Option<String> = "RenewCsr",
        renew_gen_csr_method: Option<String> = "RenewGenCsrMethod",
        renew_key_pass: Option<SecretText> = "RenewKeyPass",
        tags: Option<Vec<TagInput>> = "Tags",
        verify_type: Option<String> = "VerifyType",
        client_token: Option<String> = "ClientToken",
    }
}

answer! {
    /// Answer of `CreateCertificateByPackage`.
    pub struct Output {
        certificate_id: String = "CertificateId",
        certificate_ids: Vec<String> = "CertificateIds",
    }
}

/// Buys, all or nothing, with points of the packages named, in their order.
///
/// # Errors
/// [`Code::ProductNotAvailable`] when pid and key name no row, or one that is not to be had; [`Code::InvalidParameter`] for
/// a count that is none and for information that is submitted by an action of its own; see [`order::buy`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let key = RenewalKey {
        method: input.renew_gen_csr_method.clone(),
        algorithm: input.renew_algorithm_type.clone(),
        parameter: input.renew_algorithm_param.clone(),
        csr: input.renew_csr.clone(),
        password: input.renew_key_pass.clone(),
    };
    if input.package_ids.is_empty() {
        return Err(Failure::new(Code::PointsRefused, "PackageIds: name the packages whose points pay."));
    }
    let count = input.domain_count.trim().parse().map_err(|_| {
        Failure::new(Code::NameCountInvalid, "DomainCount: must be the number of names, e.g. 1.")
    })?;
    if key.is_given() {
        return renew(app, ctx, input, count, key).await;
    }
    refuse_information(&input)?;
    let item = Purchase {
        product: product(app, input.product_pid, input.price_key.as_deref())?,
        name_count: names(count)?,
        years: i64::try_from(input.period).unwrap_or(i64::MAX),
        wishes: Wishes {
            project: input.project_id.map(|number| ids::project(Some(number))).transpose()?,
            tags: input
                .tags
                .unwrap_or_default()
                .into_iter()
                .map(|tag| (tag.tag_key, tag.tag_value))
                .collect(),
            renews: ids::filled(input.old_certificate_id).map(|id| ids::certificate(&id)).transpose()?,
            auto_renew: false,
        },
        means: Means::Points(input.package_ids.into_iter().map(PackageId).collect()),
    };
    let items = repeated(app, item, input.certificate_count.unwrap_or(1))?;
    let bought = order::buy(app, ctx, Buy { items, token: ids::filled(input.client_token) }).await?;
    let certificates = bought.orders.iter().filter_map(|(_, certificate)| certificate.as_ref());
    let certificate_ids: Vec<String> = certificates.map(ToString::to_string).collect();
    Ok(Output { certificate_id: certificate_ids.first().cloned().unwrap_or_default(), certificate_ids })
}

/// A key was named with `OldCertificateId`: the certificate is renewed with the data of before (K2).
async fn renew(app: &App, ctx: &Ctx, input: Input, count: i64, key: RenewalKey) -> Result<Output, Failure> {
    let refused = |text: &str| Failure::new(Code::InvalidParameter, text);
    let old = ids::filled(input.old_certificate_id.clone()).ok_or_else(|| {
        refused("OldCertificateId: a key is named here only to renew a certificate; name that, or leave the key out.")
    })?;
    if input.certificate_count.unwrap_or(1) != 1 {
        return Err(refused("CertificateCount: a renewal makes one certificate."));
    }
    if input.company_id.is_some_and(|id| id > 0) || input.manager_id.is_some_and(|id| id > 0) {
        return Err(refused("CompanyId, ManagerId: a renewal keeps the applicant; leave them out."));
    }
    let tagged = input.tags.as_ref().is_some_and(|tags| !tags.is_empty());
    let text = |value: &Option<String>| value.as_ref().is_some_and(|text| !text.is_empty());
    if tagged || input.project_id.is_some_and(|id| id > 0) || text(&input.domain_names) {
        return Err(refused(
            "Tags, ProjectId, DomainNames: a renewal keeps those of the certificate; leave them out.",
        ));
    }
    if text(&input.client_token) {
        return Err(refused(
            "ClientToken: a certificate is renewed once in any case; leave the token out of a renewal.",
        ));
    }
    let old = ids::certificate(&old)?;
    let renewed = certificate::describe(app, ctx, &old, false).await?.certificate;
    let same = renewed.application().is_some_and(|application| {
        product(app, input.product_pid, input.price_key.as_deref()).is_ok_and(|p| p == application.product)
            && names(count).is_ok_and(|names| names == application.names_paid)
    });
    if !same {
        return Err(refused(
            "ProductPid, DomainCount: a renewal has product and number of names of the certificate that it renews.",
        ));
    }
    let renew = Renew {
        certificate: old,
        years: i64::try_from(input.period).unwrap_or(i64::MAX),
        key: key.choice()?,
        by_file: proof::by_file(input.verify_type.as_deref(), "VerifyType")?,
        means: Means::Points(input.package_ids.into_iter().map(PackageId).collect()),
    };
    let certificate_id = renewal::renew(app, ctx, renew).await?.certificate.to_string();
    Ok(Output { certificate_ids: vec![certificate_id.clone()], certificate_id })
}

/// Names, profile and key are submitted for the certificate that was bought; taken here and forgotten they would be
/// believed to be submitted.
fn refuse_information(input: &Input) -> Result<(), Failure> {
    let text = |value: &Option<String>| value.as_ref().is_some_and(|text| !text.is_empty());
    let given = [
        ("DomainNames", text(&input.domain_names)),
        ("CompanyId", input.company_id.is_some_and(|id| id > 0)),
        ("ManagerId", input.manager_id.is_some_and(|id| id > 0)),
        ("VerifyType", text(&input.verify_type)),
    ];
    match given.iter().find(|(_, given)| *given) {
        None => Ok(()),
        Some((name, _)) => {
            let text =
                format!("{name}: leave it out and submit it with CertificateInfoSubmit once it is bought.");
            Err(Failure::new(Code::InvalidParameter, text))
        }
    }
}

/// The product of the row that `ProductPid` and, when given, `PriceKey` name.
fn product(app: &App, pid: u64, price_key: Option<&str>) -> Result<ProductCode, Failure> {
    let named = |row: &&chancery_domain::catalogue::PackageProduct| {
        u64::from(row.pid) == pid && price_key.is_none_or(|key| key.is_empty() || row.price_key == key)
    };
    let row = app.catalogue.package_products().iter().find(named).filter(|row| row.points.is_some());
    let product = row.and_then(|row| app.catalogue.product_of_row(row));
    product.map(|product| ProductCode(product.code)).ok_or_else(|| {
        let text = "ProductPid, PriceKey: they name nothing that is to be had for points.";
        Failure::new(Code::ProductNotAvailable, text)
    })
}
