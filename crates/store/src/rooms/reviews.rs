//! Reviews by people: the record as JSON, what the queue is ordered by as columns; and reminders.

use super::{Rows, json, only};
use crate::sql::{Row, Value, count, values};
use chancery_app::ports::{ReviewFilter, ReviewPage, Reviews, StoreError, Stored};
use chancery_domain::ids::{CertificateId, ReviewId};
use chancery_domain::review::{Review, ReviewSubject};
use chancery_domain::time::Timestamp;

impl Reviews for Rows<'_> {
    fn insert_review(&mut self, review: &Review) -> Stored<ReviewId> {
        // The index over open reviews is partial, so the conflict names its condition.
        let inserted = self.0.query(
            "INSERT INTO reviews (account, kind, subject, is_open, paid, due_at, body)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING id",
            values![
                review.account.0,
                review.subject.kind(),
                review.subject.key(),
                i64::from(review.stage.is_open()),
                i64::from(review.paid),
                review.due_at,
                json::encode(review)?,
            ],
        )?;
        match inserted.into_iter().next() {
            Some(mut row) => row.integer(0).map(ReviewId),
            None => Err(StoreError::Taken("an open review of this")),
        }
    }

    fn review(&mut self, id: ReviewId) -> Stored<Option<Review>> {
        let row = self.first("SELECT id, body FROM reviews WHERE id = $1", values![id.0])?;
        row.map(|mut row| review(&mut row)).transpose()
    }

    fn update_review(&mut self, review: &Review) -> Stored<()> {
        self.change(
            "UPDATE reviews SET is_open = $2, paid = $3, due_at = $4, body = $5 WHERE id = $1",
            values![
                review.id.0,
                i64::from(review.stage.is_open()),
                i64::from(review.paid),
                review.due_at,
                json::encode(review)?,
            ],
            "the review",
        )
    }

    fn open_review(&mut self, subject: &ReviewSubject) -> Stored<Option<Review>> {
        let row = self.first(
            "SELECT id, body FROM reviews WHERE kind = $1 AND subject = $2 AND is_open = 1",
            values![subject.kind(), subject.key()],
        )?;
        row.map(|mut row| review(&mut row)).transpose()
    }

    fn reviews_of(&mut self, subject: &ReviewSubject) -> Stored<Vec<Review>> {
        let rows = self.0.query(
            "SELECT id, body FROM reviews WHERE kind = $1 AND subject = $2 ORDER BY id DESC",
            values![subject.kind(), subject.key()],
        )?;
        rows.into_iter().map(|mut row| review(&mut row)).collect()
    }

    fn list_reviews(&mut self, filter: &ReviewFilter, offset: u64, limit: u64) -> Stored<ReviewPage> {
        let mut condition = if filter.ended { "1 = 1" } else { "is_open = 1" }.to_owned();
        let mut params: Vec<Value> = Vec::new();
        if let Some(kind) = &filter.kind {
            params.push(Value::from(kind.as_str()));
            condition.push_str(&format!(" AND kind = ${}", params.len()));
        }
        if let Some(account) = filter.account {
            params.push(Value::from(account.0));
            condition.push_str(&format!(" AND account = ${}", params.len()));
        }
        let total =
            self.0.query_composed(&format!("SELECT COUNT(*) FROM reviews WHERE {condition}"), &params)?;
        let total = only(total)?.count(0)?;
        params.extend([count(limit), count(offset)]);
        let page = format!(
            "SELECT id, body FROM reviews WHERE {condition}
             ORDER BY is_open DESC, due_at, paid DESC, id LIMIT ${} OFFSET ${}",
            params.len() - 1,
            params.len()
        );
        let rows = self.0.query_composed(&page, &params)?;
        let items = rows.into_iter().map(|mut row| review(&mut row)).collect::<Stored<_>>()?;
        Ok(ReviewPage { items, total })
    }

    fn insert_reminder(&mut self, certificate: &CertificateId, at: Timestamp) -> Stored<()> {
        self.0
            .execute(
                "INSERT INTO reminders (certificate, at) VALUES ($1, $2)",
                values![certificate.as_str(), at],
            )
            .map(drop)
    }

    fn reminders(&mut self, certificate: &CertificateId) -> Stored<(u64, Option<Timestamp>)> {
        let rows = self.0.query(
            "SELECT COUNT(*), MAX(at) FROM reminders WHERE certificate = $1",
            values![certificate.as_str()],
        )?;
        let mut row = only(rows)?;
        Ok((row.count(0)?, row.integer_or_null(1)?.map(Timestamp)))
    }
}

/// The number is the row's: the JSON was written before it was counted.
fn review(row: &mut Row) -> Stored<Review> {
    let id = ReviewId(row.integer(0)?);
    let review: Review = json::decode(&row.text(1)?, "a review")?;
    Ok(Review { id, ..review })
}
