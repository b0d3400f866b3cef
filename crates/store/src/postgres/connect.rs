//! The pool of connections and the schema behind it.

use super::locks;
use crate::migrations;
use crate::open_error::OpenError;
use crate::sql::{Dialect, Lock};
use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime, Timeouts};
use std::time::Duration;
use tokio_postgres::{Config, NoTls};

/// Connections of one node at most. A unit holds one while it runs.
const CONNECTIONS: usize = 16;

/// How long a unit waits for a free connection, and a connection for the server's answer.
const WAIT_FOR_CONNECTION: Duration = Duration::from_secs(30);
const WAIT_FOR_SERVER: Duration = Duration::from_secs(10);

/// The session's bounds, in milliseconds: no statement and no wait for a lock takes longer, and a node that hangs in
/// the middle of a unit does not keep its locks. `synchronous_commit` is named so that no default of the server
/// makes an answered unit less than durable. Statements here take a millisecond or few: compiling them or starting
/// workers for them, which the server does by its estimates, costs many times that.
const SESSION: &str = "-c statement_timeout=60000 -c idle_in_transaction_session_timeout=60000 \
                       -c synchronous_commit=on -c client_min_messages=warning \
                       -c jit=off -c max_parallel_workers_per_gather=0";

/// Connects, brings the schema up to date and returns the pool. The connection is not encrypted.
pub(super) async fn connect(url: &str) -> Result<Pool, OpenError> {
    let mut config: Config =
        url.parse().map_err(|e: tokio_postgres::Error| OpenError::PostgresUrl(e.to_string()))?;
    let options = config.get_options().map_or_else(|| SESSION.to_owned(), |own| format!("{SESSION} {own}"));
    config.options(options);
    if config.get_application_name().is_none() {
        config.application_name("chancery");
    }
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(WAIT_FOR_SERVER);
    }
    let manager =
        Manager::from_config(config, NoTls, ManagerConfig { recycling_method: RecyclingMethod::Fast });
    let pool = Pool::builder(manager)
        .max_size(CONNECTIONS)
        .timeouts(Timeouts {
            wait: Some(WAIT_FOR_CONNECTION),
            create: Some(WAIT_FOR_SERVER),
            recycle: Some(WAIT_FOR_SERVER),
        })
        .runtime(Runtime::Tokio1)
        .build()
        .map_err(|error| OpenError::Unreachable(error.to_string()))?;
    let client = pool.get().await.map_err(|error| OpenError::Unreachable(words(&error)))?;
    match migrate(&client).await {
        Ok(()) => Ok(pool),
        Err(error) => {
            // Its transaction is still open.
            drop(Object::take(client));
            Err(error)
        }
    }
}

/// Several nodes may start at once: the lock makes them migrate one after the other.
async fn migrate(client: &Object) -> Result<(), OpenError> {
    let failed = |error: tokio_postgres::Error| {
        OpenError::Migration(super::adapter::Fault::of(&error).error.to_string())
    };
    let lock = locks::key(&Lock::Schema);
    let begin = format!("BEGIN; SELECT pg_advisory_xact_lock({lock}); {}", migrations::VERSION_TABLE);
    client.batch_execute(&begin).await.map_err(failed)?;
    let row = client.query_one(migrations::VERSION, &[]).await.map_err(failed)?;
    let version: i64 = row.try_get(0).map_err(failed)?;
    for step in migrations::pending(version)? {
        client.batch_execute(&step.text(Dialect::Postgres)).await.map_err(failed)?;
        client.execute(migrations::APPLIED, &[&step.version, &step.name]).await.map_err(failed)?;
    }
    client.batch_execute("COMMIT").await.map_err(failed)
}

/// An error of the pool with its cause; neither holds the password.
pub(super) fn words(error: &deadpool_postgres::PoolError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let more = inner.to_string();
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        cause = inner.source();
    }
    text
}
