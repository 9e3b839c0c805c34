//! Rows of lists, and everything that hangs on a matter.

use bandeng_core::kernel::{Id, Instant};
use bandeng_core::privacy::destroying::{GONE, blank as blank_words};
use bandeng_store::entities::{destruction_files, destructions, review_files};
use bandeng_store::rows::insert_all;
use bandeng_store::{Error, MatterKey, Result, Uow};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    Statement, Value,
};

pub(super) use bandeng_store::entities::destruction_files::Model as FileRow;
pub(super) use bandeng_store::entities::destructions::Model as ListRow;

pub(super) async fn insert(uow: &Uow, list: ListRow, files: Vec<FileRow>) -> Result<()> {
    insert_all::<destructions::Entity>(uow.technical(), vec![list], None).await?;
    insert_all::<destruction_files::Entity>(uow.technical(), files, None).await
}

/// Lists of a county before a number, the newest first.
pub(super) async fn lists(
    connection: &impl ConnectionTrait,
    county: &str,
    before: Id,
    limit: u64,
) -> Result<Vec<ListRow>> {
    Ok(destructions::Entity::find()
        .filter(destructions::Column::County.eq(county))
        .filter(destructions::Column::Id.lt(before))
        .order_by_desc(destructions::Column::Id)
        .limit(limit)
        .all(connection)
        .await?)
}

pub(super) async fn list(connection: &impl ConnectionTrait, county: &str, id: Id) -> Result<Option<ListRow>> {
    Ok(destructions::Entity::find_by_id(id).filter(destructions::Column::County.eq(county)).one(connection).await?)
}

pub(super) async fn files(connection: &impl ConnectionTrait, list: Id) -> Result<Vec<FileRow>> {
    Ok(destruction_files::Entity::find()
        .filter(destruction_files::Column::DestructionId.eq(list))
        .order_by_asc(destruction_files::Column::N)
        .all(connection)
        .await?)
}

/// A list, held: nobody else decides on it meanwhile.
pub(super) async fn hold(uow: &Uow, county: &str, id: Id) -> Result<Option<ListRow>> {
    uow.hold_row("destructions", id).await?;
    list(uow.read(), county, id).await
}

/// One file of a list.
pub(super) async fn file(connection: &impl ConnectionTrait, list: Id, n: i32) -> Result<Option<FileRow>> {
    Ok(destruction_files::Entity::find_by_id((list, n)).one(connection).await?)
}

/// The matters that stand on a list that nobody has decided on yet.
pub(super) async fn listed(connection: &impl ConnectionTrait, county: &str) -> Result<Vec<Id>> {
    let sql = "SELECT f.matter_id FROM destructions d JOIN destruction_files f ON f.destruction_id = d.id \
               WHERE d.county = $1 AND d.state = 'open' AND f.kept_because IS NULL";
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, [county.into()]);
    let rows = connection.query_all_raw(statement).await?;
    Ok(rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?)
}

/// Decides on a list that is open; false if somebody did already.
pub(super) async fn decide(uow: &Uow, list: Id, state: &str, by: Id, at: Instant) -> Result<bool> {
    let done = destructions::Entity::update_many()
        .col_expr(destructions::Column::State, Expr::value(state))
        .col_expr(destructions::Column::DecidedAt, Expr::value(at))
        .col_expr(destructions::Column::DecidedBy, Expr::value(by))
        .filter(destructions::Column::Id.eq(list))
        .filter(destructions::Column::State.eq("open"))
        .exec(uow.technical())
        .await?;
    Ok(done.rows_affected == 1)
}

/// What became of a file of a list; false if it is not on it or is gone.
pub(super) async fn mark(
    uow: &Uow,
    list: Id,
    n: i32,
    kept_because: Option<String>,
    destroyed_at: Option<Instant>,
) -> Result<bool> {
    let done = destruction_files::Entity::update_many()
        .col_expr(destruction_files::Column::KeptBecause, Expr::value(kept_because))
        .col_expr(destruction_files::Column::DestroyedAt, Expr::value(destroyed_at))
        .filter(destruction_files::Column::DestructionId.eq(list))
        .filter(destruction_files::Column::N.eq(n))
        .filter(destruction_files::Column::DestroyedAt.is_null())
        .exec(uow.technical())
        .await?;
    Ok(done.rows_affected == 1)
}

/// The keys of the bytes of a matter's attachments and papers.
pub(super) async fn objects(uow: &Uow, key: &MatterKey) -> Result<Vec<String>> {
    let sql = "SELECT object_key FROM attachments WHERE county = $1 AND matter_id = $2 AND object_key <> '' \
               UNION ALL SELECT object_key FROM papers WHERE county = $1 AND matter_id = $2 AND object_key <> ''";
    let rows = uow.read().query_all_raw(statement(uow, sql, key)).await?;
    Ok(rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?)
}

/// What people wrote in rows that hang on a matter, beside those a unit of work holds. `$3` is what stands there instead.
const CASE: [&str; 6] = [
    "UPDATE events SET payload = NULL WHERE county = $1 AND matter_id = $2",
    "UPDATE attachments SET name = $3, object_key = '' WHERE county = $1 AND matter_id = $2",
    "UPDATE vault_notes SET body = NULL WHERE county = $1 AND matter_id = $2 AND body IS NOT NULL",
    "DELETE FROM ladders WHERE county = $1 AND matter_id = $2",
    "DELETE FROM signature_requests WHERE county = $1 AND matter_id = $2",
    "DELETE FROM party_secrets WHERE county = $1 AND matter_id = $2",
];

/// The same outside the case side.
const BESIDE: [&str; 7] = [
    "UPDATE vault_requests SET reason = $3, handed = NULL WHERE county = $1 AND matter_id = $2",
    "UPDATE papers SET title_zh = $3, title_en = $3, about = '', object_key = '' WHERE county = $1 AND matter_id = $2",
    "DELETE FROM messages WHERE county = $1 AND matter_id = $2",
    "DELETE FROM resident_links WHERE county = $1 AND matter_id = $2",
    "DELETE FROM resident_sessions WHERE county = $1 AND matter_id = $2",
    "DELETE FROM one_time_codes WHERE county = $1 AND matter_id = $2",
    "DELETE FROM reminders WHERE county = $1 AND matter_id = $2",
];

pub(super) async fn blank(uow: &mut Uow, key: &MatterKey, code: &str, gone: &str) -> Result<()> {
    for sql in CASE {
        let statement = with(uow, sql, key, gone);
        uow.case(key)?.execute_raw(statement).await?;
    }
    for sql in BESIDE {
        uow.technical().execute_raw(with(uow, sql, key, gone)).await?;
    }
    remarks(uow, key).await?;
    let of_matter = |told: String| -> Vec<Value> { vec![key.county.clone().into(), key.id.into(), told.into()] };
    for (sql, of) in [
        ("UPDATE registry_events SET payload = NULL WHERE stream = $1", vec![format!("papers:{code}").into()]),
        ("DELETE FROM inbox WHERE code = $1", vec![code.into()]),
        // What was said of it where it was reviewed, and why a note of it was to be opened.
        (OF_REVIEWS, of_matter(told_of(code))),
        (OF_VAULTS, of_matter(told_of(code))),
    ] {
        let statement = Statement::from_sql_and_values(uow.engine().backend(), sql, of);
        uow.technical().execute_raw(statement).await.map_err(Error::from)?;
    }
    Ok(())
}

const OF_REVIEWS: &str = "UPDATE registry_events SET payload = NULL WHERE kind IN ('review.scored', 'review.returned') \
    AND stream IN (SELECT 'review:' || review_id FROM review_files WHERE county = $1 AND matter_id = $2) \
    AND payload LIKE $3";
const OF_VAULTS: &str = "UPDATE registry_events SET payload = NULL WHERE kind = 'vault.recovery_asked' \
    AND stream IN (SELECT 'organisation:' || committee_id FROM vault_requests WHERE county = $1 AND matter_id = $2) \
    AND payload LIKE $3";

/// How an event of another stream names a matter.
fn told_of(code: &str) -> String {
    format!("%\"code\":\"{code}\"%")
}

/// The remarks of reviewers; the points stay, since figures are made of them.
async fn remarks(uow: &mut Uow, key: &MatterKey) -> Result<()> {
    let files = review_files::Entity::find()
        .filter(review_files::Column::County.eq(&key.county))
        .filter(review_files::Column::MatterId.eq(key.id));
    for mut row in files.all(uow.read()).await? {
        if let Some(scored) = &row.scored {
            let mut value: serde_json::Value = serde_json::from_str(scored)?;
            blank_words(&mut value);
            row.scored = Some(value.to_string());
        }
        if !row.reason.is_empty() {
            GONE.clone_into(&mut row.reason);
        }
        review_files::Entity::update(row.into_active_model().reset_all()).exec(uow.technical()).await?;
    }
    Ok(())
}

fn statement(uow: &Uow, sql: &str, key: &MatterKey) -> Statement {
    let values: [Value; 2] = [key.county.clone().into(), key.id.into()];
    Statement::from_sql_and_values(uow.engine().backend(), sql, values)
}

fn with(uow: &Uow, sql: &str, key: &MatterKey, gone: &str) -> Statement {
    if !sql.contains("$3") {
        return statement(uow, sql, key);
    }
    let values: [Value; 3] = [key.county.clone().into(), key.id.into(), gone.into()];
    Statement::from_sql_and_values(uow.engine().backend(), sql, values)
}
