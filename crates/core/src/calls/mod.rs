//! 求助呼叫: somebody presses for help, and who answers for that grid is rung at once.
//!
//! A call is no matter and no report: it says that somebody should come now. Police, fire brigade and ambulance (110,
//! 119, 120) come first on every page that offers it. A caller is known only where they enrolled, until a day.

mod ladder;
mod moves;
mod signed;

pub use ladder::{Ring, Rung, Waits, Whom, ladder};
pub use moves::{
    CANCEL_WITHIN_MS, CallMove, CallMoveKind, LAPSES_AFTER_MS, LEFT_AFTER_MS, MOVES, Standing, allowed, is_left,
    may_answer, may_cancel, next,
};
pub use signed::SignedHead;

use crate::kernel::{Date, Instant};
use crate::text_enum;

text_enum! {
    /// How far a call is.
    pub enum CallState {
        Ringing = "ringing" ("呼叫中", "Ringing"),
        Taken = "taken" ("已接应", "Taken"),
        Arrived = "arrived" ("已到场", "On the spot"),
        Finished = "finished" ("已办结", "Finished"),
        Cancelled = "cancelled" ("本人撤回", "Taken back by the caller"),
        False = "false_call" ("误报", "False call"),
        Lapsed = "lapsed" ("没有办结", "Left open"),
    }
}

impl CallState {
    /// Somebody still has to do something.
    pub const fn is_open(self) -> bool {
        matches!(self, CallState::Ringing | CallState::Taken | CallState::Arrived)
    }
}

text_enum! {
    /// By which way a call came.
    pub enum CallDoor {
        Page = "page" ("网页", "Web page"),
        Telephone = "telephone" ("电话按键", "Telephone keypad"),
        Device = "device" ("呼叫器", "Device"),
    }
}

text_enum! {
    /// What a key on a telephone means.
    pub enum KeyMeaning {
        Help = "help" ("求助，叫负责的人", "Help: ring who is responsible"),
        Desk = "desk" ("叫综治中心", "Ring the centre's desk"),
        TakeBack = "take_back" ("撤回刚才的求助", "Take back the call just made"),
    }
}

text_enum! {
    /// What the caller says afterwards.
    pub enum Helped {
        Yes = "yes" ("帮上了", "It helped"),
        Partly = "partly" ("帮上一些", "It helped a little"),
        No = "no" ("没帮上", "It did not help"),
    }
}

text_enum! {
    /// How somebody came to be enrolled.
    pub enum EnrolledHow {
        Own = "own" ("本人网上登记", "By themselves"),
        Worker = "worker" ("网格员当面代办", "By a grid worker, face to face"),
    }
}

text_enum! {
    /// How far an enrolment is.
    pub enum EnrolmentState {
        /// Asked for on the page; a grid worker still rings back.
        Asked = "asked" ("待核实", "To be confirmed"),
        Enrolled = "enrolled" ("已登记", "Enrolled"),
    }
}

/// The notice to which a caller says yes. A changed notice is a further number.
pub const NOTICE: u16 = 1;
/// An enrolment ends after a year at most.
pub const LONGEST_ENROLMENT_DAYS: i64 = 366;
/// What nobody confirmed goes after a fortnight.
pub const ASKED_FOR_MS: Instant = 14 * 24 * 3_600_000;
/// What a call holds of a person goes after so long: the number of somebody who is not enrolled, and the responder's words.
pub const CALL_KEEPS_MS: Instant = 90 * 24 * 3_600_000;
/// So many days before its end an enrolment is brought to mind.
pub const ENDING_DAYS: i64 = 14;
/// A signed request of a telephone provider is taken within so long of its time.
pub const SIGNATURE_HOLDS_MS: Instant = 5 * 60_000;

/// The last day an enrolment made today may have.
pub fn longest(today: Date) -> Date {
    today.saturating_add(jiff::Span::new().days(LONGEST_ENROLMENT_DAYS))
}
