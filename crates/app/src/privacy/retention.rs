//! What is kept longer than its class says: listed, so that people decide. Nothing here destroys anything.

use std::collections::HashMap;
use std::iter;

use bandeng_core::dossier::{Retention, RetentionTable};
use bandeng_core::kernel::clock::instant_of;
use bandeng_core::kernel::{Date, Id, Ids, Instant, china_date};
use bandeng_core::matters::{DisputeKind, MatterRecord};
use bandeng_core::privacy::destroying::GONE;
use bandeng_core::privacy::rights::kept_until;
use bandeng_store::entities::matters;
use bandeng_store::{Binds, Db, Result};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// A matter whose time is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Over {
    pub county: String,
    pub matter: Id,
    pub code: String,
    pub class: Retention,
    pub closed_on: Date,
    /// Its last day.
    pub until: Date,
    /// It is held until this day all the same.
    pub held_until: Option<Date>,
}

/// Rows at a time.
const GROUP: u64 = 500;

/// Every closed matter whose time was over before a day, in the order in which they were registered.
///
/// # Errors
/// [`bandeng_store::Error::Db`].
pub async fn over(db: &Db, table: &RetentionTable, on: Date) -> Result<Vec<Over>> {
    within(db, table, on, None, 0, usize::MAX).await
}

/// Those of one county after a matter, so many at most. What was destroyed already is none of them.
///
/// # Errors
/// [`bandeng_store::Error::Db`].
pub(crate) async fn within(
    db: &Db,
    table: &RetentionTable,
    on: Date,
    county: Option<&str>,
    mut after: Id,
    most: usize,
) -> Result<Vec<Over>> {
    let mut found = Vec::new();
    // Nothing younger than the shortest class can be over.
    let youngest = on.saturating_sub(jiff::Span::new().years(i16::try_from(table.short_years).unwrap_or(i16::MAX)));
    let before = Ids::floor(instant_of(youngest.at(0, 0, 0, 0)));
    loop {
        let mut rows = matters::Entity::find().filter(matters::Column::State.ne("open"));
        if let Some(county) = county {
            rows = rows.filter(matters::Column::County.eq(county));
        }
        let rows = rows
            .filter(matters::Column::Id.gt(after))
            .filter(matters::Column::Id.lt(before))
            .order_by_asc(matters::Column::Id)
            .limit(GROUP)
            .all(db.reader())
            .await?;
        let Some(last) = rows.last() else { return Ok(found) };
        after = last.id;
        let closed = closed_days(db, rows.iter().filter(|row| row.title != GONE)).await?;
        for row in rows {
            let kind: DisputeKind = row.kind.parse()?;
            let class = table.of(kind);
            if row.title == GONE {
                continue;
            }
            let Some(&closed_on) = closed.get(&row.id) else { continue };
            let Some(until) = kept_until(closed_on, class, table).filter(|until| *until < on) else { continue };
            let record = row.record.read::<MatterRecord>()?;
            let held_until = record.hold.as_ref().map(|hold| hold.until).filter(|until| *until >= on);
            found.push(Over {
                county: row.county,
                matter: row.id,
                code: row.code,
                class,
                closed_on,
                until,
                held_until,
            });
            if found.len() >= most {
                return Ok(found);
            }
        }
    }
}

/// The days on which matters were closed last.
async fn closed_days(db: &Db, rows: impl Iterator<Item = &matters::Model>) -> Result<HashMap<Id, Date>> {
    let mut binds = Binds::default();
    let keys: Vec<String> =
        rows.map(|row| format!("({}, {})", binds.one(row.county.as_str()), binds.one(row.id))).collect();
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!(
        "SELECT matter_id, max(at) FROM events WHERE (county, matter_id) IN (VALUES {}) AND kind = 'matter.closed' \
         GROUP BY matter_id",
        keys.join(", ")
    );
    let found = db.reader().query_all_raw(db.statement(&sql, binds.0)).await?;
    found.iter().map(|row| Ok((row.try_get_by_index(0)?, china_date(row.try_get_by_index::<Instant>(1)?)))).collect()
}

/// The day on which a matter was closed last.
pub(crate) async fn closed_on(db: &Db, row: &matters::Model) -> Result<Option<Date>> {
    Ok(closed_days(db, iter::once(row)).await?.remove(&row.id))
}
