//! Patterns that suggest figures made for the report. They say "somebody should look", about an organisation, and
//! nothing about a person: work comes in bursts for good reasons too.

use serde::Serialize;
use utoipa::ToSchema;

use crate::kernel::Text;
use crate::text_enum;

text_enum! {
    /// What looks odd.
    pub enum Pattern {
        PeriodEnd = "period_end" ("期末突击结案", "A burst before the period ends"),
        SameMinute = "same_minute" ("同一分钟结案", "Closed within the same minute"),
        SameWords = "same_words" ("记录文字雷同", "Records in the same words"),
    }
}

/// So many closings are looked at; fewer show no pattern.
pub const ENOUGH: i64 = 10;
/// The last days of a period.
pub const LAST_DAYS: i8 = 3;
/// A burst: so many times what an even month would have in its last days.
pub const BURST: f64 = 3.0;

/// A pattern at an organisation.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = PatternSeen)]
pub struct Seen {
    pub pattern: Pattern,
    /// How many matters it is about, of how many.
    pub matters: i64,
    pub of: i64,
    pub sentence: Text,
}

/// Closings in the last days of months against all closings. `days`: of these months, all together.
pub fn period_end(last: i64, all: i64, last_days: i64, days: i64) -> Option<Seen> {
    if all < ENOUGH || days == 0 {
        return None;
    }
    let even = all as f64 * last_days as f64 / days as f64;
    (last as f64 >= BURST * even).then(|| Seen {
        pattern: Pattern::PeriodEnd,
        matters: last,
        of: all,
        sentence: Text::new(
            format!("{all}件结案中，有{last}件集中在月末最后{LAST_DAYS}天，均匀分布应为{even:.0}件左右。"),
            format!("Of {all} closings {last} fell on the last {LAST_DAYS} days of a month; spread evenly it would be about {even:.0}."),
        ),
    })
}

/// Closings that shared their minute with another.
pub fn same_minute(together: i64, all: i64) -> Option<Seen> {
    (all >= ENOUGH && together * 5 >= all).then(|| Seen {
        pattern: Pattern::SameMinute,
        matters: together,
        of: all,
        sentence: Text::new(
            format!("{all}件结案中，有{together}件与别的事项在同一分钟结案。"),
            format!("Of {all} closings {together} happened in the same minute as another."),
        ),
    })
}

/// Records of sessions in different matters that are the same word for word.
pub fn same_words(alike: i64, all: i64) -> Option<Seen> {
    (alike >= 3 && all >= ENOUGH).then(|| Seen {
        pattern: Pattern::SameWords,
        matters: alike,
        of: all,
        sentence: Text::new(
            format!("{all}份调解记录中，有{alike}份与别的事项一字不差。"),
            format!("Of {all} session records {alike} are word for word those of another matter."),
        ),
    })
}
