//! The URLs that a certificate may name: revocation list, OCSP responder, issuer's certificate.

use super::LeafError;
use crate::asn1::{oid, tag, writer};

/// URLs to put into certificates; only those that are given are written, since a pointer may be named only when it
/// answers (must-never 18).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Pointers {
    /// Revocation list (cRLDistributionPoints).
    pub crl_url: Option<String>,
    /// OCSP responder (authorityInfoAccess).
    pub ocsp_url: Option<String>,
    /// The issuer's certificate in DER (authorityInfoAccess, caIssuers).
    pub ca_issuers_url: Option<String>,
}

impl Pointers {
    /// Where a revocation list of `issuer` is found below `base` (scheme, host and port): the part that names a
    /// certificate, or the whole list.
    pub fn crl_url(base: &str, issuer: &str, shard: Option<i64>) -> String {
        match shard {
            Some(shard) => format!("{base}/crl/{issuer}/{shard}.crl"),
            None => format!("{base}/crl/{issuer}.crl"),
        }
    }

    /// Where OCSP is answered below `base`.
    pub fn ocsp_url(base: &str) -> String {
        format!("{base}/ocsp")
    }

    /// Where the certificate of `issuer` is found below `base`.
    pub fn ca_issuers_url(base: &str, issuer: &str) -> String {
        format!("{base}/ca/{issuer}.cer")
    }

    /// What a certificate of an authority names, signed by `issuer`: the whole list and the issuer's certificate.
    pub fn of_authority(base: &str, issuer: &str) -> Self {
        Pointers {
            crl_url: Some(Self::crl_url(base, issuer, None)),
            ocsp_url: None,
            ca_issuers_url: Some(Self::ca_issuers_url(base, issuer)),
        }
    }

    /// The extensions for the URLs given, one after the other.
    pub(crate) fn extensions(&self) -> Result<Vec<u8>, LeafError> {
        let mut out = Vec::new();
        let mut access = Vec::new();
        for (method, url) in
            [(oid::ACCESS_OCSP, &self.ocsp_url), (oid::ACCESS_CA_ISSUERS, &self.ca_issuers_url)]
        {
            if let Some(url) = url {
                access.extend(writer::sequence(&[&writer::oid(method), &uri(url)?]));
            }
        }
        if !access.is_empty() {
            let value = writer::element(tag::SEQUENCE, &access);
            out.extend(writer::extension(oid::AUTHORITY_INFO_ACCESS, false, &value));
        }
        if let Some(url) = &self.crl_url {
            // DistributionPoint { distributionPoint [0] { fullName [0] { URI } } }
            let full_name = writer::element(tag::context(0), &uri(url)?);
            let point = writer::sequence(&[&writer::element(tag::context(0), &full_name)]);
            out.extend(writer::extension(oid::CRL_DISTRIBUTION_POINTS, false, &writer::sequence(&[&point])));
        }
        Ok(out)
    }
}

/// A URI as a `GeneralName`. BR 7.1.2.7.7 and 7.1.2.11.2 allow only the scheme http in these places.
fn uri(url: &str) -> Result<Vec<u8>, LeafError> {
    let printable = url.bytes().all(|byte| byte.is_ascii_graphic());
    if url.starts_with("http://") && printable {
        Ok(writer::element(tag::context_primitive(6), url.as_bytes()))
    } else {
        Err(LeafError::Url(url.to_owned()))
    }
}
