//! Applies and shows what has to be published.

use super::arguments::{Apply, Proof};
use super::{read, show, wait};
use crate::cli::client::Client;
use crate::cli::output;
use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

/// Runs `cert apply`.
pub async fn run(client: &Client, apply: Apply, json_wanted: bool) -> Result<()> {
    let mut input = Map::new();
    let mut put = |name: &str, value: Value| {
        input.insert(name.to_owned(), value);
    };
    put("DomainName", json!(apply.domain));
    put("DvAuthMethod", json!(if apply.method == Proof::File { "FILE" } else { "DNS" }));
    if let Some(file) = &apply.csr {
        put("CsrContent", json!(read(file)?));
    } else if let Some(id) = apply.csr_id {
        put("CsrId", json!(id));
    } else {
        let (family, parameter) = apply.key.cloud();
        put("CsrEncryptAlgo", json!(family));
        put("CsrKeyParameter", json!(parameter));
    }
    if let Some(variable) = &apply.password_from {
        let password =
            std::env::var(variable).with_context(|| format!("--password-from: {variable} is not set"))?;
        put("CsrKeyPassword", json!(password));
    }
    if let Some(alias) = &apply.alias {
        put("Alias", json!(alias));
    }
    if let Some(product) = apply.product {
        put("PackageType", json!(product.to_string()));
    }
    let answer = client.call("ApplyCertificate", &Value::Object(input)).await?;
    let id = output::text(&answer, "CertificateId");
    let described = client.call("DescribeCertificate", &json!({"CertificateId": id})).await?;
    if json_wanted && !apply.wait {
        return output::json(&described);
    }
    if !json_wanted {
        println!("certificate {id}");
        show::proofs(&described);
    }
    if apply.wait {
        wait::run(client, &id, wait::DEFAULT_SECONDS, json_wanted).await?;
    }
    Ok(())
}
