//! What somebody signs in with besides a password.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "factors")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub account_id: i64,
    pub kind: String,
    pub name: String,
    /// The seed of a TOTP or the public part of a passkey, sealed.
    pub secret: String,
    /// How the browser names a passkey.
    pub handle: Option<String>,
    /// The last step of time whose code was taken; a code is taken once.
    pub last_step: i64,
    pub made_at: i64,
    pub used_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
