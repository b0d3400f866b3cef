//! Serials and what was signed under them; rows are never removed.

use super::Rows;
use crate::sql::{Row, values};
use chancery_app::ports::{Issuances, StoreError, Stored};
use chancery_domain::ids::CertificateId;
use chancery_domain::issuance::{Issuance, Serial};

impl Issuances for Rows<'_> {
    fn record_issuance(&mut self, issuance: &Issuance) -> Stored<()> {
        self.insert(
            "INSERT INTO issuances (serial, issuer, certificate, to_be_signed, not_before, not_after, recorded_at, signed, profile,
               spki_sha256, shard, precertificate)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING",
            values![
                issuance.serial.as_hex(),
                issuance.issuer.as_str(),
                issuance.certificate.as_ref().map(CertificateId::as_str),
                issuance.to_be_signed.as_slice(),
                issuance.not_before,
                issuance.not_after,
                issuance.recorded_at,
                issuance.signed.as_deref(),
                issuance.profile.as_str(),
                issuance.spki_sha256.as_str(),
                issuance.shard,
                issuance.precertificate.as_deref(),
            ],
            "the serial, or one for the certificate,",
        )
    }

    fn issuance(&mut self, serial: &Serial) -> Stored<Option<Issuance>> {
        self.first(
            "SELECT serial, issuer, certificate, to_be_signed, not_before, not_after, recorded_at, signed, profile,
               spki_sha256, shard, precertificate
             FROM issuances WHERE serial = $1",
            values![serial.as_hex()],
        )?
        .map(issuance)
        .transpose()
    }

    fn issuance_for(&mut self, id: &CertificateId) -> Stored<Option<Issuance>> {
        self.first(
            "SELECT serial, issuer, certificate, to_be_signed, not_before, not_after, recorded_at, signed, profile,
               spki_sha256, shard, precertificate
             FROM issuances WHERE certificate = $1",
            values![id.as_str()],
        )?
        .map(issuance)
        .transpose()
    }

    fn keep_signed(&mut self, serial: &Serial, certificate_der: &[u8]) -> Stored<()> {
        self.change(
            "UPDATE issuances SET signed = COALESCE(signed, $2) WHERE serial = $1",
            values![serial.as_hex(), certificate_der],
            "the record of the serial",
        )
    }
}

fn issuance(mut row: Row) -> Stored<Issuance> {
    let serial = row.text(0)?;
    let certificate = match row.text_or_null(2)? {
        None => None,
        Some(text) => {
            Some(text.parse().map_err(|_| StoreError::Broken(format!("{text:?} is no certificate id")))?)
        }
    };
    Ok(Issuance {
        serial: read_serial(&serial)?,
        issuer: row.text(1)?,
        certificate,
        to_be_signed: row.bytes(3)?,
        not_before: row.moment(4)?,
        not_after: row.moment(5)?,
        recorded_at: row.moment(6)?,
        signed: row.bytes_or_null(7)?,
        profile: row.text(8)?,
        spki_sha256: row.text(9)?,
        shard: row.integer_or_null(10)?,
        precertificate: row.bytes_or_null(11)?,
    })
}

/// A serial is stored as its hexadecimal digits; the domain reads them by way of its JSON form.
fn read_serial(text: &str) -> Stored<Serial> {
    serde_json::from_value(serde_json::Value::String(text.to_owned()))
        .map_err(|_| StoreError::Broken(format!("{text:?} is no serial")))
}
