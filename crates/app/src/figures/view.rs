//! Figures as they are shown.

use bandeng_core::figures::indicator::Reading;
use bandeng_core::figures::pattern::Seen;
use bandeng_core::figures::staffing::ColumnLine as StaffColumn;
use bandeng_core::figures::statutory::ColumnLine;
use bandeng_core::figures::{Measure, Month, Period, Unit};
use bandeng_core::kernel::{Date, IdText, Text};
use bandeng_core::people::OrganisationKind;
use bandeng_core::places::Level;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::matters::list::{AreaName, MatterRow};

/// A measure in the period, beside the year before and the months just before.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CountLine {
    pub measure: Measure,
    pub label: Text,
    pub unit: Unit,
    pub now: i64,
    pub year_before: i64,
    pub just_before: i64,
    /// Against the year before, as a part of it; none where there was nothing.
    pub year_on_year: Option<f64>,
    pub against_before: Option<f64>,
    /// May the number be opened into matters here?
    pub opens: bool,
}

/// An indicator, beside the same period of the year before and the months just before.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct IndicatorLine {
    pub now: Reading,
    pub year_before: Option<f64>,
    pub just_before: Option<f64>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct MonthLine {
    pub month: Month,
    pub registered: i64,
    pub mediated: i64,
    pub agreed: i64,
    pub closed: i64,
}

/// One value of a breakdown.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PartLine {
    pub value: String,
    pub label: Text,
    pub number: i64,
    pub opens: bool,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct DayLine {
    pub day: Date,
    pub registered: i64,
    pub closed: i64,
}

/// How long a step takes.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct StepLine {
    pub measure: Measure,
    pub label: Text,
    /// Half took less. Within `median_error` of the true one; none where nobody took the step.
    pub median_minutes: Option<f64>,
    pub times: i64,
}

/// A place directly within.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PlaceLine {
    pub area: AreaName,
    pub registered: i64,
    pub mediated: i64,
    pub agreed: i64,
    pub closed: i64,
    /// `agreed` of `mediated`; none where nothing was mediated.
    pub success: Option<f64>,
    /// Which parties say it was kept, of those who answered; none where nobody did.
    pub resolved: Option<f64>,
    pub answered: i64,
    /// None where nobody entered how many people live there.
    pub rate: Option<RateLine>,
}

/// Disputes registered for each 10,000 people, and whose count of people that is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct RateLine {
    pub value: f64,
    pub people: i64,
    pub year: i16,
    pub source: String,
}

/// The sentence of each chart.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Sentences {
    pub trend: Text,
    pub kinds: Text,
    pub funnel: Text,
    pub steps: Text,
    pub days: Text,
    pub places: Text,
    /// Empty where nobody entered how many people live here.
    pub rate: Text,
}

/// Everything about a place and a period.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct FigureBoard {
    pub area: AreaName,
    pub level: Level,
    /// The area above, as far as the reader sees; none at the top of it.
    pub above: Option<String>,
    pub period: Period,
    pub label: Text,
    /// There is nothing in this period.
    pub empty: bool,
    /// It is not over yet.
    pub running: bool,
    pub counts: Vec<CountLine>,
    pub indicators: Vec<IndicatorLine>,
    /// The months of the period, at least the last thirteen.
    pub trend: Vec<MonthLine>,
    /// Mediated, by type of dispute, source and kind of organisation.
    pub kinds: Vec<PartLine>,
    pub sources: Vec<PartLine>,
    pub bodies: Vec<PartLine>,
    pub days: Vec<DayLine>,
    pub steps: Vec<StepLine>,
    pub median_error: f64,
    pub places: Vec<PlaceLine>,
    /// Registered here and in no place below: sealed matters, and those filed for the place as a whole.
    pub nowhere_below: i64,
    pub rate: Option<RateLine>,
    /// Matters to which something happened and that wait to be counted.
    pub waiting: i64,
    pub said: Sentences,
}

/// A row of the statutory table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct TableRow {
    pub area: String,
    pub name: String,
    /// In the order of the columns; amounts in fen.
    pub cells: Vec<i64>,
}

/// How the table stood when the period was locked, and by how much it differs now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct LockedTable {
    /// From 1; each further number is a restatement.
    pub no: i32,
    /// Epoch milliseconds.
    pub locked_at: i64,
    pub reason: String,
    pub version: u16,
    pub row: TableRow,
    /// What it would be now, less what was reported: column by column.
    pub difference: Vec<i64>,
    pub differs: bool,
}

/// The statutory table of a place and a period.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct StatutoryTable {
    pub title: Text,
    pub area: AreaName,
    pub period: Period,
    pub label: Text,
    pub version: u16,
    pub columns: Vec<ColumnLine>,
    /// The place itself, then the places directly in it.
    pub rows: Vec<TableRow>,
    /// What does not add up; nothing in a sound table.
    pub faults: Vec<Text>,
    /// As it was reported, each time.
    pub locked: Vec<LockedTable>,
    pub waiting: i64,
}

/// A row of the table of committees and mediators.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct StaffRow {
    pub area: String,
    pub name: String,
    /// In the order of the columns; none where Bandeng does not know.
    pub cells: Vec<Option<i64>>,
}

/// Committees and mediators of a place on a day.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct StaffTable {
    pub title: Text,
    pub area: AreaName,
    pub on: Date,
    pub columns: Vec<StaffColumn>,
    /// The place itself, then the places directly in it.
    pub rows: Vec<StaffRow>,
    pub notes: Vec<Text>,
}

/// A matter that a number is made of.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OpenedRow {
    /// The day it counts on.
    pub day: Date,
    /// In the measure's unit.
    pub value: i64,
    pub matter: MatterRow,
}

/// A page of what a number is made of.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OpenedPage {
    /// The number itself.
    pub number: i64,
    pub items: Vec<OpenedRow>,
    pub next: Option<String>,
    /// That some of it may lie beyond the reader's reach.
    pub note: Text,
}

/// An organisation with at least five active staff.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct BodyLine {
    pub id: IdText,
    pub name: String,
    pub kind: OrganisationKind,
    pub mediated: i64,
    pub agreed: i64,
    pub closed: i64,
    pub answered: i64,
    pub resolved: Option<f64>,
    pub steps: Vec<StepLine>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Bodies {
    pub items: Vec<BodyLine>,
    pub median_error: f64,
    /// Why some are not here.
    pub note: Text,
}

/// What looks odd at an organisation.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct OddLine {
    pub id: IdText,
    pub name: String,
    pub seen: Vec<Seen>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Odd {
    pub items: Vec<OddLine>,
    pub note: Text,
}

/// One's own numbers; nobody else sees them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct OwnFigures {
    pub period: Period,
    pub label: Text,
    pub counts: Vec<OwnLine>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct OwnLine {
    pub measure: Measure,
    pub label: Text,
    pub unit: Unit,
    pub number: i64,
}

/// What a formula gives.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct FormulaValue {
    pub formula: String,
    /// None where something is divided by nothing.
    pub value: Option<f64>,
    pub sentence: Text,
}
