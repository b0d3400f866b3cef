//! Organisation profiles and their administrators (F1).

use super::tags::Tags;
use crate::answer;

answer! {
    /// An organisation profile.
    pub struct CompanyInfo {
        company_address: String = "CompanyAddress",
        company_city: String = "CompanyCity",
        company_country: String = "CompanyCountry",
        company_id: i64 = "CompanyId",
        company_name: String = "CompanyName",
        company_phone: String = "CompanyPhone",
        company_province: String = "CompanyProvince",
        id_number: String = "IdNumber",
        id_type: String = "IdType",
        tags: Vec<Tags> = "Tags",
    }
}

answer! {
    /// An administrator in a list.
    pub struct ManagerInfo {
        cert_count: i64 = "CertCount",
        create_time: Option<String> = "CreateTime",
        domain_count: i64 = "DomainCount",
        expire_time: Option<String> = "ExpireTime",
        manager_department: String = "ManagerDepartment",
        manager_first_name: String = "ManagerFirstName",
        manager_id: i64 = "ManagerId",
        manager_last_name: String = "ManagerLastName",
        manager_mail: String = "ManagerMail",
        manager_phone: String = "ManagerPhone",
        manager_position: String = "ManagerPosition",
        status: String = "Status",
        status_info: Option<Vec<ManagerStatusInfo>> = "StatusInfo",
        submit_audit_time: Option<String> = "SubmitAuditTime",
        tags: Vec<Tags> = "Tags",
        verify_time: Option<String> = "VerifyTime",
    }
}

answer! {
    /// How far the examination for one kind of certificates is.
    pub struct ManagerStatusInfo {
        create_time: String = "CreateTime",
        expire_time: String = "ExpireTime",
        manager_pre_audit_domains: Vec<ManagerPreAuditDomain> = "ManagerPreAuditDomains",
        status: String = "Status",
        kind: String = "Type",
    }
}

answer! {
    /// A domain that was proved beforehand.
    pub struct ManagerPreAuditDomain {
        create_time: String = "CreateTime",
        domain: String = "Domain",
        expire_time: String = "ExpireTime",
    }
}
