//! Statements of search.

use std::collections::HashMap;

use bandeng_core::kernel::Id;
use bandeng_store::entities::{matters, parties, proceedings};
use bandeng_store::search::{Hit, Search};
use bandeng_store::{Db, Engine, Result, Uow};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

pub(super) async fn hits(db: &Db, search: &Search<'_>) -> Result<Vec<Hit>> {
    search.hits(db.reader(), db.engine()).await
}

/// The next matters by number, held until the end of the transaction: nobody changes them meanwhile.
pub(super) async fn next_matters(uow: &Uow, after: Id, limit: u64) -> Result<Vec<matters::Model>> {
    let mut select =
        matters::Entity::find().filter(matters::Column::Id.gt(after)).order_by_asc(matters::Column::Id).limit(limit);
    if uow.engine() == Engine::Postgres {
        select = select.lock_exclusive();
    }
    Ok(select.all(uow.read()).await?)
}

pub(super) async fn parties_of(uow: &Uow, ids: &[Id]) -> Result<Vec<parties::Model>> {
    Ok(parties::Entity::find().filter(parties::Column::MatterId.is_in(ids.iter().copied())).all(uow.read()).await?)
}

pub(super) async fn proceedings_of(uow: &Uow, ids: &[Id]) -> Result<Vec<proceedings::Model>> {
    let of_these = proceedings::Column::MatterId.is_in(ids.iter().copied());
    Ok(proceedings::Entity::find().filter(of_these).all(uow.read()).await?)
}

/// Who handles each of these now, and with whom each is shared now, by matter.
pub(super) async fn reachers_of(uow: &Uow, ids: &[Id]) -> Result<(HashMap<Id, Vec<Id>>, HashMap<Id, Vec<Id>>)> {
    let marks: Vec<String> = (2..ids.len() + 2).map(|n| format!("${n}")).collect();
    let marks = marks.join(", ");
    let sql = format!(
        "SELECT 1 AS what, matter_id, account_id AS who FROM handlers WHERE matter_id IN ({marks}) AND until_at IS NULL \
         UNION ALL \
         SELECT 2, matter_id, grantee_id FROM grants WHERE matter_id IN ({marks}) AND until_at > $1"
    );
    let values = std::iter::once(uow.now().into()).chain(ids.iter().map(|id| (*id).into()));
    let rows = uow.read().query_all_raw(uow.statement(&sql, values)).await?;
    let (mut accounts, mut grantees) = (HashMap::new(), HashMap::new());
    for row in rows {
        let map: &mut HashMap<Id, Vec<Id>> =
            if row.try_get_by_index::<i32>(0)? == 1 { &mut accounts } else { &mut grantees };
        map.entry(row.try_get_by_index(1)?).or_default().push(row.try_get_by_index(2)?);
    }
    Ok((accounts, grantees))
}
