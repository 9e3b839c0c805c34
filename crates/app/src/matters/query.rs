//! Rows of matters, their parties, handlers, days and events.

use std::collections::{BTreeSet, HashMap};
use std::str::FromStr;
use std::sync::Arc;

use bandeng_core::dispatch::Dispatch;
use bandeng_core::kernel::{Id, MatterCode};
use bandeng_core::mediation::days::{DayState, Running};
use bandeng_core::people::OrganisationKind;
use bandeng_core::proceedings::ProceedingKind;
use bandeng_store::entities::{deadlines, events, grants, handlers, matters, organisations, parties, proceedings};
use bandeng_store::rows::put;
use bandeng_store::{Binds, Document, MatterKey, Result, Rows, Uow};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement, Value};
use serde::{Deserialize, Serialize};

pub(crate) use bandeng_store::entities::events::Model as EventRow;

use super::case::PartyKept;

pub(super) async fn matter(connection: &impl ConnectionTrait, code: &MatterCode) -> Result<Option<matters::Model>> {
    Ok(matters::Entity::find().filter(matters::Column::Code.eq(code.as_str())).one(connection).await?)
}

/// Where and whose a matter is, by its key.
pub(crate) async fn matter_by_key(
    connection: &impl ConnectionTrait,
    key: &MatterKey,
) -> Result<Option<matters::Model>> {
    Ok(matters::Entity::find_by_id((key.county.clone(), key.id)).one(connection).await?)
}

pub(super) async fn parties(connection: &impl ConnectionTrait, key: &MatterKey) -> Result<Vec<parties::Model>> {
    Ok(parties::Entity::find()
        .filter(parties::Column::County.eq(&key.county))
        .filter(parties::Column::MatterId.eq(key.id))
        .order_by_asc(parties::Column::N)
        .all(connection)
        .await?)
}

pub(super) fn replace_party(uow: &mut Uow, key: &MatterKey, row: parties::Model) -> Result<()> {
    let n = row.n;
    put(&mut uow.rows_mut(key)?.parties, row, |known| known.n == n);
    Ok(())
}

/// Writes the details of a party that is there.
pub(crate) fn save_details(uow: &mut Uow, key: &MatterKey, party: &PartyKept) -> Result<()> {
    let rows = &mut uow.rows_mut(key)?.parties;
    if let Some(row) = rows.iter_mut().find(|row| row.n == i32::from(party.no)) {
        row.details = Document::of(Arc::new(party.details.clone()));
    }
    Ok(())
}

/// What stands around a matter: who handles it and with whom it is shared now, and its days.
#[derive(Default)]
pub(super) struct Around {
    pub handlers: Vec<Id>,
    pub grantees: Vec<Id>,
    pub days: Vec<Running>,
}

impl Around {
    /// From the rows a unit of work holds: as [`around`] asks the database.
    pub(super) fn of(rows: &Rows, now: i64) -> Result<Self> {
        let (handlers, grantees) = reachers_of(rows, now);
        let days = rows.deadlines.iter().map(day_of).collect::<Result<_>>()?;
        Ok(Self { handlers, grantees, days })
    }
}

/// All of it in one statement, since every look at a matter asks for it.
pub(super) async fn around(connection: &impl ConnectionTrait, key: &MatterKey, now: i64) -> Result<Around> {
    let rows = connection
        .query_all_raw(Statement::from_sql_and_values(
            connection.get_database_backend(),
            "SELECT 1 AS what, account_id AS n, '' AS state, FALSE AS hint, '' AS body FROM handlers \
             WHERE county = $1 AND matter_id = $2 AND until_at IS NULL \
             UNION ALL \
             SELECT 2, grantee_id, '', FALSE, '' FROM grants WHERE county = $1 AND matter_id = $2 AND until_at > $3 \
             UNION ALL \
             SELECT 3, n, state, hint, body FROM deadlines WHERE county = $1 AND matter_id = $2 \
             ORDER BY what, n",
            [key.county.clone().into(), key.id.into(), now.into()],
        ))
        .await?;
    let mut around = Around::default();
    for row in rows {
        let n: i64 = row.try_get_by_index(1)?;
        match row.try_get_by_index::<i32>(0)? {
            1 => around.handlers.push(n),
            2 => around.grantees.push(n),
            _ => {
                let (state, body): (String, String) = (row.try_get_by_index(2)?, row.try_get_by_index(4)?);
                around.days.push(day(n, &state, row.try_get_by_index(3)?, serde_json::from_str(&body)?)?);
            }
        }
    }
    Ok(around)
}

/// Who of these handles the matter now, and with whom of these it is shared now.
pub(super) fn reachers_of(rows: &Rows, now: i64) -> (Vec<Id>, Vec<Id>) {
    (
        rows.handlers.iter().filter(|h| h.until_at.is_none()).map(|h| h.account_id).collect(),
        rows.grants.iter().filter(|g| g.until_at > now).map(|g| g.grantee_id).collect(),
    )
}

/// Makes an account a handler, again if it was one before.
pub(crate) fn add_handler(uow: &mut Uow, key: &MatterKey, account: Id, capacity: &str) -> Result<()> {
    let row = handlers::Model {
        county: key.county.clone(),
        matter_id: key.id,
        account_id: account,
        capacity: capacity.to_owned(),
        since_at: uow.now(),
        until_at: None,
    };
    let same = |known: &handlers::Model| known.account_id == account && known.capacity == capacity;
    put(&mut uow.rows_mut(key)?.handlers, row, same);
    Ok(())
}

/// Ends the work of everybody of a capacity on the matter, but for those named.
pub(crate) fn end_handlers(uow: &mut Uow, key: &MatterKey, capacity: &str, but: &[Id]) -> Result<()> {
    let now = uow.now();
    let handlers = uow.rows_mut(key)?.handlers.iter_mut();
    for handler in handlers.filter(|h| h.capacity == capacity && h.until_at.is_none() && !but.contains(&h.account_id)) {
        handler.until_at = Some(now);
    }
    Ok(())
}

pub(super) fn upsert_grant(uow: &mut Uow, key: &MatterKey, row: grants::Model) -> Result<()> {
    let grantee = row.grantee_id;
    put(&mut uow.rows_mut(key)?.grants, row, |known| known.grantee_id == grantee);
    Ok(())
}

/// A running day as it lies in the database: the columns are for finding, the body says everything.
#[derive(Clone, Serialize, Deserialize)]
struct DayBody {
    #[serde(default)]
    obligation: Option<u16>,
    #[serde(default)]
    instalment: Option<u16>,
    #[serde(default)]
    unit: Option<u16>,
    deadline: bandeng_core::deadlines::Deadline,
}

/// A running day from its row.
pub(super) fn day_of(row: &deadlines::Model) -> Result<Running> {
    day(i64::from(row.n), &row.state, row.hint, DayBody::clone(&*row.body.read()?))
}

fn day(n: i64, state: &str, hint: bool, body: DayBody) -> Result<Running> {
    Ok(Running {
        n: n as u16,
        state: DayState::from_str(state)?,
        hint,
        obligation: body.obligation,
        instalment: body.instalment,
        unit: body.unit,
        deadline: body.deadline,
    })
}

/// Writes the days that are new or have changed.
pub(super) fn save_days(
    uow: &mut Uow,
    key: &MatterKey,
    before: &[Running],
    after: &[Running],
    proceeding: u16,
) -> Result<()> {
    for day in after.iter().filter(|day| !before.contains(day)) {
        let body = Arc::new(DayBody {
            obligation: day.obligation,
            instalment: day.instalment,
            unit: day.unit,
            deadline: day.deadline.clone(),
        });
        let rows = &mut uow.rows_mut(key)?.deadlines;
        let known = rows.iter().find(|row| row.n == i32::from(day.n));
        let row = deadlines::Model {
            county: key.county.clone(),
            matter_id: key.id,
            n: i32::from(day.n),
            // A day stays with the proceeding it began in.
            proceeding: known.map_or(i32::from(proceeding), |row| row.proceeding),
            rule: day.deadline.rule.as_str().to_owned(),
            due_on: day.deadline.due_on.to_string(),
            state: day.state.as_str().to_owned(),
            hint: day.hint,
            body: Document::of(body),
        };
        put(rows, row, |known| known.n == i32::from(day.n));
    }
    Ok(())
}

/// Matters that are not archived and have a day running that ends on or after a day, after a key; in the order of keys.
pub(super) async fn with_days_from(
    connection: &impl ConnectionTrait,
    due_from: &str,
    after: &MatterKey,
    limit: u64,
) -> Result<Vec<(MatterKey, String)>> {
    let rows = connection
        .query_all_raw(Statement::from_sql_and_values(
            connection.get_database_backend(),
            "SELECT m.county, m.id, m.code FROM matters m WHERE (m.county, m.id) > ($2, $3) AND m.state <> 'archived' \
             AND EXISTS (SELECT 1 FROM deadlines d WHERE d.county = m.county AND d.matter_id = m.id \
                         AND d.state = 'open' AND d.due_on >= $1) \
             ORDER BY m.county, m.id LIMIT $4",
            [due_from.into(), after.county.clone().into(), after.id.into(), (limit as i64).into()],
        ))
        .await?;
    let key = |row: &sea_orm::QueryResult| {
        let key = MatterKey { county: row.try_get_by_index(0)?, id: row.try_get_by_index(1)? };
        Ok((key, row.try_get_by_index(2)?))
    };
    rows.iter().map(key).collect()
}

/// How many days run that end on or after a day.
pub(super) async fn count_days_from(connection: &impl ConnectionTrait, due_from: &str) -> Result<i64> {
    let row = connection
        .query_one_raw(Statement::from_sql_and_values(
            connection.get_database_backend(),
            "SELECT COUNT(*) FROM deadlines WHERE state = 'open' AND due_on >= $1",
            [due_from.into()],
        ))
        .await?;
    Ok(row.map_or(Ok(0), |row| row.try_get_by_index(0))?)
}

/// The proceedings of a matter, in order.
pub(crate) async fn proceedings(connection: &impl ConnectionTrait, key: &MatterKey) -> Result<Vec<proceedings::Model>> {
    Ok(proceedings::Entity::find()
        .filter(proceedings::Column::County.eq(&key.county))
        .filter(proceedings::Column::MatterId.eq(key.id))
        .order_by_asc(proceedings::Column::N)
        .all(connection)
        .await?)
}

/// The mediations among them.
pub(crate) async fn mediations(connection: &impl ConnectionTrait, key: &MatterKey) -> Result<Vec<proceedings::Model>> {
    let mut rows = proceedings(connection, key).await?;
    rows.retain(|row| row.kind == ProceedingKind::Mediation.as_str());
    Ok(rows)
}

/// The organisation behind a unit of the matter's dispatch.
pub(super) async fn unit(connection: &impl ConnectionTrait, key: &MatterKey, no: u16) -> Result<Option<Id>> {
    let rows = proceedings(connection, key).await?;
    let Some(row) = rows.iter().find(|row| row.kind == ProceedingKind::Dispatch.as_str()) else { return Ok(None) };
    Ok(row.body.read::<Dispatch>()?.unit(no).map(|unit| unit.organisation.0))
}

/// Writes a proceeding, new or changed.
pub(crate) fn save_proceeding(uow: &mut Uow, key: &MatterKey, row: proceedings::Model) -> Result<()> {
    let n = row.n;
    put(&mut uow.rows_mut(key)?.proceedings, row, |known| known.n == n);
    Ok(())
}

/// Events of a matter after a sequence number, or its newest ones.
pub(super) async fn events_after(
    connection: &impl ConnectionTrait,
    key: &MatterKey,
    seq: i64,
) -> Result<Vec<EventRow>> {
    Ok(events::Entity::find()
        .filter(events::Column::County.eq(&key.county))
        .filter(events::Column::MatterId.eq(key.id))
        .filter(events::Column::Seq.gt(seq))
        .order_by_asc(events::Column::Seq)
        .limit(50)
        .all(connection)
        .await?)
}

pub(super) async fn events_before(
    connection: &impl ConnectionTrait,
    key: &MatterKey,
    seq: i64,
    limit: u64,
) -> Result<Vec<EventRow>> {
    Ok(events::Entity::find()
        .filter(events::Column::County.eq(&key.county))
        .filter(events::Column::MatterId.eq(key.id))
        .filter(events::Column::Seq.lt(seq))
        .order_by_desc(events::Column::Seq)
        .limit(limit)
        .all(connection)
        .await?)
}

/// An organisation as far as sharing with it needs to know.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    pub id: Id,
    pub name: String,
    pub kind: OrganisationKind,
}

/// Organisations by their numbers.
pub(crate) async fn bodies(connection: &impl ConnectionTrait, ids: impl IntoIterator<Item = Id>) -> Result<Vec<Body>> {
    let ids: Vec<Id> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = organisations::Entity::find().filter(organisations::Column::Id.is_in(ids)).all(connection).await?;
    rows.into_iter().map(|row| Ok(Body { id: row.id, kind: row.kind.parse()?, name: row.name })).collect()
}

/// Names as they are today, by number or code; what is not there has none.
#[derive(Default)]
pub(crate) struct Names {
    accounts: HashMap<Id, String>,
    organisations: HashMap<Id, String>,
    areas: HashMap<String, String>,
}

impl Names {
    pub(crate) fn account(&self, id: Id) -> String {
        self.accounts.get(&id).cloned().unwrap_or_default()
    }

    pub(crate) fn organisation(&self, id: Id) -> String {
        self.organisations.get(&id).cloned().unwrap_or_default()
    }

    pub(crate) fn area(&self, code: &str) -> String {
        self.areas.get(code).cloned().unwrap_or_default()
    }
}

/// Names of accounts, organisations and areas, in one statement.
pub(crate) async fn names(
    connection: &impl ConnectionTrait,
    accounts: impl IntoIterator<Item = Id>,
    organisations: impl IntoIterator<Item = Id>,
    areas: impl IntoIterator<Item = String>,
) -> Result<Names> {
    let mut binds = Binds::default();
    let mut parts: Vec<String> = Vec::new();
    let mut ask = |what: i32, columns: &str, key: &str, table: &str, of: Vec<Value>| {
        if !of.is_empty() {
            let marks = binds.list(of);
            parts.push(format!("SELECT {what} AS what, {columns}, name FROM {table} WHERE {key} IN ({marks})"));
        }
    };
    let accounts: BTreeSet<Id> = accounts.into_iter().collect();
    let organisations: BTreeSet<Id> = organisations.into_iter().collect();
    ask(1, "id, ''", "id", "accounts", accounts.into_iter().map(Value::from).collect());
    ask(2, "id, ''", "id", "organisations", organisations.into_iter().map(Value::from).collect());
    let areas: BTreeSet<String> = areas.into_iter().collect();
    ask(3, "CAST(0 AS BIGINT), code", "code", "areas", areas.into_iter().map(Value::from).collect());
    let mut names = Names::default();
    if parts.is_empty() {
        return Ok(names);
    }
    let sql = parts.join(" UNION ALL ");
    let backend = connection.get_database_backend();
    for row in connection.query_all_raw(Statement::from_sql_and_values(backend, sql, binds.0)).await? {
        let (id, code, name): (Id, String, String) =
            (row.try_get_by_index(1)?, row.try_get_by_index(2)?, row.try_get_by_index(3)?);
        match row.try_get_by_index::<i32>(0)? {
            1 => drop(names.accounts.insert(id, name)),
            2 => drop(names.organisations.insert(id, name)),
            _ => drop(names.areas.insert(code, name)),
        }
    }
    Ok(names)
}
