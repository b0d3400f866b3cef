//! The cryptography that an issuance cannot do without: what one signature check and one signature cost here.

use anyhow::{Result, anyhow};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, UnparsedPublicKey,
};
use std::time::{Duration, Instant};

/// Rounds of each measurement; the fastest of [`TRIES`] counts, since others may use the machine.
const ROUNDS: u32 = 2_000;

/// Measurements of each.
const TRIES: usize = 5;

/// Bytes of a signed request, about.
const MESSAGE: usize = 500;

/// Time of one operation.
pub struct Floor {
    /// Checking a P-256 signature.
    pub verify: Duration,
    /// Making one.
    pub sign: Duration,
}

/// Measures both.
pub fn measure() -> Result<Floor> {
    let failed = |_| anyhow!("P-256");
    let random = SystemRandom::new();
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(failed)?;
    let message = [7; MESSAGE];
    let signature = pair.sign(&random, &message).map_err(failed)?;
    let public = pair.public_key().as_ref().to_vec();
    let verify = fastest(|| {
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &public)
            .verify(&message, signature.as_ref())
            .map_err(failed)
    })?;
    let sign = fastest(|| pair.sign(&random, &message).map(drop).map_err(failed))?;
    Ok(Floor { verify, sign })
}

fn fastest(mut once: impl FnMut() -> Result<()>) -> Result<Duration> {
    let mut best = Duration::MAX;
    for _ in 0..TRIES {
        let begun = Instant::now();
        for _ in 0..ROUNDS {
            once()?;
        }
        best = best.min(begun.elapsed() / ROUNDS);
    }
    Ok(best)
}
