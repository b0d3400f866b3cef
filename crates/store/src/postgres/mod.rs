//! Placeholder
use crate::open::OpenError;
use chancery_app::Failure;
use chancery_app::ports::{Backend, Scope, Unit};
use futures_util::future::BoxFuture;
pub(crate) struct Postgres;
impl Postgres {
    pub(crate) async fn open(_url: &str) -> Result<Self, OpenError> {
        Err(OpenError::Unreachable("PostgreSQL is not built yet".into()))
    }
}
impl Backend for Postgres {
    fn write(&self, _scope: Scope, _unit: Unit) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(async { Err(Failure::storage("")) })
    }
    fn read(&self, _unit: Unit) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(async { Err(Failure::storage("")) })
    }
}
