//! Reminders that wait to be seen.

use bandeng_core::dispatch::NoticeKind;
use bandeng_core::kernel::{Id, Text};
use bandeng_core::people::OrganisationKind;
use bandeng_core::policy::Role;
use bandeng_store::entities::reminders;
use bandeng_store::{Binds, Db, MatterKey, Result, Uow};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, Statement};

pub(super) struct ReminderRow {
    pub id: Id,
    pub code: String,
    pub title: String,
    pub at: i64,
    pub kind: String,
    pub said: Text,
    /// None of what tells of no day.
    pub due_on: Option<String>,
}

/// Of those who still handle the matter, or still hold a post at its desk, its committee or a body it is shared with, and
/// it is not sealed. That an event of some level was filed, whoever coordinates or leads is told.
pub(super) async fn reminders(db: &Db, account: Id) -> Result<Vec<ReminderRow>> {
    let reader = db.reader();
    let rows = reader
        .query_all_raw(Statement::from_sql_and_values(
            reader.get_database_backend(),
            "SELECT r.id, m.code, m.title, r.at, r.kind, r.said_zh, r.said_en, d.due_on FROM reminders r \
             JOIN matters m ON m.county = r.county AND m.id = r.matter_id \
             LEFT JOIN deadlines d ON d.county = r.county AND d.matter_id = r.matter_id AND d.n = r.deadline AND d.state = 'open' \
             WHERE r.account_id = $1 AND r.seen_at IS NULL \
               AND CASE WHEN r.kind = 'due' THEN d.n IS NOT NULL ELSE m.state = 'open' END AND (\
               EXISTS (SELECT 1 FROM handlers h WHERE h.county = r.county AND h.matter_id = r.matter_id \
                       AND h.account_id = $1 AND h.until_at IS NULL) \
               OR (NOT m.sealed AND EXISTS (SELECT 1 FROM posts p WHERE p.account_id = $1 \
                       AND p.organisation_id IN (m.desk_id, m.committee_id) \
                       AND p.from_on <= $2 AND (p.until_on IS NULL OR p.until_on >= $2))) \
               OR (r.kind = 'level' AND NOT m.sealed AND EXISTS (SELECT 1 FROM posts p WHERE p.account_id = $1 \
                       AND p.role IN ('coordinator', 'leader') \
                       AND p.from_on <= $2 AND (p.until_on IS NULL OR p.until_on >= $2))) \
               OR (NOT m.sealed AND EXISTS (SELECT 1 FROM grants g JOIN posts p ON p.organisation_id = g.grantee_id \
                       WHERE g.county = r.county AND g.matter_id = r.matter_id AND p.account_id = $1 AND g.until_at > $3 \
                       AND p.from_on <= $2 AND (p.until_on IS NULL OR p.until_on >= $2)))) \
             ORDER BY r.at DESC, r.id DESC LIMIT 20",
            [account.into(), db.today().to_string().into(), db.now().into()],
        ))
        .await?;
    rows.iter()
        .map(|row| {
            Ok(ReminderRow {
                id: row.try_get_by_index(0)?,
                code: row.try_get_by_index(1)?,
                title: row.try_get_by_index(2)?,
                at: row.try_get_by_index(3)?,
                kind: row.try_get_by_index(4)?,
                said: Text::new(row.try_get_by_index::<String>(5)?, row.try_get_by_index::<String>(6)?),
                due_on: row.try_get_by_index(7)?,
            })
        })
        .collect()
}

pub(super) async fn see(db: &Db, account: Id, id: Id) -> Result<()> {
    let writer = db.technical();
    writer
        .execute_raw(Statement::from_sql_and_values(
            writer.get_database_backend(),
            "UPDATE reminders SET seen_at = $3 WHERE account_id = $1 AND id = $2",
            [account.into(), id.into(), db.now().into()],
        ))
        .await?;
    Ok(())
}

/// Who handles a matter now.
pub(super) async fn handlers(uow: &Uow, key: &MatterKey) -> Result<Vec<Id>> {
    let sql = "SELECT DISTINCT a.id FROM handlers h JOIN accounts a ON a.id = h.account_id \
               WHERE h.county = $1 AND h.matter_id = $2 AND h.until_at IS NULL AND a.active ORDER BY a.id";
    ids(uow, uow.statement(sql, [key.county.clone().into(), key.id.into()])).await
}

/// Clerks of a desk and directors of a committee today.
pub(super) async fn clerks_and_directors(uow: &Uow, desk: Id, committee: Option<Id>) -> Result<Vec<Id>> {
    let sql = "SELECT DISTINCT a.id FROM posts p JOIN accounts a ON a.id = p.account_id \
               WHERE a.active AND p.from_on <= $1 AND (p.until_on IS NULL OR p.until_on >= $1) \
                 AND ((p.organisation_id = $2 AND p.role = 'clerk') OR (p.organisation_id = $3 AND p.role = 'director')) \
               ORDER BY a.id";
    ids(uow, uow.statement(sql, [uow.today().to_string().into(), desk.into(), committee.into()])).await
}

/// Officers of a body today.
pub(super) async fn officers(uow: &Uow, body: Id) -> Result<Vec<Id>> {
    let sql = "SELECT DISTINCT a.id FROM posts p JOIN accounts a ON a.id = p.account_id \
               WHERE a.active AND p.from_on <= $1 AND (p.until_on IS NULL OR p.until_on >= $1) \
                 AND p.organisation_id = $2 AND p.role = 'department_officer' ORDER BY a.id";
    ids(uow, uow.statement(sql, [uow.today().to_string().into(), body.into()])).await
}

/// Coordinators of centres, or leaders, whose organisations stand for one of these areas.
pub(super) async fn above(uow: &Uow, role: Role, areas: &[String]) -> Result<Vec<Id>> {
    let mut binds = Binds::default();
    let (role_is, today) = (binds.one(role.as_str()), binds.one(uow.today().to_string()));
    let areas = binds.list(areas.iter().cloned());
    let centre = match role {
        Role::Coordinator => format!(" AND o.kind = {}", binds.one(OrganisationKind::Centre.as_str())),
        _ => String::new(),
    };
    let sql = format!(
        "SELECT DISTINCT a.id FROM posts p JOIN accounts a ON a.id = p.account_id \
         JOIN organisations o ON o.id = p.organisation_id \
         WHERE a.active AND p.role = {role_is} AND p.from_on <= {today} AND (p.until_on IS NULL OR p.until_on >= {today}) \
           AND o.area IN ({areas}){centre} ORDER BY a.id"
    );
    ids(uow, uow.statement(&sql, binds.0)).await
}

async fn ids(uow: &Uow, statement: Statement) -> Result<Vec<Id>> {
    let rows = uow.read().query_all_raw(statement).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}

/// What is said to some, beside what hangs on a day.
pub(super) struct Said<'a> {
    pub id: Id,
    pub kind: NoticeKind,
    pub text: &'a Text,
}

/// Tells each of something that happened.
pub(super) async fn insert_notices(uow: &Uow, key: &MatterKey, said: Said<'_>, to: &[Id]) -> Result<()> {
    let row = |account: &Id| reminders::Model {
        kind: said.kind.to_string(),
        said_zh: said.text.zh.clone(),
        said_en: said.text.en.clone(),
        ..blank(uow, key, 0, said.id, *account)
    };
    insert(uow, to.iter().map(row).collect()).await
}

fn blank(uow: &Uow, key: &MatterKey, day: u16, id: Id, account: Id) -> reminders::Model {
    reminders::Model {
        account_id: account,
        id,
        county: key.county.clone(),
        matter_id: key.id,
        deadline: i32::from(day),
        at: uow.now(),
        seen_at: None,
        kind: NoticeKind::Due.to_string(),
        said_zh: String::new(),
        said_en: String::new(),
    }
}

async fn insert(uow: &Uow, rows: Vec<reminders::Model>) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let rows = rows.into_iter().map(|row| row.into_active_model().reset_all());
    let keep = OnConflict::columns([reminders::Column::AccountId, reminders::Column::Id]).do_nothing().to_owned();
    reminders::Entity::insert_many(rows).on_conflict(keep).exec_without_returning(uow.technical()).await?;
    Ok(())
}

/// Writes a reminder for each; those who have it already keep the one they have.
pub(super) async fn insert_reminders(uow: &Uow, key: &MatterKey, day: u16, id: Id, to: &[Id]) -> Result<()> {
    insert(uow, to.iter().map(|account| blank(uow, key, day, id, *account)).collect()).await
}
