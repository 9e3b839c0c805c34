//! The letters of a matter: a move is made, and what of the mediation and of the days follows with it.

use std::sync::Arc;

use bandeng_core::entrusting::{Around, LetterMove, make as decide};
use bandeng_core::kernel::{Code, Id, IdText, MatterCode, Refusal};
use bandeng_core::matters::MatterState;
use bandeng_core::mediation::days::{Counting, Days, next_due};
use bandeng_core::mediation::{Mediation, PartyFacts};
use bandeng_core::proceedings::ProceedingKind;
use bandeng_store::{Error, Result, Uow};

use crate::http::App;
use crate::matters::case::{Matter, lock};
use crate::matters::service::{due_text, save};
use crate::matters::{days, query as matter_rows};
use crate::mediation::service as mediation;
use crate::people::organisations::service as organisations;

/// Makes a letter's move of a matter and returns the matter's new version.
pub(crate) async fn make(app: &App, uow: &mut Uow, code: &MatterCode, version: i64, mv: LetterMove) -> Result<i64> {
    let matter = lock(uow, code).await?;
    matter.require(uow.actor(), mv.kind().action())?;
    if mv.kind().comes_by_letter() {
        return Err(Refusal::new(Code::IllegalMove).into());
    }
    matter.expect_version(uow, version).await?;
    apply(app, uow, matter, mv).await
}

/// Puts a letter to a matter that is here already. Who may was asked.
pub(super) async fn attach(app: &App, uow: &mut Uow, matter: Matter, mv: LetterMove) -> Result<i64> {
    apply(app, uow, matter, mv).await
}

/// The body that sent the letter takes it back.
pub(super) async fn withdraw(app: &App, uow: &mut Uow, code: &MatterCode, reason: String) -> Result<i64> {
    let matter = lock(uow, code).await?;
    apply(app, uow, matter, LetterMove::Withdraw { reason }).await
}

/// The latest mediation of a matter that is locked, and its number.
fn latest(uow: &Uow, matter: &Matter) -> Result<Option<(u16, Arc<Mediation>)>> {
    let rows = &uow.rows(&matter.key)?.proceedings;
    let last = rows.iter().rev().find(|p| p.kind == ProceedingKind::Mediation.as_str());
    last.map(|p| Ok((p.n as u16, p.body.read()?))).transpose()
}

async fn apply(app: &App, uow: &mut Uow, mut matter: Matter, mv: LetterMove) -> Result<i64> {
    let calendar = app.calendar();
    let counting = app.counting(&calendar);
    let today = uow.today();
    let latest = latest(uow, &matter)?;
    let (n, m) = latest.map_or((1, None), |(n, m)| (n, Some(m)));
    let committee = m.as_ref().and_then(|m| m.committee);
    let mediators = match (mv.asks(), committee) {
        (Some(_), Some(committee)) => organisations::candidates(uow, committee.0).await?,
        _ => Vec::new(),
    };
    let parties: Vec<PartyFacts> = matter.parties.iter().map(|p| mediation::party_facts(p, today)).collect();
    let around = Around {
        letter: matter.record.entrustment.as_ref(),
        mediation: m.as_deref(),
        parties: &parties,
        mediators: &mediators,
        open: matter.state == MatterState::Open,
        today,
    };
    let made = decide(&matter.record.letters, &mv, &around, &uow.actor().name)?;
    if let Some(follows) = made.mediation {
        let code = matter.code.clone();
        mediation::apply(uow, counting, matter, n, follows).await?;
        matter = lock(uow, &code).await?;
    }
    matter.record.letters = made.letters;
    if let LetterMove::Attach { letter } = &mv {
        matter.record.entrustment = Some(letter.clone());
    }
    follow_days(counting, &mut matter, uow, n, m.as_deref(), &mv)?;
    if let Some(mediator) = mv.asks() {
        // Those who mediate already go on: whom a letter asks is asked beside them.
        if m.as_ref().is_none_or(|m| m.current_mediators().next().is_none()) {
            matter_rows::end_handlers(uow, &matter.key, "mediator", &[mediator.0])?;
        }
        matter_rows::add_handler(uow, &matter.key, mediator.0, "mediator")?;
    }
    save(uow, &mut matter)?;
    uow.record(&matter.key, mv.event(), &mv)
}

fn follow_days(
    counting: Counting<'_>,
    matter: &mut Matter,
    uow: &mut Uow,
    n: u16,
    m: Option<&Mediation>,
    mv: &LetterMove,
) -> Result<()> {
    let today = uow.today();
    let case = mediation::case_of(matter, today, Vec::new());
    let before = matter.days.clone();
    let since = m.map_or(today, |m| m.opened_on);
    let letter = matter.record.entrustment.clone();
    let mut days = Days { list: &mut matter.days, counting, since };
    match mv {
        // A court's letter says at which stage its case is; the three working days are its own.
        LetterMove::Attach { letter } if letter.stage.is_some() => {
            days.entrusted(letter.received_on.unwrap_or(today));
        }
        LetterMove::Confirm { on, .. } => match m {
            Some(m) => days.confirmed(*on, m, &case, letter.as_ref()),
            None => days.answered(*on),
        },
        LetterMove::SendBack { .. } => {
            days.answered(today);
            // The letter that goes back is the report.
            days.reported(today);
        }
        LetterMove::Withdraw { .. } => days.answered(today),
        LetterMove::Report { .. } => days.reported(today),
        LetterMove::HandOver { answer_by, .. } => days.handed_over(today, *answer_by),
        LetterMove::RecordReceipt { on, .. } => days.handover_answered(*on),
        LetterMove::Attach { .. }
        | LetterMove::Ask { .. }
        | LetterMove::RecordResult { .. }
        | LetterMove::Certify { .. } => {}
    }
    matter.row.due_on = due_text(next_due(&matter.days));
    days::save(uow, &matter.key, &before, &matter.days, n)
}

/// Refuses somebody who does not mediate in the committee.
pub(super) async fn require_candidate(uow: &Uow, committee: Option<IdText>, mediator: IdText) -> Result<()> {
    let at = "/entrustment/mediator";
    let committee = committee.ok_or_else(|| Error::from(Refusal::at(Code::CommitteeNeeded, "/committee")))?;
    let candidates = organisations::candidates(uow, committee.0).await?;
    if candidates.iter().any(|(id, _)| *id == mediator) {
        Ok(())
    } else {
        Err(Refusal::at(Code::MediatorUnknown, at).into())
    }
}

/// Lets the mediator whom a letter asks see the matter it became.
pub(super) async fn ask(uow: &mut Uow, code: &MatterCode, mediator: IdText) -> Result<()> {
    let key = uow.hold(code).await?.ok_or(Refusal::new(Code::NotFound))?;
    let account: Id = mediator.0;
    matter_rows::add_handler(uow, &key, account, "mediator")
}
