//! Benefit packages, their consumption log, transfers of points, and extra places for free certificates.

use super::Stored;
use chancery_domain::benefit::{ExtraPlaces, Movement, Package, Transfer};
use chancery_domain::ids::{AccountId, PackageId};

/// Benefit packages and extra places (B3, C3). Call under [`crate::ports::Scope::Account`] of the account whose packages
/// change.
pub trait Benefits {
    /// Adds a package; [`super::StoreError::Taken`] when its id is already there.
    fn insert_package(&mut self, package: &Package) -> Stored<()>;
    /// The package.
    fn package(&mut self, id: &PackageId) -> Stored<Option<Package>>;
    /// Saves a package that is there; its account and time do not change.
    fn update_package(&mut self, package: &Package) -> Stored<()>;
    /// The account's packages, newest first.
    fn packages(&mut self, account: AccountId) -> Stored<Vec<Package>>;
    /// Adds a line to a package's consumption log.
    fn add_movement(&mut self, movement: &Movement) -> Stored<()>;
    /// How many lines a package's log has, and a page of them, latest first.
    fn movements(&mut self, package: &PackageId, offset: u64, limit: u64) -> Stored<(u64, Vec<Movement>)>;
    /// Adds an open transfer; [`super::StoreError::Taken`] when its code is another's.
    fn insert_transfer(&mut self, transfer: &Transfer) -> Stored<()>;
    /// The transfer with this code.
    fn transfer(&mut self, code_sha256: &str) -> Stored<Option<Transfer>>;
    /// Saves the stage that an open transfer moves to. `false` and no change when it is no longer open: of several units
    /// at the same time, also of different accounts, exactly one gets `true`.
    fn close_transfer(&mut self, transfer: &Transfer) -> Stored<bool>;
    /// Up to `most` transfers out of a package, newest first.
    fn transfers(&mut self, package: &PackageId, most: u64) -> Stored<Vec<Transfer>>;
    /// Adds extra places; [`super::StoreError::Taken`] when their id is already there.
    fn insert_extra_places(&mut self, places: &ExtraPlaces) -> Stored<()>;
    /// The account's extra places, also those that ended, newest first.
    fn extra_places(&mut self, account: AccountId) -> Stored<Vec<ExtraPlaces>>;
}
