//! A telephone number in full: one at a time, for a reason.

use crate::text_enum;

text_enum! {
    /// Why a number is looked at.
    pub enum RevealReason {
        Arrange = "arrange" ("通知调解", "To arrange mediation"),
        Serve = "serve" ("送达文书", "To serve a paper"),
        Urge = "urge" ("督促履行", "To urge a promise"),
        FollowUp = "follow_up" ("回访", "To follow up"),
        Verify = "verify" ("当事人核对号码", "The party checks the number"),
        Urgent = "urgent" ("紧急情况", "An emergency"),
        Other = "other" ("其他（请写明）", "Another reason, to be written down"),
    }
}

impl RevealReason {
    /// Does it hold where the party has withdrawn the consent? What performs an agreement, what the law demands and what the
    /// party asks for does (PIPL art. 13(1)(2) to (4)).
    pub const fn holds_without_consent(self) -> bool {
        matches!(self, Self::Serve | Self::Urge | Self::Verify | Self::Urgent)
    }

    /// Needs words of its own.
    pub const fn needs_words(self) -> bool {
        matches!(self, Self::Other)
    }
}

text_enum! {
    /// Whose number it is: the party's, as it was before one could ask for others'.
    #[derive(Default)]
    pub enum WhosePhone {
        #[default]
        Party = "party" ("当事人", "The party"),
        Guardian = "guardian" ("监护人", "The guardian"),
        Agent = "agent" ("代理人", "An agent"),
    }
}
