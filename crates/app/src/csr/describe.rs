//! One CSR record with its request and, where it was made here, its key.

use super::save::not_found;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::operation_log::record;
use crate::ports::Scope;
use crate::service::App;
use chancery_domain::csr::CsrRecord;
use chancery_domain::ids::CsrId;
use chancery_domain::operation_log::Operation;
use zeroize::Zeroizing;

/// A record with its texts.
pub struct DescribedCsr {
    /// The record.
    pub record: CsrRecord,
    /// The request, once generated.
    pub csr_der: Option<Vec<u8>>,
    /// The key as PEM; encrypted when the user chose a password.
    pub private_key_pem: Option<Zeroizing<String>>,
}

/// Describes the tenant's record; showing its key is noted in the operation log.
///
/// # Errors
/// [`crate::Code::CsrNotFound`].
pub async fn describe(app: &App, ctx: &Ctx, id: CsrId) -> Result<DescribedCsr, Failure> {
    let account = ctx.tenant()?;
    let (csr, files) = app
        .store
        .read(move |register| Ok(register.csr(id)?))
        .await?
        .filter(|(r, _)| r.account == account)
        .ok_or_else(|| not_found(id))?;
    let mut private_key_pem = None;
    if let Some(sealed) = &files.sealed_key {
        private_key_pem = app.vault.open_key(sealed)?.to_pem();
        let inner = ctx.clone();
        app.store
            .write(Scope::Account(account), move |register| {
                record(register, &inner, account, Operation::KeyShown, None, format!("csr: {id}"))
            })
            .await?;
    }
    Ok(DescribedCsr { record: csr, csr_der: files.csr_der, private_key_pem })
}
