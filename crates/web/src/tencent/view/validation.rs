//! What to publish (`DvAuthDetail`) and what was seen of it (`VerificationResults`).

use crate::tencent::types::validation::{
    DomainValidationResult, DvAuthDetail, DvAuths, RevokeDomainValidateAuths,
};
use chancery_app::validation::{ChallengeReport, Report};
use chancery_domain::certificate::{Certificate, RevocationNeed, Stage};
use chancery_domain::name::Name;
use chancery_domain::validation::{Cause, Challenge, Finding, Method, Proof, Purpose, Verdict};

/// `LocalCheck`, `CaCheck`: passed.
const PASSED: i64 = 1;
const CA_PASSED: i64 = 2;
const NOT_PASSED: i64 = -1;

/// What a certificate's applicant has to publish; after the proof all members are null, as clients expect.
pub fn to_publish(certificate: &Certificate) -> DvAuthDetail {
    let proofs: Vec<DvAuths> = match &certificate.stage {
        Stage::Validating(progress, _) => progress.challenges.iter().map(proof).collect(),
        _ => Vec::new(),
    };
    match proofs.first().cloned() {
        Some(first) => DvAuthDetail {
            dv_auth_domain: Some(first.dv_auth_domain),
            dv_auth_key: Some(first.dv_auth_key),
            dv_auth_key_sub_domain: Some(first.dv_auth_sub_domain),
            dv_auth_path: Some(first.dv_auth_path),
            dv_auth_value: Some(first.dv_auth_value),
            dv_auths: Some(proofs),
        },
        None => DvAuthDetail {
            dv_auth_domain: None,
            dv_auth_key: None,
            dv_auth_key_sub_domain: Some(String::new()),
            dv_auth_path: None,
            dv_auth_value: None,
            dv_auths: Some(Vec::new()),
        },
    }
}

/// The proofs that a revocation waits for (I2); none when it waits for none.
pub fn proofs_of_revocation(certificate: &Certificate) -> Vec<DvAuths> {
    match &certificate.stage {
        Stage::Revoking { need: RevocationNeed::Proof(progress), .. } => {
            progress.challenges.iter().map(proof).collect()
        }
        _ => Vec::new(),
    }
}

/// The same in the members of `RevokeCertificate`'s answer.
pub fn to_publish_for_revocation(certificate: &Certificate) -> Vec<RevokeDomainValidateAuths> {
    proofs_of_revocation(certificate)
        .into_iter()
        .map(|proof| RevokeDomainValidateAuths {
            domain_validate_auth_domain: proof.dv_auth_domain,
            domain_validate_auth_key: proof.dv_auth_key,
            domain_validate_auth_path: proof.dv_auth_path,
            domain_validate_auth_value: proof.dv_auth_value,
        })
        .collect()
}

/// One challenge in the interface's members: record name in full and relative, or file name and directory (E1, E2).
pub fn proof(challenge: &Challenge) -> DvAuths {
    let kind = challenge.proof.method().map(|method| method.record_type().to_owned()).unwrap_or_default();
    match &challenge.proof {
        Proof::Txt { host, value: content } | Proof::Cname { host, target: content } => {
            let domain = challenge.base.primary();
            DvAuths {
                dv_auth_sub_domain: relative(host, &domain),
                dv_auth_domain: domain.to_string(),
                dv_auth_key: host.clone(),
                dv_auth_path: String::new(),
                dv_auth_value: content.clone(),
                dv_auth_verify_type: kind,
            }
        }
        Proof::File { host, directory, file, content } => DvAuths {
            dv_auth_domain: host.clone(),
            dv_auth_key: file.clone(),
            dv_auth_path: directory.clone(),
            dv_auth_sub_domain: String::new(),
            dv_auth_value: content.clone(),
            dv_auth_verify_type: kind,
        },
        Proof::Http01 { .. } | Proof::TlsAlpn01 { .. } | Proof::PersistTxt { .. } => DvAuths {
            dv_auth_domain: challenge.base.to_string(),
            dv_auth_key: challenge.proof.place(),
            dv_auth_path: String::new(),
            dv_auth_sub_domain: String::new(),
            dv_auth_value: challenge.proof.expected().to_owned(),
            dv_auth_verify_type: kind,
        },
    }
}

/// The part of a record's name that is entered at the provider of `domain`.
fn relative(host: &str, domain: &Name) -> String {
    let cut = host.strip_suffix(domain.to_string().as_str()).and_then(|rest| rest.strip_suffix('.'));
    cut.unwrap_or(host).to_owned()
}

/// One result for each proof.
pub fn results(report: &Report) -> Vec<DomainValidationResult> {
    let issued = matches!(report.certificate.stage, Stage::Issued(_) | Stage::Expired(_));
    report.challenges.iter().map(|challenge| result(challenge, report.too_frequent, issued)).collect()
}

fn result(report: &ChallengeReport, too_frequent: bool, issued: bool) -> DomainValidationResult {
    let proof = &report.challenge.proof;
    // The cloud API's own certificates are proved by its own methods only.
    let method = proof.method().unwrap_or(Method::DnsTxt);
    let passed = report.passed_at.is_some();
    let look = report.last_look.as_ref();
    let cause = look.and_then(|look| match &look.verdict {
        Verdict::NotYet { cause } => Some(cause),
        Verdict::Passed => None,
    });
    let (local_check, reason) = match (passed, cause) {
        (true, _) => (PASSED, String::new()),
        (false, Some(cause)) => {
            (check_number(method, cause), cause.explain(&proof.place(), proof.expected()))
        }
        (false, None) => (absent(method), "not looked at yet; try again in a few seconds".to_owned()),
    };
    DomainValidationResult {
        ca_check: if passed { CA_PASSED } else { NOT_PASSED },
        check_value: look.map(|look| seen(&look.observations)).unwrap_or_default(),
        domain: report.challenge.base.to_string(),
        frequently: too_frequent,
        issued,
        local_check,
        local_check_fail_reason: reason,
        verify_type: method.cloud_name().to_owned(),
    }
}

/// `LocalCheck` of a failed look: -1, -6, -4 nothing there; -2, -7, -5 another value; -3, -8 the name servers did
/// not answer properly.
fn check_number(method: Method, cause: &Cause) -> i64 {
    let different = match method {
        Method::DnsTxt => -2,
        Method::DnsCname => -7,
        Method::File => -5,
    };
    let servers = match method {
        Method::DnsTxt => -3,
        Method::DnsCname => -8,
        Method::File => -4,
    };
    match cause {
        Cause::WrongValue { .. } | Cause::StaleTtl { .. } | Cause::TooLarge { .. } => different,
        Cause::WrongCertificate { .. } | Cause::PersistRefused { .. } => different,
        Cause::ServerError { .. } | Cause::Dnssec { .. } | Cause::TimedOut { .. } => servers,
        Cause::Caa { .. } | Cause::NotCorroborated { .. } => servers,
        Cause::WrongHost { .. }
        | Cause::NoSuchName
        | Cause::RecordMissing
        | Cause::FileMissing
        | Cause::NoAddress
        | Cause::BlockedAddress { .. }
        | Cause::NotListening
        | Cause::ConnectionFailed { .. }
        | Cause::Tls { .. }
        | Cause::Redirect { .. }
        | Cause::HttpStatus { .. } => absent(method),
    }
}

fn absent(method: Method) -> i64 {
    match method {
        Method::DnsTxt => -1,
        Method::DnsCname => -6,
        Method::File => -4,
    }
}

/// The values found at the place of the proof, each once.
pub fn seen(observations: &[chancery_domain::validation::Observation]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for observation in observations.iter().filter(|o| o.purpose == Purpose::Proof) {
        let values: &[String] = match &observation.finding {
            Finding::Values { values, .. } => values,
            Finding::Content { text } => std::slice::from_ref(text),
            _ => &[],
        };
        for value in values {
            if !found.contains(value) {
                found.push(value.clone());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use chancery_domain::validation::challenges;

    fn shown(name: &str, method: Method) -> DvAuths {
        let names = [Name::parse(name).unwrap()];
        proof(challenges(&names, method, "dcv.example.net", || "Token".to_owned()).first().unwrap())
    }

    #[test]
    fn proofs_are_shown_in_full_and_relative_form() {
        let txt = shown("www.example.com", Method::DnsTxt);
        assert_eq!(txt.dv_auth_key, "_dnsauth.www.example.com");
        assert_eq!(
            (txt.dv_auth_domain.as_str(), txt.dv_auth_sub_domain.as_str()),
            ("example.com", "_dnsauth.www")
        );
        assert_eq!((txt.dv_auth_value.as_str(), txt.dv_auth_verify_type.as_str()), ("Token", "TXT"));
        let top = shown("example.com", Method::DnsTxt);
        assert_eq!(top.dv_auth_sub_domain, "_dnsauth");
        let cname = shown("example.co.uk", Method::DnsCname);
        assert_eq!(
            (cname.dv_auth_domain.as_str(), cname.dv_auth_sub_domain.as_str()),
            ("example.co.uk", "_token")
        );
        assert_eq!(cname.dv_auth_value, "token.dcv.example.net");
        let file = shown("www.example.com", Method::File);
        assert_eq!(
            (file.dv_auth_key.as_str(), file.dv_auth_domain.as_str()),
            ("fileauth.txt", "www.example.com")
        );
        assert_eq!(
            (file.dv_auth_path.as_str(), file.dv_auth_sub_domain.as_str()),
            ("/.well-known/pki-validation/", "")
        );
    }

    #[test]
    fn causes_have_the_numbers_of_the_interface() {
        let wrong = Cause::WrongValue { found: vec!["x".into()] };
        let error = Cause::ServerError { code: "SERVFAIL".into() };
        for (method, cause, number) in [
            (Method::DnsTxt, &Cause::RecordMissing, -1),
            (Method::DnsTxt, &Cause::NoSuchName, -1),
            (Method::DnsTxt, &wrong, -2),
            (Method::DnsTxt, &error, -3),
            (Method::DnsCname, &Cause::RecordMissing, -6),
            (Method::DnsCname, &wrong, -7),
            (Method::DnsCname, &error, -8),
            (Method::File, &Cause::FileMissing, -4),
            (Method::File, &Cause::NotListening, -4),
            (Method::File, &wrong, -5),
        ] {
            assert_eq!(check_number(method, cause), number, "{method:?} {cause:?}");
        }
    }
}
