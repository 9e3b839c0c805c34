//! Levels of handling: how urgent, in which colour, and by when.
//!
//! Colours mean something else in every county, so nothing hangs on them: a level is a row of the county's plan. The
//! presets are schemes that are in use; where a scheme says nothing of a limit, neither do we. Beyond the unit it tells
//! nobody, until a county says whom.

use jiff::Span;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::deadlines::{Calendar, Length, Period};
use crate::kernel::{Code, Date, Instant, Text, china_date, clock::instant_of, refusal::Form};
use crate::{tagged_enum, text_enum};

text_enum! {
    pub enum LevelColour {
        Red = "red" ("红色", "Red"),
        Orange = "orange" ("橙色", "Orange"),
        Yellow = "yellow" ("黄色", "Yellow"),
        Blue = "blue" ("蓝色", "Blue"),
        Green = "green" ("绿色", "Green"),
        Grey = "grey" ("灰色", "Grey"),
    }
}

text_enum! {
    /// Who is told at once of an event of a level.
    pub enum LevelTold {
        Unit = "unit" ("承办单位", "The unit that handles it"),
        Centre = "centre" ("综治中心", "The centre"),
        Leader = "leader" ("领导", "Leaders"),
    }
}

tagged_enum! { "unit"
    /// How long a unit has. Hours run through the night; a day lasts until it is over.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum LevelLimit {
        Hours { value: u16 },
        /// Days after today, rest days included; 0: by the end of today.
        Days { value: u16 },
        Workdays { value: u16 },
    }
}

impl LevelLimit {
    /// Longer than any of them is allowed to be: a year.
    const MOST: u16 = 366;

    const fn figure(self) -> u16 {
        match self {
            Self::Hours { value } | Self::Days { value } | Self::Workdays { value } => value,
        }
    }

    fn is_sound(self) -> bool {
        let least = u16::from(!matches!(self, Self::Days { .. }));
        (least..=Self::MOST).contains(&self.figure())
    }

    /// When it ends, counted from an instant.
    pub fn ends_at(self, from: Instant, calendar: &Calendar) -> Instant {
        match self {
            Self::Hours { value } => from + Instant::from(value) * 3_600_000,
            _ => instant_of(self.last_day(from, calendar).at(23, 59, 59, 0)),
        }
    }

    /// The day on which it ends.
    pub fn last_day(self, from: Instant, calendar: &Calendar) -> Date {
        let today = china_date(from);
        match self {
            Self::Hours { .. } => china_date(self.ends_at(from, calendar)),
            Self::Days { value } => today.saturating_add(Span::new().days(i64::from(value))),
            Self::Workdays { value } => Period::new(today, Length::Workdays(u32::from(value))).due(calendar).on,
        }
    }

    pub fn words(self) -> Text {
        let some = |n: u16, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
        match self {
            Self::Hours { value } => Text::new(format!("{value}小时"), some(value, "hour")),
            Self::Days { value: 0 } => Text::new("当日", "the same day"),
            Self::Days { value } => Text::new(format!("{value}日"), some(value, "day")),
            Self::Workdays { value } => Text::new(format!("{value}个工作日"), some(value, "working day")),
        }
    }
}

/// A level of the county's plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandlingLevel {
    /// Stable.
    pub code: String,
    pub zh: String,
    #[serde(default)]
    pub en: String,
    pub colour: LevelColour,
    /// Within which a unit says whether it takes it.
    #[serde(default)]
    pub answer: Option<LevelLimit>,
    /// Within which it has finished.
    #[serde(default)]
    pub finish: Option<LevelLimit>,
    /// Who is told at once; the unit alone where a plan does not say so.
    #[serde(default = "the_unit")]
    pub told: Vec<LevelTold>,
}

fn the_unit() -> Vec<LevelTold> {
    vec![LevelTold::Unit]
}

impl HandlingLevel {
    fn new(code: &str, zh: &str, en: &str, colour: LevelColour) -> Self {
        let (code, zh, en) = (code.to_owned(), zh.to_owned(), en.to_owned());
        Self { code, zh, en, colour, answer: None, finish: None, told: the_unit() }
    }

    pub fn name(&self) -> Text {
        Text::new(&*self.zh, if self.en.is_empty() { &*self.zh } else { &*self.en })
    }

    pub(super) fn check(&self, form: &mut Form, at: &str) {
        if !is_level_code(&self.code) {
            form.refuse(Code::CodeMalformed, format!("{at}/code"));
        }
        form.text(&self.zh, 12, &format!("{at}/zh"));
        form.optional_text(&self.en, 40, &format!("{at}/en"));
        for (limit, field) in [(self.answer, "answer"), (self.finish, "finish")] {
            if limit.is_some_and(|limit| !limit.is_sound()) {
                form.refuse(Code::OutOfRange, format!("{at}/{field}"));
            }
        }
        if self.told.len() > LevelTold::ALL.len() {
            form.refuse(Code::OutOfRange, format!("{at}/told"));
        }
    }
}

/// Letters, digits and underscores: what a web address and an event can carry.
pub fn is_level_code(code: &str) -> bool {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    (1..=20).contains(&code.len()) && code.bytes().all(fits)
}

text_enum! {
    /// Schemes of levels that are in use somewhere: a county begins with one and makes it its own.
    pub enum LevelScheme {
        ByDifficulty = "by_difficulty" ("简单、一般、复杂（1日、7日、20日办结）", "Simple, ordinary, complex (finished in 1, 7, 20 days)"),
        ByHours = "by_hours" ("红、黄、蓝（2小时、24小时、72小时办结）", "Red, yellow, blue (finished in 2, 24, 72 hours)"),
        BySupervision = "by_supervision" ("红、黄、蓝督办（当日、2日、3日答复）", "Red, yellow, blue supervision (answered the same day, in 2, in 3 days)"),
        Hotline = "hotline" ("热线（5个工作日办结）", "Hotline (finished in 5 working days)"),
        ByKind = "by_kind" ("重点、关注、一般、隐患（不设时限）", "Grave, watched, common, latent (no limits)"),
    }
}

impl LevelScheme {
    /// Its levels, the most urgent first.
    pub fn levels(self) -> Vec<HandlingLevel> {
        use LevelColour as C;
        let days = |value| Some(LevelLimit::Days { value });
        let hours = |value| Some(LevelLimit::Hours { value });
        let level = HandlingLevel::new;
        match self {
            Self::ByDifficulty => vec![
                HandlingLevel { finish: days(1), ..level("simple", "简单", "Simple", C::Green) },
                HandlingLevel { finish: days(7), ..level("ordinary", "一般", "Ordinary", C::Blue) },
                HandlingLevel { finish: days(20), ..level("complex", "复杂", "Complex", C::Yellow) },
            ],
            Self::ByHours => vec![
                HandlingLevel { finish: hours(2), ..level("red", "红色", "Red", C::Red) },
                HandlingLevel { finish: hours(24), ..level("yellow", "黄色", "Yellow", C::Yellow) },
                HandlingLevel { finish: hours(72), ..level("blue", "蓝色", "Blue", C::Blue) },
            ],
            Self::BySupervision => vec![
                HandlingLevel { answer: days(0), ..level("red", "红色", "Red", C::Red) },
                HandlingLevel { answer: days(2), ..level("yellow", "黄色", "Yellow", C::Yellow) },
                HandlingLevel { answer: days(3), ..level("blue", "蓝色", "Blue", C::Blue) },
            ],
            Self::Hotline => vec![HandlingLevel {
                finish: Some(LevelLimit::Workdays { value: 5 }),
                ..level("hotline", "热线", "Hotline", C::Grey)
            }],
            Self::ByKind => vec![
                level("grave", "重点", "Grave", C::Red),
                level("watched", "关注", "Watched", C::Orange),
                level("common", "一般", "Common", C::Yellow),
                level("latent", "隐患", "Latent", C::Blue),
            ],
        }
    }
}
