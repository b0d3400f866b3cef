//! One row of the certificate list, with its parts.

use super::certificate_extra::CertificateExtra;
use super::tags::Tags;
use crate::answer;

answer! {
    /// A certificate in the list (`Certificates` in the API). Nothing here is null but `HostingConfig`: Terraform reads most of these fields without looking for null.
    pub struct CertificateItem {
        alias: String = "Alias",
        allow_download: bool = "AllowDownload",
        auto_renew_flag: i64 = "AutoRenewFlag",
        awaiting_validation_msg: String = "AwaitingValidationMsg",
        bound_resource: Vec<String> = "BoundResource",
        ca_common_names: Vec<String> = "CACommonNames",
        ca_encrypt_algorithms: Vec<String> = "CAEncryptAlgorithms",
        ca_end_times: Vec<String> = "CAEndTimes",
        cert_begin_time: String = "CertBeginTime",
        cert_end_time: String = "CertEndTime",
        cert_revoked_time: String = "CertRevokedTime",
        cert_sans: Vec<String> = "CertSANs",
        cert_service_begin_time: String = "CertServiceBeginTime",
        cert_service_end_time: String = "CertServiceEndTime",
        cert_service_share_enabled: bool = "CertServiceShareEnabled",
        cert_service_valid_certificate_count: i64 = "CertServiceValidCertificateCount",
        certificate_extra: CertificateExtra = "CertificateExtra",
        certificate_id: String = "CertificateId",
        certificate_type: String = "CertificateType",
        dv_auth_deadline: String = "DVAuthDeadline",
        deployable: bool = "Deployable",
        domain: String = "Domain",
        encrypt_algorithm: String = "EncryptAlgorithm",
        from: String = "From",
        has_renew_order: String = "HasRenewOrder",
        hosting_complete_time: String = "HostingCompleteTime",
        hosting_config: Option<HostingConfig> = "HostingConfig",
        hosting_renew_cert_id: String = "HostingRenewCertId",
        hosting_resource_types: Vec<String> = "HostingResourceTypes",
        hosting_status: i64 = "HostingStatus",
        insert_time: String = "InsertTime",
        is_dnspod_resolve: bool = "IsDNSPODResolve",
        is_dv: bool = "IsDv",
        is_expiring: bool = "IsExpiring",
        is_hosting_upload_renew_cert: bool = "IsHostingUploadRenewCert",
        is_ignore: bool = "IsIgnore",
        is_package: bool = "IsPackage",
        is_sm: bool = "IsSM",
        is_vip: bool = "IsVip",
        is_vulnerability: bool = "IsVulnerability",
        is_wildcard: bool = "IsWildcard",
        key_password_custom_flag: bool = "KeyPasswordCustomFlag",
        owner_uin: String = "OwnerUin",
        package_type: String = "PackageType",
        package_type_name: String = "PackageTypeName",
        pre_audit_info: PreAuditInfo = "PreAuditInfo",
        product_zh_name: String = "ProductZhName",
        project_id: String = "ProjectId",
        project_info: ProjectInfo = "ProjectInfo",
        renew_able: bool = "RenewAble",
        replace_ori_cert_is_delete: bool = "ReplaceOriCertIsDelete",
        service_id: String = "ServiceId",
        service_status: String = "ServiceStatus",
        status: u64 = "Status",
        status_msg: String = "StatusMsg",
        status_name: String = "StatusName",
        subject_alt_name: Vec<String> = "SubjectAltName",
        support_download_type: SupportDownloadType = "SupportDownloadType",
        tags: Vec<Tags> = "Tags",
        validation_passed_time: String = "ValidationPassedTime",
        validity_period: String = "ValidityPeriod",
        verify_type: String = "VerifyType",
        vulnerability_status: String = "VulnerabilityStatus",
    }
}

answer! {
    /// When and how hosted resources get a renewed certificate.
    pub struct HostingConfig {
        message_types: Vec<i64> = "MessageTypes",
        replace_end_time: String = "ReplaceEndTime",
        replace_start_time: String = "ReplaceStartTime",
        replace_time: i64 = "ReplaceTime",
    }
}

answer! {
    /// Multi-year periods.
    pub struct PreAuditInfo {
        manager_id: String = "ManagerId",
        now_period: i64 = "NowPeriod",
        total_period: i64 = "TotalPeriod",
    }
}

answer! {
    /// The project a certificate belongs to.
    pub struct ProjectInfo {
        owner_uin: u64 = "OwnerUin",
        project_create_time: String = "ProjectCreateTime",
        project_creator_uin: u64 = "ProjectCreatorUin",
        project_id: String = "ProjectId",
        project_name: String = "ProjectName",
        project_resume: String = "ProjectResume",
    }
}

answer! {
    /// Which archives can be downloaded.
    pub struct SupportDownloadType {
        apache: bool = "APACHE",
        iis: bool = "IIS",
        jks: bool = "JKS",
        nginx: bool = "NGINX",
        other: bool = "OTHER",
        root: bool = "ROOT",
        tomcat: bool = "TOMCAT",
    }
}
