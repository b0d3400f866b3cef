//! Marks of mutating requests.

use super::Rows;
use crate::sql::values;
use chancery_app::ports::{Replay, Replays, Stored};
use chancery_domain::time::Timestamp;

impl Replays for Rows<'_> {
    fn claim_signature(&mut self, signature: &str, expires_at: Timestamp) -> Stored<Replay> {
        // The insert waits for another unit that is inserting the same signature; its count decides.
        let inserted = self.0.execute(
            "INSERT INTO replays (signature, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            values![signature, expires_at],
        )?;
        if inserted == 1 {
            return Ok(Replay::First);
        }
        let row = self.first("SELECT answer FROM replays WHERE signature = $1", values![signature])?;
        Ok(match row {
            Some(mut row) => row.text_or_null(0)?.map_or(Replay::Unanswered, Replay::Answered),
            // Forgotten between the two statements; it was there, so that it is not the first.
            None => Replay::Unanswered,
        })
    }

    fn keep_answer(&mut self, signature: &str, answer: &str) -> Stored<()> {
        // A mark that was forgotten meanwhile needs no answer.
        self.0
            .execute("UPDATE replays SET answer = $2 WHERE signature = $1", values![signature, answer])
            .map(drop)
    }

    fn forget_signatures(&mut self, now: Timestamp) -> Stored<()> {
        self.0.execute("DELETE FROM replays WHERE expires_at < $1", values![now]).map(drop)
    }
}
