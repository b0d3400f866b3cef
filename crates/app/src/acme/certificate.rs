//! Hands out an issued certificate with its chain (RFC 8555 section 7.4.2).

use super::caller::{Caller, not_built};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::service::App;
use chancery_domain::ids::CertificateId;

/// A chain in PEM.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CertificateChain {
    /// Leaf first, without the root.
    pub pem: String,
    /// How many further chains there are: their indices run from 0 to this number, this one's left out.
    pub alternates: usize,
}

/// The chain with this index; 0 is the usual one.
///
/// # Errors
/// [`crate::Code::AcmeNotFound`] for another account's certificate, or an index that does not exist.
pub async fn certificate(
    _app: &App,
    _ctx: &Ctx,
    _caller: &Caller,
    _id: &CertificateId,
    _chain_index: usize,
) -> Result<CertificateChain, Failure> {
    Err(not_built())
}
