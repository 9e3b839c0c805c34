//! Receiving letters: kept as they came, then gone through. Going through a letter again makes nothing twice.

use bandeng_core::entrusting::inbox::{Attempt, InboxChannel, InboxState, RefusalKept};
use bandeng_core::entrusting::sent::{Sender, require_letter};
use bandeng_core::entrusting::{Completion, EntrustedCase, LetterMove};
use bandeng_core::kernel::{Code, Date, Id, IdText, MatterCode, Refusal, china_date};
use bandeng_core::matters::Intake;
use bandeng_core::places::Level;
use bandeng_core::policy::{Action, Actor};
use bandeng_store::{Ctx, Error, Result, Uow};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::query::{self, Letter};
use super::service;
use crate::http::App;
use crate::http::extract::parse;
use crate::intake::service as intake;
use crate::matters::case::lock;

/// What the encryption of a letter is for.
const PURPOSE: &str = "inbox.document";

/// A letter that somebody types in: the form of a registration with its letter, or the matter to which it belongs.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct TypedLetter {
    pub form: Intake,
    /// The code of a matter that is here already.
    #[serde(default)]
    pub matter: Option<String>,
}

/// A letter as it arrives.
pub(super) struct Arrived<'a> {
    pub desk: Id,
    pub committee: Option<Id>,
    /// The organisation that sent it, where it is kept here.
    pub sender: Option<Id>,
    pub body: &'a str,
    pub number: &'a str,
    pub channel: InboxChannel,
    pub key: Option<Id>,
    pub document: &'a str,
}

/// What came of going through a letter.
pub(super) struct Outcome {
    pub letter: Letter,
    /// The very document was here before.
    pub repeated: bool,
    /// Why it did not become a matter; it is kept all the same.
    pub refused: Vec<Refusal>,
}

/// Keeps a letter as it came, then goes through it. The same document again is the same letter.
///
/// # Errors
/// [`Error::Db`]: kept or not, sending it again does no harm.
pub(super) async fn receive(app: &App, ctx: &Ctx, arrived: Arrived<'_>) -> Result<Outcome> {
    let sha256 = hex::encode(Sha256::digest(arrived.document.as_bytes()));
    let sender = match arrived.sender {
        Some(id) => format!("organisation:{id}"),
        None => arrived.body.trim().to_owned(),
    };
    let uow = app.begin(ctx).await?;
    let number = arrived.number.trim();
    let known = query::same(&uow, &sender, number, &sha256).await?;
    let repeated = known.is_some();
    let id = match known {
        Some(letter) => letter.id,
        None => {
            let letter = Letter {
                id: uow.next_id(),
                desk_id: arrived.desk,
                sender_id: arrived.sender,
                sender,
                body: arrived.body.trim().to_owned(),
                number: number.to_owned(),
                channel: arrived.channel.to_string(),
                key_id: arrived.key,
                committee_id: arrived.committee,
                received_at: uow.now(),
                received_by: uow.actor().account,
                sha256,
                document: app.crypt.seal(uow.env(), PURPOSE, arrived.document)?,
                state: InboxState::Waiting.to_string(),
                code: None,
                attempts: "[]".to_owned(),
            };
            query::insert(&uow, letter).await?
        }
    };
    uow.commit().await?;
    let outcome = go_through(app, ctx, id, None).await?;
    Ok(Outcome { repeated, ..outcome })
}

/// Goes through a letter: registers it, or says why not and keeps that too. One that was registered stays as it is.
pub(super) async fn go_through(app: &App, ctx: &Ctx, id: Id, added: Option<Completion>) -> Result<Outcome> {
    let letter = query::letter(app.db.reader(), id).await?.ok_or(Refusal::new(Code::NotFound))?;
    if letter.state == InboxState::Registered.as_str() {
        return Ok(Outcome { letter, repeated: true, refused: Vec::new() });
    }
    match register(app, ctx, &letter, added.as_ref()).await {
        Ok(registered) => Ok(Outcome { letter: registered.unwrap_or(letter), repeated: false, refused: Vec::new() }),
        Err(Error::Refused(refused)) => {
            let kept = refused.iter().map(RefusalKept::from).collect();
            let note = |letter: &mut Letter, uow: &Uow| {
                if letter.state == InboxState::Registered.as_str() {
                    return Ok(());
                }
                letter.state = InboxState::Refused.to_string();
                attempt(letter, uow, added.clone(), kept, String::new())
            };
            let letter = change(app, ctx, id, note).await?;
            // Somebody else was faster with the very same letter.
            let repeated = letter.state == InboxState::Registered.as_str();
            Ok(Outcome { refused: if repeated { Vec::new() } else { refused }, repeated, letter })
        }
        Err(other) => Err(other),
    }
}

/// Sets a letter aside, with the reason; it stays in the inbox and can be gone through later.
pub(super) async fn dismiss(app: &App, ctx: &Ctx, id: Id, reason: &str) -> Result<Letter> {
    change(app, ctx, id, |letter, uow| {
        if letter.state == InboxState::Registered.as_str() {
            return Err(Refusal::new(Code::LetterDone).into());
        }
        letter.state = InboxState::Dismissed.to_string();
        attempt(letter, uow, None, Vec::new(), reason.trim().to_owned())
    })
    .await
}

async fn change(app: &App, ctx: &Ctx, id: Id, what: impl FnOnce(&mut Letter, &Uow) -> Result<()>) -> Result<Letter> {
    let uow = app.begin(ctx).await?;
    let mut letter = query::letter_for_update(&uow, id).await?.ok_or(Refusal::new(Code::NotFound))?;
    what(&mut letter, &uow)?;
    query::answered(&uow, &letter).await?;
    uow.commit().await?;
    Ok(letter)
}

fn attempt(
    letter: &mut Letter,
    uow: &Uow,
    added: Option<Completion>,
    refusals: Vec<RefusalKept>,
    note: String,
) -> Result<()> {
    let mut attempts: Vec<Attempt> = serde_json::from_str(&letter.attempts)?;
    attempts.push(Attempt { at: uow.now(), by_name: uow.actor().name.clone(), added, refusals, note });
    letter.attempts = serde_json::to_string(&attempts)?;
    Ok(())
}

/// What was received, in clear.
pub(super) fn document(app: &App, letter: &Letter) -> Result<String> {
    app.crypt.open_value(PURPOSE, &letter.document)
}

/// Takes a party out of the letter that a matter came by: how to reach it; or, where its name goes too, everything the letter
/// says. That it came, from whom and under which number stays, so that the same letter again makes no second matter.
///
/// # Errors
/// [`Error::Damaged`].
pub(crate) async fn erase(app: &App, uow: &Uow, code: &MatterCode, name: &str, whole: bool) -> Result<()> {
    for mut letter in query::of_matter(uow, code).await? {
        let mut told: Value = serde_json::from_str(&document(app, &letter)?).unwrap_or(Value::Null);
        if whole {
            told = Value::Null;
            letter.attempts = "[]".to_owned();
        } else {
            out_of_reach(&mut told, name);
        }
        letter.document = app.crypt.seal(uow.env(), PURPOSE, &told.to_string())?;
        query::erased(uow, &letter).await?;
    }
    Ok(())
}

/// Empties telephones and addresses wherever somebody of this name is described.
fn out_of_reach(value: &mut Value, name: &str) {
    match value {
        Value::Object(of) if of.get("name").and_then(Value::as_str) == Some(name) => empty_reach(value),
        Value::Object(of) => of.values_mut().for_each(|one| out_of_reach(one, name)),
        Value::Array(all) => all.iter_mut().for_each(|one| out_of_reach(one, name)),
        _ => {}
    }
}

fn empty_reach(value: &mut Value) {
    match value {
        Value::Object(of) => {
            for (key, one) in of {
                match one {
                    Value::String(text) if ["phone", "address", "email"].contains(&key.as_str()) => text.clear(),
                    _ => empty_reach(one),
                }
            }
        }
        Value::Array(all) => all.iter_mut().for_each(empty_reach),
        _ => {}
    }
}

/// The form a letter stands for, and the matter it names.
async fn read(app: &App, letter: &Letter, received_on: Date) -> Result<(Intake, Option<String>)> {
    let document = document(app, letter)?;
    if letter.channel == InboxChannel::Typed.as_str() {
        let typed: TypedLetter = parse(document.as_bytes())?;
        return Ok((typed.form, typed.matter));
    }
    let sender = letter.sender_id.ok_or_else(|| Error::Damaged(format!("letter {} has no sender", letter.id)))?;
    let body = query::body(app.db.reader(), sender).await?.ok_or(Refusal::new(Code::OrganisationUnknown))?;
    let case: EntrustedCase = parse(document.as_bytes())?;
    let matter = case.matter.clone();
    let sender = Sender { organisation: IdText(sender), kind: body.kind, name: letter.body.clone() };
    let mut form = case.intake(&sender, received_on);
    form.committee = letter.committee_id.map(IdText);
    Ok((form, matter))
}

/// Registers a letter, or puts it to the matter it belongs to: matter, letter and answer in one transaction. None: it waits
/// for a person.
async fn register(app: &App, ctx: &Ctx, letter: &Letter, added: Option<&Completion>) -> Result<Option<Letter>> {
    let (mut form, named) = read(app, letter, china_date(letter.received_at)).await?;
    if let Some(added) = added {
        added.complete(&mut form);
    }
    let entrustment = require_letter(&form)?.clone();
    let named = added.and_then(|added| added.matter.clone()).or(named).filter(|code| !code.trim().is_empty());
    if let Some(code) = named {
        // A system could try codes: its letter waits until somebody has looked.
        if ctx.actor.account == Actor::SYSTEM {
            return Ok(None);
        }
        let code: MatterCode = code.trim().parse()?;
        let mut uow = app.begin(ctx).await?;
        let mut letter = unregistered(&uow, letter).await?;
        let matter = lock(&mut uow, &code).await?;
        // Whoever receives letters may put them to matters of their own desk, and to no other.
        matter.require(uow.actor(), Action::LetterWrite)?;
        service::attach(app, &mut uow, matter, LetterMove::Attach { letter: entrustment }).await?;
        done(&mut letter, &uow, code.to_string(), added)?;
        query::answered(&uow, &letter).await?;
        uow.commit().await?;
        return Ok(Some(letter));
    }
    let checked = form.check(app.db.today())?;
    let desk = query::body(app.db.reader(), letter.desk_id).await?.ok_or(Refusal::new(Code::OrganisationUnknown))?;
    let county = desk.area.at(Level::County).or_else(|| checked.area.at(Level::County));
    let county = county.ok_or(Refusal::at(Code::AreaUnknown, "/area"))?;
    let code = app.db.next_code(county.as_str(), app.db.today().year()).await?;
    let mut uow = app.begin(ctx).await?;
    let mut letter = unregistered(&uow, letter).await?;
    let receipt = intake::entrust(app, &mut uow, code, letter.desk_id, &checked).await?;
    if let Some(mediator) = entrustment.mediator {
        service::require_candidate(&uow, form.committee, mediator).await?;
        service::ask(&mut uow, &receipt.code.parse()?, mediator).await?;
    }
    done(&mut letter, &uow, receipt.code, added)?;
    query::answered(&uow, &letter).await?;
    uow.commit().await?;
    Ok(Some(letter))
}

/// The letter, held, as long as neither it nor another one under its number became a matter.
async fn unregistered(uow: &Uow, letter: &Letter) -> Result<Letter> {
    query::hold_number(uow, &letter.sender, &letter.number).await?;
    let held = query::letter(uow.read(), letter.id).await?.ok_or(Refusal::new(Code::NotFound))?;
    match query::registered(uow.read(), &letter.sender, &letter.number).await? {
        None => Ok(held),
        Some(known) if known.id == letter.id => Err(Refusal::new(Code::LetterDone).into()),
        Some(_) => Err(Refusal::at(Code::LetterNumberTaken, "/entrustment/letter_number").into()),
    }
}

fn done(letter: &mut Letter, uow: &Uow, code: String, added: Option<&Completion>) -> Result<()> {
    letter.state = InboxState::Registered.to_string();
    letter.code = Some(code);
    attempt(letter, uow, added.cloned(), Vec::new(), String::new())
}
