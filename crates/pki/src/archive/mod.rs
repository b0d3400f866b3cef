//! The download: one ZIP with a certificate in every form that servers ask for (G2), or in one of them.
//!
//! The layout of "all" is the union of what known consumers of the cloud API open: folders by server with exactly one
//! `.crt` and one `.key` in `Nginx/`, and `DOMAIN.pem`, `DOMAIN.key`, `DOMAIN.csr` at the top. A single service type
//! gives one folder `DOMAIN_type/`.

mod install_notes;
mod layout;
mod zip_file;

use crate::certificate::{CertificateError, CertificateFacts};
use crate::jks::jks;
use crate::pem_text::{self, CERTIFICATE, CERTIFICATE_REQUEST};
use crate::pfx::{PfxError, PfxProfile, ProtectedKey, pfx, random_password};
use crate::private_key::PrivateKey;
use chancery_domain::time::Timestamp;
use zeroize::Zeroizing;

/// How the private key is held.
#[derive(Clone, Debug)]
pub enum KeyForm {
    /// The subscriber holds it: the CSR was uploaded.
    None,
    /// As it is; key stores get a random password.
    Plain(PrivateKey),
    /// Only under the user's password (D3).
    Protected(ProtectedKey),
}

/// What the download is for: the cloud API's `ServiceType`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ServiceType {
    /// Everything.
    All,
    /// Nginx.
    Nginx,
    /// Apache.
    Apache,
    /// Tomcat with a PFX file.
    Tomcat,
    /// Tomcat with a JKS file.
    Jks,
    /// IIS.
    Iis,
    /// Plain PEM.
    Other,
    /// The root certificate.
    Root,
}

impl ServiceType {
    /// Every single type, in the order of the cloud API.
    pub const SINGLE: [ServiceType; 7] = [
        ServiceType::Nginx,
        ServiceType::Tomcat,
        ServiceType::Apache,
        ServiceType::Iis,
        ServiceType::Jks,
        ServiceType::Other,
        ServiceType::Root,
    ];

    /// The cloud API's word, also used in file names.
    pub fn name(self) -> &'static str {
        match self {
            ServiceType::All => "all",
            ServiceType::Nginx => "nginx",
            ServiceType::Apache => "apache",
            ServiceType::Tomcat => "tomcat",
            ServiceType::Jks => "jks",
            ServiceType::Iis => "iis",
            ServiceType::Other => "other",
            ServiceType::Root => "root",
        }
    }

    /// Reads the cloud API's word, in any case.
    pub fn from_name(name: &str) -> Option<Self> {
        let mut all = Self::SINGLE.into_iter().chain([ServiceType::All]);
        all.find(|service| service.name().eq_ignore_ascii_case(name))
    }

    /// Whether this type can be served (`SupportDownloadType`): key stores need a key, `root` a known root.
    pub fn is_supported(self, has_key: bool, has_root: bool) -> bool {
        match self {
            ServiceType::Tomcat | ServiceType::Jks | ServiceType::Iis => has_key,
            ServiceType::Root => has_root,
            ServiceType::All | ServiceType::Nginx | ServiceType::Apache | ServiceType::Other => true,
        }
    }
}

/// What goes into a download.
#[derive(Clone, Copy, Debug)]
pub struct ArchiveInput<'a> {
    /// The certificate's main name; `*` and other characters that file systems refuse become `_`.
    pub domain: &'a str,
    /// The leaf.
    pub leaf_der: &'a [u8],
    /// The certificates above it, without the root, nearest first.
    pub intermediates_der: &'a [Vec<u8>],
    /// The root, when it is known.
    pub root_der: Option<&'a [u8]>,
    /// The CSR.
    pub csr_der: Option<&'a [u8]>,
    /// The private key.
    pub key: &'a KeyForm,
    /// Protection of the PFX files made from a plain key.
    pub pfx_profile: PfxProfile,
    /// Time written into JKS files.
    pub now: Timestamp,
    /// Further text files for the top folder: name and content.
    pub notes: &'a [(String, String)],
}

/// A finished download.
pub struct Archive {
    /// Proposed file name, such as `www.example.com_nginx.zip`.
    pub file_name: String,
    /// The ZIP: secret when it holds a key.
    pub bytes: Zeroizing<Vec<u8>>,
}

/// Why a download cannot be made.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ArchiveError {
    /// This type needs a key or a root that is not here.
    #[error("the service type {0} is not available for this certificate: {1}")]
    NotSupported(&'static str, &'static str),
    /// The legacy profile cannot be made without the password.
    #[error(
        "the legacy PFX profile is not available, because the key is kept only under your password; download the modern one and convert it with `openssl pkcs12`"
    )]
    LegacyOfProtectedKey,
    /// The leaf cannot be read.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// A key store cannot be written.
    #[error(transparent)]
    KeyStore(#[from] PfxError),
    /// The ZIP cannot be written.
    #[error("the archive cannot be written")]
    Writing,
}

/// One file of the download.
struct Entry {
    path: String,
    content: Zeroizing<Vec<u8>>,
    /// Readable by its owner only.
    is_secret: bool,
}

impl Entry {
    fn public(path: String, content: &str) -> Self {
        Self { path, content: Zeroizing::new(content.as_bytes().to_vec()), is_secret: false }
    }

    fn secret(path: String, content: &[u8]) -> Self {
        Self { path, content: Zeroizing::new(content.to_vec()), is_secret: true }
    }
}

/// Makes a download. Key stores are written with a fresh random password, put beside them as `keystorePass.txt`,
/// unless the key is under the user's own.
///
/// # Errors
/// [`ArchiveError`] when the type needs what is not there.
pub fn build(service: ServiceType, input: &ArchiveInput<'_>) -> Result<Archive, ArchiveError> {
    let has_key = !matches!(input.key, KeyForm::None);
    if !service.is_supported(has_key, input.root_der.is_some()) {
        let reason = if service == ServiceType::Root {
            "its root certificate is not known"
        } else {
            "its private key is not kept here"
        };
        return Err(ArchiveError::NotSupported(service.name(), reason));
    }
    let parts = Parts::new(service, input)?;
    let mut entries = layout::entries(service, &parts);
    for (name, text) in input.notes {
        entries.push(Entry::public(file_name(name), text));
    }
    let stem = &parts.stem;
    let file_name = match service {
        ServiceType::All => format!("{stem}.zip"),
        single => format!("{stem}_{}.zip", single.name()),
    };
    Ok(Archive { file_name, bytes: zip_file::write(&entries)? })
}

/// The contents of a download, before they are laid out.
struct Parts {
    /// The main name, safe for file systems.
    stem: String,
    /// The DNS names and addresses, for the install notes.
    names: Vec<String>,
    leaf: String,
    intermediates: String,
    root: Option<String>,
    csr: Option<String>,
    /// The key in PEM; encrypted when it is under the user's password.
    key: Option<Zeroizing<String>>,
    key_is_encrypted: bool,
    pfx: Option<Zeroizing<Vec<u8>>>,
    jks: Option<Zeroizing<Vec<u8>>>,
    /// Only when the service chose it.
    password: Option<Zeroizing<String>>,
}

impl Parts {
    fn new(service: ServiceType, input: &ArchiveInput<'_>) -> Result<Self, ArchiveError> {
        let leaf = CertificateFacts::parse(input.leaf_der)?;
        let stem = file_name(input.domain);
        let mut parts = Self {
            names: leaf.names(),
            leaf: leaf.to_pem(),
            intermediates: input
                .intermediates_der
                .iter()
                .map(|der| pem_text::write(CERTIFICATE, der))
                .collect(),
            root: input.root_der.map(|der| pem_text::write(CERTIFICATE, der)),
            csr: input.csr_der.map(|der| pem_text::write(CERTIFICATE_REQUEST, der)),
            key: None,
            key_is_encrypted: matches!(input.key, KeyForm::Protected(_)),
            pfx: None,
            jks: None,
            password: None,
            stem,
        };
        let chain: Vec<Vec<u8>> =
            std::iter::once(input.leaf_der.to_vec()).chain(input.intermediates_der.iter().cloned()).collect();
        let wants_pfx = matches!(service, ServiceType::All | ServiceType::Tomcat | ServiceType::Iis);
        let wants_jks = matches!(service, ServiceType::All | ServiceType::Jks);
        match input.key {
            KeyForm::None => {}
            KeyForm::Plain(key) => {
                parts.key = Some(key.to_pem());
                if wants_pfx || wants_jks {
                    let password = random_password()?;
                    if wants_pfx {
                        let file = pfx(key, &chain, &password, input.domain, input.pfx_profile)?;
                        parts.pfx = Some(Zeroizing::new(file));
                    }
                    if wants_jks {
                        let file = jks(key, &chain, &parts.stem, &password, input.now)?;
                        parts.jks = Some(Zeroizing::new(file));
                    }
                    parts.password = Some(password);
                }
            }
            KeyForm::Protected(key) => {
                if wants_pfx && input.pfx_profile == PfxProfile::Legacy {
                    return Err(ArchiveError::LegacyOfProtectedKey);
                }
                parts.key = Some(Zeroizing::new(key.to_pem()));
                let file = key.pfx(&chain, input.domain)?;
                // Java's type JKS reads PKCS#12 as well; a true JKS file needs the password to be written.
                parts.jks = wants_jks.then(|| Zeroizing::new(file.clone()));
                parts.pfx = wants_pfx.then(|| Zeroizing::new(file));
            }
        }
        Ok(parts)
    }

    /// Leaf, then intermediates.
    fn bundle(&self) -> String {
        format!("{}{}", self.leaf, self.intermediates)
    }
}

/// A domain name as a file name: `*.example.com` becomes `_.example.com`; nothing in it can lead to another folder.
fn file_name(domain: &str) -> String {
    let safe = |character: char| character.is_ascii_alphanumeric() || ".-_".contains(character);
    let name: String = domain.chars().map(|c| if safe(c) { c } else { '_' }).collect();
    let name = name.replace("..", "__");
    if name.is_empty() || name == "." { "certificate".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_stay_in_their_folder() {
        for (domain, expected) in [
            ("www.example.com", "www.example.com"),
            ("*.example.com", "_.example.com"),
            ("2001:db8::7", "2001_db8__7"),
            ("../../etc/passwd", "______etc_passwd"),
            ("a/b\\c", "a_b_c"),
            ("", "certificate"),
            (".", "certificate"),
        ] {
            assert_eq!(file_name(domain), expected);
        }
    }

    #[test]
    fn service_types_are_read_in_any_case() {
        for service in ServiceType::SINGLE.into_iter().chain([ServiceType::All]) {
            assert_eq!(ServiceType::from_name(&service.name().to_uppercase()), Some(service));
        }
        assert_eq!(ServiceType::from_name("haproxy"), None);
    }
}
