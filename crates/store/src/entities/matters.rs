//! Matters: one row, one code.

use sea_orm::entity::prelude::*;

use crate::Document;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "matters")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub county: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub code: String,
    pub title: String,
    pub kind: String,
    pub source: String,
    pub channel: String,
    pub area: String,
    pub place: String,
    pub occurred_on: Option<String>,
    pub narrative: String,
    pub amount_fen: Option<i64>,
    pub state: String,
    /// Of the latest proceeding; blank where there is none.
    pub stage: String,
    pub turn: String,
    pub due_on: String,
    pub sealed: bool,
    pub desk_id: i64,
    pub committee_id: Option<i64>,
    pub registered_at: i64,
    pub registered_by: i64,
    pub record: Document,
    pub head_seq: i64,
    pub head_hash: String,
    pub subtype: Option<String>,
    pub subsource: Option<String>,
    /// The county's word for an event; none of a dispute.
    pub category: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
