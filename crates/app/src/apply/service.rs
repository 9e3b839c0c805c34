//! Sending an application: one matter, however often the button is pressed and the connection lost.

use std::sync::Arc;

use bandeng_core::apply::form::{Application, Hand};
use bandeng_core::kernel::{Code, Id, Instant, MatterCode, Refusal};
use bandeng_core::matters::{Checked, MatterEvent, PartyNo};
use bandeng_core::messages::MessageKind;
use bandeng_core::people::phone;
use bandeng_core::places::{AreaCode, Level};
use bandeng_core::policy::Actor;
use bandeng_core::privacy::{Given, PrivacyHow};
use bandeng_core::residents::Door;
use bandeng_store::{Ctx, Error, MatterKey, Result, Uow};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::query;
use crate::http::App;
use crate::identity::me::Language;
use crate::intake::service::{self as intake, Receipt, check_key};
use crate::matters::case::{self, Matter};
use crate::matters::query as matter_rows;
use crate::messages::service as messages;
use crate::privacy::{consent, notices};
use crate::residents::service::{self as residents, Entered};
use crate::residents::{PartyKey, codes};

/// Whoever applies is the first party.
pub(crate) const APPLICANT: PartyNo = 1;

/// How long a link to one's own matter holds, in hours.
const LINK_HOURS: i64 = 72;

/// What came of it; kept with the submission's number.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Made {
    county: String,
    matter: String,
    pub code: String,
    pub grouped: String,
    pub at: Instant,
}

impl Made {
    /// The applicant.
    pub(super) fn party(&self) -> Result<PartyKey> {
        let id: Id = self.matter.parse().map_err(|_| Error::Damaged("the answer of an application".into()))?;
        Ok(PartyKey { matter: MatterKey { county: self.county.clone(), id }, no: APPLICANT })
    }
}

/// A matter that somebody applied for, and the open door to it.
pub(crate) struct Sent {
    pub code: String,
    pub grouped: String,
    pub applied_at: Instant,
    pub entered: Entered,
}

/// Asks for a code to the telephone of somebody who applies.
///
/// # Errors
/// [`Code::PhoneMalformed`], [`Code::NotMobile`], [`Code::NoMessages`], [`Code::NoDesk`], [`Code::TooMany`].
pub(crate) async fn ask_code(app: &App, address: &str, area: &str, typed: &str, language: Language) -> Result<()> {
    let number = messages::mobile(app, typed)?;
    let area: AreaCode = area.trim().parse().map_err(|_| Refusal::at(Code::AreaNeeded, "/area"))?;
    let desk = query::desk(&app.db, &area).await?.ok_or(Refusal::new(Code::NoDesk))?;
    codes::count(app, address, &number)?;
    let mut uow = app.begin(&Ctx::system("ask_apply_code")).await?;
    let key = codes::apply_key(app, &number);
    codes::put(app, &mut uow, codes::Wanted { key, number, tail: "", organisation: desk, language }, None).await?;
    uow.commit().await
}

/// Takes an application. `key`: the submission's own number; the same one again answers the same and changes nothing.
///
/// # Errors
/// Fields, [`Code::NoDesk`], [`Code::CodeRefused`], [`Code::AppliedAlready`] where something else was sent under the number.
pub(crate) async fn send(app: &App, request_id: String, key: &str, application: &Application) -> Result<Sent> {
    check_key(key)?;
    let key = format!("apply:{key}");
    let actor = Actor::party(APPLICANT, application.me.name.trim().to_owned());
    // The code is no part of what was said, nor which notice was told: a second try may have another one.
    let said = Application { digits: String::new(), notice: None, ..application.clone() };
    let said = hex::encode(Sha256::digest(serde_json::to_vec(&said)?));
    if let Some(earlier) = query::earlier(app.db.reader(), actor.account, &key).await? {
        return again(app, &said, earlier).await;
    }

    let today = app.db.today();
    let form = application.intake(today, Hand::Own)?;
    let checked = form.check(today)?;
    let desk = query::desk(&app.db, &checked.area).await?.ok_or(Refusal::new(Code::NoDesk))?;
    let county = county_of(&checked.area)?;
    require_notice(app, &county, application).await?;
    let confirmed = messages::texts_are_sent(app);
    let fitting = match confirmed {
        true => {
            let number = phone::normalise(&application.me.phone)?;
            match codes::fitting(app, &codes::apply_key(app, &number), &application.digits).await {
                Ok(fitting) => Some(fitting),
                // Another tap may have been faster and have used it up: it has the answer.
                Err(refused) => {
                    let uow = app.begin(&Ctx { actor: Arc::new(actor), request_id }).await?;
                    return again(app, &said, faster(uow, &key).await?.ok_or(refused)?).await;
                }
            }
        }
        // Nothing can be sent here: a clerk calls back.
        false => None,
    };
    let code = app.db.next_code(county.as_str(), today.year()).await?;
    let mut uow = app.begin(&Ctx { actor: Arc::new(actor), request_id }).await?;
    if let Some(fitting) = fitting
        && !codes::spend(&uow, fitting).await?
    {
        return again(app, &said, faster(uow, &key).await?.ok_or(Refusal::new(Code::CodeRefused))?).await;
    }
    let event = MatterEvent::Applied { confirmed, helped: false };
    let given = Given { how: PrivacyHow::Online, by_guardian: application.by_guardian };
    let made = take(app, &mut uow, (code, desk, &checked), &event, (application.notice, given)).await?;
    query::remember(&uow, key, said, serde_json::to_string(&made)?).await?;
    uow.commit().await?;
    opened(app, made, confirmed).await
}

/// The county that an application is for.
pub(super) fn county_of(area: &AreaCode) -> Result<AreaCode> {
    Ok(area.at(Level::County).ok_or(Refusal::at(Code::AreaUnknown, "/area"))?)
}

/// Agreed to is what the county tells today, and no earlier version of it.
///
/// # Errors
/// [`Code::NoticeUnknown`].
pub(super) async fn require_notice(app: &App, county: &AreaCode, application: &Application) -> Result<()> {
    let told = notices::in_force(app.db.reader(), county.as_str(), app.db.today()).await?;
    match application.notice == Some(told.version) {
        true => Ok(()),
        false => Err(Refusal::at(Code::NoticeUnknown, "/notice").into()),
    }
}

/// Registers what was applied for at its desk: the matter, that it was applied for, the consent to the notice; and tells the
/// applicant where it can be followed.
///
/// # Errors
/// As registering a matter; [`Code::GuardianMustConsent`].
pub(super) async fn take(
    app: &App,
    uow: &mut Uow,
    (code, desk, checked): (MatterCode, Id, &Checked<'_>),
    event: &MatterEvent,
    (notice, given): (Option<i64>, Given),
) -> Result<Made> {
    let Receipt { code, grouped, registered_at, sealed } = intake::entrust(app, uow, code, desk, checked).await?;
    let number: MatterCode = code.parse()?;
    let Matter { key, .. } = case::lock(uow, &number).await?;
    uow.record(&key, event.kind(), event)?;
    if sealed {
        // Nobody at the desk registered it: whoever works there sees it, until a mediator is assigned.
        for account in query::staff(uow, desk, uow.today()).await? {
            matter_rows::add_handler(uow, &key, account, "registrar")?;
        }
    }
    consent::give(uow, &number, APPLICANT, notice.unwrap_or_default(), given).await?;
    let matter = case::lock(uow, &number).await?;
    messages::tell(app, uow, &matter, APPLICANT, MessageKind::Applied, "mine", LINK_HOURS).await?;
    Ok(Made { county: key.county, matter: key.id.to_string(), code, grouped, at: registered_at })
}

/// The answer of another tap that used the code up. Several units of work share a flush, so it is looked for within one
/// and told when that is committed.
async fn faster(uow: Uow, key: &str) -> Result<Option<(String, String)>> {
    let earlier = query::earlier(uow.read(), uow.actor().account, key).await?;
    uow.commit().await?;
    Ok(earlier)
}

/// The answer an earlier submission got.
async fn again(app: &App, said: &str, (hash, answer): (String, String)) -> Result<Sent> {
    if hash != said {
        return Err(Refusal::new(Code::AppliedAlready).into());
    }
    opened(app, serde_json::from_str(&answer)?, messages::texts_are_sent(app)).await
}

/// Opens the applicant's door: whoever sent it holds the submission's number and the telephone.
async fn opened(app: &App, made: Made, confirmed: bool) -> Result<Sent> {
    let party = made.party()?;
    let door = if confirmed { Door::Code } else { Door::Link };
    let entered = residents::open(app, party, door, String::new()).await?;
    Ok(Sent { code: made.code, grouped: made.grouped, applied_at: made.at, entered })
}
