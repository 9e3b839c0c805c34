//! Putting messages into the outbox, within limits.

use bandeng_core::kernel::{Code, Id, Refusal, Text};
use bandeng_core::matters::PartyNo;
use bandeng_core::messages::{
    A_MATTER_A_DAY, A_NUMBER_A_DAY, MessageKind, MessageState, MessageWay, VERSION, Values, text,
};
use bandeng_core::people::phone;
use bandeng_store::entities::messages;
use bandeng_store::jobs::Job;
use bandeng_store::{MatterKey, Result, Uow};
use serde_json::json;

use super::{query, send};
use crate::http::App;
use crate::identity::me::Language;
use crate::matters::case::Matter;
use crate::matters::service::{EMAIL, PHONE};
use crate::residents::links::PartyLink;
use crate::residents::{PartyKey, links};

/// What the encryption of an addressee and of a text is for.
pub(super) const TO: &str = "message.to";
pub(super) const BODY: &str = "message.body";

pub(super) const DAY_MS: i64 = 24 * 3_600_000;

/// Where a message goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum To {
    /// As [`phone::normalise`] writes it.
    Phone(String),
    Email(String),
}

impl To {
    fn address(&self) -> &str {
        match self {
            To::Phone(address) | To::Email(address) => address,
        }
    }

    /// The way this goes here; none where none is set up.
    fn way(&self, app: &App) -> Option<MessageWay> {
        let ways = &app.settings.messages;
        let set_up = match self {
            To::Phone(number) if !phone::is_mobile(number) => return None,
            To::Phone(_) => ways.sms.is_some().then_some(MessageWay::Sms),
            To::Email(_) => ways.email.is_some().then_some(MessageWay::Email),
        };
        set_up.or(app.settings.demo.then_some(MessageWay::Page))
    }
}

/// A telephone as somebody typed it, if a message can go there.
///
/// # Errors
/// [`Code::PhoneMalformed`], [`Code::NotMobile`], both at `/phone`; [`Code::NoMessages`] where no way is set up.
pub fn mobile(app: &App, typed: &str) -> Result<String> {
    let number = phone::normalise(typed).map_err(|refusal| Refusal::at(refusal.code, "/phone"))?;
    if !phone::is_mobile(&number) {
        return Err(Refusal::at(Code::NotMobile, "/phone").into());
    }
    if To::Phone(number.clone()).way(app).is_none() {
        return Err(Refusal::new(Code::NoMessages).into());
    }
    Ok(number)
}

/// Whether any message leaves this house.
pub(crate) fn are_sent(app: &App) -> bool {
    texts_are_sent(app) || app.settings.messages.email.is_some()
}

/// Whether text messages leave this house.
pub fn texts_are_sent(app: &App) -> bool {
    app.settings.messages.sms.is_some() || app.settings.demo
}

/// Where a party is reached: its telephone, or its guardian's, who acts for somebody without full capacity; where no message
/// goes there, the electronic address it gave.
///
/// # Errors
/// [`Code::PartyUnknown`].
pub(crate) fn address(app: &App, matter: &Matter, no: PartyNo) -> Result<Option<To>> {
    let party = matter.parties.iter().find(|p| p.no == no).ok_or(Refusal::new(Code::PartyUnknown))?;
    let guardian = party.details.guardian.as_ref().map(|g| g.phone.as_str()).filter(|sealed| !sealed.is_empty());
    let sealed = guardian.or(party.phone.as_deref()).filter(|sealed| !sealed.is_empty());
    let phone = sealed.map(|sealed| app.crypt.open_value(PHONE, sealed)).transpose()?.map(To::Phone);
    if phone.as_ref().is_some_and(|to| to.way(app).is_some()) || guardian.is_some() {
        return Ok(phone);
    }
    let email = Some(party.details.email.as_str()).filter(|sealed| !sealed.is_empty());
    let email = email.map(|sealed| app.crypt.open_value(EMAIL, sealed)).transpose()?.map(To::Email);
    Ok(email.filter(|to| to.way(app).is_some()).or(phone))
}

/// The party's own telephone, or its guardian's, if a message can go there.
///
/// # Errors
/// [`Code::PartyUnknown`].
pub(crate) fn telephone(app: &App, matter: &Matter, no: PartyNo) -> Result<Option<String>> {
    Ok(match address(app, matter, no)? {
        Some(to @ To::Phone(_)) if to.way(app).is_none() => None,
        Some(To::Phone(number)) => Some(number),
        _ => None,
    })
}

/// Tells a party of a matter that there is something for it, with a link to a page (such as `sign/3`) that holds so many
/// hours. A sealed matter sends nothing by itself: the telephone may lie on the table of whoever must not see it. Nor does
/// whoever took the consent back hear of what rests on it. Whatever is not sent is no fault of whoever works on the matter.
///
/// # Errors
/// [`Code::PartyUnknown`].
pub async fn tell(
    app: &App,
    uow: &mut Uow,
    matter: &Matter,
    no: PartyNo,
    kind: MessageKind,
    page: &str,
    hours: i64,
) -> Result<MessageState> {
    let silent = matter.facts.sealed || (kind.rests_on_consent() && matter.record.privacy.is_withdrawn(no));
    let Some(to) = address(app, matter, no)?.filter(|_| !silent) else { return Ok(MessageState::Dropped) };
    // A link that nobody is sent would only lie there.
    let link = match (to.way(app), &app.settings.public_url) {
        (Some(_), Some(_)) => links::make(app, uow, &PartyKey::new(&matter.key, no), page, hours).await?.address,
        _ => String::new(),
    };
    let house = query::house(uow, matter.row.committee_id.unwrap_or(matter.row.desk_id)).await?;
    let code = matter.code.to_string();
    let values = Values { house: &house, tail: tail(&code), link: &link, digits: "", ..Values::default() };
    queue(app, uow, Message { kind, to, language: Language::Zh, about: Some((&matter.key, no)), values }).await
}

/// A link to a page that is shown to whoever asks for it, and another one sent to the party itself where that is possible.
///
/// # Errors
/// As [`tell`].
pub(crate) async fn link(
    app: &App,
    uow: &mut Uow,
    (matter, no): (&Matter, PartyNo),
    kind: MessageKind,
    (page, hours): (&str, i64),
) -> Result<PartyLink> {
    let shown = links::make(app, uow, &PartyKey::new(&matter.key, no), page, hours).await?;
    let sent = tell(app, uow, matter, no, kind, page, hours).await? == MessageState::Waiting;
    Ok(PartyLink { sent, ..shown })
}

/// The last four digits of a code: enough to tell one's own matters apart.
pub(crate) fn tail(code: &str) -> &str {
    code.get(code.len().saturating_sub(4)..).unwrap_or(code)
}

/// A message to be sent.
pub struct Message<'a> {
    pub kind: MessageKind,
    pub to: To,
    pub language: Language,
    /// Which party of which matter it concerns.
    pub about: Option<(&'a MatterKey, PartyNo)>,
    pub values: Values<'a>,
}

/// Puts a message into the outbox, or notes why it is not sent. What is refused for being too much is no fault of whoever
/// works on the matter: the state comes back and nothing is undone.
pub async fn queue(app: &App, uow: &mut Uow, message: Message<'_>) -> Result<MessageState> {
    let Message { kind, to, language, about, values } = message;
    let to_hash = app.crypt.index(TO, to.address());
    let since = uow.now() - DAY_MS;
    let way = to.way(app);
    let flooded = query::to_number(uow, &to_hash, since).await? >= A_NUMBER_A_DAY
        || match about {
            Some((matter, _)) => query::about_matter(uow, matter, since).await? >= A_MATTER_A_DAY,
            None => false,
        };
    let state = if way.is_some() && !flooded { MessageState::Waiting } else { MessageState::Dropped };
    let fault = match (way, flooded) {
        (None, _) => "no way",
        (_, true) => "too many",
        _ => "",
    };
    let Text { zh, en } = text(kind, &values);
    let body = if language == Language::Zh { zh } else { en };
    let waits = state == MessageState::Waiting;
    let id = uow.next_id();
    let row = messages::Model {
        id,
        county: about.map(|(matter, _)| matter.county.clone()),
        matter_id: about.map(|(matter, _)| matter.id),
        n: about.map(|(_, no)| i32::from(no)),
        kind: kind.to_string(),
        way: way.map(|way| way.to_string()).unwrap_or_default(),
        to_hash,
        to_sealed: if waits { app.crypt.seal(uow.env(), TO, to.address())? } else { String::new() },
        // Enough to recognise one's own number.
        to_shown: match &to {
            To::Phone(number) => phone::mask(number),
            To::Email(address) => mask_email(address),
        },
        body_sealed: if waits { app.crypt.seal(uow.env(), BODY, &body)? } else { String::new() },
        version: VERSION,
        state: state.to_string(),
        attempts: 0,
        fault: fault.to_owned(),
        made_at: uow.now(),
        sent_at: None,
    };
    query::insert(uow, row).await?;
    if waits {
        uow.enqueue(job(id, uow.now()));
    }
    Ok(state)
}

fn job(id: Id, run_at: i64) -> Job {
    Job {
        kind: send::SEND,
        payload: json!({ "message": id.to_string() }),
        run_at,
        unique_key: Some(format!("message:{id}")),
    }
}

/// `m***@example.cn`.
fn mask_email(address: &str) -> String {
    let (name, domain) = address.split_once('@').unwrap_or((address, ""));
    format!("{}***@{domain}", name.chars().next().unwrap_or('*'))
}
