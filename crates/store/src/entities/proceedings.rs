//! Proceedings of a matter, of any kind: a few columns and one document.

use sea_orm::entity::prelude::*;

use crate::Document;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "proceedings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub county: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub matter_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub n: i32,
    pub kind: String,
    pub state: String,
    pub organisation_id: Option<i64>,
    pub opened_at: i64,
    pub ended_at: Option<i64>,
    pub body: Document,
    pub file_register: Option<i64>,
    pub file_year: Option<i32>,
    pub file_seq: Option<i64>,
    pub file_of: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
