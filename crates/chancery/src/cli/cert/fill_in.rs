//! Fills in a bought certificate: the applicant's facts come from a file, since there are many.

use super::arguments::{FillIn, Proof};
use super::read;
use crate::cli::client::Client;
use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};

/// Runs `cert fill-in`.
pub async fn run(client: &Client, fill_in: FillIn) -> Result<Value> {
    let mut input = match &fill_in.applicant {
        Some(file) => serde_json::from_str::<Map<String, Value>>(&read(file)?)
            .with_context(|| format!("{} is no JSON object", file.display()))?,
        None => Map::new(),
    };
    let Some((common_name, further)) = fill_in.names.split_first() else {
        bail!("name at least one domain");
    };
    let mut put = |name: &str, value: Value| {
        input.insert(name.to_owned(), value);
    };
    put("CertId", json!(fill_in.id));
    put("CertCommonName", json!(common_name));
    put("DnsNames", json!(further));
    put("VerifyType", json!(if fill_in.method == Proof::File { "FILE" } else { "DNS" }));
    put("CompanyId", json!(fill_in.company.unwrap_or(0).to_string()));
    put("ManagerId", json!(fill_in.manager.unwrap_or(0).to_string()));
    put("CompanyType", json!(if fill_in.mail.is_some() { 1 } else { 2 }));
    if let Some(mail) = &fill_in.mail {
        put("ContactEmail", json!(mail));
    }
    match &fill_in.csr {
        Some(file) => {
            put("GenCsrType", json!("parse"));
            put("Csr", json!(read(file)?));
        }
        None => put("GenCsrType", json!("online")),
    }
    if let Some(key) = fill_in.key {
        let (family, parameter) = key.cloud();
        put("CsrEncryptAlgo", json!(family));
        put("CsrKeyParameter", json!(parameter));
    }
    if let Some(variable) = &fill_in.password_from {
        let password =
            std::env::var(variable).with_context(|| format!("--password-from: {variable} is not set"))?;
        put("KeyPass", json!(password));
    }
    client.call("CertificateInfoSubmit", &Value::Object(input)).await
}
