//! How certificates belong together (J, K): what came out of which, until when one that came out of another may last, and
//! what the service has to do with them by itself. Asked by the rooms that issue, buy, reissue and renew.

mod asked;
mod end_reissue;
mod followers;
mod period;
mod renewed;
mod schedule;

pub(crate) use asked::asked_at;
pub(crate) use end_reissue::end_reissue;
pub(crate) use followers::{first_of, followers, kin, successors};
pub(crate) use period::period;
pub(crate) use renewed::{renewable, term_days};
pub(crate) use schedule::{note_reminder, plan, plan_anew, schedule, stand_in};
