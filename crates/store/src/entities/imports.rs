//! Ledgers that are brought in (technical).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "imports")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub account_id: i64,
    /// Of the file.
    pub sha256: String,
    pub state: String,
    /// Why it failed: the code of a refusal.
    pub fault: Option<String>,
    /// The file's name, its columns and what was told of it, as JSON, encrypted.
    pub about: String,
    /// Rows read or registered so far, of how many.
    pub done: i64,
    pub total: i64,
    /// When it last made progress.
    pub touched_at: i64,
    pub created_at: i64,
    pub expires_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
