//! Writes the entries of a download as a ZIP: the same entries always give the same bytes.

use super::{ArchiveError, Entry};
use std::io::{Cursor, Write};
use zeroize::Zeroizing;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

pub(super) fn write(entries: &[Entry]) -> Result<Zeroizing<Vec<u8>>, ArchiveError> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for entry in entries {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            // The format's first moment, so that no clock is needed.
            .last_modified_time(DateTime::default())
            .unix_permissions(if entry.is_secret { 0o600 } else { 0o644 });
        writer.start_file(entry.path.as_str(), options).map_err(|_| ArchiveError::Writing)?;
        writer.write_all(&entry.content).map_err(|_| ArchiveError::Writing)?;
    }
    let cursor = writer.finish().map_err(|_| ArchiveError::Writing)?;
    Ok(Zeroizing::new(cursor.into_inner()))
}
