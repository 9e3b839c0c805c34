//! Rows an auditor reads.

use std::collections::{BTreeSet, HashMap};

use bandeng_core::kernel::{Id, Instant, MatterCode};
use bandeng_store::{Binds, Db, Result};
use sea_orm::{ConnectionTrait, QueryResult, Value};

/// Where a page of registry events ended.
pub(super) struct RegistryAfter {
    pub at: Instant,
    pub stream: String,
    pub seq: i64,
}

pub(super) struct RegistryRow {
    pub stream: String,
    pub seq: i64,
    pub kind: String,
    pub at: Instant,
    pub actor: Id,
    pub payload: Option<String>,
}

async fn rows(db: &Db, sql: &str, values: Vec<Value>) -> Result<Vec<QueryResult>> {
    Ok(db.reader().query_all_raw(db.statement(sql, values)).await?)
}

/// Events of the registry, newest first. `stream` with a number is one stream, else a kind of them.
pub(super) async fn registry(
    db: &Db,
    stream: Option<&str>,
    after: Option<&RegistryAfter>,
    limit: u64,
) -> Result<Vec<RegistryRow>> {
    let mut values: Vec<Value> = Vec::new();
    let mut conditions = vec!["1 = 1".to_owned()];
    if let Some(stream) = stream {
        values.push(stream.into());
        // A kind has so many events that the index by time is the way; cut, so that every collation agrees.
        let column =
            if stream.contains(':') { "stream".to_owned() } else { format!("substr(stream, 1, {})", stream.len()) };
        conditions.push(format!("{column} = ${}", values.len()));
    }
    if let Some(after) = after {
        values.extend([after.at.into(), after.stream.clone().into(), after.seq.into()]);
        let n = values.len();
        conditions.push(format!("(at, stream, seq) < (${}, ${}, ${n})", n - 2, n - 1));
    }
    let sql = format!(
        "SELECT stream, seq, kind, at, actor, payload FROM registry_events WHERE {} \
         ORDER BY at DESC, stream DESC, seq DESC LIMIT {limit}",
        conditions.join(" AND ")
    );
    rows(db, &sql, values)
        .await?
        .iter()
        .map(|row| {
            Ok(RegistryRow {
                stream: row.try_get_by_index(0)?,
                seq: row.try_get_by_index(1)?,
                kind: row.try_get_by_index(2)?,
                at: row.try_get_by_index(3)?,
                actor: row.try_get_by_index(4)?,
                payload: row.try_get_by_index(5)?,
            })
        })
        .collect()
}

/// Names of accounts and organisations as they are today.
#[derive(Default)]
pub(super) struct Known {
    pub accounts: HashMap<Id, String>,
    pub organisations: HashMap<Id, String>,
}

/// Both kinds of names in one statement.
pub(super) async fn names(db: &Db, accounts: BTreeSet<Id>, organisations: BTreeSet<Id>) -> Result<Known> {
    let mut binds = Binds::default();
    let mut part = |what: i32, table: &str, ids: &BTreeSet<Id>| {
        format!("SELECT {what}, id, name FROM {table} WHERE id IN ({})", binds.list(ids.iter().copied()))
    };
    let sql = [part(1, "accounts", &accounts), part(2, "organisations", &organisations)].join(" UNION ALL ");
    let mut known = Known::default();
    for row in rows(db, &sql, binds.0).await? {
        let names = if row.try_get_by_index::<i32>(0)? == 1 { &mut known.accounts } else { &mut known.organisations };
        names.insert(row.try_get_by_index(1)?, row.try_get_by_index(2)?);
    }
    Ok(known)
}

/// What narrows the accesses.
pub(super) struct AccessFilter {
    pub account: Option<Id>,
    pub matter: Option<MatterCode>,
    /// Identifiers from here on.
    pub from: Option<Id>,
    /// Identifiers below this one.
    pub before: Option<Id>,
}

pub(super) struct AccessRow {
    pub id: Id,
    pub at: Instant,
    pub account: Id,
    pub name: Option<String>,
    pub action: String,
    /// The matter's code.
    pub matter: Option<String>,
    pub detail: String,
}

/// Accesses, newest first.
pub(super) async fn accesses(db: &Db, filter: &AccessFilter, limit: u64) -> Result<Vec<AccessRow>> {
    let mut values: Vec<Value> = Vec::new();
    let mut conditions = vec!["1 = 1".to_owned()];
    let mut narrow = |condition: &str, value: Option<Value>| {
        if let Some(value) = value {
            values.push(value);
            conditions.push(condition.replace('?', &format!("${}", values.len())));
        }
    };
    narrow("a.account_id = ?", filter.account.map(Value::from));
    narrow(
        "a.matter_id = (SELECT w.id FROM matters w WHERE w.code = ?)",
        filter.matter.as_ref().map(|code| code.as_str().into()),
    );
    narrow("a.id >= ?", filter.from.map(Value::from));
    narrow("a.id < ?", filter.before.map(Value::from));
    let sql = format!(
        "SELECT a.id, a.at, a.account_id, p.name, a.action, m.code, a.detail FROM accesses a \
         LEFT JOIN accounts p ON p.id = a.account_id \
         LEFT JOIN matters m ON m.county = a.county AND m.id = a.matter_id \
         WHERE {} ORDER BY a.id DESC LIMIT {limit}",
        conditions.join(" AND ")
    );
    rows(db, &sql, values)
        .await?
        .iter()
        .map(|row| {
            Ok(AccessRow {
                id: row.try_get_by_index(0)?,
                at: row.try_get_by_index(1)?,
                account: row.try_get_by_index(2)?,
                name: row.try_get_by_index(3)?,
                action: row.try_get_by_index(4)?,
                matter: row.try_get_by_index(5)?,
                detail: row.try_get_by_index(6)?,
            })
        })
        .collect()
}
