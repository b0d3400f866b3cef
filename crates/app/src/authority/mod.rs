//! The certificate authority's own certificates and keys: made or imported once, opened at every start, rotated and
//! cross-signed by operators while the service runs.

mod certify;
mod cross_sign;
mod establish;
mod export;
mod founding;
mod import;
mod keys;
mod open;
mod rotate;

pub use cross_sign::cross_sign;
pub use establish::establish;
pub use export::{AuthoritySummary, chain_pem, summaries};
pub use founding::{Founding, catalogue_brands};
pub use import::{Import, import};
pub use open::{Cross, OpenAuthority, open_all};
pub use rotate::{rotate, rotate_due};

/// The brand under which the service's own TLS certificate is issued.
pub const SERVICE_BRAND: &str = "service";

/// The brand of certificates asked for over ACME.
pub const ACME_BRAND: &str = "chancery";

/// The brand of certificates for one house.
pub const PRIVATE_BRAND: &str = "private";

/// What the register calls the profile of authorities' own certificates.
pub const AUTHORITY_PROFILE: &str = "authority";
