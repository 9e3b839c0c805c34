//! Rows of matters, their parties, handlers, days and events.

use std::collections::{BTreeSet, HashMap};
use std::str::FromStr;

use bandeng_core::kernel::{Id, MatterCode};
use bandeng_core::mediation::days::{DayState, Running};
use bandeng_store::entities::{deadlines, events, grants, handlers, matters, parties, proceedings};
use bandeng_store::{MatterKey, Result, Uow};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, Statement, Value,
};
use serde::{Deserialize, Serialize};

pub(crate) use bandeng_store::entities::events::Model as EventRow;

use super::list::MatterRow;

pub(super) async fn matter(connection: &impl ConnectionTrait, code: &MatterCode) -> Result<Option<matters::Model>> {
    Ok(matters::Entity::find().filter(matters::Column::Code.eq(code.as_str())).one(connection).await?)
}

/// Where and whose a matter is, by its key.
pub(super) async fn matter_by_key(
    connection: &impl ConnectionTrait,
    key: &MatterKey,
) -> Result<Option<matters::Model>> {
    Ok(matters::Entity::find_by_id((key.county.clone(), key.id)).one(connection).await?)
}

/// Reads a matter's row and holds it: one writer a matter at a time.
pub(super) async fn matter_for_update(uow: &Uow, code: &MatterCode) -> Result<Option<matters::Model>> {
    let mut select = matters::Entity::find().filter(matters::Column::Code.eq(code.as_str()));
    if uow.engine() == bandeng_store::Engine::Postgres {
        select = select.lock_exclusive();
    }
    Ok(select.one(uow.read()).await?)
}

pub(super) async fn insert_matter(uow: &mut Uow, key: &MatterKey, row: matters::Model) -> Result<()> {
    matters::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(uow.case(key)?).await?;
    Ok(())
}

/// Writes the columns a service may change; the head of the chain is written by the commit.
pub(super) async fn update_matter(uow: &mut Uow, key: &MatterKey, row: &matters::Model) -> Result<()> {
    let update = matters::ActiveModel {
        county: Set(row.county.clone()),
        id: Set(row.id),
        title: Set(row.title.clone()),
        place: Set(row.place.clone()),
        narrative: Set(row.narrative.clone()),
        state: Set(row.state.clone()),
        stage: Set(row.stage.clone()),
        turn: Set(row.turn.clone()),
        due_on: Set(row.due_on.clone()),
        sealed: Set(row.sealed),
        desk_id: Set(row.desk_id),
        committee_id: Set(row.committee_id),
        record: Set(row.record.clone()),
        ..Default::default()
    };
    matters::Entity::update_many()
        .set(update)
        .filter(matters::Column::County.eq(&key.county))
        .filter(matters::Column::Id.eq(key.id))
        .exec(uow.case(key)?)
        .await?;
    Ok(())
}

pub(super) async fn parties(connection: &impl ConnectionTrait, key: &MatterKey) -> Result<Vec<parties::Model>> {
    Ok(parties::Entity::find()
        .filter(parties::Column::County.eq(&key.county))
        .filter(parties::Column::MatterId.eq(key.id))
        .order_by_asc(parties::Column::N)
        .all(connection)
        .await?)
}

pub(super) async fn insert_parties(uow: &mut Uow, key: &MatterKey, rows: Vec<parties::Model>) -> Result<()> {
    let rows = rows.into_iter().map(|r| r.into_active_model().reset_all());
    parties::Entity::insert_many(rows).exec_without_returning(uow.case(key)?).await?;
    Ok(())
}

pub(super) async fn replace_party(uow: &mut Uow, key: &MatterKey, row: parties::Model) -> Result<()> {
    let keep = OnConflict::columns([parties::Column::County, parties::Column::MatterId, parties::Column::N])
        .update_columns([
            parties::Column::Side,
            parties::Column::Kind,
            parties::Column::Name,
            parties::Column::Sex,
            parties::Column::BornOn,
            parties::Column::Occupation,
            parties::Column::Address,
            parties::Column::PhoneSealed,
            parties::Column::PhoneHash,
            parties::Column::Details,
        ])
        .to_owned();
    parties::Entity::insert(row.into_active_model().reset_all())
        .on_conflict(keep)
        .exec_without_returning(uow.case(key)?)
        .await?;
    Ok(())
}

/// What stands around a matter: who handles it and with whom it is shared now, and its days.
#[derive(Default)]
pub(super) struct Around {
    pub handlers: Vec<Id>,
    pub grantees: Vec<Id>,
    pub days: Vec<Running>,
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
                let body: DayBody = serde_json::from_str(&row.try_get_by_index::<String>(4)?)?;
                around.days.push(Running {
                    n: n as u16,
                    state: DayState::from_str(&row.try_get_by_index::<String>(2)?)?,
                    hint: row.try_get_by_index(3)?,
                    obligation: body.obligation,
                    deadline: body.deadline,
                });
            }
        }
    }
    Ok(around)
}

/// Makes an account a handler, again if it was one before.
pub(crate) async fn add_handler(uow: &mut Uow, key: &MatterKey, account: Id, capacity: &str) -> Result<()> {
    let row = handlers::Model {
        county: key.county.clone(),
        matter_id: key.id,
        account_id: account,
        capacity: capacity.to_owned(),
        since_at: uow.now(),
        until_at: None,
    };
    let again = OnConflict::columns([
        handlers::Column::County,
        handlers::Column::MatterId,
        handlers::Column::AccountId,
        handlers::Column::Capacity,
    ])
    .update_columns([handlers::Column::SinceAt, handlers::Column::UntilAt])
    .to_owned();
    handlers::Entity::insert(row.into_active_model().reset_all())
        .on_conflict(again)
        .exec_without_returning(uow.case(key)?)
        .await?;
    Ok(())
}

/// Ends the work of everybody of a capacity on the matter, but for those named.
pub(crate) async fn end_handlers(uow: &mut Uow, key: &MatterKey, capacity: &str, but: &[Id]) -> Result<()> {
    let now = uow.now();
    handlers::Entity::update_many()
        .set(handlers::ActiveModel { until_at: Set(Some(now)), ..Default::default() })
        .filter(handlers::Column::County.eq(&key.county))
        .filter(handlers::Column::MatterId.eq(key.id))
        .filter(handlers::Column::Capacity.eq(capacity))
        .filter(handlers::Column::UntilAt.is_null())
        .filter(handlers::Column::AccountId.is_not_in(but.iter().copied()))
        .exec(uow.case(key)?)
        .await?;
    Ok(())
}

pub(super) async fn upsert_grant(uow: &mut Uow, key: &MatterKey, row: grants::Model) -> Result<()> {
    let again = OnConflict::columns([grants::Column::County, grants::Column::MatterId, grants::Column::GranteeId])
        .update_columns([
            grants::Column::Purpose,
            grants::Column::GrantedBy,
            grants::Column::GrantedAt,
            grants::Column::UntilAt,
        ])
        .to_owned();
    grants::Entity::insert(row.into_active_model().reset_all())
        .on_conflict(again)
        .exec_without_returning(uow.case(key)?)
        .await?;
    Ok(())
}

/// A running day as it lies in the database: the columns are for finding, the body says everything.
#[derive(Serialize, Deserialize)]
struct DayBody {
    #[serde(default)]
    obligation: Option<u16>,
    deadline: bandeng_core::deadlines::Deadline,
}

/// Writes the days that are new or have changed: one statement.
pub(super) async fn save_days(
    uow: &mut Uow,
    key: &MatterKey,
    before: &[Running],
    after: &[Running],
    proceeding: u16,
) -> Result<()> {
    let rows = after
        .iter()
        .filter(|day| !before.contains(day))
        .map(|day| {
            let body = serde_json::to_string(&DayBody { obligation: day.obligation, deadline: day.deadline.clone() })?;
            Ok(deadlines::Model {
                county: key.county.clone(),
                matter_id: key.id,
                n: i32::from(day.n),
                proceeding: i32::from(proceeding),
                rule: day.deadline.rule.as_str().to_owned(),
                due_on: day.deadline.due_on.to_string(),
                state: day.state.as_str().to_owned(),
                hint: day.hint,
                body,
            }
            .into_active_model()
            .reset_all())
        })
        .collect::<Result<Vec<_>>>()?;
    if rows.is_empty() {
        return Ok(());
    }
    let replace = OnConflict::columns([deadlines::Column::County, deadlines::Column::MatterId, deadlines::Column::N])
        .update_columns([deadlines::Column::DueOn, deadlines::Column::State, deadlines::Column::Body])
        .to_owned();
    deadlines::Entity::insert_many(rows).on_conflict(replace).exec_without_returning(uow.case(key)?).await?;
    Ok(())
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

/// Writes a proceeding, new or changed.
pub(crate) async fn save_proceeding(uow: &mut Uow, key: &MatterKey, row: proceedings::Model) -> Result<()> {
    let replace =
        OnConflict::columns([proceedings::Column::County, proceedings::Column::MatterId, proceedings::Column::N])
            .update_columns([
                proceedings::Column::State,
                proceedings::Column::OrganisationId,
                proceedings::Column::EndedAt,
                proceedings::Column::Body,
            ])
            .to_owned();
    proceedings::Entity::insert(row.into_active_model().reset_all())
        .on_conflict(replace)
        .exec_without_returning(uow.case(key)?)
        .await?;
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

/// The names a page of rows shows.
#[derive(Default)]
pub(super) struct RowNames {
    pub areas: HashMap<String, String>,
    pub organisations: HashMap<Id, String>,
    /// By matter.
    pub mediators: HashMap<Id, Vec<String>>,
}

/// Names of areas, committees and mediators of a page, in one statement.
pub(super) async fn row_names(connection: &impl ConnectionTrait, rows: &[MatterRow]) -> Result<RowNames> {
    let mut names = RowNames::default();
    if rows.is_empty() {
        return Ok(names);
    }
    let mut values: Vec<sea_orm::Value> = Vec::new();
    let mut list = |wanted: Vec<sea_orm::Value>| {
        let places: Vec<String> = (1..=wanted.len()).map(|i| format!("${}", values.len() + i)).collect();
        values.extend(wanted);
        places.join(", ")
    };
    let distinct = |mut wanted: Vec<String>| {
        wanted.sort_unstable();
        wanted.dedup();
        wanted.into_iter().map(Into::into).collect::<Vec<sea_orm::Value>>()
    };
    let areas = list(distinct(rows.iter().map(|r| r.area.code.clone()).collect()));
    let counties = list(distinct(rows.iter().map(|r| r.county.clone()).collect()));
    let matters = list(rows.iter().map(|r| r.id.into()).collect());
    let mut committees: Vec<Id> = rows.iter().filter_map(|r| r.committee.as_ref().map(|c| c.id.0)).collect();
    committees.sort_unstable();
    committees.dedup();
    // An empty list is no SQL: no committee has the number 0.
    let committees = list(committees.into_iter().chain([0]).map(Into::into).collect());
    let sql = format!(
        "SELECT 1 AS what, code AS text, CAST(0 AS BIGINT) AS id, name FROM areas WHERE code IN ({areas}) \
         UNION ALL SELECT 2, '', id, name FROM organisations WHERE id IN ({committees}) \
         UNION ALL SELECT 3, '', h.matter_id, a.name FROM handlers h JOIN accounts a ON a.id = h.account_id \
         WHERE h.county IN ({counties}) AND h.matter_id IN ({matters}) AND h.capacity = 'mediator' AND h.until_at IS NULL \
         ORDER BY 1, 3, 4"
    );
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    for row in connection.query_all_raw(statement).await? {
        let (id, name): (Id, String) = (row.try_get_by_index(2)?, row.try_get_by_index(3)?);
        match row.try_get_by_index::<i32>(0)? {
            1 => drop(names.areas.insert(row.try_get_by_index(1)?, name)),
            2 => drop(names.organisations.insert(id, name)),
            _ => names.mediators.entry(id).or_default().push(name),
        }
    }
    Ok(names)
}

/// Names of accounts, organisations and areas, in one statement.
pub(crate) async fn names(
    connection: &impl ConnectionTrait,
    accounts: impl IntoIterator<Item = Id>,
    organisations: impl IntoIterator<Item = Id>,
    areas: impl IntoIterator<Item = String>,
) -> Result<Names> {
    let mut values: Vec<Value> = Vec::new();
    let mut parts: Vec<String> = Vec::new();
    let mut ask = |what: i32, columns: &str, key: &str, table: &str, of: Vec<Value>| {
        if !of.is_empty() {
            let marks: Vec<String> = (values.len() + 1..=values.len() + of.len()).map(|n| format!("${n}")).collect();
            let marks = marks.join(", ");
            parts.push(format!("SELECT {what} AS what, {columns}, name FROM {table} WHERE {key} IN ({marks})"));
            values.extend(of);
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
    for row in connection.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await? {
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
