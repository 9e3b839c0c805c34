//! Notes of sessions with one party alone: age files the house cannot open.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "vault_notes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub county: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub matter_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub proceeding: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub session: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// How often this version was encrypted.
    #[sea_orm(primary_key, auto_increment = false)]
    pub sealing: i32,
    /// In base64; none where it was erased.
    pub body: Option<String>,
    pub sha256: String,
    /// JSON: the fingerprints of the keys that open it.
    pub recipients: String,
    pub sealed_at: i64,
    pub sealed_by: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
