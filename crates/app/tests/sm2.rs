//! D1, G2, H2, I1: SM2 pairs from application to revocation on a real register, judged by OpenSSL.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use chancery_app::certificate::{self, EncryptionUpload, PfxProfile, ServiceType, Upload};
use chancery_app::{Code, issuance, order, revocation, validation};
use chancery_domain::catalogue::Catalogue;
use chancery_domain::certificate::{Stage, Usage};
use chancery_domain::ids::{CertificateId, ProjectId};
use chancery_domain::key::KeyAlgorithm;
use chancery_domain::order::ProductCode;
use chancery_domain::revocation::{By, Reason};
use chancery_pki::asn1::{Element, Reader, tag};
use chancery_pki::certificate::CertificateFacts;
use chancery_pki::pem_text;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::Ordering;
use zeroize::Zeroizing;

use support::*;

const IDENTITY: &str = "distid:1234567812345678";

/// The compiled-in catalogue, but the SM2 DV product costs nothing, so that it can be applied for without an order.
fn with_a_free_pair() -> Catalogue {
    let text = include_str!("../../domain/data/catalogue.toml").replace(
        "{ code = 54, domains = \"single\", names_max = 1",
        "{ code = 54, terms_years = [], free = { validity_days = 365, months = 12 }, \
         price = { base_cents = 0, names_included = 1 }, domains = \"single\", names_max = 1",
    );
    // Whatever price the file has is the second one of the line.
    let text = text
        .lines()
        .map(|line| match line.match_indices("price = ").nth(1) {
            Some((at, _)) if line.contains("code = 54,") => {
                format!("{} }},", line[..at].trim_end_matches([' ', ',']))
            }
            _ => line.to_owned(),
        })
        .collect::<Vec<_>>()
        .join("\n");
    Catalogue::parse("catalogue.toml", &text).unwrap()
}

fn pair(domain: &str) -> order::Apply {
    order::Apply {
        product: ProductCode(54),
        csr: order::CsrChoice::Online { algorithm: KeyAlgorithm::Sm2, password: None },
        ..application(domain)
    }
}

async fn issued(world: &World, domain: &str) -> CertificateId {
    let id = order::apply_free(&world.app, &world.ctx, pair(domain)).await.unwrap();
    validation::look(&world.app, &world.ctx, &id).await.unwrap();
    issuance::sign(&world.app, &world.ctx, &id).await.unwrap();
    assert!(matches!(world.stage(&id).await, Stage::Issued(_)));
    id
}

fn openssl(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("openssl").args(arguments).current_dir(folder).output().expect("openssl");
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "openssl {arguments:?}: {said}");
    said
}

#[tokio::test]
async fn d1_a_pair_is_issued_under_two_serials_and_openssl_verifies_each_link() {
    let world = world_selling(with_a_free_pair()).await;
    let id = issued(&world, "shop.boutique.org").await;
    let wanted = id.clone();
    let (first, beside) = world
        .read(move |r| Ok((r.issuance_for(&wanted)?.unwrap(), r.encryption_certificate(&wanted)?.unwrap())))
        .await;
    let serial = beside.serial.clone().unwrap();
    let second = world.read(move |r| Ok(r.issuance(&serial)?.unwrap())).await;
    assert_ne!(first.serial, second.serial);
    assert_eq!((first.profile.as_str(), second.profile.as_str()), ("sm2-signature", "sm2-encryption"));
    assert_eq!((first.issuer.as_str(), &first.issuer), ("dnspod-sm2-sm2", &second.issuer));
    assert_eq!(first.spki_sha256, second.spki_sha256);
    // A year, as bought: the dated limits bind public trust alone.
    assert_eq!(first.not_after.seconds_since(first.not_before) + 1, 365 * 86_400);

    let described = certificate::describe(&world.app, &world.ctx, &id, true).await.unwrap();
    let encryption = described.encryption.expect("a pair");
    assert_eq!(encryption.private_key_pem, described.private_key_pem);
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let write = |name: &str, der: &[u8]| {
        std::fs::write(folder.join(name), pem_text::write(pem_text::CERTIFICATE, der)).unwrap();
    };
    write("signature.pem", described.leaf_der.as_deref().unwrap());
    write("encryption.pem", &encryption.leaf_der);
    write("issuer.pem", &described.chain_der[0]);
    write("root.pem", &described.chain_der[1]);
    assert_eq!(described.chain_der.len(), 2);
    let moment = NOW.0.to_string();
    for (trusted, verified) in
        [("root.pem", "issuer.pem"), ("issuer.pem", "signature.pem"), ("issuer.pem", "encryption.pem")]
    {
        openssl(
            folder,
            &[
                "verify",
                "-partial_chain",
                "-trusted",
                trusted,
                "-vfyopt",
                IDENTITY,
                "-x509_strict",
                "-attime",
                &moment,
                verified,
            ],
        );
    }
    for (file, usage) in [
        ("signature.pem", "Digital Signature, Non Repudiation\n"),
        ("encryption.pem", "Key Encipherment, Data Encipherment, Key Agreement\n"),
    ] {
        let text = openssl(folder, &["x509", "-in", file, "-noout", "-text"]);
        for wanted in [usage, "DNS:shop.boutique.org", "CN = shop.boutique.org", "http://ca.example.com/"] {
            assert!(text.contains(wanted), "{file}: {wanted}: {text}");
        }
    }
    let csr = pem_text::write(pem_text::CERTIFICATE_REQUEST, &described.csr_der.unwrap());
    std::fs::write(folder.join("request.pem"), csr).unwrap();
    openssl(folder, &["req", "-in", "request.pem", "-verify", "-noout", "-vfyopt", IDENTITY]);

    // Other keys are not for this product, and SM2 is not for others.
    for (code, algorithm) in [(54, KeyAlgorithm::P256), (83, KeyAlgorithm::Sm2)] {
        let wrong = order::Apply {
            product: ProductCode(code),
            csr: order::CsrChoice::Online { algorithm, password: None },
            ..application("other.boutique.org")
        };
        let failure = order::apply_free(&world.app, &world.ctx, wrong).await.unwrap_err();
        assert_eq!(failure.code, Code::InvalidParameter);
    }
}

#[tokio::test]
async fn must_never_21_a_pair_that_is_interrupted_goes_on_with_both_its_serials() {
    let world = world_selling(with_a_free_pair()).await;
    let id = order::apply_free(&world.app, &world.ctx, pair("shop.boutique.org")).await.unwrap();
    validation::look(&world.app, &world.ctx, &id).await.unwrap();
    world.writes_left.store(1, Ordering::SeqCst);
    issuance::sign(&world.app, &world.ctx, &id).await.unwrap_err();
    let serials = |id: CertificateId| {
        world.read(move |r| {
            let other = r.encryption_certificate(&id)?.unwrap();
            Ok((r.issuance_for(&id)?.unwrap().serial, other.serial.unwrap(), other.leaf_der.is_some()))
        })
    };
    let (first, second, signed) = serials(id.clone()).await;
    assert!(!signed);
    world.writes_left.store(-1, Ordering::SeqCst);
    for _ in 0..2 {
        issuance::sign(&world.app, &world.ctx, &id).await.unwrap();
    }
    assert_eq!(serials(id.clone()).await, (first, second, true));
    assert!(matches!(world.stage(&id).await, Stage::Issued(_)));
}

#[tokio::test]
async fn i1_both_certificates_of_a_pair_are_revoked_whichever_is_named() {
    let world = world_selling(with_a_free_pair()).await;
    for by_encryption in [false, true] {
        let id = issued(&world, if by_encryption { "b.boutique.org" } else { "a.boutique.org" }).await;
        let wanted = id.clone();
        let (first, second) = world
            .read(move |r| {
                let other = r.encryption_certificate(&wanted)?.unwrap();
                Ok((r.issuance_for(&wanted)?.unwrap().serial, other.serial.unwrap()))
            })
            .await;
        let named = if by_encryption { &second } else { &first };
        revocation::revoke(&world.app, &world.ctx, named, Reason::Superseded, By::Operator).await.unwrap();
        for serial in [first, second] {
            let revoked = world.read(move |r| Ok(r.revocation(&serial)?)).await.expect("revoked");
            assert_eq!(revoked.reason, Reason::Superseded);
        }
        assert!(matches!(world.stage(&id).await, Stage::Revoked { .. }));
    }
    // The list is signed with SM2 and names all four.
    let part = world.read(|r| Ok(r.list_parts("dnspod-sm2-sm2")?)).await;
    let mut listed = 0;
    for part in part {
        revocation::publish_crl(&world.app, &world.ctx, "dnspod-sm2-sm2", part).await.unwrap();
        let list = world.read(move |r| Ok(r.list("dnspod-sm2-sm2", part)?)).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("list.crl"), &list.der).unwrap();
        let text = openssl(folder.path(), &["crl", "-inform", "DER", "-in", "list.crl", "-noout", "-text"]);
        assert!(text.contains("SM2-with-SM3"), "{text}");
        let outer = Reader::only(&list.der, tag::SEQUENCE).unwrap();
        signed_by(folder.path(), &world, "dnspod-sm2-sm2", outer);
        listed += text.matches("Serial Number:").count();
    }
    assert_eq!(listed, 4);
}

/// A signed structure, judged by OpenSSL: neither `crl` nor `ocsp` lets the identity be given.
fn signed_by(folder: &Path, world: &World, issuer: &str, structure: Element<'_>) {
    let certificate = world.app.authority.chain(issuer).unwrap().remove(0);
    let mut parts = structure.reader();
    let (body, _) = (parts.next_element().unwrap(), parts.next_element().unwrap());
    std::fs::write(folder.join("body"), body.whole).unwrap();
    std::fs::write(folder.join("signature"), parts.next_element().unwrap().bit_string_bytes().unwrap())
        .unwrap();
    std::fs::write(folder.join("issuer.pem"), pem_text::write(pem_text::CERTIFICATE, &certificate)).unwrap();
    openssl(folder, &["x509", "-in", "issuer.pem", "-pubkey", "-noout", "-out", "issuer.pub"]);
    openssl(
        folder,
        &["dgst", "-sm3", "-verify", "issuer.pub", "-sigopt", IDENTITY, "-signature", "signature", "body"],
    );
}

#[tokio::test]
async fn d1_ocsp_answers_for_both_certificates_and_signs_with_sm2() {
    let world = world_selling(with_a_free_pair()).await;
    let id = issued(&world, "shop.boutique.org").await;
    let described = certificate::describe(&world.app, &world.ctx, &id, false).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let write = |name: &str, der: &[u8]| {
        std::fs::write(folder.join(name), pem_text::write(pem_text::CERTIFICATE, der)).unwrap();
    };
    write("issuer.pem", &described.chain_der[0]);
    for leaf in [described.leaf_der.unwrap(), described.encryption.unwrap().leaf_der] {
        write("leaf.pem", &leaf);
        openssl(
            folder,
            &["ocsp", "-issuer", "issuer.pem", "-cert", "leaf.pem", "-no_nonce", "-reqout", "request"],
        );
        let asked = std::fs::read(folder.join("request")).unwrap();
        let der = match revocation::answer_ocsp(&world.app, &world.ctx, &asked).await {
            revocation::OcspAnswer::Fresh(der) => der,
            revocation::OcspAnswer::Kept(document) => document.body.to_vec(),
            revocation::OcspAnswer::Refused(why) => panic!("{why:?}"),
        };
        std::fs::write(folder.join("answer"), &der).unwrap();
        let text = openssl(folder, &["ocsp", "-respin", "answer", "-noverify", "-resp_text"]);
        assert!(text.contains("Cert Status: good") && text.contains("SM2-with-SM3"), "{text}");
        // OCSPResponse, its [0], ResponseBytes, and in its OCTET STRING the BasicOCSPResponse.
        let mut outer = Reader::only(&der, tag::SEQUENCE).unwrap().reader();
        outer.expect(tag::ENUMERATED).unwrap();
        let bytes = outer.expect(tag::context(0)).unwrap().reader().expect(tag::SEQUENCE).unwrap();
        let mut fields = bytes.reader();
        fields.expect(tag::OID).unwrap();
        let basic = fields.expect(tag::OCTET_STRING).unwrap().content;
        signed_by(folder, &world, "dnspod-sm2-sm2", Reader::only(basic, tag::SEQUENCE).unwrap());
    }
}

#[tokio::test]
async fn g2_the_archive_of_a_pair_has_both_bundles_and_one_key() {
    let world = world_selling(with_a_free_pair()).await;
    let id = issued(&world, "shop.boutique.org").await;
    let folder = tempfile::tempdir().unwrap();
    let unpack = |content: &[u8]| {
        std::fs::write(folder.path().join("a.zip"), content).unwrap();
        let said =
            Command::new("unzip").args(["-o", "-q", "a.zip"]).current_dir(folder.path()).status().unwrap();
        assert!(said.success());
    };
    let all = certificate::download(&world.app, &world.ctx, &id, ServiceType::All, PfxProfile::Modern)
        .await
        .unwrap();
    unpack(&all.content);
    let read = |name: &str| {
        std::fs::read_to_string(folder.path().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    };
    let d = "shop.boutique.org";
    for (bundle, usage) in
        [(format!("Nginx/1_{d}_sign_bundle.crt"), true), (format!("Nginx/2_{d}_encrypt_bundle.crt"), false)]
    {
        let chain = CertificateFacts::parse_pem(&read(&bundle)).unwrap();
        assert_eq!(chain.len(), 2, "{bundle}: the root is not in it");
        assert_eq!(chain[0].extensions.key_usage.unwrap().digital_signature, usage);
    }
    assert_eq!(read(&format!("{d}_sign.csr")), read(&format!("{d}_encrypt.csr")));
    assert_eq!(read(&format!("Nginx/3_{d}.key")), read(&format!("Apache/5_{d}.key")));
    openssl(folder.path(), &["pkey", "-in", &format!("Nginx/3_{d}.key"), "-check", "-noout"]);
    for name in ["Apache/1_root_sign_bundle.crt", "Apache/2_root_encrypt_bundle.crt", "Root/root.crt"] {
        assert!(read(name).contains("BEGIN CERTIFICATE"), "{name}");
    }
    let note = read("Nginx/install-nginx-sm2.txt");
    assert!(note.contains(&format!("1_{d}_sign_bundle.crt")) && !note.contains("{{"), "{note}");
    for kind in [ServiceType::Nginx, ServiceType::Apache, ServiceType::Other, ServiceType::Root] {
        certificate::download(&world.app, &world.ctx, &id, kind, PfxProfile::Modern).await.unwrap();
    }
    for kind in [ServiceType::Tomcat, ServiceType::Jks, ServiceType::Iis] {
        let refused = certificate::download(&world.app, &world.ctx, &id, kind, PfxProfile::Modern).await;
        assert_eq!(refused.err().unwrap().code, Code::DownloadTypeUnsupported);
        let refused = certificate::download_link(&world.app, &world.ctx, &id, kind).await;
        assert_eq!(refused.err().unwrap().code, Code::DownloadTypeUnsupported);
    }
}

/// A pair made by OpenSSL alone: root, then a signature and an encryption certificate with a key each.
fn foreign(folder: &Path) {
    let make = |name: &str, subject: &str| {
        openssl(folder, &["genpkey", "-algorithm", "SM2", "-out", &format!("{name}.key")]);
        openssl(
            folder,
            &[
                "req",
                "-new",
                "-key",
                &format!("{name}.key"),
                "-sm3",
                "-sigopt",
                IDENTITY,
                "-subj",
                subject,
                "-out",
                &format!("{name}.csr"),
            ],
        );
    };
    make("root", "/CN=Foreign SM2 Root");
    std::fs::write(folder.join("root.ext"), "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n").unwrap();
    openssl(
        folder,
        &[
            "x509", "-req", "-in", "root.csr", "-signkey", "root.key", "-sm3", "-sigopt", IDENTITY,
            "-vfyopt", IDENTITY, "-days", "3650", "-extfile", "root.ext", "-out", "root.crt",
        ],
    );
    for (name, usage) in [
        ("signature", "digitalSignature,nonRepudiation"),
        ("encryption", "keyEncipherment,dataEncipherment,keyAgreement"),
    ] {
        make(name, "/CN=www.foreign-shop.org");
        std::fs::write(
            folder.join("leaf.ext"),
            format!("keyUsage=critical,{usage}\nsubjectAltName=DNS:www.foreign-shop.org\n"),
        )
        .unwrap();
        openssl(
            folder,
            &[
                "x509",
                "-req",
                "-in",
                &format!("{name}.csr"),
                "-CA",
                "root.crt",
                "-CAkey",
                "root.key",
                "-sm3",
                "-sigopt",
                IDENTITY,
                "-vfyopt",
                IDENTITY,
                "-days",
                "365",
                "-set_serial",
                if name == "signature" { "17" } else { "18" },
                "-extfile",
                "leaf.ext",
                "-out",
                &format!("{name}.crt"),
            ],
        );
    }
}

#[tokio::test]
async fn h2_an_uploaded_pair_of_openssl_is_checked_kept_and_given_back() {
    let world = world().await;
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    foreign(folder);
    let text = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let upload = |certificate: &str, key: &str, encryption: Option<(&str, Option<&str>)>| Upload {
        certificate_pem: text(certificate) + &text("root.crt"),
        key_pem: Some(Zeroizing::new(text(key))),
        key_password: None,
        encryption: encryption.map(|(certificate, key)| EncryptionUpload {
            certificate_pem: text(certificate) + &text("root.crt"),
            key_pem: key.map(|key| Zeroizing::new(text(key))),
        }),
        usage: Usage::Server,
        alias: String::new(),
        project: ProjectId(0),
        tags: Vec::new(),
        purpose: Vec::new(),
        repeatable: false,
    };
    let send = |input: Upload| certificate::upload(&world.app, &world.ctx, input);
    let both = Some(("encryption.crt", Some("encryption.key")));
    let id = send(upload("signature.crt", "signature.key", both)).await.unwrap().id;
    let described = certificate::describe(&world.app, &world.ctx, &id, true).await.unwrap();
    assert_eq!(described.certificate.algorithm, Some(KeyAlgorithm::Sm2));
    let encryption = described.encryption.unwrap();
    assert_ne!(encryption.private_key_pem, described.private_key_pem);
    assert_eq!(encryption.chain_der, described.chain_der);
    let all = certificate::download(&world.app, &world.ctx, &id, ServiceType::All, PfxProfile::Modern)
        .await
        .unwrap();
    std::fs::write(folder.join("a.zip"), &*all.content).unwrap();
    let listing = Command::new("unzip").args(["-Z1", "a.zip"]).current_dir(folder).output().unwrap();
    let listing = String::from_utf8(listing.stdout).unwrap();
    assert!(listing.contains("Nginx/4_www.foreign-shop.org_encrypt.key"), "{listing}");

    let foreign_chain = |mut input: Upload| {
        let root = world.app.authority.chain("trustasia-ecc").unwrap();
        input.certificate_pem.push_str(&pem_text::write(pem_text::CERTIFICATE, &root[0]));
        input
    };
    for (input, code) in [
        // Standard was chosen for SM2.
        (upload("signature.crt", "signature.key", None), Code::KeyRefused),
        // Swapped.
        (
            upload("encryption.crt", "encryption.key", Some(("signature.crt", Some("signature.key")))),
            Code::KeyRefused,
        ),
        (upload("signature.crt", "signature.key", Some(("signature.crt", None))), Code::KeyRefused),
        // Another's key, in each place.
        (upload("signature.crt", "encryption.key", both), Code::KeyMismatch),
        (upload("signature.crt", "signature.key", Some(("encryption.crt", None))), Code::KeyMismatch),
        (
            upload("signature.crt", "signature.key", Some(("encryption.crt", Some("signature.key")))),
            Code::KeyMismatch,
        ),
        // A stranger in the chain.
        (foreign_chain(upload("signature.crt", "signature.key", both)), Code::ChainInvalid),
        (
            upload("signature.crt", "signature.key", Some(("encryption.key", None))),
            Code::CertificateUnreadable,
        ),
        (
            upload("signature.crt", "signature.key", Some(("encryption.crt", Some("encryption.csr")))),
            Code::KeyUnreadable,
        ),
    ] {
        let before = world.lines(chancery_domain::operation_log::Operation::Uploaded).await;
        let failure = send(input).await.map(|done| done.id.to_string()).unwrap_err();
        assert_eq!(failure.code, code, "{}", failure.public);
        assert_eq!(world.lines(chancery_domain::operation_log::Operation::Uploaded).await, before);
    }
}
