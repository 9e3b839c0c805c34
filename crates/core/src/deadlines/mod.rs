//! Deadlines: which rule started them, when they end, and why.
//!
//! [`calendar`] knows the working days, [`count`] counts as the law counts, [`rules`] holds the law as dated data. A
//! [`Deadline`] puts them together and can say in one sentence how it came to its end.

pub mod calendar;
pub mod count;
pub mod reminder;
pub mod rules;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use calendar::{Calendar, DayChange, Holiday, Notice, RestSpan};
pub use count::{Due, Extension, Length, Pause, PauseGround, Period};
pub use rules::{Extendable, Preset, Presets, Rule, RuleId, RuleStatus, Trigger, rule, rule_version};

use crate::kernel::{Code, Refusal, Text, day_en, day_zh};
use crate::text_enum;

text_enum! {
    /// How a deadline stands on a day.
    pub enum Standing {
        Met = "met" ("已办结", "Met"),
        Open = "open" ("进行中", "Open"),
        DueSoon = "due_soon" ("即将到期", "Due soon"),
        DueToday = "due_today" ("今天到期", "Due today"),
        Overdue = "overdue" ("已超期", "Overdue"),
    }
}

/// A running or finished period of one proceeding.
///
/// It keeps the version of the rule it started with, also the length and the source as they were then. Only the
/// calendar may move it later ([`Deadline::recompute`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Deadline {
    pub rule: RuleId,
    pub version: u16,
    pub name: Text,
    /// Law and article, or the local preset's own source.
    pub source: Text,
    pub status: RuleStatus,
    pub trigger: Trigger,
    /// The day of the event; counting begins the day after.
    pub starts_on: Date,
    pub length: Length,
    pub pauses: Vec<Pause>,
    pub extension: Option<Extension>,
    /// For which reasons it stands still, where the site has said so; else the rule's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stands_still_for: Option<Vec<PauseGround>>,
    /// By how many days, at most, extensions may put the end off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longest_extension: Option<u32>,
    /// The last day in time. While the period stands still it is the end as if it ran on.
    pub due_on: Date,
    /// A coming official notice of holidays may still move `due_on`.
    pub provisional: bool,
    /// The rest day on which the period would have ended, if the end moved because of that.
    pub moved_from: Option<Date>,
    /// When the thing was done.
    pub met_on: Option<Date>,
}

/// How the end of a deadline changed; the content of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Moved {
    pub from: Date,
    pub to: Date,
    /// Whether the new end is provisional.
    pub provisional: bool,
}

/// A thought about a period: it stands still for some days, or is put off to a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Supposition {
    /// Expert appraisal where left out.
    pub ground: Option<PauseGround>,
    /// From today where left out. Where it stands still already, from when it began.
    pub from: Option<Date>,
    /// How many days are not counted.
    pub days: Option<u32>,
    /// The end the parties would agree on.
    pub until: Option<Date>,
}

/// A field of a question and not of a form.
fn unslashed(refusal: Refusal) -> Refusal {
    Refusal { pointer: refusal.pointer.map(|at| at.trim_start_matches('/').to_owned()), ..refusal }
}

impl Deadline {
    /// Starts a period under a rule because of an event on `starts_on`.
    ///
    /// The caller picks the rule's version: the one in force when the *proceeding* started
    /// (`rule(id, proceeding_started_on)` or `rule_version`). A preset replaces a local length.
    pub fn start(rule: &Rule, starts_on: Date, presets: &Presets, calendar: &Calendar) -> Deadline {
        Self::begin(rule, starts_on, presets.get(rule), calendar)
    }

    /// Starts a period that lasts until a date that was agreed, such as an obligation's day of performance.
    pub fn start_until(rule: &Rule, starts_on: Date, until: Date, presets: &Presets, calendar: &Calendar) -> Deadline {
        let preset = Preset { length: Some(Length::Until(until)), source: None, ..presets.get(rule) };
        Self::begin(rule, starts_on, preset, calendar)
    }

    /// Starts a period under a rule with what somebody set of it; whether they may is not asked here.
    pub fn begin(rule: &Rule, starts_on: Date, preset: Preset, calendar: &Calendar) -> Deadline {
        let length = preset.length.unwrap_or(rule.length);
        let source = preset.source.unwrap_or_else(|| rule.source.clone());
        let due = Period::new(starts_on, length).due(calendar);
        Deadline {
            rule: rule.id,
            version: rule.version,
            name: rule.name.clone(),
            source,
            status: rule.status,
            trigger: rule.trigger,
            starts_on,
            length,
            pauses: Vec::new(),
            extension: None,
            stands_still_for: preset.pauses,
            longest_extension: preset.longest_extension,
            due_on: due.on,
            provisional: due.provisional,
            moved_from: due.moved_from,
            met_on: None,
        }
    }

    /// The version of the rule it started with; none if this program does not know it.
    pub fn rule(&self) -> Option<&'static Rule> {
        rule_version(self.rule, self.version)
    }

    /// Puts the end off to a date. A later extension replaces an earlier one.
    ///
    /// # Errors
    /// [`Code::DeadlineOver`] once it is met, or once it has passed where the law then regards the matter as ended;
    /// [`Code::DeadlineNotExtendable`]; [`Code::ExtensionConsentWrong`] if `by` is not who may extend it;
    /// [`Code::DateTooEarly`] for a consent from before the start; [`Code::DatesReversed`] if `to` is not later than
    /// the present end; [`Code::OutOfRange`] for more than ten years; [`Code::ExtensionTooLong`] past what the site
    /// allows.
    pub fn extend(&mut self, to: Date, agreed_on: Date, by: Extendable, calendar: &Calendar) -> Result<Moved, Refusal> {
        let (who, late) = self.rule().map_or((Extendable::No, false), |r| (r.extendable, r.late_extension));
        if self.met_on.is_some() || (agreed_on > self.due_on && !late) {
            return Err(Refusal::new(Code::DeadlineOver));
        }
        if who == Extendable::No {
            return Err(Refusal::new(Code::DeadlineNotExtendable));
        }
        if by != who {
            let who = who.label();
            return Err(Refusal::new(Code::ExtensionConsentWrong)
                .with(format!("延长这个期限需要{}。", who.zh), format!("This period is extended by {}.", who.en)));
        }
        if agreed_on < self.starts_on {
            return Err(Refusal::at(Code::DateTooEarly, "/agreed_on"));
        }
        if to <= self.due_on {
            return Err(Refusal::at(Code::DatesReversed, "/to"));
        }
        if count::days_between(self.due_on, to) > 3653 {
            return Err(Refusal::at(Code::OutOfRange, "/to"));
        }
        if let Some(longest) = self.longest_extension {
            let mut first = self.clone();
            first.extension = None;
            let last = first.reckon(calendar).to.saturating_add(jiff::Span::new().days(longest.min(3653)));
            if to > last {
                return Err(Refusal::at(Code::ExtensionTooLong, "/to").with(
                    format!("按本地设置，这个期限累计最多延长{longest}日，最晚到{}。", day_zh(last)),
                    format!(
                        "Here this period is extended by {longest} days at most, to {} at the latest.",
                        day_en(last)
                    ),
                ));
            }
        }
        self.extension = Some(Extension { to, agreed_on });
        Ok(self.reckon(calendar))
    }

    /// Lets the period stand still, for known days or until it is resumed.
    ///
    /// # Errors
    /// [`Code::DeadlineOver`] once it is met or if the pause begins after the end; [`Code::DeadlineNotPausable`] if
    /// the rule does not stand still for that reason; [`Code::DeadlinePaused`] if it stands still already;
    /// [`Code::DateTooEarly`] before the start; [`Code::DatesReversed`] if the pause ends before it begins.
    pub fn pause(&mut self, pause: Pause, calendar: &Calendar) -> Result<Moved, Refusal> {
        if !self.grounds().contains(&pause.ground) {
            return Err(self.runs_on(pause.ground));
        }
        if self.is_paused() {
            return Err(Refusal::new(Code::DeadlinePaused));
        }
        if self.met_on.is_some() || pause.from > self.due_on {
            return Err(Refusal::new(Code::DeadlineOver));
        }
        if pause.from < self.starts_on {
            return Err(Refusal::at(Code::DateTooEarly, "/from"));
        }
        if pause.to.is_some_and(|to| to < pause.from) {
            return Err(Refusal::at(Code::DatesReversed, "/to"));
        }
        self.pauses.push(pause);
        Ok(self.reckon(calendar))
    }

    /// For which reasons it stands still.
    pub fn grounds(&self) -> &[PauseGround] {
        match &self.stands_still_for {
            Some(grounds) => grounds,
            None => self.rule().map_or(&[], |rule| &rule.excludes),
        }
    }

    fn runs_on(&self, ground: PauseGround) -> Refusal {
        let (ground, grounds) = (ground.label(), self.grounds());
        let words = |of: fn(PauseGround) -> Text, pick: fn(Text) -> String, comma: &str| {
            grounds.iter().map(|ground| pick(of(*ground))).collect::<Vec<_>>().join(comma)
        };
        let (zh, en) = match grounds {
            [] => ("这个期限不因任何事由扣除".to_owned(), "this period never stands still".to_owned()),
            _ => (
                format!("这个期限只扣除：{}", words(PauseGround::label, |t| t.zh, "、")),
                format!("this period stands still for {} alone", words(PauseGround::label, |t| t.en, ", ")),
            ),
        };
        Refusal::at(Code::DeadlineNotPausable, "/ground").with(
            format!("“{}”不能从“{}”中扣除，{zh}。", ground.zh, self.name.zh),
            format!("\"{}\" does not stop \"{}\": {en}.", ground.en, self.name.en),
        )
    }

    /// Ends the pause that has no end yet. `on` is the first day that counts again; resuming on or before the day the
    /// pause began undoes it.
    ///
    /// # Errors
    /// [`Code::DeadlineNotPaused`].
    pub fn resume(&mut self, on: Date, calendar: &Calendar) -> Result<Moved, Refusal> {
        let Some(at) = self.pauses.iter().position(|p| p.to.is_none()) else {
            return Err(Refusal::new(Code::DeadlineNotPaused));
        };
        match on.yesterday() {
            Ok(last) if last >= self.pauses[at].from => self.pauses[at].to = Some(last),
            _ => drop(self.pauses.remove(at)),
        }
        Ok(self.reckon(calendar))
    }

    /// What would become of the end: nothing is kept.
    ///
    /// # Errors
    /// As [`Deadline::pause`], [`Deadline::resume`] and [`Deadline::extend`]; [`Code::Required`] if nothing is supposed,
    /// [`Code::OutOfRange`] for days that nobody supposes.
    pub fn suppose(&self, what: &Supposition, today: Date, calendar: &Calendar) -> Result<Deadline, Refusal> {
        let mut then = self.clone();
        if what.days.is_none() && what.until.is_none() {
            return Err(Refusal::at(Code::Required, "days"));
        }
        if let Some(days) = what.days {
            if !(1..=3_650).contains(&days) {
                return Err(Refusal::at(Code::OutOfRange, "days"));
            }
            let span = jiff::Span::new().days(days);
            match then.open_pause() {
                // It stands still already: supposed is how long that lasts in all.
                Some(pause) => {
                    let on = pause.from.saturating_add(span);
                    then.resume(on, calendar)?;
                }
                None => {
                    let from = what.from.unwrap_or_else(|| today.max(self.starts_on.tomorrow().unwrap_or(today)));
                    let to = from.saturating_add(span).yesterday().unwrap_or(from);
                    let ground = what.ground.unwrap_or(PauseGround::Appraisal);
                    then.pause(Pause { from, to: Some(to), ground }, calendar).map_err(unslashed)?;
                }
            }
        }
        if let Some(until) = what.until {
            let by = self.rule().map_or(Extendable::No, |rule| rule.extendable);
            // Whoever agrees on a day now knows of the days that are not counted.
            let agreed_on = then.pauses.iter().filter_map(|p| p.to).chain([today, self.starts_on]).max();
            then.extend(until, agreed_on.unwrap_or(today), by, calendar)
                .map_err(|refusal| Refusal { pointer: Some("until".into()), ..refusal })?;
        }
        Ok(then)
    }

    /// The thing was done.
    pub fn meet(&mut self, on: Date) {
        self.met_on = Some(on);
    }

    /// Counts again under a changed calendar. Says how the end moved, or nothing if all stays as it was; a deadline that
    /// was met stays as it is. Each change is an event (invariant 10).
    pub fn recompute(&mut self, calendar: &Calendar) -> Option<Moved> {
        if self.met_on.is_some() {
            return None;
        }
        let before = (self.due_on, self.provisional, self.moved_from);
        let moved = self.reckon(calendar);
        (before != (self.due_on, self.provisional, self.moved_from)).then_some(moved)
    }

    fn reckon(&mut self, calendar: &Calendar) -> Moved {
        let from = self.due_on;
        let due = Period {
            from: self.starts_on,
            length: self.length,
            pauses: &self.pauses,
            extension: self.extension.as_ref(),
            stays_on_rest_days: false,
        }
        .due(calendar);
        (self.due_on, self.provisional, self.moved_from) = (due.on, due.provisional, due.moved_from);
        Moved { from, to: due.on, provisional: due.provisional }
    }

    /// Does the period stand still, with no end of that in sight?
    pub fn is_paused(&self) -> bool {
        self.open_pause().is_some()
    }

    fn open_pause(&self) -> Option<&Pause> {
        self.pauses.iter().find(|p| p.to.is_none())
    }

    /// Days until the end, 0 on the last day, negative after it. While the period stands still, the days that were left.
    pub fn days_left(&self, today: Date) -> i32 {
        let at = match self.open_pause() {
            Some(pause) if today >= pause.from => pause.from.yesterday().unwrap_or(pause.from),
            _ => today,
        };
        count::days_between(at, self.due_on)
    }

    /// How it stands on a day. A period that stands still is open.
    pub fn standing(&self, today: Date) -> Standing {
        if self.met_on.is_some() {
            return Standing::Met;
        }
        if self.open_pause().is_some_and(|p| today >= p.from) {
            return Standing::Open;
        }
        match self.days_left(today) {
            ..0 => Standing::Overdue,
            0 => Standing::DueToday,
            left if left <= self.soon() => Standing::DueSoon,
            _ => Standing::Open,
        }
    }

    /// Was it met after its end?
    pub fn met_late(&self) -> bool {
        self.met_on.is_some_and(|on| on > self.due_on)
    }

    /// How many days before the end it counts as due soon: a quarter of its length, one to seven days; a month where
    /// it lasts half a year or longer.
    fn soon(&self) -> i32 {
        match self.length.about_days() {
            Some(180..) => 30,
            Some(days) => i32::try_from(days / 4).unwrap_or(7).clamp(1, 7),
            None => 7,
        }
    }

    /// How the deadline came to its end, in one sentence: what started it and when, its length, its pauses, its
    /// extension, the rest day that moved it, whether that is provisional, and the source.
    pub fn explain(&self, calendar: &Calendar) -> Text {
        let trigger = self.trigger.label();
        let start = Words { year: None };
        let then = Words { year: Some(self.starts_on.year()) };
        let (mut zh, mut en) = match self.length {
            Length::Until(until) => (
                format!("自{}{}起，约定至{}", start.zh(self.starts_on), trigger.zh, then.zh(until)),
                format!("From {} ({}), agreed to last until {}", trigger.en, day_en(self.starts_on), day_en(until)),
            ),
            length => {
                let length = length.words();
                (
                    format!("自{}{}次日起算{}", start.zh(self.starts_on), trigger.zh, length.zh),
                    format!("Counted from the day after {} ({}): {}", trigger.en, day_en(self.starts_on), length.en),
                )
            }
        };
        let local = self.rule().is_some_and(|r| r.pauses == RuleStatus::LocalPreset && r.status == RuleStatus::Statute);
        for pause in &self.pauses {
            let mut reason = pause.ground.label();
            if local {
                reason = Text::new(reason.zh + "，按本地设置", reason.en + ", as set locally");
            }
            match pause.to {
                Some(to) => {
                    zh += &format!("，扣除{}至{}（{}）", then.zh(pause.from), then.zh(to), reason.zh);
                    en += &format!(", leaving out {} to {} ({})", day_en(pause.from), day_en(to), reason.en);
                }
                None => {
                    zh += &format!("，自{}起因{}中止、尚未恢复计算", then.zh(pause.from), reason.zh);
                    en += &format!(", standing still since {} ({})", day_en(pause.from), reason.en);
                }
            }
        }
        if let Some(extension) = &self.extension {
            let who = self.rule().map_or(Extendable::ByAllParties, |r| r.extendable).label();
            zh += &format!("，{}经{}延长至{}", then.zh(extension.agreed_on), who.zh, then.zh(extension.to));
            en += &format!(", put off to {} by {} on {}", day_en(extension.to), who.en, day_en(extension.agreed_on));
        }
        if let Some(rest) = self.moved_from {
            let name = calendar.rest_name(rest).unwrap_or_else(|| Text::new("休息日", "a rest day"));
            zh += &format!("，最后一日{}为{}，顺延至其后第一个工作日", then.zh(rest), name.zh);
            en += &format!(", moved to the next working day because {} is {}", day_en(rest), name.en);
        }
        zh += &format!("，到期日{}", then.zh(self.due_on));
        en += &format!(", due on {}", day_en(self.due_on));
        if self.provisional {
            let year = unannounced(calendar, self.starts_on, self.due_on);
            zh += &format!("（暂定，{year}年放假安排尚未公布）");
            en += &format!(" (provisional: the holidays of {year} are not announced yet)");
        }
        zh += &format!("；依据{}", self.source.zh);
        en += &format!("; under {}", self.source.en);
        if self.status != RuleStatus::Statute {
            let status = self.status.label();
            zh += &format!("（{}）", status.zh);
            en += &format!(" ({})", status.en);
        }
        zh.push('。');
        en.push('.');
        Text { zh, en }
    }
}

/// The first year without an official notice that a period touches.
fn unannounced(calendar: &Calendar, from: Date, to: Date) -> i16 {
    (from.year()..=to.year()).rfind(|y| !calendar.knows(*y)).unwrap_or_else(|| to.year().saturating_add(1))
}

/// Chinese days in one sentence: the year is left out where it is the one already named.
struct Words {
    year: Option<i16>,
}

impl Words {
    fn zh(&self, day: Date) -> String {
        let (month, date) = (day.month(), day.day());
        if self.year == Some(day.year()) { format!("{month}月{date}日") } else { day_zh(day) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn official() -> &'static Calendar {
        Calendar::official()
    }

    fn started(id: RuleId, on: Date) -> Deadline {
        Deadline::start(rule(id, on), on, &Presets::default(), official())
    }

    fn appraisal(from: Date, to: Option<Date>) -> Pause {
        Pause { from, to, ground: PauseGround::Appraisal }
    }

    #[test]
    fn a_mediation_lasts_thirty_days_and_says_why() {
        let d = started(RuleId::Mediation, date(2026, 3, 2));
        assert_eq!(d.due_on, date(2026, 4, 1));
        let text = d.explain(official());
        assert_eq!(
            text.zh,
            "自2026年3月2日受理次日起算30日，到期日4月1日；依据《宁波市人民调解条例》第27条等地方规定（地方惯例，可配置）。"
        );
        assert_eq!(
            text.en,
            "Counted from the day after acceptance (2 March 2026): 30 days, due on 1 April 2026; under local rules such as \
             the Ningbo People's Mediation Regulations art. 27 (local preset, configurable)."
        );
    }

    #[test]
    fn a_preset_replaces_length_and_source_of_a_local_rule() {
        let mut presets = Presets::default();
        let source = Some(Text::new("《宁波市人民调解条例》第27条", "Ningbo People's Mediation Regulations art. 27"));
        let preset = Preset { length: Some(Length::Months(1)), source, ..Preset::default() };
        presets.set(RuleId::Mediation, preset).unwrap();
        let on = date(2026, 3, 2);
        let d = Deadline::start(rule(RuleId::Mediation, on), on, &presets, official());
        assert_eq!(d.due_on, date(2026, 4, 2));
        assert!(d.explain(official()).zh.ends_with("依据《宁波市人民调解条例》第27条（地方惯例，可配置）。"));
    }

    #[test]
    fn the_end_that_moved_over_a_holiday_is_explained() {
        let d = started(RuleId::JudicialConfirmation, date(2026, 9, 3));
        let text = d.explain(official());
        assert_eq!(
            text.zh,
            "自2026年9月3日调解协议生效次日起算30日，最后一日10月3日为国庆节，顺延至其后第一个工作日，到期日10月8日；\
             依据《人民调解法》第33条、《民事诉讼法》（2023）第205条。"
        );
        assert!(
            text.en.contains(
                "moved to the next working day because 3 October 2026 is National Day, due on 8 October 2026"
            )
        );
    }

    #[test]
    fn everything_that_happened_to_a_period_stands_in_one_sentence() {
        let mut d = started(RuleId::Medical, date(2026, 11, 2));
        d.pause(appraisal(date(2026, 11, 9), Some(date(2026, 11, 20))), official()).unwrap();
        d.extend(date(2027, 1, 29), date(2026, 12, 1), Extendable::ByPartiesAndCommittee, official()).unwrap();
        let text = d.explain(official());
        assert_eq!(
            text.zh,
            "自2026年11月2日受理次日起算30个工作日，扣除11月9日至11月20日（鉴定），12月1日经各方当事人和调解组织约定延长至\
             2027年1月29日，到期日2027年1月29日（暂定，2027年放假安排尚未公布）；依据《医疗纠纷预防和处理条例》第38条。"
        );
        assert_eq!(
            text.en,
            "Counted from the day after acceptance (2 November 2026): 30 working days, leaving out 9 November 2026 to 20 \
             November 2026 (expert appraisal), put off to 29 January 2027 by all parties together with the committee on 1 \
             December 2026, due on 29 January 2027 (provisional: the holidays of 2027 are not announced yet); under \
             Regulations on Medical Disputes (2018) art. 38."
        );
    }

    #[test]
    fn an_agreed_date_is_explained_as_agreed() {
        let from = date(2026, 3, 2);
        let d = Deadline::start_until(
            rule(RuleId::Performance, from),
            from,
            date(2026, 10, 1),
            &Presets::default(),
            official(),
        );
        assert_eq!(d.due_on, date(2026, 10, 8));
        assert!(
            d.explain(official())
                .zh
                .starts_with("自2026年3月2日调解协议生效起，约定至10月1日，最后一日10月1日为国庆节")
        );
    }

    #[test]
    fn a_new_notice_recomputes_a_running_period_once() {
        let mut d = started(RuleId::JudicialConfirmation, date(2027, 1, 8));
        assert_eq!((d.due_on, d.provisional), (date(2027, 2, 8), true));
        let mut notice = Notice::of(2027);
        notice.rest.push(RestSpan { from: date(2027, 2, 5), to: date(2027, 2, 12), holiday: Holiday::Spring });
        notice.work.push(date(2027, 2, 14));
        let calendar = official().clone().with(notice).unwrap();
        let mut met = d.clone();
        assert_eq!(
            d.recompute(&calendar),
            Some(Moved { from: date(2027, 2, 8), to: date(2027, 2, 14), provisional: false }),
            "15 February is a Monday, but the 14th is worked",
        );
        assert_eq!(d.recompute(&calendar), None);
        met.meet(date(2027, 1, 20));
        assert_eq!(met.recompute(&calendar), None);
        assert!(!met.met_late());
    }

    #[test]
    fn a_pause_without_an_end_freezes_the_days_left() {
        let mut d = started(RuleId::Mediation, date(2026, 3, 2));
        d.pause(appraisal(date(2026, 3, 12), None), official()).unwrap();
        assert!(d.is_paused());
        assert_eq!(d.days_left(date(2026, 3, 11)), 21);
        assert_eq!(d.days_left(date(2026, 6, 1)), 21);
        assert_eq!(d.standing(date(2026, 6, 1)), Standing::Open);
        assert!(d.explain(official()).zh.contains("自3月12日起因鉴定中止、尚未恢复计算"));
        assert_eq!(d.pause(appraisal(date(2026, 3, 13), None), official()).unwrap_err().code, Code::DeadlinePaused);
        let moved = d.resume(date(2026, 3, 22), official()).unwrap();
        assert_eq!((moved.from, moved.to), (date(2026, 4, 1), date(2026, 4, 13)));
        assert_eq!(d.resume(date(2026, 3, 22), official()).unwrap_err().code, Code::DeadlineNotPaused);
    }

    #[test]
    fn resuming_on_the_day_a_pause_began_undoes_it() {
        let mut d = started(RuleId::Mediation, date(2026, 3, 2));
        let before = d.clone();
        d.pause(appraisal(date(2026, 3, 12), None), official()).unwrap();
        d.resume(date(2026, 3, 12), official()).unwrap();
        assert_eq!(d, before);
    }

    #[test]
    fn a_period_stands_still_only_for_reasons_its_rule_knows() {
        let on = date(2026, 3, 2);
        let mut d = started(RuleId::JudicialConfirmation, on);
        assert_eq!(d.pause(appraisal(date(2026, 3, 5), None), official()).unwrap_err().code, Code::DeadlineNotPausable);
        let mut d = started(RuleId::Medical, on);
        let agreed = Pause { from: date(2026, 3, 5), to: None, ground: PauseGround::Agreed };
        assert_eq!(d.pause(agreed, official()).unwrap_err().code, Code::DeadlineNotPausable);
        let refuse = |p| started(RuleId::Mediation, on).pause(p, official()).unwrap_err().code;
        assert_eq!(refuse(appraisal(date(2026, 3, 1), None)), Code::DateTooEarly);
        assert_eq!(refuse(appraisal(date(2026, 3, 9), Some(date(2026, 3, 8)))), Code::DatesReversed);
        assert_eq!(refuse(appraisal(date(2026, 4, 2), None)), Code::DeadlineOver);
    }

    #[test]
    fn what_would_become_of_an_end_is_thought_through_and_nothing_is_kept() {
        let d = started(RuleId::Mediation, date(2026, 3, 2));
        let today = date(2026, 3, 10);
        let forty = Supposition { days: Some(40), ..Supposition::default() };
        let then = d.suppose(&forty, today, official()).unwrap();
        assert_eq!((d.due_on, then.due_on), (date(2026, 4, 1), date(2026, 5, 11)));
        assert!(then.explain(official()).zh.contains("扣除3月10日至4月18日（鉴定）"));
        let also = Supposition { until: Some(date(2026, 6, 1)), ..forty.clone() };
        assert_eq!(d.suppose(&also, today, official()).unwrap().due_on, date(2026, 6, 1));
        // Where it stands still already, the days are those of the whole pause.
        let mut paused = d.clone();
        paused.pause(appraisal(date(2026, 3, 5), None), official()).unwrap();
        assert_eq!(paused.suppose(&forty, today, official()).unwrap().due_on, then.due_on);
        let refuse = |d: &Deadline, s: Supposition| d.suppose(&s, today, official()).unwrap_err();
        assert_eq!(refuse(&d, Supposition::default()).code, Code::Required);
        assert_eq!(
            refuse(&d, Supposition { days: Some(0), ..Supposition::default() }).pointer.as_deref(),
            Some("days")
        );
        let fixed = started(RuleId::JudicialConfirmation, date(2026, 3, 2));
        assert_eq!(refuse(&fixed, forty).pointer.as_deref(), Some("ground"));
        let later = Supposition { until: Some(date(2026, 6, 1)), ..Supposition::default() };
        assert_eq!(refuse(&fixed, later).code, Code::DeadlineNotExtendable);
    }

    #[test]
    fn a_site_may_say_how_far_a_period_is_put_off_and_what_stops_it() {
        let on = date(2026, 3, 2);
        let mut presets = Presets::default();
        let month =
            Preset { longest_extension: Some(30), pauses: Some(vec![PauseGround::Appraisal]), ..Preset::default() };
        presets.set(RuleId::CourtBeforeFiling, month).unwrap();
        let mut d = Deadline::start(rule(RuleId::CourtBeforeFiling, on), on, &presets, official());
        let both = Extendable::ByAllParties;
        d.extend(date(2026, 4, 20), on, both, official()).unwrap();
        let far = d.extend(date(2026, 5, 2), on, both, official()).unwrap_err();
        assert_eq!(far.code, Code::ExtensionTooLong, "thirty days from 1 April, both extensions together");
        assert!(far.sentence().zh.contains("最晚到2026年5月1日"));
        let halt = Pause { from: date(2026, 3, 5), to: None, ground: PauseGround::Agreed };
        let runs_on = d.pause(halt, official()).unwrap_err();
        assert_eq!(runs_on.code, Code::DeadlineNotPausable);
        assert!(runs_on.sentence().zh.ends_with("这个期限只扣除：鉴定。"), "{}", runs_on.sentence().zh);
        d.pause(appraisal(date(2026, 3, 10), Some(date(2026, 3, 19))), official()).unwrap();
        assert!(d.explain(official()).zh.contains("扣除3月10日至3月19日（鉴定，按本地设置）"));
    }

    #[test]
    fn an_extension_needs_whoever_may_extend() {
        let on = date(2026, 3, 2);
        let both = Extendable::ByAllParties;
        let mut d = started(RuleId::Mediation, on);
        let refused = d.extend(date(2026, 4, 20), on, Extendable::ByCourt, official()).unwrap_err();
        assert_eq!(refused.code, Code::ExtensionConsentWrong);
        assert_eq!(refused.sentence().en, "This period is extended by all parties together.");
        assert_eq!(d.extend(date(2026, 4, 1), on, both, official()).unwrap_err().code, Code::DatesReversed);
        assert_eq!(d.extend(date(2062, 4, 1), on, both, official()).unwrap_err().code, Code::OutOfRange);
        assert_eq!(
            d.extend(date(2026, 5, 1), date(2026, 3, 1), both, official()).unwrap_err().code,
            Code::DateTooEarly
        );
        let moved = d.extend(date(2026, 5, 1), date(2026, 4, 3), both, official()).unwrap();
        assert_eq!(moved.to, date(2026, 5, 6), "Labour Day; and the parties may agree late");
        let mut fixed = started(RuleId::JudicialConfirmation, on);
        assert_eq!(fixed.extend(date(2026, 5, 1), on, both, official()).unwrap_err().code, Code::DeadlineNotExtendable);
    }

    #[test]
    fn a_medical_mediation_that_ran_out_cannot_be_extended() {
        let mut d = started(RuleId::Medical, date(2026, 3, 2));
        let by = Extendable::ByPartiesAndCommittee;
        let late = d.due_on.tomorrow().unwrap();
        assert_eq!(d.extend(date(2026, 6, 1), late, by, official()).unwrap_err().code, Code::DeadlineOver);
        assert!(d.extend(date(2026, 6, 1), d.due_on, by, official()).is_ok());
    }

    #[test]
    fn the_standing_goes_from_open_to_overdue() {
        let d = started(RuleId::Mediation, date(2026, 3, 2));
        let on = |m, day| d.standing(date(2026, m, day));
        assert_eq!(
            [on(3, 24), on(3, 25), on(3, 31), on(4, 1), on(4, 2)],
            [Standing::Open, Standing::DueSoon, Standing::DueSoon, Standing::DueToday, Standing::Overdue]
        );
        assert_eq!(d.days_left(date(2026, 4, 3)), -2);
        let mut late = d.clone();
        late.meet(date(2026, 4, 2));
        assert_eq!(late.standing(date(2026, 5, 1)), Standing::Met);
        assert!(late.met_late());
        assert_eq!(started(RuleId::Limitation, date(2023, 3, 2)).standing(date(2026, 2, 1)), Standing::DueSoon);
    }

    #[test]
    fn a_deadline_is_stored_and_read_back() {
        let mut d = started(RuleId::Mediation, date(2026, 3, 2));
        d.pause(appraisal(date(2026, 3, 12), None), official()).unwrap();
        let json = serde_json::to_value(&d).unwrap();
        assert_eq!(json["rule"], "T1");
        assert_eq!(json["due_on"], "2026-04-01");
        assert_eq!(json["length"], serde_json::json!({"unit": "days", "value": 30}));
        assert_eq!(serde_json::from_value::<Deadline>(json).unwrap(), d);
    }

    #[test]
    fn a_running_period_keeps_the_version_of_its_rule() {
        let then = date(2023, 12, 20);
        let d = Deadline::start(
            rule(RuleId::JudicialConfirmation, then),
            date(2024, 1, 10),
            &Presets::default(),
            official(),
        );
        assert_eq!(d.version, 3);
        assert!(d.explain(official()).en.contains("art. 201 (2021)"));
        assert_eq!(d.rule().map(|r| r.version), Some(3));
    }

    #[test]
    fn every_rule_explains_itself_in_both_languages() {
        for r in rules::all() {
            let d = Deadline::start(r, date(2026, 3, 2), &Presets::default(), official());
            let text = d.explain(official());
            assert!(text.zh.ends_with('。') && text.en.ends_with('.') && text.en.is_ascii(), "{text:?}");
        }
    }
}
