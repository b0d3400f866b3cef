//! `DescribeCertificates`: lists certificates.

use crate::tencent::types::certificate_item::CertificateItem;
use crate::tencent::types::tags::TagInput;
use crate::tencent::view::{ids, item, shown::Shown, status};
use crate::{answer, parameters};
use chancery_app::certificate::ListInput;
use chancery_app::failure::{Code, Failure};
use chancery_app::ports::{CertificateFilter, CertificateOrder};
use chancery_app::{App, Ctx, certificate};
use chancery_domain::certificate::{StageKind, Tag, Usage};

parameters! {
    /// Input of `DescribeCertificates`.
    pub struct Input {
        cert_ids: Option<Vec<String>> = "CertIds",
        certificate_status: Option<Vec<u64>> = "CertificateStatus",
        certificate_type: Option<String> = "CertificateType",
        deployable: Option<u64> = "Deployable",
        expiration_sort: Option<String> = "ExpirationSort",
        filter_expiring: Option<u64> = "FilterExpiring",
        filter_source: Option<String> = "FilterSource",
        hostable: Option<u64> = "Hostable",
        is_pending_issue: Option<i64> = "IsPendingIssue",
        is_sm: Option<i64> = "IsSM",
        limit: Option<u64> = "Limit",
        offset: Option<u64> = "Offset",
        project_id: Option<u64> = "ProjectId",
        renew: Option<i64> = "Renew",
        search_key: Option<String> = "SearchKey",
        service_id: Option<String> = "ServiceId",
        tags: Option<Vec<TagInput>> = "Tags",
        upload: Option<i64> = "Upload",
    }
}

answer! {
    /// Answer of `DescribeCertificates`.
    pub struct Output {
        certificates: Vec<CertificateItem> = "Certificates",
        total_count: u64 = "TotalCount",
    }
}

/// Lists.
///
/// # Errors
/// [`Code::InvalidParameter`] for words and flags that do not exist; see [`certificate::list`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let page = certificate::list(app, ctx, wanted(input)?).await?;
    let mut kin = certificate::kin(app, &page.items).await?;
    let rows = page.items.iter().map(|certificate| {
        item::row(&Shown::new(app, certificate, kin.remove(&certificate.id).unwrap_or_default(), ctx.now))
    });
    Ok(Output { certificates: rows.collect(), total_count: page.total })
}

/// What restricts a list, collected from the many parameters; each restriction narrows.
struct Wanted {
    stages: Option<Vec<StageKind>>,
    uploaded: Option<bool>,
}

impl Wanted {
    fn stages(&mut self, kinds: &[StageKind]) {
        let kept = match self.stages.take() {
            Some(stages) => stages.into_iter().filter(|kind| kinds.contains(kind)).collect(),
            None => kinds.to_vec(),
        };
        self.stages = Some(kept);
    }

    fn uploaded(&mut self, uploaded: bool) {
        match self.uploaded {
            Some(before) if before != uploaded => self.nothing(),
            _ => self.uploaded = Some(uploaded),
        }
    }

    /// For things that no certificate here can be yet.
    fn nothing(&mut self) {
        self.stages(&[]);
    }
}

fn wanted(input: Input) -> Result<ListInput, Failure> {
    let mut wanted = Wanted { stages: None, uploaded: None };
    if let Some(numbers) = input.certificate_status.filter(|numbers| !numbers.is_empty()) {
        wanted.stages(&status::stages(&numbers));
    }
    match input.filter_source.as_deref() {
        None | Some("") => {}
        Some("upload") => wanted.uploaded(true),
        Some("buy") => wanted.uploaded(false),
        Some(_) => return Err(refused("FilterSource", "must be upload or buy")),
    }
    if flag("Upload", input.upload)? {
        wanted.uploaded(true);
    }
    if flag("Deployable", input.deployable)? {
        wanted.stages(&[StageKind::Issued]);
    }
    if flag("IsPendingIssue", input.is_pending_issue)? {
        wanted.stages(&[
            StageKind::Reviewing,
            StageKind::Validating,
            StageKind::Issuing,
            StageKind::Reissuing,
        ]);
    }
    let renewable = flag("Renew", input.renew)?;
    if renewable {
        wanted.uploaded(false);
    }
    let hosted = flag("Hostable", input.hostable)?;
    if hosted || ids::filled(input.service_id).is_some() {
        wanted.nothing();
    }
    let filter = CertificateFilter {
        search: ids::filled(input.search_key),
        stages: wanted.stages,
        usage: usage(input.certificate_type.as_deref())?,
        uploaded: wanted.uploaded,
        sm2: flag("IsSM", input.is_sm)?,
        project: input.project_id.map(|number| ids::project(Some(number))).transpose()?,
        tags: input.tags.unwrap_or_default().into_iter().map(Tag::from).collect(),
        ids: input
            .cert_ids
            .filter(|ids| !ids.is_empty())
            .map(|ids| ids.iter().filter_map(|id| id.parse().ok()).collect()),
        ends_between: None,
        order: order(input.expiration_sort.as_deref())?,
        offset: ids::offset(input.offset),
        limit: 0,
    };
    let expiring = flag("FilterExpiring", input.filter_expiring)? || renewable;
    Ok(ListInput { filter, limit: input.limit, expiring })
}

fn usage(text: Option<&str>) -> Result<Option<Usage>, Failure> {
    match text {
        None | Some("") => Ok(None),
        Some(text) if text.eq_ignore_ascii_case("SVR") => Ok(Some(Usage::Server)),
        Some(text) if text.eq_ignore_ascii_case("CA") => Ok(Some(Usage::Authority)),
        Some(_) => Err(refused("CertificateType", "must be SVR or CA")),
    }
}

fn order(text: Option<&str>) -> Result<CertificateOrder, Failure> {
    match text {
        None | Some("") => Ok(CertificateOrder::NewestFirst),
        Some(text) if text.eq_ignore_ascii_case("ASC") => Ok(CertificateOrder::ExpiryAscending),
        Some(text) if text.eq_ignore_ascii_case("DESC") => Ok(CertificateOrder::ExpiryDescending),
        Some(_) => Err(refused("ExpirationSort", "must be ASC or DESC")),
    }
}

/// A flag written as a number.
fn flag<T: TryInto<i64>>(name: &str, number: Option<T>) -> Result<bool, Failure> {
    match number.map(TryInto::try_into) {
        None | Some(Ok(0)) => Ok(false),
        Some(Ok(1)) => Ok(true),
        Some(_) => Err(refused(name, "must be 0 or 1")),
    }
}

fn refused(name: &str, rule: &str) -> Failure {
    Failure::new(Code::InvalidParameter, format!("{name}: {rule}."))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use crate::tencent::params::check;
    use serde_json::{Value, json};

    fn list(value: Value) -> Result<ListInput, Failure> {
        match value {
            Value::Object(object) => wanted(check::read(object).unwrap()),
            _ => panic!("an object"),
        }
    }

    #[test]
    fn restrictions_narrow() {
        use StageKind::{Issued, Issuing, Reviewing, Revoking, Validating};
        for (input, stages, uploaded, expiring) in [
            (json!({}), None, None, false),
            (json!({"CertificateStatus": [], "CertIds": [], "SearchKey": ""}), None, None, false),
            (
                json!({"CertificateStatus": [0, 1]}),
                Some(vec![Reviewing, Validating, Issuing, Issued]),
                None,
                false,
            ),
            (json!({"CertificateStatus": [0, 1], "Deployable": 1}), Some(vec![Issued]), None, false),
            (json!({"CertificateStatus": [1], "IsPendingIssue": 1}), Some(vec![]), None, false),
            (json!({"CertificateStatus": [9]}), Some(vec![Revoking]), None, false),
            (json!({"FilterSource": "upload"}), None, Some(true), false),
            (json!({"FilterSource": "buy", "Upload": 0}), None, Some(false), false),
            (json!({"FilterSource": "buy", "Upload": 1}), Some(vec![]), Some(false), false),
            (json!({"ServiceId": "s"}), Some(vec![]), None, false),
            (json!({"FilterExpiring": 1}), None, None, true),
            (json!({"Renew": 1}), None, Some(false), true),
        ] {
            let read = list(input.clone()).unwrap();
            assert_eq!(
                (read.filter.stages, read.filter.uploaded, read.expiring),
                (stages, uploaded, expiring),
                "{input}"
            );
        }
    }

    #[test]
    fn sm2_certificates_alone_are_listed_when_asked_for() {
        assert!(list(json!({"IsSM": 1})).unwrap().filter.sm2);
        assert!(!list(json!({"IsSM": 0})).unwrap().filter.sm2);
    }

    #[test]
    fn ids_and_order_are_read() {
        let read =
            list(json!({"CertIds": ["e79vbLDZ", "no id"], "ExpirationSort": "asc", "Limit": "5"})).unwrap();
        assert_eq!(read.filter.ids.unwrap().len(), 1);
        assert_eq!((read.filter.order, read.limit), (CertificateOrder::ExpiryAscending, Some(5)));
    }

    #[test]
    fn words_and_flags_that_do_not_exist_are_refused() {
        for input in [
            json!({"FilterSource": "x"}),
            json!({"CertificateType": "x"}),
            json!({"ExpirationSort": "up"}),
            json!({"Renew": 2}),
            json!({"Hostable": 18446744073709551615_u64}),
            json!({"ProjectId": 18446744073709551615_u64}),
        ] {
            assert_eq!(list(input.clone()).unwrap_err().code, Code::InvalidParameter, "{input}");
        }
    }
}
