//! Reviews by people: the queue that staff work off (F3). What a verdict leads to stands in `examination`, because that is
//! the business of the room whose thing was reviewed.

mod answer;
mod approve;
mod ask;
mod describe;
mod fetch;
mod go_first;
mod keep_document;
mod letter_replaced;
mod list;
mod note_call;
mod open;
mod open_document;
mod refuse;
mod release;
mod remind;
mod take;
mod withdraw;

pub use answer::answer;
pub use approve::approve;
pub use ask::ask;
pub use describe::{Described, describe, describe_for};
pub use fetch::{account_of, act};
pub use go_first::go_first;
pub use keep_document::{Kept, keep_document};
pub use letter_replaced::letter_replaced;
pub use list::list;
pub use note_call::{Call, note_call};
pub use open::{NewReview, open};
pub use open_document::open_document;
pub use refuse::refuse;
pub use release::release;
pub use remind::{remind, reminder_opens_at};
pub use take::take;
pub use withdraw::withdraw;

use crate::failure::{Code, Failure};
use crate::service::App;
use chancery_domain::organization::is_deceptive;

/// A question, answer or note: trimmed, not longer than the rules allow, without control characters but line ends, nor
/// ones that turn on the reader's screen what somebody wrote.
fn checked_text(app: &App, field: &str, text: &str, required: bool) -> Result<String, Failure> {
    let text = text.trim();
    let most = app.desk.rules.queue.text_length_max;
    let fault = |rule: String| Err(Failure::new(Code::InvalidParameter, format!("{field}: {rule}")));
    if required && text.is_empty() {
        return fault("must not be empty".to_owned());
    }
    if text.chars().count() > most {
        return fault(format!("must have at most {most} characters"));
    }
    if text.chars().any(|c| is_deceptive(c) && c != '\n') {
        return fault("must have no control characters but line ends, nor ones that are not seen".to_owned());
    }
    Ok(text.to_owned())
}
