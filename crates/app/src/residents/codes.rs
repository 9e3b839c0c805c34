//! Codes of six digits that are sent to a telephone and show that somebody holds it: for coming in, and for applying.
//!
//! A code is for one telephone and one thing, holds ten minutes and five tries, and opens it once.

use bandeng_core::kernel::{Code, Id, MatterCode, Refusal};
use bandeng_core::messages::{CODE_AGAIN_MS, CODE_HOLDS_MS, CODE_TRIES, MessageKind, Values, draw_code, read_code};
use bandeng_core::people::phone;
use bandeng_core::residents::Door;
use bandeng_store::entities::one_time_codes;
use bandeng_store::jobs::Job;
use bandeng_store::{Ctx, Result, Uow};
use serde_json::{Value, json};
use subtle::ConstantTimeEq;

use super::{Caller, PartyKey, query};
use crate::http::App;
use crate::identity::me::Language;
use crate::matters::case::{self, Matter};
use crate::matters::service::PHONE;
use crate::messages::query::house;
use crate::messages::service::{self as messages, Message, To, tail};

/// The kind of the job that finds out whose number it is.
pub(crate) const SEND: &str = "send_entry_code";

/// What the keyed hashes are for: of telephone and thing, and of the digits.
const KEY: &str = "code.key";
const DIGITS: &str = "code.digits";
/// What the encryption of a number that waits in the queue is for.
const WANTED: &str = "code.wanted";

const HOUR_MS: i64 = 3_600_000;
/// Codes asked for from one address within an hour. Behind a proxy that is not named everybody comes from one.
const ONE_ADDRESS: u32 = 60;
/// Codes to one number within an hour, whoever asks.
const ONE_NUMBER: u32 = 5;
/// Codes within an hour altogether: each costs the county money.
const ALL: u32 = 5_000;

/// Counts that somebody wants a code.
///
/// # Errors
/// [`Code::TooMany`].
pub(crate) fn count(app: &App, address: &str, number: &str) -> Result<()> {
    let now = app.db.now();
    app.limits.count("code-all", "", now, HOUR_MS, ALL)?;
    app.limits.count("code-address", address, now, HOUR_MS, ONE_ADDRESS)?;
    app.limits.count("code-number", app.crypt.index(KEY, number), now, HOUR_MS, ONE_NUMBER)?;
    Ok(())
}

/// Somebody wants to come in by a code. Whether the matter has a party with this number is found out by a job, so that the
/// answer takes as long either way.
///
/// # Errors
/// [`Code::PhoneMalformed`], [`Code::NotMobile`], [`Code::NoMessages`], [`Code::TooMany`].
pub(super) async fn ask(app: &App, address: &str, matter: &str, typed: &str, language: Language) -> Result<()> {
    let number = messages::mobile(app, typed)?;
    count(app, address, &number)?;
    let Ok(code) = matter.parse::<MatterCode>() else { return Ok(()) };
    let mut uow = app.begin(&Ctx::system(SEND)).await?;
    let payload = json!({
        "code": code,
        "phone": app.crypt.seal(uow.env(), WANTED, &number)?,
        "language": language,
    });
    // Taps in a row are one job.
    let unique_key = Some(format!("entry-code:{}", entry_key(app, &code, &number)));
    let run_at = uow.now();
    uow.enqueue(Job { kind: SEND, payload, run_at, unique_key });
    uow.commit().await
}

/// Sends a code, if it is the number of a party.
pub(crate) async fn send(app: &App, payload: Value) -> Result<()> {
    let code: MatterCode = payload["code"].as_str().unwrap_or_default().parse()?;
    let number = app.crypt.open_value(WANTED, payload["phone"].as_str().unwrap_or_default())?;
    let language: Language = serde_json::from_value(payload["language"].clone()).unwrap_or_default();
    let found = query::party_by_phone(&app.db, &code, &app.crypt.index(PHONE, &number)).await?;
    let Some((party, organisation)) = found else { return Ok(()) };
    let mut uow = app.begin(&Ctx::system(SEND)).await?;
    let wanted =
        Wanted { key: entry_key(app, &code, &number), number, tail: tail(code.as_str()), organisation, language };
    put(app, &mut uow, wanted, Some(&party)).await?;
    uow.commit().await
}

/// A code to be sent.
pub(crate) struct Wanted<'a> {
    /// Of [`entry_key`] or [`apply_key`].
    pub key: String,
    pub number: String,
    pub tail: &'a str,
    /// Who writes.
    pub organisation: Id,
    pub language: Language,
}

/// Draws a code and puts it into the outbox, unless one was sent just now.
pub(crate) async fn put(app: &App, uow: &mut Uow, wanted: Wanted<'_>, party: Option<&PartyKey>) -> Result<()> {
    let digits = draw_code(uow.env().random());
    let now = uow.now();
    let row = one_time_codes::Model {
        digits_hash: hash(app, &wanted.key, &digits),
        key_hash: wanted.key,
        county: party.map(|p| p.matter.county.clone()),
        matter_id: party.map(|p| p.matter.id),
        n: party.map(|p| i32::from(p.no)),
        attempts: 0,
        made_at: now,
        expires_at: now + CODE_HOLDS_MS,
    };
    if !query::put_code(uow, row, now - CODE_AGAIN_MS).await? {
        return Ok(());
    }
    let house = house(uow, wanted.organisation).await?;
    let message = Message {
        kind: MessageKind::Code,
        to: To::Phone(wanted.number),
        language: wanted.language,
        about: party.map(|p| (&p.matter, p.no)),
        values: Values { house: &house, tail: wanted.tail, link: "", digits: &digits, ..Values::default() },
    };
    messages::queue(app, uow, message).await.map(drop)
}

/// Asks for a code that shows that whoever came by a link holds the party's telephone: a link that was forwarded opens the page,
/// and alone it signs nothing.
///
/// # Errors
/// [`Code::NoMessages`] where none can be sent to this party; [`Code::TooMany`].
pub(super) async fn ask_own(app: &App, address: &str, caller: &Caller, language: Language) -> Result<()> {
    let matter = case::read(app.db.reader(), &caller.code, app.db.now()).await?;
    let number = messages::telephone(app, &matter, caller.party)?.ok_or(Refusal::new(Code::NoMessages))?;
    count(app, address, &number)?;
    let organisation = matter.row.committee_id.unwrap_or(matter.row.desk_id);
    let mut uow = app.begin(&Ctx::system(SEND)).await?;
    let wanted = Wanted { key: own_key(app, caller), number, tail: tail(caller.code.as_str()), organisation, language };
    put(app, &mut uow, wanted, Some(&caller.party_key())).await?;
    uow.commit().await
}

/// Takes that code: from now on this session is that of the link and of the telephone.
///
/// # Errors
/// [`Code::CodeRefused`]; [`Code::IllegalMove`] for who came in otherwise.
pub(super) async fn prove(app: &App, caller: &Caller, digits: &str) -> Result<()> {
    match caller.door {
        Door::Link => {}
        // The answer was lost on the way, and it is sent again.
        Door::LinkCode => return Ok(()),
        Door::Secret | Door::Code => return Err(Refusal::new(Code::IllegalMove).into()),
    }
    let row = fitting(app, &own_key(app, caller), digits).await?;
    let used = app.db.statement(query::USE_CODE, [row.key_hash.into(), row.digits_hash.into()]);
    if !query::use_code(app.db.technical(), used).await? {
        return Err(Refusal::new(Code::CodeRefused).into());
    }
    query::set_door(&app.db, &caller.token_hash, Door::LinkCode).await
}

/// Where a code must be given before something is done that binds: the telephone, masked. None for who came in otherwise, and
/// where no code can be sent.
///
/// # Errors
/// [`Code::PartyUnknown`].
pub(crate) fn needed(app: &App, matter: &Matter, caller: &Caller) -> Result<Option<String>> {
    if caller.door != Door::Link {
        return Ok(None);
    }
    Ok(messages::telephone(app, matter, caller.party)?.map(|number| phone::mask(&number)))
}

/// The same as a refusal.
///
/// # Errors
/// [`Code::CodeNeeded`].
pub(crate) fn require(app: &App, matter: &Matter, caller: &Caller) -> Result<()> {
    match needed(app, matter, caller)? {
        Some(_) => Err(Refusal::new(Code::CodeNeeded).into()),
        None => Ok(()),
    }
}

/// What a code for showing that one holds the own telephone is for: this session and no other.
fn own_key(app: &App, caller: &Caller) -> String {
    app.crypt.index(KEY, &format!("own/{}", caller.token_hash))
}

/// What a code for coming in is for.
fn entry_key(app: &App, code: &MatterCode, number: &str) -> String {
    app.crypt.index(KEY, &format!("entry/{code}/{number}"))
}

/// What a code for applying is for: the telephone alone.
pub(crate) fn apply_key(app: &App, number: &str) -> String {
    app.crypt.index(KEY, &format!("apply/{number}"))
}

fn hash(app: &App, key: &str, digits: &str) -> String {
    app.crypt.index(DIGITS, &format!("{key}/{digits}"))
}

/// Uses a code up within a unit of work; whether nobody was faster.
pub(crate) async fn spend(uow: &Uow, code: one_time_codes::Model) -> Result<bool> {
    let used = uow.statement(query::USE_CODE, [code.key_hash.into(), code.digits_hash.into()]);
    query::use_code(uow.technical(), used).await
}

/// Looks whether the digits fit, and counts the try. What comes back uses the code up.
///
/// # Errors
/// [`Code::CodeRefused`].
pub(crate) async fn fitting(app: &App, key: &str, typed: &str) -> Result<one_time_codes::Model> {
    let refused = || Refusal::new(Code::CodeRefused);
    let row = query::try_code(&app.db, key, app.db.now(), CODE_TRIES).await?.ok_or_else(refused)?;
    let given = hash(app, key, &read_code(typed).unwrap_or_default());
    let fits: bool = given.as_bytes().ct_eq(row.digits_hash.as_bytes()).into();
    if fits { Ok(row) } else { Err(refused().into()) }
}

/// Takes a code for coming in.
///
/// # Errors
/// [`Code::CodeRefused`].
pub(super) async fn take_entry(app: &App, code: &MatterCode, typed: &str, digits: &str) -> Result<PartyKey> {
    let refused = || Refusal::new(Code::CodeRefused);
    let number = phone::normalise(typed).unwrap_or_default();
    let row = fitting(app, &entry_key(app, code, &number), digits).await?;
    let used = app.db.statement(query::USE_CODE, [row.key_hash.into(), row.digits_hash.into()]);
    if !query::use_code(app.db.technical(), used).await? {
        return Err(refused().into());
    }
    match (row.county, row.matter_id, row.n) {
        (Some(county), Some(matter), Some(n)) => Ok(PartyKey::of(county, matter, n)),
        _ => Err(refused().into()),
    }
}
