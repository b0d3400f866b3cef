//! Lists and shows certificates, proofs and the operation log.

use super::arguments::List;
use crate::cli::client::Client;
use crate::cli::output::{self, items, text};
use anyhow::Result;
use serde_json::{Map, Value, json};

/// `cert list`.
pub async fn list(client: &Client, list: List, json_wanted: bool) -> Result<()> {
    let mut input = Map::new();
    input.insert("Offset".to_owned(), json!(list.offset));
    input.insert("Limit".to_owned(), json!(list.limit));
    if let Some(search) = list.search {
        input.insert("SearchKey".to_owned(), json!(search));
    }
    if !list.status.is_empty() {
        input.insert("CertificateStatus".to_owned(), json!(list.status));
    }
    if list.expiring {
        input.insert("FilterExpiring".to_owned(), json!(1));
    }
    let answer = client.call("DescribeCertificates", &Value::Object(input)).await?;
    if json_wanted {
        return output::json(&answer);
    }
    let rows = items(&answer, "Certificates").iter().map(|row| {
        ["CertificateId", "Domain", "StatusName", "ProductZhName", "CertEndTime", "Alias"]
            .map(|member| text(row, member))
            .to_vec()
    });
    output::table(&["id", "domain", "status", "product", "ends", "alias"], rows);
    println!("{} in all", text(&answer, "TotalCount"));
    Ok(())
}

/// `cert show`.
pub async fn certificate(client: &Client, id: &str, json_wanted: bool) -> Result<()> {
    let answer = client.call("DescribeCertificate", &json!({"CertificateId": id})).await?;
    if json_wanted {
        return output::json(&answer);
    }
    let mut rows = Vec::new();
    for (name, member) in [
        ("id", "CertificateId"),
        ("domain", "Domain"),
        ("names", "SubjectAltName"),
        ("alias", "Alias"),
        ("status", "StatusName"),
        ("detail", "StatusMsg"),
        ("product", "ProductZhName"),
        ("begins", "CertBeginTime"),
        ("ends", "CertEndTime"),
        ("applied", "InsertTime"),
        ("project", "ProjectId"),
    ] {
        let value = text(&answer, member);
        if !value.is_empty() {
            rows.push((name, value));
        }
    }
    output::facts(&rows);
    proofs(&answer);
    Ok(())
}

/// What has to be published, one line for each proof.
pub fn proofs(described: &Value) {
    let Some(detail) = described.get("DvAuthDetail") else { return };
    let proofs = items(detail, "DvAuths");
    if proofs.is_empty() {
        return;
    }
    println!("\npublish:");
    for proof in proofs {
        let (key, value) = (text(proof, "DvAuthKey"), text(proof, "DvAuthValue"));
        match text(proof, "DvAuthVerifyType").as_str() {
            "FILE" => {
                let (host, path) = (text(proof, "DvAuthDomain"), text(proof, "DvAuthPath"));
                println!("  file  http://{host}{path}{key}  {value}");
            }
            kind => println!("  {kind:<5} {key}  {value}"),
        }
    }
}

/// `cert check`.
pub async fn validation(client: &Client, id: &str, json_wanted: bool) -> Result<()> {
    let answer = client.call("CheckCertificateDomainVerification", &json!({"CertificateId": id})).await?;
    if json_wanted {
        return output::json(&answer);
    }
    let rows = items(&answer, "VerificationResults").iter().map(|row| {
        let passed = text(row, "LocalCheck") == "1";
        vec![
            text(row, "Domain"),
            text(row, "VerifyType"),
            if passed { "passed".to_owned() } else { "not yet".to_owned() },
            text(row, "LocalCheckFailReason"),
            text(row, "CheckValue"),
        ]
    });
    output::table(&["domain", "proof", "result", "why", "seen"], rows);
    Ok(())
}

/// `cert log`.
pub async fn log(client: &Client, limit: u64, json_wanted: bool) -> Result<()> {
    let answer = client.call("DescribeCertificateOperateLogs", &json!({"Limit": limit})).await?;
    if json_wanted {
        return output::json(&answer);
    }
    let rows = items(&answer, "OperateLogs").iter().map(|row| {
        ["CreatedOn", "Type", "CertId", "SubAccountUin", "Action"].map(|member| text(row, member)).to_vec()
    });
    output::table(&["when", "what", "certificate", "by", "detail"], rows);
    Ok(())
}
