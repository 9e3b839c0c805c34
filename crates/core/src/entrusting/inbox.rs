//! Letters as they were received, before and after they became matters.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Completion;
use crate::kernel::{Instant, Refusal, Text};
use crate::text_enum;

text_enum! {
    /// How a letter reached us.
    pub enum InboxChannel {
        Api = "api" ("接口", "By a system"),
        Typed = "typed" ("录入", "Typed in"),
    }
}

text_enum! {
    /// What became of a letter.
    pub enum InboxState {
        Waiting = "waiting" ("待处理", "Waiting"),
        Refused = "refused" ("未能登记", "Not registered"),
        Registered = "registered" ("已登记", "Registered"),
        Dismissed = "dismissed" ("不办理", "Set aside"),
    }
}

impl InboxState {
    /// Somebody still has to do something about it.
    pub const fn waits(self) -> bool {
        matches!(self, Self::Waiting | Self::Refused)
    }
}

/// A reason for refusing, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RefusalKept {
    pub code: String,
    #[serde(default)]
    pub pointer: Option<String>,
    pub sentence: Text,
}

impl From<&Refusal> for RefusalKept {
    fn from(refusal: &Refusal) -> Self {
        let code = refusal.code.as_str().to_owned();
        Self { code, pointer: refusal.pointer.clone(), sentence: refusal.sentence() }
    }
}

/// One time a letter was gone through: by whom, with what added, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Attempt {
    /// Epoch milliseconds.
    pub at: Instant,
    /// Empty: the system itself.
    pub by_name: String,
    #[serde(default)]
    pub added: Option<Completion>,
    /// Empty where it was registered.
    #[serde(default)]
    pub refusals: Vec<RefusalKept>,
    /// Why it was set aside, where it was.
    #[serde(default)]
    pub note: String,
}
