//! What can be done to a matter itself.

use std::sync::Arc;

use bandeng_core::dictionaries::Dictionary;
use bandeng_core::entrusting::{Letters, owes_report};
use bandeng_core::follow_ups::is_followed_up;
use bandeng_core::kernel::{Code, Date, Id, IdText, MatterCode, Refusal, china_date, refusal::Form};
use bandeng_core::matters::event::{MatterEvent, PartyLine, PartyWas};
use bandeng_core::matters::lifecycle::{self, MatterMove, MatterMoveKind, MatterStanding};
use bandeng_core::matters::party;
use bandeng_core::matters::record::{
    FollowUp, FollowUpMade, Kept, Seal, SealGround, UrgentReport, UrgentReportMade, check_follow_up, check_recorded,
    check_unseal,
};
use bandeng_core::matters::{Checked, Imported, MatterRecord, MatterState, Party, PartyNo};
use bandeng_core::mediation::days::{Counting, Days, Running, next_due};
use bandeng_core::people::phone;
use bandeng_core::policy::{Action, Actor, Role};
use bandeng_core::privacy::{RevealReason, WhosePhone};
use bandeng_core::proceedings::{self, Stage, Summary};
use bandeng_store::entities::{grants, matters, parties};
use bandeng_store::{Crypt, Document, MatterKey, Result, Uow};

use super::case::{Matter, PartyDetails, PartyKept, lock};
use super::list::NEVER;
use super::query::Body;
use super::view::ProceedingOutline;
use super::{days, query};
use crate::dictionaries::service as dictionaries;
use crate::http::App;
use crate::residents::links;

/// What the encryption of a party's telephone is for; authenticated with the value.
pub(crate) const PHONE: &str = "party.phone";
/// The same of a party's electronic address.
pub(crate) const EMAIL: &str = "party.email";
/// Of a reporter's.
pub(crate) const LEAD_PHONE: &str = "lead.phone";

/// A matter as registration makes it, before its proceedings.
pub struct Registered {
    pub key: MatterKey,
    pub code: MatterCode,
    pub parties: Vec<PartyKept>,
    pub sealed: bool,
}

/// Everything registration needs beside the form.
pub struct Registration<'a> {
    /// The county's word for an event, by its code; none of a dispute. Whoever registers an event records that it was
    /// reported, as the first of its chain.
    pub category: Option<&'a str>,
    pub code: MatterCode,
    pub desk: Id,
    pub crypt: &'a Crypt,
    /// The stage and turn of the first proceeding, its days, and the committee it goes to. The stage is blank where
    /// there is no proceeding.
    pub stage: &'a str,
    pub turn: &'a str,
    pub days: &'a [Running],
    /// It comes from a ledger kept elsewhere. One that was over there is closed here at once, with a note that says so.
    pub imported: Option<&'a Imported>,
}

/// Registers a matter: row, parties, event. Who may was asked by the slice that took it in.
pub async fn register(uow: &mut Uow, checked: &Checked<'_>, registration: Registration<'_>) -> Result<Registered> {
    let intake = checked.form;
    let Registration { category, code, desk, crypt, stage, turn, days: running, imported } = registration;
    let (county, id) = (code.county().to_owned(), uow.next_id());
    let kept = intake
        .parties
        .iter()
        .enumerate()
        .map(|(i, p)| keep_party(uow, crypt, i as PartyNo + 1, p))
        .collect::<Result<Vec<_>>>()?;
    let seal = intake.seals_itself().map(|ground| Seal { ground, reason: String::new(), on: uow.today() });
    let title = match intake.title.trim() {
        "" => bandeng_core::matters::title::compose(&intake.parties, checked.kind),
        title => title.to_owned(),
    };
    let lead = intake
        .lead
        .as_ref()
        .map(|lead| {
            Ok::<_, bandeng_store::Error>(bandeng_core::matters::record::LeadKept {
                reporter: lead.reporter.trim().to_owned(),
                capacity: lead.capacity.trim().to_owned(),
                phone_sealed: seal_phone(uow, crypt, LEAD_PHONE, &lead.phone)?,
                received_on: lead.received_on.ok_or(Refusal::at(Code::Required, "/lead/received_on"))?,
            })
        })
        .transpose()?;
    let closing_note = imported.and_then(|old| old.closed.as_ref()).map(|closed| closed.note());
    let state = if closing_note.is_some() { MatterState::Closed } else { MatterState::Open };
    let record = MatterRecord {
        claims: intake.claims.clone(),
        concerns: intake.concerns.clone(),
        barrier: intake.barrier,
        lead,
        entrustment: intake.entrustment.clone(),
        seal: seal.clone(),
        closing_note: closing_note.clone().unwrap_or_default(),
        imported: imported.cloned(),
        letters: Letters {
            asked: intake.entrustment.as_ref().and_then(|letter| letter.mediator),
            ..Letters::default()
        },
        ..Default::default()
    };

    let key = uow.open(matters::Model {
        county,
        id,
        code: code.to_string(),
        title: title.clone(),
        kind: checked.kind.to_string(),
        subtype: checked.subtype.map(str::to_owned),
        source: checked.source.to_string(),
        subsource: checked.subsource.map(str::to_owned),
        channel: checked.channel.to_string(),
        area: checked.area.to_string(),
        place: intake.place.trim().to_owned(),
        occurred_on: intake.occurred_on.map(|d| d.to_string()),
        narrative: intake.narrative.trim().to_owned(),
        amount_fen: intake.amount_fen.map(|f| f.0),
        state: state.to_string(),
        stage: stage.to_owned(),
        turn: turn.to_owned(),
        due_on: due_text(next_due(running)),
        sealed: seal.is_some(),
        desk_id: desk,
        committee_id: intake.committee.map(|c| c.0),
        registered_at: uow.now(),
        registered_by: uow.actor().account,
        record: Document::of(Arc::new(record)),
        category: category.map(str::to_owned),
        head_seq: 0,
        head_hash: String::new(),
    });
    let event = MatterEvent::Registered {
        title,
        kind: checked.kind,
        subtype: checked.subtype.map(str::to_owned),
        source: checked.source,
        subsource: checked.subsource.map(str::to_owned),
        channel: checked.channel,
        area: checked.area.to_string(),
        place: intake.place.clone(),
        occurred_on: intake.occurred_on,
        narrative: intake.narrative.clone(),
        claims: intake.claims.clone(),
        parties: kept.iter().map(line).collect(),
        seal: seal.as_ref().map(|s| s.ground),
        imported: imported.cloned(),
    };
    if category.is_none() {
        uow.record(&key, event.kind(), &event)?;
    }
    if let Some(note) = closing_note {
        let event = MatterEvent::Closed { note };
        uow.record(&key, event.kind(), &event)?;
    }
    for (kept, typed) in kept.iter().zip(&intake.parties) {
        let row = party_row(&key, kept, typed, crypt)?;
        query::replace_party(uow, &key, row)?;
    }
    let from_outside = uow.actor().post_for(Action::MatterRegister).is_some_and(|post| post.role == Role::GridWorker);
    // A party who applies without a clerk is no handler: who works at the desk is named by the slice that took it in.
    if (seal.is_some() || from_outside) && Actor::party_of(uow.actor().account).is_none() {
        // A sealed matter is seen by its handlers alone: until a mediator is assigned, by who registered it. A grid worker
        // has no desk whose matters they would see.
        let registrar = uow.actor().account;
        query::add_handler(uow, &key, registrar, "registrar")?;
    }
    days::save(uow, &key, &[], running, 1)?;
    Ok(Registered { key, code, parties: kept, sealed: seal.is_some() })
}

fn line(party: &PartyKept) -> PartyLine {
    PartyLine { n: party.no, side: party.side, kind: party.kind, name: party.name.clone() }
}

/// Encrypts a telephone; blank becomes none.
fn seal_phone(uow: &Uow, crypt: &Crypt, purpose: &str, typed: &str) -> Result<Option<String>> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    Ok(Some(crypt.seal(uow.env(), purpose, &phone::normalise(typed)?)?))
}

fn keep_party(uow: &Uow, crypt: &Crypt, no: PartyNo, party: &Party) -> Result<PartyKept> {
    let mut details = PartyDetails {
        legal_representative: party.legal_representative.trim().to_owned(),
        credit_code: party.credit_code.trim().to_owned(),
        guardian: party.guardian.clone(),
        agents: party.agents.clone(),
        elected: party.elected,
        email: match party.email.trim() {
            "" => String::new(),
            typed => crypt.seal(uow.env(), EMAIL, typed)?,
        },
        electronic_service: party.electronic_service,
    };
    if let Some(guardian) = &mut details.guardian {
        guardian.phone = seal_phone(uow, crypt, PHONE, &guardian.phone)?.unwrap_or_default();
    }
    for agent in &mut details.agents {
        agent.phone = seal_phone(uow, crypt, PHONE, &agent.phone)?.unwrap_or_default();
    }
    Ok(PartyKept {
        no,
        side: party.side,
        kind: party.kind,
        name: party.name.trim().to_owned(),
        sex: party.sex,
        born_on: party.born_on,
        occupation: party.occupation.trim().to_owned(),
        address: party.address.trim().to_owned(),
        phone: seal_phone(uow, crypt, PHONE, &party.phone)?,
        details,
    })
}

fn party_row(key: &MatterKey, kept: &PartyKept, typed: &Party, crypt: &Crypt) -> Result<parties::Model> {
    let phone_hash = match typed.phone.trim() {
        "" => None,
        typed => Some(crypt.index(PHONE, &phone::normalise(typed)?)),
    };
    Ok(parties::Model {
        county: key.county.clone(),
        matter_id: key.id,
        n: i32::from(kept.no),
        side: kept.side.to_string(),
        kind: kept.kind.to_string(),
        name: kept.name.clone(),
        sex: kept.sex.map(|s| s.to_string()),
        born_on: kept.born_on.map(|d| d.to_string()),
        occupation: kept.occupation.clone(),
        address: kept.address.clone(),
        phone_sealed: kept.phone.clone(),
        phone_hash,
        details: Document::of(Arc::new(kept.details.clone())),
    })
}

pub(crate) fn due_text(due: Option<Date>) -> String {
    due.map_or(NEVER.to_owned(), |d| d.to_string())
}

/// Adds a party, or puts right what is known of one. An empty telephone leaves the known one.
pub async fn put_party(
    uow: &mut Uow,
    code: &MatterCode,
    version: i64,
    no: Option<PartyNo>,
    party: &Party,
    crypt: &Crypt,
) -> Result<i64> {
    let matter = lock(uow, code).await?;
    matter.require(uow.actor(), Action::MatterEdit)?;
    matter.expect_version(uow, version).await?;
    let mut form = Form::default();
    party.check(&mut form, "", uow.today());
    let others =
        matter.parties.iter().filter(|p| Some(p.no) != no && p.side == party.side && p.details.elected).count();
    if party.elected && others >= party::MAX_ELECTED {
        form.refuse(Code::TooManyRepresentatives, "/elected");
    }
    form.finish()?;
    let known = match no {
        Some(no) => Some(matter.parties.iter().find(|p| p.no == no).ok_or(Refusal::new(Code::PartyUnknown))?),
        None => None,
    };
    let number = no.unwrap_or_else(|| matter.parties.iter().map(|p| p.no).max().unwrap_or(0) + 1);
    let mut kept = keep_party(uow, crypt, number, party)?;
    let mut row = party_row(&matter.key, &kept, party, crypt)?;
    if let (Some(known), true) = (known, party.email.trim().is_empty()) {
        kept.details.email.clone_from(&known.details.email);
        row.details = Document::of(Arc::new(kept.details.clone()));
    }
    if let (Some(known), true) = (known, party.phone.trim().is_empty()) {
        kept.phone.clone_from(&known.phone);
        row.phone_sealed.clone_from(&known.phone);
        row.phone_hash = match &known.phone {
            Some(sealed) => Some(crypt.index(PHONE, &crypt.open_value(PHONE, sealed)?)),
            None => None,
        };
    }
    let reached = |phone: Option<&String>| phone.map(|sealed| crypt.open_value(PHONE, sealed)).transpose();
    if let Some(known) = known
        && known.phone.is_some()
        && reached(known.phone.as_ref())? != reached(kept.phone.as_ref())?
    {
        links::end(uow, &matter.key, number).await?;
    }
    query::replace_party(uow, &matter.key, row)?;
    let event = match no {
        Some(_) => {
            let before = known.map(|known| was(known, crypt)).transpose()?;
            let now = was(&kept, crypt)?;
            MatterEvent::PartyAmended { party: line(&kept), was: before.filter(|before| *before != now).map(Box::new) }
        }
        None => MatterEvent::PartyAdded { party: line(&kept) },
    };
    uow.record(&matter.key, event.kind(), &event)
}

/// A party's data as an event keeps them when they are put right: the telephone masked.
fn was(party: &PartyKept, crypt: &Crypt) -> Result<PartyWas> {
    let phone = match party.phone.as_deref() {
        None | Some("") => String::new(),
        Some(sealed) => phone::mask(&crypt.open_value(PHONE, sealed)?),
    };
    Ok(PartyWas {
        name: party.name.clone(),
        sex: party.sex,
        born_on: party.born_on,
        occupation: party.occupation.clone(),
        address: party.address.clone(),
        phone,
    })
}

/// What a clerk may put right after registration.
#[derive(Clone, Debug, serde::Deserialize, utoipa::ToSchema)]
pub struct Amendment {
    pub version: i64,
    pub narrative: String,
    #[serde(default)]
    pub claims: Vec<String>,
    #[serde(default)]
    pub place: String,
    /// The county's own word below the type, by its code; empty for none. Left out, it stays.
    #[serde(default)]
    pub subtype: Option<String>,
}

/// Puts right what a clerk wrote down.
///
/// # Errors
/// Fields, those of a code of the dictionary, no right, another version.
pub async fn amend(app: &App, uow: &mut Uow, code: &MatterCode, amendment: Amendment) -> Result<i64> {
    let mut matter = lock(uow, code).await?;
    matter.require(uow.actor(), Action::MatterEdit)?;
    matter.expect_version(uow, amendment.version).await?;
    let mut form = Form::default();
    form.text(&amendment.narrative, 5_000, "/narrative");
    form.optional_text(&amendment.place, 120, "/place");
    for (i, claim) in amendment.claims.iter().take(21).enumerate() {
        form.text(claim, 500, &format!("/claims/{i}"));
    }
    form.finish()?;
    let subtype = amendment.subtype.filter(|new| new.trim() != matter.row.subtype.as_deref().unwrap_or_default());
    if let Some(new) = subtype.as_deref() {
        let new = Some(new.trim()).filter(|new| !new.is_empty());
        let book = app.books.of(&app.db, code.county()).await?;
        // A matter is read in the words of the day it was registered on.
        let day = china_date(matter.row.registered_at);
        dictionaries::require(&book, (Dictionary::Kind, new), &matter.row.kind, day, "/subtype")?;
        matter.row.subtype = new.map(str::to_owned);
    }
    matter.row.narrative = amendment.narrative.trim().to_owned();
    matter.row.place = amendment.place.trim().to_owned();
    matter.record.claims.clone_from(&amendment.claims);
    save(uow, &mut matter)?;
    let event = MatterEvent::Amended {
        narrative: matter.row.narrative.clone(),
        claims: amendment.claims,
        place: matter.row.place.clone(),
        subtype: subtype.map(|new| new.trim().to_owned()),
    };
    uow.record(&matter.key, event.kind(), &event)
}

/// Writes the row with its record.
pub(crate) fn save(uow: &mut Uow, matter: &mut Matter) -> Result<()> {
    if *matter.row.record.read::<MatterRecord>()? != matter.record {
        matter.row.record = Document::of(Arc::new(matter.record.clone()));
    }
    uow.rows_mut(&matter.key)?.matter.clone_from(&matter.row);
    Ok(())
}

/// What the proceedings of a matter amount to.
fn summaries(uow: &Uow, key: &MatterKey) -> Result<Vec<Summary>> {
    uow.rows(key)?.proceedings.iter().map(|p| Ok(proceedings::summary(&p.kind, &p.body)?)).collect()
}

/// The proceedings of a matter in outline, and what they mean for its own moves.
pub async fn proceedings_of(
    connection: &impl sea_orm::ConnectionTrait,
    matter: &Matter,
) -> Result<(MatterStanding, Vec<ProceedingOutline>)> {
    let rows = query::proceedings(connection, &matter.key).await?;
    let summaries = rows.iter().map(|p| Ok(proceedings::summary(&p.kind, &p.body)?)).collect::<Result<Vec<_>>>()?;
    let outlines = rows
        .into_iter()
        .map(|p| {
            let stage: Stage = p.state.parse()?;
            Ok(ProceedingOutline { n: p.n as u16, kind: p.kind, state: stage.mediation(), dispatch: stage.dispatch() })
        })
        .collect::<Result<_>>()?;
    Ok((standing(&matter.record, &summaries), outlines))
}

/// What the guards of the matter's own moves look at.
pub fn standing(record: &MatterRecord, summaries: &[Summary]) -> MatterStanding {
    let agreed = summaries.iter().any(|s| s.agreed);
    MatterStanding {
        running: summaries.iter().filter(|s| s.running).count(),
        agreed,
        followed_up: is_followed_up(&record.follow_ups),
        conducted_by: summaries.iter().flat_map(|s| s.mediators.clone()).collect(),
        dossier_lacks: summaries.iter().flat_map(|s| s.dossier_lacks.clone()).collect(),
        report_owed: summaries
            .last()
            .is_some_and(|s| owes_report(&record.letters, record.entrustment.as_ref(), &s.course)),
    }
}

/// Close, archive, reopen, return.
pub async fn make(uow: &mut Uow, code: &MatterCode, version: i64, mv: MatterMove) -> Result<i64> {
    let matter = &mut lock(uow, code).await?;
    let kind = mv.kind();
    matter.require(uow.actor(), action_of(kind))?;
    matter.expect_version(uow, version).await?;
    let standing = &standing(&matter.record, &summaries(uow, &matter.key)?);
    if let MatterMove::Reopen { reason } | MatterMove::Return { reason, .. } = &mv {
        let mut form = Form::default();
        if reason.trim().is_empty() {
            form.refuse(Code::ReasonNeeded, "/reason");
        }
        form.optional_text(reason, 500, "/reason");
        if let MatterMove::Return { until: Some(until), .. } = &mv
            && !(uow.today()..=uow.today().saturating_add(jiff::Span::new().days(366))).contains(until)
        {
            form.refuse(Code::OutOfRange, "/until");
        }
        form.finish()?;
    }
    matter.state = lifecycle::next(matter.state, kind, standing)?;
    matter.row.state = matter.state.to_string();
    let event = match mv {
        MatterMove::Close { note } => {
            matter.record.closing_note.clone_from(&note);
            MatterEvent::Closed { note }
        }
        MatterMove::Archive {} => {
            (matter.record.repair_reason, matter.record.repair_until) = (None, None);
            MatterEvent::Archived {}
        }
        MatterMove::Reopen { reason } => MatterEvent::Reopened { reason },
        MatterMove::Return { reason, until } => {
            (matter.record.repair_reason, matter.record.repair_until) = (Some(reason.clone()), until);
            MatterEvent::Returned { reason, until }
        }
    };
    save(uow, matter)?;
    uow.record(&matter.key, event.kind(), &event)
}

/// The action a move of a matter needs.
pub(crate) fn action_of(kind: MatterMoveKind) -> Action {
    match kind {
        MatterMoveKind::Close | MatterMoveKind::Reopen => Action::MatterClose,
        MatterMoveKind::Archive => Action::MatterArchive,
        MatterMoveKind::Return => Action::MatterReview,
    }
}

/// Seals a matter by decision: from now on only its handlers see it.
pub async fn seal(uow: &mut Uow, code: &MatterCode, version: i64, reason: &str) -> Result<i64> {
    let mut matter = lock(uow, code).await?;
    matter.require(uow.actor(), Action::MatterSeal)?;
    matter.expect_version(uow, version).await?;
    if matter.record.seal.is_some() {
        return Err(Refusal::new(Code::AlreadySealed).into());
    }
    require_reason(reason)?;
    matter.record.seal = Some(Seal { ground: SealGround::Decision, reason: reason.to_owned(), on: uow.today() });
    matter.row.sealed = true;
    if matter.facts.handlers.is_empty() {
        let account = uow.actor().account;
        query::add_handler(uow, &matter.key, account, "registrar")?;
    }
    save(uow, &mut matter)?;
    let event = MatterEvent::Sealed { reason: reason.to_owned() };
    uow.record(&matter.key, event.kind(), &event)
}

/// Lifts a seal made by decision. What the law seals stays sealed.
pub async fn unseal(uow: &mut Uow, code: &MatterCode, version: i64, reason: &str) -> Result<i64> {
    let mut matter = lock(uow, code).await?;
    matter.require(uow.actor(), Action::MatterSeal)?;
    matter.expect_version(uow, version).await?;
    check_unseal(&matter.record)?;
    require_reason(reason)?;
    matter.record.seal = None;
    matter.row.sealed = false;
    save(uow, &mut matter)?;
    let event = MatterEvent::Unsealed { reason: reason.to_owned() };
    uow.record(&matter.key, event.kind(), &event)
}

fn require_reason(reason: &str) -> Result<()> {
    let mut form = Form::default();
    if reason.trim().is_empty() {
        form.refuse(Code::ReasonNeeded, "/reason");
    }
    form.optional_text(reason, 500, "/reason");
    Ok(form.finish()?)
}

/// An urgent report from inside the matter. It changes no state; it may be made in any.
pub async fn report_urgently(uow: &mut Uow, code: &MatterCode, report: UrgentReport) -> Result<u16> {
    let mut matter = lock(uow, code).await?;
    matter.require(uow.actor(), Action::UrgentReport)?;
    report.check()?;
    let no = matter.record.urgent_reports.len() as u16 + 1;
    let event = MatterEvent::UrgentReported { no, to: report.to.clone() };
    matter.record.urgent_reports.push(UrgentReportMade {
        no,
        report,
        at: uow.now(),
        by: IdText(uow.actor().account),
        by_name: uow.actor().name.clone(),
    });
    save(uow, &mut matter)?;
    uow.record(&matter.key, event.kind(), &event)?;
    Ok(no)
}

/// A follow-up, made by somebody who did not mediate.
pub async fn follow_up(uow: &mut Uow, code: &MatterCode, follow_up: FollowUp, counting: Counting<'_>) -> Result<i64> {
    let mut matter = lock(uow, code).await?;
    matter.require(uow.actor(), Action::FollowUp)?;
    check_recorded(&follow_up)?;
    require_follow_up(uow, &matter, &follow_up)?;
    let by = (uow.actor().account, uow.actor().name.clone());
    put_follow_up(uow, &mut matter, follow_up, by, counting)
}

/// Refuses a follow-up by who mediated, or on somebody who is no party.
pub(crate) fn require_follow_up(uow: &Uow, matter: &Matter, follow_up: &FollowUp) -> Result<()> {
    let mediators: Vec<Id> = summaries(uow, &matter.key)?.into_iter().flat_map(|s| s.mediators).collect();
    Ok(check_follow_up(follow_up, uow.actor().account, &mediators, &matter.party_numbers(), uow.today())?)
}

/// Writes a follow-up that was checked. `by`: whose follow-up it is. One nobody has answered yet meets no day.
pub(crate) fn put_follow_up(
    uow: &mut Uow,
    matter: &mut Matter,
    follow_up: FollowUp,
    (by, by_name): (Id, String),
    counting: Counting<'_>,
) -> Result<i64> {
    matter.record.follow_ups.push(FollowUpMade { follow_up: follow_up.clone(), by: IdText(by), by_name });
    if follow_up.kept != Kept::Silent {
        let before = matter.days.clone();
        Days { list: &mut matter.days, counting, since: follow_up.on }.followed_up(follow_up.on);
        matter.row.due_on = due_text(next_due(&matter.days));
        days::save(uow, &matter.key, &before, &matter.days, 1)?;
    }
    save(uow, matter)?;
    let event = MatterEvent::FollowedUp { follow_up };
    uow.record(&matter.key, event.kind(), &event)
}

/// Opens a matter again because a party answered that nothing was kept.
pub(crate) fn reopen_on_answer(uow: &mut Uow, matter: &mut Matter) -> Result<i64> {
    let standing = standing(&matter.record, &summaries(uow, &matter.key)?);
    matter.state = lifecycle::next(matter.state, MatterMoveKind::Reopen, &standing)?;
    matter.row.state = matter.state.to_string();
    save(uow, matter)?;
    let event = MatterEvent::Reopened { reason: format!("{}答复约定没有履行", uow.actor().name) };
    uow.record(&matter.key, event.kind(), &event)
}

/// Shares a matter with another organisation, for a purpose and until a day.
pub async fn grant(uow: &mut Uow, code: &MatterCode, organisation: Id, purpose: &str, until: Date) -> Result<i64> {
    let matter = lock(uow, code).await?;
    matter.require(uow.actor(), Action::MatterGrant)?;
    matter.require_open()?;
    let mut form = Form::default();
    form.text(purpose, 200, "/purpose");
    let longest = uow.today().saturating_add(jiff::Span::new().days(366));
    if until < uow.today() || until > longest {
        form.refuse(Code::OutOfRange, "/until");
    }
    form.finish()?;
    let look = query::bodies(uow.read(), [organisation]);
    let found = uow.ask(|| format!("name and kind of organisation {organisation}"), look).await?;
    let Some(Body { name, kind, .. }) = found.into_iter().next() else {
        return Err(Refusal::at(Code::OrganisationUnknown, "/organisation").into());
    };
    if matter.record.privacy.any_withdrawn() && !kind.acts_by_law() {
        return Err(Refusal::new(Code::PrivacyWithdrawn).into());
    }
    let row = grants::Model {
        county: matter.key.county.clone(),
        matter_id: matter.key.id,
        grantee_id: organisation,
        purpose: purpose.to_owned(),
        granted_by: uow.actor().account,
        granted_at: uow.now(),
        until_at: bandeng_core::kernel::clock::instant_of(until.at(23, 59, 59, 0)),
    };
    query::upsert_grant(uow, &matter.key, row)?;
    let event = MatterEvent::Granted { organisation: name, purpose: purpose.to_owned(), until };
    uow.record(&matter.key, event.kind(), &event)
}

/// Which number is asked for, and why.
#[derive(Clone, Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reveal {
    #[serde(default)]
    pub whose: WhosePhone,
    /// Which agent, counted from 0.
    #[serde(default)]
    pub agent: u16,
    pub reason: RevealReason,
    /// In one's own words.
    #[serde(default)]
    pub note: String,
}

/// Shows a telephone of a party, a guardian or an agent in full. It needs a reason and is an event.
///
/// # Errors
/// [`Code::ReasonNeeded`] where the reason needs words, [`Code::PrivacyWithdrawn`] where the party withdrew the consent
/// and the reason rests on it, [`Code::NotFound`] where there is no such number.
pub async fn show_phone(
    uow: &mut Uow,
    code: &MatterCode,
    no: PartyNo,
    reveal: &Reveal,
    crypt: &Crypt,
) -> Result<String> {
    let matter = lock(uow, code).await?;
    matter.require(uow.actor(), Action::ContactRead)?;
    let mut form = Form::default();
    if reveal.reason.needs_words() && reveal.note.trim().is_empty() {
        form.refuse(Code::ReasonNeeded, "/note");
    }
    form.optional_text(&reveal.note, 200, "/note");
    form.finish()?;
    let party = matter.parties.iter().find(|p| p.no == no).ok_or(Refusal::new(Code::PartyUnknown))?;
    if matter.record.privacy.is_withdrawn(no) && !reveal.reason.holds_without_consent() {
        return Err(Refusal::new(Code::PrivacyWithdrawn).into());
    }
    let sealed = match reveal.whose {
        WhosePhone::Party => party.phone.as_deref(),
        WhosePhone::Guardian => party.details.guardian.as_ref().map(|guardian| guardian.phone.as_str()),
        WhosePhone::Agent => party.details.agents.get(usize::from(reveal.agent)).map(|agent| agent.phone.as_str()),
    };
    let sealed = sealed.filter(|sealed| !sealed.is_empty()).ok_or(Refusal::new(Code::NotFound))?;
    let number = crypt.open_value(PHONE, sealed)?;
    let event = MatterEvent::PhoneShown {
        party: no,
        whose: reveal.whose,
        why: Some(reveal.reason),
        reason: reveal.note.trim().to_owned(),
    };
    uow.record(&matter.key, event.kind(), &event)?;
    Ok(number)
}
