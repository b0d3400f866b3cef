//! What is ordered: names and CSR, which must name the same things (RFC 8555 section 7.4).

use super::Trouble;
use crate::ports::CertificateFiles;
use crate::service::App;
use chancery_domain::certificate::Application;
use chancery_pki::archive::KeyForm;
use chancery_pki::csr::{self, Subject};
use std::collections::BTreeSet;

/// Names and CSR of an order.
pub(super) struct Request {
    /// A-labels, wildcards as `*.example.org`.
    pub names: Vec<String>,
    /// The CSR for exactly these names.
    pub csr_der: Vec<u8>,
}

/// The applicant's CSR where it names what was bought; otherwise one made anew with the same key, if the key is held
/// here without a password of the user's; otherwise the applicant's names alone, without those added for free.
pub(super) fn request(
    app: &App,
    application: &Application,
    files: &CertificateFiles,
) -> Result<Request, Trouble> {
    let csr_der = files.csr_der.as_ref().ok_or_else(|| Trouble::refused("the application has no CSR"))?;
    let facts = csr::decode(csr_der).map_err(|error| Trouble::refused(error.to_string()))?;
    let named: BTreeSet<String> = facts.names().into_iter().map(|(_, name)| name).collect();
    let bound: Vec<String> = application.bound.iter().map(ToString::to_string).collect();
    if bound.iter().cloned().collect::<BTreeSet<_>>() == named {
        return Ok(Request { names: bound, csr_der: csr_der.clone() });
    }
    if let Some(sealed) = &files.sealed_key
        && let KeyForm::Plain(key) = app.vault.open_key(sealed)?
    {
        let csr_der = csr::build(&key, &Subject::default(), &bound)
            .map_err(|error| Trouble::refused(error.to_string()))?;
        return Ok(Request { names: bound, csr_der });
    }
    let asked = application.requested.iter().all(|name| named.contains(&name.to_string()));
    if !asked || !named.iter().all(|name| bound.contains(name)) {
        return Err(Trouble::refused(
            "the CSR does not name what was applied for, and the upstream takes no other; apply with a CSR that has \
             all names as subject alternative names",
        ));
    }
    let names = bound.into_iter().filter(|name| named.contains(name)).collect();
    Ok(Request { names, csr_der: csr_der.clone() })
}
