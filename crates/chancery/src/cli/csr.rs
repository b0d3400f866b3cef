//! `chancery csr`: CSR management over the cloud API.

use super::client::Client;
use super::output;
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::path::PathBuf;

/// CSR management.
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Print the API's answer as JSON.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Make a key and a CSR.
    Create {
        /// The domain name.
        domain: String,
        /// Organization.
        #[arg(long, default_value = "")]
        organization: String,
        /// Department.
        #[arg(long, default_value = "")]
        department: String,
        /// City.
        #[arg(long, default_value = "")]
        city: String,
        /// Province.
        #[arg(long, default_value = "")]
        province: String,
        /// Two-letter country code.
        #[arg(long, default_value = "")]
        country: String,
        /// Key kind.
        #[arg(long, value_enum, default_value_t = super::cert::KeyKind::Rsa2048)]
        key: super::cert::KeyKind,
        /// Remark.
        #[arg(long, default_value = "")]
        remark: String,
    },
    /// Keep a CSR that was made elsewhere.
    Upload {
        /// The file, PEM.
        file: PathBuf,
        /// Remark.
        #[arg(long, default_value = "")]
        remark: String,
    },
    /// List CSRs.
    List {
        /// Part of the domain name.
        #[arg(long)]
        domain: Option<String>,
        /// CSRs to show.
        #[arg(long, default_value_t = 10)]
        limit: u64,
    },
    /// Show a CSR with its key.
    Show {
        /// The CSR's number.
        id: i64,
    },
    /// Delete CSRs.
    Delete {
        /// The CSRs' numbers.
        #[arg(required = true)]
        ids: Vec<i64>,
    },
}

/// Runs the command.
pub async fn run(arguments: Arguments) -> Result<()> {
    let client = Client::from_environment()?;
    let answer = match &arguments.command {
        Command::Create { domain, organization, department, city, province, country, key, remark } => {
            let (family, parameter) = key.cloud();
            let input = json!({"Domain": domain, "Organization": organization, "Department": department, "Email": "",
                "City": city, "Province": province, "Country": country, "EncryptAlgo": family,
                "KeyParameter": parameter, "Generate": true, "Remark": remark});
            client.call("CreateCSR", &input).await?
        }
        Command::Upload { file, remark } => {
            let content = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
            client.call("UploadCSR", &json!({"CsrContent": content, "Remark": remark})).await?
        }
        Command::List { domain, limit } => {
            let mut input = json!({"Limit": limit});
            if let (Some(domain), Some(map)) = (domain, input.as_object_mut()) {
                map.insert("Domain".to_owned(), json!(domain));
            }
            client.call("DescribeCSRSet", &input).await?
        }
        Command::Show { id } => client.call("DescribeCSR", &json!({"CSRId": id})).await?,
        Command::Delete { ids } => client.call("BatchDeleteCSR", &json!({"CSRIds": ids})).await?,
    };
    if arguments.json {
        return output::json(&answer);
    }
    show(&arguments.command, &answer);
    Ok(())
}

fn show(command: &Command, answer: &Value) {
    match command {
        Command::Create { .. } | Command::Upload { .. } => println!("CSR {}", output::text(answer, "Id")),
        Command::List { .. } => {
            let rows = output::items(answer, "Set").iter().map(|row| {
                ["Id", "Domain", "EncryptAlgo", "KeyParameter", "CreateTime", "Remarks"]
                    .map(|member| output::text(row, member))
                    .to_vec()
            });
            output::table(&["id", "domain", "key", "size", "made", "remark"], rows);
            println!("{} in all", output::text(answer, "Total"));
        }
        Command::Show { .. } => {
            print!("{}", output::text(answer, "CSR"));
            print!("{}", output::text(answer, "PrivateKey"));
        }
        Command::Delete { .. } => println!("deleted: {}", output::text(answer, "Success")),
    }
}
