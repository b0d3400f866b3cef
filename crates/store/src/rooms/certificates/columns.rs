//! The columns that lists filter and sort by, derived from a certificate in this one place.

use crate::rooms::{codes, search};
use chancery_domain::certificate::Certificate;
use chancery_domain::ids::{AccountId, CertificateId};
use chancery_domain::key::KeyAlgorithm;
use chancery_domain::time::Timestamp;

/// A certificate's columns; its JSON is the authority.
pub(super) struct Columns<'a> {
    pub(super) id: &'a CertificateId,
    pub(super) kind: Kind,
    pub(super) project: i64,
    /// Its key is an SM2 key.
    pub(super) sm2: bool,
    pub(super) created_at: Timestamp,
    /// [`Timestamp::FOREVER`] while there is no last second of validity.
    pub(super) ends_at: Timestamp,
    pub(super) fingerprint_sha1: Option<&'a str>,
    pub(super) search_text: String,
}

/// What certificates are counted by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Kind {
    pub(super) account: AccountId,
    pub(super) stage: String,
    pub(super) usage: String,
    pub(super) uploaded: bool,
}

impl<'a> Columns<'a> {
    pub(super) fn of(certificate: &'a Certificate) -> Self {
        let validity = certificate.validity();
        let texts = [certificate.id.as_str(), &certificate.alias, &certificate.domain];
        let further = certificate.names.iter().filter(|name| **name != certificate.domain);
        Columns {
            id: &certificate.id,
            kind: Kind {
                account: certificate.account,
                stage: certificate.listed_as().code().to_owned(),
                usage: codes::usage(certificate.usage).to_owned(),
                uploaded: certificate.is_uploaded(),
            },
            project: certificate.project.0,
            sm2: certificate.algorithm == Some(KeyAlgorithm::Sm2),
            created_at: certificate.created_at,
            ends_at: validity.map_or(Timestamp::FOREVER, |validity| validity.not_after),
            fingerprint_sha1: validity.map(|validity| validity.fingerprint_sha1.as_str()),
            search_text: search::column(texts.into_iter().chain(further.map(String::as_str))),
        }
    }
}
