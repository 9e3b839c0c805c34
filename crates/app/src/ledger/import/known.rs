//! What the rows of an importer may name: places and committees around their desk.

use bandeng_core::dictionaries::{Dictionary, Entry};
use bandeng_core::kernel::{Code, Id, Refusal};
use bandeng_core::ledger::import::{Areas, Names, Reader};
use bandeng_core::places::{AreaCode, Level};
use bandeng_core::policy::{Action, Actor};
use bandeng_store::Result;

use crate::http::App;
use crate::people::organisations::service::committees_around;
use crate::places::service::within;

/// Places a reader keeps: those of a county many times over.
const AREAS: usize = 50_000;
/// Committees.
const COMMITTEES: u64 = 2_000;

/// Where an importer works, and what there is.
pub(super) struct Known {
    /// The area of the importer's own organisation.
    pub home: AreaCode,
    /// The county whose ledger it is; above a county, the area itself. A row is registered once within it.
    pub scope: AreaCode,
    pub areas: Vec<(AreaCode, String)>,
    pub committees: Vec<(Id, String)>,
    /// What the county calls things, as it is offered today.
    pub words: Vec<Entry>,
}

impl Known {
    /// # Errors
    /// [`Code::NotAllowed`].
    pub(super) async fn load(app: &App, actor: &Actor) -> Result<Self> {
        let post = actor.post_for(Action::LedgerImport).ok_or(Refusal::new(Code::NotAllowed))?;
        let (home, scope) = (post.area.clone(), scope(actor)?);
        let areas = within(&app.db, &scope, AREAS).await?;
        let committees = committees_around(app, &home, COMMITTEES).await?;
        let mut committees: Vec<_> = committees.into_iter().map(|c| (c.id.0, c.name)).collect();
        for other in committees_around(app, &scope, COMMITTEES).await? {
            if committees.iter().all(|(id, _)| *id != other.id.0) {
                committees.push((other.id.0, other.name));
            }
        }
        let book = app.books.of(&app.db, scope.as_str()).await?;
        let words = [Dictionary::Kind, Dictionary::Source].iter().flat_map(|d| book.offered(*d, app.db.today()));
        Ok(Self { home, scope, areas, committees, words: words.collect() })
    }

    pub(super) fn reader(&self, today: bandeng_core::kernel::Date) -> Reader {
        let mut committees = Names::default();
        for (id, name) in &self.committees {
            committees.add(name, *id);
        }
        Reader::new(Areas::new(&self.areas), committees, &self.words, today)
    }
}

/// Within which area a row is registered once.
pub(super) fn scope(actor: &Actor) -> Result<AreaCode> {
    let post = actor.post_for(Action::LedgerImport).ok_or(Refusal::new(Code::NotAllowed))?;
    Ok(post.area.at(Level::County).unwrap_or_else(|| post.area.clone()))
}
