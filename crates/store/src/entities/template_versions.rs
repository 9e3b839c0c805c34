//! Versions of the wording of a county's forms.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "template_versions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub county: String,
    /// Counted through all forms of the county, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    /// The form's stable name: `agreement`.
    pub form: String,
    pub takes_effect_on: String,
    /// Empty: the text that comes with the program.
    pub text: String,
    /// What came with the program on the day of publication.
    pub standard: String,
    pub note: String,
    pub published_at: i64,
    pub published_by: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
