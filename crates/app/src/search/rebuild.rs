//! Making the whole index anew from what the matters are now, while the work goes on.

use std::collections::HashMap;

use bandeng_core::kernel::Id;
use bandeng_store::entities::{parties, proceedings};
use bandeng_store::{Ctx, Db, MatterKey, Result, search};

use super::query;
use crate::matters::case::PartyKept;
use crate::matters::index;

/// Matters a transaction; whoever wants to change one of them waits that long.
const GROUP: u64 = 500;

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rebuilt {
    pub matters: u64,
    /// The rest is sealed.
    pub indexed: u64,
}

/// Writes every matter's row anew, takes the sealed ones out, and lets the engine put the index in order. `progress` is
/// told how many matters are done.
///
/// # Errors
/// [`bandeng_store::Error::Db`]; what was done is kept, and it can be repeated.
pub async fn rebuild(db: &Db, mut progress: impl FnMut(u64)) -> Result<Rebuilt> {
    let mut done = Rebuilt::default();
    let mut after: Id = 0;
    loop {
        let uow = db.begin(&Ctx::system("reindex")).await?;
        let matters = query::next_matters(&uow, after, GROUP).await?;
        let Some(last) = matters.last() else { break };
        after = last.id;
        let ids: Vec<Id> = matters.iter().map(|m| m.id).collect();
        let mut parties: HashMap<Id, Vec<parties::Model>> = HashMap::new();
        for row in query::parties_of(&uow, &ids).await? {
            parties.entry(row.matter_id).or_default().push(row);
        }
        let mut proceedings: HashMap<Id, Vec<proceedings::Model>> = HashMap::new();
        for row in query::proceedings_of(&uow, &ids).await? {
            proceedings.entry(row.matter_id).or_default().push(row);
        }
        let (handlers, grantees) = query::reachers_of(&uow, &ids).await?;
        let mut rows = Vec::with_capacity(matters.len());
        for matter in &matters {
            let key = MatterKey { county: matter.county.clone(), id: matter.id };
            let parties = parties.remove(&matter.id).unwrap_or_default();
            let parties = parties.into_iter().map(PartyKept::read).collect::<Result<Vec<_>>>()?;
            let searched = index::searched(&proceedings.remove(&matter.id).unwrap_or_default())?;
            let of = |map: &HashMap<Id, Vec<Id>>| map.get(&matter.id).cloned().unwrap_or_default();
            let record = serde_json::from_str(&matter.record)?;
            match index::tokens(matter, &record, &parties, (&of(&handlers), &of(&grantees)), &searched)? {
                Some(tokens) => rows.push((key, tokens)),
                None => search::remove(uow.technical(), db.engine(), &key).await?,
            }
        }
        search::put(uow.technical(), db.engine(), &rows).await?;
        uow.commit().await?;
        done.matters += matters.len() as u64;
        done.indexed += rows.len() as u64;
        progress(done.matters);
    }
    db.settle_search().await?;
    Ok(done)
}
