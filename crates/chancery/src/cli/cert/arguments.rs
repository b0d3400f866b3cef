//! What can be said after `chancery cert`.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Certificates.
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
    /// Print the API's answer as JSON.
    #[arg(long, global = true)]
    pub(super) json: bool,
}

#[derive(Subcommand)]
pub(super) enum Command {
    #[command(flatten)]
    Life(super::life::Command),
    #[command(flatten)]
    Purchase(super::purchase::Command),
    /// Apply for a free DV certificate and show what to publish.
    Apply(Apply),
    /// List certificates.
    List(List),
    /// Show one certificate.
    Show {
        /// The certificate's id.
        id: String,
    },
    /// Look for the proofs and show what each look-up saw.
    Check {
        /// The certificate's id.
        id: String,
    },
    /// Say that the proofs are published: look at once and issue.
    Complete {
        /// The certificate's id.
        id: String,
    },
    /// Wait until the certificate is issued.
    Wait {
        /// The certificate's id.
        id: String,
        /// Give up after so many seconds.
        #[arg(long, default_value_t = 600)]
        seconds: u64,
    },
    /// Download the archive.
    Download {
        /// The certificate's id.
        id: String,
        /// Only one format: nginx, apache, tomcat, jks, iis, other, root.
        #[arg(long = "type", value_name = "TYPE")]
        service_type: Option<String>,
        /// The file to write; ID.zip by default.
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Upload a certificate issued elsewhere.
    Upload {
        /// PEM file with the certificate and its chain.
        #[arg(long, value_name = "FILE")]
        certificate: PathBuf,
        /// PEM file with the private key.
        #[arg(long, value_name = "FILE")]
        key: Option<PathBuf>,
        /// PEM file with the encryption certificate and its chain, for an SM2 pair.
        #[arg(long, value_name = "FILE")]
        encryption: Option<PathBuf>,
        /// PEM file with the private key of the encryption certificate, where it is another.
        #[arg(long, value_name = "FILE", requires = "encryption")]
        encryption_key: Option<PathBuf>,
        /// Alias.
        #[arg(long)]
        alias: Option<String>,
    },
    /// Fill in what a bought certificate is to say.
    FillIn(FillIn),
    /// Submit what was filled in.
    Submit {
        /// The certificate's id.
        id: String,
        /// Prove the names another way than was filled in.
        #[arg(long, value_enum)]
        method: Option<Proof>,
    },
    /// Open a failed or cancelled application of a bought certificate again.
    Resubmit {
        /// The certificate's id.
        id: String,
    },
    /// Give up an application.
    Cancel {
        /// The certificate's id.
        id: String,
        /// Stop only the examination that runs: letter, review or validation.
        #[arg(long)]
        examination: bool,
    },
    /// Delete a certificate.
    Delete {
        /// The certificate's id.
        id: String,
    },
    /// Give a certificate another alias.
    Rename {
        /// The certificate's id.
        id: String,
        /// The alias.
        alias: String,
    },
    #[command(flatten)]
    Review(super::review::Command),
    /// Show the operation log.
    Log {
        /// Lines to show.
        #[arg(long, default_value_t = 20)]
        limit: u64,
    },
}

/// An application.
#[derive(Args)]
pub(super) struct Apply {
    /// The domain name.
    pub domain: String,
    /// How to prove it.
    #[arg(long, value_enum, default_value_t = Proof::Dns)]
    pub method: Proof,
    /// Key kind.
    #[arg(long, value_enum, default_value_t = KeyKind::Rsa2048)]
    pub key: KeyKind,
    /// Use this CSR instead of making a key (PEM file).
    #[arg(long, value_name = "FILE", conflicts_with = "csr_id")]
    pub csr: Option<PathBuf>,
    /// Use a CSR kept under CSR management.
    #[arg(long, value_name = "ID")]
    pub csr_id: Option<i64>,
    /// Environment variable that holds a password for the key.
    #[arg(long, value_name = "VARIABLE", conflicts_with_all = ["csr", "csr_id"])]
    pub password_from: Option<String>,
    /// Alias.
    #[arg(long)]
    pub alias: Option<String>,
    /// The catalogue's code of the product.
    #[arg(long)]
    pub product: Option<u32>,
    /// Wait until it is issued.
    #[arg(long)]
    pub wait: bool,
}

/// The information of a bought certificate.
#[derive(Args)]
pub(super) struct FillIn {
    /// The certificate's id.
    pub id: String,
    /// The domain names, the common name first.
    #[arg(required = true)]
    pub names: Vec<String>,
    /// How to prove them.
    #[arg(long, value_enum, default_value_t = Proof::Dns)]
    pub method: Proof,
    /// Key kind; the product's first by default.
    #[arg(long, value_enum)]
    pub key: Option<KeyKind>,
    /// Use this CSR instead of making a key (PEM file).
    #[arg(long, value_name = "FILE", conflicts_with = "key")]
    pub csr: Option<PathBuf>,
    /// Environment variable that holds a password for the key.
    #[arg(long, value_name = "VARIABLE", conflicts_with = "csr")]
    pub password_from: Option<String>,
    /// A person applies (DV only), reached under this address.
    #[arg(long, value_name = "ADDRESS", conflicts_with_all = ["company", "applicant"])]
    pub mail: Option<String>,
    /// Number of the organisation's profile.
    #[arg(long, value_name = "NUMBER")]
    pub company: Option<i64>,
    /// Number of the administrator's profile.
    #[arg(long, value_name = "NUMBER", requires = "company")]
    pub manager: Option<i64>,
    /// JSON file with the organisation and its persons, in the words of CertificateInfoSubmit: OrgOrganization,
    /// OrgCountry, OrgPhoneNumber, AdminFirstName, TechEmail, ...
    #[arg(long, value_name = "FILE")]
    pub applicant: Option<PathBuf>,
}

/// A list.
#[derive(Args)]
pub(super) struct List {
    /// Part of id, alias or name.
    #[arg(long)]
    pub search: Option<String>,
    /// Status codes, such as 1 for issued.
    #[arg(long, value_delimiter = ',')]
    pub status: Vec<u64>,
    /// Only those that end soon.
    #[arg(long)]
    pub expiring: bool,
    /// Rows to skip.
    #[arg(long, default_value_t = 0)]
    pub offset: u64,
    /// Rows to show.
    #[arg(long, default_value_t = 20)]
    pub limit: u64,
}

/// How a name is proved.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Proof {
    /// A DNS record.
    Dns,
    /// A file on the web server.
    File,
}

/// Kinds of keys.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KeyKind {
    /// RSA with 2048 bits.
    #[value(name = "rsa-2048")]
    Rsa2048,
    /// RSA with 3072 bits.
    #[value(name = "rsa-3072")]
    Rsa3072,
    /// RSA with 4096 bits.
    #[value(name = "rsa-4096")]
    Rsa4096,
    /// ECDSA on P-256.
    #[value(name = "p-256")]
    P256,
    /// ECDSA on P-384.
    #[value(name = "p-384")]
    P384,
    /// SM2, for the products of that hierarchy.
    #[value(name = "sm2")]
    Sm2,
}

impl KeyKind {
    /// `CsrEncryptAlgo` and `CsrKeyParameter`.
    pub fn cloud(self) -> (&'static str, &'static str) {
        match self {
            KeyKind::Rsa2048 => ("RSA", "2048"),
            KeyKind::Rsa3072 => ("RSA", "3072"),
            KeyKind::Rsa4096 => ("RSA", "4096"),
            KeyKind::P256 => ("ECC", "prime256v1"),
            KeyKind::P384 => ("ECC", "secp384r1"),
            KeyKind::Sm2 => ("SM2", "sm2p256v1"),
        }
    }
}
