//! Where reviews and what is reviewed meet: verdicts go back to the room whose thing was examined, letters come in. This
//! is no room of its own, so it may call several.

mod download_letter;
mod matter;
mod upload_letter;
mod verdict;

pub use download_letter::{Letter, download_letter};
pub use matter::{Matter, matter};
pub use upload_letter::upload_letter;
pub use verdict::{approve, refuse, release, take};
