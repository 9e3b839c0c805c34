//! People's mediation: from acceptance to the kept promise.
//!
//! A mediation is one value, [`Mediation`]. Everything that can happen to it is a [`Move`]; the table in
//! [`moves`] says from which state to which, [`guards`] what a move waits for, and [`make`] makes it.

pub mod agreement;
pub mod choice;
pub mod confirmation;
pub mod days;
pub mod dossier;
pub mod guards;
pub mod limits;
pub mod make;
pub mod moves;
pub mod outside;
pub mod promises;
pub mod remedies;
pub mod sentence;
pub mod standing;
#[cfg(test)]
mod tests;

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use agreement::{
    Agreement, AgreementForm, Due, Fulfilment, FulfilmentHow, Instalment, Obligation, ObligationKind, Signature,
    Signer, SigningHow,
};
pub use confirmation::{Confirmation, CourtGround, Docketing, Ruling, RulingOutcome};
pub use make::{By, Case, Made, make};
pub use moves::{Move, MoveKind};
pub use promises::{PerformanceRoute, PlanChange, RoutesTold, Urging};

use crate::dossier::DossierNumber;
use crate::kernel::{Code, Date, Id, IdText};
use crate::matters::{DisputeKind, PartyNo, Side};
use crate::{tagged_enum, text_enum};

text_enum! {
    /// Where a mediation stands.
    pub enum State as "MediationState" {
        Registered = "registered" ("待受理", "To be accepted"),
        Declined = "declined" ("不予受理", "Not accepted"),
        Accepted = "accepted" ("已受理", "Accepted"),
        Assigned = "assigned" ("已指派", "Assigned"),
        Mediating = "mediating" ("调解中", "Mediating"),
        Suspended = "suspended" ("中止", "Suspended"),
        Signing = "signing" ("待签协议", "To be signed"),
        InEffect = "in_effect" ("履行中", "In effect"),
        Fulfilled = "fulfilled" ("已履行", "Fulfilled"),
        Unfulfilled = "unfulfilled" ("未履行", "Not fulfilled"),
        Terminated = "terminated" ("调解终止", "Terminated"),
        Referred = "referred" ("已移送", "Referred"),
    }
}

impl State {
    pub const fn is_ended(self) -> bool {
        matches!(self, State::Declined | State::Fulfilled | State::Unfulfilled | State::Terminated | State::Referred)
    }

    /// An agreement was reached, whatever became of it.
    pub const fn is_agreed(self) -> bool {
        matches!(self, State::InEffect | State::Fulfilled | State::Unfulfilled)
    }
}

/// A party as the mediation's rules see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyFacts {
    pub no: PartyNo,
    pub side: Side,
    pub name: String,
    /// Too young to act alone today.
    pub minor: bool,
    pub guardian: Option<String>,
    /// Agents with special authority, by name.
    pub special_agents: Vec<String>,
    pub legal_representative: Option<String>,
    /// Elected to speak for the side.
    pub elected: bool,
}

impl PartyFacts {
    /// Why somebody cannot sign for this party; `by` is empty where the party signs in person. For others sign a guardian,
    /// a legal representative or an agent with special authority.
    pub fn refuses_signature_of(&self, by: &str) -> Option<Code> {
        let may = self.special_agents.iter().any(|a| a == by)
            || self.guardian.as_deref() == Some(by)
            || self.legal_representative.as_deref() == Some(by);
        match by {
            "" => self.minor.then_some(Code::GuardianNeeded),
            _ => (!may).then_some(Code::SpecialAuthorityNeeded),
        }
    }
}

text_enum! {
    pub enum ConsentHow {
        Applied = "applied" ("申请即同意", "By applying"),
        Written = "written" ("书面", "In writing"),
        Oral = "oral" ("口头", "Orally"),
        Telephone = "telephone" ("电话", "By telephone"),
    }
}

/// A party's yes or no to being mediated (Mediation Law arts 3, 17).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Consent {
    pub party: PartyNo,
    pub given: bool,
    pub how: ConsentHow,
    pub on: Date,
}

text_enum! {
    /// How a mediator came to the matter (Mediation Law art. 19).
    pub enum Appointment {
        Assigned = "assigned" ("调委会指派", "Assigned by the committee"),
        Chosen = "chosen" ("当事人选定", "Chosen by the parties"),
    }
}

/// A mediator at work on the matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Assignment {
    pub account: IdText,
    pub name: String,
    pub lead: bool,
    pub how: Appointment,
    pub from: Date,
    #[serde(default)]
    pub until: Option<Date>,
}

text_enum! {
    pub enum RecusalGround {
        NearRelative = "near_relative" ("是当事人或其代理人的近亲属", "Near relative of a party or an agent"),
        Interest = "interest" ("与纠纷有利害关系", "Has an interest in the dispute"),
        Other = "other" ("其他可能影响公正的关系", "Another relation that may affect fairness"),
    }
}

text_enum! {
    pub enum RecusalOutcome {
        StepAside = "step_aside" ("回避", "Steps aside"),
        Waived = "waived" ("各方同意继续", "All parties waive it"),
        Unfounded = "unfounded" ("事由不成立", "Unfounded"),
    }
}

/// A ground for recusal, declared by the mediator or raised by a party; never inferred.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Disclosure {
    pub no: u16,
    pub mediator: IdText,
    /// The party who raised it; none if the mediator declared it.
    #[serde(default)]
    pub raised_by: Option<PartyNo>,
    pub ground: RecusalGround,
    #[serde(default)]
    pub text: String,
    pub on: Date,
    #[serde(default)]
    pub outcome: Option<RecusalOutcome>,
}

text_enum! {
    pub enum NoticeHow {
        Signed = "signed" ("签收书面告知", "Signed a written notice"),
        ReadOut = "read_out" ("当面宣读", "Read out in person"),
        Telephone = "telephone" ("电话告知", "Told by telephone"),
    }
}

/// That a party was told rights and duties (Mediation Law arts 23, 24; form D3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RightsNotice {
    pub party: PartyNo,
    pub how: NoticeHow,
    pub on: Date,
}

text_enum! {
    pub enum PlaceKind {
        Bench = "bench" ("板凳会议（当事人家中）", "Bench meeting at a party's home"),
        Room = "room" ("调解室", "Mediation room"),
        Site = "site" ("纠纷现场", "On the spot"),
        Remote = "remote" ("远程", "Remote"),
    }
}

tagged_enum! { "form"
    /// Who sat together. There is no field for what was said with one party alone: such a note is not kept in
    /// plain text anywhere, and so the type has no place for it.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum SessionWith {
        /// All sides together.
        Joint {
            parties: Vec<PartyNo>,
            /// The record that everybody present may sign (form D6).
            record: String,
            /// What came of it.
            #[serde(default)]
            result: String,
        },
        /// One party alone.
        Alone { party: PartyNo },
    }
}

/// One meeting of the mediation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Session {
    /// Number within the mediation, from 1; given by the server.
    #[serde(default)]
    pub no: u16,
    pub place_kind: PlaceKind,
    #[serde(default)]
    pub place: String,
    /// Civil time in China, `2026-03-02T19:30`.
    #[schema(value_type = String, example = "2026-03-02T19:30:00")]
    pub started: DateTime,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub ended: Option<DateTime>,
    pub with: SessionWith,
    /// Relatives, neighbours, experts invited with the parties' consent (Mediation Law art. 20).
    #[serde(default)]
    pub others: Vec<String>,
}

/// What an investigation found (form D4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Investigation {
    #[serde(default)]
    pub no: u16,
    pub on: Date,
    #[serde(default)]
    pub place: String,
    /// 被调查人: who was asked.
    pub asked: String,
    /// Who else was there.
    #[serde(default)]
    pub others: Vec<String>,
    pub record: String,
}

text_enum! {
    pub enum Copy {
        Original = "original" ("原件", "Original"),
        Duplicate = "duplicate" ("复印件", "Copy"),
        Electronic = "electronic" ("电子数据", "Electronic"),
    }
}

/// A piece of evidence (form D5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Evidence {
    #[serde(default)]
    pub no: u16,
    pub item: String,
    /// The party who brought it; none if the committee obtained it.
    #[serde(default)]
    pub provided_by: Option<PartyNo>,
    pub on: Date,
    #[serde(default)]
    pub pages: u16,
    pub copy: Copy,
    #[serde(default)]
    pub attachment: Option<u16>,
}

/// A fact no party disputes, written down with their consent and usable later (form D16).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UndisputedFact {
    pub text: String,
    /// Parties who agreed that it is recorded.
    pub agreed_by: Vec<PartyNo>,
    pub on: Date,
}

/// What a party said or offered to reach agreement: without prejudice, not evidence later
/// (Interpretation of the Civil Procedure Law art. 107).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Statement {
    pub party: PartyNo,
    pub text: String,
    pub on: Date,
}

/// The representatives a side with many people elected (Ningbo Regulation on People's Mediation art. 20).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Election {
    pub side: Side,
    pub representatives: Vec<PartyNo>,
    /// Who elected them.
    pub electors: Vec<PartyNo>,
    pub on: Date,
    #[serde(default)]
    pub evidence: Option<u16>,
}

/// That a party agreed to an extension: when, and how it is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExtensionConsent {
    pub party: PartyNo,
    pub on: Date,
    pub how: ConsentHow,
}

/// An extension by consent of every party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Extension {
    pub until: Date,
    /// When it was written down.
    pub on: Date,
    #[serde(default)]
    pub reason: String,
    #[serde(default)]
    pub consents: Vec<ExtensionConsent>,
    #[serde(default)]
    pub evidence: Option<u16>,
}

text_enum! {
    pub enum PauseReason {
        Appraisal = "appraisal" ("鉴定评估", "Expert appraisal"),
        AwaitingResult = "awaiting_result" ("等待其他结果", "Awaiting another result"),
        ForceMajeure = "force_majeure" ("不可抗力", "Force majeure"),
        Other = "other" ("其他", "Other"),
    }
}

/// A time that is not counted, where the limit's rule says so: the mediation was suspended, or it went on and an expert
/// was at work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Pause {
    pub reason: PauseReason,
    pub from: Date,
    /// The first day that counts again; none while it lasts.
    #[serde(default)]
    pub until: Option<Date>,
    #[serde(default)]
    pub note: String,
    /// Who approved it.
    #[serde(default)]
    pub approver: String,
    /// The letter or report it rests on, as an attachment of the matter.
    #[serde(default)]
    pub evidence: Option<u16>,
}

text_enum! {
    /// Why a dispute is not accepted (Rules on People's Mediation art. 22).
    pub enum DeclineReason {
        ReservedByLaw = "reserved_by_law" ("法律规定由专门机关处理或禁止调解", "Law reserves it to a special organ or forbids mediation"),
        AlreadyBeforeCourt = "already_before_court" ("法院已受理或已裁判", "A court has taken or decided it"),
        AlreadyBeforePolice = "already_before_police" ("公安或行政机关已受理或处理", "Police or an administrative organ has taken it"),
        PartyRefuses = "party_refuses" ("一方明确拒绝调解", "A party clearly refuses"),
        NotCivil = "not_civil" ("不属于民间纠纷", "Not a civil dispute"),
        Elsewhere = "elsewhere" ("属于其他调解组织的范围", "Belongs to another committee"),
    }
}

text_enum! {
    /// The way that is open instead.
    pub enum Route {
        Court = "court" ("人民法院", "Court"),
        LabourArbitration = "labour_arbitration" ("劳动人事争议仲裁", "Labour arbitration"),
        LandArbitration = "land_arbitration" ("农村土地承包仲裁", "Rural land arbitration"),
        Arbitration = "arbitration" ("仲裁委员会", "Arbitration"),
        Administrative = "administrative" ("行政调处或行政复议", "Administrative channel"),
        Police = "police" ("公安机关", "Police"),
        Petition = "petition" ("信访部门", "Petition office"),
        LegalAid = "legal_aid" ("法律援助", "Legal aid"),
        OtherCommittee = "other_committee" ("其他调解组织", "Another committee"),
    }
}

text_enum! {
    /// Why a mediation ends without agreement: the cases of the Online Mediation Rules art. 25, those local rules name
    /// beside them (Ningbo Regulation on People's Mediation art. 23, Shenzhen Regulations art. 28), and what happens.
    pub enum TerminationReason {
        PartyRefuses = "party_refuses" ("一方不愿继续调解", "A party refuses to go on"),
        Withdrawn = "withdrawn" ("申请人撤回申请", "The applicant withdrew"),
        NoAgreementPossible = "no_agreement_possible" ("分歧过大，不能达成协议", "No agreement is possible"),
        SettledPrivately = "settled_privately" ("当事人自行和解", "Settled privately"),
        CannotContact = "cannot_contact" ("无法联系当事人", "A party cannot be reached"),
        RefusedToSign = "refused_to_sign" ("拒绝签署协议", "A party refused to sign"),
        HidesFacts = "hides_facts" ("隐瞒事实或拖延", "A party hides facts or stalls"),
        Collusion = "collusion" ("涉嫌虚假调解", "Suspected sham mediation"),
        TimeLimit = "time_limit" ("期限届满未延期", "The time limit passed without an extension"),
        EventPrevents = "event_prevents" ("发生特定情况，调解无法进行", "An event prevents the mediation"),
        TakenElsewhere = "taken_elsewhere" ("已进入诉讼、仲裁等程序", "Gone to court, arbitration or another procedure"),
        Other = "other" ("其他", "Other"),
    }
}

text_enum! {
    /// How the parties were told what remains open to them.
    pub enum ToldHow {
        InPerson = "in_person" ("当面告知", "In person"),
        Telephone = "telephone" ("电话告知", "By telephone"),
        Served = "served" ("送达书面通知", "Written notice served"),
    }
}

/// How a mediation ended without being fulfilled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "ending", rename_all = "snake_case")]
pub enum Ending {
    Declined { reason: DeclineReason, note: String, route: Route, on: Date },
    Terminated { reason: TerminationReason, note: String, remedies: Vec<Route>, told: ToldHow, on: Date },
    Referred { to: Route, body: String, note: String, on: Date },
    Unfulfilled { note: String, told: ToldHow, on: Date },
}

/// A mediation: one value that the moves change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Mediation {
    pub state: State,
    #[serde(default)]
    pub committee: Option<IdText>,
    pub opened_on: Date,
    #[serde(default)]
    pub accepted_on: Option<Date>,
    #[serde(default)]
    pub accepted_by: Option<String>,
    /// Drawn at acceptance from the committee's register; none of what was accepted before numbers were drawn here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dossier_number: Option<DossierNumber>,
    #[serde(default)]
    pub consents: Vec<Consent>,
    /// Proposals of mediators, the last one the one that counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<choice::Choice>,
    #[serde(default)]
    pub mediators: Vec<Assignment>,
    #[serde(default)]
    pub disclosures: Vec<Disclosure>,
    #[serde(default)]
    pub notices: Vec<RightsNotice>,
    #[serde(default)]
    pub sessions: Vec<Session>,
    #[serde(default)]
    pub investigations: Vec<Investigation>,
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    #[serde(default)]
    pub undisputed_facts: Vec<UndisputedFact>,
    #[serde(default)]
    pub statements: Vec<Statement>,
    #[serde(default)]
    pub extensions: Vec<Extension>,
    #[serde(default)]
    pub pauses: Vec<Pause>,
    #[serde(default)]
    pub elections: Vec<Election>,
    #[serde(default)]
    pub agreement: Option<Agreement>,
    /// How often somebody wanted another wording after signing had begun: what was signed before counts no longer.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub voided: u16,
    #[serde(default)]
    pub fulfilments: Vec<Fulfilment>,
    #[serde(default)]
    pub urgings: Vec<Urging>,
    #[serde(default)]
    pub plan_changes: Vec<PlanChange>,
    #[serde(default)]
    pub routes_told: Vec<RoutesTold>,
    /// Applications for judicial confirmation, the last one the one that counts.
    #[serde(default)]
    pub confirmations: Vec<Confirmation>,
    #[serde(default)]
    pub ending: Option<Ending>,
    #[serde(default)]
    pub ended_on: Option<Date>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
const fn is_zero(n: &u16) -> bool {
    *n == 0
}

impl Mediation {
    /// A mediation as registration opens it.
    pub fn open(committee: Option<IdText>, on: Date) -> Self {
        Self {
            state: State::Registered,
            committee,
            opened_on: on,
            accepted_on: None,
            accepted_by: None,
            dossier_number: None,
            consents: Vec::new(),
            choices: Vec::new(),
            mediators: Vec::new(),
            disclosures: Vec::new(),
            notices: Vec::new(),
            sessions: Vec::new(),
            investigations: Vec::new(),
            evidence: Vec::new(),
            undisputed_facts: Vec::new(),
            statements: Vec::new(),
            extensions: Vec::new(),
            pauses: Vec::new(),
            elections: Vec::new(),
            agreement: None,
            voided: 0,
            fulfilments: Vec::new(),
            urgings: Vec::new(),
            plan_changes: Vec::new(),
            routes_told: Vec::new(),
            confirmations: Vec::new(),
            ending: None,
            ended_on: None,
        }
    }

    /// Mediators at work now.
    pub fn current_mediators(&self) -> impl Iterator<Item = &Assignment> {
        self.mediators.iter().filter(|a| a.until.is_none())
    }

    /// Whether somebody mediates here now.
    pub fn is_mediated_by(&self, account: Id) -> bool {
        self.current_mediators().any(|a| a.account.0 == account)
    }

    /// Everybody who ever mediated here.
    pub fn all_mediators(&self) -> Vec<Id> {
        self.mediators.iter().map(|a| a.account.0).collect()
    }

    /// What the parties agreed, as text. A draft that nobody signed is an offer, and an offer is not kept for later.
    pub fn agreed_texts(&self) -> Vec<String> {
        let Some(Agreement { draft, .. }) = self.agreement.as_ref().filter(|_| self.state.is_agreed()) else {
            return Vec::new();
        };
        let obligations = draft.obligations.iter().flat_map(|o| [&o.what, &o.how]);
        [&draft.facts, &draft.responsibility].into_iter().chain(obligations).chain(&draft.terms).cloned().collect()
    }

    /// What a party last said to being mediated.
    pub fn consent_of(&self, party: PartyNo) -> Option<&Consent> {
        self.consents.iter().rev().find(|c| c.party == party)
    }

    /// Has this mediator an undecided disclosure, or one decided as stepping aside?
    pub fn must_step_aside(&self, account: IdText) -> bool {
        self.disclosures.iter().any(|d| d.mediator == account && d.outcome == Some(RecusalOutcome::StepAside))
    }
}

/// The parties who speak for their side: those elected where a side elected some, everybody otherwise.
pub fn speakers(parties: &[PartyFacts]) -> Vec<&PartyFacts> {
    parties.iter().filter(|p| p.elected || !parties.iter().any(|q| q.side == p.side && q.elected)).collect()
}

/// Kinds of dispute whose agreement must be written (see [`DisputeKind::needs_writing`]).
pub fn needs_writing(kind: DisputeKind) -> bool {
    kind.needs_writing()
}
