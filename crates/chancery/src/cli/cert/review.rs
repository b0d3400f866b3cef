//! `chancery cert letter`, `review` and their like: letters and reviews over the cloud API (F2, F3, F6).

use crate::cli::client::Client;
use crate::cli::output::{self, text};
use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clap::Subcommand;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// What to do with the review of an application.
#[derive(Subcommand)]
pub enum Command {
    /// Get the letter to sign and seal, filled in.
    Letter {
        /// The certificate's id.
        id: String,
        /// `en` or `zh`.
        #[arg(long, default_value = "en")]
        language: String,
        /// Where to write it; named by the service without it.
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Upload the signed and sealed letter.
    UploadLetter {
        /// The certificate's id.
        id: String,
        /// The scan.
        file: PathBuf,
    },
    /// Show how far the review is, what was asked and why it was refused.
    Review {
        /// The certificate's id.
        id: String,
    },
    /// Answer what a reviewer asked.
    Answer {
        /// The certificate's id.
        id: String,
        /// The answer.
        text: String,
    },
    /// Remind the reviewers.
    Remind {
        /// The certificate's id.
        id: String,
    },
}

/// Runs the command.
pub async fn run(client: &Client, command: Command, json_wanted: bool) -> Result<()> {
    let done = |answer: &Value, words: String| {
        if json_wanted {
            output::json(answer)
        } else {
            println!("{words}");
            Ok(())
        }
    };
    match command {
        Command::Letter { id, language, output } => letter(client, &id, &language, output.as_deref()).await,
        Command::UploadLetter { id, file } => {
            let content =
                std::fs::read(&file).with_context(|| format!("{} cannot be read", file.display()))?;
            let input = json!({"CertificateId": id, "ConfirmLetter": STANDARD.encode(content)});
            let answer = client.call("UploadConfirmLetter", &input).await?;
            done(&answer, format!("the letter of {id} is uploaded"))
        }
        Command::Review { id } => {
            let answer = client.call("DescribeReview", &json!({"CertificateId": id})).await?;
            if json_wanted {
                return output::json(&answer);
            }
            show(&answer);
            Ok(())
        }
        Command::Answer { id, text } => {
            let input = json!({"CertificateId": id, "Answer": text});
            let answer = client.call("AnswerReview", &input).await?;
            done(&answer, format!("answered for {id}"))
        }
        Command::Remind { id } => {
            let answer = client.call("RemindReview", &json!({"CertificateId": id})).await?;
            done(&answer, format!("the reviewers of {id} are reminded"))
        }
    }
}

async fn letter(client: &Client, id: &str, language: &str, output: Option<&Path>) -> Result<()> {
    let input = json!({"CertificateId": id, "LetterLanguage": language});
    let answer = client.call("DownloadConfirmLetter", &input).await?;
    let name = text(&answer, "Filename");
    let path = output.map_or_else(|| PathBuf::from(&name), Path::to_path_buf);
    std::fs::write(&path, STANDARD.decode(text(&answer, "Content"))?)
        .with_context(|| format!("{} cannot be written", path.display()))?;
    println!("{}", path.display());
    Ok(())
}

fn show(answer: &Value) {
    let shown = [
        ("review", "ReviewStatus"),
        ("of", "ReviewKind"),
        ("opened", "OpenTime"),
        ("not before", "EarliestTime"),
        ("due", "DueTime"),
        ("asked", "Question"),
        ("refused for", "RefusalCode"),
        ("that is", "RefusalReason"),
        ("note", "RefusalNote"),
        ("to do", "RefusalRemedy"),
        ("letter", "LetterTime"),
        ("reminders", "ReminderCount"),
        ("remind from", "ReminderOpenTime"),
    ];
    let rows: Vec<(&str, String)> = shown
        .into_iter()
        .map(|(name, member)| (name, text(answer, member)))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    output::facts(&rows);
}
