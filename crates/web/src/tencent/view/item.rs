//! One row of the certificate list.

use super::shown::Shown;
use super::status;
use crate::tencent::types::certificate_item::{CertificateItem, ProjectInfo, SupportDownloadType};
use chancery_domain::certificate::{Certificate, Stage};

/// What `HostingStatus` says while nothing is hosted.
pub const NOT_HOSTED: i64 = -1;

/// `VulnerabilityStatus`: no weakness is known.
pub const NOT_VULNERABLE: &str = "INACTIVE";

/// The row of a certificate.
pub fn row(shown: &Shown<'_>) -> CertificateItem {
    let certificate = shown.certificate;
    let number = shown.status();
    let downloadable = certificate.downloadable().is_ok();
    CertificateItem {
        alias: certificate.alias.clone(),
        allow_download: downloadable,
        auto_renew_flag: shown.renews_itself(),
        awaiting_validation_msg: awaited(certificate),
        bound_resource: Vec::new(),
        ca_common_names: shown.of_authority(certificate.domain.clone()),
        ca_encrypt_algorithms: shown.of_authority(certificate.algorithm_text.clone()),
        ca_end_times: shown.of_authority(shown.ends()),
        cert_begin_time: shown.begins(),
        cert_end_time: shown.ends(),
        cert_revoked_time: match &certificate.stage {
            Stage::Revoked { at, .. } => at.cloud_text(),
            _ => String::new(),
        },
        cert_sans: shown.names(),
        cert_service_begin_time: String::new(),
        cert_service_end_time: String::new(),
        cert_service_share_enabled: false,
        cert_service_valid_certificate_count: 0,
        certificate_extra: shown.extra(),
        certificate_id: certificate.id.to_string(),
        certificate_type: shown.usage(),
        dv_auth_deadline: match &certificate.stage {
            Stage::Validating(progress, _) => progress.deadline.cloud_text(),
            _ => String::new(),
        },
        deployable: shown.deployable(),
        domain: certificate.domain.clone(),
        encrypt_algorithm: certificate.algorithm_text.clone(),
        from: shown.from(),
        has_renew_order: shown.renewal().unwrap_or_default(),
        hosting_complete_time: String::new(),
        hosting_config: None,
        hosting_renew_cert_id: String::new(),
        hosting_resource_types: Vec::new(),
        hosting_status: NOT_HOSTED,
        insert_time: certificate.created_at.cloud_text(),
        is_dnspod_resolve: false,
        is_dv: shown.is_dv(),
        is_expiring: shown.expiring(),
        is_hosting_upload_renew_cert: false,
        is_ignore: certificate.notices_ignored,
        is_package: certificate.application().is_some_and(|application| application.by_points),
        is_sm: shown.is_sm2(),
        is_vip: shown.is_paid(),
        is_vulnerability: false,
        is_wildcard: certificate.is_wildcard(),
        key_password_custom_flag: certificate.password_chosen,
        owner_uin: certificate.account.to_string(),
        package_type: shown.package_type(),
        package_type_name: shown.package_type_name(),
        pre_audit_info: shown.term(),
        product_zh_name: shown.product_zh_name(),
        project_id: certificate.project.to_string(),
        project_info: project(certificate),
        renew_able: shown.renewable(),
        replace_ori_cert_is_delete: shown.kin.original_deleted,
        service_id: String::new(),
        service_status: String::new(),
        status: number,
        status_msg: status::message(certificate),
        status_name: status::name(number).to_owned(),
        subject_alt_name: shown.names(),
        support_download_type: downloads(downloadable, certificate.key_held && !shown.is_sm2()),
        tags: shown.tags(),
        validation_passed_time: match &certificate.stage {
            Stage::Issuing { validated_at, .. } => validated_at.cloud_text(),
            stage => {
                stage.validity().and_then(|v| v.validated_at).map(|t| t.cloud_text()).unwrap_or_default()
            }
        },
        validity_period: shown.validity_months(),
        verify_type: shown.verify_type(),
        vulnerability_status: NOT_VULNERABLE.to_owned(),
    }
}

/// What the applicant still has to do.
fn awaited(certificate: &Certificate) -> String {
    match &certificate.stage {
        Stage::Validating(progress, _) => {
            let places: Vec<String> = progress.open().map(|(_, challenge)| challenge.proof.place()).collect();
            format!("waiting for {}", places.join(", "))
        }
        _ => String::new(),
    }
}

/// Projects have numbers only; the interface wants an object.
fn project(certificate: &Certificate) -> ProjectInfo {
    let owner = u64::try_from(certificate.account.0).unwrap_or(0);
    ProjectInfo {
        owner_uin: owner,
        project_create_time: String::new(),
        project_creator_uin: owner,
        project_id: certificate.project.to_string(),
        project_name: String::new(),
        project_resume: String::new(),
    }
}

/// Stores that hold a key can be made only where the key is held, and not for SM2.
fn downloads(downloadable: bool, key_held: bool) -> SupportDownloadType {
    let with_key = downloadable && key_held;
    SupportDownloadType {
        apache: downloadable,
        iis: with_key,
        jks: with_key,
        nginx: downloadable,
        other: downloadable,
        root: downloadable,
        tomcat: with_key,
    }
}
