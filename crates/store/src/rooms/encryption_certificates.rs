//! Encryption certificates of SM2 pairs.

use super::Rows;
use super::certificates::{join, split};
use super::issuances::read_serial;
use crate::sql::{Value, values};
use chancery_app::ports::{EncryptionCertificate, EncryptionCertificates, StoreError, Stored};
use chancery_domain::ids::CertificateId;
use chancery_domain::issuance::Serial;

impl EncryptionCertificates for Rows<'_> {
    fn put_encryption_certificate(
        &mut self,
        id: &CertificateId,
        certificate: &EncryptionCertificate,
    ) -> Stored<()> {
        if let Some(serial) = &certificate.serial
            && self.certificate_encrypted_under(serial)?.is_some_and(|other| other != *id)
        {
            return Err(StoreError::Taken("the serial of an encryption certificate"));
        }
        self.0.execute(
            "INSERT INTO encryption_certificates (certificate, serial, leaf_der, chain_der, sealed_key)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (certificate) DO UPDATE SET serial = excluded.serial, leaf_der = excluded.leaf_der,
               chain_der = excluded.chain_der, sealed_key = excluded.sealed_key",
            values![
                id.as_str(),
                certificate.serial.as_ref().map(Serial::as_hex),
                certificate.leaf_der.as_deref(),
                Value::Bytes(join(&certificate.chain_der)?),
                certificate.sealed_key.as_deref(),
            ],
        )?;
        Ok(())
    }

    fn encryption_certificate(&mut self, id: &CertificateId) -> Stored<Option<EncryptionCertificate>> {
        let row = self.first(
            "SELECT serial, leaf_der, chain_der, sealed_key FROM encryption_certificates WHERE certificate = $1",
            values![id.as_str()],
        )?;
        let Some(mut row) = row else { return Ok(None) };
        Ok(Some(EncryptionCertificate {
            serial: row.text_or_null(0)?.as_deref().map(read_serial).transpose()?,
            leaf_der: row.bytes_or_null(1)?,
            chain_der: split(&row.bytes(2)?)?,
            sealed_key: row.bytes_or_null(3)?,
        }))
    }

    fn certificate_encrypted_under(&mut self, serial: &Serial) -> Stored<Option<CertificateId>> {
        let row = self.first(
            "SELECT certificate FROM encryption_certificates WHERE serial = $1",
            values![serial.as_hex()],
        )?;
        let Some(mut row) = row else { return Ok(None) };
        let text = row.text(0)?;
        text.parse().map(Some).map_err(|_| StoreError::Broken(format!("{text:?} is no certificate id")))
    }
}

impl Rows<'_> {
    /// What is left of it when its certificate is deleted: the serial.
    pub(super) fn empty_encryption_certificate(&mut self, id: &CertificateId) -> Stored<()> {
        self.0.execute(
            "DELETE FROM encryption_certificates WHERE certificate = $1 AND serial IS NULL",
            values![id.as_str()],
        )?;
        self.0.execute(
            "UPDATE encryption_certificates SET leaf_der = NULL, chain_der = substr(chain_der, 1, 0), sealed_key = NULL
             WHERE certificate = $1",
            values![id.as_str()],
        )?;
        Ok(())
    }
}
