//! Recoveries that officers asked for.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "vault_requests")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub committee_id: i64,
    pub key_version: i64,
    pub county: String,
    pub matter_id: i64,
    pub code: String,
    pub reason: String,
    pub asked_by: i64,
    pub asked_at: i64,
    pub expires_at: i64,
    pub agreed_by: Option<i64>,
    pub agreed_at: Option<i64>,
    /// The other officer's share for the one who asked: an age file, in base64. Gone when the recovery is over.
    pub handed: Option<String>,
    pub finished_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
