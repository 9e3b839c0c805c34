//! Those who enrolled to call for help (registry); encrypted, and deleted after their day.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "callers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub county: String,
    pub grid: String,
    pub state: String,
    pub how: String,
    pub name: String,
    pub phone: String,
    pub phone_index: String,
    pub place: String,
    pub note: String,
    pub notice: i32,
    pub agreed_at: i64,
    pub secret_hash: Option<String>,
    pub expires_on: String,
    pub created_at: i64,
    pub reminded_on: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
