//! What the applicant has to publish, and what was seen of it.

use crate::answer;

answer! {
    /// What to publish: the first proof, and all of them in `DvAuths`.
    pub struct DvAuthDetail {
        dv_auth_domain: Option<String> = "DvAuthDomain",
        dv_auth_key: Option<String> = "DvAuthKey",
        dv_auth_key_sub_domain: Option<String> = "DvAuthKeySubDomain",
        dv_auth_path: Option<String> = "DvAuthPath",
        dv_auth_value: Option<String> = "DvAuthValue",
        dv_auths: Option<Vec<DvAuths>> = "DvAuths",
    }
}

answer! {
    /// One proof to publish.
    pub struct DvAuths {
        dv_auth_domain: String = "DvAuthDomain",
        dv_auth_key: String = "DvAuthKey",
        dv_auth_path: String = "DvAuthPath",
        dv_auth_sub_domain: String = "DvAuthSubDomain",
        dv_auth_value: String = "DvAuthValue",
        dv_auth_verify_type: String = "DvAuthVerifyType",
    }
}

answer! {
    /// One proof to publish for a revocation.
    pub struct RevokeDomainValidateAuths {
        domain_validate_auth_domain: String = "DomainValidateAuthDomain",
        domain_validate_auth_key: String = "DomainValidateAuthKey",
        domain_validate_auth_path: String = "DomainValidateAuthPath",
        domain_validate_auth_value: String = "DomainValidateAuthValue",
    }
}

answer! {
    /// What was seen of one proof.
    pub struct DomainValidationResult {
        ca_check: i64 = "CaCheck",
        check_value: Vec<String> = "CheckValue",
        domain: String = "Domain",
        frequently: bool = "Frequently",
        issued: bool = "Issued",
        local_check: i64 = "LocalCheck",
        local_check_fail_reason: String = "LocalCheckFailReason",
        verify_type: String = "VerifyType",
    }
}
