//! Benefit packages (C3; product rules section 13): bought or granted, spent, given to others, refunded, lapsed; and
//! extra places for free certificates (B3).
//!
//! [`spend`], [`hand_over`], [`put_back`] and [`give_up`] run inside the unit of work of the order that they belong to.

mod fetch;
mod give_up;
mod grant;
mod hand_over;
mod lapse;
mod list;
mod places;
mod put_back;
mod spend;
mod transfer;

pub(crate) use give_up::give_up;
pub use grant::{GrantPoints, grant};
pub(crate) use hand_over::hand_over;
pub use lapse::{expire, lapse_transfer};
pub use list::{Listed, PackageFilter, PackagePage, list, movements};
pub use places::{GrantPlaces, grant_places};
pub(crate) use places::{known_places, places_in_force};
pub(crate) use put_back::put_back;
pub(crate) use spend::spend;
pub use transfer::{GivePoints, Given, give, redeem};
