//! What may be done with a certificate of the register.

mod check_chain;
mod check_exists;
mod delete;
mod delete_many;
mod deletion_results;
mod describe;
mod encryption;
mod download;
mod expire;
mod kin;
mod ignore;
mod list;
mod move_to_project;
mod pack_search;
mod rename;
mod tag;
mod upload;
mod upload_encryption;

pub use check_chain::{ChainReport, check_chain};
pub use check_exists::check_exists;
pub use delete::delete;
pub use delete_many::{DeletedMany, delete_many};
pub use deletion_results::deletion_results;
pub use describe::{Described, DescribedEncryption, describe};
pub use download::{Archive, Link, PfxProfile, ServiceType, download, download_link, redeem_link};
pub use expire::expire;
pub use ignore::ignore;
pub use kin::{Kin, kin};
pub use list::{ListInput, Listed, list};
pub use move_to_project::{Moved, move_to_project};
pub use pack_search::pack_search;
pub use rename::rename;
pub use tag::tag;
pub use upload::{EncryptionUpload, Upload, Uploaded, upload};
