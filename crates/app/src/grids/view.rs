//! What is shown of grids.

use bandeng_core::grids::{GridKind, GridPart, Shift};
use bandeng_core::kernel::{Date, IdText};
use bandeng_core::places::boundary::Ring;
use bandeng_core::places::datum::{Coordinate, Datum};
use serde::Serialize;
use utoipa::ToSchema;

use crate::matters::view::Named;
use crate::places::AreaRef;

/// A grid in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GridLine {
    pub code: String,
    pub name: String,
    /// 1 of a town, 2 of a village, 3 of a group.
    pub level: u8,
    pub kind: GridKind,
    /// The day from which it is no more.
    pub ended_on: Option<Date>,
    /// A border holds today.
    pub bordered: bool,
    /// Names of those who are there for it today.
    pub people: Vec<String>,
}

/// A page of grids, in the order of their codes.
#[derive(Debug, Serialize, ToSchema)]
pub struct GridPage {
    pub items: Vec<GridLine>,
    pub next: Option<String>,
}

/// Somebody who is there for a grid. Name and telephone are public: they are put up where people live.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GridWorkerView {
    pub account: IdText,
    pub name: String,
    pub part: GridPart,
    pub phone: String,
    /// None: at any hour.
    pub shifts: Vec<Shift>,
    pub from: Date,
    pub until: Option<Date>,
    /// Away today.
    pub away: bool,
}

/// Who answers for a grid now.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct DutyView {
    pub responsible: Vec<Named>,
    pub backup: Vec<Named>,
    /// Nobody responsible is there: the back-ups stand in.
    pub stood_in: bool,
}

/// A border as it holds, or held.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GridBorderLine {
    pub id: IdText,
    pub valid_from: Date,
    /// The first day on which it holds no more.
    pub valid_until: Option<Date>,
    /// Who drew it, after which map.
    pub source: String,
    pub points: usize,
}

/// A grid.
#[derive(Debug, Serialize, ToSchema)]
pub struct GridView {
    #[serde(flatten)]
    pub line: GridLine,
    /// The areas it lies in, from the province down.
    pub path: Vec<AreaRef>,
    /// Where people complain about its work; put up with it.
    pub supervision_phone: String,
    pub opened_on: Date,
    /// What a change names.
    pub version: i64,
    pub workers: Vec<GridWorkerView>,
    pub duty: DutyView,
    /// The newest first.
    pub borders: Vec<GridBorderLine>,
    /// The reader keeps this grid.
    pub kept_here: bool,
}

/// A border for a map.
#[derive(Debug, Serialize, ToSchema)]
pub struct GridBorder {
    pub code: String,
    pub name: String,
    pub level: u8,
    /// In the asked-for system: polygons of rings of points, longitude first.
    #[schema(value_type = Vec<Vec<Vec<Vec<f64>>>>)]
    pub polygons: Vec<Vec<Ring>>,
}

/// Borders for a map.
#[derive(Debug, Serialize, ToSchema)]
pub struct GridBorders {
    pub datum: Datum,
    pub on: Date,
    pub items: Vec<GridBorder>,
    /// There are more than are given at once: ask for a smaller area.
    pub cut_off: bool,
}

/// What was brought.
#[derive(Debug, Serialize, ToSchema)]
pub struct BordersBrought {
    pub grids: usize,
    pub points: usize,
    pub datum: Datum,
    /// The county's own outline is known, and every border was held against it.
    pub held_against_county: bool,
}

/// The grids a point lies in.
#[derive(Debug, Serialize, ToSchema)]
pub struct GridsFound {
    /// The nearest level first.
    pub items: Vec<GridRef>,
    /// Where it is in the system that was asked for.
    pub shown: Option<Coordinate>,
}

/// A grid by its name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GridRef {
    pub code: String,
    pub name: String,
}

/// Somebody who can be put down for a grid.
#[derive(Debug, Serialize, ToSchema)]
pub struct GridCandidate {
    pub account: IdText,
    pub name: String,
    /// Where the post is.
    pub area: AreaRef,
    /// Days of leave that are not over.
    pub leave: Vec<LeaveView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct GridCandidates {
    pub items: Vec<GridCandidate>,
}

/// Days on which somebody is away.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = GridLeave)]
pub struct LeaveView {
    pub from: Date,
    pub until: Date,
}

/// How maps are drawn here.
#[derive(Debug, Serialize, ToSchema)]
pub struct MapView {
    /// Addresses of tiles with `{z}`, `{x}` and `{y}`; none: no base map.
    pub tiles: Option<String>,
    /// In which system the tiles are: what is drawn over them must be in the same.
    pub datum: Datum,
    /// What must be shown beside the map: its maker and number.
    pub attribution: String,
}
