//! `DescribeCertificateOperateLogs`: reads the operation log.

use crate::tencent::types::operation_log::OperationLog;
use crate::tencent::view::ids;
use crate::{answer, parameters};
use chancery_app::failure::{Code, Failure};
use chancery_app::operation_log::ListInput;
use chancery_app::{App, Ctx, operation_log};
use chancery_domain::time::Timestamp;

parameters! {
    /// Input of `DescribeCertificateOperateLogs`.
    pub struct Input {
        end_time: Option<String> = "EndTime",
        limit: Option<u64> = "Limit",
        offset: Option<u64> = "Offset",
        start_time: Option<String> = "StartTime",
    }
}

answer! {
    /// Answer of `DescribeCertificateOperateLogs`.
    pub struct Output {
        all_total: u64 = "AllTotal",
        operate_logs: Vec<OperationLog> = "OperateLogs",
        total_count: u64 = "TotalCount",
    }
}

/// Reads a page, latest first. `AllTotal` counts all lines that fit, `TotalCount` those in this answer.
///
/// # Errors
/// [`Code::InvalidParameter`] for times that are none; see [`operation_log::list`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let wanted = ListInput {
        from: moment("StartTime", input.start_time.as_deref())?,
        to: moment("EndTime", input.end_time.as_deref())?,
        offset: ids::offset(input.offset),
        limit: input.limit,
    };
    let page = operation_log::list(app, ctx, wanted).await?;
    let here = u64::try_from(page.items.len()).unwrap_or(u64::MAX);
    let lines = page.items.into_iter().map(|line| {
        let entry = line.entry;
        let kind = entry.operation.cloud_name();
        OperationLog {
            action: if entry.detail.is_empty() {
                kind.to_owned()
            } else {
                format!("{kind}: {}", entry.detail)
            },
            cert_id: entry.certificate.map(|id| id.to_string()).unwrap_or_default(),
            created_on: entry.at.cloud_text(),
            sub_account_uin: entry.actor,
            kind: kind.to_owned(),
            uin: entry.account.to_string(),
        }
    });
    Ok(Output { all_total: page.total, operate_logs: lines.collect(), total_count: here })
}

fn moment(name: &str, text: Option<&str>) -> Result<Option<Timestamp>, Failure> {
    text.filter(|text| !text.is_empty())
        .map(|text| {
            Timestamp::from_cloud_text(text).ok_or_else(|| {
                Failure::new(
                    Code::InvalidParameter,
                    format!("{name}: must be YYYY-MM-DD HH:MM:SS, in GMT+8."),
                )
            })
        })
        .transpose()
}
