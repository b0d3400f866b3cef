//! The table of actions: name, whether it changes anything, its schemas, and how to run it.

use super::not_built::NOT_BUILT;
use crate::tencent::envelope;
use crate::tencent::fault::{Fault, clipped, code};
use crate::tencent::params::check;
use crate::tencent::params::schema::{Field, Input};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx};
use futures_util::future::BoxFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// Whether an action changes the register; those that do are never run twice for one signature.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// It only looks, or does what may be done any number of times.
    Reads,
    /// It changes something.
    Changes,
}

/// The answer's text, or the fault of writing it.
pub type Answered = Result<Result<String, Fault>, Failure>;

/// An action with its parameters, ready to run.
pub type Run = Box<dyn FnOnce(App, Ctx) -> BoxFuture<'static, Answered> + Send>;

/// One action.
pub struct Action {
    /// Its name in the API.
    pub name: &'static str,
    /// Whether it changes anything.
    pub effect: Effect,
    /// Its parameters.
    pub input: &'static [Field],
    /// Its answer's fields, without `RequestId`.
    pub output: &'static [Field],
    /// Checks the parameters and binds them.
    pub prepare: fn(Map<String, Value>) -> Result<Run, Fault>,
}

/// The action of that name.
///
/// # Errors
/// `UnsupportedOperation` for a known action that is not built, `InvalidAction` for an unknown one.
pub fn find(actions: &'static [Action], name: &str) -> Result<&'static Action, Fault> {
    if let Some(action) = actions.iter().find(|action| action.name == name) {
        return Ok(action);
    }
    let shown = clipped(name, 64);
    if NOT_BUILT.contains(&name) {
        return Err(Fault::new(
            code::UNSUPPORTED_OPERATION,
            format!("X-TC-Action: this release does not do {shown} yet; the changelog says what it does."),
        ));
    }
    let near = actions.iter().find(|action| action.name.eq_ignore_ascii_case(name));
    let remedy = match near {
        Some(action) => format!("did you mean {}? Names are case-sensitive.", action.name),
        None => "check its spelling and the version.".to_owned(),
    };
    Err(Fault::new(code::INVALID_ACTION, format!("X-TC-Action: there is no action {shown}; {remedy}")))
}

/// Checks parameters and binds them to the function that runs the action.
pub fn bind<I, O, F>(
    parameters: Map<String, Value>,
    run: impl FnOnce(App, Ctx, I) -> F + Send + 'static,
) -> Result<Run, Fault>
where
    I: Input + DeserializeOwned + Send + 'static,
    O: Serialize,
    F: Future<Output = Result<O, Failure>> + Send + 'static,
{
    let input: I = check::read(parameters)?;
    Ok(Box::new(move |app, ctx| {
        let request_id = ctx.request_id.clone();
        let running = run(app, ctx, input);
        Box::pin(async move { running.await.map(|output| envelope::success(&output, &request_id)) })
    }))
}

/// Writes the table from lines of `"Name" Effect module;`. A module has `Input`, `Output` and `run`.
macro_rules! actions {
    ($($name:literal $effect:ident $module:ident;)*) => {
        /// Every action that is built.
        pub const ACTIONS: &[$crate::tencent::actions::Action] = &[$(
            $crate::tencent::actions::Action {
                name: $name,
                effect: $crate::tencent::actions::Effect::$effect,
                input: <$module::Input as $crate::tencent::params::schema::Input>::FIELDS,
                output: $module::Output::FIELDS,
                prepare: |parameters| {
                    $crate::tencent::actions::bind(parameters, |app, ctx, input| async move {
                        $module::run(&app, &ctx, input).await
                    })
                },
            },
        )*];
    };
}
pub(crate) use actions;
