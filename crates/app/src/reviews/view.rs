//! What is shown of reviews.

use bandeng_core::kernel::{Date, IdText, Text};
use bandeng_core::reviews::{Figures, Finding, Given, ReviewFileState, ReviewState, Rubric, RubricItem, Scored};
use serde::Serialize;
use utoipa::ToSchema;

use crate::papers::service::PaperView;

/// A review in the list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct ReviewLine {
    pub id: IdText,
    pub area: String,
    pub area_name: String,
    /// The year of the files' numbers.
    pub year: i16,
    pub state: ReviewState,
    /// Epoch milliseconds.
    pub drawn_at: i64,
    /// Files there were to draw from.
    pub population: u32,
    /// All its files together.
    pub figures: Figures,
}

/// A page of reviews, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReviewPage {
    pub items: Vec<ReviewLine>,
    pub next: Option<String>,
}

/// A drawn file in the list of a review.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct ReviewFileLine {
    pub n: u16,
    pub code: String,
    pub grouped: String,
    /// 卷号.
    pub number: String,
    pub committee: String,
    pub state: ReviewFileState,
    pub score: Option<u16>,
    /// Why it went back.
    pub reason: String,
    /// By when it is to be mended.
    pub until: Option<Date>,
    /// It went back and has been archived again.
    pub mended: bool,
    /// Nobody has scored it, and nobody can now: it was opened again, sealed or destroyed since.
    pub away: bool,
}

/// What a review says of a committee.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct CommitteeFigures {
    pub committee: String,
    pub figures: Figures,
}

/// A review.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReviewView {
    #[serde(flatten)]
    pub line: ReviewLine,
    /// Who drew.
    pub organisation: String,
    pub seed: String,
    pub rubric_version: i64,
    pub rubric: Rubric,
    pub files: Vec<ReviewFileLine>,
    /// In the order of the committees' names. Never of people.
    pub committees: Vec<CommitteeFigures>,
    /// Every file that can be looked at has been: it can be finished.
    pub complete: bool,
}

/// An item with what the house sees by itself.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct ReviewItem {
    pub item: RubricItem,
    /// None where there is nothing to see by itself.
    pub finding: Option<Finding>,
    /// What the reviewer gave.
    pub given: Option<Given>,
}

/// A drawn file, to be looked at.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReviewFileView {
    #[serde(flatten)]
    pub line: ReviewFileLine,
    pub title: String,
    /// The mediation whose file it is.
    pub proceeding: u16,
    pub items: Vec<ReviewItem>,
    pub scored: Option<Scored>,
    /// Its papers, as this reader may print them: without contact data.
    pub papers: Vec<PaperView>,
    /// The matter's version: what sending it back names.
    pub version: i64,
    /// It can be scored and sent back: it is archived, and the review goes on.
    pub open: bool,
}

/// A draw, repeated from what its event says.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DrawView {
    pub seed: String,
    /// How anybody can repeat it.
    pub method: Text,
    /// The codes there were to draw from, in their order.
    pub candidates: Vec<String>,
    /// What comes out when it is drawn again now.
    pub drawn: Vec<String>,
    /// That is what was drawn then.
    pub same: bool,
}

/// A version of a rubric.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct RubricVersion {
    /// 0: the preset of the house.
    pub version: i64,
    pub takes_effect_on: Option<Date>,
    pub rubric: Rubric,
}

/// The rubric of a county: in force, and what was published.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RubricView {
    pub in_force: RubricVersion,
    /// The newest first.
    pub versions: Vec<RubricVersion>,
}
