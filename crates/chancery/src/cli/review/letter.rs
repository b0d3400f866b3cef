//! `chancery review letter`: takes a letter out of the register. It is somebody's signed paper: readable by its owner only.

use super::{opened, plain};
use crate::cli::Place;
use anyhow::{Context, Result};
use chancery_app::review::open_document;
use chancery_domain::ids::{DocumentId, ReviewId};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Writes it; a file that is there already is not overwritten.
pub async fn run(id: i64, document: Option<i64>, out: &Path, place: &Place) -> Result<()> {
    let (opened, ctx) = opened(place).await?;
    let (found, content) =
        open_document(&opened.app, &ctx, ReviewId(id), document.map(DocumentId)).await.map_err(plain)?;
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(out)
        .with_context(|| format!("{} cannot be written", out.display()))?;
    file.write_all(&content)?;
    println!(
        "{}: {} of {} bytes, uploaded {}",
        out.display(),
        found.kind.code().to_uppercase(),
        found.bytes,
        found.uploaded_at
    );
    Ok(())
}
