//! What readers are shown of an organisation.

use bandeng_core::kernel::{Date, Text};
use bandeng_core::matters::Sex;
use bandeng_core::people::{OrganisationKind, Position};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::IdText;
use crate::people::OrganisationRef;
use crate::places::AreaRef;

/// An organisation in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OrganisationRow {
    pub id: IdText,
    pub name: String,
    pub kind: OrganisationKind,
    pub area: AreaRef,
    pub active: bool,
    /// Members of a committee.
    pub members: u16,
    /// Last day of the members' term (Mediation Law art. 9).
    pub term_ends_on: Option<Date>,
    /// What is not as the Mediation Law wants it (arts 8 and 9).
    pub warnings: Vec<Text>,
}

/// An organisation.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OrganisationView {
    pub id: IdText,
    pub name: String,
    pub kind: OrganisationKind,
    pub area: AreaRef,
    /// What it belongs to: the committee that set up a studio, the centre a window belongs to.
    pub parent: Option<OrganisationRef>,
    pub active: bool,
    /// Several ethnic groups live where it works, so that a smaller group has a member (Mediation Law art. 8).
    pub multi_ethnic: bool,
    /// Day of the members' election.
    pub term_began_on: Option<Date>,
    /// Last day of their term.
    pub term_ends_on: Option<Date>,
    /// Before 人调字 in the numbers of its files; empty where the register has none of its own.
    pub number_word: String,
    /// Whom people call; empty where nobody entered it.
    pub phone: String,
    /// Who elects them, where there is an election.
    pub elected_by: Option<Text>,
    pub members: Vec<MemberView>,
    /// What is not as the Mediation Law wants it (arts 8 and 9). Warnings, never a bar.
    pub warnings: Vec<Text>,
    /// To be sent back with a change.
    pub version: i64,
}

/// A member of a committee.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct MemberView {
    pub name: String,
    pub position: Position,
    /// Counted by the law; shown to those who keep organisations alone.
    #[serde(default)]
    pub sex: Option<Sex>,
    /// Of a group with fewer people there; shown to those who keep organisations alone.
    #[serde(default)]
    pub smaller_group: Option<bool>,
    /// The member's account, if there is one.
    #[serde(default)]
    pub account: Option<IdText>,
}

/// A committee that can take a matter.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CommitteeView {
    pub id: IdText,
    pub name: String,
    pub kind: OrganisationKind,
    pub area: AreaRef,
}
