//! What `chancery review` takes.

use crate::cli::Place;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// What to do with reviews.
#[derive(Subcommand)]
pub enum Command {
    /// List the queue in the order of work: due date, then what is paid.
    List {
        /// Those that ended too.
        #[arg(long)]
        all: bool,
        /// Only application, pre-review, revocation, organization or administrator.
        #[arg(long)]
        kind: Option<String>,
        /// Only of this account.
        #[arg(long)]
        account: Option<i64>,
        /// So many rows.
        #[arg(long)]
        limit: Option<u64>,
        /// After so many rows.
        #[arg(long, default_value_t = 0)]
        offset: u64,
        #[command(flatten)]
        place: Place,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Show a review with its calls, questions, letters and reminders.
    Show {
        /// The review's number.
        id: i64,
        #[command(flatten)]
        place: Place,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// List the causes of a refusal with their remedies.
    Causes {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Take a review, so that nobody else works on it.
    Take(Work),
    /// Put a review back into the queue, also a colleague's.
    Release(Work),
    /// Approve a review that you took.
    Approve(Work),
    /// Refuse a review that you took; the applicant reads cause, remedy and note.
    Refuse {
        #[command(flatten)]
        decision: Decision,
        #[command(flatten)]
        work: Work,
    },
    /// Ask the applicant for more.
    Ask {
        /// What the applicant is asked.
        #[arg(long)]
        question: String,
        #[command(flatten)]
        work: Work,
    },
    /// Note a telephone call that you made.
    Phone {
        /// The number that was dialled.
        #[arg(long)]
        number: String,
        /// Who was spoken to.
        #[arg(long, default_value = "")]
        person: String,
        /// confirmed, denied, not-reached or wrong-number.
        #[arg(long)]
        outcome: String,
        /// Particulars.
        #[arg(long, default_value = "")]
        note: String,
        #[command(flatten)]
        work: Work,
    },
    /// Write a letter that lies with a review to a file; the operation log notes that it was shown.
    Letter {
        /// The review's number.
        id: i64,
        /// The document's number; the newest without it.
        #[arg(long)]
        document: Option<i64>,
        /// Where to write it; must not be there yet.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        #[command(flatten)]
        place: Place,
    },
}

/// A review, and who works on it.
#[derive(Args)]
pub struct Work {
    /// The review's number.
    pub id: i64,
    /// Your name, for colleagues and the operation log. Without it you are `operator`, and what you decide is taken
    /// for you first.
    #[arg(long = "as", value_name = "NAME")]
    pub reviewer: Option<String>,
    #[command(flatten)]
    pub place: Place,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// Why a review is refused.
#[derive(Args)]
pub struct Decision {
    /// The cause's code; `chancery review causes` lists them.
    #[arg(long, default_value = "other")]
    pub cause: String,
    /// Particulars for the applicant; needed for the cause "other".
    #[arg(long, visible_alias = "reason", default_value = "")]
    pub note: String,
}
