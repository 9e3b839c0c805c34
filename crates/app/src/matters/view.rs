//! A matter as its page shows it: field by field as far as the reader's sight goes.

use bandeng_core::deadlines::{Calendar, Deadline, PauseGround, RuleId, RuleStatus, Standing, Supposition};
use bandeng_core::dictionaries::Dictionary;
use bandeng_core::dispatch::DispatchState;
use bandeng_core::kernel::{Code, Date, Fen, IdText, Refusal, Text, china_date};
use bandeng_core::matters::intake::{Barrier, Concern, Entrustment};
use bandeng_core::matters::lifecycle::{self, MatterMoveKind, MatterStanding};
use bandeng_core::matters::party::Authority;
use bandeng_core::matters::record::{FollowUpMade, Imported, Meeting, Seal, UrgentReportMade};
use bandeng_core::matters::title::mask_name;
use bandeng_core::matters::{Channel, DisputeKind, MatterState, PartyKind, PartyNo, Sex, Side, Source};
use bandeng_core::mediation::State;
use bandeng_core::mediation::days::{DayState, Running, is_main};
use bandeng_core::mediation::standing::{NextStep, Turn};
use bandeng_core::people::{age, phone};
use bandeng_core::policy::{Action, Actor, Sight};
use bandeng_core::proceedings::Stage;
use bandeng_store::Result;
use serde::Serialize;
use std::str::FromStr;
use std::sync::Arc;
use utoipa::ToSchema;

use super::case::{Matter, PartyKept};
use super::list::{AreaName, event_word, stage};
use super::veil::Veil;
use super::{query, service};
use crate::dictionaries::books::{LocalWord, word};
use crate::http::App;

/// An organisation or an account, with its name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Named {
    pub id: IdText,
    pub name: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AgentView {
    pub name: String,
    pub relation: String,
    pub authority: Authority,
    pub phone_masked: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct GuardianView {
    pub name: String,
    pub relation: String,
    pub phone_masked: Option<String>,
}

/// A party as this reader sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PartyView {
    pub n: PartyNo,
    pub side: Side,
    pub kind: PartyKind,
    pub name: String,
    pub sex: Option<Sex>,
    pub born_on: Option<Date>,
    pub age: Option<i16>,
    pub minor: bool,
    pub occupation: String,
    /// None where the reader does not see contact data.
    pub address: Option<String>,
    /// `138****5678`; none where there is none or the reader does not see contact data.
    pub phone_masked: Option<String>,
    pub legal_representative: String,
    pub credit_code: String,
    pub guardian: Option<GuardianView>,
    pub agents: Vec<AgentView>,
    pub elected: bool,
    /// `z***@example.cn`; none where there is none or the reader does not see contact data.
    pub email_masked: Option<String>,
    pub electronic_service: bool,
}

/// Where a lead came from.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeadView {
    pub reporter: String,
    pub capacity: String,
    pub phone_masked: Option<String>,
    pub received_on: Date,
}

/// A day that runs, with its sentence.
#[derive(Debug, Serialize, ToSchema)]
pub struct DayView {
    pub n: u16,
    pub rule: RuleId,
    pub name: Text,
    pub source: Text,
    pub due_on: Date,
    pub days_left: i32,
    pub standing: Standing,
    pub state: DayState,
    /// Nobody of the staff owes it; it is told to the parties.
    pub hint: bool,
    /// The year has no official calendar yet.
    pub provisional: bool,
    /// A local custom and not the law.
    pub local: bool,
    pub obligation: Option<u16>,
    /// Which instalment of it.
    pub instalment: Option<u16>,
    /// Which unit of a dispatch owes it.
    pub unit: Option<u16>,
    /// It is not counted at present.
    pub stands_still: bool,
    /// It is the limit of the mediation itself: pauses and extensions are about it.
    pub main: bool,
    /// For which reasons it stands still.
    pub grounds: Vec<PauseGround>,
    /// The parties may put it off.
    pub extendable: bool,
    /// How it was counted, in one sentence.
    pub explanation: Text,
}

/// Something a move still waits for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Lacking {
    #[schema(value_type = String)]
    pub code: Code,
    pub sentence: Text,
    /// The section or field that resolves it: `consents/2`, `notices/1`, `parties/2/guardian`.
    pub field: Option<String>,
}

/// A move of the matter that may be offered.
#[derive(Debug, Serialize, ToSchema)]
pub struct MatterOffer {
    #[serde(rename = "move")]
    pub kind: MatterMoveKind,
    pub label: Text,
    /// The one filled button. Where no move of the matter and of its proceedings is, this reader owes no step: `next`
    /// says who does.
    pub primary: bool,
    /// Nothing is in its way.
    pub ready: bool,
    pub lacking: Vec<Lacking>,
}

/// A proceeding in outline; its page has the rest.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProceedingOutline {
    pub n: u16,
    /// `mediation`, `dispatch`.
    pub kind: String,
    /// Of a mediation.
    pub state: Option<State>,
    /// Of a dispatch.
    pub dispatch: Option<DispatchState>,
}

/// A matter as its page shows it.
#[derive(Debug, Serialize, ToSchema)]
pub struct MatterView {
    pub code: String,
    pub grouped: String,
    /// The number of its last event: what a write names to say what it has seen.
    pub version: i64,
    pub title: String,
    pub kind: DisputeKind,
    /// The county's own word for it.
    pub subtype: Option<LocalWord>,
    pub source: Source,
    pub subsource: Option<LocalWord>,
    /// The county's word for it, where it is an event and no dispute.
    pub category: Option<LocalWord>,
    pub channel: Channel,
    pub area: AreaName,
    pub place: String,
    pub occurred_on: Option<Date>,
    pub state: MatterState,
    pub registered_at: i64,
    pub registered_by: String,
    pub desk: Named,
    pub committee: Option<Named>,
    pub amount_fen: Option<Fen>,
    /// None where the reader does not see content.
    pub narrative: Option<String>,
    pub claims: Vec<String>,
    pub barrier: Option<Barrier>,
    pub concerns: Vec<Concern>,
    pub entrustment: Option<Entrustment>,
    pub lead: Option<LeadView>,
    pub seal: Option<Seal>,
    pub closing_note: String,
    pub repair_reason: Option<String>,
    /// By when it is to be mended.
    pub repair_until: Option<Date>,
    /// Of a matter that was brought in from a ledger kept elsewhere.
    pub imported: Option<Imported>,
    /// The code of the event that was made this mediation.
    pub from_event: Option<String>,
    pub parties: Vec<PartyView>,
    pub handlers: Vec<Named>,
    pub proceedings: Vec<ProceedingOutline>,
    pub days: Vec<DayView>,
    pub urgent_reports: Vec<UrgentReportMade>,
    pub follow_ups: Vec<FollowUpMade>,
    /// When and where the parties meet next, as it was arranged last.
    pub meeting: Option<Meeting>,
    /// Who owes the next step, and what it is.
    pub next: NextStep,
    pub moves: Vec<MatterOffer>,
    /// What else this reader may do here: action codes.
    pub can: Vec<Action>,
    pub sight: Sight,
}

/// Actions a page asks about beside the moves.
const ASKED: &[Action] = &[
    Action::MatterEdit,
    Action::MatterSeal,
    Action::MatterGrant,
    Action::UrgentReport,
    Action::FollowUp,
    Action::PaperPrint,
    Action::LetterRead,
    Action::AttachmentRead,
    Action::ContactRead,
    Action::SlipGive,
    Action::VaultRead,
    Action::PrivacyKeep,
    Action::MediationIntake,
    Action::MediationConduct,
    Action::EventHandle,
    Action::EventMediate,
];

/// Composes the page. `standing` and `proceedings` come from the slices that know the proceedings.
pub async fn compose(
    app: &App,
    actor: &Actor,
    matter: &Matter,
    standing: &MatterStanding,
    proceedings: Vec<ProceedingOutline>,
) -> Result<MatterView> {
    let reader = app.db.reader();
    let today = app.db.today();
    let calendar = app.calendar();
    let sight = Sight::of(actor, &matter.facts);
    let veil = Veil::of(&matter.parties, sight, today);
    let accounts = matter.facts.handlers.iter().copied().chain([matter.row.registered_by]);
    let organisations = [matter.row.desk_id].into_iter().chain(matter.row.committee_id);
    let names = query::names(reader, accounts, organisations, [matter.row.area.clone()]).await?;
    let organisation = |id: i64| Named { id: IdText(id), name: names.organisation(id) };
    let record = &matter.record;
    let book = match (&matter.row.subtype, &matter.row.subsource, &matter.row.category) {
        (None, None, None) => Arc::default(),
        _ => app.books.of(&app.db, &matter.key.county).await?,
    };
    let registered_on = china_date(matter.row.registered_at);
    let local = |dictionary, code: Option<&str>| code.map(|code| word(&book, dictionary, code, registered_on));
    Ok(MatterView {
        code: matter.code.to_string(),
        grouped: matter.code.grouped(),
        version: matter.version(),
        title: veil.text(&matter.row.title).into_owned(),
        kind: matter.kind,
        subtype: local(Dictionary::Kind, matter.row.subtype.as_deref()),
        source: matter.source,
        subsource: local(Dictionary::Source, matter.row.subsource.as_deref()),
        category: matter.row.category.as_deref().map(|code| event_word(code, Some((&book, registered_on)))),
        channel: Channel::from_str(&matter.row.channel)?,
        area: AreaName { name: names.area(&matter.row.area), code: matter.row.area.clone() },
        place: matter.row.place.clone(),
        occurred_on: matter.row.occurred_on.as_deref().and_then(|d| d.parse().ok()),
        state: matter.state,
        registered_at: matter.row.registered_at,
        registered_by: names.account(matter.row.registered_by),
        desk: organisation(matter.row.desk_id),
        committee: matter.row.committee_id.map(organisation),
        amount_fen: matter.row.amount_fen.map(Fen),
        narrative: sight.narrative.then(|| veil.text(&matter.row.narrative).into_owned()),
        claims: if sight.narrative { veil.over(record.claims.clone())? } else { Vec::new() },
        barrier: record.barrier,
        concerns: if sight.narrative { veil.over(record.concerns.clone())? } else { Vec::new() },
        entrustment: record.entrustment.clone().filter(|_| sight.narrative),
        lead: match &record.lead {
            Some(lead) if sight.reporter => Some(LeadView {
                reporter: lead.reporter.clone(),
                capacity: lead.capacity.clone(),
                phone_masked: masked(app, service::LEAD_PHONE, lead.phone_sealed.as_deref())?,
                received_on: lead.received_on,
            }),
            _ => None,
        },
        seal: record.seal.clone(),
        closing_note: if sight.narrative { veil.text(&record.closing_note).into_owned() } else { String::new() },
        repair_reason: record.repair_reason.clone(),
        repair_until: record.repair_until,
        imported: record.imported.clone(),
        from_event: record.from_event.clone(),
        parties: matter.parties.iter().map(|p| party(app, p, sight, today)).collect::<Result<_>>()?,
        handlers: matter.facts.handlers.iter().map(|id| Named { id: IdText(*id), name: names.account(*id) }).collect(),
        proceedings,
        days: matter.days.iter().map(|d| day(d, today, &calendar)).collect(),
        urgent_reports: if sight.urgent_reports { record.urgent_reports.clone() } else { Vec::new() },
        meeting: record.meeting.clone(),
        follow_ups: if sight.narrative { veil.over(record.follow_ups.clone())? } else { Vec::new() },
        next: lifecycle::next_step(
            matter.state,
            standing,
            Stage::usual_step(stage(&matter.row.stage)?, Turn::from_str(&matter.row.turn)?),
        ),
        moves: offers(actor, matter, standing),
        can: ASKED.iter().copied().filter(|action| can(*action, actor, matter, standing)).collect(),
        sight,
    })
}

/// May the actor, and would it not be refused for who they are?
fn can(action: Action, actor: &Actor, matter: &Matter, standing: &MatterStanding) -> bool {
    let by_self = action == Action::FollowUp && standing.conducted_by.contains(&actor.account);
    !by_self && actor.may(action, &matter.facts)
}

/// Is a party a child, to a reader who has nothing to do with the matter in person?
pub(crate) fn is_hidden(party: &PartyKept, sight: Sight, today: Date) -> bool {
    !sight.contacts && party.is_minor(today)
}

fn party(app: &App, p: &PartyKept, sight: Sight, today: Date) -> Result<PartyView> {
    let phone = |sealed: Option<&str>| if sight.contacts { masked(app, service::PHONE, sealed) } else { Ok(None) };
    // A child is known to those alone who handle the matter; at 18 that ends of itself.
    let hidden = is_hidden(p, sight, today);
    Ok(PartyView {
        n: p.no,
        side: p.side,
        kind: p.kind,
        name: if hidden { mask_name(&p.name) } else { p.name.clone() },
        sex: p.sex.filter(|_| !hidden),
        born_on: p.born_on.filter(|_| sight.contacts),
        age: p.born_on.and_then(|b| age(b, today)).filter(|_| !hidden),
        minor: p.is_minor(today),
        occupation: if hidden { String::new() } else { p.occupation.clone() },
        address: sight.contacts.then(|| p.address.clone()),
        phone_masked: phone(p.phone.as_deref())?,
        legal_representative: p.details.legal_representative.clone(),
        credit_code: p.details.credit_code.clone(),
        guardian: match &p.details.guardian {
            None => None,
            Some(g) => Some(GuardianView {
                name: if hidden { mask_name(&g.name) } else { g.name.clone() },
                relation: g.relation.clone(),
                phone_masked: phone(Some(g.phone.as_str()))?,
            }),
        },
        agents: p
            .details
            .agents
            .iter()
            .map(|a| {
                Ok(AgentView {
                    name: a.name.clone(),
                    relation: a.relation.clone(),
                    authority: a.authority,
                    phone_masked: phone(Some(a.phone.as_str()))?,
                })
            })
            .collect::<Result<_>>()?,
        elected: p.details.elected,
        email_masked: match p.details.email.as_str() {
            sealed if sight.contacts && !sealed.is_empty() => {
                Some(mask_email(&app.crypt.open_value(service::EMAIL, sealed)?))
            }
            _ => None,
        },
        electronic_service: p.details.electronic_service,
    })
}

/// The first letter and the host.
fn mask_email(email: &str) -> String {
    let (name, host) = email.split_once('@').unwrap_or((email, ""));
    format!("{}***@{host}", name.chars().take(1).collect::<String>())
}

fn masked(app: &App, purpose: &str, sealed: Option<&str>) -> Result<Option<String>> {
    match sealed {
        None | Some("") => Ok(None),
        Some(sealed) => Ok(Some(phone::mask(&app.crypt.open_value(purpose, sealed)?))),
    }
}

/// A day as it would be.
#[derive(Debug, Serialize, ToSchema)]
pub struct Supposed {
    pub name: Text,
    /// As it is now.
    pub before: Date,
    pub due_on: Date,
    pub days_left: i32,
    pub provisional: bool,
    pub explanation: Text,
}

impl Supposed {
    pub(crate) fn of(deadline: &Deadline, before: Date, today: Date, calendar: &Calendar) -> Self {
        Self {
            name: deadline.name.clone(),
            before,
            due_on: deadline.due_on,
            days_left: deadline.days_left(today),
            provisional: deadline.provisional,
            explanation: deadline.explain(calendar),
        }
    }
}

/// What would become of a day of the matter.
///
/// # Errors
/// [`Code::NotFound`] if there is no such day; what stands in the way of the thought.
pub(super) fn suppose(app: &App, matter: &Matter, n: u16, thought: &Supposition) -> Result<Supposed> {
    let (today, calendar) = (app.db.today(), app.calendar());
    let running = matter.days.iter().find(|day| day.n == n).ok_or(Refusal::new(Code::NotFound))?;
    let then = running.deadline.suppose(thought, today, &calendar)?;
    Ok(Supposed::of(&then, running.deadline.due_on, today, &calendar))
}

/// A running day with its sentence.
pub fn day(running: &Running, today: Date, calendar: &Calendar) -> DayView {
    let deadline = &running.deadline;
    let rule = deadline.rule();
    DayView {
        n: running.n,
        rule: deadline.rule,
        name: deadline.name.clone(),
        source: deadline.source.clone(),
        due_on: deadline.due_on,
        days_left: deadline.days_left(today),
        standing: deadline.standing(today),
        state: running.state,
        hint: running.hint,
        provisional: deadline.provisional,
        local: deadline.status == RuleStatus::LocalPreset,
        obligation: running.obligation,
        instalment: running.instalment,
        unit: running.unit,
        explanation: deadline.explain(calendar),
        stands_still: deadline.is_paused(),
        main: is_main(deadline.rule),
        grounds: deadline.grounds().to_vec(),
        extendable: rule.is_some_and(|rule| rule.extendable.by_parties()),
    }
}

fn offers(actor: &Actor, matter: &Matter, standing: &MatterStanding) -> Vec<MatterOffer> {
    let likeliest = lifecycle::likeliest(matter.state, standing);
    lifecycle::offered(matter.state)
        .filter(|kind| actor.may(service::action_of(*kind), &matter.facts))
        .map(|kind| {
            let lacking = lacking(lifecycle::guards(kind, standing));
            MatterOffer {
                kind,
                label: kind.label(),
                primary: likeliest == Some(kind),
                ready: lacking.is_empty(),
                lacking,
            }
        })
        .collect()
}

/// Refusals of guards as what a screen lists and links.
pub fn lacking(refusals: Vec<bandeng_core::kernel::Refusal>) -> Vec<Lacking> {
    refusals.into_iter().map(|r| Lacking { sentence: r.sentence(), code: r.code, field: r.pointer }).collect()
}
