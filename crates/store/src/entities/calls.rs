//! Calls for help (registry).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "calls")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub county: String,
    pub grid: Option<String>,
    pub door: String,
    pub door_id: Option<i64>,
    pub external_id: Option<String>,
    pub caller_id: Option<i64>,
    pub phone: Option<String>,
    pub place: Option<String>,
    pub state: String,
    pub rung: i32,
    pub next_at: Option<i64>,
    pub raised_at: i64,
    pub taken_at: Option<i64>,
    pub taken_by: Option<i64>,
    pub arrived_at: Option<i64>,
    pub over_at: Option<i64>,
    pub words: Option<String>,
    pub helped: Option<String>,
    pub version: i64,
    pub changed_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
