//! Versions and drafts of the calendar.

use bandeng_core::deadlines::Notice;
use bandeng_core::kernel::Instant;
use bandeng_store::entities::{calendar_drafts, calendar_versions};
use bandeng_store::{Db, Error, Result, Uow};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

pub(super) use bandeng_store::entities::calendar_drafts::Model as Draft;
pub(super) use bandeng_store::entities::calendar_versions::Model as VersionRow;

pub(super) fn notice(text: &str, year: i32) -> Result<Notice> {
    serde_json::from_str(text).map_err(|_| Error::Damaged(format!("the notice of {year}")))
}

/// What was published after a version, the oldest first.
pub(super) async fn later(connection: &impl ConnectionTrait, known: i64) -> Result<Vec<(i64, Notice)>> {
    use calendar_versions::Column;
    let rows = calendar_versions::Entity::find()
        .filter(Column::Version.gt(known))
        .order_by_asc(Column::Version)
        .all(connection)
        .await?;
    rows.iter().map(|row| Ok((row.version, notice(&row.notice, row.year)?))).collect()
}

/// A version with who published it.
pub(super) struct Published {
    pub row: VersionRow,
    pub by: String,
}

/// Most versions shown.
const SHOWN: u32 = 100;

/// The versions, newest first.
pub(super) async fn published(db: &Db) -> Result<Vec<Published>> {
    let sql = format!(
        "SELECT v.version, v.year, v.notice, v.note, v.published_at, v.published_by, COALESCE(a.name, '') \
         FROM calendar_versions v LEFT JOIN accounts a ON a.id = v.published_by ORDER BY v.version DESC LIMIT {SHOWN}"
    );
    let rows = db.reader().query_all_raw(db.statement(&sql, [])).await?;
    rows.iter()
        .map(|row| {
            Ok(Published {
                row: VersionRow {
                    version: row.try_get_by_index(0)?,
                    year: row.try_get_by_index(1)?,
                    notice: row.try_get_by_index(2)?,
                    note: row.try_get_by_index(3)?,
                    published_at: row.try_get_by_index(4)?,
                    published_by: row.try_get_by_index(5)?,
                },
                by: row.try_get_by_index(6)?,
            })
        })
        .collect()
}

/// The number of the last version; 0 where there is none.
pub(super) async fn last(connection: &impl ConnectionTrait) -> Result<i64> {
    let row =
        calendar_versions::Entity::find().order_by_desc(calendar_versions::Column::Version).one(connection).await?;
    Ok(row.map_or(0, |row| row.version))
}

pub(super) async fn insert(uow: &Uow, row: VersionRow) -> Result<()> {
    calendar_versions::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(uow.technical())
        .await?;
    Ok(())
}

/// A draft, and who saved it.
pub(super) async fn draft(connection: &impl ConnectionTrait, year: i16) -> Result<Option<Draft>> {
    Ok(calendar_drafts::Entity::find_by_id(i32::from(year)).one(connection).await?)
}

/// Which years have a draft.
pub(super) async fn drafted(connection: &impl ConnectionTrait) -> Result<Vec<i32>> {
    let rows = calendar_drafts::Entity::find().order_by_asc(calendar_drafts::Column::Year).all(connection).await?;
    Ok(rows.into_iter().map(|row| row.year).collect())
}

/// What an account is called.
pub(super) async fn name(db: &Db, account: i64) -> Result<String> {
    let row =
        db.reader().query_one_raw(db.statement("SELECT name FROM accounts WHERE id = $1", [account.into()])).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default())
}

/// Writes the draft if it still is the one its writer has seen (0: there was none); false if it is not.
pub(super) async fn save(uow: &Uow, seen: i64, draft: Draft) -> Result<bool> {
    let saved_at: Instant = draft.saved_at;
    let values =
        [draft.year.into(), draft.revision.into(), draft.notice.into(), saved_at.into(), draft.saved_by.into()];
    let (sql, values): (_, Vec<sea_orm::Value>) = match seen {
        0 => (
            "INSERT INTO calendar_drafts (year, revision, notice, saved_at, saved_by) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (year) DO NOTHING",
            values.into(),
        ),
        seen => (
            "UPDATE calendar_drafts SET revision = $2, notice = $3, saved_at = $4, saved_by = $5 \
             WHERE year = $1 AND revision = $6",
            values.into_iter().chain([seen.into()]).collect(),
        ),
    };
    Ok(uow.technical().execute_raw(uow.statement(sql, values)).await?.rows_affected() == 1)
}

/// Drops the draft if it still is the one its writer has seen; false if it is not.
pub(super) async fn drop(uow: &Uow, year: i16, seen: i64) -> Result<bool> {
    let sql = "DELETE FROM calendar_drafts WHERE year = $1 AND revision = $2";
    let values = [i32::from(year).into(), seen.into()];
    Ok(uow.technical().execute_raw(uow.statement(sql, values)).await?.rows_affected() == 1)
}
