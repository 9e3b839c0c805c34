//! How many people live where.

use bandeng_core::places::AreaCode;
use bandeng_store::entities::populations;
use bandeng_store::{Db, Result, Uow};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel};

pub(in crate::figures) use bandeng_store::entities::populations::Model as Population;

/// An area with what is known of it in a year.
pub(in crate::figures) struct Known {
    pub code: String,
    pub name: String,
    /// How many people, and who says so.
    pub people: Option<(i64, String)>,
}

/// An area and those directly in it that are in force, with what was entered for a year.
pub(in crate::figures) async fn of_year(db: &Db, area: &AreaCode, year: i16) -> Result<Vec<Known>> {
    let sql = "SELECT a.code, a.name, p.people, p.source FROM areas a \
               LEFT JOIN populations p ON p.area = a.code AND p.year = $2 \
               WHERE a.code = $1 OR (a.parent = $1 AND a.valid_until IS NULL) ORDER BY a.code";
    let rows = db.reader().query_all_raw(db.statement(sql, [area.as_str().into(), i32::from(year).into()])).await?;
    rows.iter()
        .map(|row| {
            let people: Option<i64> = row.try_get_by_index(2)?;
            let source: Option<String> = row.try_get_by_index(3)?;
            Ok(Known {
                code: row.try_get_by_index(0)?,
                name: row.try_get_by_index(1)?,
                people: people.map(|people| (people, source.unwrap_or_default())),
            })
        })
        .collect()
}

/// Writes a number, or takes it out; whether that changed anything.
pub(in crate::figures) async fn put(uow: &Uow, area: &AreaCode, year: i16, row: Option<Population>) -> Result<bool> {
    use populations::Column as C;
    let key = (area.to_string(), i32::from(year));
    let before = populations::Entity::find_by_id(key.clone()).one(uow.read()).await?;
    let said = |row: &Population| (row.people, row.source.clone());
    if before.as_ref().map(said) == row.as_ref().map(said) {
        return Ok(false);
    }
    match row {
        None => {
            populations::Entity::delete_by_id(key).exec(uow.technical()).await?;
        }
        Some(row) => {
            let replace = OnConflict::columns([C::Area, C::Year])
                .update_columns([C::People, C::Source, C::RecordedAt, C::RecordedBy])
                .to_owned();
            let row = row.into_active_model().reset_all();
            populations::Entity::insert(row).on_conflict(replace).exec_without_returning(uow.technical()).await?;
        }
    }
    Ok(true)
}
