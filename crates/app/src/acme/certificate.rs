//! Hands out an issued certificate with its chain (RFC 8555 section 7.4.2).

use super::caller::{Caller, acting, not_found};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::service::App;
use chancery_domain::certificate::Origin;
use chancery_domain::ids::CertificateId;
use chancery_pki::pem_text;

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
    app: &App,
    _ctx: &Ctx,
    caller: &Caller,
    id: &CertificateId,
    chain_index: usize,
) -> Result<CertificateChain, Failure> {
    let (caller, id) = (caller.clone(), id.clone());
    let issuance = app
        .store
        .glance(move |register| {
            let account = acting(register, &caller)?;
            let own = register.certificate(&id)?.is_some_and(|certificate| {
                certificate.account == account.tenant
                    && matches!(&certificate.origin, Origin::Acme { account: owner, .. }
                        if *owner == account.id.as_str())
            });
            let issuance = if own { register.issuance_for(&id)? } else { None };
            issuance.ok_or_else(|| not_found("certificate"))
        })
        .await?;
    let leaf = issuance.signed.ok_or_else(|| not_found("certificate"))?;
    let chains = app.authority.chains(&issuance.issuer).map_err(Failure::internal)?;
    let alternates = chains.len().saturating_sub(1);
    let chain = chains.get(chain_index).ok_or_else(|| not_found("chain"))?;
    Ok(CertificateChain { pem: pem(&leaf, chain), alternates })
}

/// The leaf and what is above it, without the root, which every reader has or does not trust.
pub(super) fn pem(leaf: &[u8], chain: &[Vec<u8>]) -> String {
    let above = chain.split_last().map_or(&[][..], |(_, above)| above);
    std::iter::once(leaf)
        .chain(above.iter().map(Vec::as_slice))
        .map(|der| pem_text::write(pem_text::CERTIFICATE, der))
        .collect()
}
