//! Writes units of work without end and prints the id of each once it is answered. Tests kill it to see that
//! nothing answered is lost; it serves no other purpose.

use chancery_app::Failure;
use chancery_app::ports::{CertificateFiles, NewTask, Register, Scope, Store, TaskKind};
use chancery_domain::certificate::{Certificate, Origin, Stage, Usage};
use chancery_domain::ids::{AccountId, CertificateId, ProjectId};
use chancery_domain::operation_log::{Entry, Line, Operation};
use chancery_domain::time::Timestamp;
use std::error::Error;
use std::io::Write;
use std::path::Path;

const WRITERS: u64 = 8;
const NOW: Timestamp = Timestamp(1_800_000_000);

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(url), Some(dir), Some(first)) = (args.next(), args.next(), args.next()) else {
        return Err("usage: durable-writer URL DATA_DIRECTORY FIRST_NUMBER".into());
    };
    let first: u64 = first.parse()?;
    let store = Store::new(chancery_store::open(&url, Path::new(&dir)).await?);
    let mut writers = Vec::new();
    for writer in 0..WRITERS {
        writers.push(tokio::spawn(write_on(store.clone(), first + writer)));
    }
    for writer in writers {
        writer.await??;
    }
    Ok(())
}

async fn write_on(store: Store, mut number: u64) -> Result<(), Failure> {
    loop {
        let id: CertificateId = format!("c{number:07}").parse().map_err(Failure::internal)?;
        let written = id.clone();
        store.write(Scope::Account(AccountId::FIRST), move |r| write(r, &written)).await?;
        // One call with the line's end, so that lines of several writers are not mixed.
        let line = format!("{id}\n");
        std::io::stdout().lock().write_all(line.as_bytes()).map_err(Failure::internal)?;
        number += WRITERS;
    }
}

fn write(register: &mut dyn Register, id: &CertificateId) -> Result<(), Failure> {
    let account = AccountId::FIRST;
    let certificate = Certificate {
        id: id.clone(),
        account,
        origin: Origin::Uploaded { issuer: String::new(), purpose: vec![], notes: vec![] },
        usage: Usage::Server,
        domain: String::new(),
        names: vec![],
        algorithm: None,
        algorithm_text: String::new(),
        alias: String::new(),
        project: ProjectId(0),
        tags: vec![],
        stage: Stage::Cancelled { at: NOW },
        created_at: NOW,
        changed_at: NOW,
        password_chosen: false,
        key_held: false,
        notices_ignored: false,
    };
    register.insert_certificate(&certificate, &CertificateFiles::default())?;
    register.add_task(&NewTask { kind: TaskKind::SignCertificate, subject: id.to_string(), due_at: NOW })?;
    let (position, previous) = register.log_head(account)?;
    let entry = Entry {
        at: NOW,
        account,
        actor: "--".to_owned(),
        source: None,
        operation: Operation::Uploaded,
        certificate: Some(id.clone()),
        detail: String::new(),
        request: String::new(),
    };
    // The register does not look into hashes; any text that differs from line to line will do here.
    register.append_line(&Line { position: position + 1, entry, previous, hash: format!("hash of {id}") })?;
    Ok(())
}
