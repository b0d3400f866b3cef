//! ACME without the wire: accounts, orders, authorizations, certificates, renewal and revocation (RFC 8555 chapter 7).
//!
//! Every use-case that an account asks for takes a [`Caller`] and looks at the account in the same unit of work, so
//! that an account deactivated, or a key changed, on another node counts at once. What belongs to another account is
//! answered like something that never was.

mod account;
mod answer_challenge;
mod authorization;
mod auto_renewal;
mod caller;
mod cancel_order;
mod certificate;
mod change_key;
mod contacts;
mod csr_fit;
mod deactivate_account;
mod eab;
mod finalize;
mod forget;
mod identifiers;
mod issue;
mod look;
mod new_account;
mod new_authorization;
mod new_order;
mod order;
mod rates;
mod renew;
mod renewal_info;
mod replaces;
mod resume;
mod revoke;
mod star_certificate;
mod update_contacts;

pub use account::{account, account_by_thumbprint};
pub use answer_challenge::{answer_challenge, validate};
pub use authorization::{authorization, deactivate_authorization};
pub use caller::{Caller, account_url};
pub use cancel_order::cancel_order;
pub use certificate::{CertificateChain, certificate};
pub use change_key::{KeyChange, change_key};
pub use deactivate_account::deactivate_account;
pub use eab::{EabKey, NewBinding, create_binding, disable_binding, eab_key, list_bindings};
pub use finalize::finalize;
pub use forget::forget;
pub use new_account::{NewAccount, new_account};
pub use new_authorization::new_authorization;
pub use new_order::{AutoRenewalRequest, IdentifierText, NewOrder, new_order};
pub use order::{OrdersPage, order, orders};
pub use renew::renew;
pub use renewal_info::{RenewalWindow, renewal_info};
pub use resume::resume;
pub use revoke::{RevokeBy, revoke};
pub use star_certificate::{StarCertificate, star_certificate};
pub use update_contacts::update_contacts;
