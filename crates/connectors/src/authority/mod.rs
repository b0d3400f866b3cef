//! The embedded authority: keys in this process, one issuer for each brand and family, and what it publishes.

mod absent;
mod published;

pub use absent::AbsentAuthority;
pub use published::Published;

use chancery_app::authority::OpenAuthority;
use chancery_app::ports::{Authority, AuthorityError, IssuerView, LeafRequest, Prepared};
use chancery_pki::certificate::CertificateFacts;
use chancery_pki::leaf::{self, IssuerTemplate, LeafProfile, Pointers, San};
use chancery_pki::private_key::Signer;
use chancery_pki::transparency::poisoned;
use std::collections::HashMap;
use std::sync::Arc;

/// Reserved certificate policy of domain-validated certificates (BR 7.1.6.1).
const DOMAIN_VALIDATED: &str = "2.23.140.1.2.1";

/// The id of the root.
const ROOT: &str = "root";

/// Signs with keys held in memory.
#[derive(Debug)]
pub struct EmbeddedAuthority {
    issuers: HashMap<String, Issuer>,
    root: Root,
    profile: LeafProfile,
}

#[derive(Debug)]
pub(crate) struct Issuer {
    template: IssuerTemplate,
    pub(crate) key: Arc<dyn Signer>,
    certificate_der: Vec<u8>,
}

/// The root: it signs no leaves, only its own revocation list.
#[derive(Debug)]
struct Root {
    certificate_der: Vec<u8>,
    key: Arc<dyn Signer>,
}

impl EmbeddedAuthority {
    /// Prepares every issuer. `pointers` gives the URLs that certificates of an issuer name; only those that answer
    /// may be given (must never happen, number 18).
    ///
    /// # Errors
    /// [`AuthorityError`] when there is no root, or a key does not fit its certificate.
    pub fn new(
        authorities: Vec<OpenAuthority>,
        pointers: impl Fn(&str) -> Pointers,
    ) -> Result<Self, AuthorityError> {
        let unfit = |error: &dyn std::fmt::Display| AuthorityError::Unavailable(error.to_string());
        let mut issuers = HashMap::new();
        let mut root = None;
        for authority in authorities {
            let key: Arc<dyn Signer> = Arc::new(authority.key.signing_key().map_err(|e| unfit(&e))?);
            if authority.brand.is_empty() {
                root = Some(Root { certificate_der: authority.certificate_der, key });
                continue;
            }
            let template =
                IssuerTemplate::new(&authority.certificate_der, key.as_ref(), &pointers(&authority.id))
                    .map_err(|e| unfit(&e))?;
            issuers
                .insert(authority.id, Issuer { template, key, certificate_der: authority.certificate_der });
        }
        Ok(EmbeddedAuthority {
            issuers,
            root: root.ok_or_else(|| AuthorityError::NoIssuer("root".to_owned()))?,
            profile: LeafProfile::new(false, &[DOMAIN_VALIDATED]).map_err(|e| unfit(&e))?,
        })
    }

    fn named(&self, id: &str) -> Result<&Issuer, AuthorityError> {
        self.issuers.get(id).ok_or_else(|| AuthorityError::NoIssuer(id.to_owned()))
    }
}

impl Authority for EmbeddedAuthority {
    fn prepare(&self, request: &LeafRequest) -> Result<Prepared, AuthorityError> {
        let id = request.issuer.to_string();
        let issuer = self.named(&id)?;
        let names: Vec<San> = request
            .dns_names
            .iter()
            .cloned()
            .map(San::Dns)
            .chain(request.ip_addresses.iter().copied().map(San::Ip))
            .collect();
        let to_be_signed = issuer
            .template
            .tbs(&leaf::LeafRequest {
                serial: &request.serial,
                not_before: request.not_before,
                not_after: request.not_after,
                names: &names,
                common_name: request.common_name.as_deref(),
                organization: None,
                spki_der: &request.spki_der,
                profile: &self.profile,
            })
            .map_err(|error| AuthorityError::Refused(error.to_string()))?;
        let to_be_signed = if request.precertificate {
            poisoned(&to_be_signed).map_err(|error| AuthorityError::Refused(error.to_string()))?
        } else {
            to_be_signed
        };
        Ok(Prepared { issuer: id, shard: None, to_be_signed })
    }

    fn sign(&self, issuer: &str, to_be_signed: &[u8]) -> Result<Vec<u8>, AuthorityError> {
        let issuer = self.named(issuer)?;
        issuer
            .template
            .sign(to_be_signed, issuer.key.as_ref())
            .map_err(|error| AuthorityError::Unavailable(error.to_string()))
    }

    fn chain(&self, issuer: &str) -> Result<Vec<Vec<u8>>, AuthorityError> {
        Ok(vec![self.named(issuer)?.certificate_der.clone(), self.root.certificate_der.clone()])
    }

    fn issuer(&self, issuer: &str) -> Result<IssuerView, AuthorityError> {
        let (certificate_der, signer) = if issuer == ROOT {
            (&self.root.certificate_der, &self.root.key)
        } else {
            let issuer = self.named(issuer)?;
            (&issuer.certificate_der, &issuer.key)
        };
        let certificate = CertificateFacts::parse(certificate_der)
            .map_err(|error| AuthorityError::Unavailable(error.to_string()))?;
        Ok(IssuerView {
            id: issuer.to_owned(),
            certificate: Arc::new(certificate),
            signer: signer.clone(),
            responder: None,
        })
    }

    fn issuers(&self) -> Vec<String> {
        std::iter::once(ROOT.to_owned()).chain(self.issuers.keys().cloned()).collect()
    }
}
