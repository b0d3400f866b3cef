//! The configuration blocks of the install notes, given to the real servers' own checkers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use chancery_domain::key::KeyAlgorithm;
use chancery_pki::archive::{ArchiveInput, KeyForm, ServiceType, build};
use chancery_pki::leaf::Pointers;
use chancery_pki::pfx::PfxProfile;
use common::*;
use std::path::Path;

/// Unpacks the full download for these names into `folder/out`.
fn unpack(folder: &Path, names: &[&str]) {
    let issuer = intermediate(&root(), KeyAlgorithm::P256, &Pointers::default());
    let key = key(KeyAlgorithm::P256);
    let leaf = leaf(&issuer, &key, names, &Pointers::default());
    let input = ArchiveInput {
        domain: names[0],
        leaf_der: &leaf,
        intermediates_der: &[issuer.der],
        root_der: None,
        csr_der: None,
        key: &KeyForm::Plain(key),
        pfx_profile: PfxProfile::Modern,
        now: NOW,
        notes: &[("README.txt".to_owned(), "a further note".to_owned())],
    };
    write(folder, "all.zip", &*build(ServiceType::All, &input).unwrap().bytes);
    judge(folder, "unzip", &["-o", "-q", "all.zip", "-d", "out"]);
    assert_eq!(read(folder, "out/README.txt"), b"a further note");
}

/// The indented blocks of a note that begin with this word, with the paths of the note led to the unpacked folder.
fn blocks(folder: &Path, note: &str, opening: &str, replace: &[(&str, &str)]) -> String {
    let text = String::from_utf8(read(folder, note)).unwrap();
    let mut block = String::new();
    let mut inside = false;
    for line in text.lines() {
        inside = line.starts_with(&format!("    {opening}")) || (inside && line.starts_with("    "));
        if inside {
            block.push_str(line);
            block.push('\n');
        }
    }
    assert!(block.contains(opening), "{note} has no block {opening}:\n{text}");
    replace.iter().fold(block, |block, (from, to)| {
        assert!(block.contains(from), "{note} does not mention {from}:\n{block}");
        block.replace(from, to)
    })
}

#[test]
fn nginx_accepts_the_notes() {
    for names in
        [&["www.chancery-shop.com", "chancery-shop.com"][..], &["*.chancery-shop.com"], &["203.0.113.7"]]
    {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        unpack(folder, names);
        let ssl = folder.join("out/Nginx").display().to_string();
        let servers = blocks(
            folder,
            "out/Nginx/INSTALL.txt",
            "server {",
            &[("/etc/nginx/ssl", &ssl), ("listen 443", "listen 18443"), ("listen 80", "listen 18080")],
        );
        let here = folder.display();
        let configuration = format!(
            "pid {here}/pid; error_log stderr; events {{}}\nhttp {{ access_log off; client_body_temp_path {here}/a; \
             proxy_temp_path {here}/b; fastcgi_temp_path {here}/c; uwsgi_temp_path {here}/d; scgi_temp_path {here}/e;\n{servers}}}\n"
        );
        write(folder, "nginx.conf", configuration);
        let file = folder.join("nginx.conf").display().to_string();
        let said = judge(folder, "nginx", &["-t", "-c", &file, "-p", &here.to_string()]);
        assert!(said.contains("test is successful"), "{said}");
    }
}

#[test]
fn apache_accepts_the_notes() {
    for names in [&["www.chancery-shop.com", "chancery-shop.com"][..], &["*.chancery-shop.com"]] {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        unpack(folder, names);
        let ssl = folder.join("out/Apache").display().to_string();
        let host = blocks(
            folder,
            "out/Apache/INSTALL.txt",
            "<VirtualHost",
            &[("/etc/httpd/ssl", &ssl), (":443", ":18443"), ("/var/www/html", "/tmp")],
        );
        let modules = "/usr/lib/apache2/modules";
        let configuration = format!(
            "ServerRoot {here}\nServerName localhost\nPidFile pid\nErrorLog error.log\nListen 18443\n\
             LoadModule mpm_event_module {modules}/mod_mpm_event.so\nLoadModule authz_core_module {modules}/mod_authz_core.so\n\
             LoadModule socache_shmcb_module {modules}/mod_socache_shmcb.so\nLoadModule ssl_module {modules}/mod_ssl.so\n{host}",
            here = folder.display()
        );
        write(folder, "apache.conf", configuration);
        let file = folder.join("apache.conf").display().to_string();
        let said = judge(folder, "apache2", &["-t", "-f", &file]);
        assert!(said.contains("Syntax OK"), "{said}");
    }
}

#[test]
fn tomcat_connectors_are_well_formed_and_name_files_that_are_there() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    unpack(folder, &["www.chancery-shop.com"]);
    let connectors = blocks(folder, "out/Tomcat/INSTALL.txt", "<Connector", &[("PASSWORD", "secret")]);
    assert_eq!(connectors.matches("<Connector").count(), 4);
    for (index, attribute) in connectors.match_indices("ile=\"conf/") {
        let rest = &connectors[index + attribute.len()..];
        let name = rest.split('"').next().unwrap();
        assert!(folder.join("out/Tomcat").join(name).exists(), "{name}");
    }
    write(folder, "server.xml", format!("<Server>\n{connectors}</Server>\n"));
    write(
        folder,
        "Parse.java",
        "public class Parse { public static void main(String[] a) throws Exception { \
         javax.xml.parsers.DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new java.io.File(a[0])); } }",
    );
    judge(folder, "java", &["Parse.java", "server.xml"]);
}
