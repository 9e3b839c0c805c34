//! Rows of areas.

use std::collections::{HashMap, HashSet};

use bandeng_core::kernel::Date;
use bandeng_core::places::AreaCode;
use bandeng_store::entities::areas;
use bandeng_store::{Binds, Db, Result, Uow};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryResult, QuerySelect, Statement, Value};

/// An area as lists show it.
pub(super) struct AreaRow {
    pub code: AreaCode,
    pub name: String,
    pub has_children: bool,
    pub retired: bool,
    pub successor: Option<String>,
}

/// What is looked for.
pub(super) enum Find<'a> {
    /// The first digits of a code.
    Digits(&'a str),
    /// A part of a name.
    Name(&'a str),
}

const COLUMNS: &str = "a.code, a.name, EXISTS (SELECT 1 FROM areas c WHERE c.parent = a.code AND c.valid_until IS NULL), \
                       a.valid_until IS NOT NULL, a.successor";

/// More lie directly within no area there is.
const CHILDREN: usize = 2_000;

async fn rows(db: &Db, tail: &str, values: Vec<Value>) -> Result<Vec<AreaRow>> {
    let reader = db.reader();
    let sql = format!("SELECT {COLUMNS} FROM areas a WHERE {tail}");
    let rows = reader.query_all_raw(Statement::from_sql_and_values(reader.get_database_backend(), sql, values)).await?;
    rows.iter().map(row).collect()
}

fn row(row: &QueryResult) -> Result<AreaRow> {
    Ok(AreaRow {
        code: row.try_get_by_index::<String>(0)?.parse()?,
        name: row.try_get_by_index(1)?,
        has_children: row.try_get_by_index(2)?,
        retired: row.try_get_by_index(3)?,
        successor: row.try_get_by_index(4)?,
    })
}

/// The areas directly within one that are still there; the provinces within none.
pub(super) async fn children(db: &Db, parent: Option<&AreaCode>) -> Result<Vec<AreaRow>> {
    let (within, values) = match parent {
        Some(parent) => ("a.parent = $1", vec![parent.as_str().into()]),
        None => ("a.parent IS NULL", Vec::new()),
    };
    rows(db, &format!("{within} AND a.valid_until IS NULL ORDER BY a.code LIMIT {CHILDREN}"), values).await
}

pub(super) async fn read(db: &Db, code: &AreaCode) -> Result<Option<AreaRow>> {
    Ok(rows(db, "a.code = $1", vec![code.as_str().into()]).await?.pop())
}

/// The codes that begin with these digits, as the ends of a range: the same in every collation.
fn range(digits: &str) -> (Value, Value) {
    (digits.into(), format!("{digits:9<15}").into())
}

/// Areas by digits or name, in the order of their codes, within an area or everywhere.
pub(super) async fn find(db: &Db, what: &Find<'_>, within: Option<&AreaCode>, limit: usize) -> Result<Vec<AreaRow>> {
    let mut values: Vec<Value> = Vec::new();
    let mut conditions = vec!["a.valid_until IS NULL".to_owned()];
    let mut in_range = |digits: &str, values: &mut Vec<Value>| {
        let (from, to) = range(digits);
        values.extend([from, to]);
        conditions.push(format!("a.code >= ${} AND a.code <= ${}", values.len() - 1, values.len()));
    };
    if let Some(within) = within {
        in_range(within.as_str(), &mut values);
    }
    match what {
        Find::Digits(digits) if digits.len() > 15 => return Ok(Vec::new()),
        Find::Digits(digits) => in_range(digits, &mut values),
        Find::Name(part) => {
            values.push((*part).into());
            conditions.push(contains(values.len()));
        }
    }
    rows(db, &format!("{} ORDER BY a.code LIMIT {limit}", conditions.join(" AND ")), values).await
}

/// The provinces, cities and counties with such a part in their name.
pub(super) async fn find_above_towns(db: &Db, part: &str, limit: usize) -> Result<Vec<AreaRow>> {
    const PROVINCES: &str = "SELECT p.code FROM areas p WHERE p.parent IS NULL";
    let cities = format!("SELECT c.code FROM areas c WHERE c.parent IN ({PROVINCES})");
    let tail = format!(
        "a.valid_until IS NULL AND (a.parent IS NULL OR a.parent IN ({PROVINCES}) OR a.parent IN ({cities})) AND {} \
         ORDER BY a.code LIMIT {limit}",
        contains(1)
    );
    rows(db, &tail, vec![part.into()]).await
}

/// "The name contains $n": means the same on both engines, and no character of it is a wildcard.
fn contains(n: usize) -> String {
    format!("replace(a.name, ${n}, '') <> a.name")
}

/// Names of areas, in one statement.
pub(crate) async fn names(db: &Db, codes: HashSet<AreaCode>) -> Result<HashMap<String, String>> {
    if codes.is_empty() {
        return Ok(HashMap::new());
    }
    let named: Vec<(String, String)> = areas::Entity::find()
        .select_only()
        .columns([areas::Column::Code, areas::Column::Name])
        .filter(areas::Column::Code.is_in(codes.iter().map(AreaCode::as_str)))
        .into_tuple()
        .all(db.reader())
        .await?;
    Ok(named.into_iter().collect())
}

/// Names of areas inside the transaction.
pub(super) async fn stored_names(uow: &Uow, codes: &[&AreaCode]) -> Result<HashMap<String, String>> {
    let mut binds = Binds::default();
    let codes = binds.list(codes.iter().map(|code| code.as_str()));
    let sql = format!("SELECT code, name FROM areas WHERE code IN ({codes})");
    let rows = uow.read().query_all_raw(uow.statement(&sql, binds.0)).await?;
    rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

/// Adds areas, and renames those whose name has changed.
pub(super) async fn upsert(uow: &Uow, rows: &[(&AreaCode, &str)]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let marks: Vec<String> =
        (0..rows.len()).map(|i| format!("(${}, ${}, ${})", i * 3 + 1, i * 3 + 2, i * 3 + 3)).collect();
    let sql = format!(
        "INSERT INTO areas (code, name, parent) VALUES {} \
         ON CONFLICT (code) DO UPDATE SET name = excluded.name WHERE areas.name <> excluded.name",
        marks.join(", ")
    );
    let values = rows.iter().flat_map(|(code, name)| -> [Value; 3] {
        [code.as_str().into(), (*name).into(), code.parent().map(|parent| parent.to_string()).into()]
    });
    uow.technical().execute_raw(uow.statement(&sql, values)).await?;
    Ok(())
}

/// An area's name, and whether it has ended.
pub(super) async fn stored(uow: &Uow, code: &AreaCode) -> Result<Option<(String, bool)>> {
    let sql = "SELECT name, valid_until IS NOT NULL FROM areas WHERE code = $1";
    let row = uow.read().query_one_raw(uow.statement(sql, [code.as_str().into()])).await?;
    row.map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).transpose()
}

/// Ends an area today, with everything in it that is still in force; how many were. The successor of the area itself is
/// put right if it has ended before.
pub(super) async fn end(uow: &Uow, code: &AreaCode, successor: Option<&AreaCode>) -> Result<u64> {
    let (from, to) = range(code.as_str());
    let sql = "SELECT count(*) FROM areas WHERE code >= $1 AND code <= $2 AND valid_until IS NULL";
    let row = uow.read().query_one_raw(uow.statement(sql, [from.clone(), to.clone()])).await?;
    let count: i64 = row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default();
    let sql = "UPDATE areas SET valid_until = COALESCE(valid_until, $3), successor = $4 \
               WHERE code >= $1 AND code <= $2 AND (valid_until IS NULL OR code = $1)";
    let values = [from, to, uow.today().to_string().into(), successor.map(|s| s.as_str().to_owned()).into()];
    uow.technical().execute_raw(uow.statement(sql, values)).await?;
    Ok(count.unsigned_abs())
}

/// The codes after one, in their order, and which of them have ended.
pub(super) async fn standing(
    uow: &Uow,
    within: Option<&AreaCode>,
    after: Option<&AreaCode>,
    limit: usize,
) -> Result<Vec<(AreaCode, bool)>> {
    let (from, to) = range(within.map_or("", AreaCode::as_str));
    let sql = format!(
        "SELECT code, valid_until IS NOT NULL FROM areas WHERE code >= $1 AND code <= $2 AND code > $3 \
         ORDER BY code LIMIT {limit}"
    );
    let rows =
        uow.read().query_all_raw(uow.statement(&sql, [from, to, after.map_or("", AreaCode::as_str).into()])).await?;
    rows.iter().map(|row| Ok((row.try_get_by_index::<String>(0)?.parse()?, row.try_get_by_index(1)?))).collect()
}

/// Ends areas on a day, or puts them in force again.
pub(super) async fn set_standing(uow: &Uow, codes: &[AreaCode], until: Option<Date>) -> Result<()> {
    const GROUP: usize = 400;
    for codes in codes.chunks(GROUP) {
        let mut binds = Binds::default();
        let until = binds.one(until.map(|day| day.to_string()));
        let codes = binds.list(codes.iter().map(AreaCode::as_str));
        let sql = format!("UPDATE areas SET valid_until = {until}, successor = NULL WHERE code IN ({codes})");
        uow.technical().execute_raw(uow.statement(&sql, binds.0)).await?;
    }
    Ok(())
}
