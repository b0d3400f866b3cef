//! The actions of the service `ssl`: one file each, and the table that the door looks them up in.

pub mod apply_certificate;
pub mod batch_delete_csr;
pub mod cancel_audit_certificate;
pub mod cancel_certificate_order;
pub mod check_certificate_chain;
pub mod check_certificate_domain_verification;
pub mod check_certificate_exist;
pub mod complete_certificate;
pub mod create_csr;
pub mod delete_certificate;
pub mod delete_certificates;
pub mod describe_certificate;
pub mod describe_certificate_detail;
pub mod describe_certificate_operate_logs;
pub mod describe_certificates;
pub mod describe_csr;
pub mod describe_csr_set;
pub mod describe_delete_certificates_task_result;
pub mod describe_download_certificate_url;
pub mod describe_packages;
pub mod download_certificate;
pub mod modify_certificate_alias;
pub mod modify_certificate_project;
pub mod modify_csr;
mod not_built;
mod table;
pub mod upload_certificate;

pub use table::{Action, Effect, Run, find};
pub(crate) use table::{actions, bind};

actions! {
    "ApplyCertificate" Changes apply_certificate;
    "CompleteCertificate" Changes complete_certificate;
    "CheckCertificateDomainVerification" Reads check_certificate_domain_verification;
    "DescribeCertificates" Reads describe_certificates;
    "DescribeCertificate" Reads describe_certificate;
    "DescribeCertificateDetail" Reads describe_certificate_detail;
    "DownloadCertificate" Reads download_certificate;
    "DescribeDownloadCertificateUrl" Reads describe_download_certificate_url;
    "UploadCertificate" Changes upload_certificate;
    "CheckCertificateChain" Reads check_certificate_chain;
    "CheckCertificateExist" Reads check_certificate_exist;
    "CancelCertificateOrder" Changes cancel_certificate_order;
    "CancelAuditCertificate" Changes cancel_audit_certificate;
    "DeleteCertificate" Changes delete_certificate;
    "DeleteCertificates" Changes delete_certificates;
    "DescribeDeleteCertificatesTaskResult" Reads describe_delete_certificates_task_result;
    "ModifyCertificateAlias" Changes modify_certificate_alias;
    "ModifyCertificateProject" Changes modify_certificate_project;
    "DescribeCertificateOperateLogs" Reads describe_certificate_operate_logs;
    "CreateCSR" Changes create_csr;
    "DescribeCSR" Reads describe_csr;
    "DescribeCSRSet" Reads describe_csr_set;
    "ModifyCSR" Changes modify_csr;
    "BatchDeleteCSR" Changes batch_delete_csr;
    "DescribePackages" Reads describe_packages;
}
