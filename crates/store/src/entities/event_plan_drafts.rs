//! What is being edited of a county's plan of handling (technical).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_plan_drafts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub county: String,
    /// Drawn anew with every writing.
    pub revision: i64,
    /// The plan, as JSON.
    pub body: String,
    pub saved_at: i64,
    pub saved_by: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
