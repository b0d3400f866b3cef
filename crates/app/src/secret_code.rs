//! Codes of vouchers, gift cards and transfers of points: made from chance, shown once, kept only as SHA-256 (C3, C4).

use crate::ctx::Ctx;
use chancery_pki::digest::sha256_hex;
use zeroize::Zeroizing;

/// Letters and digits that are not mistaken for each other when a code is typed; 32 of them, 5 bits each.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// Characters of a code: 125 bits of chance.
const LENGTH: usize = 25;
/// Characters between two hyphens.
const GROUP: usize = 5;

/// A new code such as `7KQ2M-9XWAB-...`, and the digest that is stored.
pub(crate) fn new_code(ctx: &Ctx) -> (Zeroizing<String>, String) {
    let chance = Zeroizing::new(ctx.entropy.bytes::<LENGTH>());
    let mut code = Zeroizing::new(String::with_capacity(LENGTH + LENGTH / GROUP));
    for (position, byte) in chance.iter().enumerate() {
        if position > 0 && position % GROUP == 0 {
            code.push('-');
        }
        let letter = ALPHABET.get(usize::from(byte & 31)).copied().unwrap_or(b'2');
        code.push(char::from(letter));
    }
    let digest = digest(&code);
    (code, digest)
}

/// The digest of a code as someone typed it: hyphens, spaces and small letters make no difference.
pub(crate) fn digest(code: &str) -> String {
    let plain: Zeroizing<String> = Zeroizing::new(
        code.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_uppercase()).collect(),
    );
    sha256_hex(plain.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ctx::Entropy;
    use chancery_domain::actor::Actor;
    use chancery_domain::ids::RequestId;
    use chancery_domain::time::Timestamp;

    #[test]
    fn a_code_is_found_however_it_is_typed() {
        let ctx = Ctx {
            actor: Actor::operator(),
            now: Timestamp(0),
            request_id: RequestId("r".to_owned()),
            entropy: Entropy::new(|bytes| (0_u8..).zip(bytes).for_each(|(n, byte)| *byte = n * 9)),
        };
        let (code, stored) = new_code(&ctx);
        assert_eq!(code.len(), 29);
        assert!(code.split('-').all(|group| group.len() == 5), "{}", code.as_str());
        assert_eq!(digest(&code.to_lowercase().replace('-', " ")), stored);
        assert_ne!(digest(&code[1..]), stored);
    }
}
