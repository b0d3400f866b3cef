//! The answer to an upstream's http-01 challenge, for `/.well-known/acme-challenge/` (RFC 8555 section 8.3).

use crate::failure::Failure;
use crate::service::App;

/// Tokens are base64url (RFC 8555 section 8.1); longer ones are not looked up.
const TOKEN_LENGTH_MAX: usize = 256;

/// The key authorization for a token, if one is published.
///
/// # Errors
/// Only the register's.
pub async fn upstream_proof(app: &App, token: &str) -> Result<Option<String>, Failure> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if token.is_empty() || token.len() > TOKEN_LENGTH_MAX || !token.bytes().all(plain) {
        return Ok(None);
    }
    let token = token.to_owned();
    app.store.read(move |register| Ok(register.upstream_proof(&token)?)).await
}
