//! Payment processors: reports over HTTP that carry a signature made with a shared secret.

mod signed_webhook;

pub use signed_webhook::{SecretError, SignedWebhook};
