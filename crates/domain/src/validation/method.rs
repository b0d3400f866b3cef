//! The ways to prove control over a name, as the cloud API and the documents call them.

use serde::{Deserialize, Serialize};

/// How control over the names of one application is proved.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Debug)]
pub enum Method {
    /// A TXT record at `_dnsauth.<domain>` (E1; BR 3.2.2.4.7).
    DnsTxt,
    /// A CNAME record, for products so marked (E1; BR 3.2.2.4.7).
    DnsCname,
    /// The file `/.well-known/pki-validation/fileauth.txt` (E2; BR 3.2.2.4.18).
    File,
}

impl Method {
    /// `DvAuthMethod` and `VerifyType` of the cloud API: `DNS` or `FILE`.
    pub fn cloud_name(self) -> &'static str {
        match self {
            Method::DnsTxt | Method::DnsCname => "DNS",
            Method::File => "FILE",
        }
    }

    /// The kind of a single proof in the cloud API (`DvAuthVerifyType`): `TXT`, `CNAME` or `FILE`.
    pub fn record_type(self) -> &'static str {
        match self {
            Method::DnsTxt => "TXT",
            Method::DnsCname => "CNAME",
            Method::File => "FILE",
        }
    }

    /// The label of this way in CAA's `validationmethods`: ours, for those are no ACME challenges (RFC 8657 section 4).
    pub fn caa_label(self) -> &'static str {
        match self {
            Method::DnsTxt => "ca-dns-txt",
            Method::DnsCname => "ca-dns-cname",
            Method::File => "ca-file",
        }
    }

    /// Whether an address can be proved this way: by a file on exactly that address (BR 3.2.2.5.1). Nothing in the DNS
    /// speaks for an address any more; reverse look-ups (BR 3.2.2.5.3) are gone.
    pub fn proves_addresses(self) -> bool {
        match self {
            Method::DnsTxt | Method::DnsCname => false,
            Method::File => true,
        }
    }

    /// Whether a wildcard name can be proved this way. A file never proves more than its exact name
    /// (E2; trust rule "wildcard").
    pub fn proves_wildcards(self) -> bool {
        match self {
            Method::DnsTxt | Method::DnsCname => true,
            Method::File => false,
        }
    }
}
