//! The board: everything about a place and a period, in five statements.

use bandeng_core::figures::formula::Numbers;
use bandeng_core::figures::indicator::INDICATORS;
use bandeng_core::figures::population::per_ten_thousand;
use bandeng_core::figures::{Cut, Formula, Histogram, Measure, Month, Period, Unit, duration};
use bandeng_core::kernel::{Code, Refusal, Text};
use bandeng_core::matters::{DisputeKind, Source};
use bandeng_core::people::OrganisationKind;
use bandeng_core::policy::{Action, Actor};
use bandeng_store::{Db, Result};

use super::query::numbers::{self as query, Ask, People, Place, SumRow, Whose};
use super::reading::{Asked, Read, below, by_scope, places, require_opens};
use super::view::*;
use crate::matters::list::AreaName;

/// Measures with a line of their own, in the order they are read.
const COUNTS: &[Measure] = &[
    Measure::Registered,
    Measure::Accepted,
    Measure::Declined,
    Measure::Mediated,
    Measure::Agreed,
    Measure::AgreedOrally,
    Measure::AgreedInWriting,
    Measure::Failed,
    Measure::Referred,
    Measure::Withdrawn,
    Measure::People,
    Measure::Amount,
    Measure::Difficult,
    Measure::Enterprise,
    Measure::Fulfilled,
    Measure::Unfulfilled,
    Measure::Recovered,
    Measure::ConfirmationApplied,
    Measure::Confirmed,
    Measure::ConfirmationRefused,
    Measure::Closed,
    Measure::Reopened,
    Measure::CameBack,
    Measure::Asked,
    Measure::Answered,
    Measure::SaidKept,
    Measure::SaidNotKept,
    Measure::Promised,
    Measure::KeptOnTime,
    Measure::OpinionAsked,
    Measure::OpinionGiven,
    Measure::Satisfied,
    Measure::FairlySatisfied,
    Measure::Dissatisfied,
    Measure::BroughtIn,
];

/// From registration on, step by step.
pub(super) const STEPS: &[Measure] = &[
    Measure::ToAccept,
    Measure::ToAssign,
    Measure::ToSession,
    Measure::ToOutcome,
    Measure::ToFulfil,
    Measure::ToClose,
];

/// A trend has at least so many months: the last one a year ago stands beside this one.
const TREND: i32 = 13;

/// The board of a place and a period.
///
/// # Errors
/// [`Code::AreaUnknown`].
pub(super) async fn board(db: &Db, actor: &Actor, asked: &Asked) -> Result<FigureBoard> {
    let Asked { area, period } = asked;
    let here = places(db.reader(), area, *period).await?;
    let months = wide(*period);
    let ask = |whose, measures, cuts, period, by_month| Ask { whose, measures, cuts, period, by_month };
    let all = query::sums(db.reader(), &ask(Whose::Area(area), COUNTS, &[Cut::All], months, true)).await?;
    let broken_down: Vec<Measure> = [Measure::Registered, Measure::Mediated, Measure::Agreed, Measure::Closed]
        .iter()
        .chain(STEPS)
        .copied()
        .collect();
    let cuts = [Cut::Kind, Cut::Source, Cut::Body, Cut::Day, Cut::Bucket];
    let cut = query::sums(db.reader(), &ask(Whose::Area(area), &broken_down, &cuts, *period, false)).await?;
    const BELOW: &[Measure] = &[
        Measure::Registered,
        Measure::Mediated,
        Measure::Agreed,
        Measure::Closed,
        Measure::Answered,
        Measure::SaidKept,
    ];
    let within = match below(area.level()) {
        Some(level) => {
            query::sums(db.reader(), &ask(Whose::Within(area, level), BELOW, &[Cut::All], *period, false)).await?
        }
        None => Vec::new(),
    };
    let waiting = query::waiting(db).await?;

    let of = |period: Period| Read::of(all.iter().filter(|row| period.contains(row.month)));
    let (mut now, year_before, just_before) = (of(*period), of(period.year_before()), of(period.just_before()));
    cut.iter().for_each(|row| now.add(row));
    let today = db.today();
    let openable = |measure, cut, values: &[&str]| require_opens(actor, area, measure, cut, values).is_ok();
    let counts = COUNTS
        .iter()
        .map(|measure| {
            let numbers = [&now, &year_before, &just_before].map(|read| read.shown(*measure));
            CountLine {
                measure: *measure,
                label: measure.label(),
                unit: measure.about().unit,
                now: numbers[0],
                year_before: numbers[1],
                just_before: numbers[2],
                year_on_year: change(numbers[0], numbers[1]),
                against_before: change(numbers[0], numbers[2]),
                opens: openable(*measure, Cut::All, &[]),
            }
        })
        .collect::<Vec<_>>();
    let before = |indicator: &bandeng_core::figures::Indicator, read: &Read, period: Period| {
        let cuts_needed =
            indicator.formula.parse::<Formula>().is_ok_and(|f| f.measures().iter().any(|m| m.1 != Cut::All));
        if cuts_needed { None } else { indicator.read(read, period, today).value }
    };
    let indicators = INDICATORS
        .iter()
        .map(|indicator| IndicatorLine {
            now: indicator.read(&now, *period, today),
            year_before: before(indicator, &year_before, period.year_before()),
            just_before: before(indicator, &just_before, period.just_before()),
        })
        .collect();
    let trend = trend(&all, *period);
    let part = |cut: Cut, value: &str, label: Text| PartLine {
        number: now.number(Measure::Mediated, cut, value),
        opens: openable(Measure::Mediated, cut, &[value]),
        value: value.to_owned(),
        label,
    };
    let kinds: Vec<PartLine> = DisputeKind::ALL.iter().map(|k| part(Cut::Kind, k.as_str(), k.label())).collect();
    let sources: Vec<PartLine> = Source::ALL.iter().map(|s| part(Cut::Source, s.as_str(), s.label())).collect();
    let committees = OrganisationKind::ALL.iter().filter(|kind| kind.is_committee());
    let bodies: Vec<PartLine> = committees.map(|b| part(Cut::Body, b.as_str(), b.label())).collect();
    let days = days(&cut, *period);
    let steps = steps(&cut);
    let places = place_lines(&here.within, &within);
    let registered = now.shown(Measure::Registered);
    let nowhere_below =
        if places.is_empty() { 0 } else { registered - places.iter().map(|p| p.registered).sum::<i64>() };
    let rate = here.people.as_ref().and_then(|people| rate(registered, people));
    let empty = counts.iter().all(|line| line.now == 0);
    let said = Sentences {
        trend: say_trend(&counts, *period),
        kinds: say_parts(&kinds),
        funnel: say_funnel(&counts),
        steps: say_steps(&steps),
        days: say_days(&days),
        places: say_places(&places, nowhere_below),
        rate: rate.as_ref().map_or_else(|| Text::new("", ""), say_rate),
    };
    Ok(FigureBoard {
        above: area
            .parent()
            .filter(|above| actor.require_area(Action::FiguresRead, above).is_ok())
            .map(|a| a.to_string()),
        area: AreaName { code: area.to_string(), name: here.name },
        level: area.level(),
        period: *period,
        label: period.label(),
        empty,
        running: !period.is_over(today),
        counts,
        indicators,
        trend,
        kinds,
        sources,
        bodies,
        days,
        steps,
        median_error: duration::ERROR,
        places,
        nowhere_below,
        rate,
        waiting,
        said,
    })
}

/// From the earliest month that anything is compared with.
fn wide(period: Period) -> Period {
    let from = period.year_before().from.min(period.just_before().from).min(period.until.plus(1 - TREND));
    Period { from, until: period.until }
}

/// A change from fewer than these says nothing: from one to three is no growth of two hundred per cent.
const COMPARABLE: i64 = 10;

/// How much more it is, as a part of what it was; none where that was too little to compare with.
fn change(now: i64, before: i64) -> Option<f64> {
    (before.abs() >= COMPARABLE).then(|| (now - before) as f64 / before.abs() as f64)
}

fn ratio(part: i64, whole: i64) -> Option<f64> {
    (whole != 0).then(|| part as f64 / whole as f64)
}

fn trend(all: &[SumRow], period: Period) -> Vec<MonthLine> {
    let shown = Period { from: period.from.min(period.until.plus(1 - TREND)), until: period.until };
    shown
        .each()
        .map(|month| {
            let read = Read::of(all.iter().filter(|row| row.month == month));
            MonthLine {
                month,
                registered: read.shown(Measure::Registered),
                mediated: read.shown(Measure::Mediated),
                agreed: read.shown(Measure::Agreed),
                closed: read.shown(Measure::Closed),
            }
        })
        .collect()
}

/// Days on which something happened.
fn days(cut: &[SumRow], period: Period) -> Vec<DayLine> {
    let mut days: std::collections::BTreeMap<_, DayLine> = std::collections::BTreeMap::new();
    for row in cut.iter().filter(|row| row.cut == Cut::Day && period.contains(row.month)) {
        let Ok(number) = row.value.parse::<i8>() else { continue };
        let Ok(day) = row.month.first_day().with().day(number).build() else { continue };
        let line = days.entry(day).or_insert(DayLine { day, registered: 0, closed: 0 });
        match row.measure {
            Measure::Registered => line.registered += row.sum.n,
            Measure::Closed => line.closed += row.sum.n,
            _ => {}
        }
    }
    days.into_values().filter(|line| line.registered + line.closed > 0).collect()
}

/// How long each step takes.
pub(super) fn steps<'a>(rows: impl IntoIterator<Item = &'a SumRow> + Copy) -> Vec<StepLine> {
    STEPS
        .iter()
        .map(|measure| {
            let mut histogram = Histogram::default();
            for row in rows.into_iter().filter(|row| row.measure == *measure && row.cut == Cut::Bucket) {
                histogram.add(&row.value, row.sum.n);
            }
            StepLine {
                measure: *measure,
                label: measure.label(),
                median_minutes: histogram.median(),
                times: histogram.count(),
            }
        })
        .collect()
}

/// Places directly within: those in force, and those that are no more if they have numbers.
fn place_lines(within: &[Place], rows: &[SumRow]) -> Vec<PlaceLine> {
    let read = by_scope(rows);
    let nothing = Read::default();
    within
        .iter()
        .filter(|place| place.in_force || read.contains_key(place.code.as_str()))
        .map(|place| {
            let read = read.get(place.code.as_str()).unwrap_or(&nothing);
            let registered = read.shown(Measure::Registered);
            let (mediated, agreed) = (read.shown(Measure::Mediated), read.shown(Measure::Agreed));
            let answered = read.shown(Measure::Answered);
            PlaceLine {
                area: AreaName { code: place.code.to_string(), name: place.name.clone() },
                registered,
                mediated,
                agreed,
                closed: read.shown(Measure::Closed),
                success: ratio(agreed, mediated),
                resolved: ratio(read.shown(Measure::SaidKept), answered),
                answered,
                rate: place.people.as_ref().and_then(|people| rate(registered, people)),
            }
        })
        .collect()
}

/// Disputes for each 10,000 people, with whose count of people that is.
fn rate(registered: i64, people: &People) -> Option<RateLine> {
    let value = per_ten_thousand(registered, people.people)?;
    let People { people, year, source } = people.clone();
    Some(RateLine { value, people, year, source })
}

/// What a formula gives for a place and a period.
///
/// # Errors
/// [`Code::FormulaMalformed`], [`Code::MeasureUnknown`].
pub(super) async fn formula(db: &Db, asked: &Asked, text: &str) -> Result<FormulaValue> {
    let formula: Formula =
        text.parse().map_err(|refusal: Refusal| Refusal { pointer: Some("formula".to_owned()), ..refusal })?;
    let wanted = formula.measures();
    let measures: Vec<Measure> = wanted.iter().map(|(measure, _)| *measure).collect();
    let cuts: Vec<Cut> = wanted.iter().map(|(_, cut)| *cut).collect();
    if wanted.iter().any(|(measure, cut)| asked.area.level() > measure.about().deepest.min(cut.deepest())) {
        return Err(Refusal::at(Code::CutUnknown, "formula").into());
    }
    let rows = match measures.is_empty() {
        true => Vec::new(),
        false => {
            let whose = Whose::Area(&asked.area);
            let ask = Ask { whose, measures: &measures, cuts: &cuts, period: asked.period, by_month: false };
            query::sums(db.reader(), &ask).await?
        }
    };
    let value = formula.value(&Read::of(&rows));
    let sentence = match value {
        Some(value) => Text::new(format!("{text} = {value:.4}"), format!("{text} = {value:.4}")),
        None => Text::new(
            "除数为零：这个统计期没有可以计算的数据。",
            "Divided by nothing: there is nothing in this period to calculate it from.",
        ),
    };
    Ok(FormulaValue { formula: text.to_owned(), value, sentence })
}

/// One's own numbers.
pub(super) async fn own(db: &Db, actor: &Actor, period: Period) -> Result<OwnFigures> {
    const OWN: &[Measure] = &[
        Measure::Mediated,
        Measure::Agreed,
        Measure::Failed,
        Measure::Fulfilled,
        Measure::Closed,
        Measure::People,
        Measure::Amount,
        Measure::Recovered,
        Measure::Asked,
        Measure::SaidKept,
    ];
    let found = query::own(db, actor.account, OWN, period).await?;
    let counts = OWN
        .iter()
        .map(|measure| {
            let sum = found.get(measure).copied().unwrap_or_default();
            let number = if measure.adds_values() { sum.total } else { sum.n };
            OwnLine { measure: *measure, label: measure.label(), unit: measure.about().unit, number }
        })
        .collect();
    Ok(OwnFigures { period, label: period.label(), counts })
}

fn line(counts: &[CountLine], measure: Measure) -> Option<&CountLine> {
    counts.iter().find(|line| line.measure == measure)
}

fn say_trend(counts: &[CountLine], period: Period) -> Text {
    let label = period.label();
    let Some(line) = line(counts, Measure::Registered) else { return Text::new("", "") };
    let mut zh = format!("{}登记{}件", label.zh, line.now);
    let mut en = format!("{} registered in {}", line.now, label.en);
    let both = [(line.year_on_year, "同比", "the year before"), (line.against_before, "环比", "the months before")];
    // The months just before a year are the year before.
    let compared = if period.year_before() == period.just_before() { &both[..1] } else { &both[..] };
    for &(change, zh_name, en_name) in compared {
        match change {
            Some(change) => {
                let (up, percent) = (change >= 0.0, change.abs() * 100.0);
                zh.push_str(&format!("，{zh_name}{}{percent:.1}%", if up { "增长" } else { "下降" }));
                en.push_str(&format!(", {percent:.1}% {} than {en_name}", if up { "more" } else { "fewer" }));
            }
            None => {
                zh.push_str(&format!("，{zh_name}没有可比的数"));
                en.push_str(&format!(", nothing to compare with in {en_name}"));
            }
        }
    }
    Text::new(zh + "。", en + ".")
}

fn say_parts(parts: &[PartLine]) -> Text {
    let all: i64 = parts.iter().map(|part| part.number).sum();
    let mut largest: Vec<&PartLine> = parts.iter().filter(|part| part.number > 0).collect();
    largest.sort_by_key(|part| std::cmp::Reverse(part.number));
    if all == 0 {
        return Text::new("本期没有调解结果。", "No mediation came to an outcome in this period.");
    }
    let told: Vec<(String, String)> = largest
        .iter()
        .take(3)
        .map(|part| {
            let percent = part.number as f64 * 100.0 / all as f64;
            (
                format!("{}{}件（{percent:.1}%）", part.label.zh, part.number),
                format!("{} {} ({percent:.1}%)", part.label.en.to_lowercase(), part.number),
            )
        })
        .collect();
    let (zh, en): (Vec<_>, Vec<_>) = told.into_iter().unzip();
    Text::new(format!("共{all}件，最多的是{}。", zh.join("、")), format!("{all} in all; most are {}.", en.join(", ")))
}

fn say_funnel(counts: &[CountLine]) -> Text {
    let number = |measure| line(counts, measure).map_or(0, |line| line.now);
    let (registered, accepted) = (number(Measure::Registered), number(Measure::Accepted));
    let (mediated, agreed, fulfilled) =
        (number(Measure::Mediated), number(Measure::Agreed), number(Measure::Fulfilled));
    Text::new(
        format!(
            "本期登记{registered}件、受理{accepted}件、有结果{mediated}件、达成协议{agreed}件、履行完毕{fulfilled}件；各数按各自发生之日计，不是同一批事项。"
        ),
        format!(
            "In this period {registered} were registered, {accepted} accepted, {mediated} came to an outcome, {agreed} to an agreement, {fulfilled} were fulfilled; each on its own day, so they are not the same matters."
        ),
    )
}

/// Minutes as people say them.
fn time(minutes: f64) -> (String, String) {
    if minutes < 60.0 {
        (format!("{minutes:.0}分钟"), format!("{minutes:.0} minutes"))
    } else if minutes < 2_880.0 {
        let hours = minutes / 60.0;
        (format!("{hours:.1}小时"), format!("{hours:.1} hours"))
    } else {
        let days = minutes / 1_440.0;
        (format!("{days:.1}天"), format!("{days:.1} days"))
    }
}

fn say_steps(steps: &[StepLine]) -> Text {
    let within = steps.iter().filter(|step| step.measure != Measure::ToClose);
    let timed = within.filter_map(|step| step.median_minutes.map(|minutes| (step, minutes)));
    let Some((slowest, minutes)) = timed.max_by(|a, b| a.1.total_cmp(&b.1)) else {
        return Text::new("本期没有可以计时的步骤。", "No step of this period can be timed.");
    };
    let (zh, en) = time(minutes);
    let error = duration::ERROR * 100.0;
    Text::new(
        format!("最慢的一步是{}，中位数{zh}（误差不超过{error:.0}%）。", slowest.label.zh),
        format!("The slowest step is {}: {en} in the median (within {error:.0}%).", slowest.label.en.to_lowercase()),
    )
}

fn say_days(days: &[DayLine]) -> Text {
    let Some(busiest) = days.iter().max_by_key(|line| (line.registered, std::cmp::Reverse(line.day))) else {
        return Text::new("本期没有登记。", "Nothing was registered in this period.");
    };
    let (day, number) = (busiest.day, busiest.registered);
    Text::new(format!("登记最多的一天是{day}，{number}件。"), format!("Most were registered on {day}: {number}."))
}

fn say_places(places: &[PlaceLine], nowhere_below: i64) -> Text {
    let with_any = places.iter().filter(|place| place.registered > 0).count();
    let mut zh = format!("{}个下级区划中，{with_any}个有登记。", places.len());
    let mut en = format!("Of {} places {with_any} registered something.", places.len());
    if places.is_empty() {
        zh = "没有下级区划。".to_owned();
        en = "There is no place below.".to_owned();
    }
    if nowhere_below > 0 {
        zh.push_str(&format!("另有{nowhere_below}件不分到下级。"));
        en.push_str(&format!(" {nowhere_below} more are not broken down by place."));
    }
    Text::new(zh, en)
}

fn say_rate(rate: &RateLine) -> Text {
    let RateLine { value, people, year, source } = rate;
    Text::new(
        format!("每万人登记{value:.1}件，按{year}年人口{people}人计算（{source}）。"),
        format!("{value:.1} registered per 10,000 people, of {people} in {year} ({source})."),
    )
}

/// The unit a number is shown in, for those who write it themselves.
pub(super) const fn is_money(unit: Unit) -> bool {
    matches!(unit, Unit::Fen)
}

/// The month that runs.
pub(super) fn this_month(db: &Db) -> Month {
    Month::of(db.today())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_from_nothing_or_little_is_none() {
        assert_eq!((change(5, 0), change(30, 9)), (None, None));
        assert_eq!(change(50, 40), Some(0.25));
        assert_eq!(change(0, 40), Some(-1.0));
    }

    #[test]
    fn a_trend_goes_back_a_year_at_least() {
        let months = |text: &str| trend(&[], text.parse().unwrap()).len();
        assert_eq!((months("2026-03"), months("2026"), months("2024-01..2026-03")), (13, 13, 27));
        assert_eq!(wide("2026".parse().unwrap()).to_string(), "2025-01..2026-12");
    }
}
