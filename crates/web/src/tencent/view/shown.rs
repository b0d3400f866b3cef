//! What the list and both descriptions of a certificate have in common.

use super::status;
use crate::tencent::types::certificate_extra::CertificateExtra;
use crate::tencent::types::certificate_item::PreAuditInfo;
use crate::tencent::types::tags::Tags;
use chancery_app::App;
use chancery_app::certificate::Kin;
use chancery_domain::catalogue::{Brand, DomainType, Product};
use chancery_domain::certificate::{Applicant, Certificate, Origin, Usage};
use chancery_domain::key::KeyAlgorithm;
use chancery_domain::renewal::{self, PaidTerm};
use chancery_domain::time::{SECONDS_PER_DAY, Timestamp};

/// Days counted as a month where the interface wants months (`ValidityPeriod`).
const DAYS_PER_MONTH: i64 = 30;

/// A certificate with its product, at a moment.
pub struct Shown<'a> {
    /// The certificate.
    pub certificate: &'a Certificate,
    /// What was bought; nothing for uploads.
    pub product: Option<&'a Product>,
    /// The product's brand.
    pub brand: Option<&'a Brand>,
    /// What it came out of and what came out of it.
    pub kin: Kin,
    app: &'a App,
    now: Timestamp,
}

impl<'a> Shown<'a> {
    /// Finds the product of a certificate.
    pub fn new(app: &'a App, certificate: &'a Certificate, kin: Kin, now: Timestamp) -> Self {
        let product = certificate.application().and_then(|a| app.catalogue.product(a.product.0));
        let brand = product.and_then(|product| app.catalogue.brand_of(product));
        Shown { certificate, product, brand, kin, app, now }
    }

    /// `Status`.
    pub fn status(&self) -> u64 {
        status::number(self.certificate, self.now)
    }

    /// `From`: `upload` or the brand.
    pub fn from(&self) -> String {
        match (&self.certificate.origin, self.brand) {
            (Origin::Uploaded { .. }, _) => "upload".to_owned(),
            (Origin::Applied(_), Some(brand)) => brand.key.clone(),
            (Origin::Applied(_), None) => String::new(),
            (Origin::Acme { .. }, _) => "acme".to_owned(),
        }
    }

    /// `PackageType`: the product's code; empty for uploads.
    pub fn package_type(&self) -> String {
        self.certificate.application().map(|a| a.product.0.to_string()).unwrap_or_default()
    }

    /// `PackageTypeName`, `TypeName`: the product's name; empty for uploads.
    pub fn package_type_name(&self) -> String {
        self.product.map(|product| product.name.clone()).unwrap_or_default()
    }

    /// `ProductZhName`: the product's name in Chinese; for uploads the issuer's name.
    pub fn product_zh_name(&self) -> String {
        match &self.certificate.origin {
            Origin::Uploaded { issuer, .. } => issuer.clone(),
            Origin::Acme { profile, .. } => profile.clone(),
            Origin::Applied(_) => self.product.map(|product| product.name_zh.clone()).unwrap_or_default(),
        }
    }

    /// `CertType`: the level; for uploads it is not known and counts as DV.
    pub fn level(&self) -> String {
        self.product.map_or_else(|| "DV".to_owned(), |product| product.level.as_str().to_owned())
    }

    /// `IsDv`.
    pub fn is_dv(&self) -> bool {
        self.product.is_some_and(|product| product.level.is_dv())
    }

    /// `IsVip`: a paid certificate.
    pub fn is_paid(&self) -> bool {
        self.certificate.application().is_some_and(|a| !a.free)
    }

    /// `DomainType`: 1 single, 2 multi, 3 wildcard, 4 multi-wildcard.
    pub fn domain_type(&self) -> u64 {
        let several = self.certificate.names.len() > 1;
        match self.product.map(|product| product.domains) {
            Some(DomainType::Single) => 1,
            Some(DomainType::Multi) => 2,
            Some(DomainType::Wildcard) => 3,
            Some(DomainType::MultiWildcard) => 4,
            None => match (self.certificate.is_wildcard(), several) {
                (false, false) => 1,
                (false, true) => 2,
                (true, false) => 3,
                (true, true) => 4,
            },
        }
    }

    /// `CertificateType`: `SVR` or `CA`.
    pub fn usage(&self) -> String {
        match self.certificate.usage {
            Usage::Server => "SVR".to_owned(),
            Usage::Authority => "CA".to_owned(),
        }
    }

    /// `CACommonNames` and their like: what is told of an uploaded CA certificate, and of no other.
    pub fn of_authority(&self, text: String) -> Vec<String> {
        match self.certificate.usage {
            Usage::Authority => vec![text],
            Usage::Server => Vec::new(),
        }
    }

    /// `VerifyType`: `DNS` or `FILE`; empty for uploads.
    pub fn verify_type(&self) -> String {
        self.certificate.application().map(|a| a.method.cloud_name().to_owned()).unwrap_or_default()
    }

    /// `ValidityPeriod`: months as text.
    pub fn validity_months(&self) -> String {
        if let Some(free) = self.product.and_then(|product| product.free) {
            return free.months.to_string();
        }
        let days = match (self.certificate.application(), self.certificate.validity()) {
            (Some(application), _) => application.term_days,
            (None, Some(validity)) => validity.not_after.seconds_since(validity.not_before) / SECONDS_PER_DAY,
            (None, None) => 0,
        };
        ((days + DAYS_PER_MONTH / 2) / DAYS_PER_MONTH).to_string()
    }

    /// `CertBeginTime`: GMT+8; empty before there is a certificate.
    pub fn begins(&self) -> String {
        self.certificate.validity().map(|v| v.not_before.cloud_text()).unwrap_or_default()
    }

    /// `CertEndTime`: GMT+8; empty before there is a certificate.
    pub fn ends(&self) -> String {
        self.certificate.validity().map(|v| v.not_after.cloud_text()).unwrap_or_default()
    }

    /// `RenewAble` (K1): a paid certificate in the last days of its term, or a free one that may be applied for anew.
    pub fn renewable(&self) -> bool {
        let policy = &self.app.policy;
        match self.certificate.application() {
            Some(application) if application.free => self.expiring() && self.kin.followers.renewal.is_none(),
            _ => {
                let asked_at = self.kin.renewal_asked_at;
                renewal::check(self.certificate, &self.kin.successors, asked_at, policy, self.now).is_ok()
            }
        }
    }

    /// `AutoRenewFlag` (K4): 1 when it renews itself.
    pub fn renews_itself(&self) -> i64 {
        self.certificate.application().map_or(0, |application| i64::from(application.renews_itself))
    }

    /// `PreAuditInfo` (K3): the years of the paid term, and the one that this certificate begins in.
    pub fn term(&self) -> PreAuditInfo {
        let application = self.certificate.application();
        let term = application
            .and_then(|application| PaidTerm::of(application, self.certificate.validity(), &self.app.policy));
        PreAuditInfo {
            manager_id: application
                .and_then(|a| a.applicant.as_ref()?.represented()?.administrator_id)
                .map(|id| id.to_string())
                .unwrap_or_default(),
            now_period: term.map_or(0, |term| term.year),
            total_period: term.map_or(0, |term| term.years),
        }
    }

    /// `HasRenewOrder`, `RenewOrder`: the certificate that was bought to renew it.
    pub fn renewal(&self) -> Option<String> {
        self.kin.followers.renewal.as_ref().map(ToString::to_string)
    }

    /// `IsExpiring`.
    pub fn expiring(&self) -> bool {
        self.certificate.is_expiring(&self.app.policy, self.now)
    }

    /// `Deployable`: in force and its key is held here.
    pub fn deployable(&self) -> bool {
        status::name(self.status()) == "Issued" && self.certificate.key_held
    }

    /// `SubjectAltName` with the main name.
    pub fn names(&self) -> Vec<String> {
        self.certificate.names.clone()
    }

    /// `SubjectAltName` without the main name, as the detailed description has it.
    pub fn names_but_main(&self) -> Vec<String> {
        self.certificate.names.iter().filter(|name| **name != self.certificate.domain).cloned().collect()
    }

    /// `IsSM`, `SMCert`: one of the SM2 hierarchy.
    pub fn is_sm2(&self) -> bool {
        self.certificate.algorithm == Some(KeyAlgorithm::Sm2)
    }

    /// `Tags`.
    pub fn tags(&self) -> Vec<Tags> {
        let tags = self.certificate.tags.iter();
        tags.map(|tag| Tags { tag_key: tag.key.clone(), tag_value: tag.value.clone() }).collect()
    }

    /// `CertificateExtra`.
    pub fn extra(&self) -> CertificateExtra {
        let application = self.certificate.application();
        CertificateExtra {
            // 1 is a person, 2 an organisation; free DV asks for neither.
            company_type: match application.and_then(|a| a.applicant.as_ref()) {
                Some(Applicant::Organization(_)) => 2,
                Some(Applicant::Person { .. }) | None => 1,
            },
            domain_number: application
                .map_or(self.certificate.names.len(), |a| a.names_paid.max(a.requested.len()))
                .to_string(),
            origin_certificate_id: application.and_then(|a| a.renews.as_ref()).map(ToString::to_string),
            renew_order: self.renewal(),
            // By the interface's field texts `ReplacedBy` is the original of a reissue, `ReplacedFor` the reissue.
            replaced_by: application.and_then(|a| a.reissues.as_ref()).map(ToString::to_string),
            replaced_for: self.kin.followers.newest_reissue().map(ToString::to_string),
            sm_cert: i64::from(self.is_sm2()),
            service_origin_certificate_id: String::new(),
            service_renew_certificate_id: String::new(),
        }
    }
}
