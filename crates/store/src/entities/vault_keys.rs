//! Public keys of people, and the private halves as their browsers wrapped them.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "vault_keys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    pub recipient: String,
    pub fingerprint: String,
    /// An age file behind a passphrase, in base64.
    pub wrapped: String,
    /// Which passkey opens it too, as the browser names it.
    pub passkey: Option<String>,
    /// The same private key behind that passkey, in base64.
    pub passkey_wrapped: Option<String>,
    pub made_at: i64,
    pub wrapped_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
