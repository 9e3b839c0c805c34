//! Borders of grids, each from a day on (registry).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "grid_borders")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub grid: String,
    pub valid_from: String,
    pub valid_until: Option<String>,
    pub polygons: String,
    pub west: f64,
    pub south: f64,
    pub east: f64,
    pub north: f64,
    pub source: String,
    pub drawn_by: i64,
    pub changed_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
