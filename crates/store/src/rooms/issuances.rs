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
               spki_sha256, shard, precertificate, timestamps)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING",
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
                issuance.timestamps.as_deref(),
            ],
            "the serial, or one for the certificate,",
        )
    }

    fn issuance(&mut self, serial: &Serial) -> Stored<Option<Issuance>> {
        self.first(
            "SELECT serial, issuer, certificate, to_be_signed, not_before, not_after, recorded_at, signed, profile,
               spki_sha256, shard, precertificate, timestamps
             FROM issuances WHERE serial = $1",
            values![serial.as_hex()],
        )?
        .map(issuance)
        .transpose()
    }

    fn issuance_for(&mut self, id: &CertificateId) -> Stored<Option<Issuance>> {
        self.first(
            "SELECT serial, issuer, certificate, to_be_signed, not_before, not_after, recorded_at, signed, profile,
               spki_sha256, shard, precertificate, timestamps
             FROM issuances WHERE certificate = $1",
            values![id.as_str()],
        )?
        .map(issuance)
        .transpose()
    }

    fn keep_precertificate(&mut self, serial: &Serial, der: &[u8]) -> Stored<Option<Vec<u8>>> {
        self.keep_first(
            "UPDATE issuances SET precertificate = $2 WHERE serial = $1 AND precertificate IS NULL",
            "SELECT precertificate FROM issuances WHERE serial = $1",
            serial,
            der,
        )
    }

    fn keep_timestamps(&mut self, serial: &Serial, list: &[u8]) -> Stored<Option<Vec<u8>>> {
        self.keep_first(
            "UPDATE issuances SET timestamps = $2 WHERE serial = $1 AND timestamps IS NULL",
            "SELECT timestamps FROM issuances WHERE serial = $1",
            serial,
            list,
        )
    }

    fn keep_signed(&mut self, serial: &Serial, certificate_der: &[u8]) -> Stored<Option<Vec<u8>>> {
        self.keep_first(
            "UPDATE issuances
             SET signed = $2, to_be_signed = CASE WHEN precertificate IS NULL THEN substr(to_be_signed, 1, 0) ELSE to_be_signed END
             WHERE serial = $1 AND signed IS NULL",
            "SELECT signed FROM issuances WHERE serial = $1",
            serial,
            certificate_der,
        )
    }
}

impl Rows<'_> {
    /// Writes a column that is written once. Returns what stands there already, if something does.
    fn keep_first(
        &mut self,
        update: &'static str,
        select: &'static str,
        serial: &Serial,
        bytes: &[u8],
    ) -> Stored<Option<Vec<u8>>> {
        if self.0.execute(update, values![serial.as_hex(), bytes])? == 1 {
            return Ok(None);
        }
        let mut row = self.first(select, values![serial.as_hex()])?.ok_or_else(|| {
            StoreError::Broken("the record of the serial is not there and cannot be changed".to_owned())
        })?;
        row.bytes(0).map(Some)
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
        timestamps: row.bytes_or_null(12)?,
    })
}

/// A serial is stored as its hexadecimal digits; the domain reads them by way of its JSON form.
pub(super) fn read_serial(text: &str) -> Stored<Serial> {
    serde_json::from_value(serde_json::Value::String(text.to_owned()))
        .map_err(|_| StoreError::Broken(format!("{text:?} is no serial")))
}
