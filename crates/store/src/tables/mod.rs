//! Whole tables, row by row: what backups and copies from one engine to the other are made of.
//!
//! Which tables there are says the list in [`crate::entities`]; which columns they have says the database itself. A table
//! that stands in the database and not in the list is a fault here, so that none is forgotten in silence. The search index
//! is made anew from the rows and is not among them.

mod cell;
mod postgres;
mod sqlite;

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement, TransactionTrait, Value};
use sea_orm_migration::MigratorTrait;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::entities::{CASE_SIDE, DERIVED, REGISTRY, TECHNICAL};
use crate::migrate::Migrator;
use crate::rows::insert_values;
use crate::{Db, Engine, Error, Result};

pub use cell::{Cell, Kind};

/// The list of changes made to the schema. A database that is made anew writes it itself.
const MIGRATIONS: &str = "seaql_migrations";

/// Rows read at a time: the memory of a copy does not grow with the table.
const PAGE: usize = 1_000;

/// One row, in the order of the table's columns.
pub type Row = Vec<Cell>;

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
}

/// A table as the database describes it. Columns are in the order of their names, which is the same on both engines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    pub name: String,
    pub columns: Vec<Column>,
    /// Which columns are the key, in its order.
    key: Vec<usize>,
}

/// What a table holds: how many rows, and a sum over what they say that does not depend on their order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    pub rows: u64,
    hash: [u64; 4],
}

impl Sum {
    /// Takes a row in. `line` is what [`line`] made of it.
    pub fn add(&mut self, line: &str) {
        self.rows += 1;
        for (sum, part) in self.hash.iter_mut().zip(Sha256::digest(line).chunks_exact(8)) {
            *sum = sum.wrapping_add(part.iter().fold(0, |n, byte| n << 8 | u64::from(*byte)));
        }
    }
}

/// A row as one line of JSON.
pub fn line(row: &Row) -> String {
    serde_json::Value::Array(row.iter().map(Cell::json).collect()).to_string()
}

impl Table {
    /// Reads a line that [`line`] wrote.
    ///
    /// # Errors
    /// [`Error::Damaged`] if it is no row of this table.
    pub fn row(&self, line: &str) -> Result<Row> {
        let cells: Vec<serde_json::Value> = serde_json::from_str(line)?;
        if cells.len() != self.columns.len() {
            return Err(Error::Damaged(format!("a row of {} has {} values", self.name, cells.len())));
        }
        self.columns.iter().zip(cells).map(|(column, json)| Cell::of_json(column.kind, json)).collect()
    }

    /// The rows after one, in the order of the key; a page of them.
    async fn page(&self, connection: &impl ConnectionTrait, after: Option<&Row>) -> Result<Vec<Row>> {
        let columns: Vec<String> = self.columns.iter().map(Column::read_as).collect();
        let key: Vec<&str> = self.key.iter().map(|i| self.columns[*i].name.as_str()).collect();
        let mut sql = format!("SELECT {} FROM {}", columns.join(", "), self.name);
        let mut values: Vec<Value> = Vec::new();
        if let Some(row) = after {
            values = self.key.iter().map(|i| row[*i].value()).collect();
            sql += &format!(" WHERE ({}) > ({})", key.join(", "), places(0, values.len()));
        }
        sql += &format!(" ORDER BY {} LIMIT {PAGE}", key.join(", "));
        let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
        let rows = connection.query_all_raw(statement).await?;
        rows.iter()
            .map(|row| self.columns.iter().enumerate().map(|(i, c)| Cell::read(c.kind, row, i)).collect())
            .collect()
    }

    /// All rows, page by page, in the order of the key.
    pub fn pages(&self) -> Pages<'_> {
        Pages { table: self, last: None, done: false }
    }

    /// What the table holds now.
    pub async fn sum(&self, connection: &impl ConnectionTrait) -> Result<Sum> {
        let mut sum = Sum::default();
        let mut pages = self.pages();
        while let Some(rows) = pages.next(connection).await? {
            rows.iter().for_each(|row| sum.add(&line(row)));
        }
        Ok(sum)
    }

    /// Writes rows that are not there yet.
    pub async fn insert(&self, connection: &impl ConnectionTrait, rows: &[Row]) -> Result<()> {
        let names: Vec<&str> = self.columns.iter().map(|column| column.name.as_str()).collect();
        let head = format!("INSERT INTO {} ({})", self.name, names.join(", "));
        let values = rows.iter().map(|row| row.iter().map(Cell::value));
        for statement in insert_values(connection.get_database_backend(), &head, names.len(), values, "") {
            connection.execute_raw(statement).await?;
        }
        Ok(())
    }
}

/// The rows of a table, a page at a time.
pub struct Pages<'a> {
    table: &'a Table,
    last: Option<Row>,
    done: bool,
}

impl Pages<'_> {
    /// The next page; none after the last one.
    pub async fn next(&mut self, connection: &impl ConnectionTrait) -> Result<Option<Vec<Row>>> {
        if self.done {
            return Ok(None);
        }
        let page = self.table.page(connection, self.last.as_ref()).await?;
        self.done = page.len() < PAGE;
        self.last = page.last().cloned();
        Ok(Some(page).filter(|page| !page.is_empty()))
    }
}

impl Column {
    /// Whole numbers of every size are read as one kind.
    fn read_as(&self) -> String {
        match self.kind {
            Kind::Integer => format!("CAST({} AS BIGINT)", self.name),
            Kind::Real => format!("CAST({} AS DOUBLE PRECISION)", self.name),
            Kind::Boolean | Kind::Text | Kind::Bytes => self.name.clone(),
        }
    }
}

/// `$4, $5, $6`: three of them after the third.
fn places(before: usize, many: usize) -> String {
    (before + 1..=before + many).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}

/// The tables of a database, those others refer to before those that do.
///
/// # Errors
/// [`Error::Other`] if one is not in the list of tables, has no key, or holds what no copy knows how to carry.
pub async fn tables(connection: &impl ConnectionTrait) -> Result<Vec<Table>> {
    let backend = connection.get_database_backend();
    let (names, columns, parents) = match backend {
        DbBackend::Postgres => (postgres::TABLES, postgres::COLUMNS, postgres::PARENTS),
        _ => (sqlite::TABLES, sqlite::COLUMNS, sqlite::PARENTS),
    };
    let listed: BTreeSet<&str> = [CASE_SIDE, TECHNICAL, REGISTRY, DERIVED].concat().into_iter().collect();
    let mut waiting = Vec::new();
    let mut found: Vec<String> = Vec::new();
    for row in connection.query_all_raw(Statement::from_string(backend, names)).await? {
        found.push(row.try_get_by_index(0)?);
    }
    found.sort();
    for name in found.into_iter().filter(|name| name != MIGRATIONS) {
        if !listed.contains(name.as_str()) {
            return Err(Error::Other(format!("the table {name} is not in the list of tables: it would be forgotten")));
        }
        let ask = |sql: &str| Statement::from_sql_and_values(backend, sql, [name.clone().into()]);
        let mut leans_on = BTreeSet::new();
        for row in connection.query_all_raw(ask(parents)).await? {
            leans_on.insert(row.try_get_by_index::<String>(0)?);
        }
        leans_on.remove(&name);
        let mut table = Table { name: name.clone(), columns: Vec::new(), key: Vec::new() };
        let mut key = Vec::new();
        for row in connection.query_all_raw(ask(columns)).await? {
            let (column, declared): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            let kind = Kind::declared(&declared)
                .ok_or_else(|| Error::Other(format!("{name}.{column} is a {declared}, which no copy can carry")))?;
            if let Some(place) = row.try_get_by_index::<Option<i64>>(2)? {
                key.push((place, table.columns.len()));
            }
            table.columns.push(Column { name: column, kind });
        }
        key.sort_unstable();
        table.key = key.into_iter().map(|(_, i)| i).collect();
        if table.key.is_empty() {
            return Err(Error::Other(format!("the table {name} has no key")));
        }
        waiting.push((table, leans_on));
    }
    parents_first(waiting)
}

fn parents_first(mut waiting: Vec<(Table, BTreeSet<String>)>) -> Result<Vec<Table>> {
    let mut ordered: Vec<Table> = Vec::new();
    while !waiting.is_empty() {
        let ready = |leans_on: &BTreeSet<String>| leans_on.iter().all(|name| ordered.iter().any(|t| t.name == *name));
        let Some(next) = waiting.iter().position(|(_, leans_on)| ready(leans_on)) else {
            return Err(Error::Other("tables refer to each other in a circle".into()));
        };
        ordered.push(waiting.remove(next).0);
    }
    Ok(ordered)
}

impl Db {
    /// The changes of the schema that were made here, in order.
    pub async fn schema(&self) -> Result<Vec<String>> {
        let applied = Migrator::get_applied_migrations(self.technical()).await?;
        Ok(applied.iter().map(|migration| migration.name().to_owned()).collect())
    }

    /// Makes the schema as it was after these changes, in an empty database. Whether they are known was asked before
    /// ([`unknown`]).
    ///
    /// # Errors
    /// [`crate::Error::Db`].
    pub async fn migrate_as(&self, schema: &[String]) -> Result<()> {
        let steps = u32::try_from(schema.len()).unwrap_or(u32::MAX);
        Ok(Migrator::up(self.technical(), Some(steps)).await?)
    }

    /// Whether no table of it holds a row. One without tables is empty too.
    ///
    /// # Errors
    /// [`Error::Other`] if there is a table that is none of ours.
    pub async fn is_empty(&self) -> Result<bool> {
        for table in tables(self.technical()).await? {
            let sql = format!("SELECT 1 FROM {} LIMIT 1", table.name);
            if self.technical().query_one_raw(self.statement(&sql, [])).await?.is_some() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// A transaction that whole tables are written in, of a database nobody else works with.
    pub async fn filling(&self) -> Result<DatabaseTransaction> {
        let tx = self.technical().begin().await?;
        if self.engine() == Engine::Sqlite {
            tx.execute_unprepared(sqlite::LATER).await?;
        }
        Ok(tx)
    }

    /// Whether other programs of ours have this database open. On SQLite the answer also closes the log of writes, so that
    /// the file is the whole database; this connection is then good for nothing but closing.
    pub async fn is_open_elsewhere(&self) -> Result<bool> {
        match self.engine() {
            Engine::Sqlite => {
                // The reading connections of this program would be others too.
                let _ = self.reader().clone().close().await;
                let told = self.technical().query_one_raw(self.statement(sqlite::ALONE, [])).await;
                Ok(!matches!(told, Ok(Some(row)) if row.try_get_by_index::<String>(0)? == "delete"))
            }
            Engine::Postgres => {
                let row = self.technical().query_one_raw(self.statement(postgres::OTHERS, [])).await?;
                Ok(row.map(|row| row.try_get_by_index::<i64>(0)).transpose()? != Some(0))
            }
        }
    }
}

/// The first change of a schema that this program does not know, or knows in another order: a newer program made it.
pub fn unknown(schema: &[String]) -> Option<&str> {
    let known = Migrator::migrations();
    let fits = |(i, name): &(usize, &String)| known.get(*i).is_some_and(|migration| migration.name() == name.as_str());
    schema.iter().enumerate().find(|one| !fits(one)).map(|(_, name)| name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_does_not_care_about_order_and_notices_everything_else() {
        let sum = |lines: &[&str]| {
            let mut sum = Sum::default();
            lines.iter().for_each(|line| sum.add(line));
            sum
        };
        assert_eq!(sum(&["[1]", "[2]"]), sum(&["[2]", "[1]"]));
        assert_ne!(sum(&["[1]", "[2]"]), sum(&["[1]", "[3]"]));
        assert_ne!(sum(&["[1]", "[1]"]), sum(&["[1]"]));
    }

    #[test]
    fn tables_come_after_those_they_refer_to() {
        let table = |name: &str| Table { name: name.into(), columns: Vec::new(), key: Vec::new() };
        let on = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        let order = parents_first(vec![(table("a"), on(&["c"])), (table("b"), on(&[])), (table("c"), on(&["b"]))]);
        let names: Vec<String> = order.unwrap().into_iter().map(|t| t.name).collect();
        assert_eq!(names, ["b", "c", "a"]);
        assert!(parents_first(vec![(table("a"), on(&["b"])), (table("b"), on(&["a"]))]).is_err());
    }
}
