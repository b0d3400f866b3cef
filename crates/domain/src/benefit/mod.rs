//! Benefit packages (C3; bundles of points that pay for certificates): what is in them, how long, and who may have it.

mod error;
mod extra_places;
mod package;
mod stage;
mod transfer;

pub use error::BenefitError;
pub use extra_places::ExtraPlaces;
pub use package::{Draw, Movement, MovementKind, Package, Source, draw};
pub use stage::Stage;
pub use transfer::{Transfer, TransferStage};

#[cfg(test)]
mod tests;
