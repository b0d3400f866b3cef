//! Keys in a hardware module, judged on SoftHSM: made, found again, signed with side by side, lost and back.
//!
//! SoftHSM reads its folder from an environment variable when it starts, once per process, so each test runs its part
//! in a process of its own: this very program, asked for the one test that is otherwise passed over.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use chancery_app::ports::KeyModule;
use chancery_connectors::authority::{Pkcs11Module, Pkcs11Settings};
use chancery_domain::key::{KeyAlgorithm, KeyFamily};
use chancery_pki::private_key::Signer;
use chancery_pki::public_key::PublicKey;
use chancery_pki::signature::{SignatureAlgorithm, verify};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use zeroize::Zeroizing;

const LIBRARIES: [&str; 3] = [
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
];

/// Runs the inner test `name` with a fresh token.
fn on_a_fresh_token(name: &str) {
    let folder = tempfile::tempdir().unwrap();
    let tokens = folder.path().join("tokens");
    std::fs::create_dir(&tokens).unwrap();
    let configuration = folder.path().join("softhsm2.conf");
    std::fs::write(
        &configuration,
        format!("directories.tokendir = {}\nlog.level = ERROR\n", tokens.display()),
    )
    .unwrap();
    let made = Command::new("softhsm2-util")
        .args(["--init-token", "--free", "--label", "chancery", "--pin", "1234", "--so-pin", "5678"])
        .env("SOFTHSM2_CONF", &configuration)
        .output()
        .expect("softhsm2-util is installed (Debian package softhsm2)");
    assert!(made.status.success(), "{made:?}");
    let ran = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--ignored", "--nocapture"])
        .env("SOFTHSM2_CONF", &configuration)
        .env("CHANCERY_TEST_TOKENS", &tokens)
        .output()
        .unwrap();
    let text = format!("{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success() && text.contains("1 passed"), "{text}");
}

fn module(pin: &str) -> Pkcs11Module {
    let library = LIBRARIES.iter().find(|path| Path::new(path).exists()).expect("SoftHSM's library");
    Pkcs11Module::new(Pkcs11Settings {
        module: PathBuf::from(library),
        token: "chancery".into(),
        pin: Zeroizing::new(pin.into()),
        sessions_max: 4,
    })
}

fn check(signer: &dyn Signer, message: &[u8]) {
    let signature = signer.sign(message).unwrap();
    let key = PublicKey::from_spki(&signer.public_key_spki().unwrap()).unwrap();
    let hash_bits = if signer.algorithm() == KeyAlgorithm::P384 { 384 } else { 256 };
    let is_rsa = signer.algorithm().family() == KeyFamily::Rsa;
    verify(&SignatureAlgorithm::Known { name: "", is_rsa, hash_bits }, &key, message, &signature).unwrap();
}

#[test]
fn every_kind_of_key_is_made_found_again_and_signs() {
    on_a_fresh_token("inner_every_kind");
}

#[test]
#[ignore = "run by the test of the same name without inner_"]
fn inner_every_kind() {
    let module = module("1234");
    for algorithm in [KeyAlgorithm::P256, KeyAlgorithm::P384, KeyAlgorithm::Rsa2048] {
        let label = format!("key {algorithm}");
        let made = module.make(&label, algorithm).unwrap();
        let again = module.make(&label, algorithm).unwrap();
        let spki = made.public_key_spki().unwrap();
        assert_eq!(again.public_key_spki().unwrap(), spki, "the key of before, not a second one");
        let opened = module.open(&label, &spki).unwrap();
        for signer in [&made, &again, &opened] {
            check(signer.as_ref(), b"message");
        }
        let other = if algorithm == KeyAlgorithm::P256 { KeyAlgorithm::P384 } else { KeyAlgorithm::P256 };
        assert!(module.make(&label, other).is_err(), "a key of another kind is not passed off");
    }
    let (one, two) =
        (module.make("one", KeyAlgorithm::P256).unwrap(), module.make("two", KeyAlgorithm::P256).unwrap());
    let mixed = module.open("two", &one.public_key_spki().unwrap()).unwrap();
    assert!(mixed.sign(b"x").unwrap_err().to_string().contains("labelled \"two\""));
    check(two.as_ref(), b"x");
}

#[test]
fn many_threads_share_few_sessions() {
    on_a_fresh_token("inner_many_threads");
}

#[test]
#[ignore = "run by the test of the same name without inner_"]
fn inner_many_threads() {
    let signer = module("1234").make("shared", KeyAlgorithm::P256).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..16_u8 {
            let signer: &Arc<dyn Signer> = &signer;
            scope.spawn(move || {
                for turn in 0..8_u8 {
                    check(signer.as_ref(), &[thread, turn]);
                }
            });
        }
    });
}

#[test]
fn a_token_that_is_lost_and_comes_back_signs_again() {
    on_a_fresh_token("inner_lost_and_back");
}

#[test]
#[ignore = "run by the test of the same name without inner_"]
fn inner_lost_and_back() {
    let module = module("1234");
    let signer = module.make("lost", KeyAlgorithm::P256).unwrap();
    check(signer.as_ref(), b"before");
    let tokens = PathBuf::from(std::env::var("CHANCERY_TEST_TOKENS").unwrap());
    let away = tokens.with_file_name("away");
    for round in 0..3_u8 {
        std::fs::rename(&tokens, &away).unwrap();
        std::fs::create_dir(&tokens).unwrap();
        let error = signer.sign(b"meanwhile").unwrap_err().to_string();
        assert!(error.contains("hardware module cannot be used"), "{error}");
        assert!(!error.contains("1234"), "no PIN in errors");
        assert!(signer.sign(b"meanwhile").is_err());
        std::fs::remove_dir_all(&tokens).unwrap();
        std::fs::rename(&away, &tokens).unwrap();
        check(signer.as_ref(), &[round]);
    }
}

#[test]
fn a_wrong_pin_is_tried_once_and_shown_nowhere() {
    on_a_fresh_token("inner_wrong_pin");
}

#[test]
#[ignore = "run by the test of the same name without inner_"]
fn inner_wrong_pin() {
    let wrong = module("9999");
    for _ in 0..5 {
        let error = wrong.make("x", KeyAlgorithm::P256).unwrap_err().to_string();
        assert!(error.contains("refused the PIN") && !error.contains("9999"), "{error}");
    }
    assert!(!format!("{wrong:?}").contains("9999"), "{wrong:?}");
    check(module("1234").make("x", KeyAlgorithm::P256).unwrap().as_ref(), b"the token is not locked");
}
