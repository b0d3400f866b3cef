//! The `Authorization` header of TC3: its grammar, taken apart with one fault for each way to be wrong.

use crate::tencent::fault::{Fault, code};

/// Longer headers are no TC3 header.
const LENGTH_MAX: usize = 4_096;
const SCHEME: &str = "TC3-HMAC-SHA256";
const TERMINATOR: &str = "tc3_request";

/// The parts of `TC3-HMAC-SHA256 Credential=ID/DATE/SERVICE/tc3_request, SignedHeaders=a;b, Signature=hex`.
#[derive(PartialEq, Eq, Debug)]
pub struct Authorization<'a> {
    /// The key id, not yet checked for form.
    pub secret_id: &'a str,
    /// `YYYY-MM-DD`.
    pub date: &'a str,
    /// The service in the scope; Node and Java put part of the endpoint here, with `:` or even `/`.
    pub service: &'a str,
    /// Names as sent, `;`-separated.
    pub signed_headers: &'a str,
    /// 32 bytes.
    pub signature: [u8; 32],
}

impl<'a> Authorization<'a> {
    /// Takes the header's text apart.
    ///
    /// # Errors
    /// `AuthFailure.InvalidAuthorization` naming the part.
    pub fn parse(text: &'a str) -> Result<Self, Fault> {
        if text.len() > LENGTH_MAX {
            return Err(malformed("the header is longer than 4096 bytes"));
        }
        let text = text.trim();
        if text.eq_ignore_ascii_case("SKIP") {
            return Err(malformed("the request is not signed (the client skips signing)"));
        }
        let rest = text
            .strip_prefix(SCHEME)
            .filter(|rest| rest.starts_with(char::is_whitespace))
            .ok_or_else(|| malformed("the scheme is not TC3-HMAC-SHA256"))?;
        let (mut credential, mut signed_headers, mut signature) = (None, None, None);
        for part in rest.split(',') {
            let (name, value) =
                part.trim().split_once('=').ok_or_else(|| malformed("a part is not name=value"))?;
            let slot = match name {
                "Credential" => &mut credential,
                "SignedHeaders" => &mut signed_headers,
                "Signature" => &mut signature,
                _ => return Err(malformed("a part is none of Credential, SignedHeaders, Signature")),
            };
            if slot.replace(value.trim()).is_some() {
                return Err(malformed("a part stands there twice"));
            }
        }
        let credential = credential.ok_or_else(|| malformed("Credential is missing"))?;
        let signed_headers = signed_headers.ok_or_else(|| malformed("SignedHeaders is missing"))?;
        let signature = signature.ok_or_else(|| malformed("Signature is missing"))?;
        let (secret_id, date, service) = scope(credential)?;
        Ok(Authorization { secret_id, date, service, signed_headers, signature: digest(signature)? })
    }

    /// The signed header names in the order sent.
    ///
    /// # Errors
    /// `AuthFailure.InvalidAuthorization` for empty, repeated or upper-case names, and when `content-type` or
    /// `host` is not among them.
    pub fn header_names(&self) -> Result<Vec<&'a str>, Fault> {
        let names: Vec<&str> = self.signed_headers.split(';').collect();
        for (i, name) in names.iter().enumerate() {
            let token = !name.is_empty()
                && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b));
            if !token {
                return Err(malformed("SignedHeaders must be lower-case header names with ';' between"));
            }
            if names.iter().take(i).any(|earlier| earlier == name) {
                return Err(malformed("SignedHeaders names a header twice"));
            }
        }
        for needed in ["content-type", "host"] {
            if !names.contains(&needed) {
                return Err(malformed("SignedHeaders must contain content-type and host"));
            }
        }
        Ok(names)
    }
}

/// Splits `ID/DATE/SERVICE/tc3_request` from both ends, since SERVICE may itself contain `/`.
fn scope(credential: &str) -> Result<(&str, &str, &str), Fault> {
    let form = || malformed("Credential must be SecretId/DATE/SERVICE/tc3_request");
    let (secret_id, rest) = credential.split_once('/').ok_or_else(form)?;
    let (date, rest) = rest.split_once('/').ok_or_else(form)?;
    let (service, end) = rest.rsplit_once('/').ok_or_else(form)?;
    if end != TERMINATOR || service.is_empty() || date.is_empty() {
        return Err(form());
    }
    Ok((secret_id, date, service))
}

fn digest(text: &str) -> Result<[u8; 32], Fault> {
    let mut bytes = [0; 32];
    match hex::decode_to_slice(text, &mut bytes) {
        Ok(()) => Ok(bytes),
        Err(_) => Err(malformed("Signature must be 64 hexadecimal digits")),
    }
}

/// `AuthFailure.InvalidAuthorization` with the reason and the form to follow.
pub fn malformed(reason: &str) -> Fault {
    Fault::new(
        code::INVALID_AUTHORIZATION,
        format!(
            "Authorization: {reason}. Send \"TC3-HMAC-SHA256 Credential=SecretId/DATE/ssl/tc3_request, \
             SignedHeaders=content-type;host, Signature=...\"."
        ),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    const HEX: &str = "e614cbd86e7c6a8db90c6fcaaaec882df4f05ff4dc25a0299043c6b7cd0e8325";

    fn header(credential: &str) -> String {
        format!("TC3-HMAC-SHA256 Credential={credential}, SignedHeaders=content-type;host, Signature={HEX}")
    }

    #[test]
    fn scopes_of_every_client_are_read() {
        // What Python, Go and tccli send; then Node and Java with an endpoint of host:port, and worse.
        for (service, spaced) in [("ssl", true), ("127", true), ("localhost:18080", false), ("a/b:c/d", true)]
        {
            let mut text = header(&format!("AKID/2023-11-14/{service}/tc3_request"));
            if !spaced {
                text = text.replace(", ", ",");
            }
            let parsed = Authorization::parse(&text).unwrap();
            assert_eq!((parsed.secret_id, parsed.date, parsed.service), ("AKID", "2023-11-14", service));
            assert_eq!(parsed.header_names().unwrap(), ["content-type", "host"]);
            assert_eq!(hex::encode(parsed.signature), HEX);
        }
    }

    #[test]
    fn each_malformed_header_names_its_part() {
        let good = header("AKID/2023-11-14/ssl/tc3_request");
        let long = good.replace("AKID", &"A".repeat(5_000));
        for (text, said) in [
            (String::new(), "scheme"),
            ("SKIP".to_owned(), "not signed"),
            ("Bearer abc".to_owned(), "scheme"),
            (good.replace("TC3-HMAC-SHA256 ", "TC3-HMAC-SHA256"), "scheme"),
            (good.replace("TC3-HMAC-SHA256", "tc3-hmac-sha256"), "scheme"),
            (long, "longer"),
            (good.replace("Credential=", "Credentials="), "none of"),
            (good.replace(", Signature=", ", Signature"), "name=value"),
            (format!("{good}, Signature={HEX}"), "twice"),
            ("TC3-HMAC-SHA256 SignedHeaders=a, Signature=b".to_owned(), "Credential is missing"),
            (good.replace("SignedHeaders=content-type;host, ", ""), "SignedHeaders is missing"),
            ("TC3-HMAC-SHA256 Credential=a/b/c/tc3_request, SignedHeaders=host,".to_owned(), "name=value"),
            (header("AKID"), "SecretId/DATE"),
            (header("AKID/2023-11-14/tc3_request"), "SecretId/DATE"),
            (header("AKID/2023-11-14/ssl/tc3_reques"), "SecretId/DATE"),
            (header("AKID/2023-11-14//tc3_request"), "SecretId/DATE"),
            (good.replace(HEX, "abc"), "64 hexadecimal"),
            (good.replace(HEX, &HEX.replace('e', "g")), "64 hexadecimal"),
            (good.replace(HEX, ""), "64 hexadecimal"),
        ] {
            let fault = Authorization::parse(&text).expect_err(&text);
            assert_eq!(fault.code, code::INVALID_AUTHORIZATION, "{text}");
            assert!(fault.message.contains(said), "{text}: {}", fault.message);
        }
    }

    #[test]
    fn signed_header_lists_are_checked() {
        for (list, said) in [
            ("", "lower-case"),
            ("host", "must contain"),
            ("content-type", "must contain"),
            ("Content-Type;host", "lower-case"),
            ("content-type;;host", "lower-case"),
            ("content-type;host;host", "twice"),
            ("content-type;host;x y", "lower-case"),
        ] {
            let text = header("A/2023-11-14/ssl/tc3_request").replace("content-type;host", list);
            let fault = Authorization::parse(&text).unwrap().header_names().expect_err(list);
            assert_eq!(fault.code, code::INVALID_AUTHORIZATION);
            assert!(fault.message.contains(said), "{list}: {}", fault.message);
        }
    }
}
