//! Versions and drafts of wording.

use bandeng_core::kernel::Date;
use bandeng_store::entities::{template_drafts, template_versions};
use bandeng_store::{Db, Error, Result, Uow};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

pub(super) use bandeng_store::entities::template_drafts::Model as Draft;
pub(super) use bandeng_store::entities::template_versions::Model as VersionRow;

use template_versions::Column;

fn of(county: &str) -> sea_orm::Select<template_versions::Entity> {
    template_versions::Entity::find().filter(Column::County.eq(county))
}

/// Versions of a county after one that is known, in their order.
pub(super) async fn later(connection: &impl ConnectionTrait, county: &str, after: i64) -> Result<Vec<VersionRow>> {
    Ok(of(county).filter(Column::Version.gt(after)).order_by_asc(Column::Version).all(connection).await?)
}

/// The number given last in a county; 0 before the first.
pub(super) async fn last_number(connection: &impl ConnectionTrait, county: &str) -> Result<i64> {
    Ok(of(county).order_by_desc(Column::Version).one(connection).await?.map_or(0, |row| row.version))
}

/// Most versions of a form shown.
const SHOWN: u64 = 20;

/// The versions of a form, newest first.
pub(super) async fn versions(connection: &impl ConnectionTrait, county: &str, form: &str) -> Result<Vec<VersionRow>> {
    let rows = of(county).filter(Column::Form.eq(form)).order_by_desc(Column::Version).limit(SHOWN);
    Ok(rows.all(connection).await?)
}

/// The versions of all forms that hold or will hold, in their order: of each form those that no other has replaced by a
/// day.
pub(super) async fn standing(connection: &impl ConnectionTrait, county: &str, on: Date) -> Result<Vec<VersionRow>> {
    let rows = later(connection, county, 0).await?;
    let on = on.to_string();
    let replaced = |row: &VersionRow| {
        rows.iter().any(|other| other.form == row.form && other.version > row.version && other.takes_effect_on <= on)
    };
    Ok(rows.iter().filter(|row| !replaced(row)).cloned().collect())
}

pub(super) async fn insert(uow: &Uow, row: VersionRow) -> Result<()> {
    template_versions::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(uow.technical())
        .await?;
    Ok(())
}

/// The draft of a form.
pub(super) async fn draft(connection: &impl ConnectionTrait, county: &str, form: &str) -> Result<Option<Draft>> {
    let id = (county.to_owned(), form.to_owned());
    Ok(template_drafts::Entity::find_by_id(id).one(connection).await?)
}

/// The forms of a county that have a draft.
pub(super) async fn drafted(connection: &impl ConnectionTrait, county: &str) -> Result<Vec<String>> {
    let rows = template_drafts::Entity::find().filter(template_drafts::Column::County.eq(county));
    Ok(rows.all(connection).await?.into_iter().map(|row| row.form).collect())
}

/// What an account is called.
pub(super) async fn name(db: &Db, account: i64) -> Result<String> {
    let row =
        db.reader().query_one_raw(db.statement("SELECT name FROM accounts WHERE id = $1", [account.into()])).await?;
    let name = row.map(|row| row.try_get_by_index(0)).transpose();
    Ok(name.map_err(|_| Error::Damaged("the name of an account".into()))?.unwrap_or_default())
}

/// Writes the draft if it still is the one its writer has seen (0: there was none); false if it is not.
pub(super) async fn save(uow: &Uow, seen: i64, draft: Draft) -> Result<bool> {
    let values = [
        draft.county.into(),
        draft.form.into(),
        draft.revision.into(),
        draft.text.into(),
        draft.saved_at.into(),
        draft.saved_by.into(),
    ];
    let (sql, values): (_, Vec<sea_orm::Value>) = match seen {
        0 => (
            "INSERT INTO template_drafts (county, form, revision, text, saved_at, saved_by) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (county, form) DO NOTHING",
            values.into(),
        ),
        seen => (
            "UPDATE template_drafts SET revision = $3, text = $4, saved_at = $5, saved_by = $6 \
             WHERE county = $1 AND form = $2 AND revision = $7",
            values.into_iter().chain([seen.into()]).collect(),
        ),
    };
    Ok(uow.technical().execute_raw(uow.statement(sql, values)).await?.rows_affected() == 1)
}

/// Drops the draft if it still is the one its writer has seen; false if it is not.
pub(super) async fn drop(uow: &Uow, county: &str, form: &str, seen: i64) -> Result<bool> {
    let sql = "DELETE FROM template_drafts WHERE county = $1 AND form = $2 AND revision = $3";
    let values = [county.into(), form.into(), seen.into()];
    Ok(uow.technical().execute_raw(uow.statement(sql, values)).await?.rows_affected() == 1)
}
