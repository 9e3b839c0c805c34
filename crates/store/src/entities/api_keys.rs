//! Keys of systems.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_keys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub organisation_id: i64,
    /// Who receives its letters.
    pub desk_id: i64,
    /// Who mediates what it sends, where that is settled.
    pub committee_id: Option<i64>,
    pub name: String,
    /// JSON: a list.
    pub scopes: String,
    pub hint: String,
    pub secret_hash: String,
    pub created_at: i64,
    pub created_by: i64,
    pub expires_on: String,
    pub revoked_at: Option<i64>,
    pub used_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
