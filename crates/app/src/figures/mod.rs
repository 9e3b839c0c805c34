//! Figures: counted by a job from what happened, read from sums, opened into matters as far as the reader's reach goes.
//!
//! Nothing here reads the table of matters to count it: [`counting`] alone looks at matters, each when something
//! happened to it, and everything that is shown comes from `rollups` and `facts`.

pub(crate) mod api;
mod board;
mod briefing;
pub mod counting;
mod filling;
mod guide;
pub(crate) mod jobs;
mod lock;
mod open;
mod population;
mod publish;
mod query;
mod reading;
mod sheets;
mod staffing;
mod statutory;
mod view;

pub use counting::{Recount, Verified, catch_up, rebuild, verify};
pub use filling::{Bodies, Counted, Filling};
