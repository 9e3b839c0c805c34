//! A ledger that was kept elsewhere, row by row: which columns it may have, how its cells are read, and what of a row
//! keeps it from being registered. Pure: a row and what the reader knows go in, a form or its faults come out.

pub(crate) mod cells;
mod field;
mod heading;
mod names;
mod row;

pub use field::{Cells, Field, is_example, normalised};
pub use heading::{Finder, Heading, Sought};
pub use names::{Areas, Names};
pub use row::{Brought, Fault, Reader};

use crate::text_enum;

text_enum! {
    /// Where an import stands.
    pub enum ImportState {
        Reading = "reading" ("读取中", "Being read"),
        Ready = "ready" ("已读取", "Read"),
        Committing = "committing" ("登记中", "Being registered"),
        Failed = "failed" ("读取失败", "Could not be read"),
    }
}

text_enum! {
    /// What is to become of a row, or became of it.
    pub enum RowState as "ImportRowState" {
        Right = "right" ("可以登记", "Can be registered"),
        Wrong = "wrong" ("需要更正", "Needs mending"),
        There = "there" ("已经登记过", "Already there"),
        Registered = "registered" ("已登记", "Registered"),
    }
}
