//! Reminders that wait to be seen.

use bandeng_core::kernel::Id;
use bandeng_store::{Db, Result};
use sea_orm::{ConnectionTrait, Statement};

pub(super) struct ReminderRow {
    pub id: Id,
    pub code: String,
    pub title: String,
    pub at: i64,
    pub due_on: String,
}

pub(super) async fn reminders(db: &Db, account: Id) -> Result<Vec<ReminderRow>> {
    let reader = db.reader();
    let rows = reader
        .query_all_raw(Statement::from_sql_and_values(
            reader.get_database_backend(),
            "SELECT r.id, m.code, m.title, r.at, d.due_on FROM reminders r \
             JOIN matters m ON m.county = r.county AND m.id = r.matter_id \
             JOIN deadlines d ON d.county = r.county AND d.matter_id = r.matter_id AND d.n = r.deadline \
             WHERE r.account_id = $1 AND r.seen_at IS NULL AND d.state = 'open' ORDER BY r.id DESC LIMIT 20",
            [account.into()],
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
