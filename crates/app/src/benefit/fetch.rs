//! Finds a package of the tenant; another account's is as absent as one that never was.

use crate::failure::{Code, Failure};
use crate::ports::Register;
use chancery_domain::benefit::Package;
use chancery_domain::ids::{AccountId, PackageId};

/// The package `id` if it belongs to `account`.
///
/// # Errors
/// [`Code::PackageNotFound`].
pub(super) fn own(
    register: &mut dyn Register,
    account: AccountId,
    id: &PackageId,
) -> Result<Package, Failure> {
    register.package(id)?.filter(|package| package.account == account).ok_or_else(|| {
        Failure::new(Code::PackageNotFound, "PackageId: there is no such package in this account")
    })
}
