//! Days on which somebody read more than is usual, and what was found out about it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "unusual_readings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub account_id: i64,
    /// YYYY-MM-DD.
    pub on_day: String,
    pub reason: String,
    /// Different matters.
    pub readings: i64,
    /// As it was set then.
    pub threshold: i64,
    pub found_at: i64,
    pub looked_at: Option<i64>,
    pub looked_by: Option<i64>,
    pub finding: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
