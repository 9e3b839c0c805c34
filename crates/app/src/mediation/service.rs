//! Making a move: lock, check, apply, record, and what the rest of the matter learns from it.

use std::sync::Arc;

use bandeng_core::dossier::DossierNumber;
use bandeng_core::kernel::{Code, Date, Id, IdText, MatterCode, Refusal};
use bandeng_core::matters::party::{Authority, Side};
use bandeng_core::matters::{PartyKind, Source};
use bandeng_core::mediation::confirmation::court_name;
use bandeng_core::mediation::days::{Counting, Days, choose_by, confirm_by, next_due};
use bandeng_core::mediation::standing::next_step;
use bandeng_core::mediation::{self, By, Case, Consent, ConsentHow, Election, Mediation, Move, MoveKind, PartyFacts};
use bandeng_core::places::{AreaCode, Level};
use bandeng_core::policy::{Action, Actor};
use bandeng_core::proceedings::ProceedingKind;
use bandeng_store::entities::proceedings;
use bandeng_store::{Document, MatterKey, Result, Uow};

use super::query;
use crate::attachments::service as attachments;
use crate::http::App;
use crate::matters::case::{Matter, PartyKept, lock};
use crate::matters::days;
use crate::matters::query as matter_rows;
use crate::matters::service::{due_text, save};
use crate::people::organisations::service as organisations;

/// A party as the rules see it.
pub fn party_facts(party: &PartyKept, today: Date) -> PartyFacts {
    let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    PartyFacts {
        no: party.no,
        side: party.side,
        name: party.name.clone(),
        minor: party.is_minor(today),
        guardian: party.details.guardian.as_ref().map(|g| g.name.clone()),
        special_agents: party
            .details
            .agents
            .iter()
            .filter(|a| a.authority == Authority::Special)
            .map(|a| a.name.clone())
            .collect(),
        legal_representative: filled(&party.details.legal_representative).filter(|_| party.kind != PartyKind::Natural),
        elected: party.details.elected,
    }
}

/// What the rules look at around a mediation. `mediators` only where somebody is to be assigned.
pub fn case_of(matter: &Matter, today: Date, mediators: Vec<(IdText, String)>) -> Case {
    Case {
        kind: matter.kind,
        source: matter.source,
        barrier: matter.record.barrier.is_some(),
        parties: matter.parties.iter().map(|p| party_facts(p, today)).collect(),
        mediators,
        today,
        confirm_by: confirm_by(&matter.days),
        choose_by: choose_by(&matter.days),
    }
}

/// A new mediation as registration opens it: those who applied have consented by applying, and those whose consent came
/// with a letter in writing.
pub fn open(
    committee: Option<Id>,
    source: Source,
    parties: &[(u16, Side)],
    consented: &[u16],
    today: Date,
) -> Mediation {
    let mut m = Mediation::open(committee.map(IdText), today);
    m.consents =
        consented.iter().map(|no| Consent { party: *no, given: true, how: ConsentHow::Written, on: today }).collect();
    if source == Source::Application {
        m.consents = parties
            .iter()
            .filter(|(_, side)| *side == Side::Applicant)
            .map(|(no, _)| Consent { party: *no, given: true, how: ConsentHow::Applied, on: today })
            .collect();
    }
    m
}

/// Writes a mediation that registration opened, with the consents that applying gave.
pub fn insert(uow: &mut Uow, key: &MatterKey, n: u16, m: Mediation) -> Result<()> {
    let m = Arc::new(m);
    matter_rows::save_proceeding(uow, key, row(uow, key, n, &m, uow.now(), File::default()))?;
    for consent in &m.consents {
        let mv = Move::Consent { party: consent.party, given: consent.given, how: consent.how, on: consent.on };
        uow.record(key, mv.event(), &mv)?;
    }
    Ok(())
}

/// What the row of a mediation says of its file beside the number.
#[derive(Clone, Copy, Default)]
struct File {
    /// Whose register the number is from.
    register: Option<Id>,
    /// The matter in whose file it lies, where cases share one.
    host: Option<Id>,
}

fn row(uow: &Uow, key: &MatterKey, n: u16, m: &Arc<Mediation>, opened_at: i64, file: File) -> proceedings::Model {
    proceedings::Model {
        county: key.county.clone(),
        matter_id: key.id,
        n: i32::from(n),
        kind: ProceedingKind::Mediation.to_string(),
        state: m.state.to_string(),
        organisation_id: m.committee.map(|c| c.0),
        opened_at,
        ended_at: m.state.is_ended().then(|| uow.now()),
        body: Document::of(Arc::clone(m)),
        file_register: file.register,
        file_year: m.dossier_number.as_ref().map(|number| i32::from(number.year)),
        file_seq: m.dossier_number.as_ref().map(|number| i64::from(number.seq)),
        file_of: file.host,
    }
}

/// Draws the number of a file accepted on a day, from the register of the committee. A studio acts for the committee that
/// set it up and has no register of its own.
async fn draw_number(uow: &mut Uow, committee: Id, on: Date) -> Result<(Id, DossierNumber)> {
    let register = query::register(uow, committee).await?;
    let seq = uow.draw_file_number(register.id, on.year()).await?;
    let seq = u32::try_from(seq).map_err(|_| Refusal::new(Code::Unavailable))?;
    Ok((register.id, DossierNumber { year: on.year(), word: register.word, seq }))
}

/// Makes a move and returns the matter's new version.
pub async fn make(
    uow: &mut Uow,
    counting: Counting<'_>,
    code: &MatterCode,
    n: u16,
    version: i64,
    mv: Move,
) -> Result<i64> {
    let matter = lock(uow, code).await?;
    let (before, ..) = stored(uow, &matter, n)?;
    matter.require(uow.actor(), mv.kind().action(before.state))?;
    matter.expect_version(uow, version).await?;
    apply(uow, counting, matter, n, mv).await
}

/// A mediation as it is kept, when it was opened, when it ended, and what its row says of its file.
fn stored(uow: &Uow, matter: &Matter, n: u16) -> Result<(Arc<Mediation>, i64, Option<i64>, File)> {
    let row = uow
        .rows(&matter.key)?
        .proceedings
        .iter()
        .find(|p| p.n == i32::from(n) && p.kind == ProceedingKind::Mediation.as_str())
        .ok_or(Refusal::new(Code::NotFound))?;
    let file = File { register: row.file_register, host: row.file_of };
    Ok((row.body.read::<Mediation>()?, row.opened_at, row.ended_at, file))
}

/// Makes a move of a matter that is locked, without asking who may: for [`make`], and for a slice whose own move brings it
/// along.
pub(crate) async fn apply(uow: &mut Uow, counting: Counting<'_>, mut matter: Matter, n: u16, mv: Move) -> Result<i64> {
    let (before, opened_at, ended_at, mut file) = stored(uow, &matter, n)?;
    matter.require_open()?;

    if let Move::Accept { committee: Some(committee), .. } = &mv {
        require_committee(uow, &matter.key.county, &matter.facts.area, committee.0).await?;
    }
    if let Some((pointer, n)) = mv.attachment() {
        attachments::require(uow, &matter.key, n, pointer).await?;
    }
    let today = uow.today();
    let candidates = match (mv.kind(), before.committee) {
        (MoveKind::Assign | MoveKind::ProposeMediators | MoveKind::PickMediator, Some(committee)) => {
            organisations::candidates(uow, committee.0).await?
        }
        _ => Vec::new(),
    };
    let case = case_of(&matter, today, candidates);
    let by = By { account: uow.actor().account, name: uow.actor().name.clone() };
    let mut made = mediation::make(&before, mv, &case, &by)?;
    if let (Some(on), Some(committee)) = (made.accepted_on(), made.mediation.committee) {
        let (register, number) = draw_number(uow, committee.0, on).await?;
        file.register = Some(register);
        made.give_number(&number);
    }
    let m = Arc::new(made.mediation);

    let days_before = matter.days.clone();
    let mut days = Days { list: &mut matter.days, counting, since: m.opened_on };
    for mv in &made.moves {
        days.follow(mv, &m, &case, matter.record.entrustment.as_ref())?;
    }
    let mut kept = row(uow, &matter.key, n, &m, opened_at, file);
    if before.state == m.state {
        // What is added to an ended mediation does not end it again.
        kept.ended_at = ended_at;
    }
    matter_rows::save_proceeding(uow, &matter.key, kept)?;
    if let Some(election) = m.elections.last().filter(|_| m.elections.len() > before.elections.len()) {
        elect(uow, &mut matter, election)?;
    }
    days::save(uow, &matter.key, &days_before, &matter.days, n)?;
    if made.moves.iter().any(|mv| matches!(mv.kind(), MoveKind::Assign | MoveKind::DecideDisclosure)) {
        follow_handlers(uow, &matter, &m)?;
    }
    matter.row.stage = m.state.to_string();
    matter.row.turn = next_step(&m, &case).turn.to_string();
    matter.row.due_on = due_text(next_due(&matter.days));
    matter.row.committee_id = m.committee.map(|c| c.0);
    save(uow, &mut matter)?;
    let mut version = matter.version();
    for mv in &made.moves {
        version = uow.record(&matter.key, mv.event(), mv)?;
    }
    Ok(version)
}

/// Who was elected speaks for the side from now on, and who was elected before no longer does.
fn elect(uow: &mut Uow, matter: &mut Matter, election: &Election) -> Result<()> {
    for party in matter.parties.iter_mut().filter(|p| p.side == election.side) {
        party.details.elected = election.representatives.contains(&party.no);
    }
    for party in matter.parties.iter().filter(|p| p.side == election.side) {
        matter_rows::save_details(uow, &matter.key, party)?;
    }
    Ok(())
}

/// What the basic court of the county the matter lies in is usually called; none where the county has no name.
pub(crate) async fn court_of(app: &App, matter: &Matter) -> Result<Option<String>> {
    let levels = [Level::Province, Level::City, Level::County];
    let codes = levels.map(|level| matter.facts.area.at(level).map(|code| code.to_string()).unwrap_or_default());
    let names = matter_rows::names(app.db.reader(), [], [], codes.clone()).await?;
    let [province, city, county] = codes.map(|code| names.area(&code));
    Ok(court_name(&province, &city, &county))
}

/// Refuses an organisation that does not mediate, or that works elsewhere: a committee takes what happened in its area or
/// came to its county.
pub async fn require_committee(uow: &Uow, county: &str, area: &AreaCode, organisation: Id) -> Result<()> {
    let county: AreaCode = county.parse()?;
    let code = match query::body(uow, organisation).await? {
        None => Code::OrganisationUnknown,
        Some((kind, _)) if !kind.is_committee() => Code::CommitteeInvalid,
        Some((_, own)) if !own.meets(area) && !own.meets(&county) => Code::OrganisationBeyond,
        Some(_) => return Ok(()),
    };
    Err(Refusal::at(code, "/committee").into())
}

/// Refuses who does not mediate here now, however near they are to the matter: not who assigned, not a colleague.
pub fn require_mediator(actor: &Actor, matter: &Matter, m: &Mediation, action: Action) -> Result<()> {
    matter.require(actor, action)?;
    match m.is_mediated_by(actor.account) {
        true => Ok(()),
        false => Err(Refusal::new(Code::NotAllowed).into()),
    }
}

/// Who mediates now handles the matter; of a sealed one, who registered it hands it over.
fn follow_handlers(uow: &mut Uow, matter: &Matter, m: &Mediation) -> Result<()> {
    let now: Vec<Id> = m.current_mediators().map(|a| a.account.0).collect();
    matter_rows::end_handlers(uow, &matter.key, "mediator", &now)?;
    for account in &now {
        matter_rows::add_handler(uow, &matter.key, *account, "mediator")?;
    }
    if !now.is_empty() {
        matter_rows::end_handlers(uow, &matter.key, "registrar", &[])?;
    }
    Ok(())
}
