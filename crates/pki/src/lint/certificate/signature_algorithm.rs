//! Only the signature algorithms of the Baseline Requirements, byte for byte, parameters and all, and for the SM2
//! hierarchy SM2 with SM3.

use crate::lint::CertificateCheck;
use crate::lint::Trust;
use crate::lint::names::hexadecimal;
use crate::lint::rule::Rule;

/// RSASSA-PKCS1-v1_5 up to the last byte of the identifier, which tells the hash function.
const RSA: &[u8] = &[0x30, 0x0d, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1];
/// ECDSA up to the last byte of the identifier.
const ECDSA: &[u8] = &[0x30, 0x0a, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3];

/// SM2 with SM3 (GM/T 0015), without parameters.
const SM2: &[u8] = &[0x30, 0x0a, 6, 8, 0x2a, 0x81, 0x1c, 0xcf, 0x55, 1, 0x83, 0x75];

/// Whether the bytes are the `AlgorithmIdentifier` of SM2 with SM3; where it may stand is another rule's business.
pub(in crate::lint) fn is_sm2(algorithm: &[u8]) -> bool {
    algorithm == SM2
}

/// Whether the bytes are an `AlgorithmIdentifier` that BR 7.1.3.2 lists: RSA or ECDSA with SHA-256, SHA-384 or SHA-512.
/// RSASSA-PSS, which is listed too, is never used here. Private hierarchies may use SM2 with SM3 as well.
pub(in crate::lint) fn is_listed(algorithm: &[u8], trust: Trust) -> bool {
    match algorithm {
        sm2 if is_sm2(sm2) => trust == Trust::Private,
        [head @ .., 0x0b..=0x0d, 5, 0] if head == RSA => true,
        [head @ .., 2..=4] if head == ECDSA => true,
        _ => false,
    }
}

pub(super) const RULE: Rule<CertificateCheck> = Rule::error("BR 7.1.3.2", |certificate, context, report| {
    if !is_listed(certificate.algorithm, context.trust) {
        report.found(format!("the signature algorithm {} is not listed", hexadecimal(certificate.algorithm)));
    }
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_listed_bytes_and_nothing_else() {
        for (hexadecimal, listed) in [
            ("300d06092a864886f70d01010b0500", true),
            ("300d06092a864886f70d01010c0500", true),
            ("300d06092a864886f70d01010d0500", true),
            ("300a06082a8648ce3d040302", true),
            ("300a06082a8648ce3d040303", true),
            ("300a06082a8648ce3d040304", true),
            // SHA-1, SHA-224, without NULL, with a NULL too many.
            ("300d06092a864886f70d0101050500", false),
            ("300d06092a864886f70d01010e0500", false),
            ("300b06092a864886f70d01010b", false),
            ("300a06082a8648ce3d040301", false),
            ("300c06082a8648ce3d0403020500", false),
            ("", false),
            ("02", false),
        ] {
            let bytes = hex::decode(hexadecimal).unwrap_or_default();
            assert_eq!(is_listed(&bytes, Trust::Public), listed, "{hexadecimal}");
            assert_eq!(is_listed(&bytes, Trust::Private), listed, "{hexadecimal}");
        }
        assert!(is_listed(SM2, Trust::Private) && !is_listed(SM2, Trust::Public));
    }
}
