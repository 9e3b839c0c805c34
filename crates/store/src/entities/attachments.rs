//! Files of a matter; the bytes lie in the object store.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attachments")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub county: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub matter_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub n: i32,
    pub name: String,
    pub media_type: String,
    pub size: i64,
    pub sha256: String,
    pub object_key: String,
    pub purpose: String,
    pub uploaded_at: i64,
    pub uploaded_by: i64,
    /// Of which paper it is an edited version: mediation, form, number.
    pub paper: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
