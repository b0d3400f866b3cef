//! What came out of certificates, for a page of them at once.

use super::list;
use crate::rooms::{Rows, certificate_id, codes};
use crate::sql::Value;
use chancery_app::ports::{Child, Stored};
use chancery_domain::ids::CertificateId;

/// The children of each of these certificates, in the order in which they were put in.
pub(super) fn children(rows: &mut Rows<'_>, parents: &[CertificateId]) -> Stored<Vec<Child>> {
    if parents.is_empty() {
        return Ok(Vec::new());
    }
    let params: Vec<Value> = parents.iter().map(|id| Value::from(id.as_str())).collect();
    let sql = format!(
        "SELECT r.parent, r.relation, c.id, c.stage
         FROM certificate_relations r JOIN certificates c ON c.number = r.number
         WHERE r.parent IN ({}) ORDER BY r.number",
        list::places(1, params.len())
    );
    let found = rows.0.query_composed(&sql, &params)?;
    found
        .into_iter()
        .map(|mut row| {
            Ok(Child {
                parent: certificate_id(&row.text(0)?)?,
                relation: codes::relation(&row.text(1)?)?,
                id: certificate_id(&row.text(2)?)?,
                stage: codes::stage_kind(&row.text(3)?)?,
            })
        })
        .collect()
}
