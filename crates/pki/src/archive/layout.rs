//! Which files stand where in the archive of each type.

use super::install_notes::{self as notes, Note};
use super::parts::Parts;
use super::zip_file::File;
use super::{ArchiveError, ServiceType};
use zeroize::Zeroizing;

/// The file that holds the password of the key stores, when the service chose it.
const PASSWORD_FILE: &str = "keystorePass.txt";

/// Lists the files of an archive, in the order in which they are written.
pub(super) fn files(parts: &Parts, service_type: ServiceType) -> Result<Vec<File>, ArchiveError> {
    let mut layout = Layout { parts, files: Vec::new() };
    let folder = |name: &str| format!("{}_{name}/", parts.stem);
    match service_type {
        ServiceType::All => layout.all(),
        ServiceType::Nginx => layout.nginx(&folder("nginx"), "", ""),
        ServiceType::Apache => layout.apache(&folder("apache"), ["", "", ""]),
        ServiceType::Tomcat | ServiceType::Jks => layout.java(&folder(service_type.cloud_name())),
        ServiceType::Iis => layout.iis(&folder("iis")),
        ServiceType::Other => layout.other(&folder("other")),
        ServiceType::Root if parts.root_pem.is_none() => return Err(ArchiveError::NoRoot),
        ServiceType::Root => layout.root(&folder("root")),
    }
    if matches!(service_type, ServiceType::Nginx | ServiceType::Apache | ServiceType::Other) {
        layout.csr(&folder(service_type.cloud_name()));
    }
    if service_type == ServiceType::Nginx {
        // The same text under a second name, as the cloud service's archive has it.
        let path = format!("{}{}_bundle.pem", folder("nginx"), parts.stem);
        layout.public(path, &parts.bundle_pem);
    }
    Ok(layout.files)
}

struct Layout<'a> {
    parts: &'a Parts,
    files: Vec<File>,
}

impl Layout<'_> {
    /// Everything. `Nginx/` has exactly one `.crt` and one `.key`, and the archive exactly one `.pem`: programs that
    /// read such archives take the first they see.
    fn all(&mut self) {
        let (parts, stem) = (self.parts, &self.parts.stem);
        self.public(format!("{stem}.pem"), &parts.bundle_pem);
        self.key(format!("{stem}.key"));
        self.csr("");
        self.nginx("Nginx/", "1_", "2_");
        self.apache("Apache/", ["1_", "2_", "3_"]);
        if parts.stores.pfx.is_some() {
            self.java("Tomcat/");
            self.iis("IIS/");
        }
        if parts.root_pem.is_some() {
            self.root("Root/");
        }
    }

    fn nginx(&mut self, folder: &str, first: &str, second: &str) {
        let stem = &self.parts.stem;
        let certificate = format!("{first}{stem}_bundle.crt");
        let key = format!("{second}{stem}.key");
        self.public(format!("{folder}{certificate}"), &self.parts.bundle_pem);
        self.key(format!("{folder}{key}"));
        self.note(folder, &notes::NGINX, &[("certificate_file", &certificate), ("key_file", &key)]);
    }

    fn apache(&mut self, folder: &str, numbers: [&str; 3]) {
        let (parts, stem) = (self.parts, &self.parts.stem);
        let [first, second, third] = numbers;
        let chain = format!("{first}root_bundle.crt");
        let certificate = format!("{second}{stem}.crt");
        let key = format!("{third}{stem}.key");
        if let Some(chain_pem) = &parts.chain_pem {
            self.public(format!("{folder}{chain}"), chain_pem);
        }
        self.public(format!("{folder}{certificate}"), &parts.leaf_pem);
        self.key(format!("{folder}{key}"));
        let values = [("chain_file", &*chain), ("certificate_file", &certificate), ("key_file", &key)];
        self.note(folder, &notes::APACHE, &values);
    }

    /// Tomcat and other Java servers: whichever of PFX and JKS was made.
    fn java(&mut self, folder: &str) {
        let (parts, stem) = (self.parts, &self.parts.stem);
        let (pfx, jks) = (format!("{stem}.pfx"), format!("{stem}.jks"));
        let mut values = vec![("pfx_file", &*pfx), ("jks_file", &*jks)];
        if let Some(store) = &parts.stores.jks {
            self.secret(format!("{folder}{jks}"), store);
            // A store under the user's password is PKCS#12, whatever its name.
            let kind = if parts.is_protected { "PKCS12" } else { "JKS" };
            values.extend([("jks_type", kind), ("store_file", &jks), ("store_type", kind)]);
        }
        if let Some(store) = &parts.stores.pfx {
            self.secret(format!("{folder}{pfx}"), store);
            values.retain(|(name, _)| !name.starts_with("store_"));
            values.extend([("store_file", &*pfx), ("store_type", "PKCS12")]);
        }
        self.password(folder);
        self.note(folder, &notes::TOMCAT, &values);
        if parts.stores.jks.is_some() {
            for note in &notes::OTHER_JAVA_SERVERS {
                self.note(folder, note, &values);
            }
        }
    }

    fn iis(&mut self, folder: &str) {
        let pfx = format!("{}.pfx", self.parts.stem);
        if let Some(store) = &self.parts.stores.pfx {
            self.secret(format!("{folder}{pfx}"), store);
        }
        self.password(folder);
        self.note(folder, &notes::IIS, &[("pfx_file", &pfx)]);
    }

    fn other(&mut self, folder: &str) {
        let (parts, stem) = (self.parts, &self.parts.stem);
        let bundle = format!("{stem}.pem");
        let certificate = format!("{stem}.crt");
        let key = format!("{stem}.key");
        self.public(format!("{folder}{bundle}"), &parts.bundle_pem);
        self.public(format!("{folder}{certificate}"), &parts.leaf_pem);
        self.key(format!("{folder}{key}"));
        let values = [("bundle_file", &*bundle), ("certificate_file", &certificate), ("key_file", &key)];
        self.note(folder, &notes::OTHER, &values);
    }

    fn root(&mut self, folder: &str) {
        if let Some(root) = &self.parts.root_pem {
            self.public(format!("{folder}root.crt"), root);
            self.note(folder, &notes::ROOT, &[("root_file", "root.crt")]);
        }
    }

    fn csr(&mut self, folder: &str) {
        if let Some(csr) = &self.parts.csr_pem {
            self.public(format!("{folder}{}.csr", self.parts.stem), csr);
        }
    }

    fn key(&mut self, path: String) {
        if let Some(key) = &self.parts.key_pem {
            self.secret(path, key.as_bytes());
        }
    }

    /// Without a line end: what reads the file may take every byte as part of the password.
    fn password(&mut self, folder: &str) {
        if let Some(password) = &self.parts.stores.password {
            self.secret(format!("{folder}{PASSWORD_FILE}"), password.as_bytes());
        }
    }

    fn note(&mut self, folder: &str, note: &Note, values: &[(&str, &str)]) {
        let text = notes::render(note, self.parts, values);
        self.public(format!("{folder}{}", note.file_name), &text);
    }

    fn public(&mut self, path: String, text: &str) {
        let content = Zeroizing::new(text.as_bytes().to_vec());
        self.files.push(File { path, content, is_secret: false });
    }

    fn secret(&mut self, path: String, content: &[u8]) {
        self.files.push(File { path, content: Zeroizing::new(content.to_vec()), is_secret: true });
    }
}
