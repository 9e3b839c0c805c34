//! Ways in for machines (registry).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "call_doors")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub kind: String,
    pub county: String,
    pub organisation_id: i64,
    pub name: String,
    pub caller_id: Option<i64>,
    pub grid: Option<String>,
    pub place: String,
    pub fields: String,
    pub secret: Option<String>,
    pub secret_hash: Option<String>,
    pub created_at: i64,
    pub closed_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
