//! Parties of a matter; telephones encrypted.

use sea_orm::entity::prelude::*;

use crate::Document;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "parties")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub county: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub matter_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub n: i32,
    pub side: String,
    pub kind: String,
    pub name: String,
    pub sex: Option<String>,
    pub born_on: Option<String>,
    pub occupation: String,
    pub address: String,
    pub phone_sealed: Option<String>,
    pub phone_hash: Option<String>,
    pub details: Document,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
