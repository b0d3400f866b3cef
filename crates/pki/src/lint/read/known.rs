//! The extensions that rules know, each with a place in a table so that looking one up costs nothing.

/// A known extension of a certificate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::lint) enum Known {
    SubjectDirectoryAttributes,
    SubjectKeyIdentifier,
    KeyUsage,
    SubjectAltName,
    IssuerAltName,
    BasicConstraints,
    NameConstraints,
    CrlDistributionPoints,
    CertificatePolicies,
    PolicyMappings,
    AuthorityKeyIdentifier,
    PolicyConstraints,
    ExtendedKeyUsage,
    FreshestCrl,
    InhibitAnyPolicy,
    AuthorityInfoAccess,
    SubjectInfoAccess,
    TlsFeature,
    OcspNoCheck,
    SctList,
    PrecertificatePoison,
}

impl Known {
    /// Places in the table.
    pub const COUNT: usize = 21;

    /// The extension with this object identifier (its content bytes).
    pub fn of(oid: &[u8]) -> Option<Self> {
        Some(match oid {
            // id-ce, 2.5.29.
            [0x55, 0x1d, last] => match last {
                9 => Known::SubjectDirectoryAttributes,
                14 => Known::SubjectKeyIdentifier,
                15 => Known::KeyUsage,
                17 => Known::SubjectAltName,
                18 => Known::IssuerAltName,
                19 => Known::BasicConstraints,
                30 => Known::NameConstraints,
                31 => Known::CrlDistributionPoints,
                32 => Known::CertificatePolicies,
                33 => Known::PolicyMappings,
                35 => Known::AuthorityKeyIdentifier,
                36 => Known::PolicyConstraints,
                37 => Known::ExtendedKeyUsage,
                46 => Known::FreshestCrl,
                54 => Known::InhibitAnyPolicy,
                _ => return None,
            },
            // id-pe, 1.3.6.1.5.5.7.1.
            [0x2b, 6, 1, 5, 5, 7, 1, last] => match last {
                1 => Known::AuthorityInfoAccess,
                11 => Known::SubjectInfoAccess,
                24 => Known::TlsFeature,
                _ => return None,
            },
            // id-pkix-ocsp-nocheck, 1.3.6.1.5.5.7.48.1.5.
            [0x2b, 6, 1, 5, 5, 7, 48, 1, 5] => Known::OcspNoCheck,
            // Certificate Transparency, 1.3.6.1.4.1.11129.2.4.
            [0x2b, 6, 1, 4, 1, 0xd6, 0x79, 2, 4, 2] => Known::SctList,
            [0x2b, 6, 1, 4, 1, 0xd6, 0x79, 2, 4, 3] => Known::PrecertificatePoison,
            _ => return None,
        })
    }

    /// Name for people.
    pub fn name(self) -> &'static str {
        match self {
            Known::SubjectDirectoryAttributes => "subjectDirectoryAttributes",
            Known::SubjectKeyIdentifier => "subjectKeyIdentifier",
            Known::KeyUsage => "keyUsage",
            Known::SubjectAltName => "subjectAltName",
            Known::IssuerAltName => "issuerAltName",
            Known::BasicConstraints => "basicConstraints",
            Known::NameConstraints => "nameConstraints",
            Known::CrlDistributionPoints => "cRLDistributionPoints",
            Known::CertificatePolicies => "certificatePolicies",
            Known::PolicyMappings => "policyMappings",
            Known::AuthorityKeyIdentifier => "authorityKeyIdentifier",
            Known::PolicyConstraints => "policyConstraints",
            Known::ExtendedKeyUsage => "extKeyUsage",
            Known::FreshestCrl => "freshestCRL",
            Known::InhibitAnyPolicy => "inhibitAnyPolicy",
            Known::AuthorityInfoAccess => "authorityInfoAccess",
            Known::SubjectInfoAccess => "subjectInfoAccess",
            Known::TlsFeature => "tlsFeature",
            Known::OcspNoCheck => "id-pkix-ocsp-nocheck",
            Known::SctList => "SignedCertificateTimestampList",
            Known::PrecertificatePoison => "precertificate poison",
        }
    }
}
