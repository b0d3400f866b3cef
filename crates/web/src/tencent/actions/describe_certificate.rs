//! `DescribeCertificate`: describes one certificate, without key and text.

use crate::tencent::types::certificate_extra::CertificateExtra;
use crate::tencent::types::submitted_data::SubmittedData;
use crate::tencent::types::tags::Tags;
use crate::tencent::types::validation::{DvAuthDetail, DvAuths};
use crate::tencent::view::{ids, item, shown::Shown, status, submitted, validation};
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, certificate};

parameters! {
    /// Input of `DescribeCertificate`.
    pub struct Input {
        certificate_id: String = "CertificateId",
    }
}

answer! {
    /// Answer of `DescribeCertificate`.
    pub struct Output {
        alias: Option<String> = "Alias",
        ca_common_names: Option<Vec<String>> = "CACommonNames",
        ca_encrypt_algorithms: Option<Vec<String>> = "CAEncryptAlgorithms",
        ca_end_times: Option<Vec<String>> = "CAEndTimes",
        cert_begin_time: Option<String> = "CertBeginTime",
        cert_end_time: Option<String> = "CertEndTime",
        certificate_extra: Option<CertificateExtra> = "CertificateExtra",
        certificate_id: Option<String> = "CertificateId",
        certificate_type: Option<String> = "CertificateType",
        deployable: Option<bool> = "Deployable",
        domain: Option<String> = "Domain",
        dv_auth_detail: Option<DvAuthDetail> = "DvAuthDetail",
        dv_revoke_auth_detail: Option<Vec<DvAuths>> = "DvRevokeAuthDetail",
        from: Option<String> = "From",
        insert_time: Option<String> = "InsertTime",
        is_dv: Option<bool> = "IsDv",
        is_vip: Option<bool> = "IsVip",
        is_vulnerability: Option<bool> = "IsVulnerability",
        is_wildcard: Option<bool> = "IsWildcard",
        order_id: Option<String> = "OrderId",
        owner_uin: Option<String> = "OwnerUin",
        package_type: Option<String> = "PackageType",
        package_type_name: Option<String> = "PackageTypeName",
        product_zh_name: Option<String> = "ProductZhName",
        project_id: Option<String> = "ProjectId",
        renew_able: Option<bool> = "RenewAble",
        status: Option<u64> = "Status",
        status_msg: Option<String> = "StatusMsg",
        status_name: Option<String> = "StatusName",
        subject_alt_name: Option<Vec<String>> = "SubjectAltName",
        submitted_data: Option<SubmittedData> = "SubmittedData",
        tags: Option<Vec<Tags>> = "Tags",
        validity_period: Option<String> = "ValidityPeriod",
        verify_type: Option<String> = "VerifyType",
        vulnerability_report: Option<String> = "VulnerabilityReport",
        vulnerability_status: Option<String> = "VulnerabilityStatus",
    }
}

/// Describes. A certificate that is not the caller's does not exist for the caller.
///
/// # Errors
/// See [`certificate::describe`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let id = ids::certificate(&input.certificate_id)?;
    let described = certificate::describe(app, ctx, &id, false).await?;
    let certificate = &described.certificate;
    let kin = certificate::kin(app, std::slice::from_ref(certificate)).await?.remove(&certificate.id);
    let shown = Shown::new(app, certificate, kin.unwrap_or_default(), ctx.now);
    let number = shown.status();
    Ok(Output {
        alias: Some(certificate.alias.clone()),
        ca_common_names: Some(shown.of_authority(certificate.domain.clone())),
        ca_encrypt_algorithms: Some(shown.of_authority(certificate.algorithm_text.clone())),
        ca_end_times: Some(shown.of_authority(shown.ends())),
        cert_begin_time: Some(shown.begins()),
        cert_end_time: Some(shown.ends()),
        certificate_extra: Some(shown.extra()),
        certificate_id: Some(certificate.id.to_string()),
        certificate_type: Some(shown.usage()),
        deployable: Some(shown.deployable()),
        domain: Some(certificate.domain.clone()),
        dv_auth_detail: Some(validation::to_publish(certificate)),
        dv_revoke_auth_detail: Some(validation::proofs_of_revocation(certificate)),
        from: Some(shown.from()),
        insert_time: Some(certificate.created_at.cloud_text()),
        is_dv: Some(shown.is_dv()),
        is_vip: Some(shown.is_paid()),
        is_vulnerability: Some(false),
        is_wildcard: Some(certificate.is_wildcard()),
        order_id: certificate.application().map(|a| a.order.to_string()),
        owner_uin: Some(certificate.account.to_string()),
        package_type: Some(shown.package_type()),
        package_type_name: Some(shown.package_type_name()),
        product_zh_name: Some(shown.product_zh_name()),
        project_id: Some(certificate.project.to_string()),
        renew_able: Some(shown.renewable()),
        status: Some(number),
        status_msg: Some(status::message(certificate)),
        status_name: Some(status::name(number).to_owned()),
        subject_alt_name: Some(shown.names()),
        submitted_data: submitted::data(certificate, described.csr_der.as_deref()),
        tags: Some(shown.tags()),
        validity_period: Some(shown.validity_months()),
        verify_type: Some(shown.verify_type()),
        vulnerability_report: None,
        vulnerability_status: Some(item::NOT_VULNERABLE.to_owned()),
    })
}
