//! Points for another account by a code: told once, redeemed once, by that account only, not to be taken back (C3).

use super::fetch::own;
use super::hand_over::{NewPackage, put_in};
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::operation_log::record;
use crate::ports::{NewTask, Scope, TaskKind};
use crate::secret_code::{digest, new_code};
use crate::service::App;
use chancery_domain::benefit::{
    BenefitError, Movement, MovementKind, Package, Source, Transfer, TransferStage,
};
use chancery_domain::ids::{AccountId, PackageId};
use chancery_domain::operation_log::Operation;
use chancery_domain::time::Timestamp;
use std::fmt;
use zeroize::Zeroizing;

/// Characters of a code that its giver is shown again.
const BEGINNING: usize = 5;

/// What is given.
#[derive(Clone, Debug)]
pub struct GivePoints {
    /// From which package.
    pub package: PackageId,
    /// To which account.
    pub to: AccountId,
    /// How many.
    pub points: i64,
}

/// The code, told only now.
pub struct Given {
    /// The code.
    pub code: Zeroizing<String>,
    /// Until when it can be redeemed.
    pub expires_at: Timestamp,
}

impl fmt::Debug for Given {
    /// Without the code.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Given").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// Takes points out of the tenant's package and makes a code of them for another account. Whether there is such an
/// account is not told: a code for nobody lapses, and the points return.
///
/// # Errors
/// [`Code::PackageNotFound`], [`Code::PackageOver`], [`Code::PointsInsufficient`], [`Code::PointsRefused`].
pub async fn give(app: &App, ctx: &Ctx, input: GivePoints) -> Result<Given, Failure> {
    let account = ctx.tenant()?;
    if input.to == account {
        return Err(BenefitError::OwnAccount.into());
    }
    let (code, code_sha256) = new_code(ctx);
    let expires_at = ctx.now.plus_days(app.policy.benefits.transfer_code_days);
    let code_begins: String = code.chars().take(BEGINNING).collect();
    let inner = ctx.clone();
    app.store
        .write(Scope::Account(account), move |register| {
            let package = own(register, account, &input.package)?.take(input.points, inner.now)?;
            let transfer = Transfer {
                code_sha256: code_sha256.clone(),
                code_begins: code_begins.clone(),
                package: package.id.clone(),
                from: account,
                to: input.to,
                points: input.points,
                points_expire_at: package.expires_at,
                stage: TransferStage::Open,
                created_at: inner.now,
                expires_at: expires_at.min(package.expires_at),
            };
            register.update_package(&package)?;
            register.insert_transfer(&transfer)?;
            register.add_movement(&moved_out(&package, input.points, inner.now))?;
            let due_at = transfer.expires_at;
            register.add_task(&NewTask {
                kind: TaskKind::LapseTransfer,
                subject: code_sha256.clone(),
                due_at,
            })?;
            let detail = format!("{} points of {} for account {}", input.points, package.id, input.to);
            record(register, &inner, account, Operation::PointsTransferredOut, None, detail)
        })
        .await?;
    Ok(Given { code, expires_at })
}

fn moved_out(package: &Package, points: i64, at: Timestamp) -> Movement {
    Movement {
        package: package.id.clone(),
        at,
        kind: MovementKind::TransferredOut,
        points: -points,
        balance: package.balance,
        order: None,
    }
}

/// Redeems a code into a new package of the tenant's, which ends when the one ends that the points came from.
///
/// # Errors
/// [`Code::PackageNotFound`] for a code that is none or another account's: the answer is the same;
/// [`Code::PointsRefused`] when it was redeemed or has lapsed.
pub async fn redeem(app: &App, ctx: &Ctx, code: &str) -> Result<Package, Failure> {
    let account = ctx.tenant()?;
    let code_sha256 = digest(code);
    let inner = ctx.clone();
    app.store
        .write(Scope::Account(account), move |register| {
            let missing = || Failure::new(Code::PackageNotFound, BenefitError::NotForThisAccount.to_string());
            let transfer =
                register.transfer(&code_sha256)?.filter(|t| t.to == account).ok_or_else(missing)?;
            let new = NewPackage {
                account,
                kind: super::list::TRANSFERRED.to_owned(),
                points: transfer.points,
                source: Source::Transferred { from: transfer.from },
                expires_at: transfer.points_expire_at,
            };
            // The stage is asked before anything is made, and the row decides between two at the same time.
            transfer.clone().redeem(account, transfer.package.clone(), inner.now)?;
            let package = put_in(register, &inner, new)?;
            let redeemed = transfer.redeem(account, package.clone(), inner.now)?;
            if !register.close_transfer(&redeemed)? {
                return Err(BenefitError::TransferOver.into());
            }
            own(register, account, &package)
        })
        .await
}
