//! What is supervised publicly, as every unit of the county sees it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "public_supervisions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub county: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub matter_id: i64,
    /// The number of the step in its dispatch.
    #[sea_orm(primary_key, auto_increment = false)]
    pub rung: i32,
    /// Orders the board.
    pub id: i64,
    pub category: String,
    /// Code of the town, or of the county where it lies in none.
    pub town: String,
    /// Names of the units, as JSON.
    pub units: String,
    pub posted_at: i64,
    pub until_on: String,
    pub state: String,
    pub ended_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
