//! Revoked serials, published lists, blocked keys. Revisions come from one row that a unit changes first, so that
//! units which revoke run one after the other and their revisions become visible in order.

mod lists;

use super::issuances::read_serial;
use super::{Rows, only};
use crate::sql::{Row, count, values};
use chancery_app::ports::{NewRevocation, Revocations, Standing, StoreError, Stored, StoredList};
use chancery_domain::issuance::Serial;
use chancery_domain::revocation::{ListPart, ListState, Reason, Revocation};
use chancery_domain::time::Timestamp;

impl Revocations for Rows<'_> {
    fn insert_revocation(&mut self, new: &NewRevocation) -> Stored<Revocation> {
        let revision = self.next_revision()?;
        self.insert(
            "INSERT INTO revocations (serial, issuer, shard, reason, revoked_at, not_after, revision)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
            values![
                new.serial.as_hex(),
                new.issuer.as_str(),
                new.shard,
                i64::from(new.reason.code()),
                new.revoked_at,
                new.not_after,
                revision,
            ],
            "the serial's revocation",
        )?;
        Ok(Revocation {
            serial: new.serial.clone(),
            issuer: new.issuer.clone(),
            shard: new.shard,
            reason: new.reason,
            revoked_at: new.revoked_at,
            not_after: new.not_after,
            revision,
        })
    }

    fn change_reason(&mut self, serial: &Serial, reason: Reason) -> Stored<Revocation> {
        let revision = self.next_revision()?;
        self.change(
            "UPDATE revocations SET reason = $2, revision = $3 WHERE serial = $1",
            values![serial.as_hex(), i64::from(reason.code()), revision],
            "the serial's revocation",
        )?;
        self.revocation(serial)?.ok_or_else(|| StoreError::Broken("a revocation vanished".to_owned()))
    }

    fn revocation(&mut self, serial: &Serial) -> Stored<Option<Revocation>> {
        self.first(
            "SELECT serial, issuer, shard, reason, revoked_at, not_after, revision FROM revocations
             WHERE serial = $1",
            values![serial.as_hex()],
        )?
        .map(revocation)
        .transpose()
    }

    fn standings(&mut self, serials: &[Serial]) -> Stored<Vec<Standing>> {
        serials
            .iter()
            .map(|serial| {
                if let Some(revoked) = self.revocation(serial)? {
                    return Ok(Standing::Revoked(revoked));
                }
                let row = self.first(
                    "SELECT issuer, CAST(CASE WHEN signed IS NULL AND precertificate IS NULL THEN 0 ELSE 1 END AS BIGINT)
                     FROM issuances WHERE serial = $1",
                    values![serial.as_hex()],
                )?;
                let Some(mut row) = row else { return Ok(Standing::Unassigned) };
                let issuer = row.text(0)?;
                Ok(if row.integer(1)? == 0 { Standing::Recorded { issuer } } else { Standing::Assigned { issuer } })
            })
            .collect()
    }

    fn newest_revision(&mut self) -> Stored<i64> {
        only(self.0.query("SELECT revision FROM revocation_head WHERE number = 1", &[])?)?.integer(0)
    }

    fn revocations_after(&mut self, revision: i64, limit: u64) -> Stored<Vec<Revocation>> {
        self.0
            .query(
                "SELECT serial, issuer, shard, reason, revoked_at, not_after, revision FROM revocations
                 WHERE revision > $1 ORDER BY revision LIMIT $2",
                values![revision, count(limit)],
            )?
            .into_iter()
            .map(revocation)
            .collect()
    }

    fn newest_of_part(&mut self, issuer: &str, part: ListPart) -> Stored<i64> {
        self.newest_in(issuer, part)
    }

    fn listed(&mut self, issuer: &str, part: ListPart, last: Option<&ListState>) -> Stored<Vec<Revocation>> {
        self.named_after(issuer, part, last)
    }

    fn list_parts(&mut self, issuer: &str) -> Stored<Vec<ListPart>> {
        self.parts_of(issuer)
    }

    fn list(&mut self, issuer: &str, part: ListPart) -> Stored<Option<StoredList>> {
        self.published(issuer, part)
    }

    fn keep_list(&mut self, issuer: &str, part: ListPart, list: &StoredList) -> Stored<bool> {
        self.publish(issuer, part, list)
    }

    fn block_key(&mut self, spki_sha256: &str, because: &Serial, at: Timestamp) -> Stored<()> {
        self.0
            .execute(
                "INSERT INTO blocked_keys (spki_sha256, because, blocked_at) VALUES ($1, $2, $3)
                 ON CONFLICT DO NOTHING",
                values![spki_sha256, because.as_hex(), at],
            )
            .map(drop)
    }

    fn key_blocked(&mut self, spki_sha256: &str) -> Stored<bool> {
        let row =
            self.first("SELECT blocked_at FROM blocked_keys WHERE spki_sha256 = $1", values![spki_sha256])?;
        Ok(row.is_some())
    }

    fn unrevoked_of_key(
        &mut self,
        spki_sha256: &str,
        ends_from: Timestamp,
        limit: u64,
    ) -> Stored<Vec<Serial>> {
        self.0
            .query(
                "SELECT serial FROM issuances
                 WHERE spki_sha256 = $1 AND not_after >= $2
                   AND NOT EXISTS (SELECT 1 FROM revocations r WHERE r.serial = issuances.serial)
                 ORDER BY serial LIMIT $3",
                values![spki_sha256, ends_from, count(limit)],
            )?
            .into_iter()
            .map(|mut row| read_serial(&row.text(0)?))
            .collect()
    }
}

impl Rows<'_> {
    /// The next revision; nobody else gets one until this unit has ended.
    fn next_revision(&mut self) -> Stored<i64> {
        let rows = self.0.query(
            "UPDATE revocation_head SET revision = revision + 1 WHERE number = 1 RETURNING revision",
            &[],
        )?;
        only(rows)?.integer(0)
    }
}

/// A row with all columns of `revocations`.
fn revocation(mut row: Row) -> Stored<Revocation> {
    let code = row.integer(3)?;
    Ok(Revocation {
        serial: read_serial(&row.text(0)?)?,
        issuer: row.text(1)?,
        shard: row.integer_or_null(2)?,
        reason: Reason::from_code(code)
            .ok_or_else(|| StoreError::Broken(format!("{code} is no reason of a revocation")))?,
        revoked_at: row.moment(4)?,
        not_after: row.moment(5)?,
        revision: row.integer(6)?,
    })
}
