//! `chancery ca list`.

use super::Common;
use crate::cli::key::plain;
use crate::cli::output;
use crate::wiring::open_founding;
use anyhow::Result;
use chancery_app::authority::{AuthoritySummary, Founding, summaries};
use serde_json::{Value, json};

/// Lists the authorities.
pub async fn run(common: &Common) -> Result<()> {
    let (_, founding) = open_founding(&common.place.read()?).await?;
    show(&founding, common.json).await
}

/// Prints all authorities.
pub async fn show(founding: &Founding, as_json: bool) -> Result<()> {
    let all = summaries(founding).await.map_err(plain)?;
    if as_json {
        return output::json(&Value::Array(all.iter().map(value).collect()));
    }
    let rows = all.into_iter().map(|authority| {
        let mut signers = vec![authority.parent.unwrap_or_else(|| "-".to_owned())];
        signers.extend(authority.cross_signed_by);
        vec![
            authority.id,
            authority.stage.code().to_owned(),
            authority.key,
            authority.key_in,
            signers.join(", "),
            authority.not_after.utc_date(),
            authority.subject,
        ]
    });
    output::table(&["authority", "stage", "key", "kept in", "signed by", "until", "subject"], rows);
    Ok(())
}

/// One authority as JSON.
pub fn value(authority: &AuthoritySummary) -> Value {
    json!({
        "id": authority.id,
        "brand": authority.brand,
        "stage": authority.stage.code(),
        "key": authority.key,
        "key_in": authority.key_in,
        "signed_by": authority.parent,
        "cross_signed_by": authority.cross_signed_by,
        "subject": authority.subject,
        "serial": authority.serial,
        "not_before": authority.not_before.rfc3339(),
        "not_after": authority.not_after.rfc3339(),
    })
}

/// Prints one authority.
pub async fn show_one(founding: &Founding, id: &str, as_json: bool) -> Result<()> {
    let all = summaries(founding).await.map_err(plain)?;
    let Some(authority) = all.iter().find(|authority| authority.id == id) else { return Ok(()) };
    if as_json {
        return output::json(&value(authority));
    }
    output::facts(&[
        ("authority", authority.id.clone()),
        ("stage", authority.stage.code().to_owned()),
        ("key", authority.key.clone()),
        ("kept in", authority.key_in.clone()),
        ("subject", authority.subject.clone()),
        ("serial", authority.serial.clone()),
        ("until", authority.not_after.rfc3339()),
    ]);
    Ok(())
}
