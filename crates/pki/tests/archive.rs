//! The download archive opened by its real consumers: unzip, OpenSSL, keytool, and Nginx and Apache set up with
//! nothing but what its install notes say.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use chancery_domain::key::KeyAlgorithm;
use chancery_pki::archive::{ArchiveError, ArchiveInput, KeyForm, ServiceType, build, supported};
use chancery_pki::csr::{self, Subject};
use chancery_pki::leaf::Pointers;
use chancery_pki::pfx::{PfxProfile, ProtectedKey};
use chancery_pki::private_key::PrivateKey;
use common::*;
use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::LazyLock;

const DOMAIN: &str = "www.chancery-shop.com";
const NAMES: [&str; 3] = [DOMAIN, "chancery-shop.com", "*.chancery-shop.com"];
/// With the characters that are special to XML, shells and OpenSSL's command line.
const USER_PASSWORD: &str = r#"a "b" & <c> $d 'e'"#;

/// One certificate with everything that belongs to it, and its key in each form.
struct Held {
    root: Vec<u8>,
    chain: Vec<Vec<u8>>,
    leaf: Vec<u8>,
    csr: Vec<u8>,
    key: PrivateKey,
    plain: KeyForm,
    protected: KeyForm,
}

static HELD: LazyLock<Held> = LazyLock::new(|| held(KeyAlgorithm::Rsa2048, &NAMES));

fn held(algorithm: KeyAlgorithm, names: &[&str]) -> Held {
    let root = root();
    let issuer = intermediate(&root, KeyAlgorithm::P256, &Pointers::default());
    let key = key(algorithm);
    let subject = Subject { common_name: Some(names[0].to_owned()), ..Subject::default() };
    Held {
        leaf: leaf(&issuer, &key, names, &Pointers::default()),
        csr: csr::build(&key, &subject, &[]).unwrap(),
        chain: vec![issuer.der],
        root: root.der,
        plain: KeyForm::Plain(key.clone()),
        protected: KeyForm::Protected(ProtectedKey::new(&key, USER_PASSWORD).unwrap()),
        key,
    }
}

impl Held {
    fn input<'a>(&'a self, key: &'a KeyForm) -> ArchiveInput<'a> {
        ArchiveInput {
            domain: DOMAIN,
            leaf: &self.leaf,
            intermediates: &self.chain,
            root: Some(&self.root),
            csr: Some(&self.csr),
            key,
            encryption: None,
            pfx_profile: PfxProfile::Modern,
            now: NOW,
        }
    }
}

/// Unpacks with a foreign program and lists the files.
fn unpack(folder: &Path, archive: &[u8]) -> Vec<String> {
    write(folder, "download.zip", archive);
    judge(folder, "unzip", &["-q", "-o", "download.zip"]);
    std::fs::remove_file(folder.join("download.zip")).unwrap();
    let mut found = Vec::new();
    list(folder, folder, &mut found);
    found.sort();
    found
}

fn list(base: &Path, folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            list(base, &path, found);
        } else {
            found.push(path.strip_prefix(base).unwrap().to_string_lossy().into_owned());
        }
    }
}

fn text(folder: &Path, name: &str) -> String {
    String::from_utf8(read(folder, name)).unwrap()
}

fn without_notes(files: &[String]) -> Vec<&str> {
    files.iter().map(String::as_str).filter(|name| !name.contains("install-")).collect()
}

#[test]
fn the_whole_archive_has_the_documented_layout() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let files = unpack(folder, &build(&HELD.input(&HELD.plain), ServiceType::All).unwrap());
    assert_eq!(
        without_notes(&files),
        [
            "Apache/1_root_bundle.crt",
            "Apache/2_www.chancery-shop.com.crt",
            "Apache/3_www.chancery-shop.com.key",
            "IIS/keystorePass.txt",
            "IIS/www.chancery-shop.com.pfx",
            "Nginx/1_www.chancery-shop.com_bundle.crt",
            "Nginx/2_www.chancery-shop.com.key",
            "Root/root.crt",
            "Tomcat/keystorePass.txt",
            "Tomcat/www.chancery-shop.com.jks",
            "Tomcat/www.chancery-shop.com.pfx",
            "www.chancery-shop.com.csr",
            "www.chancery-shop.com.key",
            "www.chancery-shop.com.pem",
        ]
    );
    // Leaf first, then the intermediate; the root is in neither.
    let bundle = text(folder, "Nginx/1_www.chancery-shop.com_bundle.crt");
    assert_eq!(bundle.matches("BEGIN CERTIFICATE").count(), 2);
    assert_eq!(bundle, text(folder, "www.chancery-shop.com.pem"));
    let leaf_and_chain =
        text(folder, "Apache/2_www.chancery-shop.com.crt") + &text(folder, "Apache/1_root_bundle.crt");
    assert_eq!(bundle, leaf_and_chain);
    judge(
        folder,
        "openssl",
        &[
            "verify",
            "-attime",
            &NOW.0.to_string(),
            "-CAfile",
            "Root/root.crt",
            "-untrusted",
            "Apache/1_root_bundle.crt",
            "www.chancery-shop.com.pem",
        ],
    );
    let csr = judge(
        folder,
        "openssl",
        &["req", "-in", "www.chancery-shop.com.csr", "-noout", "-verify", "-subject"],
    );
    assert!(csr.contains(DOMAIN), "{csr}");
    // One password for all, only characters that need no quoting; secrets for the owner only.
    let password = text(folder, "IIS/keystorePass.txt");
    assert_eq!(password, text(folder, "Tomcat/keystorePass.txt"));
    assert!(password.len() == 32 && password.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    for name in &files {
        let secret = [".key", ".pfx", ".jks", "Pass.txt"].iter().any(|end| name.ends_with(end));
        let mode = std::fs::metadata(folder.join(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, if secret { 0o600 } else { 0o644 }, "{name}");
    }
}

#[test]
fn single_types_have_one_folder() {
    let stem = |names: &[&str], kind: &str| -> Vec<String> {
        names.iter().map(|name| format!("{DOMAIN}_{kind}/{}", name.replace('@', DOMAIN))).collect()
    };
    for (kind, names) in [
        ("nginx", &["@.csr", "@.key", "@_bundle.crt", "@_bundle.pem"][..]),
        ("apache", &["root_bundle.crt", "@.crt", "@.csr", "@.key"]),
        ("tomcat", &["keystorePass.txt", "@.pfx"]),
        ("jks", &["keystorePass.txt", "@.jks"]),
        ("iis", &["keystorePass.txt", "@.pfx"]),
        ("other", &["@.crt", "@.csr", "@.key", "@.pem"]),
        ("root", &["root.crt"]),
    ] {
        let service_type = ServiceType::from_cloud(kind).unwrap();
        for (form, has_key, has_password_file) in
            [(&HELD.plain, true, true), (&HELD.protected, true, false), (&KeyForm::None, false, false)]
        {
            let folder = tempfile::tempdir().unwrap();
            let built = build(&HELD.input(form), service_type);
            if service_type.needs_key() && !has_key {
                assert_eq!(built, Err(ArchiveError::NeedsKey(service_type)));
                assert!(!supported(form, true).contains(&service_type));
                continue;
            }
            assert!(supported(form, true).contains(&service_type));
            let files = unpack(folder.path(), &built.unwrap());
            let mut expected = stem(names, kind);
            expected.retain(|name| {
                (has_key || !name.ends_with(".key")) && (has_password_file || !name.ends_with("Pass.txt"))
            });
            assert_eq!(without_notes(&files), expected, "{kind}");
            assert!(files.len() > expected.len(), "{kind} has no install note");
        }
    }
}

/// The key in a PEM or PFX file, by its public half.
fn public_key(folder: &Path, arguments: &[&str]) -> Vec<u8> {
    judge(folder, "openssl", &[arguments, &["-pubout", "-outform", "DER", "-out", "public.der"]].concat());
    read(folder, "public.der")
}

fn keytool_lists(folder: &Path, store: &str, kind: &str, password_file: &str) {
    let arguments = [
        "-J-Duser.language=en",
        "-list",
        "-v",
        "-keystore",
        store,
        "-storetype",
        kind,
        "-storepass:file",
        password_file,
    ];
    let said = judge(folder, "keytool", &arguments);
    assert!(said.contains("Your keystore contains 1 entry"), "{said}");
    assert!(said.contains(&format!("Alias name: {DOMAIN}")), "{said}");
    assert!(said.contains("PrivateKeyEntry") && said.contains("Certificate chain length: 2"), "{said}");
}

#[test]
fn key_stores_open_with_the_password_file_or_the_users_password() {
    for (form, plain) in [(&HELD.plain, true), (&HELD.protected, false)] {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        unpack(folder, &build(&HELD.input(form), ServiceType::All).unwrap());
        let password_file = if plain {
            "Tomcat/keystorePass.txt"
        } else {
            write(folder, "mine.txt", USER_PASSWORD);
            "mine.txt"
        };
        keytool_lists(folder, "Tomcat/www.chancery-shop.com.jks", "JKS", password_file);
        keytool_lists(folder, "Tomcat/www.chancery-shop.com.pfx", "PKCS12", password_file);
        keytool_lists(folder, "IIS/www.chancery-shop.com.pfx", "PKCS12", password_file);
        let password = format!("file:{password_file}");
        let opened = [
            "pkcs12",
            "-in",
            "IIS/www.chancery-shop.com.pfx",
            "-passin",
            &password,
            "-nodes",
            "-out",
            "opened.pem",
        ];
        judge(folder, "openssl", &opened);
        assert_eq!(public_key(folder, &["pkey", "-in", "opened.pem"]), HELD.key.public_key_spki());
        for key in [
            "www.chancery-shop.com.key",
            "Nginx/2_www.chancery-shop.com.key",
            "Apache/3_www.chancery-shop.com.key",
        ] {
            let found = public_key(folder, &["pkey", "-in", key, "-passin", &password]);
            assert_eq!(found, HELD.key.public_key_spki());
            assert_eq!(text(folder, key).contains("BEGIN ENCRYPTED PRIVATE KEY"), !plain);
        }
    }
}

#[test]
fn the_legacy_profile_is_written_on_request() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let input = ArchiveInput { pfx_profile: PfxProfile::Legacy, ..HELD.input(&HELD.plain) };
    unpack(folder, &build(&input, ServiceType::Iis).unwrap());
    let said = judge(
        folder,
        "openssl",
        &[
            "pkcs12",
            "-legacy",
            "-info",
            "-noout",
            "-in",
            "www.chancery-shop.com_iis/www.chancery-shop.com.pfx",
            "-passin",
            "file:www.chancery-shop.com_iis/keystorePass.txt",
        ],
    );
    assert!(said.contains("pbeWithSHA1And3-KeyTripleDES-CBC") && said.contains("MAC: sha1"), "{said}");
    let protected = ArchiveInput { key: &HELD.protected, ..input };
    assert_eq!(build(&protected, ServiceType::Iis), Err(ArchiveError::LegacyNeedsPlainKey));
    assert!(build(&protected, ServiceType::Nginx).is_ok());
}

/// Words of a note that look like a file of the archive.
fn files_named(note: &str, stem: &str) -> BTreeSet<String> {
    note.split(|c: char| c.is_whitespace() || "\"'/\\;,=".contains(c))
        .filter(|word| {
            let ours = word.contains(stem) || word.contains("root") || *word == "keystorePass.txt";
            ours && [".crt", ".pem", ".key", ".pfx", ".jks", ".txt"].iter().any(|end| word.ends_with(end))
        })
        .map(str::to_owned)
        .collect()
}

#[test]
fn notes_name_files_that_are_there_and_leave_no_gaps() {
    let mut notes = 0;
    for form in [&HELD.plain, &HELD.protected, &KeyForm::None] {
        for service_type in ServiceType::SINGLE.into_iter().chain([ServiceType::All]) {
            for chain in [HELD.chain.clone(), Vec::new()] {
                let folder = tempfile::tempdir().unwrap();
                let folder = folder.path();
                let input = ArchiveInput { intermediates: &chain, ..HELD.input(form) };
                let Ok(archive) = build(&input, service_type) else { continue };
                let files = unpack(folder, &archive);
                for name in files.iter().filter(|name| name.contains("install-")) {
                    notes += 1;
                    let note = text(folder, name);
                    assert!(!note.contains("{{") && !note.contains("}}"), "{name}:\n{note}");
                    assert!(!note.lines().any(|line| line.starts_with('[')), "{name}:\n{note}");
                    assert!(note.is_ascii() && note.lines().count() > 8, "{name}:\n{note}");
                    let beside = folder.join(name).parent().unwrap().to_path_buf();
                    let named = files_named(&note, DOMAIN);
                    assert!(!named.is_empty(), "{name} names no file:\n{note}");
                    for file in named {
                        let brought = matches!(form, KeyForm::None) && file.ends_with(".key");
                        assert!(
                            brought || beside.join(&file).exists(),
                            "{name} names {file}, which is not there:\n{note}"
                        );
                    }
                }
            }
        }
    }
    assert!(notes > 60, "only {notes} notes");
}

/// The lines of a note from the one that holds `begin` to the one that is `end`, with the folder of the files changed.
fn block(note: &str, begin: &str, end: &str, from: &str, to: &Path) -> String {
    let lines = note.lines().skip_while(|line| line.trim() != begin);
    let mut block = Vec::new();
    for line in lines {
        block.push(line.replace(from, &format!("{}/", to.display())));
        if line.trim_end() == end {
            return block.join("\n");
        }
    }
    panic!("no block from {begin:?} to {end:?} in:\n{note}");
}

#[test]
fn nginx_accepts_the_block_of_its_note() {
    for (form, service_type, inside) in [
        (&HELD.plain, ServiceType::All, "Nginx"),
        (&HELD.plain, ServiceType::Nginx, "www.chancery-shop.com_nginx"),
        (&HELD.protected, ServiceType::Nginx, "www.chancery-shop.com_nginx"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        unpack(folder, &build(&HELD.input(form), service_type).unwrap());
        let files = folder.join(inside);
        let note = text(&files, "install-nginx.txt");
        let server = block(&note, "server {", "    }", "/etc/nginx/ssl/", &files);
        assert!(server.contains("server_name www.chancery-shop.com chancery-shop.com *.chancery-shop.com;"));
        write(&files, "www.chancery-shop.com.pass", USER_PASSWORD);
        let here = folder.display();
        let configuration = format!(
            "pid {here}/nginx.pid;\nerror_log {here}/error.log;\nevents {{}}\nhttp {{\n\
             client_body_temp_path {here}/b;\nproxy_temp_path {here}/p;\nfastcgi_temp_path {here}/f;\n\
             uwsgi_temp_path {here}/u;\nscgi_temp_path {here}/s;\naccess_log off;\n{server}\n}}\n"
        );
        write(folder, "nginx.conf", configuration);
        let path = folder.join("nginx.conf");
        let said = judge(folder, "nginx", &["-t", "-c", path.to_str().unwrap()]);
        assert!(said.contains("test is successful"), "{said}");
    }
}

#[test]
fn apache_accepts_the_block_of_its_note() {
    for (service_type, inside) in
        [(ServiceType::All, "Apache"), (ServiceType::Apache, "www.chancery-shop.com_apache")]
    {
        for chain in [HELD.chain.clone(), Vec::new()] {
            let folder = tempfile::tempdir().unwrap();
            let folder = folder.path();
            let input = ArchiveInput { intermediates: &chain, ..HELD.input(&HELD.plain) };
            unpack(folder, &build(&input, service_type).unwrap());
            let files = folder.join(inside);
            let note = text(&files, "install-apache.txt");
            let host = block(&note, "<VirtualHost *:443>", "    </VirtualHost>", "/etc/apache2/ssl/", &files);
            assert_eq!(host.contains("SSLCertificateChainFile"), !chain.is_empty());
            let modules = "/usr/lib/apache2/modules";
            let load: String = ["mpm_event", "authz_core", "alias", "socache_shmcb", "ssl"]
                .iter()
                .map(|name| format!("LoadModule {name}_module {modules}/mod_{name}.so\n"))
                .collect();
            let here = folder.display();
            let configuration = format!(
                "ServerRoot {here}\nServerName localhost\nPidFile {here}/pid\nErrorLog {here}/error.log\n\
                 {load}Listen 127.0.0.1:9443\n{host}\n"
            );
            write(folder, "apache.conf", configuration);
            let path = folder.join("apache.conf");
            let said = judge(folder, "apache2", &["-t", "-f", path.to_str().unwrap()]);
            assert!(said.contains("Syntax OK"), "{said}");
        }
    }
}

#[test]
fn wildcards_and_strange_names_give_usable_files() {
    let held = held(KeyAlgorithm::P256, &["*.chancery-shop.com"]);
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let input = ArchiveInput { domain: "*.chancery-shop.com", ..held.input(&held.plain) };
    let files = unpack(folder, &build(&input, ServiceType::All).unwrap());
    assert!(files.contains(&"Nginx/1__.chancery-shop.com_bundle.crt".to_owned()), "{files:?}");
    let note = text(folder, "Apache/install-apache.txt");
    assert!(note.contains("ServerName www.chancery-shop.com\n"), "{note}");
    assert!(note.contains("ServerAlias *.chancery-shop.com\n"), "{note}");
    let said = judge(
        folder,
        "keytool",
        &[
            "-J-Duser.language=en",
            "-list",
            "-keystore",
            "Tomcat/_.chancery-shop.com.jks",
            "-storepass:file",
            "Tomcat/keystorePass.txt",
        ],
    );
    assert!(said.contains("_.chancery-shop.com, "), "{said}");

    let hostile = ArchiveInput { domain: "../../x y\n\"; rm", ..held.input(&held.plain) };
    for service_type in ServiceType::SINGLE {
        let folder = tempfile::tempdir().unwrap();
        for name in unpack(folder.path(), &build(&hostile, service_type).unwrap()) {
            assert!(name.starts_with("_._.._x_y____rm_"), "{name}");
        }
    }
}

#[test]
fn what_does_not_belong_together_is_refused() {
    let other = KeyForm::Plain(key(KeyAlgorithm::P256));
    assert_eq!(build(&HELD.input(&other), ServiceType::Nginx), Err(ArchiveError::OtherKey));
    let rootless = ArchiveInput { root: None, ..HELD.input(&HELD.plain) };
    assert_eq!(build(&rootless, ServiceType::Root), Err(ArchiveError::NoRoot));
    assert!(build(&rootless, ServiceType::All).is_ok());
    let damaged = ArchiveInput { leaf: b"no certificate", ..HELD.input(&HELD.plain) };
    assert!(matches!(build(&damaged, ServiceType::All), Err(ArchiveError::Certificate(_))));
    // Nothing in the debug form of an input may be secret.
    let printed = format!("{:?}{:?}", HELD.input(&HELD.plain).key, HELD.input(&HELD.protected).key);
    assert_eq!(printed, "Plain(PrivateKey(RSA 2048, ***))Protected(ProtectedKey(***))");
}

#[test]
fn the_same_moment_gives_the_same_bytes_where_no_password_is_drawn() {
    for service_type in [ServiceType::Nginx, ServiceType::Root, ServiceType::Other] {
        let input = HELD.input(&HELD.plain);
        assert_eq!(build(&input, service_type), build(&input, service_type));
    }
    let input = HELD.input(&HELD.protected);
    assert_eq!(build(&input, ServiceType::All), build(&input, ServiceType::All));
}
