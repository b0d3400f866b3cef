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
    /// Keeps the signed certificate, unless one is kept already.
    fn keep_signed(&mut self, serial: &Serial, certificate_der: &[u8]) -> Stored<()>;
}
