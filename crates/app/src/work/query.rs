//! Reminders that wait to be seen.

use bandeng_core::kernel::Id;
use bandeng_store::entities::reminders;
use bandeng_store::{Db, MatterKey, Result, Uow};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, Statement};

pub(super) struct ReminderRow {
    pub id: Id,
    pub code: String,
    pub title: String,
    pub at: i64,
    pub due_on: String,
}

/// Of those who still handle the matter, or still hold a post at its desk, its committee or a body it is shared with, and
/// it is not sealed.
pub(super) async fn reminders(db: &Db, account: Id) -> Result<Vec<ReminderRow>> {
    let reader = db.reader();
    let rows = reader
        .query_all_raw(Statement::from_sql_and_values(
            reader.get_database_backend(),
            "SELECT r.id, m.code, m.title, r.at, d.due_on FROM reminders r \
             JOIN matters m ON m.county = r.county AND m.id = r.matter_id \
             JOIN deadlines d ON d.county = r.county AND d.matter_id = r.matter_id AND d.n = r.deadline \
             WHERE r.account_id = $1 AND r.seen_at IS NULL AND d.state = 'open' AND (\
               EXISTS (SELECT 1 FROM handlers h WHERE h.county = r.county AND h.matter_id = r.matter_id \
                       AND h.account_id = $1 AND h.until_at IS NULL) \
               OR (NOT m.sealed AND EXISTS (SELECT 1 FROM posts p WHERE p.account_id = $1 \
                       AND p.organisation_id IN (m.desk_id, m.committee_id) \
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
                due_on: row.try_get_by_index(4)?,
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

async fn ids(uow: &Uow, statement: Statement) -> Result<Vec<Id>> {
    let rows = uow.read().query_all_raw(statement).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}

/// Writes a reminder for each; those who have it already keep the one they have.
pub(super) async fn insert_reminders(uow: &Uow, key: &MatterKey, day: u16, id: Id, to: &[Id]) -> Result<()> {
    if to.is_empty() {
        return Ok(());
    }
    let rows = to.iter().map(|account| {
        let row = reminders::Model {
            account_id: *account,
            id,
            county: key.county.clone(),
            matter_id: key.id,
            deadline: i32::from(day),
            at: uow.now(),
            seen_at: None,
        };
        row.into_active_model().reset_all()
    });
    let keep = OnConflict::columns([reminders::Column::AccountId, reminders::Column::Id]).do_nothing().to_owned();
    reminders::Entity::insert_many(rows).on_conflict(keep).exec_without_returning(uow.technical()).await?;
    Ok(())
}
