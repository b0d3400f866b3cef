//! Documents that applicants uploaded: the record as JSON beside the sealed content.

use super::{Rows, json, only};
use crate::sql::{Row, values};
use chancery_app::ports::{Documents, Stored};
use chancery_domain::ids::{CertificateId, DocumentId};
use chancery_domain::review::{Document, DocumentPurpose};

impl Documents for Rows<'_> {
    fn insert_document(&mut self, document: &Document, sealed: &[u8]) -> Stored<DocumentId> {
        let inserted = self.0.query(
            "INSERT INTO documents (account, certificate, purpose, body, sealed)
             VALUES ($1, $2, $3, $4, $5) RETURNING id",
            values![
                document.account.0,
                document.certificate.as_str(),
                document.purpose.code(),
                json::encode(document)?,
                sealed,
            ],
        )?;
        only(inserted)?.integer(0).map(DocumentId)
    }

    fn documents(&mut self, certificate: &CertificateId, purpose: DocumentPurpose) -> Stored<Vec<Document>> {
        let rows = self.0.query(
            "SELECT id, body FROM documents WHERE certificate = $1 AND purpose = $2 ORDER BY id DESC",
            values![certificate.as_str(), purpose.code()],
        )?;
        rows.into_iter().map(|mut row| document(&mut row)).collect()
    }

    fn document(&mut self, id: DocumentId) -> Stored<Option<(Document, Vec<u8>)>> {
        let row = self.first("SELECT id, body, sealed FROM documents WHERE id = $1", values![id.0])?;
        let Some(mut row) = row else { return Ok(None) };
        let sealed = row.bytes(2)?;
        Ok(Some((document(&mut row)?, sealed)))
    }
}

/// The number is the row's: the JSON was written before it was counted.
fn document(row: &mut Row) -> Stored<Document> {
    let id = DocumentId(row.integer(0)?);
    let document: Document = json::decode(&row.text(1)?, "a document")?;
    Ok(Document { id, ..document })
}
