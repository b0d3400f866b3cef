//! Links between a certificate and its predecessors and successors.

use crate::answer;

answer! {
    /// Further facts about a certificate.
    pub struct CertificateExtra {
        company_type: i64 = "CompanyType",
        domain_number: String = "DomainNumber",
        origin_certificate_id: Option<String> = "OriginCertificateId",
        renew_order: Option<String> = "RenewOrder",
        replaced_by: Option<String> = "ReplacedBy",
        replaced_for: Option<String> = "ReplacedFor",
        sm_cert: i64 = "SMCert",
        service_origin_certificate_id: String = "ServiceOriginCertificateId",
        service_renew_certificate_id: String = "ServiceRenewCertificateId",
    }
}
