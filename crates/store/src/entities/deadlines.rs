//! Days that run on a matter.

use sea_orm::entity::prelude::*;

use crate::Document;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deadlines")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub county: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub matter_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub n: i32,
    pub proceeding: i32,
    pub rule: String,
    pub due_on: String,
    pub state: String,
    pub hint: bool,
    pub body: Document,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
