//! Any event of a matter as a sentence. A further kind of proceeding adds one line here.

use serde::Deserialize;
use serde_json::Value;

use crate::dispatch::{self, DispatchMove};
use crate::entrusting::{self, LetterMove};
use crate::kernel::{IdText, Text};
use crate::matters::{MatterEvent, PartyNo};
use crate::mediation;
use crate::offers::OfferEvent;
use crate::signing::SigningEvent;

/// Who may read the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Everybody who may read the matter.
    Readers,
    /// Those alone who may see urgent reports.
    UrgentReaders,
}

/// Who may read events of this kind.
pub fn audience(kind: &str) -> Audience {
    if kind == "matter.urgent_reported" { Audience::UrgentReaders } else { Audience::Readers }
}

/// The sentence of an event; the kind itself where the payload was erased or is of a later version.
pub fn sentence(
    kind: &str,
    payload: Option<&str>,
    party: &dyn Fn(PartyNo) -> String,
    account: &dyn Fn(IdText) -> String,
) -> Text {
    let erased = || Text::new("（内容已依法删除）", "(erased as the law asks)");
    let Some(data) = payload
        .and_then(|p| serde_json::from_str::<Value>(p).ok())
        .and_then(|mut v| v.get_mut("data").map(Value::take))
    else {
        return erased();
    };
    if kind.starts_with("matter.") {
        MatterEvent::deserialize(data).map(|event| event.sentence(party)).unwrap_or_else(|_| erased())
    } else if kind.starts_with("signing.") {
        SigningEvent::deserialize(data).map(|event| event.sentence(party)).unwrap_or_else(|_| erased())
    } else if kind.starts_with("offer.") {
        OfferEvent::deserialize(data).map(|event| event.sentence(party)).unwrap_or_else(|_| erased())
    } else if kind.starts_with("letter.") {
        LetterMove::deserialize(data)
            .map(|mv| entrusting::sentence::sentence(&mv, account))
            .unwrap_or_else(|_| erased())
    } else if kind.starts_with("dispatch.") {
        DispatchMove::deserialize(data).map(|mv| dispatch::sentence::sentence(&mv)).unwrap_or_else(|_| erased())
    } else {
        mediation::Move::deserialize(data)
            .map(|mv| mediation::sentence::sentence(&mv, &mediation::sentence::Names { party, account }))
            .unwrap_or_else(|_| erased())
    }
}
