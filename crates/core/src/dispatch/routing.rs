//! Rules that route: which unit an event goes to, at which level, by when.
//!
//! A rule may look at what an event is about, where, when, how urgent and by which way it came. It cannot look at who
//! somebody is, nor at what they complained about before: [`EventQuestion`] has no such field, and there is no other way
//! in. Rules name units and no other rules, so they cannot run in a circle: the first that fits decides.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::levels::LevelLimit;
use super::plan::EventPlan;
use super::report::EventClass;
use crate::kernel::{Code, IdText, Text, refusal::Form};
use crate::matters::Channel;
use crate::places::AreaCode;
use crate::text_enum;

text_enum! {
    /// On which days a rule holds.
    pub enum RuleDays {
        Any = "any" ("每天", "every day"),
        Workdays = "workdays" ("工作日", "working days"),
        RestDays = "rest_days" ("休息日", "rest days"),
    }
}

/// What a rule asks of the time of the report, in China.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleTime {
    pub days: RuleDays,
    /// From this hour, 0 to 23.
    pub from: u8,
    /// Until before this hour, 1 to 24. Not later than `from`: through the night.
    pub until: u8,
}

impl RuleTime {
    const ALWAYS: Self = Self { days: RuleDays::Any, from: 0, until: 24 };

    const fn has(self, hour: u8) -> bool {
        if self.from < self.until {
            self.from <= hour && hour < self.until
        } else {
            hour >= self.from || hour < self.until
        }
    }

    fn contains(self, other: Self) -> bool {
        let days = self.days == RuleDays::Any || self.days == other.days;
        days && (0..24).all(|hour| self.has(hour) || !other.has(hour))
    }

    fn words(self) -> Text {
        let (days, from, until) = (self.days.label(), self.from, self.until);
        Text::new(format!("{}{from}点至{until}点", days.zh), format!("on {} from {from} to {until} o'clock", days.en))
    }
}

/// A rule. What is left empty is not asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandlingRule {
    /// Codes of the county's words, or whole classes.
    #[serde(default)]
    pub categories: Vec<String>,
    /// Areas with everything in them.
    #[serde(default)]
    pub areas: Vec<String>,
    #[serde(default)]
    pub channels: Vec<Channel>,
    /// As the reporter thought.
    #[serde(default)]
    pub levels: Vec<String>,
    #[serde(default)]
    pub time: Option<RuleTime>,
    /// The unit that leads.
    pub unit: IdText,
    #[serde(default)]
    pub assisting: Vec<IdText>,
    /// The level it is handled at.
    pub level: String,
    /// Instead of the level's own limit to finish.
    #[serde(default)]
    pub finish: Option<LevelLimit>,
    /// It goes there at once, without a person who files and dispatches it.
    #[serde(default)]
    pub at_once: bool,
    #[serde(default)]
    pub note: String,
}

/// What a rule may look at. There is nothing of a person in it.
#[derive(Clone, Copy, Debug)]
pub struct EventQuestion<'a> {
    pub category: &'a str,
    pub class: EventClass,
    pub area: &'a AreaCode,
    pub channel: Channel,
    pub level: Option<&'a str>,
    /// Hour of the report in China.
    pub hour: u8,
    pub workday: bool,
}

/// That a rule chose: which, of which version, and how it reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Routed {
    /// Of the county's plan.
    pub version: i64,
    /// Its number in that version, from 1.
    pub rule: u16,
    pub sentence: Text,
}

fn none_or<T>(list: &[T], fits: impl Fn(&T) -> bool) -> bool {
    list.is_empty() || list.iter().any(fits)
}

impl HandlingRule {
    /// Does it fit this event?
    pub fn fits(&self, event: &EventQuestion<'_>) -> bool {
        none_or(&self.categories, |code| code == event.category || code == event.class.as_str())
            && none_or(&self.areas, |area| event.area.as_str().starts_with(area.as_str()))
            && none_or(&self.channels, |channel| *channel == event.channel)
            && none_or(&self.levels, |level| event.level == Some(level.as_str()))
            && self.time.is_none_or(|time| {
                time.has(event.hour)
                    && match time.days {
                        RuleDays::Any => true,
                        RuleDays::Workdays => event.workday,
                        RuleDays::RestDays => !event.workday,
                    }
            })
    }

    pub(super) fn check(&self, form: &mut Form, at: &str, plan: &EventPlan) {
        for (i, area) in self.areas.iter().enumerate() {
            form.check(area.parse::<AreaCode>(), format!("{at}/areas/{i}"));
        }
        for (i, level) in self.levels.iter().enumerate() {
            if plan.level(level).is_none() {
                form.refuse(Code::UnknownValue, format!("{at}/levels/{i}"));
            }
        }
        if plan.level(&self.level).is_none() {
            form.refuse(Code::UnknownValue, format!("{at}/level"));
        }
        if let Some(time) = self.time
            && (time.from > 23 || !(1..=24).contains(&time.until) || time.from == time.until)
        {
            form.refuse(Code::OutOfRange, format!("{at}/time"));
        }
        if self.assisting.len() > 10 {
            form.refuse(Code::OutOfRange, format!("{at}/assisting"));
        }
        for (i, unit) in self.assisting.iter().enumerate() {
            if *unit == self.unit || self.assisting[..i].contains(unit) {
                form.refuse(Code::UnitTwice, format!("{at}/assisting/{i}"));
            }
        }
        form.optional_text(&self.note, 200, &format!("{at}/note"));
    }
}

/// Does the earlier rule take everything the later one would?
pub(super) fn shadowed(later: &HandlingRule, earlier: &HandlingRule) -> bool {
    fn covers<T>(wide: &[T], narrow: &[T], within: impl Fn(&T, &T) -> bool) -> bool {
        wide.is_empty() || (!narrow.is_empty() && narrow.iter().all(|n| wide.iter().any(|w| within(w, n))))
    }
    let always = RuleTime::ALWAYS;
    covers(&earlier.categories, &later.categories, |wide, narrow| wide == narrow)
        && covers(&earlier.areas, &later.areas, |wide, narrow| narrow.starts_with(wide.as_str()))
        && covers(&earlier.channels, &later.channels, |wide, narrow| wide == narrow)
        && covers(&earlier.levels, &later.levels, |wide, narrow| wide == narrow)
        && earlier.time.unwrap_or(always).contains(later.time.unwrap_or(always))
}

/// A rule as a sentence. `name` knows units, areas and words by their number or code.
pub fn sentence(rule: &HandlingRule, plan: &EventPlan, name: &dyn Fn(&str) -> Text) -> Text {
    let list = |codes: &[String]| {
        let (zh, en): (Vec<_>, Vec<_>) = codes.iter().map(|code| name(code)).map(|name| (name.zh, name.en)).unzip();
        (zh.join("、"), en.join(" or "))
    };
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    if !rule.categories.is_empty() {
        let (names_zh, names_en) = list(&rule.categories);
        zh.push(format!("类别为{names_zh}"));
        en.push(format!("is about {names_en}"));
    }
    if !rule.areas.is_empty() {
        let (names_zh, names_en) = list(&rule.areas);
        zh.push(format!("地点在{names_zh}"));
        en.push(format!("is in {names_en}"));
    }
    if !rule.channels.is_empty() {
        let labels = || rule.channels.iter().map(|channel| channel.label());
        zh.push(format!("来自{}", labels().map(|l| l.zh).collect::<Vec<_>>().join("、")));
        en.push(format!("came {}", labels().map(|l| l.en.to_lowercase()).collect::<Vec<_>>().join(" or ")));
    }
    let level = |code: &str| plan.level(code).map_or_else(|| Text::new(code, code), |level| level.name());
    if !rule.levels.is_empty() {
        let names = || rule.levels.iter().map(|code| level(code));
        zh.push(format!("报为{}", names().map(|l| l.zh).collect::<Vec<_>>().join("、")));
        en.push(format!("was reported as {}", names().map(|l| l.en).collect::<Vec<_>>().join(" or ")));
    }
    if let Some(time) = rule.time {
        zh.push(format!("时间在{}", time.words().zh));
        en.push(format!("came {}", time.words().en));
    }
    let (unit, of) = (name(&rule.unit.to_string()), level(&rule.level));
    let (assisting_zh, assisting_en): (Vec<_>, Vec<_>) =
        rule.assisting.iter().map(|id| name(&id.to_string())).map(|name| (name.zh, name.en)).unzip();
    let finish = rule.finish.or_else(|| plan.level(&rule.level)?.finish);
    let (within_zh, within_en) = finish.map_or((String::new(), String::new()), |limit| {
        (format!("，{}内办结", limit.words().zh), format!(", within {}", limit.words().en))
    });
    let (with_zh, with_en) = match assisting_zh.is_empty() {
        true => (String::new(), String::new()),
        false => (format!("，{}协办", assisting_zh.join("、")), format!(" with {}", assisting_en.join(", "))),
    };
    let (when_zh, when_en) = match zh.is_empty() {
        true => ("所有事件".to_owned(), "Every event".to_owned()),
        false => (format!("{}的事件", zh.join("、")), format!("An event that {}", en.join(" and "))),
    };
    let (how_zh, how_en) = if rule.at_once { ("直接派给", "goes at once to") } else { ("派给", "goes to") };
    Text::new(
        format!("{when_zh}\u{ff0c}{how_zh}{}{with_zh}\u{ff0c}按{}办理{within_zh}。", unit.zh, of.zh),
        format!("{when_en} {how_en} {}{with_en}, level {}{within_en}.", unit.en, of.en),
    )
}
