//! Documents that applicants upload; their content is sealed before it comes here.

use super::Stored;
use chancery_domain::ids::{CertificateId, DocumentId};
use chancery_domain::review::{Document, DocumentPurpose};

/// Documents.
pub trait Documents {
    /// Adds a document under the next number of the whole register and returns that.
    fn insert_document(&mut self, document: &Document, sealed: &[u8]) -> Stored<DocumentId>;
    /// A certificate's documents for a purpose, newest first, without their content.
    fn documents(&mut self, certificate: &CertificateId, purpose: DocumentPurpose) -> Stored<Vec<Document>>;
    /// A document with its sealed content.
    fn document(&mut self, id: DocumentId) -> Stored<Option<(Document, Vec<u8>)>>;
}
