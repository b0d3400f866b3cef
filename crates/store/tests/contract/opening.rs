//! Opening a database: fresh, again, by two nodes at once, of a newer program, and what cannot be opened.

use crate::samples::{certificate, files, id};
use crate::support::{Database, administer};
use std::path::Path;

on_both!(what_was_written_is_there_after_opening_again, two_nodes_open_a_fresh_database_at_once);

async fn what_was_written_is_there_after_opening_again(db: Database) {
    db.write(|r| Ok(r.insert_certificate(&certificate(1), &files())?)).await;
    let again = db.another_node().await;
    assert_eq!(again.read(|r| Ok(r.certificate(&id(1))?)).await.unwrap(), Some(certificate(1)));
}

async fn two_nodes_open_a_fresh_database_at_once(db: Database) {
    let fresh = tempfile::TempDir::new().unwrap();
    let url = if db.url == "sqlite:" {
        db.url.clone()
    } else {
        administer(&db.url, "DROP SCHEMA public CASCADE; CREATE SCHEMA public").await;
        db.url.clone()
    };
    let mut running = Vec::new();
    for _ in 0..8 {
        let (url, dir) = (url.clone(), fresh.path().to_owned());
        running.push(tokio::spawn(async move { chancery_store::open(&url, &dir).await.map(drop) }));
    }
    for opened in running {
        opened.await.unwrap().unwrap();
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

fn refusal(url: &str, dir: &Path) -> String {
    match runtime().block_on(chancery_store::open(url, dir)) {
        Ok(_) => panic!("{url} was opened"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn sqlite_refuses_a_newer_schema() {
    let dir = tempfile::TempDir::new().unwrap();
    runtime().block_on(chancery_store::open("sqlite:", dir.path())).map(drop).unwrap();
    let connection = rusqlite::Connection::open(dir.path().join("chancery.db")).unwrap();
    connection.execute("INSERT INTO schema_versions (version, name) VALUES (9999, 'later')", []).unwrap();
    let text = refusal("sqlite:", dir.path());
    assert!(text.contains("9999") && text.contains("newer program"), "{text}");
}

#[test]
fn postgres_refuses_a_newer_schema() {
    crate::support::on_postgres(|db| async move {
        administer(&db.url, "INSERT INTO schema_versions (version, name) VALUES (9999, 'later')").await;
        let Err(error) = chancery_store::open(&db.url, &db.dir).await else { panic!("it was opened") };
        assert!(error.to_string().contains("9999"), "{error}");
    });
}

#[test]
fn the_file_is_private_and_may_be_named() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::TempDir::new().unwrap();
    let path = dir.path().join("named.db");
    let url = format!("sqlite:{}", path.display());
    let _open = runtime().block_on(chancery_store::open(&url, Path::new("/nonexistent"))).map(drop);
    for file in std::fs::read_dir(dir.path()).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o077, 0, "{:?}", file.path());
    }
    assert!(path.exists());
}

#[test]
fn what_cannot_be_opened_is_said_without_the_password() {
    let dir = Path::new("/nonexistent");
    assert!(refusal("mysql://u:secret@h/d", dir).contains("sqlite:"));
    assert!(refusal("sqlite::memory:", dir).contains("sqlite:"));
    assert!(refusal("sqlite:", dir).contains("/nonexistent/chancery.db"));
    for url in [
        "postgres://u:secret@127.0.0.1:1/d",
        "postgres://u:secret@h:x/d",
        "postgres://u:secret@127.0.0.1:1/d?a=b",
    ] {
        let text = refusal(url, dir);
        assert!(!text.contains("secret"), "{text}");
        assert!(text.contains("PostgreSQL") || text.contains("cannot be reached"), "{text}");
    }
}
