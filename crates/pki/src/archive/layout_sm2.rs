//! (G2, H2) Which files stand where in the archive of an SM2 pair: the signature certificate before the encryption
//! certificate, and one key for both unless they were uploaded with a key each. There are no key stores: Java reads no
//! SM2 keys, and none of the servers that take one knows the pair.

use super::install_notes::{self as notes};
use super::parts::{EncryptionParts, Parts};
use super::zip_file::File;
use super::{ArchiveError, ServiceType};
use zeroize::Zeroizing;

/// Lists the files of an archive, in the order in which they are written.
pub(super) fn files(
    parts: &Parts,
    pair: &EncryptionParts,
    service_type: ServiceType,
) -> Result<Vec<File>, ArchiveError> {
    let mut layout = Layout { parts, pair, files: Vec::new() };
    let folder = format!("{}_{service_type}/", parts.stem);
    match service_type {
        ServiceType::All => {
            layout.requests("");
            layout.nginx("Nginx/", ["1_", "2_", "3_", "4_"]);
            layout.apache("Apache/", ["1_", "2_", "3_", "4_", "5_", "6_"]);
            if parts.root_pem.is_some() {
                layout.root("Root/");
            }
        }
        ServiceType::Nginx => {
            layout.nginx(&folder, [""; 4]);
            layout.requests(&folder);
        }
        ServiceType::Apache => {
            layout.apache(&folder, [""; 6]);
            layout.requests(&folder);
        }
        ServiceType::Other => {
            layout.other(&folder);
            layout.requests(&folder);
        }
        ServiceType::Root if parts.root_pem.is_none() => return Err(ArchiveError::NoRoot),
        ServiceType::Root => layout.root(&folder),
        ServiceType::Tomcat | ServiceType::Jks | ServiceType::Iis => {
            return Err(ArchiveError::NotForSm2(service_type));
        }
    }
    Ok(layout.files)
}

struct Layout<'a> {
    parts: &'a Parts,
    pair: &'a EncryptionParts,
    files: Vec<File>,
}

impl Layout<'_> {
    /// `1_DOMAIN_sign_bundle.crt`, `2_DOMAIN_encrypt_bundle.crt`, `3_DOMAIN.key`: the names that servers are set up with.
    fn nginx(&mut self, folder: &str, [first, second, third, fourth]: [&str; 4]) {
        let (parts, pair, stem) = (self.parts, self.pair, &self.parts.stem);
        let signature = format!("{first}{stem}_sign_bundle.crt");
        let encryption = format!("{second}{stem}_encrypt_bundle.crt");
        let key = format!("{third}{stem}.key");
        self.public(format!("{folder}{signature}"), &parts.bundle_pem);
        self.public(format!("{folder}{encryption}"), &pair.bundle_pem);
        let other = self.keys(folder, &key, &format!("{fourth}{stem}_encrypt.key"));
        let values = [
            ("signature_file", &*signature),
            ("encryption_file", &encryption),
            ("key_file", &key),
            ("encryption_key_file", &other),
        ];
        let text = notes::render(&notes::NGINX_SM2, parts, &values);
        self.public(format!("{folder}{}", notes::NGINX_SM2.file_name), &text);
    }

    fn apache(&mut self, folder: &str, [first, second, third, fourth, fifth, sixth]: [&str; 6]) {
        let (parts, pair, stem) = (self.parts, self.pair, &self.parts.stem);
        if let Some(chain) = &parts.chain_pem {
            self.public(format!("{folder}{first}root_sign_bundle.crt"), chain);
        }
        if let Some(chain) = &pair.chain_pem {
            self.public(format!("{folder}{second}root_encrypt_bundle.crt"), chain);
        }
        self.public(format!("{folder}{third}{stem}_sign.crt"), &parts.leaf_pem);
        self.public(format!("{folder}{fourth}{stem}_encrypt.crt"), &pair.leaf_pem);
        self.keys(folder, &format!("{fifth}{stem}.key"), &format!("{sixth}{stem}_encrypt.key"));
    }

    fn other(&mut self, folder: &str) {
        let (parts, pair, stem) = (self.parts, self.pair, &self.parts.stem);
        for (name, text) in [
            ("sign.pem", &parts.bundle_pem),
            ("sign.crt", &parts.leaf_pem),
            ("encrypt.pem", &pair.bundle_pem),
            ("encrypt.crt", &pair.leaf_pem),
        ] {
            self.public(format!("{folder}{stem}_{name}"), text);
        }
        self.keys(folder, &format!("{stem}.key"), &format!("{stem}_encrypt.key"));
    }

    fn root(&mut self, folder: &str) {
        if let Some(root) = &self.parts.root_pem {
            self.public(format!("{folder}root.crt"), root);
        }
    }

    /// Both certificates answer one request; whoever looks for two files finds it twice.
    fn requests(&mut self, folder: &str) {
        let (parts, stem) = (self.parts, &self.parts.stem);
        if let Some(request) = &parts.csr_pem {
            self.public(format!("{folder}{stem}_sign.csr"), request);
            self.public(format!("{folder}{stem}_encrypt.csr"), request);
        }
    }

    /// Writes the key, and the encryption certificate's where it is another; returns the name of the latter.
    fn keys(&mut self, folder: &str, name: &str, other_name: &str) -> String {
        let (parts, pair) = (self.parts, self.pair);
        if let Some(key) = &parts.key_pem {
            self.secret(format!("{folder}{name}"), key.as_bytes());
        }
        match &pair.key_pem {
            Some(key) => {
                self.secret(format!("{folder}{other_name}"), key.as_bytes());
                other_name.to_owned()
            }
            None => name.to_owned(),
        }
    }

    fn public(&mut self, path: String, text: &str) {
        let content = Zeroizing::new(text.as_bytes().to_vec());
        self.files.push(File { path, content, is_secret: false });
    }

    fn secret(&mut self, path: String, content: &[u8]) {
        self.files.push(File { path, content: Zeroizing::new(content.to_vec()), is_secret: true });
    }
}
