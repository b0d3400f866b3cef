//! A signed document as it is served: its bytes, and what caches on the way are told of it.

use bytes::Bytes;
use chancery_domain::time::Timestamp;
use chancery_pki::digest::sha256_hex;

/// An OCSP answer or a revocation list. The header values are made once, since an answer is served many times.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Document {
    /// The DER.
    pub body: Bytes,
    /// Names these very bytes (RFC 9110 section 8.8.3), with its quotes.
    pub etag: Bytes,
    /// thisUpdate as an HTTP date.
    pub last_modified: Bytes,
    /// nextUpdate as an HTTP date (RFC 5019 section 6.2).
    pub expires: Bytes,
    /// How long caches may keep it.
    pub cache_control: Bytes,
    /// When it was made.
    pub this_update: Timestamp,
    /// When something newer is there at the latest.
    pub next_update: Timestamp,
    /// When it is to be made anew.
    pub due: Timestamp,
}

impl Document {
    /// Dresses signed bytes. `max_age_seconds` must leave room between `due` and `next_update`, so that it is true
    /// for as long as the document is served.
    pub fn new(
        body: Vec<u8>,
        this_update: Timestamp,
        next_update: Timestamp,
        due: Timestamp,
        max_age_seconds: i64,
    ) -> Self {
        let digest = sha256_hex(&body);
        Document {
            etag: format!("\"{digest}\"").into(),
            last_modified: this_update.http_date().into(),
            expires: next_update.http_date().into(),
            // max-age wins over Expires (RFC 9111 section 5.3): a revocation is seen sooner than at nextUpdate.
            cache_control: format!("max-age={max_age_seconds}, public, no-transform, must-revalidate").into(),
            body: body.into(),
            this_update,
            next_update,
            due,
        }
    }
}
