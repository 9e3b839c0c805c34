//! Making the whole index anew from what the matters are now, while the work goes on.

use bandeng_core::kernel::Id;
use bandeng_store::{Ctx, Db, Result, search};

use super::query;
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
        let group = query::next_matters(&uow, after, GROUP).await?;
        let Some(last) = group.last() else { break };
        after = last.matter.id;
        let mut rows = Vec::with_capacity(group.len());
        for matter in &group {
            match index::tokens(matter, uow.now())? {
                Some(tokens) => rows.push((matter.key(), tokens)),
                None => search::remove(uow.technical(), db.engine(), &matter.key()).await?,
            }
        }
        search::put(uow.technical(), db.engine(), &rows).await?;
        uow.commit().await?;
        done.matters += group.len() as u64;
        done.indexed += rows.len() as u64;
        progress(done.matters);
    }
    db.settle_search().await?;
    Ok(done)
}
