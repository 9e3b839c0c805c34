//! Files on a list to be destroyed (registry).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "destruction_files")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub destruction_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub n: i32,
    pub county: String,
    pub matter_id: i64,
    pub code: String,
    pub class: String,
    pub closed_on: String,
    pub until_on: String,
    pub kept_because: Option<String>,
    pub destroyed_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
