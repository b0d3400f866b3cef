//! No authority: for operators' commands, which never sign and must not make an authority by the way.

use chancery_app::ports::{Authority, AuthorityError, IssuerView, LeafRequest, Prepared};

/// Refuses everything.
#[derive(Clone, Copy, Debug)]
pub struct AbsentAuthority;

fn absent() -> AuthorityError {
    AuthorityError::Unavailable("this command does not sign".to_owned())
}

impl Authority for AbsentAuthority {
    fn prepare(&self, _: &LeafRequest) -> Result<Prepared, AuthorityError> {
        Err(absent())
    }

    fn sign(&self, _: &str, _: &[u8]) -> Result<Vec<u8>, AuthorityError> {
        Err(absent())
    }

    fn chain(&self, _: &str) -> Result<Vec<Vec<u8>>, AuthorityError> {
        Err(absent())
    }

    fn issuer(&self, _: &str) -> Result<IssuerView, AuthorityError> {
        Err(absent())
    }

    fn issuers(&self) -> Vec<String> {
        Vec::new()
    }
}
