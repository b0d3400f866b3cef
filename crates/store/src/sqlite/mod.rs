//! The embedded database: one writer that commits in groups, a few readers, one file.

mod adapter;
mod connection;
mod reader;
mod writer;

use crate::open_error::OpenError;
use chancery_app::Failure;
use chancery_app::ports::{Backend, Scope, Unit};
use futures_util::future::BoxFuture;
use reader::Readers;
use std::path::Path;
use writer::Writer;

/// The register in a SQLite file. Units that change things run one after the other, so that every scope's
/// promise holds by itself; units that look run beside them on the last committed state.
pub(crate) struct Sqlite {
    writer: Writer,
    readers: Readers,
}

impl Sqlite {
    /// Opens or makes the file, brings its schema up to date and starts the writer.
    ///
    /// # Errors
    /// [`OpenError`].
    pub(crate) fn open(path: &Path) -> Result<Self, OpenError> {
        let connection = connection::open_writer(path)?;
        Ok(Sqlite { writer: Writer::start(connection)?, readers: Readers::new(path) })
    }
}

impl Backend for Sqlite {
    fn write(&self, _scope: Scope, unit: Unit) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(self.writer.run(unit))
    }

    fn read(&self, unit: Unit) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(self.readers.run(unit))
    }

    fn glance(&self, unit: Unit) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(std::future::ready(self.readers.run_here(unit)))
    }
}
