//! Object identifiers of the algorithms, name attributes, extensions and containers that this floor reads or writes.

use der::oid::ObjectIdentifier;

macro_rules! identifiers {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        $($(#[$doc])* pub const $name: ObjectIdentifier = ObjectIdentifier::new_unwrap($text);)*
    };
}

identifiers! {
    /// rsaEncryption (RFC 8017).
    RSA_ENCRYPTION = "1.2.840.113549.1.1.1";
    /// sha1WithRSAEncryption, refused everywhere.
    SHA1_WITH_RSA = "1.2.840.113549.1.1.5";
    /// md5WithRSAEncryption, refused everywhere.
    MD5_WITH_RSA = "1.2.840.113549.1.1.4";
    /// RSASSA-PSS.
    RSA_PSS = "1.2.840.113549.1.1.10";
    /// sha256WithRSAEncryption.
    SHA256_WITH_RSA = "1.2.840.113549.1.1.11";
    /// sha384WithRSAEncryption.
    SHA384_WITH_RSA = "1.2.840.113549.1.1.12";
    /// sha512WithRSAEncryption.
    SHA512_WITH_RSA = "1.2.840.113549.1.1.13";
    /// id-ecPublicKey (RFC 5480).
    EC_PUBLIC_KEY = "1.2.840.10045.2.1";
    /// NIST P-256.
    CURVE_P256 = "1.2.840.10045.3.1.7";
    /// NIST P-384.
    CURVE_P384 = "1.3.132.0.34";
    /// NIST P-521.
    CURVE_P521 = "1.3.132.0.35";
    /// secp256k1.
    CURVE_SECP256K1 = "1.3.132.0.10";
    /// The SM2 curve.
    CURVE_SM2 = "1.2.156.10197.1.301";
    /// ecdsa-with-SHA1, refused everywhere.
    ECDSA_WITH_SHA1 = "1.2.840.10045.4.1";
    /// ecdsa-with-SHA256.
    ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
    /// ecdsa-with-SHA384.
    ECDSA_WITH_SHA384 = "1.2.840.10045.4.3.3";
    /// ecdsa-with-SHA512.
    ECDSA_WITH_SHA512 = "1.2.840.10045.4.3.4";
    /// SM2 signature with SM3.
    SM2_WITH_SM3 = "1.2.156.10197.1.501";
    /// Ed25519.
    ED25519 = "1.3.101.112";
    /// DSA.
    DSA = "1.2.840.10040.4.1";
    /// Hash function SHA-256.
    SHA256 = "2.16.840.1.101.3.4.2.1";
    /// Hash function SHA-1, in the names of certificates that OCSP requests carry and nowhere else.
    SHA1 = "1.3.14.3.2.26";

    /// commonName.
    COMMON_NAME = "2.5.4.3";
    /// serialNumber (of a subject).
    SUBJECT_SERIAL = "2.5.4.5";
    /// countryName.
    COUNTRY = "2.5.4.6";
    /// localityName.
    LOCALITY = "2.5.4.7";
    /// stateOrProvinceName.
    PROVINCE = "2.5.4.8";
    /// streetAddress.
    STREET = "2.5.4.9";
    /// organizationName.
    ORGANIZATION = "2.5.4.10";
    /// organizationalUnitName.
    DEPARTMENT = "2.5.4.11";
    /// businessCategory.
    BUSINESS_CATEGORY = "2.5.4.15";
    /// jurisdictionCountryName of the EV Guidelines.
    JURISDICTION_COUNTRY = "1.3.6.1.4.1.311.60.2.1.3";
    /// postalCode.
    POSTAL_CODE = "2.5.4.17";
    /// emailAddress (PKCS#9).
    EMAIL = "1.2.840.113549.1.9.1";
    /// domainComponent.
    DOMAIN_COMPONENT = "0.9.2342.19200300.100.1.25";
    /// userId.
    USER_ID = "0.9.2342.19200300.100.1.1";

    /// extensionRequest (PKCS#9), the attribute of a CSR that carries extensions.
    EXTENSION_REQUEST = "1.2.840.113549.1.9.14";
    /// friendlyName (PKCS#9).
    FRIENDLY_NAME = "1.2.840.113549.1.9.20";
    /// localKeyId (PKCS#9).
    LOCAL_KEY_ID = "1.2.840.113549.1.9.21";
    /// x509Certificate (PKCS#9), the certificate type in PKCS#12.
    X509_CERTIFICATE = "1.2.840.113549.1.9.22.1";

    /// subjectKeyIdentifier.
    SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
    /// keyUsage.
    KEY_USAGE = "2.5.29.15";
    /// acmeIdentifier (RFC 8737 section 6.1).
    ACME_IDENTIFIER = "1.3.6.1.5.5.7.1.31";
    /// subjectAltName.
    SUBJECT_ALT_NAME = "2.5.29.17";
    /// basicConstraints.
    BASIC_CONSTRAINTS = "2.5.29.19";
    /// cRLNumber.
    CRL_NUMBER = "2.5.29.20";
    /// cRLReasons.
    CRL_REASON = "2.5.29.21";
    /// issuingDistributionPoint.
    ISSUING_DISTRIBUTION_POINT = "2.5.29.28";
    /// nameConstraints.
    NAME_CONSTRAINTS = "2.5.29.30";
    /// cRLDistributionPoints.
    CRL_DISTRIBUTION_POINTS = "2.5.29.31";
    /// certificatePolicies.
    CERTIFICATE_POLICIES = "2.5.29.32";
    /// anyPolicy.
    ANY_POLICY = "2.5.29.32.0";
    /// authorityKeyIdentifier.
    AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";
    /// extKeyUsage.
    EXTENDED_KEY_USAGE = "2.5.29.37";
    /// authorityInfoAccess.
    AUTHORITY_INFO_ACCESS = "1.3.6.1.5.5.7.1.1";
    /// id-ad-ocsp.
    ACCESS_OCSP = "1.3.6.1.5.5.7.48.1";
    /// id-ad-caIssuers.
    ACCESS_CA_ISSUERS = "1.3.6.1.5.5.7.48.2";
    /// The poison of a precertificate (RFC 6962 section 3.1).
    PRECERTIFICATE_POISON = "1.3.6.1.4.1.11129.2.4.3";
    /// The list of signed certificate timestamps (RFC 6962 section 3.3).
    SIGNED_TIMESTAMPS = "1.3.6.1.4.1.11129.2.4.2";
    /// id-kp-serverAuth.
    SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    /// id-kp-clientAuth.
    CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    /// id-kp-OCSPSigning.
    OCSP_SIGNING = "1.3.6.1.5.5.7.3.9";
    /// id-pkix-ocsp-basic, the form of an OCSP answer.
    OCSP_BASIC = "1.3.6.1.5.5.7.48.1.1";
    /// id-pkix-ocsp-nonce.
    OCSP_NONCE = "1.3.6.1.5.5.7.48.1.2";
    /// id-pkix-ocsp-nocheck.
    OCSP_NO_CHECK = "1.3.6.1.5.5.7.48.1.5";

    /// PKCS#7 data.
    PKCS7_DATA = "1.2.840.113549.1.7.1";
    /// PKCS#12 pkcs8ShroudedKeyBag.
    SHROUDED_KEY_BAG = "1.2.840.113549.1.12.10.1.2";
    /// PKCS#12 certBag.
    CERTIFICATE_BAG = "1.2.840.113549.1.12.10.1.3";
    /// Sun's own key protection algorithm of JKS files.
    JAVA_KEY_PROTECTOR = "1.3.6.1.4.1.42.2.17.1.1";
}
