//! Rows of outlines.

use std::collections::HashSet;

use bandeng_core::places::AreaCode;
use bandeng_store::entities::boundaries;
use bandeng_store::rows::insert_all;
use bandeng_store::{Db, Result, Uow};
use sea_orm::ConnectionTrait;

pub(super) use bandeng_store::entities::boundaries::Model as Outline;

/// Outlines of an area and of those directly in it, with their names.
pub(super) async fn around(db: &Db, area: &AreaCode) -> Result<Vec<(String, Outline)>> {
    let sql = "SELECT b.area, b.body, b.points, b.source, b.imported_at, b.imported_by, a.name FROM areas a \
               JOIN boundaries b ON b.area = a.code \
               WHERE a.code = $1 OR (a.parent = $1 AND a.valid_until IS NULL) ORDER BY a.code";
    let rows = db.reader().query_all_raw(db.statement(sql, [area.as_str().into()])).await?;
    rows.iter()
        .map(|row| {
            let outline = Outline {
                area: row.try_get_by_index(0)?,
                body: row.try_get_by_index(1)?,
                points: row.try_get_by_index(2)?,
                source: row.try_get_by_index(3)?,
                imported_at: row.try_get_by_index(4)?,
                imported_by: row.try_get_by_index(5)?,
            };
            Ok((row.try_get_by_index(6)?, outline))
        })
        .collect()
}

/// Puts outlines in the place of those that were there.
pub(super) async fn put(uow: &Uow, outlines: Vec<Outline>) -> Result<()> {
    let replace = "ON CONFLICT (area) DO UPDATE SET body = excluded.body, points = excluded.points, \
                   source = excluded.source, imported_at = excluded.imported_at, imported_by = excluded.imported_by";
    insert_all::<boundaries::Entity>(uow.technical(), outlines, Some(replace)).await
}

/// How many areas have an outline.
pub(super) async fn count(db: &Db) -> Result<i64> {
    let row = db.reader().query_one_raw(db.statement("SELECT count(*) FROM boundaries", [])).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default())
}

/// Of these areas, those there are.
pub(super) async fn known(db: &Db, areas: HashSet<AreaCode>) -> Result<HashSet<String>> {
    Ok(crate::places::query::names(db, areas).await?.into_keys().collect())
}
