//! Rows intake asks about: earlier submissions, matters that may be the same.

use bandeng_core::kernel::Id;
use bandeng_core::places::AreaCode;
use bandeng_store::entities::{drafts, idempotency_keys};
use bandeng_store::{Binds, Db, Result, Uow};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};

/// The answer an earlier submission with the same key got, and the hash of what it said.
pub(super) async fn earlier(uow: &Uow, account: Id, key: &str) -> Result<Option<(String, String)>> {
    let row = idempotency_keys::Entity::find_by_id((account, key.to_owned())).one(uow.read()).await?;
    Ok(row.map(|r| (r.request_hash, r.answer)))
}

pub(super) async fn remember(uow: &Uow, key: &str, request_hash: String, answer: String) -> Result<()> {
    let row = idempotency_keys::Model {
        account_id: uow.actor().account,
        key: key.to_owned(),
        request_hash,
        answer,
        at: uow.now(),
    };
    idempotency_keys::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(uow.technical())
        .await?;
    Ok(())
}

/// A matter that may be the same.
pub(super) struct Candidate {
    pub code: String,
    pub narrative: Option<String>,
}

/// Matters with a party of one of these telephones, newest first. Sealed ones are not there.
pub(super) async fn by_phone(db: &Db, hashes: &[String]) -> Result<Vec<Candidate>> {
    if hashes.is_empty() {
        return Ok(Vec::new());
    }
    let reader = db.reader();
    let mut binds = Binds::default();
    let sql = format!(
        "SELECT DISTINCT m.code, m.id FROM parties p JOIN matters m ON m.county = p.county AND m.id = p.matter_id \
         WHERE p.phone_hash IN ({}) AND NOT m.sealed ORDER BY m.id DESC LIMIT 10",
        binds.list(hashes.iter().cloned())
    );
    let rows = reader.query_all_raw(db.statement(&sql, binds.0)).await?;
    rows.iter().map(|row| Ok(Candidate { code: row.try_get_by_index(0)?, narrative: None })).collect()
}

/// The newest open matters of the same village (or town), to compare their stories.
pub(super) async fn nearby(db: &Db, area: &AreaCode) -> Result<Vec<Candidate>> {
    let column = if area.as_str().len() >= 12 { "a12" } else { "a9" };
    let code = &area.as_str()[..area.as_str().len().min(12)];
    let reader = db.reader();
    let rows = reader
        .query_all_raw(Statement::from_sql_and_values(
            reader.get_database_backend(),
            format!(
                "SELECT code, narrative FROM matters WHERE {column} = $1 AND state = 'open' AND NOT sealed \
                 ORDER BY id DESC LIMIT 40"
            ),
            [code.into()],
        ))
        .await?;
    rows.iter()
        .map(|row| Ok(Candidate { code: row.try_get_by_index(0)?, narrative: Some(row.try_get_by_index(1)?) }))
        .collect()
}

pub(super) async fn save_draft(db: &Db, row: drafts::Model) -> Result<()> {
    let replace = OnConflict::columns([drafts::Column::AccountId, drafts::Column::Key])
        .update_columns([drafts::Column::Body, drafts::Column::SavedAt, drafts::Column::ExpiresAt])
        .to_owned();
    drafts::Entity::insert(row.into_active_model().reset_all())
        .on_conflict(replace)
        .exec_without_returning(db.technical())
        .await?;
    Ok(())
}

pub(super) async fn draft(db: &Db, account: Id, key: &str) -> Result<Option<drafts::Model>> {
    Ok(drafts::Entity::find_by_id((account, key.to_owned())).one(db.reader()).await?)
}

pub(super) async fn drafts(db: &Db, account: Id) -> Result<Vec<drafts::Model>> {
    Ok(drafts::Entity::find()
        .filter(drafts::Column::AccountId.eq(account))
        .filter(drafts::Column::ExpiresAt.gt(db.now()))
        .order_by_desc(drafts::Column::SavedAt)
        .limit(50)
        .all(db.reader())
        .await?)
}

pub(super) async fn drop_draft(db: &Db, account: Id, key: &str) -> Result<()> {
    drafts::Entity::delete_by_id((account, key.to_owned())).exec(db.technical()).await?;
    Ok(())
}
