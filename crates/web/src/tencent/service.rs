//! Which service a request means: `ssl`, or the stub of `tag` that some clients need beside it.

use super::actions::Action;
use super::fault::{Fault, clipped, code};
use super::request::Call;
use super::signature::host;
use super::{actions, tag};

/// Version of the service `ssl`.
pub const SSL_VERSION: &str = "2019-12-05";

/// Version of the service `tag`.
pub const TAG_VERSION: &str = "2018-08-13";

/// The actions of the service that the request means.
///
/// The version tells the two services apart. A host name or path that names a service must agree with it.
///
/// # Errors
/// `NoSuchVersion`.
pub fn choose(call: &Call<'_>, path: &str) -> Result<&'static [Action], Fault> {
    let host = host::name(&call.signed).unwrap_or_default();
    let named = |service: &str| {
        path.trim_matches('/') == service
            || host.strip_prefix(service).is_some_and(|rest| rest.starts_with('.'))
    };
    let (name, version, actions) = if named("tag") || (call.version == TAG_VERSION && !named("ssl")) {
        ("tag", TAG_VERSION, tag::ACTIONS)
    } else {
        ("ssl", SSL_VERSION, actions::ACTIONS)
    };
    if call.version == version {
        return Ok(actions);
    }
    Err(Fault::new(
        code::NO_SUCH_VERSION,
        format!(
            "X-TC-Version: the service {name} has no version {}; send {version}.",
            clipped(&call.version, 32)
        ),
    ))
}
