//! Outlines of areas.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "boundaries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub area: String,
    pub body: String,
    pub points: i32,
    pub source: String,
    pub imported_at: i64,
    pub imported_by: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
