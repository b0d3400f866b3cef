//! The authorities as they stand at one moment, with everything that is the same for all their certificates worked
//! out once.

use chancery_app::authority::OpenAuthority;
use chancery_app::ports::AuthorityError;
use chancery_domain::hierarchy::NameConstraints;
use chancery_domain::issuance::IssuerKey;
use chancery_pki::certificate::CertificateFacts;
use chancery_pki::leaf::{IssuerTemplate, Pointers};
use chancery_pki::private_key::Signer;
use std::collections::HashMap;
use std::fmt::Display;
use std::sync::Arc;

/// Certificates of one path at most; a longer one is a loop of cross-signatures.
const PATH_MAX: usize = 8;

/// One authority.
pub(super) struct Issuer {
    pub(super) id: String,
    pub(super) template: IssuerTemplate,
    pub(super) certificate: Arc<CertificateFacts>,
    pub(super) signer: Arc<dyn Signer>,
    /// Name constraints of its own certificate and of those above it on the first chain.
    pub(super) constraints: Vec<NameConstraints>,
    /// Whether its certificate and those above allow certificates for client authentication.
    pub(super) client_auth: bool,
    /// Its certificate first, the root last.
    pub(super) chains: Vec<Vec<Vec<u8>>>,
}

/// All authorities.
pub(super) struct State {
    issuers: HashMap<String, Issuer>,
    active: HashMap<IssuerKey, String>,
    order: Vec<String>,
}

impl State {
    pub(super) fn new(authorities: Vec<OpenAuthority>) -> Result<Self, AuthorityError> {
        let mut state = State { issuers: HashMap::new(), active: HashMap::new(), order: Vec::new() };
        if !authorities.iter().any(|authority| authority.parent.is_none()) {
            return Err(AuthorityError::NoIssuer("root".to_owned()));
        }
        for authority in &authorities {
            let issuer = prepare(authority, &authorities)?;
            if !authority.brand.is_empty() && authority.stage.signs_certificates() {
                let key = IssuerKey { brand: authority.brand.clone(), family: authority.family };
                state.active.insert(key, authority.id.clone());
            }
            state.order.push(authority.id.clone());
            state.issuers.insert(authority.id.clone(), issuer);
        }
        Ok(state)
    }

    /// Whoever signs for a brand and family now.
    pub(super) fn active(&self, key: &IssuerKey) -> Result<&Issuer, AuthorityError> {
        let id = self.active.get(key).ok_or_else(|| AuthorityError::NoIssuer(key.to_string()))?;
        self.named(id)
    }

    pub(super) fn named(&self, id: &str) -> Result<&Issuer, AuthorityError> {
        self.issuers.get(id).ok_or_else(|| AuthorityError::NoIssuer(id.to_owned()))
    }

    /// Every id, in the register's order: roots first.
    pub(super) fn ids(&self) -> Vec<String> {
        self.order.clone()
    }
}

fn prepare(authority: &OpenAuthority, all: &[OpenAuthority]) -> Result<Issuer, AuthorityError> {
    let unfit = |error: &dyn Display| AuthorityError::Unavailable(format!("{}: {error}", authority.id));
    let template =
        IssuerTemplate::new(&authority.certificate_der, authority.signer.as_ref(), &Pointers::default())
            .map_err(|error| unfit(&error))?;
    let chains = paths(authority, all, 0);
    let first = chains.first().ok_or_else(|| unfit(&"there is no path from it to a root"))?;
    let mut constraints = Vec::new();
    let mut client_auth = true;
    for der in first {
        let facts = CertificateFacts::parse(der).map_err(|error| unfit(&error))?;
        let usages = &facts.extensions.extended_key_usage;
        client_auth &= usages.is_empty() || usages.iter().any(|usage| usage == CLIENT_AUTH);
        constraints.extend(facts.extensions.name_constraints.filter(|names| !names.is_empty()));
    }
    Ok(Issuer {
        id: authority.id.clone(),
        certificate: Arc::new(template.certificate().clone()),
        template,
        signer: authority.signer.clone(),
        constraints,
        client_auth,
        chains,
    })
}

/// id-kp-clientAuth.
const CLIENT_AUTH: &str = "1.3.6.1.5.5.7.3.2";

/// Every path from an authority up to a root, its own certificate's first, cross-signed ones after it.
fn paths(authority: &OpenAuthority, all: &[OpenAuthority], depth: usize) -> Vec<Vec<Vec<u8>>> {
    if depth >= PATH_MAX {
        return Vec::new();
    }
    let above = |id: &str| {
        let found = all.iter().find(|other| other.id == id);
        found.map(|found| paths(found, all, depth + 1)).unwrap_or_default()
    };
    let mut out = Vec::new();
    let mut push = |certificate: &[u8], rest: Vec<Vec<Vec<u8>>>| {
        out.extend(rest.into_iter().map(|path| [vec![certificate.to_vec()], path].concat()));
    };
    match &authority.parent {
        // A root, or an authority whose certificates above have no record here.
        None => push(&authority.certificate_der, vec![authority.above.clone()]),
        Some(parent) => push(&authority.certificate_der, above(parent)),
    }
    for cross in &authority.cross_certificates {
        push(&cross.certificate_der, above(&cross.signed_by));
    }
    out
}
