//! 卷宗评查: the judicial office looks at closed files, drawn by lot, against a rubric that is data.
//!
//! Files are scored, never people: figures stand for committees, and no name of a mediator enters them.

pub mod check;
mod draw;
mod rubric;
mod score;

pub use check::{Check, Finding};
pub use draw::{draw, seed_is_sound, ticket};
pub use rubric::{MAX_ITEMS, Rubric, RubricItem};
pub use score::{Figures, Given, Scored, figures};

use crate::text_enum;

/// Most files of one draw.
pub const MOST_FILES: usize = 200;

text_enum! {
    /// How far a review is.
    pub enum ReviewState {
        Open = "open" ("评查中", "Under way"),
        Finished = "finished" ("已完成", "Finished"),
    }
}

text_enum! {
    /// What became of a drawn file.
    pub enum ReviewFileState {
        Waiting = "waiting" ("待评查", "To be looked at"),
        Scored = "scored" ("已评分", "Scored"),
        Returned = "returned" ("退回整改", "Sent back for repair"),
    }
}
