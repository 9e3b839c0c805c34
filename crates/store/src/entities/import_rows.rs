//! Rows of ledgers that are brought in, encrypted (technical).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_rows")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub import_id: i64,
    /// As the spreadsheet numbers it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub n: i64,
    pub state: String,
    /// Cells and faults as JSON, encrypted; empty once it is registered.
    pub body: String,
    /// The keyed hash of the normalised row.
    pub print: String,
    /// Of the matter it became.
    pub code: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
