//! Statements of search.

use std::collections::HashMap;

use bandeng_core::kernel::Id;
use bandeng_store::entities::{grants, handlers, matters, parties, proceedings};
use bandeng_store::rows::Rows;
use bandeng_store::search::{Hit, Search};
use bandeng_store::{Db, Engine, Result, Uow};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

pub(super) async fn hits(db: &Db, search: &Search<'_>) -> Result<Vec<Hit>> {
    search.hits(db.reader(), db.engine()).await
}

/// The next matters by number with what their words come from, held until the end of the transaction: nobody changes
/// them meanwhile.
pub(super) async fn next_matters(uow: &Uow, after: Id, limit: u64) -> Result<Vec<Rows>> {
    let mut select =
        matters::Entity::find().filter(matters::Column::Id.gt(after)).order_by_asc(matters::Column::Id).limit(limit);
    if uow.engine() == Engine::Postgres {
        select = select.lock_exclusive();
    }
    let matters = select.all(uow.read()).await?;
    let ids: Vec<Id> = matters.iter().map(|m| m.id).collect();
    macro_rules! of_these {
        ($table:ident) => {{
            let mut found: HashMap<Id, Vec<$table::Model>> = HashMap::new();
            let select = $table::Entity::find().filter($table::Column::MatterId.is_in(ids.iter().copied()));
            for row in select.all(uow.read()).await? {
                found.entry(row.matter_id).or_default().push(row);
            }
            found
        }};
    }
    let (mut parties, mut proceedings) = (of_these!(parties), of_these!(proceedings));
    let (mut handlers, mut grants) = (of_these!(handlers), of_these!(grants));
    Ok(matters
        .into_iter()
        .map(|matter| Rows {
            parties: parties.remove(&matter.id).unwrap_or_default(),
            proceedings: proceedings.remove(&matter.id).unwrap_or_default(),
            handlers: handlers.remove(&matter.id).unwrap_or_default(),
            grants: grants.remove(&matter.id).unwrap_or_default(),
            // No day is a word.
            deadlines: Vec::new(),
            matter,
        })
        .collect())
}
