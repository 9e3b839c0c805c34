//! The outbox of messages to parties (technical).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "messages")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub county: Option<String>,
    pub matter_id: Option<i64>,
    pub n: Option<i32>,
    pub kind: String,
    /// Blank where no way is set up.
    pub way: String,
    pub to_hash: String,
    pub to_sealed: String,
    pub to_shown: String,
    pub body_sealed: String,
    pub version: i32,
    pub state: String,
    pub attempts: i32,
    pub fault: String,
    pub made_at: i64,
    pub sent_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
