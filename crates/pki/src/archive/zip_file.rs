//! Writes files into a ZIP; the same files at the same moment give the same bytes.

use super::ArchiveError;
use chancery_domain::time::Timestamp;
use std::io::{Cursor, Write};
use zeroize::Zeroizing;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// One file of an archive.
pub(super) struct File {
    /// Path with `/` between folder and name.
    pub path: String,
    /// Content; wiped when dropped, since it may be a key.
    pub content: Zeroizing<Vec<u8>>,
    /// True for keys, key stores and passwords: unpacked on Unix for the owner's eyes only.
    pub is_secret: bool,
}

/// Writes the archive. Times are UTC in a format with steps of two seconds that begins in 1980.
pub(super) fn write(files: &[File], now: Timestamp) -> Result<Vec<u8>, ArchiveError> {
    let time = modification_time(now);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for file in files {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(time)
            .unix_permissions(if file.is_secret { 0o600 } else { 0o644 });
        archive
            .start_file(&file.path, options)
            .map_err(|_| ArchiveError::Writing("a file cannot be begun"))?;
        archive
            .write_all(&file.content)
            .map_err(|_| ArchiveError::Writing("a file's content cannot be written"))?;
    }
    let written = archive.finish().map_err(|_| ArchiveError::Writing("it cannot be ended"))?;
    Ok(written.into_inner())
}

fn modification_time(now: Timestamp) -> DateTime {
    let civil = now.civil_utc();
    u16::try_from(civil.year)
        .ok()
        .and_then(|year| {
            DateTime::from_date_and_time(year, civil.month, civil.day, civil.hour, civil.minute, civil.second)
                .ok()
        })
        .unwrap_or_default()
}
