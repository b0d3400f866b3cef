//! Downloads unpacked by an outside program and their parts given to their consumers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use chancery_domain::key::KeyAlgorithm;
use chancery_pki::archive::{ArchiveError, ArchiveInput, KeyForm, ServiceType, build};
use chancery_pki::csr::{self, Subject};
use chancery_pki::leaf::Pointers;
use chancery_pki::pfx::{PfxProfile, ProtectedKey};
use common::*;
use std::path::Path;

const NAME: &str = "*.chancery-shop.com";
const STEM: &str = "_.chancery-shop.com";

struct Held {
    root: Vec<u8>,
    intermediates: Vec<Vec<u8>>,
    leaf: Vec<u8>,
    csr: Vec<u8>,
    key: KeyForm,
}

fn held(password: Option<&str>) -> Held {
    let root = root();
    let issuer = intermediate(&root, KeyAlgorithm::P256, &Pointers::default());
    let key = key(KeyAlgorithm::P256);
    let leaf = leaf(&issuer, &key, &[NAME, "chancery-shop.com"], &Pointers::default());
    let subject = Subject { common_name: Some(NAME.to_owned()), ..Subject::default() };
    let csr = csr::build(&key, &subject, &[NAME.to_owned()]).unwrap();
    let key = match password {
        Some(password) => KeyForm::Protected(ProtectedKey::new(&key, password).unwrap()),
        None => KeyForm::Plain(key),
    };
    Held { root: root.der, intermediates: vec![issuer.der], leaf, csr, key }
}

impl Held {
    fn input(&self) -> ArchiveInput<'_> {
        ArchiveInput {
            domain: NAME,
            leaf_der: &self.leaf,
            intermediates_der: &self.intermediates,
            root_der: Some(&self.root),
            csr_der: Some(&self.csr),
            key: &self.key,
            pfx_profile: PfxProfile::Modern,
            now: NOW,
            notes: &[],
        }
    }

    /// Unpacks a download and lists its files, sorted.
    fn unpack(&self, folder: &Path, service: ServiceType) -> Vec<String> {
        let archive = build(service, &self.input()).unwrap();
        write(folder, &archive.file_name, &*archive.bytes);
        judge(folder, "unzip", &["-o", "-q", &archive.file_name, "-d", "out"]);
        let mut names: Vec<String> =
            judge(folder, "unzip", &["-Z1", &archive.file_name]).lines().map(str::to_owned).collect();
        names.sort();
        names
    }
}

#[test]
fn the_full_download_satisfies_every_known_consumer() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let names = held(None).unpack(folder, ServiceType::All);
    assert_eq!(
        names,
        [
            "Apache/1_root_bundle.crt",
            "Apache/2__.chancery-shop.com.crt",
            "Apache/3__.chancery-shop.com.key",
            "Apache/INSTALL.txt",
            "IIS/INSTALL.txt",
            "IIS/_.chancery-shop.com.pfx",
            "IIS/keystorePass.txt",
            "Nginx/1__.chancery-shop.com_bundle.crt",
            "Nginx/2__.chancery-shop.com.key",
            "Nginx/INSTALL.txt",
            "Root/INSTALL.txt",
            "Root/root.crt",
            "Tomcat/INSTALL.txt",
            "Tomcat/_.chancery-shop.com.jks",
            "Tomcat/_.chancery-shop.com.pfx",
            "Tomcat/keystorePass.txt",
            "_.chancery-shop.com.csr",
            "_.chancery-shop.com.key",
            "_.chancery-shop.com.pem",
        ]
    );
    let out = folder.join("out");
    let at = NOW.0.to_string();
    let verify = ["verify", "-x509_strict", "-attime", &at, "-CAfile", "Root/root.crt", "-untrusted"];
    let leaf = "Apache/2__.chancery-shop.com.crt";
    judge(&out, "openssl", &[&verify[..], &["Apache/1_root_bundle.crt", leaf]].concat());
    judge(&out, "openssl", &[&verify[..], &["_.chancery-shop.com.pem", "_.chancery-shop.com.pem"]].concat());
    let public = |file: &str| judge(&out, "openssl", &["pkey", "-in", file, "-pubout"]);
    let in_leaf = judge(&out, "openssl", &["x509", "-in", leaf, "-noout", "-pubkey"]);
    for key in
        ["Apache/3__.chancery-shop.com.key", "Nginx/2__.chancery-shop.com.key", "_.chancery-shop.com.key"]
    {
        assert_eq!(public(key), in_leaf, "{key}");
    }
    judge(&out, "openssl", &["req", "-in", "_.chancery-shop.com.csr", "-verify", "-noout"]);
    let pfx =
        ["pkcs12", "-in", "IIS/_.chancery-shop.com.pfx", "-passin", "file:IIS/keystorePass.txt", "-nodes"];
    assert!(judge(&out, "openssl", &pfx).contains("PRIVATE KEY"));
    for (store, kind) in
        [("Tomcat/_.chancery-shop.com.jks", "JKS"), ("Tomcat/_.chancery-shop.com.pfx", "PKCS12")]
    {
        let list =
            ["-list", "-keystore", store, "-storetype", kind, "-storepass:file", "Tomcat/keystorePass.txt"];
        assert!(judge(&out, "keytool", &list).contains("PrivateKeyEntry"));
    }
}

#[test]
fn each_service_type_has_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let held = held(None);
    let with_folder = |service: ServiceType, files: &[&str]| {
        let mut names: Vec<String> = files
            .iter()
            .map(|file| format!("{STEM}_{}/{}", service.name(), file.replace("DOMAIN", STEM)))
            .collect();
        names.sort();
        names
    };
    for (service, files) in [
        (
            ServiceType::Nginx,
            &["DOMAIN_bundle.crt", "DOMAIN_bundle.pem", "DOMAIN.key", "DOMAIN.csr", "INSTALL.txt"][..],
        ),
        (ServiceType::Apache, &["root_bundle.crt", "DOMAIN.crt", "DOMAIN.key", "DOMAIN.csr", "INSTALL.txt"]),
        (ServiceType::Tomcat, &["DOMAIN.pfx", "keystorePass.txt", "INSTALL.txt"]),
        (ServiceType::Jks, &["DOMAIN.jks", "keystorePass.txt", "INSTALL.txt"]),
        (ServiceType::Iis, &["DOMAIN.pfx", "keystorePass.txt", "INSTALL.txt"]),
        (ServiceType::Other, &["DOMAIN.pem", "DOMAIN.crt", "chain.crt", "DOMAIN.key", "DOMAIN.csr"]),
        (ServiceType::Root, &["root.crt", "INSTALL.txt"]),
    ] {
        assert_eq!(held.unpack(folder.path(), service), with_folder(service, files), "{service:?}");
        let archive = build(service, &held.input()).unwrap();
        assert_eq!(archive.file_name, format!("{STEM}_{}.zip", service.name()));
    }
    // A type without random parts gives the same bytes each time.
    let bytes = || build(ServiceType::Nginx, &held.input()).unwrap().bytes;
    assert_eq!(bytes(), bytes());
}

#[test]
fn a_protected_key_is_delivered_under_the_users_password_only() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let password = "the user's own";
    let held = held(Some(password));
    let names = held.unpack(folder, ServiceType::All);
    assert!(!names.iter().any(|name| name.ends_with("keystorePass.txt")), "{names:?}");
    let out = folder.join("out");
    for key in names.iter().filter(|name| name.ends_with(".key")) {
        let text = String::from_utf8(read(&out, key)).unwrap();
        assert!(text.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"), "{key}");
    }
    write(&out, "password", password);
    for store in
        ["IIS/_.chancery-shop.com.pfx", "Tomcat/_.chancery-shop.com.pfx", "Tomcat/_.chancery-shop.com.jks"]
    {
        judge(&out, "openssl", &["pkcs12", "-in", store, "-passin", "file:password", "-nodes"]);
    }
    let list = [
        "-list",
        "-keystore",
        "Tomcat/_.chancery-shop.com.jks",
        "-storetype",
        "JKS",
        "-storepass:file",
        "password",
    ];
    judge(&out, "keytool", &list);
    let notes = String::from_utf8(read(&out, "Nginx/INSTALL.txt")).unwrap();
    assert!(notes.contains("ssl_password_file"), "{notes}");
    let legacy = ArchiveInput { pfx_profile: PfxProfile::Legacy, ..held.input() };
    assert_eq!(build(ServiceType::Iis, &legacy).err(), Some(ArchiveError::LegacyOfProtectedKey));
}

#[test]
fn without_a_key_there_are_no_keys_and_no_key_stores() {
    let folder = tempfile::tempdir().unwrap();
    let held = Held { key: KeyForm::None, ..held(None) };
    let names = held.unpack(folder.path(), ServiceType::All);
    assert!(
        !names.iter().any(|n| [".key", ".pfx", ".jks", "Pass.txt"].iter().any(|end| n.ends_with(end))),
        "{names:?}"
    );
    for service in [ServiceType::Tomcat, ServiceType::Jks, ServiceType::Iis] {
        assert!(matches!(build(service, &held.input()), Err(ArchiveError::NotSupported(..))), "{service:?}");
    }
    let rootless = ArchiveInput { root_der: None, ..held.input() };
    assert!(matches!(build(ServiceType::Root, &rootless), Err(ArchiveError::NotSupported("root", _))));
    assert!(build(ServiceType::Nginx, &rootless).is_ok());
}
