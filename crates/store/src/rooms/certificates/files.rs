//! What belongs to a certificate but is too large for lists.

use crate::rooms::Rows;
use crate::sql::{Value, values};
use chancery_app::ports::{CertificateFiles, StoreError, Stored};
use chancery_domain::ids::CertificateId;
use chancery_pki::digest::sha256_hex;

impl Rows<'_> {
    pub(super) fn insert_files(&mut self, number: i64, files: &CertificateFiles) -> Stored<()> {
        let chain = self.chain(&files.chain_der)?;
        self.insert(
            "INSERT INTO certificate_files (number, csr_der, leaf_der, chain, sealed_key, download_allowed, chain_der)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
            &columns(Value::from(number), files, chain),
            "the certificate's files",
        )
    }

    pub(super) fn change_files(&mut self, id: &CertificateId, files: &CertificateFiles) -> Stored<()> {
        let chain = self.chain(&files.chain_der)?;
        self.change(
            "UPDATE certificate_files
             SET csr_der = $2, leaf_der = $3, chain = $4, sealed_key = $5, download_allowed = $6, chain_der = $7
             WHERE number = (SELECT number FROM certificates WHERE id = $1)",
            &columns(Value::from(id.as_str()), files, chain),
            "the certificate's files",
        )
    }

    pub(super) fn files(&mut self, id: &CertificateId) -> Stored<Option<CertificateFiles>> {
        let row = self.first(
            "SELECT csr_der, leaf_der, COALESCE(c.chain_der, f.chain_der), sealed_key, download_allowed
             FROM certificate_files f LEFT JOIN certificate_chains c ON c.id = f.chain
             WHERE number = (SELECT number FROM certificates WHERE id = $1)",
            values![id.as_str()],
        )?;
        let Some(mut row) = row else { return Ok(None) };
        Ok(Some(CertificateFiles {
            csr_der: row.bytes_or_null(0)?,
            leaf_der: row.bytes_or_null(1)?,
            chain_der: split(&row.bytes(2)?)?,
            sealed_key: row.bytes_or_null(3)?,
            download_allowed: row.integer(4)? != 0,
        }))
    }

    /// The number under which a chain stands, put there if it is new; nothing for none.
    fn chain(&mut self, chain: &[Vec<u8>]) -> Stored<Option<i64>> {
        if chain.is_empty() {
            return Ok(None);
        }
        let joined = join(chain)?;
        let sha256 = sha256_hex(&joined);
        if let Some(number) = self.chain_number(&sha256)? {
            return Ok(Some(number));
        }
        // On PostgreSQL another unit may put the same chain there at this moment; then its number counts.
        self.0.execute(
            "INSERT INTO certificate_chains (sha256, chain_der) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            values![sha256.as_str(), joined.as_slice()],
        )?;
        match self.chain_number(&sha256)? {
            Some(number) => Ok(Some(number)),
            None => Err(StoreError::Unavailable("a chain was put there by another unit just now".to_owned())),
        }
    }

    fn chain_number(&mut self, sha256: &str) -> Stored<Option<i64>> {
        let row = self.first("SELECT id FROM certificate_chains WHERE sha256 = $1", values![sha256])?;
        row.map(|mut row| row.integer(0)).transpose()
    }
}

fn columns(key: Value, files: &CertificateFiles, chain: Option<i64>) -> [Value; 7] {
    [
        key,
        Value::from(files.csr_der.as_deref()),
        Value::from(files.leaf_der.as_deref()),
        Value::from(chain),
        Value::from(files.sealed_key.as_deref()),
        Value::from(files.download_allowed),
        Value::Bytes(Vec::new()),
    ]
}

/// Each certificate's length in four bytes, most significant first, then its DER.
pub(in crate::rooms) fn join(chain: &[Vec<u8>]) -> Stored<Vec<u8>> {
    let mut joined = Vec::with_capacity(chain.iter().map(|der| der.len() + 4).sum());
    for der in chain {
        let length = u32::try_from(der.len())
            .map_err(|_| StoreError::Broken("a certificate is longer than four bytes can say".to_owned()))?;
        joined.extend_from_slice(&length.to_be_bytes());
        joined.extend_from_slice(der);
    }
    Ok(joined)
}

pub(in crate::rooms) fn split(mut joined: &[u8]) -> Stored<Vec<Vec<u8>>> {
    let cut = || StoreError::Broken("a certificate chain is cut short".to_owned());
    let mut chain = Vec::new();
    while !joined.is_empty() {
        let (length, rest) = joined.split_first_chunk::<4>().ok_or_else(cut)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| cut())?;
        let (der, rest) = rest.split_at_checked(length).ok_or_else(cut)?;
        chain.push(der.to_vec());
        joined = rest;
    }
    Ok(chain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_survive_and_damage_is_noticed() {
        let chain = vec![vec![1, 2, 3], vec![], vec![9; 300]];
        let joined = join(&chain).expect("joined");
        assert_eq!(split(&joined), Ok(chain));
        assert_eq!(split(&[]), Ok(vec![]));
        for end in [1, 5, joined.len() - 1] {
            assert!(split(joined.get(..end).unwrap_or_default()).is_err(), "cut at {end}");
        }
    }
}
