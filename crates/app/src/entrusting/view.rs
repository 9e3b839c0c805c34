//! Letters as they are shown: in the inbox, on the page of a matter, and to the body that sent them.

use bandeng_core::deadlines::RuleId;
use bandeng_core::entrusting::inbox::{Attempt, InboxChannel, InboxState, RefusalKept};
use bandeng_core::entrusting::{
    Around, CaseResult, Course, Handover, LetterAnswer, LetterMoveKind, LetterState, LetterWithdrawal,
    MediationCertificate, ResultReport, guards, no_settlement, result, state,
};
use bandeng_core::kernel::{Code, Date, IdText, MatterCode, Text};
use bandeng_core::matters::{Entrustment, MatterState};
use bandeng_core::mediation::days::{DayState, is_main};
use bandeng_core::mediation::{DeclineReason, Mediation, PartyFacts, Route};
use bandeng_core::policy::{Action, Actor};
use bandeng_store::Result;
use serde::Serialize;
use serde_json::Value;
use std::sync::Arc;
use utoipa::ToSchema;

use super::inbox;
use super::query::Letter;
use crate::http::App;
use crate::matters::case::{self, Matter};
use crate::matters::query as matter_rows;
use crate::matters::view::{Lacking, Named, lacking};
use crate::mediation::service as mediation;

/// A letter in the inbox.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InboxRow {
    pub id: IdText,
    /// Who sent it.
    pub body: String,
    pub number: String,
    pub channel: InboxChannel,
    pub state: InboxState,
    /// Epoch milliseconds.
    pub received_at: i64,
    /// Of the document as it was received.
    pub sha256: String,
    /// Of the matter it became, or was put to.
    pub code: Option<String>,
    pub grouped: Option<String>,
    /// Why it did not become one, the last time somebody went through it.
    pub refusals: Vec<RefusalKept>,
    /// Why it was set aside.
    pub note: String,
}

/// A letter with what was received.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InboxLetter {
    #[serde(flatten)]
    pub row: InboxRow,
    pub received_by: String,
    /// What was received; none where the matter it became is not the reader's to read.
    #[schema(value_type = Option<Object>)]
    pub document: Option<Value>,
    pub attempts: Vec<Attempt>,
    /// How it stands; none while it is no matter.
    pub progress: Option<CaseProgress>,
}

/// How an entrusted case stands, as the body that sent it is told. Never what was said in the mediation.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseProgress {
    pub state: LetterState,
    /// It is to be confirmed or sent back by then.
    pub answer_by: Option<Date>,
    pub answer: Option<AnswerTold>,
    pub withdrawal: Option<LetterWithdrawal>,
    /// The mediation's own limit, with what was extended and not counted.
    pub limit_on: Option<Date>,
    /// The limit stands still at present.
    pub paused: bool,
    /// Once it was reported.
    pub result: Option<ResultTold>,
}

/// Our answer to a letter.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AnswerTold {
    pub confirmed: bool,
    pub on: Date,
    pub by_name: String,
    pub reason: Option<DeclineReason>,
    pub route: Option<Route>,
    pub note: String,
    pub words: Text,
}

/// A result as it was reported.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ResultTold {
    pub result: CaseResult,
    pub words: Text,
    pub reported_on: Date,
    pub number: String,
    pub note: String,
}

pub(super) fn row(letter: &Letter) -> Result<InboxRow> {
    let attempts: Vec<Attempt> = serde_json::from_str(&letter.attempts)?;
    let state: InboxState = letter.state.parse()?;
    let last = attempts.last().filter(|_| state != InboxState::Registered);
    let code: Option<MatterCode> = letter.code.as_deref().map(str::parse).transpose()?;
    Ok(InboxRow {
        id: IdText(letter.id),
        body: letter.body.clone(),
        number: letter.number.clone(),
        channel: letter.channel.parse()?,
        state,
        received_at: letter.received_at,
        sha256: letter.sha256.clone(),
        grouped: code.as_ref().map(MatterCode::grouped),
        code: letter.code.clone(),
        refusals: last.map(|a| a.refusals.clone()).unwrap_or_default(),
        note: last.map(|a| a.note.clone()).unwrap_or_default(),
    })
}

/// The matter a letter became, and the number of its latest mediation.
pub(super) async fn mediated(app: &App, letter: &Letter) -> Result<Option<(Matter, u16)>> {
    let Some(code) = &letter.code else { return Ok(None) };
    let matter = case::read(app.db.reader(), &code.parse::<MatterCode>()?, app.db.now()).await?;
    let n = matter_rows::mediations(app.db.reader(), &matter.key).await?.last().map(|row| row.n as u16);
    Ok(n.map(|n| (matter, n)))
}

/// The latest mediation of a matter.
async fn latest(app: &App, matter: &Matter) -> Result<Option<Arc<Mediation>>> {
    let rows = matter_rows::mediations(app.db.reader(), &matter.key).await?;
    Ok(rows.last().map(|row| row.body.read()).transpose()?)
}

/// How the matter of a letter stands; `own` asks whether the reader may read the matter itself.
pub(super) async fn progress(app: &App, letter: &Letter) -> Result<Option<(Matter, CaseProgress)>> {
    let Some(code) = &letter.code else { return Ok(None) };
    let matter = case::read(app.db.reader(), &code.parse::<MatterCode>()?, app.db.now()).await?;
    let m = latest(app, &matter).await?;
    let told = told(&matter, m.as_deref());
    Ok(told.map(|told| (matter, told)))
}

fn told(matter: &Matter, m: Option<&Mediation>) -> Option<CaseProgress> {
    let (letters, letter) = (&matter.record.letters, matter.record.entrustment.as_ref());
    let course = m.map(Course::of).unwrap_or_default();
    let state = state(letters, letter, &course)?;
    let running = |fits: fn(RuleId) -> bool| {
        matter.days.iter().rev().find(move |day| day.state != DayState::Dropped && fits(day.deadline.rule))
    };
    let limit = running(is_main);
    let answer_by = running(|rule| rule == RuleId::AssignmentAnswer).filter(|day| day.state == DayState::Open);
    let accepted = m.and_then(|m| m.accepted_on.map(|on| (on, m.accepted_by.clone().unwrap_or_default())));
    let answer = match (&letters.answer, accepted) {
        (Some(LetterAnswer::Confirmed { on, by_name, note }), _) => {
            Some((true, *on, by_name.clone(), None, note.clone()))
        }
        (Some(LetterAnswer::SentBack { on, by_name, reason, note, route }), _) => {
            Some((false, *on, by_name.clone(), Some((*reason, *route)), note.clone()))
        }
        (None, Some((on, by_name))) => Some((true, on, by_name, None, String::new())),
        (None, None) => None,
    };
    Some(CaseProgress {
        state,
        answer_by: answer_by.map(|day| day.deadline.due_on),
        answer: answer.map(|(confirmed, on, by_name, back, note)| AnswerTold {
            confirmed,
            on,
            by_name,
            reason: back.map(|(reason, _)| reason),
            route: back.map(|(_, route)| route),
            note,
            words: match back {
                Some((reason, route)) => Text::new(
                    format!("已退回：{}；建议途径：{}", reason.label().zh, route.label().zh),
                    format!("Sent back: {}; open instead: {}", reason.label().en, route.label().en),
                ),
                None => LetterState::Confirmed.label(),
            },
        }),
        withdrawal: letters.withdrawal.clone(),
        limit_on: limit.map(|day| day.deadline.due_on),
        paused: limit.is_some_and(|day| day.deadline.is_paused()),
        result: letters.reports.last().map(|report| ResultTold {
            words: report.result.words(),
            result: report.result.clone(),
            reported_on: report.on,
            number: report.number.clone(),
            note: report.note.clone(),
        }),
    })
}

/// A letter with its document, as far as the reader may read the matter it became.
pub(super) async fn letter(app: &App, actor: &Actor, letter: &Letter) -> Result<InboxLetter> {
    let progress = progress(app, letter).await?;
    let sent_by_own = letter.sender_id.is_some_and(|id| actor.organisations().contains(&id));
    let readable = sent_by_own
        || progress
            .as_ref()
            .is_none_or(|(matter, _)| !matter.facts.sealed || actor.may(Action::MatterRead, &matter.facts));
    let names = matter_rows::names(app.db.reader(), [letter.received_by], [], []).await?;
    Ok(InboxLetter {
        row: row(letter)?,
        received_by: names.account(letter.received_by),
        document: readable
            .then(|| inbox::document(app, letter))
            .transpose()?
            // What cannot be read as JSON is shown as the text it is.
            .map(|text| serde_json::from_str(&text).unwrap_or(Value::String(text)))
            // Erased.
            .filter(|told| !told.is_null()),
        attempts: serde_json::from_str(&letter.attempts)?,
        // How a matter stands that went on elsewhere is told there, and to who sent it.
        progress: progress
            .filter(|(matter, _)| sent_by_own || actor.may(Action::LetterRead, &matter.facts))
            .map(|(_, told)| told),
    })
}

/// A move of the letters that may be offered.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LetterOffer {
    #[serde(rename = "move")]
    pub kind: LetterMoveKind,
    pub label: Text,
    /// The likeliest of them.
    pub primary: bool,
    pub ready: bool,
    pub lacking: Vec<Lacking>,
}

/// The letters of a matter.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LettersView {
    pub version: i64,
    /// The letter with which it came, where it did.
    pub letter: Option<Entrustment>,
    /// How it stands; none where nobody entrusted it.
    pub progress: Option<CaseProgress>,
    /// What would be reported now.
    pub result: Option<ResultNow>,
    /// The mediator who is asked.
    pub asked: Option<Named>,
    pub reports: Vec<ResultReport>,
    pub handovers: Vec<Handover>,
    pub certificates: Vec<MediationCertificate>,
    /// Cases in which the police impose a penalty whatever a certificate says.
    pub no_settlement: Vec<Text>,
    pub moves: Vec<LetterOffer>,
}

/// What came of the mediation, in words.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ResultNow {
    pub result: CaseResult,
    pub words: Text,
}

pub(super) async fn letters(app: &App, actor: &Actor, matter: &Matter) -> Result<LettersView> {
    let m = latest(app, matter).await?;
    let today = app.db.today();
    let parties: Vec<PartyFacts> = matter.parties.iter().map(|p| mediation::party_facts(p, today)).collect();
    let record = &matter.record;
    let around = Around {
        letter: record.entrustment.as_ref(),
        mediation: m.as_deref(),
        parties: &parties,
        mediators: &[],
        open: matter.state == MatterState::Open,
        today,
    };
    let offered = LetterMoveKind::ALL.iter().filter(|kind| !kind.comes_by_letter());
    let mut moves: Vec<LetterOffer> = offered
        .filter(|kind| actor.may(kind.action(), &matter.facts))
        .filter_map(|kind| {
            let waiting = guards(&record.letters, *kind, &around);
            if waiting.iter().any(|r| r.code == Code::IllegalMove) {
                return None;
            }
            Some(LetterOffer {
                kind: *kind,
                label: kind.label(),
                primary: false,
                ready: waiting.is_empty(),
                lacking: lacking(waiting),
            })
        })
        .collect();
    let likeliest = [LetterMoveKind::Confirm, LetterMoveKind::Report, LetterMoveKind::RecordReceipt];
    if let Some(first) = moves.iter_mut().find(|offer| offer.ready && likeliest.contains(&offer.kind)) {
        first.primary = true;
    }
    let asked = match record.letters.asked.filter(|_| record.letters.answer.is_none()) {
        Some(id) => Some(Named { id, name: matter_rows::names(app.db.reader(), [id.0], [], []).await?.account(id.0) }),
        None => None,
    };
    Ok(LettersView {
        version: matter.version(),
        letter: record.entrustment.clone(),
        progress: told(matter, m.as_deref()),
        result: m.as_deref().and_then(result).map(|result| ResultNow { words: result.words(), result }),
        asked,
        reports: record.letters.reports.clone(),
        handovers: record.letters.handovers.clone(),
        certificates: record.letters.certificates.clone(),
        no_settlement: no_settlement(),
        moves,
    })
}
