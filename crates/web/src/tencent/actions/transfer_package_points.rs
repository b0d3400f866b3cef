//! `TransferPackagePoints`, an action of ours: makes a code of points for another account (C3).

use crate::{answer, parameters};
use chancery_app::benefit::{self, GivePoints};
use chancery_app::failure::{Code, Failure};
use chancery_app::{App, Ctx};
use chancery_domain::ids::{AccountId, PackageId};

parameters! {
    /// Input of `TransferPackagePoints`.
    pub struct Input {
        package_id: String = "PackageId",
        receiver_uin: u64 = "ReceiverUin",
        transfer_count: u64 = "TransferCount",
    }
}

answer! {
    /// Answer of `TransferPackagePoints`. The code is told only now.
    pub struct Output {
        transfer_code: String = "TransferCode",
        expire_time: String = "ExpireTime",
    }
}

/// Takes the points out of the package; that cannot be undone.
///
/// # Errors
/// See [`benefit::give`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let number = |name: &str, value: u64| {
        i64::try_from(value)
            .map_err(|_| Failure::new(Code::InvalidParameter, format!("{name}: the number is too large.")))
    };
    let wanted = GivePoints {
        package: PackageId(input.package_id),
        to: AccountId(number("ReceiverUin", input.receiver_uin)?),
        points: number("TransferCount", input.transfer_count)?,
    };
    let given = benefit::give(app, ctx, wanted).await?;
    Ok(Output { transfer_code: given.code.to_string(), expire_time: given.expires_at.cloud_text() })
}
