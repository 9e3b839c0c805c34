//! The rows of one matter, as a unit of work holds them: read once under the matter's lock, changed in memory, written
//! by the commit.

use bandeng_core::kernel::MatterCode;
use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, Iterable, ModelTrait,
    PrimaryKeyToColumn, QueryFilter, QueryOrder, QuerySelect,
};

use crate::entities::{deadlines, grants, handlers, matters, parties, proceedings};
use crate::{Engine, Error, MatterKey, Result};

/// A matter's row and the rows that hang on it. Rows change or are added at the end; none goes away.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows {
    pub matter: matters::Model,
    pub parties: Vec<parties::Model>,
    pub proceedings: Vec<proceedings::Model>,
    pub handlers: Vec<handlers::Model>,
    pub grants: Vec<grants::Model>,
    pub deadlines: Vec<deadlines::Model>,
}

impl Rows {
    pub(crate) fn of(matter: matters::Model) -> Self {
        Self { matter, parties: vec![], proceedings: vec![], handlers: vec![], grants: vec![], deadlines: vec![] }
    }

    pub fn key(&self) -> MatterKey {
        MatterKey { county: self.matter.county.clone(), id: self.matter.id }
    }

    /// Locks the matter's row, then reads everything that hangs on it.
    pub(crate) async fn lock(tx: &impl ConnectionTrait, engine: Engine, code: &MatterCode) -> Result<Option<Self>> {
        let mut select = matters::Entity::find().filter(matters::Column::Code.eq(code.as_str()));
        if engine == Engine::Postgres {
            select = select.lock_exclusive();
        }
        let Some(matter) = select.one(tx).await? else { return Ok(None) };
        let (county, id) = (matter.county.clone(), matter.id);
        macro_rules! hanging_on {
            ($table:ident) => {
                $table::Entity::find()
                    .filter($table::Column::County.eq(&county))
                    .filter($table::Column::MatterId.eq(id))
            };
        }
        Ok(Some(Self {
            parties: hanging_on!(parties).order_by_asc(parties::Column::N).all(tx).await?,
            proceedings: hanging_on!(proceedings).order_by_asc(proceedings::Column::N).all(tx).await?,
            handlers: hanging_on!(handlers).order_by_asc(handlers::Column::AccountId).all(tx).await?,
            grants: hanging_on!(grants).order_by_asc(grants::Column::GranteeId).all(tx).await?,
            deadlines: hanging_on!(deadlines).order_by_asc(deadlines::Column::N).all(tx).await?,
            matter,
        }))
    }
}

/// Replaces the row that is the same one, or adds it.
pub fn put<M>(rows: &mut Vec<M>, row: M, is_same: impl Fn(&M) -> bool) {
    match rows.iter_mut().find(|known| is_same(known)) {
        Some(known) => *known = row,
        None => rows.push(row),
    }
}

/// Writes what has become of matters that were not there before: few statements for many rows.
pub(crate) async fn insert(tx: &impl ConnectionTrait, all: Vec<Rows>) -> Result<()> {
    let mut tables = Tables::default();
    for rows in all {
        tables.matters.push(rows.matter);
        tables.parties.extend(rows.parties);
        tables.proceedings.extend(rows.proceedings);
        tables.handlers.extend(rows.handlers);
        tables.grants.extend(rows.grants);
        tables.deadlines.extend(rows.deadlines);
    }
    insert_all::<matters::Entity>(tx, tables.matters, None).await?;
    insert_all::<parties::Entity>(tx, tables.parties, None).await?;
    insert_all::<proceedings::Entity>(tx, tables.proceedings, None).await?;
    insert_all::<handlers::Entity>(tx, tables.handlers, None).await?;
    insert_all::<grants::Entity>(tx, tables.grants, None).await?;
    insert_all::<deadlines::Entity>(tx, tables.deadlines, None).await
}

#[derive(Default)]
struct Tables {
    matters: Vec<matters::Model>,
    parties: Vec<parties::Model>,
    proceedings: Vec<proceedings::Model>,
    handlers: Vec<handlers::Model>,
    grants: Vec<grants::Model>,
    deadlines: Vec<deadlines::Model>,
}

/// Writes what has become of a matter that was there before: new rows, and the columns that differ.
pub(crate) async fn update(tx: &impl ConnectionTrait, before: &Rows, after: Rows) -> Result<()> {
    update_all::<matters::Entity>(tx, std::slice::from_ref(&before.matter), vec![after.matter]).await?;
    update_all::<parties::Entity>(tx, &before.parties, after.parties).await?;
    update_all::<proceedings::Entity>(tx, &before.proceedings, after.proceedings).await?;
    update_all::<handlers::Entity>(tx, &before.handlers, after.handlers).await?;
    update_all::<grants::Entity>(tx, &before.grants, after.grants).await?;
    update_all::<deadlines::Entity>(tx, &before.deadlines, after.deadlines).await
}

/// Rows of one statement. Always as many, so that the engine need not plan anew; few enough that the widest table stays
/// within the 32,766 values SQLite takes.
pub const ROWS: usize = 200;

/// Inserts rows, many in one statement.
pub async fn insert_all<E>(
    tx: &impl ConnectionTrait,
    rows: Vec<E::Model>,
    on_conflict: Option<OnConflict>,
) -> Result<()>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let mut insert = Query::insert();
        insert.into_table(E::default().table_ref()).columns(E::Column::iter());
        for row in rows.by_ref().take(ROWS) {
            let mut row = row.into_active_model();
            let values = E::Column::iter().map(|column| row.take(column).into_value().map(Expr::value));
            let values =
                values.collect::<Option<Vec<_>>>().ok_or_else(|| Error::Other("a row lacks a value".into()))?;
            insert.values(values).map_err(|error| Error::Other(error.to_string()))?;
        }
        if let Some(on_conflict) = &on_conflict {
            insert.on_conflict(on_conflict.clone());
        }
        tx.execute(&insert).await?;
    }
    Ok(())
}

async fn update_all<E>(tx: &impl ConnectionTrait, before: &[E::Model], mut after: Vec<E::Model>) -> Result<()>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel> + PartialEq,
{
    let new = after.split_off(before.len());
    for (before, after) in before.iter().zip(&after).filter(|(before, after)| before != after) {
        let mut update = E::update_many();
        for column in E::Column::iter() {
            let value = after.get(column);
            if before.get(column) != value {
                update = update.col_expr(column, Expr::value(value));
            }
        }
        for key in E::PrimaryKey::iter() {
            let column = key.into_column();
            update = update.filter(column.eq(after.get(column)));
        }
        update.exec(tx).await?;
    }
    insert_all::<E>(tx, new, None).await
}
