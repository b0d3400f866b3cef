//! Parameters of an action: from each wire form into one checked JSON object, and on into the action's struct.

pub mod check;
pub mod flatten;
pub mod json;
pub mod pairs;
pub mod schema;
