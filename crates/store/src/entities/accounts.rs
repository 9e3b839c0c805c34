//! People who sign in.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "accounts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub login: String,
    pub name: String,
    pub password_hash: String,
    pub must_change: bool,
    pub active: bool,
    pub bootstrap: bool,
    pub failed: i32,
    pub locked_until: i64,
    pub preferences: String,
    pub created_at: i64,
    pub signed_in_at: Option<i64>,
    pub head_seq: i64,
    pub head_hash: String,
    /// Whose administrators keep it; blank until its first post.
    pub area: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
