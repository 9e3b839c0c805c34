//! Letters as they were received, encrypted (technical).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "inbox")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub desk_id: i64,
    pub sender_id: Option<i64>,
    /// The organisation's number, or the name as it was typed: what a number is unique under.
    pub sender: String,
    pub body: String,
    pub number: String,
    pub channel: String,
    pub key_id: Option<i64>,
    pub committee_id: Option<i64>,
    pub received_at: i64,
    pub received_by: i64,
    pub sha256: String,
    pub document: String,
    pub state: String,
    /// Of the matter it became, or was put to.
    pub code: Option<String>,
    pub attempts: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
