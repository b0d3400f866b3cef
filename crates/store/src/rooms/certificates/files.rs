//! What belongs to a certificate but is too large for lists.

use crate::rooms::Rows;
use crate::sql::{Value, values};
use chancery_app::ports::{CertificateFiles, StoreError, Stored};
use chancery_domain::ids::CertificateId;

impl Rows<'_> {
    pub(super) fn insert_files(&mut self, number: i64, files: &CertificateFiles) -> Stored<()> {
        self.insert(
            "INSERT INTO certificate_files (number, csr_der, leaf_der, chain_der, sealed_key, download_allowed)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
            &columns(Value::from(number), files)?,
            "the certificate's files",
        )
    }

    pub(super) fn change_files(&mut self, id: &CertificateId, files: &CertificateFiles) -> Stored<()> {
        self.change(
            "UPDATE certificate_files
             SET csr_der = $2, leaf_der = $3, chain_der = $4, sealed_key = $5, download_allowed = $6
             WHERE number = (SELECT number FROM certificates WHERE id = $1)",
            &columns(Value::from(id.as_str()), files)?,
            "the certificate's files",
        )
    }

    pub(super) fn files(&mut self, id: &CertificateId) -> Stored<Option<CertificateFiles>> {
        let row = self.first(
            "SELECT csr_der, leaf_der, chain_der, sealed_key, download_allowed FROM certificate_files
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
}

fn columns(key: Value, files: &CertificateFiles) -> Stored<[Value; 6]> {
    Ok([
        key,
        Value::from(files.csr_der.as_deref()),
        Value::from(files.leaf_der.as_deref()),
        Value::Bytes(join(&files.chain_der)?),
        Value::from(files.sealed_key.as_deref()),
        Value::from(files.download_allowed),
    ])
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
