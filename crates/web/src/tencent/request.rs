//! A request of the cloud API after its first reading: which service, version and action, in which form.

use super::body::Form;
use super::envelope::Language;
use super::fault::{Fault, clipped, code};
use super::params::json::Bounds;
use super::params::pairs::Pairs;
use super::params::{flatten, json};
use super::signature::{self, Signed};
use crate::settings::BodyLimits;
use serde_json::{Map, Value};

/// A request, read but not believed.
#[derive(Debug)]
pub struct Call<'a> {
    /// What signatures cover.
    pub signed: Signed<'a>,
    /// The form parameters, except for JSON bodies.
    pub pairs: Option<Pairs>,
    /// The action's name as sent.
    pub action: String,
    /// The version as sent.
    pub version: String,
    /// The language of messages.
    pub language: Language,
}

impl<'a> Call<'a> {
    /// Reads action and version: from headers (TC3) or parameters (v1).
    ///
    /// # Errors
    /// `MissingParameter` or `InvalidParameter`.
    pub fn read(form: Form, signed: Signed<'a>, limits: &BodyLimits) -> Result<Self, Fault> {
        let pairs = match form {
            Form::Json => None,
            Form::Query => Some(Pairs::parse(signed.query, limits.values_max)?),
            Form::Form => {
                let text = std::str::from_utf8(signed.body).map_err(|_| {
                    Fault::new(
                        code::INVALID_PARAMETER,
                        "The form body is not UTF-8; percent-encode the values.",
                    )
                })?;
                Some(Pairs::parse(text, limits.values_max)?)
            }
        };
        let common = Common { signed: &signed, pairs: pairs.as_ref() };
        let action = common.required("X-TC-Action", "Action")?;
        let version = common.required("X-TC-Version", "Version")?;
        let language = Language::read(common.value("X-TC-Language", "Language"));
        Ok(Call { signed, pairs, action, version, language })
    }

    /// The action's own parameters as one object.
    ///
    /// # Errors
    /// `InvalidParameter`.
    pub fn parameters(&self, limits: &BodyLimits) -> Result<Map<String, Value>, Fault> {
        match &self.pairs {
            Some(pairs) => flatten::fold(pairs, limits.depth_max),
            None => {
                let bounds = Bounds { depth_max: limits.depth_max, values_max: limits.values_max };
                json::parse(self.signed.body, bounds)
            }
        }
    }
}

/// The common parameters, wherever they stand.
struct Common<'a, 'b> {
    signed: &'b Signed<'a>,
    pairs: Option<&'b Pairs>,
}

impl Common<'_, '_> {
    fn value(&self, header: &str, parameter: &str) -> Option<&str> {
        match self.pairs {
            Some(pairs) if !signature::is_tc3(self.signed.headers) => pairs.get(parameter),
            _ => self.signed.headers.get(header).and_then(|value| value.to_str().ok()).map(str::trim),
        }
    }

    fn required(&self, header: &str, parameter: &str) -> Result<String, Fault> {
        match self.value(header, parameter) {
            Some(value) if !value.is_empty() => Ok(clipped(value, 64)),
            _ => {
                let tc3 = self.pairs.is_none() || signature::is_tc3(self.signed.headers);
                let (name, kind) = if tc3 { (header, "header") } else { (parameter, "parameter") };
                Err(Fault::new(
                    code::MISSING_PARAMETER,
                    format!("{name}: the {kind} is missing; every request names its action and version."),
                ))
            }
        }
    }
}
