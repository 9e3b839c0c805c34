//! Files drawn for a review (registry).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "review_files")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub review_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub n: i32,
    pub county: String,
    pub matter_id: i64,
    pub proceeding: i32,
    pub code: String,
    pub number: String,
    pub committee_id: i64,
    pub state: String,
    pub scored: Option<String>,
    pub score: Option<i32>,
    pub reason: String,
    pub until_on: Option<String>,
    pub scored_at: Option<i64>,
    pub scored_by: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
