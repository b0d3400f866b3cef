//! Only RSA, P-256, P-384, P-521 and, in the SM2 hierarchy, SM2 keys, their algorithm in the one form listed, RSA of
//! a sound size.

use super::sm2_hierarchy::SM2_KEY;
use crate::lint::CertificateCheck;
use crate::lint::names::hexadecimal;
use crate::lint::read::KeyKind;
use crate::lint::rule::Rule;

/// rsaEncryption with NULL.
const RSA: &[u8] = &[0x30, 0x0d, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0];
/// id-ecPublicKey with prime256v1.
const P256: &[u8] =
    &[0x30, 0x13, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
/// id-ecPublicKey with secp384r1.
const P384: &[u8] = &[0x30, 0x10, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 6, 5, 0x2b, 0x81, 4, 0, 0x22];
/// id-ecPublicKey with secp521r1.
const P521: &[u8] = &[0x30, 0x10, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 6, 5, 0x2b, 0x81, 4, 0, 0x23];

pub(super) const RULE: Rule<CertificateCheck> = Rule::error(
    "BR 7.1.3.1, 6.1.5, 6.1.6",
    |certificate, context, report| {
        let key = &certificate.key;
        let point_length = match key.algorithm {
            a if a == RSA => 0,
            a if a == P256 => 65,
            a if a == P384 => 97,
            a if a == P521 => 133,
            // Where it may stand is the rule `sm2_hierarchy`.
            a if a == SM2_KEY => 65,
            other => {
                report.found(format!("the key algorithm {} is not listed", hexadecimal(other)));
                return;
            }
        };
        match key.kind {
            KeyKind::Rsa { modulus, exponent } => {
                let zeros = modulus.first().map_or(0, |first| first.leading_zeros() as usize);
                let bits = modulus.len() * 8 - zeros.min(modulus.len() * 8);
                let keys = &context.policy.keys;
                if bits < keys.rsa_bits_min || !bits.is_multiple_of(keys.rsa_bits_multiple) {
                    let (least, multiple) = (keys.rsa_bits_min, keys.rsa_bits_multiple);
                    report.found(format!(
                        "an RSA key of {bits} bits; it has to be at least {least} and a multiple of {multiple}"
                    ));
                }
                if exponent.last().is_none_or(|last| last & 1 == 0) || matches!(exponent, [1]) {
                    report.found("the RSA exponent is not an odd number of at least 3");
                }
                if modulus.last().is_none_or(|last| last & 1 == 0) {
                    report.found("the RSA modulus is even");
                }
            }
            // RFC 5480 section 2.2: 4 begins the uncompressed form, the only one that everyone reads.
            KeyKind::Ec { point } => {
                if point.len() != point_length || point.first() != Some(&4) {
                    report.found("the elliptic curve point is not in the uncompressed form of its curve");
                }
            }
            KeyKind::Other => {}
        }
    },
);
