//! What the service writes into its log while secrets pass through it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use parking_lot::Mutex;
use serde_json::json;
use std::io::Write;
use std::sync::Arc;
use support::{NOW, tc3, tc3_get, v1, world};
use tracing_subscriber::fmt::MakeWriter;

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Captured {
    type Writer = Captured;
    fn make_writer(&'a self) -> Captured {
        self.clone()
    }
}

#[tokio::test]
async fn must_never_23_no_secret_in_a_log_line_or_an_error() {
    let captured = Captured::default();
    // The only test of this file, so the process-wide log is its own; everything down to `trace` is written.
    tracing_subscriber::fmt()
        .with_writer(captured.clone())
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .init();
    let world = world().await;
    let password = "Pa55-w0rd-of-the-key";
    let key_text = "-----BEGIN PRIVATE KEY-----\nU0VDUkVULUtFWS1NQVRFUklBTA==\n-----END PRIVATE KEY-----";
    let wish = json!({"DomainName": "shop.org", "DvAuthMethod": "DNS", "CsrEncryptAlgo": "ECC",
        "CsrKeyPassword": password});
    let id = world.call("ApplyCertificate", wish.clone()).await.good()["CertificateId"].clone();
    let mut answers = vec![
        world.call("DescribeCertificateDetail", json!({"CertificateId": id})).await,
        world
            .call(
                "UploadCertificate",
                json!({"CertificatePublicKey": key_text, "CertificatePrivateKey": key_text}),
            )
            .await,
        world
            .call("UploadCertificate", json!({"CertificatePublicKey": "x", "KeyPassword": {"a": password}}))
            .await,
        world
            .send(tc3(
                &world.key,
                "ApplyCertificate",
                &format!("{{\"CsrKeyPassword\": \"{password}\" oops"),
                NOW,
            ))
            .await,
        world
            .send(tc3_get(
                &world.key,
                "ApplyCertificate",
                &format!("CsrKeyPassword={password}&Wrong={password}"),
                NOW,
            ))
            .await,
    ];
    let form = [("Action", "ApplyCertificate"), ("CsrKeyPassword", password), ("CsrKeyPassword.0", "x")];
    answers.push(world.send(v1(&world.key, http::Method::GET, &form, true, NOW)).await);
    let shown_key = answers[0].response["CertificatePrivateKey"].as_str().unwrap().to_owned();
    assert!(shown_key.contains("ENCRYPTED PRIVATE KEY"));
    for answer in &answers[1..] {
        assert_ne!(answer.code(), "", "{}", answer.text);
        for secret in [password, "U0VDUkVULUtFWS1NQVRFUklBTA==", &world.key.secret] {
            assert!(!answer.text.contains(secret), "{}", answer.text);
        }
    }
    let log = String::from_utf8_lossy(&captured.0.lock()).into_owned();
    assert!(log.contains("ApplyCertificate") && log.contains(&answers[1].request_id), "the log is captured");
    let shown_line = shown_key.lines().nth(1).unwrap();
    for secret in [password, "U0VDUkVULUtFWS1NQVRFUklBTA==", &world.key.secret, shown_line] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
    // Nor query strings, where v1 has its signature.
    assert!(!log.contains("Signature=") && !log.contains("SecretId="));
}
