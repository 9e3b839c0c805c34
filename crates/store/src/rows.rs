//! The rows of one matter, as a unit of work holds them: read once under the matter's lock, changed in memory, written
//! by the commit.

use bandeng_core::kernel::MatterCode;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, IdenStatic, IntoActiveModel, Iterable,
    ModelTrait, PrimaryKeyToColumn, QueryFilter, QueryOrder, QuerySelect, Statement, Value,
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

/// Statements that write what has become of matters that were not there before: few for many rows.
pub(crate) fn inserts_of(backend: DbBackend, all: Vec<Rows>) -> Result<Vec<Statement>> {
    let mut tables = Tables::default();
    for rows in all {
        tables.matters.push(rows.matter);
        tables.parties.extend(rows.parties);
        tables.proceedings.extend(rows.proceedings);
        tables.handlers.extend(rows.handlers);
        tables.grants.extend(rows.grants);
        tables.deadlines.extend(rows.deadlines);
    }
    let mut statements = inserts::<matters::Entity>(backend, tables.matters, None)?;
    statements.extend(inserts::<parties::Entity>(backend, tables.parties, None)?);
    statements.extend(inserts::<proceedings::Entity>(backend, tables.proceedings, None)?);
    statements.extend(inserts::<handlers::Entity>(backend, tables.handlers, None)?);
    statements.extend(inserts::<grants::Entity>(backend, tables.grants, None)?);
    statements.extend(inserts::<deadlines::Entity>(backend, tables.deadlines, None)?);
    Ok(statements)
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

/// Writes what has become of a matter that was there before: the columns that differ. Returns the statements that add its
/// new rows.
pub(crate) async fn update(tx: &impl ConnectionTrait, before: &Rows, after: Rows) -> Result<Vec<Statement>> {
    let mut new = update_all::<matters::Entity>(tx, std::slice::from_ref(&before.matter), vec![after.matter]).await?;
    new.extend(update_all::<parties::Entity>(tx, &before.parties, after.parties).await?);
    new.extend(update_all::<proceedings::Entity>(tx, &before.proceedings, after.proceedings).await?);
    new.extend(update_all::<handlers::Entity>(tx, &before.handlers, after.handlers).await?);
    new.extend(update_all::<grants::Entity>(tx, &before.grants, after.grants).await?);
    new.extend(update_all::<deadlines::Entity>(tx, &before.deadlines, after.deadlines).await?);
    Ok(new)
}

/// Rows of one statement. Always as many, so that the engine need not plan anew; few enough that the widest table stays
/// within the 32,766 values SQLite takes.
const ROWS: usize = 200;

/// Inserts rows, many in one statement. `on_conflict`: what stands behind them, as in [`insert_values`].
pub async fn insert_all<E>(
    tx: &impl ConnectionTrait,
    rows: Vec<E::Model>,
    on_conflict: Option<&'static str>,
) -> Result<()>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    execute_all(tx, inserts::<E>(tx.get_database_backend(), rows, on_conflict)?).await
}

/// The statements of [`insert_all`], to be executed later.
///
/// # Errors
/// If a row lacks a value.
pub fn inserts<E>(backend: DbBackend, rows: Vec<E::Model>, on_conflict: Option<&'static str>) -> Result<Vec<Statement>>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    let columns: Vec<String> = E::Column::iter().map(|column| format!("\"{}\"", column.as_str())).collect();
    let head = format!("INSERT INTO \"{}\" ({})", E::default().table_name(), columns.join(", "));
    let rows = rows.into_iter().map(|row| {
        let mut row = row.into_active_model();
        let values = E::Column::iter().map(|column| row.take(column).into_value());
        values.collect::<Option<Vec<_>>>().ok_or_else(|| Error::Other("a row lacks a value".into()))
    });
    let rows = rows.collect::<Result<Vec<_>>>()?;
    Ok(insert_values(backend, &head, columns.len(), rows, on_conflict.unwrap_or_default()))
}

/// Statements that insert rows of `width` values each, many in one: `head` is what stands before `VALUES`, `tail` what
/// stands behind them.
///
/// SQLite gets marks without numbers: it looks for a numbered one among all of them, each time it is given a value
/// (measured: of a statement with 2,600 values nine tenths of the time).
pub fn insert_values(
    backend: DbBackend,
    head: &str,
    width: usize,
    rows: impl IntoIterator<Item = impl IntoIterator<Item = Value>>,
    tail: &str,
) -> Vec<Statement> {
    let text = |rows: usize| {
        let marks: Vec<String> = match backend {
            DbBackend::Postgres => (1..=rows * width).map(|n| format!("${n}")).collect(),
            _ => vec!["?".to_owned(); rows * width],
        };
        let rows: Vec<String> = marks.chunks(width).map(|row| format!("({})", row.join(", "))).collect();
        format!("{head} VALUES {} {tail}", rows.join(", "))
    };
    let statement = |text, values| Statement::from_sql_and_values(backend, text, values);
    let (mut statements, mut values, mut whole) = (Vec::new(), Vec::new(), None);
    for row in rows {
        values.extend(row);
        if values.len() == ROWS * width {
            let text = whole.get_or_insert_with(|| text(ROWS)).clone();
            statements.push(statement(text, std::mem::take(&mut values)));
        }
    }
    if !values.is_empty() {
        statements.push(statement(text(values.len() / width), values));
    }
    statements
}

/// Several inserts as one statement, so that they take one way to the engine and back; as several where they are very
/// many.
///
/// SQLite takes statements behind each other. PostgreSQL takes one, and inserts as parts of it; what refers to each other
/// is looked at when all of them are done.
pub(crate) fn together(statements: Vec<Statement>) -> Vec<Statement> {
    let (mut all, mut texts, mut values) = (Vec::new(), Vec::new(), Vec::new());
    let mut statements = statements.into_iter().peekable();
    while let Some(Statement { sql, values: more, db_backend }) = statements.next() {
        texts.push(match db_backend {
            DbBackend::Postgres => renumbered(&sql, values.len()),
            _ => sql,
        });
        values.extend(more.into_iter().flat_map(|values| values.0));
        let then = statements.peek().and_then(|next| next.values.as_ref()).map(|next| next.0.len());
        if then.is_none_or(|then| values.len() + then > MOST_VALUES) {
            let text = as_one(db_backend, std::mem::take(&mut texts));
            all.push(Statement::from_sql_and_values(db_backend, text, std::mem::take(&mut values)));
        }
    }
    all
}

/// Values of one statement: PostgreSQL takes twice as many.
const MOST_VALUES: usize = 30_000;

fn as_one(backend: DbBackend, mut texts: Vec<String>) -> String {
    match texts.pop() {
        Some(last) if backend == DbBackend::Postgres && !texts.is_empty() => {
            let parts: Vec<String> = texts.iter().enumerate().map(|(i, text)| format!("part{i} AS ({text})")).collect();
            format!("WITH {} {last}", parts.join(", "))
        }
        last => texts.into_iter().chain(last).collect::<Vec<_>>().join("; "),
    }
}

/// An insert whose values come after so many others. Its text has no `$` but the marks.
fn renumbered(text: &str, after: usize) -> String {
    let mut parts = text.split('$');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let number = part[..digits].parse::<usize>().unwrap_or_default();
        out.push_str(&format!("${}{}", number + after, &part[digits..]));
    }
    out
}

/// Executes statements, one after the other.
pub async fn execute_all(
    tx: &impl ConnectionTrait,
    statements: impl IntoIterator<Item = Statement, IntoIter: Send> + Send,
) -> Result<()> {
    for statement in statements {
        tx.execute_raw(statement).await?;
    }
    Ok(())
}

async fn update_all<E>(
    tx: &impl ConnectionTrait,
    before: &[E::Model],
    mut after: Vec<E::Model>,
) -> Result<Vec<Statement>>
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
    inserts::<E>(tx.get_database_backend(), new, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inserts_go_together_as_each_engine_takes_them() {
        let of = |backend| {
            let rows = |values: [i64; 2]| values.map(|value| [Value::from(value), Value::from("x")]);
            let mut statements = insert_values(backend, "INSERT INTO a (b, c)", 2, rows([1, 2]), "");
            statements.extend(insert_values(
                backend,
                "INSERT INTO d (e, f)",
                2,
                rows([3, 4]),
                "ON CONFLICT (e) DO NOTHING",
            ));
            let mut all = together(statements);
            assert_eq!(all.len(), 1);
            let all = all.remove(0);
            (all.sql, all.values.unwrap().0.len())
        };
        let (sqlite, values) = of(DbBackend::Sqlite);
        let marks = "VALUES (?, ?), (?, ?) ";
        assert_eq!(
            sqlite,
            format!("INSERT INTO a (b, c) {marks}; INSERT INTO d (e, f) {marks}ON CONFLICT (e) DO NOTHING")
        );
        assert_eq!(values, 8);
        let (postgres, values) = of(DbBackend::Postgres);
        assert_eq!(
            postgres,
            "WITH part0 AS (INSERT INTO a (b, c) VALUES ($1, $2), ($3, $4) ) \
             INSERT INTO d (e, f) VALUES ($5, $6), ($7, $8) ON CONFLICT (e) DO NOTHING"
        );
        assert_eq!(values, 8);
        assert!(together(Vec::new()).is_empty());
        let many =
            |n: i64| insert_values(DbBackend::Postgres, "INSERT INTO a (b)", 1, (0..n).map(|n| [Value::from(n)]), "");
        let parts = together(many(70_000));
        assert_eq!(parts.len(), 3);
        assert_eq!(parts.iter().map(|part| part.values.as_ref().unwrap().0.len()).sum::<usize>(), 70_000);
        assert!(parts[1].sql.contains("VALUES ($1), ($2)"), "each begins its own numbers");
    }
}
