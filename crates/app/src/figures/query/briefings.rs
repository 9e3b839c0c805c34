//! What the authors of briefings said.

use bandeng_core::figures::Period;
use bandeng_core::places::AreaCode;
use bandeng_store::entities::briefings;
use bandeng_store::{Result, Uow};
use sea_orm::{ConnectionTrait, EntityTrait};

pub(in crate::figures) use bandeng_store::entities::briefings::Model as Words;

/// What was said last of an area and a period.
pub(in crate::figures) async fn read(
    connection: &impl ConnectionTrait,
    area: &AreaCode,
    period: Period,
) -> Result<Option<Words>> {
    Ok(briefings::Entity::find_by_id((area.to_string(), period.to_string())).one(connection).await?)
}

/// Puts it in the place of what was said before; whether that was still the version that was seen.
pub(in crate::figures) async fn put(uow: &Uow, words: Words) -> Result<bool> {
    let sql = "INSERT INTO briefings (area, period, version, remarks, proposals, saved_at, saved_by) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (area, period) DO UPDATE SET \
               version = excluded.version, remarks = excluded.remarks, proposals = excluded.proposals, \
               saved_at = excluded.saved_at, saved_by = excluded.saved_by \
               WHERE briefings.version = excluded.version - 1";
    let Words { area, period, version, remarks, proposals, saved_at, saved_by } = words;
    let values = [
        area.into(),
        period.into(),
        version.into(),
        remarks.into(),
        proposals.into(),
        saved_at.into(),
        saved_by.into(),
    ];
    Ok(uow.technical().execute_raw(uow.statement(sql, values)).await?.rows_affected() == 1)
}
