//! Serials and what was signed under them.

use super::Stored;
use chancery_domain::ids::CertificateId;
use chancery_domain::issuance::{Issuance, Serial};

/// Serials and what was signed under them.
pub trait Issuances {
    /// Records a serial before it is signed; [`StoreError::Taken`] when the serial was ever recorded, or the
    /// certificate has one already.
    fn record_issuance(&mut self, issuance: &Issuance) -> Stored<()>;
    /// The record of a serial.
    fn issuance(&mut self, serial: &Serial) -> Stored<Option<Issuance>>;
    /// The record of a certificate.
    fn issuance_for(&mut self, id: &CertificateId) -> Stored<Option<Issuance>>;
    /// Keeps the signed precertificate. If one is kept already, that one stays and is returned.
    fn keep_precertificate(&mut self, serial: &Serial, der: &[u8]) -> Stored<Option<Vec<u8>>>;
    /// Keeps the timestamps of the logs. If some are kept already, those stay and are returned.
    fn keep_timestamps(&mut self, serial: &Serial, list: &[u8]) -> Stored<Option<Vec<u8>>>;
    /// Keeps the signed certificate. If one is kept already, that one stays and is returned. What was to be signed is
    /// part of it and not kept beside it, but for precertificates.
    fn keep_signed(&mut self, serial: &Serial, certificate_der: &[u8]) -> Stored<Option<Vec<u8>>>;
}
