//! Saved views: a question worth asking again, one's own or shared with one's organisation.

use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, Id, IdText, Refusal};
use bandeng_core::ledger::{Column, MAX_NAME, MAX_VIEWS, check_columns};
use bandeng_core::policy::Actor;
use bandeng_store::entities::views;
use bandeng_store::{Db, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::query;
use crate::matters::question::{ListQuery, Request};
use crate::matters::view::Named;

/// A view to be kept.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub(super) struct NewView {
    pub name: String,
    /// Of one's own organisations, the one whose people see it too.
    pub shared_with: Option<IdText>,
    pub query: ListQuery,
    pub columns: Vec<Column>,
}

/// A saved view.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SavedView {
    pub id: IdText,
    pub name: String,
    /// The reader made it and may change it.
    pub mine: bool,
    /// Who made it.
    pub by: String,
    pub shared_with: Option<Named>,
    pub query: ListQuery,
    pub columns: Vec<Column>,
}

/// What lies in the row.
#[derive(Serialize, Deserialize)]
struct Body {
    query: ListQuery,
    columns: Vec<Column>,
}

/// One's own and those shared with one's organisations.
pub(super) async fn list(db: &Db, actor: &Actor) -> Result<Vec<SavedView>> {
    let rows = query::views(db, actor.account, &actor.organisations()).await?;
    rows.into_iter()
        .map(|row| {
            let body: Body = serde_json::from_str(&row.body)?;
            Ok(SavedView {
                id: IdText(row.id),
                name: row.name,
                mine: row.account == actor.account,
                by: row.by,
                shared_with: row.organisation.map(|(id, name)| Named { id: IdText(id), name }),
                query: body.query,
                columns: body.columns,
            })
        })
        .collect()
}

/// Keeps a new view and returns its identifier.
///
/// # Errors
/// [`Code::TooManyViews`], fields.
pub(super) async fn create(db: &Db, actor: &Actor, view: NewView) -> Result<Id> {
    let row = checked(db, actor, db.env().ids.next(db.now()), view)?;
    if query::count(db, actor.account).await? >= MAX_VIEWS {
        return Err(Refusal::new(Code::TooManyViews).into());
    }
    let id = row.id;
    query::insert(db, row).await?;
    Ok(id)
}

/// Changes a view of one's own.
///
/// # Errors
/// [`Code::NotFound`], fields.
pub(super) async fn change(db: &Db, actor: &Actor, id: Id, view: NewView) -> Result<()> {
    let row = checked(db, actor, id, view)?;
    found(query::update(db, row).await?)
}

/// Deletes a view of one's own.
///
/// # Errors
/// [`Code::NotFound`].
pub(super) async fn delete(db: &Db, actor: &Actor, id: Id) -> Result<()> {
    found(query::delete(db, actor.account, id).await?)
}

fn found(there: bool) -> Result<()> {
    if there { Ok(()) } else { Err(Refusal::new(Code::NotFound).into()) }
}

fn checked(db: &Db, actor: &Actor, id: Id, view: NewView) -> Result<views::Model> {
    let mut form = Form::default();
    form.text(&view.name, MAX_NAME, "/name");
    check_columns(&mut form, &view.columns, "/columns");
    if view.shared_with.is_some_and(|shared| !actor.organisations().contains(&shared.0)) {
        form.refuse(Code::OrganisationUnknown, "/shared_with");
    }
    // A page is no part of a question.
    let question = ListQuery { after: None, limit: None, ..view.query };
    for refusal in Request::read(&question).err().into_iter().flatten() {
        form.refuse(refusal.code, format!("/query/{}", refusal.pointer.unwrap_or_default()));
    }
    form.finish()?;
    Ok(views::Model {
        id,
        account_id: actor.account,
        organisation_id: view.shared_with.map(|shared| shared.0),
        name: view.name.trim().to_owned(),
        body: serde_json::to_string(&Body { query: question, columns: view.columns })?,
        saved_at: db.now(),
    })
}
