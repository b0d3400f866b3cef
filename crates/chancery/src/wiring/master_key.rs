//! The master key that seals every secret at rest: from the environment, or a file made at first start (D5).

use anyhow::{Context, Result, bail};
use chancery_pki::envelope::MasterKey;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;
use zeroize::Zeroizing;

/// The environment variable that holds the key as text.
const VARIABLE: &str = "CHANCERY_MASTER_KEY";

/// The file in the data folder.
const FILE: &str = "master.key";

/// The master key; made at first start, readable by the owner only.
pub fn master_key(data_dir: &Path) -> Result<MasterKey> {
    if let Ok(text) = std::env::var(VARIABLE) {
        let text = Zeroizing::new(text);
        return MasterKey::from_text(&text).with_context(|| format!("environment {VARIABLE}"));
    }
    let path = data_dir.join(FILE);
    match std::fs::read_to_string(&path) {
        Ok(text) => {
            let text = Zeroizing::new(text);
            refuse_open_permissions(&path)?;
            MasterKey::from_text(text.trim()).with_context(|| format!("master key file {}", path.display()))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => make(data_dir, &path),
        Err(error) => Err(error).with_context(|| format!("master key file {}", path.display())),
    }
}

/// Writes a new key under another name and links it into place, so that a crash leaves either no file or a whole one
/// and of two processes at first start one wins.
fn make(data_dir: &Path, path: &Path) -> Result<MasterKey> {
    let key = MasterKey::generate()?;
    let fresh = data_dir.join(format!("{FILE}.{}", std::process::id()));
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&fresh)
        .with_context(|| format!("master key file {}", fresh.display()))?;
    file.write_all(key.to_text().as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()?;
    let linked = std::fs::hard_link(&fresh, path);
    std::fs::remove_file(&fresh)?;
    match linked {
        Ok(()) => {
            File::open(data_dir)?.sync_all()?;
            Ok(key)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => master_key(data_dir),
        Err(error) => Err(error).with_context(|| format!("master key file {}", path.display())),
    }
}

fn refuse_open_permissions(path: &Path) -> Result<()> {
    let mode = std::fs::metadata(path)?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        bail!(
            "master key file {} may be read by others (mode {mode:03o}); run chmod 600 on it",
            path.display()
        );
    }
    Ok(())
}
