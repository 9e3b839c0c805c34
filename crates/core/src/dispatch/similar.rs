//! Is this event another one that is known already? A hint with its reasons; somebody decides, and it can be undone.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Point;
use crate::kernel::{Date, Text};
use crate::matters::similar::similarity;
use crate::text_enum;

text_enum! {
    /// Why two events look alike.
    pub enum LikenessReason {
        Place = "place" ("地点相同或相近", "The same place or near it"),
        Category = "category" ("类别相同", "The same category"),
        Time = "time" ("时间相近", "About the same time"),
        Text = "text" ("描述相近", "Similar words"),
    }
}

/// How two events look alike: each reason with what it rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = EventLikeness)]
pub struct Likeness {
    pub reasons: Vec<LikenessSaid>,
}

/// One reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = EventLikenessSaid)]
pub struct LikenessSaid {
    pub reason: LikenessReason,
    pub text: Text,
}

/// What is compared of an event. Nothing of a person.
#[derive(Clone, Debug)]
pub struct Compared<'a> {
    pub category: &'a str,
    pub area: &'a str,
    pub place: &'a str,
    pub point: Option<Point>,
    pub reported_on: Date,
    pub narrative: &'a str,
}

/// Metres within which two points are one place.
const NEAR: f64 = 60.0;
/// Days within which two reports may be about one thing.
pub const DAYS: i32 = 14;
/// From here on two texts are alike (0 to 100).
const ALIKE: u8 = 30;

/// In what two events are alike.
pub fn likeness(a: &Compared<'_>, b: &Compared<'_>) -> Likeness {
    let mut reasons = Vec::new();
    let mut say = |reason, zh: String, en: String| reasons.push(LikenessSaid { reason, text: Text::new(zh, en) });
    let metres = a.point.zip(b.point).and_then(|(a, b)| a.metres_to(&b));
    let same_words = a.area == b.area && !a.place.is_empty() && similarity(a.place, b.place) >= 60;
    match metres {
        Some(m) if m <= NEAR => {
            say(LikenessReason::Place, format!("相距约{m:.0}米"), format!("about {m:.0} metres apart"));
        }
        None if same_words => {
            say(LikenessReason::Place, format!("地点都是“{}”", a.place), format!("both at \"{}\"", b.place))
        }
        _ => {}
    }
    if a.category == b.category {
        say(LikenessReason::Category, "类别相同".to_owned(), "the same category".to_owned());
    }
    let days = a.reported_on.until(b.reported_on).map_or(i32::MAX, |span| span.get_days().abs());
    if days <= DAYS {
        let (zh, en) = match days {
            0 => ("同一天上报".to_owned(), "reported on the same day".to_owned()),
            1 => ("相隔1天上报".to_owned(), "reported 1 day apart".to_owned()),
            n => (format!("相隔{n}天上报"), format!("reported {n} days apart")),
        };
        say(LikenessReason::Time, zh, en);
    }
    let alike = similarity(a.narrative, b.narrative);
    if alike >= ALIKE {
        say(LikenessReason::Text, format!("描述有{alike}%相同"), format!("{alike}% of the words are the same"));
    }
    Likeness { reasons }
}

impl Likeness {
    fn has(&self, reason: LikenessReason) -> bool {
        self.reasons.iter().any(|said| said.reason == reason)
    }

    /// Is it worth somebody's look? The same place and time, with the category or the words.
    pub fn is_worth_a_look(&self) -> bool {
        self.has(LikenessReason::Time)
            && (self.has(LikenessReason::Place)
                && (self.has(LikenessReason::Category) || self.has(LikenessReason::Text))
                || self.has(LikenessReason::Category) && self.has(LikenessReason::Text))
    }
}
