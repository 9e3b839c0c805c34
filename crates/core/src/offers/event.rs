//! What happens on a ladder, as events: that it happened, and the hash of what was said. Never what was said.

use serde::{Deserialize, Serialize};

use super::{OfferFrom, RungKind};
use crate::kernel::Text;
use crate::matters::PartyNo;

/// An event of a ladder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum OfferEvent {
    Made {
        no: u16,
        kind: RungKind,
        from: OfferFrom,
        sha256: String,
    },
    Released {
        no: u16,
    },
    Withdrawn {
        no: u16,
        from: OfferFrom,
    },
    Accepted {
        no: u16,
        party: PartyNo,
    },
    Drafted {
        numbers: Vec<u16>,
    },
    /// A party was given a link to its side of the ladder.
    LinkGiven {
        party: PartyNo,
    },
}

impl OfferEvent {
    pub const fn kind(&self) -> &'static str {
        match self {
            OfferEvent::Made { .. } => "offer.made",
            OfferEvent::Released { .. } => "offer.released",
            OfferEvent::Withdrawn { .. } => "offer.withdrawn",
            OfferEvent::Accepted { .. } => "offer.accepted",
            OfferEvent::Drafted { .. } => "offer.drafted",
            OfferEvent::LinkGiven { .. } => "offer.link_given",
        }
    }

    /// The sentence of the timeline. What is offered stands in none.
    pub fn sentence(&self, party: &dyn Fn(PartyNo) -> String) -> Text {
        let t = |zh: String, en: String| Text::new(zh, en);
        let who = |from: &OfferFrom| match from.party() {
            Some(no) => (party(no), party(no)),
            None => ("调解员".to_owned(), "the mediator".to_owned()),
        };
        match self {
            OfferEvent::Made { no, kind, from, .. } => {
                let ((zh, en), label) = (who(from), kind.label());
                t(
                    format!("{zh}提出第{no}条（{}）", label.zh),
                    format!("{en} made entry {no} ({})", label.en.to_lowercase()),
                )
            }
            OfferEvent::Released { no } => {
                t(format!("把第{no}条转给对方"), format!("let the other side see entry {no}"))
            }
            OfferEvent::Withdrawn { no, from } => {
                let (zh, en) = who(from);
                t(format!("{zh}撤回第{no}条"), format!("{en} withdrew entry {no}"))
            }
            OfferEvent::Accepted { no, party: by } => {
                t(format!("{}接受第{no}条", party(*by)), format!("{} accepted entry {no}", party(*by)))
            }
            OfferEvent::LinkGiven { party: to } => t(
                format!("给{}发出商量方案的链接", party(*to)),
                format!("gave {} a link to make and answer offers", party(*to)),
            ),
            OfferEvent::Drafted { numbers } => t(
                format!("把各方接受的{}条写入协议草稿", numbers.len()),
                format!("took {} accepted entries into the agreement's draft", numbers.len()),
            ),
        }
    }
}
