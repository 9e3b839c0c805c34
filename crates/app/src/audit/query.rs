//! Rows an auditor reads.

use std::collections::{BTreeSet, HashMap};

use bandeng_core::kernel::{Id, Instant, MatterCode};
use bandeng_core::privacy::{Thresholds, UnusualReason};
use bandeng_store::entities::unusual_readings;
use bandeng_store::{Binds, Db, Result, Uow};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QueryResult,
    QuerySelect, Value,
};

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

/// Accounts that read more different matters than a threshold allows, among accesses with identifiers from one to
/// before the other.
pub(super) async fn readings(
    db: &Db,
    reason: UnusualReason,
    thresholds: &Thresholds,
    from: Id,
    before: Id,
) -> Result<Vec<(Id, i64)>> {
    let mut values: Vec<Value> = vec![from.into(), before.into(), i64::from(thresholds.of(reason)).into()];
    // Hours are counted in Asia/Shanghai, eight hours before UTC all year.
    let condition = match reason {
        UnusualReason::Volume => "1 = 1".to_owned(),
        UnusualReason::Hour => {
            values.extend([i64::from(thresholds.night_from).into(), i64::from(thresholds.night_until).into()]);
            let joint = if thresholds.night_from <= thresholds.night_until { "AND" } else { "OR" };
            let hour = "((a.at + 28800000) / 3600000) % 24";
            format!("({hour} >= $4 {joint} {hour} < $5)")
        }
        UnusualReason::Area => "NOT EXISTS (SELECT 1 FROM posts p JOIN organisations o ON o.id = p.organisation_id \
             WHERE p.account_id = a.account_id AND substr(m.area, 1, length(o.area)) = o.area) \
             AND NOT EXISTS (SELECT 1 FROM handlers h WHERE h.county = m.county AND h.matter_id = m.id \
             AND h.account_id = a.account_id)"
            .to_owned(),
    };
    let sql = format!(
        "SELECT a.account_id, COUNT(DISTINCT a.matter_id) FROM accesses a \
         JOIN matters m ON m.county = a.county AND m.id = a.matter_id \
         WHERE a.id >= $1 AND a.id < $2 AND a.account_id > 0 AND {condition} \
         GROUP BY a.account_id HAVING COUNT(DISTINCT a.matter_id) > $3 ORDER BY a.account_id"
    );
    rows(db, &sql, values).await?.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

/// Keeps a finding, or its grown number while nobody has looked into it.
pub(super) async fn keep_unusual(db: &Db, row: unusual_readings::Model) -> Result<()> {
    use unusual_readings::Column as C;
    let grown = OnConflict::columns([C::AccountId, C::OnDay, C::Reason])
        .update_columns([C::Readings])
        .action_and_where(Expr::col((unusual_readings::Entity, C::LookedAt)).is_null())
        .to_owned();
    let insert = unusual_readings::Entity::insert(row.into_active_model().reset_all()).on_conflict(grown);
    insert.exec_without_returning(db.technical()).await?;
    Ok(())
}

/// Findings, newest first.
pub(super) async fn unusual(
    db: &Db,
    open: bool,
    after: Option<Id>,
    limit: u64,
) -> Result<Vec<unusual_readings::Model>> {
    let mut select = unusual_readings::Entity::find();
    if open {
        select = select.filter(unusual_readings::Column::LookedAt.is_null());
    }
    if let Some(after) = after {
        select = select.filter(unusual_readings::Column::Id.lt(after));
    }
    Ok(select.order_by_desc(unusual_readings::Column::Id).limit(limit).all(db.reader()).await?)
}

pub(super) async fn unusual_one(connection: &impl ConnectionTrait, id: Id) -> Result<Option<unusual_readings::Model>> {
    Ok(unusual_readings::Entity::find_by_id(id).one(connection).await?)
}

pub(super) async fn mark_looked(uow: &Uow, row: &unusual_readings::Model) -> Result<()> {
    let row = row.clone().into_active_model().reset_all();
    unusual_readings::Entity::update(row).exec(uow.technical()).await?;
    Ok(())
}
