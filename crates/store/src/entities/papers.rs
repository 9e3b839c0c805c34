//! Papers that were issued (registry).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "papers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub county: String,
    pub matter_id: i64,
    pub proceeding: i32,
    pub slug: String,
    pub no: i32,
    pub version: i32,
    pub mark: String,
    pub digest: String,
    pub sha256: String,
    pub size: i64,
    pub pages: i32,
    pub object_key: String,
    pub title_zh: String,
    pub title_en: String,
    pub number: String,
    pub issuer: String,
    pub issued_on: String,
    pub issued_at: i64,
    pub issued_by: i64,
    pub replaced_at: Option<i64>,
    pub about: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
