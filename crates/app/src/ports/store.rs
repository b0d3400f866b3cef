//! Units of work: closures over the register that either happen whole and durably, or not at all.

use super::register::Register;
use crate::failure::Failure;
use chancery_domain::ids::AccountId;
use futures_util::future::BoxFuture;
use parking_lot::Mutex;
use std::sync::Arc;

/// What a writing unit may change, and so what it waits for when several run at once.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Scope {
    /// Things of one account: units of the same account run one after the other.
    Account(AccountId),
    /// Things of nobody in particular (tasks, authorities, new accounts): such units run one after the other.
    System,
    /// Only rows that guard themselves (claiming and finishing tasks, replay marks): no waiting.
    Unguarded,
}

/// One unit of work. It may be run again from the start after a conflict, so it has no effects but those on the
/// register and its own result.
pub type Unit = Box<dyn FnMut(&mut dyn Register) -> Result<(), Failure> + Send>;

/// A database that runs units of work.
///
/// Contract:
/// - `write`: when the future is ready with `Ok`, the unit's changes survive kill -9 and power loss; with `Err`,
///   nothing of it is there. A unit sees everything written by units that were answered before it began. Two units
///   of the same [`Scope::Account`] or both of [`Scope::System`] never overlap; a unit that is given another scope
///   may lock a primary domain after that ([`super::Quotas::lock_primary_domain`]), never another account.
/// - `read`: sees one consistent state, at least as new as every unit answered before.
pub trait Backend: Send + Sync {
    /// Runs a unit that changes things.
    fn write(&self, scope: Scope, unit: Unit) -> BoxFuture<'_, Result<(), Failure>>;
    /// Runs a unit that only looks.
    fn read(&self, unit: Unit) -> BoxFuture<'_, Result<(), Failure>>;
    /// Runs a unit that only looks at a few rows by their keys, and so takes microseconds; the embedded database does it
    /// on the caller's own thread.
    fn glance(&self, unit: Unit) -> BoxFuture<'_, Result<(), Failure>> {
        self.read(unit)
    }
}

/// The register's store, as use-cases see it.
#[derive(Clone)]
pub struct Store(Arc<dyn Backend>);

impl Store {
    /// Wraps a database.
    pub fn new(backend: Arc<dyn Backend>) -> Self {
        Store(backend)
    }

    /// Runs `unit` and makes its changes durable.
    ///
    /// # Errors
    /// The unit's own failure, or [`crate::Code::StorageUnavailable`].
    pub async fn write<T, F>(&self, scope: Scope, unit: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: Fn(&mut dyn Register) -> Result<T, Failure> + Send + 'static,
    {
        let (slot, unit) = catching(unit);
        self.0.write(scope, unit).await?;
        taken(&slot)
    }

    /// Runs `unit` on a consistent state without changing it.
    ///
    /// # Errors
    /// The unit's own failure, or [`crate::Code::StorageUnavailable`].
    pub async fn read<T, F>(&self, unit: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: Fn(&mut dyn Register) -> Result<T, Failure> + Send + 'static,
    {
        let (slot, unit) = catching(unit);
        self.0.read(unit).await?;
        taken(&slot)
    }

    /// Like [`Store::read`], for a few rows by their keys: the way of requests that come by the thousand.
    ///
    /// # Errors
    /// Those of [`Store::read`].
    pub async fn glance<T, F>(&self, unit: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: Fn(&mut dyn Register) -> Result<T, Failure> + Send + 'static,
    {
        let (slot, unit) = catching(unit);
        self.0.glance(unit).await?;
        taken(&slot)
    }
}

type Slot<T> = Arc<Mutex<Option<T>>>;

fn catching<T, F>(unit: F) -> (Slot<T>, Unit)
where
    T: Send + 'static,
    F: Fn(&mut dyn Register) -> Result<T, Failure> + Send + 'static,
{
    let slot: Slot<T> = Arc::new(Mutex::new(None));
    let inside = slot.clone();
    let unit = Box::new(move |register: &mut dyn Register| {
        let value = unit(register)?;
        *inside.lock() = Some(value);
        Ok(())
    });
    (slot, unit)
}

fn taken<T>(slot: &Slot<T>) -> Result<T, Failure> {
    slot.lock().take().ok_or_else(|| Failure::internal("a unit of work ended without a result"))
}
