//! Which file goes where in a download.

use super::install_notes::{self, KeyStore};
use super::{Entry, Parts, ServiceType};

/// Name of the file with a password that the service chose.
const PASSWORD_FILE: &str = "keystorePass.txt";
/// Name of the file with the install notes of a folder.
const NOTES_FILE: &str = "INSTALL.txt";

pub(super) fn entries(service: ServiceType, parts: &Parts) -> Vec<Entry> {
    let stem = &parts.stem;
    let folder = format!("{stem}_{}", service.name());
    match service {
        ServiceType::All => all(parts),
        ServiceType::Nginx => {
            let mut entries = nginx(parts, &folder, &format!("{stem}_bundle.crt"), &format!("{stem}.key"));
            entries.push(Entry::public(format!("{folder}/{stem}_bundle.pem"), &parts.bundle()));
            entries.extend(csr(parts, &folder));
            entries
        }
        ServiceType::Apache => {
            let (leaf, key) = (format!("{stem}.crt"), format!("{stem}.key"));
            let mut entries = apache(parts, &folder, "root_bundle.crt", &leaf, &key);
            entries.extend(csr(parts, &folder));
            entries
        }
        ServiceType::Tomcat => tomcat(parts, &folder, &[KeyStore::Pfx]),
        ServiceType::Jks => tomcat(parts, &folder, &[KeyStore::Jks]),
        ServiceType::Iis => iis(parts, &folder),
        ServiceType::Other => {
            let mut entries = vec![
                Entry::public(format!("{folder}/{stem}.pem"), &parts.bundle()),
                Entry::public(format!("{folder}/{stem}.crt"), &parts.leaf),
            ];
            if !parts.intermediates.is_empty() {
                entries.push(Entry::public(format!("{folder}/chain.crt"), &parts.intermediates));
            }
            entries.extend(key(parts, format!("{folder}/{stem}.key")));
            entries.extend(csr(parts, &folder));
            entries
        }
        ServiceType::Root => root(parts, &folder),
    }
}

fn all(parts: &Parts) -> Vec<Entry> {
    let stem = &parts.stem;
    let mut entries = nginx(parts, "Nginx", &format!("1_{stem}_bundle.crt"), &format!("2_{stem}.key"));
    let (leaf, key_name) = (format!("2_{stem}.crt"), format!("3_{stem}.key"));
    entries.extend(apache(parts, "Apache", "1_root_bundle.crt", &leaf, &key_name));
    if parts.key.is_some() {
        entries.extend(tomcat(parts, "Tomcat", &[KeyStore::Jks, KeyStore::Pfx]));
        entries.extend(iis(parts, "IIS"));
    }
    entries.extend(root(parts, "Root"));
    entries.push(Entry::public(format!("{stem}.pem"), &parts.bundle()));
    entries.extend(key(parts, format!("{stem}.key")));
    entries.extend(parts.csr.as_ref().map(|text| Entry::public(format!("{stem}.csr"), text)));
    entries
}

fn nginx(parts: &Parts, folder: &str, bundle: &str, key_name: &str) -> Vec<Entry> {
    let mut entries = vec![Entry::public(format!("{folder}/{bundle}"), &parts.bundle())];
    entries.extend(key(parts, format!("{folder}/{key_name}")));
    entries.push(notes(folder, &install_notes::nginx(parts, bundle, key_name)));
    entries
}

fn apache(parts: &Parts, folder: &str, chain: &str, leaf: &str, key_name: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    if !parts.intermediates.is_empty() {
        entries.push(Entry::public(format!("{folder}/{chain}"), &parts.intermediates));
    }
    entries.push(Entry::public(format!("{folder}/{leaf}"), &parts.leaf));
    entries.extend(key(parts, format!("{folder}/{key_name}")));
    entries.push(notes(folder, &install_notes::apache(parts, chain, leaf, key_name)));
    entries
}

fn tomcat(parts: &Parts, folder: &str, stores: &[KeyStore]) -> Vec<Entry> {
    let stem = &parts.stem;
    let mut entries = Vec::new();
    for store in stores {
        let content = match store {
            KeyStore::Jks => &parts.jks,
            KeyStore::Pfx => &parts.pfx,
        };
        let path = format!("{folder}/{stem}.{}", store.extension());
        entries.extend(content.as_ref().map(|bytes| Entry::secret(path, bytes)));
    }
    entries.extend(password(parts, folder));
    entries.push(notes(folder, &install_notes::tomcat(parts, stores)));
    entries
}

fn iis(parts: &Parts, folder: &str) -> Vec<Entry> {
    let stem = &parts.stem;
    let mut entries = Vec::new();
    entries.extend(parts.pfx.as_ref().map(|bytes| Entry::secret(format!("{folder}/{stem}.pfx"), bytes)));
    entries.extend(password(parts, folder));
    entries.push(notes(folder, &install_notes::iis(parts)));
    entries
}

fn root(parts: &Parts, folder: &str) -> Vec<Entry> {
    let Some(root) = &parts.root else { return Vec::new() };
    vec![Entry::public(format!("{folder}/root.crt"), root), notes(folder, &install_notes::root())]
}

fn key(parts: &Parts, path: String) -> Option<Entry> {
    parts.key.as_ref().map(|text| Entry::secret(path, text.as_bytes()))
}

fn csr(parts: &Parts, folder: &str) -> Option<Entry> {
    parts.csr.as_ref().map(|text| Entry::public(format!("{folder}/{}.csr", parts.stem), text))
}

fn password(parts: &Parts, folder: &str) -> Option<Entry> {
    let text = parts.password.as_ref()?;
    Some(Entry::secret(format!("{folder}/{PASSWORD_FILE}"), text.as_bytes()))
}

fn notes(folder: &str, text: &str) -> Entry {
    Entry::public(format!("{folder}/{NOTES_FILE}"), text)
}
