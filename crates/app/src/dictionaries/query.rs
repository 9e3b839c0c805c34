//! Versions and drafts.

use std::collections::HashMap;

use bandeng_core::dictionaries::{Entry, Version};
use bandeng_core::kernel::Instant;
use bandeng_store::entities::{dictionary_drafts, dictionary_versions};
use bandeng_store::{Db, Error, Result, Uow};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};

pub(super) use bandeng_store::entities::dictionary_drafts::Model as Draft;
pub(super) use bandeng_store::entities::dictionary_versions::Model as VersionRow;

fn read(row: VersionRow) -> Result<(String, Version)> {
    let day = row.takes_effect_on.parse().map_err(|_| Error::Damaged(format!("a version of {}", row.county)))?;
    let entries: Vec<Entry> = serde_json::from_str(&row.entries)?;
    Ok((row.county, Version::new(row.version, day, entries)))
}

/// Versions of counties after those that are known; counties without any are not there.
pub(super) async fn later(
    connection: &impl ConnectionTrait,
    known: &[(&str, i64)],
) -> Result<HashMap<String, Vec<Version>>> {
    use dictionary_versions::Column;
    let any = known.iter().fold(Condition::any(), |any, (county, version)| {
        any.add(Condition::all().add(Column::County.eq(*county)).add(Column::Version.gt(*version)))
    });
    let rows = dictionary_versions::Entity::find().filter(any).order_by_asc(Column::Version).all(connection).await?;
    let mut found: HashMap<String, Vec<Version>> = HashMap::new();
    for row in rows {
        let (county, version) = read(row)?;
        found.entry(county).or_default().push(version);
    }
    Ok(found)
}

/// The version published last, as the transaction sees it.
pub(super) async fn latest(connection: &impl ConnectionTrait, county: &str) -> Result<Option<Version>> {
    use dictionary_versions::Column;
    let row = dictionary_versions::Entity::find()
        .filter(Column::County.eq(county))
        .order_by_desc(Column::Version)
        .one(connection)
        .await?;
    row.map(|row| Ok(read(row)?.1)).transpose()
}

/// The number of the version published last; 0 where there is none.
pub(super) async fn latest_number(uow: &Uow, county: &str) -> Result<i64> {
    let sql = "SELECT COALESCE(max(version), 0) FROM dictionary_versions WHERE county = $1";
    let row = uow.read().query_one_raw(uow.statement(sql, [county.into()])).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default())
}

/// A version in outline.
pub(super) struct Published {
    pub number: i64,
    pub takes_effect_on: String,
    pub note: String,
    pub at: Instant,
    pub by: String,
}

/// Most versions shown.
const SHOWN: u32 = 100;

/// Versions with who published them, newest first.
pub(super) async fn published(db: &Db, county: &str) -> Result<Vec<Published>> {
    let sql = format!(
        "SELECT v.version, v.takes_effect_on, v.note, v.published_at, COALESCE(a.name, '') FROM dictionary_versions v \
         LEFT JOIN accounts a ON a.id = v.published_by WHERE v.county = $1 ORDER BY v.version DESC LIMIT {SHOWN}"
    );
    let rows = db.reader().query_all_raw(db.statement(&sql, [county.into()])).await?;
    rows.iter()
        .map(|row| {
            Ok(Published {
                number: row.try_get_by_index(0)?,
                takes_effect_on: row.try_get_by_index(1)?,
                note: row.try_get_by_index(2)?,
                at: row.try_get_by_index(3)?,
                by: row.try_get_by_index(4)?,
            })
        })
        .collect()
}

pub(super) async fn insert(uow: &Uow, row: VersionRow) -> Result<()> {
    dictionary_versions::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(uow.technical())
        .await?;
    Ok(())
}

/// The draft of a county with who saved it.
pub(super) async fn draft(connection: &impl ConnectionTrait, county: &str) -> Result<Option<Draft>> {
    Ok(dictionary_drafts::Entity::find_by_id(county).one(connection).await?)
}

/// What an account is called.
pub(super) async fn name(db: &Db, account: i64) -> Result<String> {
    let row =
        db.reader().query_one_raw(db.statement("SELECT name FROM accounts WHERE id = $1", [account.into()])).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default())
}

/// Writes the draft if it still is the one its writer has seen (none: there was none); false if it is not.
pub(super) async fn save(uow: &Uow, seen: Option<i64>, draft: Draft) -> Result<bool> {
    let values = [
        draft.county.into(),
        draft.revision.into(),
        draft.entries.into(),
        draft.saved_at.into(),
        draft.saved_by.into(),
    ];
    let (sql, values): (_, Vec<sea_orm::Value>) = match seen {
        None => (
            "INSERT INTO dictionary_drafts (county, revision, entries, saved_at, saved_by) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (county) DO NOTHING",
            values.into(),
        ),
        Some(seen) => (
            "UPDATE dictionary_drafts SET revision = $2, entries = $3, saved_at = $4, saved_by = $5 \
             WHERE county = $1 AND revision = $6",
            values.into_iter().chain([seen.into()]).collect(),
        ),
    };
    Ok(uow.technical().execute_raw(uow.statement(sql, values)).await?.rows_affected() == 1)
}

/// Drops the draft if it still is the one its writer has seen; false if it is not.
pub(super) async fn drop(uow: &Uow, county: &str, seen: i64) -> Result<bool> {
    let sql = "DELETE FROM dictionary_drafts WHERE county = $1 AND revision = $2";
    Ok(uow.technical().execute_raw(uow.statement(sql, [county.into(), seen.into()])).await?.rows_affected() == 1)
}
