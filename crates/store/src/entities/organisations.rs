//! Centres, committees, offices, departments.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organisations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub kind: String,
    pub name: String,
    pub area: String,
    pub parent_id: Option<i64>,
    pub multi_ethnic: bool,
    pub term_began_on: Option<String>,
    pub active: bool,
    pub created_at: i64,
    pub head_seq: i64,
    pub head_hash: String,
    pub number_word: String,
    pub phone: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
