//! Certificates: the whole as JSON, what lists need as columns, files apart.

mod columns;
mod counts;
mod files;
mod kin;
mod list;
mod packed;
mod tags;

pub(super) use files::{join, split};

use super::{Rows, certificate_id, json};
use crate::sql::{count, values};
use chancery_app::ports::{
    CertificateFiles, CertificateFilter, CertificatePage, Certificates, Child, StoreError, Stored,
};
use chancery_domain::certificate::{Application, Certificate, Relation};
use chancery_domain::ids::{AccountId, CertificateId};
use chancery_domain::time::Timestamp;
use columns::{Columns, Kind};
use packed::Searched;

const ID_TAKEN: StoreError = StoreError::Taken("the certificate's id");

impl Certificates for Rows<'_> {
    fn insert_certificate(&mut self, certificate: &Certificate, files: &CertificateFiles) -> Stored<()> {
        let columns = Columns::of(certificate);
        let inserted = self.first(
            "INSERT INTO certificates
               (id, account, stage, usage, uploaded, project, created_at, ends_at, fingerprint_sha1, search_text, sm2)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING RETURNING number",
            values![
                columns.id.as_str(),
                columns.kind.account.0,
                columns.kind.stage.as_str(),
                columns.kind.usage.as_str(),
                columns.kind.uploaded,
                columns.project,
                columns.created_at,
                columns.ends_at,
                columns.fingerprint_sha1,
                columns.search_text,
                columns.sm2,
            ],
        )?;
        let Some(mut inserted) = inserted else { return Err(ID_TAKEN) };
        let number = inserted.integer(0)?;
        // Asked after the insert: only then a deletion that ran at the same time is certain to be seen.
        let id = certificate.id.as_str();
        if self.first("SELECT id FROM deleted_certificates WHERE id = $1", values![id])?.is_some() {
            self.0.execute("DELETE FROM certificates WHERE number = $1", values![number])?;
            return Err(ID_TAKEN);
        }
        self.insert(
            "INSERT INTO certificate_bodies (number, body) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            values![number, json::encode(certificate)?],
            "the certificate",
        )?;
        self.insert_files(number, files)?;
        self.insert_tags(number, certificate)?;
        for (relation, parent) in certificate.application().into_iter().flat_map(Application::parents) {
            self.0.execute(
                "INSERT INTO certificate_relations (parent, relation, number) VALUES ($1, $2, $3)",
                values![parent.as_str(), relation.code(), number],
            )?;
        }
        self.search_inserted(certificate.account, number)?;
        self.count_certificates(&columns.kind, 1)
    }

    fn certificate_id_used(&mut self, id: &CertificateId) -> Stored<bool> {
        let row = self.first(
            "SELECT id FROM certificates WHERE id = $1 UNION ALL SELECT id FROM deleted_certificates WHERE id = $1",
            values![id.as_str()],
        )?;
        Ok(row.is_some())
    }

    fn certificate(&mut self, id: &CertificateId) -> Stored<Option<Certificate>> {
        let row = self.first(
            "SELECT body FROM certificate_bodies WHERE number = (SELECT number FROM certificates WHERE id = $1)",
            values![id.as_str()],
        )?;
        row.map(|mut row| json::decode(&row.text(0)?, "a certificate")).transpose()
    }

    fn update_certificate(&mut self, certificate: &Certificate) -> Stored<()> {
        let columns = Columns::of(certificate);
        let Some((number, before, searched)) = self.number_and_kind(&certificate.id)? else {
            return Err(StoreError::Broken(format!(
                "there is no certificate {} to be changed",
                certificate.id
            )));
        };
        self.change(
            "UPDATE certificates
             SET account = $2, stage = $3, usage = $4, uploaded = $5, project = $6, created_at = $7, ends_at = $8,
                 fingerprint_sha1 = $9, search_text = $10, sm2 = $11
             WHERE number = $1",
            values![
                number,
                columns.kind.account.0,
                columns.kind.stage.as_str(),
                columns.kind.usage.as_str(),
                columns.kind.uploaded,
                columns.project,
                columns.created_at,
                columns.ends_at,
                columns.fingerprint_sha1,
                columns.search_text.as_str(),
                columns.sm2,
            ],
            "the certificate",
        )?;
        self.change(
            "UPDATE certificate_bodies SET body = $2 WHERE number = $1",
            values![number, json::encode(certificate)?],
            "the certificate",
        )?;
        self.change_tags(number, certificate)?;
        self.search_changed(number, &searched, &columns)?;
        if before == columns.kind {
            return Ok(());
        }
        self.count_certificates(&before, -1)?;
        self.count_certificates(&columns.kind, 1)
    }

    fn certificate_files(&mut self, id: &CertificateId) -> Stored<Option<CertificateFiles>> {
        self.files(id)
    }

    fn update_certificate_files(&mut self, id: &CertificateId, files: &CertificateFiles) -> Stored<()> {
        self.change_files(id, files)
    }

    fn delete_certificate(&mut self, id: &CertificateId) -> Stored<()> {
        let Some((number, kind, _)) = self.number_and_kind(id)? else { return Ok(()) };
        // Body, files, tags and looks go with the row. Units that delete the same id twice count once.
        if self.0.execute("DELETE FROM certificates WHERE number = $1", values![number])? == 0 {
            return Ok(());
        }
        self.empty_encryption_certificate(id)?;
        self.0.execute(
            "INSERT INTO deleted_certificates (id) VALUES ($1) ON CONFLICT DO NOTHING",
            values![id.as_str()],
        )?;
        self.search_deleted(kind.account, number)?;
        self.count_certificates(&kind, -1)
    }

    fn related(&mut self, parent: &CertificateId, relation: Relation) -> Stored<Vec<CertificateId>> {
        let rows = self.0.query(
            "SELECT c.id FROM certificate_relations r JOIN certificates c ON c.number = r.number
             WHERE r.parent = $1 AND r.relation = $2 ORDER BY r.number",
            values![parent.as_str(), relation.code()],
        )?;
        rows.into_iter().map(|mut row| certificate_id(&row.text(0)?)).collect()
    }

    fn children(&mut self, parents: &[CertificateId]) -> Stored<Vec<Child>> {
        kin::children(self, parents)
    }

    fn list_certificates(
        &mut self,
        account: AccountId,
        filter: &CertificateFilter,
    ) -> Stored<CertificatePage> {
        self.page(account, filter)
    }

    fn certificates_with_fingerprint(
        &mut self,
        account: AccountId,
        sha1: &str,
        limit: u64,
    ) -> Stored<Vec<CertificateId>> {
        let rows = self.0.query(
            "SELECT id FROM certificates WHERE account = $1 AND fingerprint_sha1 = $2
             ORDER BY created_at, id LIMIT $3",
            values![account.0, sha1, count(limit)],
        )?;
        rows.into_iter().map(|mut row| certificate_id(&row.text(0)?)).collect()
    }

    fn certificates_to_expire(
        &mut self,
        now: Timestamp,
        limit: u64,
    ) -> Stored<Vec<(AccountId, CertificateId)>> {
        let rows = self.0.query(
            // Each half along its own index (I2: a revocation may be undecided when the certificate ends).
            "SELECT account, id, ends_at FROM certificates WHERE stage = 'issued' AND ends_at < $1
             UNION ALL
             SELECT account, id, ends_at FROM certificates
             WHERE stage IN ('revoking', 'awaiting-revocation-letter') AND ends_at < $1
             ORDER BY ends_at LIMIT $2",
            values![now, count(limit)],
        )?;
        rows.into_iter()
            .map(|mut row| Ok((AccountId(row.integer(0)?), certificate_id(&row.text(1)?)?)))
            .collect()
    }

    fn claim_public_key(&mut self, spki_sha256: &str, id: &CertificateId) -> Stored<Option<CertificateId>> {
        // The insert waits for another unit that is noting the same key.
        self.0.execute(
            "INSERT INTO public_keys (spki_sha256, certificate) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            values![spki_sha256, id.as_str()],
        )?;
        let row =
            self.first("SELECT certificate FROM public_keys WHERE spki_sha256 = $1", values![spki_sha256])?;
        let holder = row.map(|mut row| certificate_id(&row.text(0)?)).transpose()?;
        Ok(holder.filter(|holder| holder != id))
    }
}

impl Rows<'_> {
    /// The certificate's number, what it is counted under, and what searches look at.
    fn number_and_kind(&mut self, id: &CertificateId) -> Stored<Option<(i64, Kind, Searched)>> {
        let row = self.first(
            "SELECT number, account, stage, usage, uploaded, created_at, search_text FROM certificates WHERE id = $1",
            values![id.as_str()],
        )?;
        let Some(mut row) = row else { return Ok(None) };
        let kind = Kind {
            account: AccountId(row.integer(1)?),
            stage: row.text(2)?,
            usage: row.text(3)?,
            uploaded: row.integer(4)? != 0,
        };
        let searched = Searched { account: kind.account, created_at: row.integer(5)?, text: row.text(6)? };
        Ok(Some((row.integer(0)?, kind, searched)))
    }
}
