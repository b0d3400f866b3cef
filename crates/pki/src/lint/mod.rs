//! Lints: what is about to be signed is held against the clauses that bind it, and an error stops the signature.
//!
//! One rule stands in one file, with its clause, its level and the day from which it holds. A document is read once,
//! strictly as DER, into facts that point into its bytes ([`read`]); rules look at the facts and allocate nothing while
//! they find nothing, since a lint stands before every signature. The same entry points take a to-be-signed part or
//! a whole document, so that `chancery lint` judges foreign files by the same rules.

mod attribute;
mod authority;
mod certificate;
pub mod document;
mod leaf;
mod names;
mod ocsp;
mod read;
mod responder;
mod revocation_list;
mod rule;

pub use chancery_domain::profile::Trust;

use crate::certificate::CertificateFacts;
use chancery_domain::policy::Policy;
use chancery_domain::time::Timestamp;
use read::{Certificate, OcspResponse, RevocationList, Unreadable};
use rule::{Report, run};
use std::fmt;

/// How grave a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Level {
    /// Worth knowing.
    Notice,
    /// Against a recommendation.
    Warning,
    /// Against a rule: it must not be signed.
    Error,
}

impl Level {
    /// `error`, `warning` or `notice`.
    pub fn code(self) -> &'static str {
        match self {
            Level::Notice => "notice",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }
}

/// A rule that a document breaks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The rule's name, that of its file.
    pub rule: &'static str,
    /// Section of the document that demands it.
    pub clause: &'static str,
    /// How grave.
    pub level: Level,
    /// What stands there, in plain words.
    pub detail: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {} ({})", self.level.code(), self.rule, self.detail, self.clause)
    }
}

/// Whoever signs the document.
#[derive(Clone, Copy, Debug)]
pub struct Issuer<'a> {
    /// Subject of its certificate, byte for byte.
    pub subject_der: &'a [u8],
    /// Its key identifier.
    pub key_identifier: Option<&'a [u8]>,
    /// Last second of its validity.
    pub not_after: Timestamp,
}

impl<'a> From<&'a CertificateFacts> for Issuer<'a> {
    fn from(facts: &'a CertificateFacts) -> Self {
        Self {
            subject_der: &facts.subject_der,
            key_identifier: facts.extensions.subject_key_identifier.as_deref(),
            not_after: facts.not_after,
        }
    }
}

/// What a lint needs to know beside the document.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Whose rules hold. A private hierarchy is free in validity, client authentication, internal names, reserved
    /// addresses, wildcards on suffixes, policies, subjects and pointers; the form of everything is the same.
    pub trust: Trust,
    /// The moment of the signature; it chooses the dated rules.
    pub issued_at: Timestamp,
    /// The limits.
    pub policy: &'a Policy,
    /// Who signs, if known; without it nothing is compared with the issuer's certificate.
    pub issuer: Option<Issuer<'a>>,
}

/// Lints a subscriber certificate or precertificate, whole or its to-be-signed part.
pub fn leaf(der: &[u8], context: &Context<'_>) -> Vec<Finding> {
    certificate_by(leaf::RULES, der, context)
}

/// Lints a certificate authority's certificate, whole or its to-be-signed part.
pub fn authority(der: &[u8], context: &Context<'_>) -> Vec<Finding> {
    certificate_by(authority::RULES, der, context)
}

/// Lints the certificate of a delegated OCSP responder, whole or its to-be-signed part.
pub fn responder(der: &[u8], context: &Context<'_>) -> Vec<Finding> {
    certificate_by(responder::RULES, der, context)
}

/// Lints a certificate revocation list, whole or its to-be-signed part.
pub fn revocation_list(der: &[u8], context: &Context<'_>) -> Vec<Finding> {
    let facts = match RevocationList::read(der) {
        Ok(facts) => facts,
        Err(unreadable) => return vec![not_der(unreadable)],
    };
    let mut report = Report::new();
    run(revocation_list::RULES, context, &mut report, |check, report| check(&facts, context, report));
    report.finish()
}

/// Lints a whole OCSP response. That its answers agree with the register is the register's business.
pub fn ocsp_response(der: &[u8], context: &Context<'_>) -> Vec<Finding> {
    let facts = match OcspResponse::read(der) {
        Ok(facts) => facts,
        Err(unreadable) => return vec![not_der(unreadable)],
    };
    let mut report = Report::new();
    run(ocsp::RULES, context, &mut report, |check, report| check(&facts, context, report));
    report.finish()
}

/// The findings that forbid the signature.
pub fn errors(findings: &[Finding]) -> impl Iterator<Item = &Finding> {
    findings.iter().filter(|finding| finding.level == Level::Error)
}

/// A check of a certificate.
type CertificateCheck = fn(&Certificate<'_>, &Context<'_>, &mut Report);
/// Rules on certificates.
type CertificateRules = &'static [rule::Listed<CertificateCheck>];

fn certificate_by(rules: CertificateRules, der: &[u8], context: &Context<'_>) -> Vec<Finding> {
    let facts = match Certificate::read(der) {
        Ok(facts) => facts,
        Err(unreadable) => return vec![not_der(unreadable)],
    };
    let mut report = Report::new();
    for list in [certificate::RULES, rules] {
        run(list, context, &mut report, |check, report| check(&facts, context, report));
    }
    report.finish()
}

/// The only finding of a document that is not DER.
fn not_der(Unreadable { part, cause }: Unreadable) -> Finding {
    Finding {
        rule: "structure",
        clause: "RFC 5280 section 4.1; X.690 section 10",
        level: Level::Error,
        detail: format!("{part} is not the DER it has to be: {cause}"),
    }
}
