//! What may not be done with benefit points, and why.

use crate::ids::PackageId;

/// Why an action on a package or a transfer was refused.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BenefitError {
    /// Used after its last second.
    #[error("the package {package} has expired; choose another package")]
    Expired {
        /// The package.
        package: PackageId,
    },
    /// Used after its refund.
    #[error("the package {package} was refunded; choose another package")]
    Refunded {
        /// The package.
        package: PackageId,
    },
    /// Fewer points than are needed.
    #[error(
        "{needed} points are needed and the packages named hold {held}; name further packages or buy points"
    )]
    TooFew {
        /// Points needed.
        needed: i64,
        /// Points there are.
        held: i64,
    },
    /// A number of points that is none.
    #[error("a number of points is 1 or more")]
    NotPositive,
    /// More points given back than were taken.
    #[error("the package {package} cannot hold more points than it was bought with")]
    TooMany {
        /// The package.
        package: PackageId,
    },
    /// Refunded although points were used, given away or came from somebody else.
    #[error("only a package that was bought and of which no point was ever used is refunded")]
    NotUntouched,
    /// Refunded too late.
    #[error("a package is refunded within {days} days of its purchase only")]
    RefundTooLate {
        /// Days allowed.
        days: i64,
    },
    /// A code redeemed or withdrawn twice.
    #[error("the transfer code was redeemed or has lapsed")]
    TransferOver,
    /// A code redeemed by another account than it is for; it learns nothing.
    #[error("there is no such transfer code for this account")]
    NotForThisAccount,
    /// Points given to oneself.
    #[error("points are transferred to another account, not to one's own")]
    OwnAccount,
}
