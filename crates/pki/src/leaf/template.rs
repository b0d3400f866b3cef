//! The template of one issuer: everything that is the same in all its certificates is encoded once (G1).

use super::{LeafError, LeafProfile, OrganizationSubject, Pointers, San, key_identifier, serial};
use crate::asn1::{oid, tag, time_der, writer};
use crate::certificate::CertificateFacts;
use crate::distinguished_name::push_attribute;
use crate::private_key::Signer;
use crate::public_key::{PublicKey, PublicKeyKind};
use chancery_domain::key::{KeyAlgorithm, KeyFamily};
use chancery_domain::time::Timestamp;

/// What differs from certificate to certificate.
#[derive(Clone, Copy, Debug)]
pub struct LeafRequest<'a> {
    /// The serial number, big endian; see [`serial::from_chance`].
    pub serial: &'a [u8],
    /// First second of validity.
    pub not_before: Timestamp,
    /// Last second of validity (inclusive).
    pub not_after: Timestamp,
    /// The names, the order being kept.
    pub names: &'a [San],
    /// The common name: a byte copy of one of the names, or none.
    pub common_name: Option<&'a str>,
    /// The organisation, for OV and EV.
    pub organization: Option<&'a OrganizationSubject>,
    /// The subscriber's public key.
    pub spki_der: &'a [u8],
    /// Usages and policies.
    pub profile: &'a LeafProfile,
}

/// An issuer's certificate prepared for issuing.
#[derive(Clone, Debug)]
pub struct IssuerTemplate {
    certificate: CertificateFacts,
    key_algorithm: KeyAlgorithm,
    signature_algorithm: Vec<u8>,
    authority_key_identifier: Vec<u8>,
    basic_constraints: Vec<u8>,
    pointers: Vec<u8>,
    usage_rsa: Vec<u8>,
    usage_ecc: Vec<u8>,
    usage_sm2_signature: Vec<u8>,
    usage_sm2_encryption: Vec<u8>,
}

impl IssuerTemplate {
    /// Prepares an issuer from its certificate, the key it signs with, and the URLs its certificates shall name.
    ///
    /// # Errors
    /// [`LeafError`] when the certificate is no CA's, or the key is not its own.
    pub fn new(issuer_der: &[u8], key: &dyn Signer, pointers: &Pointers) -> Result<Self, LeafError> {
        let certificate = CertificateFacts::parse(issuer_der)?;
        if !certificate.is_ca() {
            return Err(LeafError::IssuerUnfit("it is not a CA certificate"));
        }
        if certificate.extensions.key_usage.is_some_and(|usage| !usage.key_cert_sign) {
            return Err(LeafError::IssuerUnfit("its key usage does not allow signing certificates"));
        }
        let Some(key_identifier) = &certificate.extensions.subject_key_identifier else {
            return Err(LeafError::IssuerUnfit("it has no subject key identifier"));
        };
        if key.public_key_spki()? != certificate.public_key.spki() {
            return Err(LeafError::OtherIssuerKey);
        }
        let authority = writer::sequence(&[&writer::element(tag::context_primitive(0), key_identifier)]);
        // digitalSignature (0), and keyEncipherment (2) for the RSA key exchange of TLS 1.2 (BR 7.1.2.7.11).
        let usage = |bits: &[u8]| writer::extension(oid::KEY_USAGE, true, &writer::named_bits(bits));
        Ok(Self {
            key_algorithm: key.algorithm(),
            signature_algorithm: key.signature_algorithm(),
            authority_key_identifier: writer::extension(oid::AUTHORITY_KEY_IDENTIFIER, false, &authority),
            basic_constraints: writer::extension(oid::BASIC_CONSTRAINTS, true, &writer::sequence(&[])),
            pointers: pointers.extensions()?,
            usage_rsa: usage(&[0, 2]),
            usage_ecc: usage(&[0]),
            // GM/T 0015: digitalSignature and nonRepudiation in one, keyEncipherment, dataEncipherment and keyAgreement
            // in the other certificate of a pair.
            usage_sm2_signature: usage(&[0, 1]),
            usage_sm2_encryption: usage(&[2, 3, 4]),
            certificate,
        })
    }

    /// The issuer's certificate.
    pub fn certificate(&self) -> &CertificateFacts {
        &self.certificate
    }

    /// The issuer's key.
    pub fn key_algorithm(&self) -> KeyAlgorithm {
        self.key_algorithm
    }

    /// Writes the to-be-signed bytes of a certificate, with the template's pointers.
    ///
    /// # Errors
    /// [`LeafError`] names the rule that the request breaks.
    pub fn tbs(&self, request: &LeafRequest<'_>) -> Result<Vec<u8>, LeafError> {
        self.write(request, &self.pointers, &[])
    }

    /// Writes the to-be-signed bytes with pointers of its own in place of the template's; those of a precertificate
    /// end with its poison (RFC 6962 section 3.1).
    ///
    /// # Errors
    /// [`LeafError`] names the rule that the request breaks.
    pub fn tbs_with(
        &self,
        request: &LeafRequest<'_>,
        pointers: &Pointers,
        precertificate: bool,
    ) -> Result<Vec<u8>, LeafError> {
        let poison = if precertificate {
            writer::extension(oid::PRECERTIFICATE_POISON, true, &writer::null())
        } else {
            Vec::new()
        };
        self.write(request, &pointers.extensions()?, &poison)
    }

    fn write(&self, request: &LeafRequest<'_>, pointers: &[u8], last: &[u8]) -> Result<Vec<u8>, LeafError> {
        self.check_validity(request)?;
        if !serial::is_allowed(request.serial) {
            return Err(LeafError::Serial);
        }
        let public = PublicKey::from_spki(request.spki_der).map_err(|_| LeafError::SubjectKey)?;
        let usage = match (public.kind(), public.algorithm().map(KeyAlgorithm::family)) {
            (_, Some(KeyFamily::Sm2)) if request.profile.is_for_encryption() => &self.usage_sm2_encryption,
            (_, Some(KeyFamily::Sm2)) => &self.usage_sm2_signature,
            _ if request.profile.is_for_encryption() => return Err(LeafError::SubjectKey),
            (PublicKeyKind::Rsa { .. }, Some(KeyFamily::Rsa)) => &self.usage_rsa,
            (_, Some(KeyFamily::Ecc)) => &self.usage_ecc,
            _ => return Err(LeafError::SubjectKey),
        };
        let subject = subject(request)?;
        let subject_is_empty = subject.len() == 2;
        let names = alternative_names(request.names)?;
        let identifier = writer::octet_string(&key_identifier(public.key_bits()));

        let extensions = writer::sequence(&[
            &self.authority_key_identifier,
            &writer::extension(oid::SUBJECT_KEY_IDENTIFIER, false, &identifier),
            usage,
            request.profile.extensions(),
            &self.basic_constraints,
            pointers,
            // RFC 5280 section 4.2.1.6: critical when the subject is empty.
            &writer::extension(oid::SUBJECT_ALT_NAME, subject_is_empty, &names),
            last,
        ]);
        let validity = writer::sequence(&[&time_der(request.not_before), &time_der(request.not_after)]);
        Ok(writer::sequence(&[
            // Version 3 is written as 2.
            &[0xa0, 3, tag::INTEGER, 1, 2],
            &writer::unsigned_integer(request.serial),
            &self.signature_algorithm,
            // Must-never 18: the very bytes of the CA's subject.
            &self.certificate.subject_der,
            &validity,
            &subject,
            request.spki_der,
            &writer::element(tag::context(3), &extensions),
        ]))
    }

    /// Signs to-be-signed bytes and returns the certificate.
    ///
    /// # Errors
    /// [`LeafError::OtherIssuerKey`] for a key of another kind than the template's, or the signing failure.
    pub fn sign(&self, tbs: &[u8], key: &dyn Signer) -> Result<Vec<u8>, LeafError> {
        if key.algorithm() != self.key_algorithm {
            return Err(LeafError::OtherIssuerKey);
        }
        let signature = key.sign(tbs)?;
        Ok(self.assemble(tbs, &signature))
    }

    /// Puts a certificate together from signed bytes and their signature.
    pub fn assemble(&self, tbs: &[u8], signature: &[u8]) -> Vec<u8> {
        writer::sequence(&[tbs, &self.signature_algorithm, &writer::bit_string(signature)])
    }

    fn check_validity(&self, request: &LeafRequest<'_>) -> Result<(), LeafError> {
        if request.not_after < request.not_before {
            return Err(LeafError::EmptyValidity);
        }
        let issuer = &self.certificate;
        // Must-never 17: no leaf outlives its issuer. It may begin before it: leaves are backdated, and an issuer may have
        // been made elsewhere a moment ago (RFC 5280 section 6.1 looks at each certificate's own validity).
        if request.not_after > issuer.not_after {
            return Err(LeafError::OutsideIssuerValidity {
                not_before: request.not_before.rfc3339(),
                not_after: request.not_after.rfc3339(),
                issuer_not_before: issuer.not_before.rfc3339(),
                issuer_not_after: issuer.not_after.rfc3339(),
            });
        }
        Ok(())
    }
}

fn subject(request: &LeafRequest<'_>) -> Result<Vec<u8>, LeafError> {
    let mut content = Vec::new();
    if let Some(organization) = request.organization {
        if let Some(extended) = &organization.extended {
            push_attribute(&mut content, oid::JURISDICTION_COUNTRY, &extended.jurisdiction_country);
            push_attribute(&mut content, oid::BUSINESS_CATEGORY, &extended.business_category);
            push_attribute(&mut content, oid::SUBJECT_SERIAL, &extended.registration_number);
        }
        // BR 7.1.4.2: these stand in this order.
        push_attribute(&mut content, oid::COUNTRY, &organization.country);
        if let Some(province) = &organization.province {
            push_attribute(&mut content, oid::PROVINCE, province);
        }
        if let Some(locality) = &organization.locality {
            push_attribute(&mut content, oid::LOCALITY, locality);
        }
        push_attribute(&mut content, oid::ORGANIZATION, &organization.organization);
    }
    if let Some(common_name) = request.common_name {
        if !request.names.iter().any(|name| name.text() == common_name) {
            return Err(LeafError::CommonNameElsewhere(common_name.to_owned()));
        }
        if common_name.len() > 64 {
            return Err(LeafError::CommonNameTooLong(common_name.to_owned()));
        }
        push_attribute(&mut content, oid::COMMON_NAME, common_name);
    }
    Ok(writer::element(tag::SEQUENCE, &content))
}

fn alternative_names(names: &[San]) -> Result<Vec<u8>, LeafError> {
    if names.is_empty() {
        return Err(LeafError::NoNames);
    }
    let mut content = Vec::with_capacity(names.len() * 24);
    for name in names {
        name.push(&mut content)?;
    }
    Ok(writer::element(tag::SEQUENCE, &content))
}
