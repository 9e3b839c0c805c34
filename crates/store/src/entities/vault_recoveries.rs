//! Recovery keys of committees: the private half in two shares, each for an officer.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "vault_recoveries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub committee_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    pub recipient: String,
    pub fingerprint: String,
    pub first_officer: i64,
    /// An age file for that officer, in base64; none: printed on paper.
    pub first_share: Option<String>,
    pub second_officer: i64,
    pub second_share: Option<String>,
    pub made_at: i64,
    pub made_by: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
