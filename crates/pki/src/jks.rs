//! Java key stores of the old type JKS: one key with its chain, written by hand after Sun's `JavaKeyStore`.
//!
//! Its protection is SHA-1 only; the type is still asked for by old Tomcat set-ups, and newer ones read PKCS#12.

use crate::asn1::{oid, writer};
use crate::chance;
use crate::digest::sha1;
use crate::pfx::{PfxError, check_password};
use crate::private_key::PrivateKey;
use chancery_domain::time::Timestamp;
use zeroize::Zeroizing;

const MAGIC: u32 = 0xfeed_feed;
const VERSION: u32 = 2;
/// Tag of an entry with a private key.
const PRIVATE_KEY_ENTRY: u32 = 1;
/// Put between password and content when the whole file is digested.
const WHITENER: &[u8] = b"Mighty Aphrodite";
/// Length of SHA-1 and of the salt, in bytes.
const DIGEST: usize = 20;

/// Writes a JKS file with one key and its chain, leaf first, under one password for store and key. `alias` is written
/// in lower case, as Java does.
///
/// # Errors
/// [`PfxError`] for a password, alias or certificate that cannot be used.
pub fn jks(
    key: &PrivateKey,
    chain: &[Vec<u8>],
    alias: &str,
    password: &str,
    now: Timestamp,
) -> Result<Vec<u8>, PfxError> {
    check_password(password)?;
    if chain.is_empty() {
        return Err(PfxError::NoCertificate);
    }
    // Java takes the characters as UTF-16, big endian, without an end mark.
    let password: Zeroizing<Vec<u8>> =
        Zeroizing::new(password.encode_utf16().flat_map(u16::to_be_bytes).collect());
    let mut file = Vec::new();
    for number in [MAGIC, VERSION, 1, PRIVATE_KEY_ENTRY] {
        file.extend(number.to_be_bytes());
    }
    push_text(&mut file, &alias.to_lowercase())?;
    file.extend(now.0.saturating_mul(1_000).to_be_bytes());
    push_bytes(&mut file, &protect(key.pkcs8_der(), &password)?)?;
    let count = u32::try_from(chain.len()).map_err(|_| PfxError::Writing("the chain is too long"))?;
    file.extend(count.to_be_bytes());
    for der in chain {
        push_text(&mut file, "X.509")?;
        push_bytes(&mut file, der)?;
    }
    let digest = sha1(&Zeroizing::new([&password, WHITENER, &file].concat()));
    file.extend(digest);
    Ok(file)
}

/// Sun's `KeyProtector`: a key stream of chained SHA-1 digests, and a digest of the plain key as check.
fn protect(plain: &[u8], password: &[u8]) -> Result<Vec<u8>, PfxError> {
    let salt: [u8; DIGEST] = chance::bytes()?;
    let mut protected = Vec::with_capacity(plain.len() + 2 * DIGEST);
    protected.extend(salt);
    let mut stream = salt;
    for block in plain.chunks(DIGEST) {
        stream = sha1(&Zeroizing::new([password, &stream].concat()));
        protected.extend(block.iter().zip(stream).map(|(byte, mask)| byte ^ mask));
    }
    protected.extend(sha1(&Zeroizing::new([password, plain].concat())));
    let algorithm = writer::sequence(&[&writer::oid(oid::JAVA_KEY_PROTECTOR), &writer::null()]);
    Ok(writer::sequence(&[&algorithm, &writer::octet_string(&protected)]))
}

/// A text with its length in two bytes. Java's "modified UTF-8" equals ASCII for what is allowed here.
fn push_text(out: &mut Vec<u8>, text: &str) -> Result<(), PfxError> {
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(PfxError::Writing("the alias must consist of ASCII characters without blanks"));
    }
    let length = u16::try_from(text.len()).map_err(|_| PfxError::Writing("the alias is too long"))?;
    out.extend(length.to_be_bytes());
    out.extend(text.as_bytes());
    Ok(())
}

/// Bytes with their length in four bytes.
fn push_bytes(out: &mut Vec<u8>, bytes: &[u8]) -> Result<(), PfxError> {
    let length = u32::try_from(bytes.len()).map_err(|_| PfxError::Writing("a certificate is too long"))?;
    out.extend(length.to_be_bytes());
    out.extend(bytes);
    Ok(())
}
