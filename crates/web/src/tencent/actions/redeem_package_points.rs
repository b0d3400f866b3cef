//! `RedeemPackagePoints`, an action of ours: redeems a transfer code into a package (C3).

use crate::secret::SecretText;
use crate::{answer, parameters};
use chancery_app::failure::{Code, Failure};
use chancery_app::{App, Ctx, benefit};

parameters! {
    /// Input of `RedeemPackagePoints`.
    pub struct Input {
        transfer_code: SecretText = "TransferCode",
    }
}

answer! {
    /// Answer of `RedeemPackagePoints`.
    pub struct Output {
        package_id: String = "PackageId",
        balance: u64 = "Balance",
        expire_time: String = "ExpireTime",
    }
}

/// Redeems, once.
///
/// # Errors
/// See [`benefit::redeem`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let code = input.transfer_code.filled().ok_or_else(|| {
        Failure::new(Code::InvalidParameter, "TransferCode: give the code that the other account was told.")
    })?;
    let package = benefit::redeem(app, ctx, &code).await?;
    Ok(Output {
        package_id: package.id.0,
        balance: u64::try_from(package.balance).unwrap_or(0),
        expire_time: package.expires_at.cloud_text(),
    })
}
