//! SM2 stays among itself: SM2 keys and SM2 signatures only together, and never in public trust (trust rule "Keys").

use super::signature_algorithm::is_sm2;
use crate::lint::rule::Rule;
use crate::lint::{CertificateCheck, Trust};

/// id-ecPublicKey on the SM2 curve (GM/T 0015).
pub(super) const SM2_KEY: &[u8] = &[
    0x30, 0x13, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 6, 8, 0x2a, 0x81, 0x1c, 0xcf, 0x55, 1, 0x82, 0x2d,
];

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("trust rule on keys; BR 6.1.5, 7.1.3", |certificate, context, report| {
        let key = certificate.key.algorithm == SM2_KEY;
        let signature = is_sm2(certificate.algorithm);
        if key != signature {
            let (key, signature) = (word(key), word(signature));
            report.found(format!("{key} key under {signature} signature"));
        }
        if (key || signature) && context.trust == Trust::Public {
            report.found("SM2 is not for public trust; only the SM2 hierarchy uses it");
        }
    });

fn word(is_sm2: bool) -> &'static str {
    if is_sm2 { "an SM2" } else { "another" }
}
