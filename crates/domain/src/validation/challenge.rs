//! What the applicant is asked to publish: one challenge for each name that stands for itself.

use super::method::Method;
use crate::name::{DnsName, Name};
use serde::{Deserialize, Serialize};

/// The label under which the TXT record stands (E1, seed 002).
const TXT_LABEL: &str = "_dnsauth";

/// Directory of the file proof (E2; BR 3.2.2.4.18 names `/.well-known/pki-validation`).
const FILE_DIRECTORY: &str = "/.well-known/pki-validation/";

/// Name of the proof file (E2).
const FILE_NAME: &str = "fileauth.txt";

/// One thing to publish, and what it proves.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Challenge {
    /// The name whose control is shown.
    pub base: DnsName,
    /// The names of the certificate that this proof covers.
    pub covers: Vec<Name>,
    /// What to publish.
    pub proof: Proof,
}

/// The record or file that answers a challenge.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum Proof {
    /// A TXT record.
    Txt {
        /// Owner name in full, without a trailing dot.
        host: String,
        /// The value, good for 30 days at most (policy `challenge`).
        value: String,
    },
    /// A CNAME record. The owner's first label begins with an underscore (must never happen, number 10).
    Cname {
        /// Owner name in full, without a trailing dot.
        host: String,
        /// The target in full, without a trailing dot.
        target: String,
    },
    /// A file on the web server of the name.
    File {
        /// Host of the URL.
        host: String,
        /// Directory, with slashes at both ends.
        directory: String,
        /// File name.
        file: String,
        /// The file's whole content.
        content: String,
    },
}

impl Proof {
    /// How this proof is made.
    pub fn method(&self) -> Method {
        match self {
            Proof::Txt { .. } => Method::DnsTxt,
            Proof::Cname { .. } => Method::DnsCname,
            Proof::File { .. } => Method::File,
        }
    }

    /// The content expected: TXT value, CNAME target or file content.
    pub fn expected(&self) -> &str {
        match self {
            Proof::Txt { value, .. } => value,
            Proof::Cname { target, .. } => target,
            Proof::File { content, .. } => content,
        }
    }

    /// Record owner in full, or the URL without scheme: what a person looks for.
    pub fn place(&self) -> String {
        match self {
            Proof::Txt { host, .. } | Proof::Cname { host, .. } => host.clone(),
            Proof::File { host, directory, file, .. } => format!("{host}{directory}{file}"),
        }
    }
}

/// The names that need a proof of their own, with the names each of them covers.
///
/// By DNS a name proves itself, its wildcard and everything below it (BR 3.2.2.4.7 lets the applicant choose an
/// ancestor as the authorization domain name; we only use one that is in the certificate itself). By file a name
/// proves exactly itself (E2).
pub fn bases(names: &[Name], method: Method) -> Vec<(DnsName, Vec<Name>)> {
    let mut bases: Vec<DnsName> = Vec::new();
    for name in names {
        let base = name.base();
        let covered_by_another = method.proves_wildcards()
            && names.iter().any(|other| other.base() != base && base.is_below(other.base()));
        if !covered_by_another && !bases.contains(base) {
            bases.push(base.clone());
        }
    }
    bases
        .into_iter()
        .map(|base| {
            let covers = names
                .iter()
                .filter(|n| *n.base() == base || (method.proves_wildcards() && n.base().is_below(&base)))
                .cloned()
                .collect();
            (base, covers)
        })
        .collect()
}

/// Sets one challenge for each base, with a token for each drawn by the caller.
///
/// `draw` returns a fresh random token of letters and digits with at least 112 bits of chance (BR 1.6.1 "Random
/// Value"); `cname_zone` is the zone under which CNAME targets stand.
pub fn challenges(
    names: &[Name],
    method: Method,
    cname_zone: &str,
    mut draw: impl FnMut() -> String,
) -> Vec<Challenge> {
    bases(names, method)
        .into_iter()
        .map(|(base, covers)| {
            let token = draw();
            let proof = match method {
                Method::DnsTxt => Proof::Txt { host: format!("{TXT_LABEL}.{base}"), value: token },
                Method::DnsCname => {
                    let target = format!("{}.{cname_zone}", draw().to_ascii_lowercase());
                    Proof::Cname { host: format!("_{}.{base}", token.to_ascii_lowercase()), target }
                }
                Method::File => Proof::File {
                    host: base.to_string(),
                    directory: FILE_DIRECTORY.to_owned(),
                    file: FILE_NAME.to_owned(),
                    content: token,
                },
            };
            Challenge { base, covers, proof }
        })
        .collect()
}
