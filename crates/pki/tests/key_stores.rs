//! PFX and JKS files judged by OpenSSL and by Java's keytool, each opened with its password and refused with another.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use chancery_domain::key::KeyAlgorithm;
use chancery_pki::jks::jks;
use chancery_pki::leaf::Pointers;
use chancery_pki::pfx::{PfxError, PfxProfile, ProtectedKey, pfx, random_password};
use chancery_pki::private_key::{PrivateKey, PrivateKeyError};
use common::*;
use std::path::Path;

const NAME: &str = "www.chancery-shop.com";

struct Held {
    key: PrivateKey,
    chain: Vec<Vec<u8>>,
}

fn held(algorithm: KeyAlgorithm) -> Held {
    let issuer = intermediate(&root(), KeyAlgorithm::P256, &Pointers::default());
    let key = key(algorithm);
    let leaf = leaf(&issuer, &key, &[NAME], &Pointers::default());
    Held { key, chain: vec![leaf, issuer.der] }
}

/// keytool lists the store with the password from a file, and finds one key with a chain of two.
fn keytool_accepts(folder: &Path, file: &str, store_type: &str, password: &str) {
    write(folder, "keystorePass.txt", password);
    let arguments = [
        "-J-Duser.language=en",
        "-list",
        "-v",
        "-keystore",
        file,
        "-storetype",
        store_type,
        "-storepass:file",
        "keystorePass.txt",
    ];
    let said = judge(folder, "keytool", &arguments);
    assert!(said.contains("PrivateKeyEntry") && said.contains("Certificate chain length: 2"), "{said}");
    write(folder, "keystorePass.txt", "not the password");
    assert!(!run(folder, "keytool", &arguments).status.success(), "{file} opens with any password");
}

/// OpenSSL opens the PFX, and the key in it is ours.
fn openssl_accepts(folder: &Path, file: &str, password: &str, key: &PrivateKey, extra: &[&str]) {
    write(folder, "keystorePass.txt", password);
    let mut arguments =
        vec!["pkcs12", "-in", file, "-passin", "file:keystorePass.txt", "-nodes", "-out", "opened.pem"];
    arguments.extend(extra);
    judge(folder, "openssl", &arguments);
    let opened = String::from_utf8(read(folder, "opened.pem")).unwrap();
    assert_eq!(opened.matches("BEGIN CERTIFICATE").count(), 2, "{opened}");
    judge(
        folder,
        "openssl",
        &["pkey", "-in", "opened.pem", "-pubout", "-outform", "DER", "-out", "public.der"],
    );
    assert_eq!(read(folder, "public.der"), key.public_key_spki());
    write(folder, "keystorePass.txt", "not the password");
    assert!(!run(folder, "openssl", &arguments).status.success(), "{file} opens with any password");
}

#[test]
fn pfx_of_both_profiles_opens_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for algorithm in [KeyAlgorithm::Rsa2048, KeyAlgorithm::P256, KeyAlgorithm::P384] {
        let held = held(algorithm);
        let password = random_password().unwrap();
        let modern = pfx(&held.key, &held.chain, &password, NAME, PfxProfile::Modern).unwrap();
        write(folder, "modern.pfx", modern);
        openssl_accepts(folder, "modern.pfx", &password, &held.key, &[]);
        keytool_accepts(folder, "modern.pfx", "PKCS12", &password);
        let legacy = pfx(&held.key, &held.chain, &password, NAME, PfxProfile::Legacy).unwrap();
        write(folder, "legacy.pfx", legacy);
        openssl_accepts(folder, "legacy.pfx", &password, &held.key, &["-legacy"]);
        keytool_accepts(folder, "legacy.pfx", "PKCS12", &password);
    }
}

#[test]
fn a_protected_key_becomes_a_pfx_without_its_password() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for algorithm in [KeyAlgorithm::Rsa2048, KeyAlgorithm::P256] {
        let held = held(algorithm);
        let password = r#"Correct "horse", battery~ staple!"#;
        let stored = serde_json::to_string(&ProtectedKey::new(&held.key, password).unwrap()).unwrap();
        assert!(!stored.contains("horse"));
        // Later, with nothing but what was stored:
        let protected: ProtectedKey = serde_json::from_str(&stored).unwrap();
        assert_eq!(format!("{protected:?}"), "ProtectedKey(***)");
        write(folder, "user.pfx", protected.pfx(&held.chain, NAME).unwrap());
        openssl_accepts(folder, "user.pfx", password, &held.key, &[]);
        keytool_accepts(folder, "user.pfx", "PKCS12", password);
        // Java's type JKS reads PKCS#12 files as well, so the same file serves as `.jks`.
        keytool_accepts(folder, "user.pfx", "JKS", password);

        let pem = protected.to_pem();
        let opened = PrivateKey::from_pem(&pem, Some(password)).unwrap();
        assert_eq!(opened.pkcs8_der(), held.key.pkcs8_der());
        assert_eq!(PrivateKey::from_pem(&pem, Some("other")).err(), Some(PrivateKeyError::WrongPassword));
        assert_eq!(PrivateKey::from_pem(&pem, None).err(), Some(PrivateKeyError::PasswordNeeded));
    }
}

#[test]
fn jks_opens_in_java_and_converts() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for algorithm in [KeyAlgorithm::Rsa2048, KeyAlgorithm::P256] {
        let held = held(algorithm);
        let password = random_password().unwrap();
        write(folder, "key.jks", jks(&held.key, &held.chain, NAME, &password, NOW).unwrap());
        keytool_accepts(folder, "key.jks", "JKS", &password);
        write(folder, "pass.txt", password.as_str());
        let _ = std::fs::remove_file(folder.join("converted.pfx"));
        judge(
            folder,
            "keytool",
            &[
                "-importkeystore",
                "-srckeystore",
                "key.jks",
                "-srcstoretype",
                "JKS",
                "-srcstorepass:file",
                "pass.txt",
                "-destkeystore",
                "converted.pfx",
                "-deststoretype",
                "PKCS12",
                "-deststorepass:file",
                "pass.txt",
            ],
        );
        openssl_accepts(folder, "converted.pfx", &password, &held.key, &[]);
    }
}

#[test]
fn stores_refuse_what_consumers_could_not_open() {
    let held = held(KeyAlgorithm::P256);
    let (key, chain) = (&held.key, &held.chain);
    let modern = PfxProfile::Modern;
    assert_eq!(pfx(key, chain, "пароль", NAME, modern).err(), Some(PfxError::PasswordCharacters));
    assert_eq!(pfx(key, chain, "", NAME, modern).err(), Some(PfxError::PasswordEmpty));
    assert_eq!(pfx(key, &[], "password", NAME, modern).err(), Some(PfxError::NoCertificate));
    assert_eq!(jks(key, chain, NAME, "é", NOW).err(), Some(PfxError::PasswordCharacters));
    assert_eq!(jks(key, &[], NAME, "password", NOW).err(), Some(PfxError::NoCertificate));
    assert!(matches!(jks(key, chain, "a b", "password", NOW), Err(PfxError::Writing(_))));
    assert_eq!(ProtectedKey::new(key, "é").err(), Some(PfxError::PasswordCharacters));
}
