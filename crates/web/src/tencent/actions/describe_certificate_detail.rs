//! `DescribeCertificateDetail`: describes one certificate with its text, chain and key.

use crate::secret::SecretText;
use crate::tencent::types::certificate_extra::CertificateExtra;
use crate::tencent::types::chain::{CertBasicInfo, RootCertificates};
use crate::tencent::types::submitted_data::SubmittedData;
use crate::tencent::types::tags::Tags;
use crate::tencent::types::validation::{DvAuthDetail, DvAuths};
use crate::tencent::view::{chain, ids, item, shown::Shown, status, submitted, validation};
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, certificate};

parameters! {
    /// Input of `DescribeCertificateDetail`.
    pub struct Input {
        certificate_id: String = "CertificateId",
    }
}

answer! {
    /// Answer of `DescribeCertificateDetail`.
    pub struct Output {
        alias: String = "Alias",
        cert_begin_time: Option<String> = "CertBeginTime",
        cert_chain_info: Option<Vec<CertBasicInfo>> = "CertChainInfo",
        cert_end_time: Option<String> = "CertEndTime",
        cert_fingerprint: Option<String> = "CertFingerprint",
        cert_type: String = "CertType",
        certificate_extra: CertificateExtra = "CertificateExtra",
        certificate_id: String = "CertificateId",
        certificate_private_key: Option<SecretText> = "CertificatePrivateKey",
        certificate_public_key: Option<String> = "CertificatePublicKey",
        certificate_type: String = "CertificateType",
        deployable: bool = "Deployable",
        domain: String = "Domain",
        domain_type: u64 = "DomainType",
        dv_auth_detail: Option<DvAuthDetail> = "DvAuthDetail",
        dv_revoke_auth_detail: Option<Vec<DvAuths>> = "DvRevokeAuthDetail",
        encrypt_algorithm: String = "EncryptAlgorithm",
        encrypt_cert: Option<String> = "EncryptCert",
        encrypt_cert_fingerprint: Option<String> = "EncryptCertFingerprint",
        encrypt_private_key: Option<SecretText> = "EncryptPrivateKey",
        from: String = "From",
        hosting_status: i64 = "HostingStatus",
        insert_time: String = "InsertTime",
        is_dv: bool = "IsDv",
        is_vip: bool = "IsVip",
        is_vulnerability: bool = "IsVulnerability",
        is_wildcard: bool = "IsWildcard",
        order_id: Option<String> = "OrderId",
        owner_uin: String = "OwnerUin",
        package_type: Option<String> = "PackageType",
        product_zh_name: String = "ProductZhName",
        project_id: String = "ProjectId",
        renew_able: bool = "RenewAble",
        root_cert: RootCertificates = "RootCert",
        status: u64 = "Status",
        status_msg: Option<String> = "StatusMsg",
        status_name: String = "StatusName",
        subject_alt_name: Vec<String> = "SubjectAltName",
        submitted_data: Option<SubmittedData> = "SubmittedData",
        tags: Vec<Tags> = "Tags",
        type_name: Option<String> = "TypeName",
        use_cross_sign_root: bool = "UseCrossSignRoot",
        validity_period: String = "ValidityPeriod",
        verify_type: Option<String> = "VerifyType",
        vulnerability_report: Option<String> = "VulnerabilityReport",
        vulnerability_status: String = "VulnerabilityStatus",
    }
}

/// Describes, with the private key where it is held here.
///
/// # Errors
/// See [`certificate::describe`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let id = ids::certificate(&input.certificate_id)?;
    let described = certificate::describe(app, ctx, &id, true).await?;
    let certificate = &described.certificate;
    let kin = certificate::kin(app, std::slice::from_ref(certificate)).await?.remove(&certificate.id);
    let shown = Shown::new(app, certificate, kin.unwrap_or_default(), ctx.now);
    let number = shown.status();
    let certificates = chain::read(described.leaf_der.as_deref(), &described.chain_der);
    // (H2) The encryption certificate of an SM2 pair.
    let pair = described.encryption.as_ref();
    let encryption = pair.map(|pair| chain::read(Some(&pair.leaf_der), &pair.chain_der)).unwrap_or_default();
    let fingerprint = certificate.validity().map(|v| chain::colons(&v.fingerprint_sha1));
    Ok(Output {
        alias: certificate.alias.clone(),
        cert_begin_time: Some(shown.begins()),
        cert_chain_info: Some(chain::in_words(&certificates)),
        cert_end_time: Some(shown.ends()),
        cert_fingerprint: Some(fingerprint.unwrap_or_default()),
        cert_type: shown.level(),
        certificate_extra: shown.extra(),
        certificate_id: certificate.id.to_string(),
        certificate_private_key: described.private_key_pem.map(SecretText::from),
        certificate_public_key: Some(chain::full_pem(&certificates)),
        certificate_type: shown.usage(),
        deployable: shown.deployable(),
        domain: certificate.domain.clone(),
        domain_type: shown.domain_type(),
        dv_auth_detail: Some(validation::to_publish(certificate)),
        dv_revoke_auth_detail: Some(validation::proofs_of_revocation(certificate)),
        encrypt_algorithm: certificate.algorithm_text.clone(),
        encrypt_cert: described.encryption.as_ref().map(|_| chain::full_pem(&encryption)),
        encrypt_cert_fingerprint: encryption.first().map(|leaf| chain::colons(&leaf.sha1_fingerprint())),
        encrypt_private_key: described.encryption.and_then(|pair| pair.private_key_pem).map(SecretText::from),
        from: shown.from(),
        hosting_status: item::NOT_HOSTED,
        insert_time: certificate.created_at.cloud_text(),
        is_dv: shown.is_dv(),
        is_vip: shown.is_paid(),
        is_vulnerability: false,
        is_wildcard: certificate.is_wildcard(),
        order_id: certificate.application().map(|a| a.order.to_string()),
        owner_uin: certificate.account.to_string(),
        package_type: Some(shown.package_type()),
        product_zh_name: shown.product_zh_name(),
        project_id: certificate.project.to_string(),
        renew_able: shown.renewable(),
        root_cert: chain::roots(&certificates, &encryption),
        status: number,
        status_msg: Some(status::message(certificate)),
        status_name: status::name(number).to_owned(),
        subject_alt_name: shown.names_but_main(),
        submitted_data: submitted::data(certificate, described.csr_der.as_deref()),
        tags: shown.tags(),
        type_name: Some(shown.package_type_name()),
        use_cross_sign_root: false,
        validity_period: shown.validity_months(),
        verify_type: Some(shown.verify_type()),
        vulnerability_report: None,
        vulnerability_status: item::NOT_VULNERABLE.to_owned(),
    })
}
