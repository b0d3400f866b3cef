//! `chancery cert`: certificates over the cloud API.

mod apply;
mod arguments;
mod life;
mod purchase;
mod fill_in;
mod review;
mod show;
mod wait;

pub use arguments::{Arguments, KeyKind};

use super::client::Client;
use super::output;
use anyhow::{Context, Result};
use arguments::{Command, Proof};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::path::Path;

/// Runs the command.
pub async fn run(arguments: Arguments) -> Result<()> {
    let client = Client::from_environment()?;
    let json_wanted = arguments.json;
    let done = |answer: &Value, words: String| {
        if json_wanted {
            output::json(answer)
        } else {
            println!("{words}");
            Ok(())
        }
    };
    match arguments.command {
        Command::Apply(apply) => apply::run(&client, apply, json_wanted).await,
        Command::Life(command) => life::run(&client, command, json_wanted).await,
        Command::Purchase(command) => purchase::run(&client, command, json_wanted).await,
        Command::List(list) => show::list(&client, list, json_wanted).await,
        Command::Show { id } => show::certificate(&client, &id, json_wanted).await,
        Command::Check { id } => show::validation(&client, &id, json_wanted).await,
        Command::Complete { id } => {
            let answer = client.call("CompleteCertificate", &json!({"CertificateId": id})).await?;
            done(
                &answer,
                format!("looked for the proofs of {id}; `chancery cert show {id}` tells its status"),
            )
        }
        Command::Wait { id, seconds } => wait::run(&client, &id, seconds, json_wanted).await,
        Command::Download { id, service_type, output } => {
            download(&client, &id, service_type.as_deref(), output.as_deref()).await
        }
        Command::Upload { certificate, key, encryption, encryption_key, alias } => {
            let mut input = json!({"CertificatePublicKey": read(&certificate)?, "Repeatable": false});
            if let Some(map) = input.as_object_mut() {
                if let Some(key) = key {
                    map.insert("CertificatePrivateKey".to_owned(), json!(read(&key)?));
                }
                // (H2) An SM2 pair.
                if let Some(encryption) = encryption {
                    map.insert("EncryptCert".to_owned(), json!(read(&encryption)?));
                }
                if let Some(key) = encryption_key {
                    map.insert("EncryptPrivateKey".to_owned(), json!(read(&key)?));
                }
                if let Some(alias) = alias {
                    map.insert("Alias".to_owned(), json!(alias));
                }
            }
            let answer = client.call("UploadCertificate", &input).await?;
            let words = format!("certificate {}", output::text(&answer, "CertificateId"));
            done(&answer, words)
        }
        Command::FillIn(fill_in) => {
            let id = fill_in.id.clone();
            let answer = fill_in::run(&client, fill_in).await?;
            done(&answer, format!("{id} is filled in; `chancery cert submit {id}` submits it"))
        }
        Command::Submit { id, method } => {
            let method = method.map(|method| if method == Proof::File { "FILE" } else { "DNS" });
            let input = json!({"CertId": id, "VerifyType": method.unwrap_or_default()});
            let answer = client.call("CertificateOrderSubmit", &input).await?;
            done(&answer, format!("{id} is submitted; `chancery cert show {id}` tells what it waits for"))
        }
        Command::Resubmit { id } => {
            let answer = client.call("ModifyCertificateResubmit", &json!({"CertificateId": id})).await?;
            done(&answer, format!("{id} is open again; correct it with fill-in, then submit it"))
        }
        Command::Cancel { id, examination } => {
            let action = if examination { "CancelAuditCertificate" } else { "CancelCertificateOrder" };
            let answer = client.call(action, &json!({"CertificateId": id})).await?;
            done(&answer, format!("{id} is cancelled"))
        }
        Command::Delete { id } => {
            let answer = client.call("DeleteCertificate", &json!({"CertificateId": id})).await?;
            done(&answer, format!("{id} is deleted"))
        }
        Command::Rename { id, alias } => {
            let input = json!({"CertificateId": id, "Alias": alias});
            let answer = client.call("ModifyCertificateAlias", &input).await?;
            done(&answer, format!("{id} is called {alias:?}"))
        }
        Command::Review(command) => review::run(&client, command, json_wanted).await,
        Command::Log { limit } => show::log(&client, limit, json_wanted).await,
    }
}

async fn download(client: &Client, id: &str, service_type: Option<&str>, file: Option<&Path>) -> Result<()> {
    let (content, name) = match service_type {
        None => {
            let answer = client.call("DownloadCertificate", &json!({"CertificateId": id})).await?;
            (STANDARD.decode(output::text(&answer, "Content"))?, format!("{id}.zip"))
        }
        Some(kind) => {
            let input = json!({"CertificateId": id, "ServiceType": kind});
            let answer = client.call("DescribeDownloadCertificateUrl", &input).await?;
            let content = client.fetch(&output::text(&answer, "DownloadCertificateUrl")).await?;
            (content, output::text(&answer, "DownloadFilename"))
        }
    };
    let path = file.map_or_else(|| Path::new(&name).to_path_buf(), Path::to_path_buf);
    // The archive holds a private key: readable by its owner only.
    use std::io::Write;
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    let mut out = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&path)
        .with_context(|| format!("{} cannot be written", path.display()))?;
    // A file that was there keeps its mode otherwise.
    out.set_permissions(std::fs::Permissions::from_mode(0o600))?;
    out.write_all(&content)?;
    println!("{}", path.display());
    Ok(())
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}
