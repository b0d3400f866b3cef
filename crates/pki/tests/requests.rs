//! CSRs and private keys, ours judged by OpenSSL and OpenSSL's read by us; weak, foreign and damaged ones refused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use chancery_domain::key::KeyAlgorithm;
use chancery_domain::policy::Policy;
use chancery_pki::asn1::{oid, writer};
use chancery_pki::csr::{self, CsrError, CsrFacts, NamePosition, Subject, SubjectError};
use chancery_pki::key_check::{self, BlockedKeys, KeyRules, WeakKey};
use chancery_pki::private_key::{PrivateKey, PrivateKeyError};
use chancery_pki::public_key::PublicKey;
use chancery_pki::signature::SignatureError;
use common::*;
use num_bigint::BigUint;
use std::path::Path;

fn parse(text: &[u8]) -> Result<CsrFacts, CsrError> {
    csr::parse(text, &rules(BlockedKeys::shipped().unwrap()))
}

/// Makes a CSR with OpenSSL: `key` are the arguments of genpkey, `request` those of req.
fn openssl_csr(folder: &Path, key: &[&str], request: &[&str]) -> Vec<u8> {
    judge(folder, "openssl", &[&["genpkey", "-out", "key.pem"], key].concat());
    judge(folder, "openssl", &[&["req", "-new", "-key", "key.pem", "-out", "request.pem"], request].concat());
    read(folder, "request.pem")
}

const P256: [&str; 4] = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"];

#[test]
fn our_requests_satisfy_openssl_for_every_algorithm() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let subject = Subject {
        common_name: Some("www.chancery-shop.com".to_owned()),
        organization: Some("Chancery 有限公司".to_owned()),
        department: Some("IT".to_owned()),
        locality: Some("Shenzhen".to_owned()),
        province: Some("Guangdong".to_owned()),
        country: Some("CN".to_owned()),
        email: Some("it@chancery-shop.com".to_owned()),
    };
    for algorithm in KeyAlgorithm::ALL {
        let key = key(algorithm);
        let names = ["www.chancery-shop.com".to_owned(), "203.0.113.7".to_owned(), "2001:db8::7".to_owned()];
        let der = csr::build(&key, &subject, &names).unwrap();
        let facts = parse(&der).unwrap();
        write(folder, "request.pem", facts.to_pem());
        let mut arguments = vec!["req", "-in", "request.pem", "-verify", "-noout", "-text"];
        if algorithm == KeyAlgorithm::Sm2 {
            // OpenSSL takes no identity for granted.
            arguments.extend(["-vfyopt", "distid:1234567812345678"]);
        }
        let said = judge(folder, "openssl", &arguments);
        assert!(said.contains("DNS:www.chancery-shop.com, IP Address:203.0.113.7"), "{said}");
        assert_eq!(facts.algorithm(), Some(algorithm));
        assert_eq!(facts.common_name(), "www.chancery-shop.com");
        assert_eq!(facts.san_dns(), ["www.chancery-shop.com"]);
        assert_eq!(facts.san_ip().len(), 2);
        assert_eq!(facts.spki_der(), key.public_key_spki());
        assert_eq!(facts.subject.first(oid::ORGANIZATION), Some("Chancery 有限公司"));
        assert_eq!(parse(facts.to_pem().as_bytes()).unwrap(), facts);
    }
}

#[test]
fn must_never_14_every_position_of_a_name_is_exposed() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(
        folder,
        "request.cnf",
        "[req]\nprompt=no\nstring_mask=utf8only\ndistinguished_name=dn\nattributes=extra\nreq_extensions=ext\n\
         [dn]\nCN=cn.chancery-shop.com\nemailAddress=mail@subject.chancery-shop.com\n\
         [extra]\nchallengePassword=a secret\nunstructuredName=of no use\n\
         [ext]\nkeyUsage=digitalSignature\nsubjectAltName=@san\n\
         [san]\nDNS.1=dns.chancery-shop.com\nIP.1=203.0.113.9\nemail.1=mail@san.chancery-shop.com\n\
         URI.1=https://uri.chancery-shop.com/\ndirName.1=dir\nRID.1=1.2.3.4\n[dir]\nCN=dir.chancery-shop.com\n",
    );
    let facts = parse(&openssl_csr(folder, &P256, &["-config", "request.cnf"])).unwrap();
    let names: Vec<(NamePosition, String)> = facts.names();
    let expected = [
        (NamePosition::CommonName, "cn.chancery-shop.com"),
        (NamePosition::Email, "mail@subject.chancery-shop.com"),
        (NamePosition::Dns, "dns.chancery-shop.com"),
        (NamePosition::Ip, "203.0.113.9"),
        (NamePosition::Email, "mail@san.chancery-shop.com"),
        (NamePosition::Uri, "https://uri.chancery-shop.com/"),
        (NamePosition::Directory, "CN=dir.chancery-shop.com"),
        (NamePosition::Other, "registeredID"),
    ];
    assert_eq!(names.len(), expected.len(), "{names:?}");
    for wanted in expected.map(|(position, text)| (position, text.to_owned())) {
        assert!(names.contains(&wanted), "{wanted:?} is not among {names:?}");
    }
}

#[test]
fn requests_of_other_programs_are_judged_by_d2() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let rsa = |bits: &'static str| ["-algorithm", "RSA", "-pkeyopt", bits];
    let curve = |name: &'static str| ["-algorithm", "EC", "-pkeyopt", name];
    let cn = ["-subj", "/CN=a.chancery-shop.com"];
    let error = |key: &[&str], request: &[&str]| parse(&openssl_csr(folder, key, request)).err();

    assert_eq!(error(&rsa("rsa_keygen_bits:2048"), &cn), None);
    assert_eq!(error(&curve("ec_paramgen_curve:P-384"), &[&cn[..], &["-sha512"]].concat()), None);
    assert_eq!(
        error(&rsa("rsa_keygen_bits:1024"), &cn),
        Some(CsrError::WeakKey(WeakKey::TooSmall { bits: 1024, least: 2048 }))
    );
    assert_eq!(
        error(&rsa("rsa_keygen_bits:2056"), &cn),
        Some(CsrError::UnsupportedKey("RSA 2056".to_owned()))
    );
    assert_eq!(
        error(&rsa("rsa_keygen_bits:2052"), &cn),
        Some(CsrError::WeakKey(WeakKey::NotMultiple { bits: 2052, multiple: 8 }))
    );
    let unsupported = |name: &str| Some(CsrError::UnsupportedKey(name.to_owned()));
    assert_eq!(error(&curve("ec_paramgen_curve:secp256k1"), &cn), unsupported("ECC secp256k1"));
    assert_eq!(error(&curve("ec_paramgen_curve:P-521"), &cn), unsupported("ECC secp521r1"));
    assert_eq!(error(&["-algorithm", "ED25519"], &cn), unsupported("Ed25519"));
    let sha1 = Some(CsrError::BadSignature(SignatureError::BrokenHash("SHA-1")));
    assert_eq!(error(&P256, &[&cn[..], &["-sha1"]].concat()), sha1);
    assert_eq!(error(&P256, &["-subj", "/O=No name"]), Some(CsrError::EmptyCommonName));
    assert_eq!(error(&P256, &["-subj", "/"]), Some(CsrError::EmptyCommonName));
    assert_eq!(error(&P256, &["-subj", "/CN=a.com/CN=b.com"]), Some(CsrError::SeveralCommonNames(2)));
    write(
        folder,
        "latin.cnf",
        b"[req]\nprompt=no\nstring_mask=nombstr\ndistinguished_name=dn\n[dn]\nO=M\xfcller\nCN=a.com\n",
    );
    assert_eq!(error(&P256, &["-config", "latin.cnf"]), Some(CsrError::NotUtf8 { field: "O".to_owned() }));
    write(
        folder,
        "wide.cnf",
        "[req]\nprompt=no\nutf8=yes\nstring_mask=MASK:2048\ndistinguished_name=dn\n[dn]\nO=Müller\nCN=a.com\n",
    );
    assert_eq!(error(&P256, &["-config", "wide.cnf"]), Some(CsrError::NotUtf8 { field: "O".to_owned() }));
}

#[test]
fn damaged_requests_say_what_is_wrong() {
    let key = key(KeyAlgorithm::P256);
    let subject = Subject { common_name: Some("a.chancery-shop.com".to_owned()), ..Subject::default() };
    let der = csr::build(&key, &subject, &[]).unwrap();
    let pem = parse(&der).unwrap().to_pem();
    let text = |text: &str| parse(text.as_bytes()).err().map(|error| error.to_string()).unwrap_or_default();
    assert!(text("hello").contains("there is no -----BEGIN line"));
    assert!(text(&format!("Hello\n{pem}")).contains("line 1 is outside"));
    assert!(text(&pem.replace("-----END", "----END")).contains("damaged BEGIN or END"));
    assert!(text(&format!("{pem}{pem}")).contains("another block"));
    assert!(
        text(&pem.replace("CERTIFICATE REQUEST", "CERTIFICATE"))
            .contains("a CERTIFICATE REQUEST is expected")
    );
    assert!(text(&pem.replace("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST")).is_empty());
    assert!(text(&pem.replace('\n', "\r\n")).is_empty());
    assert!(matches!(parse(&[0xff, 0xfe, 0x00]), Err(CsrError::Pem(_))));
    assert!(matches!(parse(&[0x30, 0x03, 0x02, 0x01, 0x00]), Err(CsrError::NotACsr(_))));
    let mut altered = der.clone();
    let last = altered.len() - 1;
    altered[last] ^= 1;
    assert_eq!(parse(&altered).err(), Some(CsrError::BadSignature(SignatureError::Invalid)));
    let trailing = [&der[..], &[0]].concat();
    assert!(matches!(parse(&trailing), Err(CsrError::NotACsr(_))));
    let empty = csr::build(&key, &Subject::default(), &["a.chancery-shop.com".to_owned()]).unwrap();
    assert_eq!(parse(&empty).err(), Some(CsrError::EmptyCommonName));
    let facts = csr::decode(&altered).unwrap();
    assert!(!facts.signature_ok() && facts.common_name() == "a.chancery-shop.com");

    let refused = |subject: Subject| csr::build(&key, &subject, &[]).err().unwrap();
    let country = Subject { country: Some("USA".to_owned()), ..Subject::default() };
    assert_eq!(refused(country), SubjectError::Country);
    let long = Subject { organization: Some("ä".repeat(65)), ..Subject::default() };
    assert!(matches!(refused(long), SubjectError::TooLong { field: "organization", found: 65, max: 64 }));
    let control = Subject { locality: Some("a\nb".to_owned()), ..Subject::default() };
    assert_eq!(refused(control), SubjectError::Control { field: "locality" });
}

#[test]
fn no_bytes_make_the_readers_panic() {
    let key = key(KeyAlgorithm::P256);
    let subject = Subject { common_name: Some("a.chancery-shop.com".to_owned()), ..Subject::default() };
    let request = csr::build(&key, &subject, &["a.chancery-shop.com".to_owned()]).unwrap();
    let root = root().der;
    let mut still_read = 0;
    for original in [&request, &root] {
        for position in 0..original.len() {
            for flip in [0x01, 0x80, 0xff] {
                let mut bytes = original.clone();
                bytes[position] ^= flip;
                still_read += usize::from(csr::decode(&bytes).is_ok());
                still_read += usize::from(chancery_pki::certificate::CertificateFacts::parse(&bytes).is_ok());
            }
            let _ = csr::decode(&original[..position]);
            assert!(chancery_pki::certificate::CertificateFacts::parse(&original[..position]).is_err());
        }
    }
    // Flips inside names, keys and signatures leave the structure readable: the loop reached beyond the first byte.
    assert!(still_read > 100, "{still_read}");
}

#[test]
fn private_keys_of_every_form_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let read_key = |password: Option<&str>| {
        PrivateKey::from_pem(&String::from_utf8(read(folder, "key.pem")).unwrap(), password)
    };
    let public = || {
        judge(
            folder,
            "openssl",
            &["pkey", "-in", "plain.pem", "-pubout", "-outform", "DER", "-out", "public.der"],
        );
        read(folder, "public.der")
    };
    let generate = |arguments: &[&str]| {
        judge(folder, "openssl", &[&["genpkey", "-out", "plain.pem"], arguments].concat())
    };

    generate(&["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]);
    for convert in [
        &["pkey", "-in", "plain.pem", "-out", "key.pem"][..],
        &["rsa", "-in", "plain.pem", "-traditional", "-out", "key.pem"],
    ] {
        judge(folder, "openssl", convert);
        let key = read_key(None).unwrap();
        assert_eq!((key.algorithm(), key.public_key_spki()), (KeyAlgorithm::Rsa2048, &public()[..]));
    }
    for (curve, algorithm) in [("P-256", KeyAlgorithm::P256), ("P-384", KeyAlgorithm::P384)] {
        generate(&["-algorithm", "EC", "-pkeyopt", &format!("ec_paramgen_curve:{curve}")]);
        for convert in [
            &["pkey", "-in", "plain.pem", "-out", "key.pem"][..],
            &["ec", "-in", "plain.pem", "-out", "key.pem"],
        ] {
            judge(folder, "openssl", convert);
            let key = read_key(None).unwrap();
            assert_eq!((key.algorithm(), key.public_key_spki()), (algorithm, &public()[..]), "{convert:?}");
        }
    }
    // `ecparam -genkey` writes the parameters in a block before the key.
    judge(folder, "openssl", &["ecparam", "-name", "prime256v1", "-genkey", "-out", "key.pem"]);
    assert_eq!(read_key(None).unwrap().algorithm(), KeyAlgorithm::P256);

    for scheme in [&["-v2", "aes256"][..], &["-v2", "aes128", "-v2prf", "hmacWithSHA512"], &["-scrypt"]] {
        let arguments = [
            &["pkcs8", "-topk8", "-in", "plain.pem", "-passout", "pass:open sesame", "-out", "key.pem"],
            scheme,
        ]
        .concat();
        judge(folder, "openssl", &arguments);
        assert_eq!(read_key(Some("open sesame")).unwrap().public_key_spki(), public(), "{scheme:?}");
        assert_eq!(read_key(Some("wrong")).err(), Some(PrivateKeyError::WrongPassword));
        assert_eq!(read_key(None).err(), Some(PrivateKeyError::PasswordNeeded));
    }
    let costly =
        ["pkcs8", "-topk8", "-in", "plain.pem", "-passout", "pass:x", "-out", "key.pem", "-iter", "5000001"];
    judge(folder, "openssl", &costly);
    assert_eq!(read_key(Some("x")).err(), Some(PrivateKeyError::TooMuchWork));
    judge(
        folder,
        "openssl",
        &["ec", "-in", "plain.pem", "-aes256", "-passout", "pass:open", "-out", "key.pem"],
    );
    assert!(matches!(read_key(Some("open")), Err(PrivateKeyError::Pem(_))));

    for (arguments, kind) in [
        (&["-algorithm", "ED25519"][..], "Ed25519"),
        (&["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"], "RSA 1024"),
        (&["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"], "ECC secp521r1"),
    ] {
        generate(arguments);
        std::fs::copy(folder.join("plain.pem"), folder.join("key.pem")).unwrap();
        assert_eq!(read_key(None).err(), Some(PrivateKeyError::Unsupported(kind.to_owned())));
    }
    assert!(matches!(
        PrivateKey::from_pem("-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----", None),
        Err(PrivateKeyError::Malformed)
    ));
}

#[test]
fn our_keys_open_in_openssl_and_are_never_printed() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let key = key(KeyAlgorithm::P384);
    write(folder, "plain.pem", key.to_pem().as_bytes());
    write(folder, "encrypted.pem", key.to_encrypted_pem("open sesame").unwrap());
    for (file, password) in [("plain.pem", "pass:"), ("encrypted.pem", "pass:open sesame")] {
        judge(
            folder,
            "openssl",
            &["pkey", "-in", file, "-passin", password, "-pubout", "-outform", "DER", "-out", "public.der"],
        );
        assert_eq!(read(folder, "public.der"), key.public_key_spki());
    }
    assert!(
        !run(folder, "openssl", &["pkey", "-in", "encrypted.pem", "-passin", "pass:wrong", "-noout"])
            .status
            .success()
    );
    assert_eq!(format!("{key:?}"), "PrivateKey(ECC secp384r1, ***)");
    assert_eq!(format!("{:?}", key.signing_key().unwrap()), "SigningKey(ECC secp384r1, ***)");
    let block = chancery_pki::pem_text::read(&key.to_pem()).unwrap();
    assert_eq!(format!("{:?}", block[0]), r#"PemBlock { label: "PRIVATE KEY", line: 1, .. }"#);
}

fn rules(blocked: BlockedKeys) -> KeyRules {
    KeyRules { limits: Policy::compiled_in().unwrap().keys, blocked }
}

fn rsa_public_key(modulus: &BigUint, exponent: u32) -> PublicKey {
    let numbers = writer::sequence(&[
        &writer::unsigned_integer(&modulus.to_bytes_be()),
        &writer::unsigned_integer(&exponent.to_be_bytes()),
    ]);
    let algorithm = writer::sequence(&[&writer::oid(oid::RSA_ENCRYPTION), &writer::null()]);
    PublicKey::from_spki(&writer::sequence(&[&algorithm, &writer::bit_string(&numbers)])).unwrap()
}

#[test]
fn weak_keys_are_refused_each_for_its_reason() {
    let none = rules(BlockedKeys::default());
    let check =
        |modulus: &BigUint, exponent: u32| key_check::check(&rsa_public_key(modulus, exponent), &none);
    let one = BigUint::from(1u32);
    // Two factors of 1024 bits, 2^900 apart: beyond Fermat's reach.
    let p: BigUint = (&one << 1024u32) - 105u32;
    let no_small_factor = |n: &BigUint| (3u32..752).step_by(2).all(|factor| n % factor != BigUint::ZERO);
    let near = &p - (&one << 900u32);
    let q = (0u32..).step_by(2).map(|n| &near - n).find(no_small_factor).unwrap();
    let far: BigUint = &p * q;
    assert_eq!(check(&far, 65_537), Ok(()));
    assert_eq!(check(&far, 3), Ok(()));
    for exponent in [0, 1, 2, 65_536] {
        assert_eq!(check(&far, exponent), Err(WeakKey::Exponent(3)), "{exponent}");
    }
    assert_eq!(check(&(&far + 1u32), 65_537), Err(WeakKey::EvenModulus));
    let close = (500u32..).map(|n| &p - 2 * n).find(no_small_factor).unwrap();
    assert_eq!(check(&(&p * close), 65_537), Err(WeakKey::ClosePrimes));
    assert_eq!(check(&(&p * ((&one << 1024u32) - 1u32)), 65_537), Err(WeakKey::SmallFactor(3)));
    assert_eq!(
        check(&((&one << 2046u32) + 1u32), 65_537),
        Err(WeakKey::TooSmall { bits: 2047, least: 2048 })
    );
    assert_eq!(
        check(&((&one << 2048u32) + 1u32), 65_537),
        Err(WeakKey::NotMultiple { bits: 2049, multiple: 8 })
    );
    assert_eq!(check(&((&one << 8192u32) + 1u32), 65_537), Err(WeakKey::TooLarge { bits: 8193, most: 8192 }));
    // A power of 65537 modulo all the small primes, as in CVE-2017-15361: adding a multiple of their product keeps it so.
    let product =
        (3u32..168).filter(|n| (2..*n).all(|d| n % d != 0)).fold(one.clone(), |all, prime| all * prime);
    let power = BigUint::from(65_537u32).pow(100);
    let base = &product << (2048 - product.bits());
    let flawed = (0u32..).map(|n| &power + &base + &product * (2 * n)).find(no_small_factor).unwrap();
    assert_eq!(flawed.bits(), 2048);
    assert_eq!(check(&flawed, 65_537), Err(WeakKey::Roca));
    let other = (1u32..).map(|n| &flawed + 2 * n).find(no_small_factor).unwrap();
    assert_eq!(check(&other, 65_537), Ok(()));

    // The keys printed in RFCs are blocked, and an operator's list works the same way.
    let scalar = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIObLW92AqkWunJXowVR2Z5/+yVPBaFHnEedDk5WJxk/BoAoGCCqGSM49\nAwEHoUQDQgAEQiVI+I+3gv+17KN0RFLHKh5Vj71vc75eSOkyMsxFxbFsTNEMTLjV\nuKFxOelIgsiZJXKZNCX0FBmrfpCkKklCcg==\n-----END EC PRIVATE KEY-----";
    let printed = PrivateKey::from_pem(scalar, None).unwrap();
    let printed = PublicKey::from_spki(printed.public_key_spki()).unwrap();
    let shipped = rules(BlockedKeys::shipped().unwrap());
    assert!(
        matches!(key_check::check(&printed, &shipped), Err(WeakKey::Blocked(reason)) if reason.contains("RFC 9500"))
    );
    assert_eq!(key_check::check(&printed, &none), Ok(()));
    let mut own = BlockedKeys::default();
    own.add(rsa_public_key(&far, 3).sha256(), "revoked for compromise");
    assert_eq!(
        key_check::check(&rsa_public_key(&far, 3), &rules(own)),
        Err(WeakKey::Blocked("revoked for compromise".to_owned()))
    );
}

/// The digits are made by openssl and sha1sum, as the package openssl-blacklist was made.
#[test]
fn a_table_of_weak_moduli_blocks_rsa_keys_whatever_their_exponent() {
    let folder = tempfile::tempdir().unwrap();
    let script = "openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key.pem && \
        openssl pkey -in key.pem -pubout -outform DER -out key.der && \
        openssl rsa -in key.pem -noout -modulus | sha1sum | cut -c21-40";
    let line = common::judge(folder.path(), "sh", &["-c", script]);
    let key = PublicKey::from_spki(&common::read(folder.path(), "key.der")).unwrap();
    let mut listed = BlockedKeys::default();
    listed.add_text(&format!("# weak\n{}\n", line.trim())).unwrap();
    let reason = listed.reason_of(&key).map(str::to_owned);
    assert!(reason.is_some_and(|reason| reason.contains("CVE-2008-0166")));
    assert!(matches!(key_check::check(&key, &rules(listed)), Err(WeakKey::Blocked(_))));
    assert_eq!(key_check::check(&key, &rules(BlockedKeys::default())), Ok(()));
}
