//! The slip of a party: made by whoever deals with it in person, shown once, kept as a keyed hash.

use bandeng_core::kernel::{Code, MatterCode, Refusal};
use bandeng_core::matters::{MatterEvent, PartyNo};
use bandeng_core::policy::Action;
use bandeng_core::residents::secret;
use bandeng_store::{Result, Uow};

use super::{PartyKey, query};
use crate::http::App;
use crate::matters::case::{Matter, lock};

/// What the keyed hash of a secret is for.
const PURPOSE: &str = "party.secret";

/// A slip that was made: the only time its secret is seen.
pub struct Given {
    /// Without its hyphen.
    pub secret: String,
    /// Opens the door at once when its code is photographed. The secret stands behind the `#`, which browsers do not send.
    pub address: String,
    pub matter: Matter,
}

/// The keyed hash by which a secret is found; it names the matter, so that one secret never fits another's.
pub(super) fn hash(app: &App, code: &MatterCode, secret: &str) -> String {
    app.crypt.index(PURPOSE, &format!("{code}/{secret}"))
}

/// Gives a party a slip with a new secret. What it had before opens nothing any more, and who came in with that is out.
///
/// # Errors
/// [`Code::NotFound`], [`Code::NotAllowed`], [`Code::PartyUnknown`].
pub async fn give(app: &App, uow: &mut Uow, code: &MatterCode, no: PartyNo) -> Result<Given> {
    let matter = lock(uow, code).await?;
    matter.require(uow.actor(), Action::SlipGive)?;
    if !matter.parties.iter().any(|p| p.no == no) {
        return Err(Refusal::new(Code::PartyUnknown).into());
    }
    make(app, uow, matter, no).await
}

/// The same within a unit of work that asked already who may.
pub(crate) async fn make(app: &App, uow: &mut Uow, matter: Matter, no: PartyNo) -> Result<Given> {
    let env = app.db.env();
    let secret = secret::draw(|| env.random::<1>()[0]);
    let party = PartyKey::new(&matter.key, no);
    let hash = hash(app, &matter.code, &secret);
    query::put_secret(uow, &party, hash).await?;
    query::end_sessions(uow, &party).await?;
    let event = MatterEvent::SlipGiven { party: no };
    uow.record(&matter.key, event.kind(), &event)?;
    let house = app.settings.public_url.as_deref().unwrap_or_default();
    Ok(Given { address: format!("{house}/r/in#{}.{secret}", matter.code), secret, matter })
}
