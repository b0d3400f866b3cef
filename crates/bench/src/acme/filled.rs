//! A register with a million certificates in it, written straight into its tables from what one issuance left there.

use anyhow::Result;
use std::path::Path;
use std::time::Duration;

/// Adds `count` certificates and as many recorded serials.
pub async fn fill(data: &Path, count: u64) -> Result<()> {
    eprintln!("filling the register with {count} certificates");
    crate::list::fill(data, count).await?;
    let database = rusqlite::Connection::open(data.join("chancery.db"))?;
    database.busy_timeout(Duration::from_secs(10))?;
    database.execute_batch("PRAGMA cache_size = -400000; PRAGMA synchronous = OFF; BEGIN;")?;
    database.execute(
        "INSERT INTO issuances (serial, issuer, to_be_signed, not_before, not_after, recorded_at, signed, profile,
                                spki_sha256, shard)
         WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < ?1)
         SELECT lower(hex(randomblob(20))), issuer, to_be_signed, not_before, not_after, recorded_at, signed, profile,
                lower(hex(randomblob(32))), shard
         FROM counted, (SELECT * FROM issuances WHERE signed IS NOT NULL LIMIT 1)",
        [i64::try_from(count)?],
    )?;
    database.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE);")?;
    Ok(())
}
