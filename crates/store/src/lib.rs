//! The floor of storage: the register of `chancery-app`'s ports on SQLite and on PostgreSQL, with one SQL for both.
//!
//! [`open`] gives a [`chancery_app::ports::Backend`]. The rooms write their statements once against a narrow
//! interface (`sql.rs`); the two databases implement that interface and the running of units of work.

mod kept;
mod migrations;
mod open;
mod open_error;
mod postgres;
mod rooms;
mod sql;
mod sqlite;
mod unit;

pub use open::open;
pub use open_error::OpenError;
