//! What goes wrong before a use-case runs: a documented code and a sentence that names field, rule and remedy.

use std::fmt;

/// An error of the cloud API as the caller sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// A code of the public code list, see [`code`].
    pub code: &'static str,
    /// One sentence or two: what is wrong, the rule, the remedy. Never a secret, never an unclipped value.
    pub message: String,
}

impl Fault {
    /// A fault with a code of [`code`] and its sentence.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Fault { code, message: message.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

/// The gateway's codes: those any action may answer.
pub mod code {
    macro_rules! codes {
        ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
            $($(#[$doc])* pub const $name: &str = $text;)*
            /// Every code of this module; the contract test compares them with the published list.
            pub const ALL: &[&str] = &[$($text),*];
        };
    }

    codes! {
        /// The `Authorization` header, or a part of it, is malformed or missing.
        INVALID_AUTHORIZATION = "AuthFailure.InvalidAuthorization";
        /// The key id cannot be one of ours by its form.
        INVALID_SECRET_ID = "AuthFailure.InvalidSecretId";
        /// The key id is unknown, deleted or disabled.
        SECRET_ID_NOT_FOUND = "AuthFailure.SecretIdNotFound";
        /// The timestamp is too far from the service's clock.
        SIGNATURE_EXPIRE = "AuthFailure.SignatureExpire";
        /// The signature is not the one the key makes for this request.
        SIGNATURE_FAILURE = "AuthFailure.SignatureFailure";
        /// A session token was sent; the service hands out none.
        TOKEN_FAILURE = "AuthFailure.TokenFailure";
        /// The key may not do this.
        UNAUTHORIZED_OPERATION = "AuthFailure.UnauthorizedOperation";
        /// No such action in this version.
        INVALID_ACTION = "InvalidAction";
        /// No such version of the service.
        NO_SUCH_VERSION = "NoSuchVersion";
        /// A required parameter is absent.
        MISSING_PARAMETER = "MissingParameter";
        /// A parameter has the wrong type or format.
        INVALID_PARAMETER = "InvalidParameter";
        /// A parameter's value is out of range.
        INVALID_PARAMETER_VALUE = "InvalidParameterValue";
        /// A parameter the action does not have.
        UNKNOWN_PARAMETER = "UnknownParameter";
        /// Neither GET nor POST.
        UNSUPPORTED_PROTOCOL = "UnsupportedProtocol";
        /// A known action that this release does not do.
        UNSUPPORTED_OPERATION = "UnsupportedOperation";
        /// One key calls too often.
        REQUEST_LIMIT_EXCEEDED = "RequestLimitExceeded";
        /// One address fails too often.
        IP_LIMIT_EXCEEDED = "RequestLimitExceeded.IPLimitExceeded";
        /// The request is larger than its kind may be.
        REQUEST_SIZE_LIMIT_EXCEEDED = "RequestSizeLimitExceeded";
        /// The request is still being worked on.
        RESOURCE_IN_USE = "ResourceInUse";
        /// Something failed on our side; the log knows what, by request id.
        INTERNAL_ERROR = "InternalError";
        /// The service is too busy or stopping.
        SERVICE_UNAVAILABLE = "ServiceUnavailable";
    }
}

/// A caller's text made fit for an error message: no control characters, at most `max` characters.
pub fn clipped(text: &str, max: usize) -> String {
    let mut shown: String = text
        .chars()
        .take(max)
        .map(|c| if c.is_control() || c == '"' || c == '\\' { '?' } else { c })
        .collect();
    if text.chars().nth(max).is_some() {
        shown.push_str("...");
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clipped_text_has_no_control_characters_and_an_end() {
        assert_eq!(clipped("a\r\nb\"c", 64), "a??b?c");
        assert_eq!(clipped("abcdef", 3), "abc...");
        assert_eq!(clipped("abc", 3), "abc");
    }
}
