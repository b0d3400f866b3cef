//! The whole life of a certificate by the library instant-acme, as its own examples go about it.
//!
//! `instant-acme-flow DIRECTORY ROOT WEB_FOLDER OUT_FOLDER NAME...`: an account, a certificate by http-01 (the files
//! go to WEB_FOLDER), new contacts, a new account key, the window for renewal and the certificate's replacement
//! (RFC 9773), its revocation, and the end of the account. Leaves `first.pem` and `second.pem` in OUT_FOLDER.

use anyhow::{Context, Result, ensure};
use instant_acme::{
    Account, AuthorizationStatus, CertificateIdentifier, ChallengeType, Identifier, NewAccount, NewOrder,
    OrderStatus, RetryPolicy, RevocationReason, RevocationRequest,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, Der};
use std::path::{Path, PathBuf};
use tokio::process::Command;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().context("usage: DIRECTORY ROOT WEB_FOLDER OUT_FOLDER NAME...");
    let (directory, root) = (next()?, next()?);
    let (web, out) = (PathBuf::from(next()?), PathBuf::from(next()?));
    let names: Vec<String> = arguments.collect();

    let wanted = NewAccount {
        contact: &["mailto:first@example.org"],
        terms_of_service_agreed: true,
        only_return_existing: false,
    };
    let (mut account, credentials) =
        Account::builder_with_root(&root)?.create(&wanted, directory, None).await?;
    let flow = Flow { web, out, names };
    let first = flow.obtain(&account, "first", None).await?;

    account.update_contacts(&["mailto:second@example.org"]).await?;
    let known = Account::builder_with_root(&root)?.from_credentials(credentials).await?;
    ensure!(known.id() == account.id(), "the stored credentials lead to another account");
    let renewed = account.update_key().await?;
    let account = Account::builder_with_root(&root)?.from_credentials(renewed).await?;

    let (key_identifier, serial) = identifier(&flow.out.join("first.pem")).await?;
    let replaces = CertificateIdentifier::new(Der::from_slice(&key_identifier), Der::from_slice(&serial));
    let (renewal, _) = account.renewal_info(&replaces).await?;
    ensure!(renewal.suggested_window.start < renewal.suggested_window.end, "the window for renewal is empty");
    let second = flow.obtain(&account, "second", Some(replaces)).await?;
    ensure!(first != second, "the replacement is the same certificate");

    let revocation =
        RevocationRequest { certificate: &second, reason: Some(RevocationReason::CessationOfOperation) };
    account.revoke(&revocation).await?;
    account.deactivate().await?;
    println!("done");
    Ok(())
}

/// Where things lie.
struct Flow {
    web: PathBuf,
    out: PathBuf,
    names: Vec<String>,
}

impl Flow {
    /// One certificate for all names; its chain is written, its leaf returned.
    async fn obtain(
        &self,
        account: &Account,
        name: &str,
        replaces: Option<CertificateIdentifier<'_>>,
    ) -> Result<CertificateDer<'static>> {
        let identifiers: Vec<Identifier> = self.names.iter().cloned().map(Identifier::Dns).collect();
        let wanted = NewOrder::new(&identifiers);
        let wanted = match replaces {
            Some(replaced) => wanted.replaces(replaced),
            None => wanted,
        };
        let mut order = account.new_order(&wanted).await?;
        let mut authorizations = order.authorizations();
        while let Some(authorization) = authorizations.next().await {
            let mut authorization = authorization?;
            if authorization.status == AuthorizationStatus::Valid {
                continue;
            }
            let mut challenge = authorization.challenge(ChallengeType::Http01).context("no http-01")?;
            let content = challenge.key_authorization().as_str().to_owned();
            let (token, _) = content.split_once('.').context("a key authorization has a dot")?;
            std::fs::write(self.web.join(token), &content)?;
            challenge.set_ready().await?;
        }
        let status = order.poll_ready(&RetryPolicy::default()).await?;
        ensure!(status == OrderStatus::Ready, "the order is {status:?}");
        order.finalize_csr(&self.csr(name).await?).await?;
        let chain = order.poll_certificate(&RetryPolicy::default()).await?;
        let path = self.out.join(format!("{name}.pem"));
        std::fs::write(&path, chain)?;
        Ok(CertificateDer::from_pem_file(path)?)
    }

    /// A CSR in DER over a fresh key, by OpenSSL.
    async fn csr(&self, name: &str) -> Result<Vec<u8>> {
        let path = self.out.join(format!("{name}.csr"));
        let names: Vec<String> = self.names.iter().map(|name| format!("DNS:{name}")).collect();
        let output = Command::new("openssl")
            .args(["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"])
            .args([
                "-subj",
                "/",
                "-outform",
                "DER",
                "-addext",
                &format!("subjectAltName={}", names.join(",")),
            ])
            .arg("-keyout")
            .arg(self.out.join(format!("{name}.key")))
            .arg("-out")
            .arg(&path)
            .output()
            .await?;
        ensure!(output.status.success(), "openssl: {}", String::from_utf8_lossy(&output.stderr));
        Ok(std::fs::read(path)?)
    }
}

/// Authority key identifier and serial number of a certificate, as OpenSSL reads them.
async fn identifier(certificate: &Path) -> Result<(Vec<u8>, Vec<u8>)> {
    let output = Command::new("openssl")
        .args(["x509", "-noout", "-serial", "-ext", "authorityKeyIdentifier", "-in"])
        .arg(certificate)
        .output()
        .await?;
    let text = String::from_utf8(output.stdout)?;
    let serial = text.lines().find_map(|line| line.strip_prefix("serial=")).context("no serial")?;
    let key = text.lines().map(str::trim).find(|line| line.contains(':') && !line.contains(' '));
    let key = key.context("no authority key identifier")?.trim_start_matches("keyid:").replace(':', "");
    let mut serial = bytes(serial)?;
    if serial.first().is_some_and(|first| *first > 0x7f) {
        serial.insert(0, 0);
    }
    Ok((bytes(&key)?, serial))
}

fn bytes(hex: &str) -> Result<Vec<u8>> {
    let digits = (0..hex.len()).step_by(2);
    digits.map(|at| Ok(u8::from_str_radix(hex.get(at..at + 2).context("half a byte")?, 16)?)).collect()
}
