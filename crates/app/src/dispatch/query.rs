//! Rows of plans, and what the rules of a dispatch ask about.

use bandeng_core::kernel::{Id, IdText};
use bandeng_core::people::OrganisationKind;
use bandeng_core::places::{AreaCode, Level};
use bandeng_core::policy::Role;
use bandeng_store::entities::{event_plan_drafts, event_plans, grants, public_supervisions};
use bandeng_store::rows::put;
use bandeng_store::{Binds, Db, MatterKey, Result, Uow};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};

pub(super) use bandeng_store::entities::event_plan_drafts::Model as Draft;
pub(super) use bandeng_store::entities::event_plans::Model as VersionRow;

use event_plans::Column;

/// The version published last in a county, if it is later than one that is known.
pub(super) async fn later(connection: &impl ConnectionTrait, county: &str, known: i64) -> Result<Option<VersionRow>> {
    let rows = event_plans::Entity::find().filter(Column::County.eq(county)).filter(Column::Version.gt(known));
    Ok(rows.order_by_desc(Column::Version).one(connection).await?)
}

/// Most versions shown.
const SHOWN: u64 = 20;

/// The versions of a county, newest first.
pub(super) async fn versions(connection: &impl ConnectionTrait, county: &str) -> Result<Vec<VersionRow>> {
    let rows = event_plans::Entity::find().filter(Column::County.eq(county)).order_by_desc(Column::Version);
    Ok(rows.limit(SHOWN).all(connection).await?)
}

pub(super) async fn insert(uow: &Uow, row: VersionRow) -> Result<()> {
    event_plans::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(uow.technical()).await?;
    Ok(())
}

pub(super) async fn draft(connection: &impl ConnectionTrait, county: &str) -> Result<Option<Draft>> {
    Ok(event_plan_drafts::Entity::find_by_id(county.to_owned()).one(connection).await?)
}

/// Writes the draft if it still is the one its writer has seen (0: there was none); false if it is not.
pub(super) async fn save(uow: &Uow, seen: i64, draft: Draft) -> Result<bool> {
    let values =
        [draft.county.into(), draft.revision.into(), draft.body.into(), draft.saved_at.into(), draft.saved_by.into()];
    let (sql, values): (_, Vec<sea_orm::Value>) = match seen {
        0 => (
            "INSERT INTO event_plan_drafts (county, revision, body, saved_at, saved_by) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (county) DO NOTHING",
            values.into(),
        ),
        seen => (
            "UPDATE event_plan_drafts SET revision = $2, body = $3, saved_at = $4, saved_by = $5 \
             WHERE county = $1 AND revision = $6",
            values.into_iter().chain([seen.into()]).collect(),
        ),
    };
    Ok(uow.technical().execute_raw(uow.statement(sql, values)).await?.rows_affected() == 1)
}

/// Drops the draft if it still is the one its writer has seen; false if it is not.
pub(super) async fn drop(uow: &Uow, county: &str, seen: i64) -> Result<bool> {
    let sql = "DELETE FROM event_plan_drafts WHERE county = $1 AND revision = $2";
    Ok(uow.technical().execute_raw(uow.statement(sql, [county.into(), seen.into()])).await?.rows_affected() == 1)
}

/// Of these organisations those that are there and may handle events of a county, with their names: bodies with officers,
/// of the county or of what lies above it.
pub(super) async fn units(
    connection: &impl ConnectionTrait,
    county: &str,
    of: &[IdText],
) -> Result<Vec<(IdText, String)>> {
    if of.is_empty() {
        return Ok(Vec::new());
    }
    let mut binds = Binds::default();
    let wanted = binds.list(of.iter().map(|id| id.0));
    let kinds = binds.list(OrganisationKind::ALL.iter().filter(|kind| kind.is_authority()).map(|kind| kind.as_str()));
    let county = binds.one(county);
    let sql = format!(
        "SELECT id, name FROM organisations WHERE id IN ({wanted}) AND active AND kind IN ({kinds}) \
           AND (substr(area, 1, 6) = {county} OR substr({county}, 1, length(area)) = area)"
    );
    named(connection, sql, binds).await
}

/// Most bodies offered.
const OFFERED: u32 = 200;

/// Bodies of a county that may handle events.
pub(super) async fn units_around(connection: &impl ConnectionTrait, county: &str) -> Result<Vec<(IdText, String)>> {
    let mut binds = Binds::default();
    let kinds = binds.list(OrganisationKind::ALL.iter().filter(|kind| kind.is_authority()).map(|kind| kind.as_str()));
    let county = binds.one(county);
    let sql = format!(
        "SELECT id, name FROM organisations WHERE active AND kind IN ({kinds}) AND substr(area, 1, 6) = {county} \
         ORDER BY name, id LIMIT {OFFERED}"
    );
    named(connection, sql, binds).await
}

/// The centre that takes in what happens in an area: that of the town, or of the county above it.
pub(super) async fn centre(db: &Db, area: &AreaCode) -> Result<Option<Id>> {
    let levels = [Level::Town, Level::County].map(|level| area.at(level).map(|code| code.to_string()));
    let mut binds = Binds::default();
    let (kind, areas) = (binds.one(OrganisationKind::Centre.as_str()), binds.list(levels.into_iter().flatten()));
    let sql = format!(
        "SELECT id FROM organisations WHERE active AND kind = {kind} AND area IN ({areas}) \
         ORDER BY length(area) DESC, id LIMIT 1"
    );
    let reader = db.reader();
    let row = reader.query_one_raw(db.statement(&sql, binds.0)).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?)
}

/// Leaders in a county.
pub(super) async fn leaders(db: &Db, county: &str) -> Result<Vec<(IdText, String)>> {
    let mut binds = Binds::default();
    let (role, today) = (binds.one(Role::Leader.as_str()), binds.one(db.today().to_string()));
    let county = binds.one(county);
    let sql = format!(
        "SELECT DISTINCT a.id, a.name FROM posts p JOIN accounts a ON a.id = p.account_id \
         JOIN organisations o ON o.id = p.organisation_id \
         WHERE p.role = {role} AND a.active AND p.from_on <= {today} AND (p.until_on IS NULL OR p.until_on >= {today}) \
           AND substr(o.area, 1, 6) = {county} ORDER BY a.name, a.id LIMIT 100"
    );
    named(db.reader(), sql, binds).await
}

async fn named(connection: &impl ConnectionTrait, sql: String, binds: Binds) -> Result<Vec<(IdText, String)>> {
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, binds.0);
    let rows = connection.query_all_raw(statement).await?;
    rows.iter().map(|row| Ok((IdText(row.try_get_by_index(0)?), row.try_get_by_index(1)?))).collect()
}

/// Lines of the board of public supervision, the newest first; those that stand, or those that are over.
pub(super) async fn board(
    db: &Db,
    county: &str,
    over: bool,
    after: Option<Id>,
    limit: u64,
) -> Result<Vec<public_supervisions::Model>> {
    let sign = if over { "<>" } else { "=" };
    let sql = format!(
        "SELECT s.* FROM public_supervisions s JOIN matters m ON m.county = s.county AND m.id = s.matter_id \
         WHERE s.county = $1 AND s.state {sign} 'standing' AND s.id < $2 AND NOT m.sealed ORDER BY s.id DESC LIMIT {limit}"
    );
    let statement = db.statement(&sql, [county.into(), after.unwrap_or(i64::MAX).into()]);
    Ok(public_supervisions::Entity::find().from_raw_sql(statement).all(db.reader()).await?)
}

/// Lets a unit see the matter it was asked to handle, until an instant.
pub(super) fn share(uow: &mut Uow, key: &MatterKey, unit: Id, until_at: i64) -> Result<()> {
    let row = grants::Model {
        county: key.county.clone(),
        matter_id: key.id,
        grantee_id: unit,
        purpose: "事件派遣".to_owned(),
        granted_by: uow.actor().account,
        granted_at: uow.now(),
        until_at,
    };
    put(&mut uow.rows_mut(key)?.grants, row, |known| known.grantee_id == unit);
    Ok(())
}

/// An event that happened, as a rule looks at it, with where it was sent then.
pub(super) struct Past {
    pub id: Id,
    pub code: String,
    pub title: String,
    pub area: String,
    pub channel: String,
    pub registered_at: i64,
    pub body: String,
}

/// The newest events of a county that are not sealed, behind one, with their dispatches.
pub(super) async fn past(db: &Db, county: &str, after: Option<Id>, limit: u64) -> Result<Vec<Past>> {
    let sql = format!(
        "SELECT m.code, m.title, m.area, m.channel, m.registered_at, p.body, m.id FROM matters m \
         JOIN proceedings p ON p.county = m.county AND p.matter_id = m.id AND p.n = 1 \
         WHERE m.county = $1 AND m.category IS NOT NULL AND NOT m.sealed AND m.id < $2 \
         ORDER BY m.id DESC LIMIT {limit}"
    );
    let values = [county.into(), after.unwrap_or(i64::MAX).into()];
    let rows = db.reader().query_all_raw(db.statement(&sql, values)).await?;
    rows.iter()
        .map(|row| {
            Ok(Past {
                id: row.try_get_by_index(6)?,
                code: row.try_get_by_index(0)?,
                title: row.try_get_by_index(1)?,
                area: row.try_get_by_index(2)?,
                channel: row.try_get_by_index(3)?,
                registered_at: row.try_get_by_index(4)?,
                body: row.try_get_by_index(5)?,
            })
        })
        .collect()
}

/// Another event as it is compared.
pub(super) struct Other {
    pub code: String,
    pub area: String,
    pub place: String,
    pub narrative: String,
    pub registered_at: i64,
    pub body: String,
}

/// The events of these matters, as they are compared.
pub(super) async fn others(db: &Db, ids: &[Id]) -> Result<Vec<Other>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut binds = Binds::default();
    let sql = format!(
        "SELECT m.code, m.area, m.place, m.narrative, m.registered_at, p.body FROM matters m \
         JOIN proceedings p ON p.county = m.county AND p.matter_id = m.id AND p.n = 1 \
         WHERE m.id IN ({}) AND m.category IS NOT NULL",
        binds.list(ids.iter().copied())
    );
    let rows = db.reader().query_all_raw(db.statement(&sql, binds.0)).await?;
    rows.iter()
        .map(|row| {
            Ok(Other {
                code: row.try_get_by_index(0)?,
                area: row.try_get_by_index(1)?,
                place: row.try_get_by_index(2)?,
                narrative: row.try_get_by_index(3)?,
                registered_at: row.try_get_by_index(4)?,
                body: row.try_get_by_index(5)?,
            })
        })
        .collect()
}
