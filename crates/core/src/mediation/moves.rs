//! Everything that can happen to a mediation, as a table.

use super::agreement::{AgreementDraft, FulfilmentHow, Instalment, Signer, SigningHow};
use super::*;
use crate::deadlines::RuleId;
use crate::kernel::Fen;
use crate::policy::Action;
use crate::tagged_enum;

text_enum! {
    pub enum MoveKind {
        Consent = "consent" ("征询意愿", "Record consent"),
        Accept = "accept" ("受理", "Accept"),
        Decline = "decline" ("不予受理", "Decline"),
        ProposeMediators = "propose_mediators" ("请当事人选调解员", "Let the parties choose a mediator"),
        PickMediator = "pick_mediator" ("登记当事人的选择", "Record whom a party accepts"),
        Assign = "assign" ("指派调解员", "Assign a mediator"),
        Disclose = "disclose" ("回避申明", "Disclose or challenge"),
        DecideDisclosure = "decide_disclosure" ("处理回避", "Decide on recusal"),
        GiveNotice = "give_notice" ("告知权利义务", "Give notice of rights"),
        HoldSession = "hold_session" ("登记本次调解", "Record a session"),
        Investigate = "investigate" ("登记调查", "Record an investigation"),
        AddEvidence = "add_evidence" ("登记证据", "Add evidence"),
        StateFact = "state_fact" ("记载无争议事实", "State an undisputed fact"),
        MakeStatement = "make_statement" ("记录陈述", "Record a statement"),
        Extend = "extend" ("延期", "Extend"),
        Suspend = "suspend" ("中止", "Suspend"),
        Resume = "resume" ("恢复", "Resume"),
        Deduct = "deduct" ("登记扣除期间", "Record days not counted"),
        NoteDay = "note_day" ("登记期限起算日", "Record the day a limit began"),
        Elect = "elect" ("登记推选代表人", "Record an election"),
        DraftAgreement = "draft_agreement" ("起草协议", "Draft the agreement"),
        AgreeInWriting = "agree_in_writing" ("达成书面协议", "Agree in writing"),
        AgreeOrally = "agree_orally" ("达成口头协议", "Agree orally"),
        Sign = "sign" ("登记签名", "Record a signature"),
        AffixSeal = "affix_seal" ("加盖印章", "Affix the seal"),
        VoidSignatures = "void_signatures" ("作废签名重新起草", "Void signatures and redraft"),
        TakeEffect = "take_effect" ("协议生效", "Takes effect"),
        Fulfil = "fulfil" ("登记履行", "Record fulfilment"),
        Urge = "urge" ("督促履行", "Remind of a promise"),
        Reschedule = "reschedule" ("变更履行计划", "Change the plan"),
        TellRoutes = "tell_routes" ("告知救济途径", "Tell the ways that are open"),
        ApplyConfirmation = "apply_confirmation" ("登记司法确认申请", "Record the application for confirmation"),
        DocketConfirmation = "docket_confirmation" ("登记法院立案", "Record the docketing"),
        ExtendReview = "extend_review" ("登记法院延长审限", "Record that the court put its decision off"),
        RecordRuling = "record_ruling" ("登记裁定", "Record the ruling"),
        Conclude = "conclude" ("履行完毕", "Fulfilled"),
        DeclareUnfulfilled = "declare_unfulfilled" ("确认未履行", "Declare unfulfilled"),
        Terminate = "terminate" ("终止调解", "Terminate"),
        Refer = "refer" ("移送", "Refer"),
    }
}

impl MoveKind {
    /// Made by the rules themselves when their condition comes true; never offered, never pressed.
    pub const fn is_automatic(self) -> bool {
        matches!(self, MoveKind::TakeEffect | MoveKind::Conclude)
    }

    /// What a person must be allowed to do to make this move from a state.
    pub const fn action(self, from: State) -> Action {
        match self {
            MoveKind::Consent
            | MoveKind::GiveNotice
            | MoveKind::AddEvidence
            | MoveKind::NoteDay
            | MoveKind::Elect
            | MoveKind::PickMediator => Action::MediationIntake,
            MoveKind::Accept | MoveKind::Decline => Action::MediationAccept,
            MoveKind::ProposeMediators | MoveKind::Assign | MoveKind::DecideDisclosure => Action::MediationAssign,
            MoveKind::Refer if matches!(from, State::Registered | State::Accepted) => Action::MediationAccept,
            MoveKind::Terminate if matches!(from, State::Accepted) => Action::MediationAccept,
            MoveKind::Fulfil
            | MoveKind::Urge
            | MoveKind::Reschedule
            | MoveKind::TellRoutes
            | MoveKind::ApplyConfirmation
            | MoveKind::DocketConfirmation
            | MoveKind::ExtendReview
            | MoveKind::RecordRuling
            | MoveKind::DeclareUnfulfilled
            | MoveKind::Conclude => Action::MediationFulfil,
            _ => Action::MediationConduct,
        }
    }
}

use MoveKind as K;
use State as S;

/// The whole lifecycle. Rows from a state to itself add to the record without moving it.
/// The order of a state's rows is the order in which they are offered, the likeliest first.
pub const MOVES: &[(S, K, S)] = &[
    (S::Registered, K::Accept, S::Accepted),
    (S::Registered, K::Consent, S::Registered),
    (S::Registered, K::GiveNotice, S::Registered),
    (S::Registered, K::AddEvidence, S::Registered),
    (S::Registered, K::Elect, S::Registered),
    (S::Registered, K::NoteDay, S::Registered),
    (S::Registered, K::Decline, S::Declined),
    (S::Registered, K::Refer, S::Referred),
    (S::Accepted, K::Assign, S::Assigned),
    (S::Accepted, K::ProposeMediators, S::Accepted),
    (S::Accepted, K::PickMediator, S::Accepted),
    (S::Accepted, K::GiveNotice, S::Accepted),
    (S::Accepted, K::Consent, S::Accepted),
    (S::Accepted, K::AddEvidence, S::Accepted),
    (S::Accepted, K::Elect, S::Accepted),
    (S::Accepted, K::NoteDay, S::Accepted),
    (S::Accepted, K::Terminate, S::Terminated),
    (S::Accepted, K::Refer, S::Referred),
    (S::Assigned, K::HoldSession, S::Mediating),
    (S::Assigned, K::GiveNotice, S::Assigned),
    (S::Assigned, K::Disclose, S::Assigned),
    (S::Assigned, K::DecideDisclosure, S::Assigned),
    (S::Assigned, K::Investigate, S::Assigned),
    (S::Assigned, K::AddEvidence, S::Assigned),
    (S::Assigned, K::Elect, S::Assigned),
    (S::Assigned, K::Consent, S::Assigned),
    (S::Assigned, K::Extend, S::Assigned),
    (S::Assigned, K::Deduct, S::Assigned),
    (S::Assigned, K::NoteDay, S::Assigned),
    (S::Assigned, K::Assign, S::Assigned),
    (S::Assigned, K::Terminate, S::Terminated),
    (S::Assigned, K::Refer, S::Referred),
    (S::Mediating, K::HoldSession, S::Mediating),
    (S::Mediating, K::DraftAgreement, S::Mediating),
    (S::Mediating, K::AgreeInWriting, S::Signing),
    (S::Mediating, K::AgreeOrally, S::InEffect),
    (S::Mediating, K::StateFact, S::Mediating),
    (S::Mediating, K::MakeStatement, S::Mediating),
    (S::Mediating, K::Investigate, S::Mediating),
    (S::Mediating, K::AddEvidence, S::Mediating),
    (S::Mediating, K::GiveNotice, S::Mediating),
    (S::Mediating, K::Disclose, S::Mediating),
    (S::Mediating, K::DecideDisclosure, S::Mediating),
    (S::Mediating, K::Consent, S::Mediating),
    (S::Mediating, K::Elect, S::Mediating),
    (S::Mediating, K::Extend, S::Mediating),
    (S::Mediating, K::Deduct, S::Mediating),
    (S::Mediating, K::NoteDay, S::Mediating),
    (S::Mediating, K::Suspend, S::Suspended),
    (S::Mediating, K::Assign, S::Mediating),
    (S::Mediating, K::Terminate, S::Terminated),
    (S::Mediating, K::Refer, S::Referred),
    (S::Suspended, K::Resume, S::Mediating),
    (S::Suspended, K::AddEvidence, S::Suspended),
    (S::Suspended, K::NoteDay, S::Suspended),
    (S::Suspended, K::Terminate, S::Terminated),
    (S::Suspended, K::Refer, S::Referred),
    (S::Signing, K::Sign, S::Signing),
    (S::Signing, K::AffixSeal, S::Signing),
    (S::Signing, K::TakeEffect, S::InEffect),
    (S::Signing, K::VoidSignatures, S::Mediating),
    (S::Signing, K::NoteDay, S::Signing),
    (S::Signing, K::Terminate, S::Terminated),
    (S::InEffect, K::Fulfil, S::InEffect),
    (S::InEffect, K::Urge, S::InEffect),
    (S::InEffect, K::TellRoutes, S::InEffect),
    (S::InEffect, K::Reschedule, S::InEffect),
    (S::InEffect, K::ApplyConfirmation, S::InEffect),
    (S::InEffect, K::DocketConfirmation, S::InEffect),
    (S::InEffect, K::ExtendReview, S::InEffect),
    (S::InEffect, K::RecordRuling, S::InEffect),
    (S::InEffect, K::NoteDay, S::InEffect),
    (S::InEffect, K::Conclude, S::Fulfilled),
    (S::InEffect, K::DeclareUnfulfilled, S::Unfulfilled),
    (S::Fulfilled, K::DocketConfirmation, S::Fulfilled),
    (S::Fulfilled, K::ExtendReview, S::Fulfilled),
    (S::Fulfilled, K::RecordRuling, S::Fulfilled),
    (S::Fulfilled, K::NoteDay, S::Fulfilled),
    (S::Unfulfilled, K::Fulfil, S::Unfulfilled),
    (S::Unfulfilled, K::Urge, S::Unfulfilled),
    (S::Unfulfilled, K::TellRoutes, S::Unfulfilled),
    (S::Unfulfilled, K::Reschedule, S::Unfulfilled),
    (S::Unfulfilled, K::ApplyConfirmation, S::Unfulfilled),
    (S::Unfulfilled, K::DocketConfirmation, S::Unfulfilled),
    (S::Unfulfilled, K::ExtendReview, S::Unfulfilled),
    (S::Unfulfilled, K::RecordRuling, S::Unfulfilled),
    (S::Unfulfilled, K::NoteDay, S::Unfulfilled),
    (S::Unfulfilled, K::Conclude, S::Fulfilled),
];

/// Where a move leads from a state; none if the table has no such row.
pub fn target(from: S, kind: K) -> Option<S> {
    MOVES.iter().find(|m| m.0 == from && m.1 == kind).map(|m| m.2)
}

/// The moves offered from a state, the likeliest first.
pub fn offered(from: S) -> impl Iterator<Item = K> {
    MOVES.iter().filter(move |m| m.0 == from && !m.1.is_automatic()).map(|m| m.1)
}

tagged_enum! { "move"
    /// A move with what it needs to be said. The same value is the request, the event's payload and the
    /// source of its sentence.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum Move {
        /// 征询意愿
        Consent { party: PartyNo, given: bool, how: ConsentHow, on: Date },
        /// 受理
        Accept {
            /// The committee that takes it; stays as registered where left out.
            #[serde(default)]
            committee: Option<IdText>,
            on: Date,
            /// 卷号, drawn by the server; what a request says is not heard.
            #[serde(default)]
            number: Option<DossierNumber>,
        },
        /// 不予受理, with the reason and the way that is open instead.
        Decline {
            reason: DeclineReason,
            #[serde(default)]
            note: String,
            route: Route,
        },
        /// 请当事人选调解员: at most three, in an order that means nothing.
        ProposeMediators { mediators: Vec<IdText> },
        /// Whom of those proposed a party accepts; nobody: none of them.
        PickMediator { party: PartyNo, accepts: Vec<IdText> },
        /// 指派 or 选定; the first is the lead. Replaces who was assigned before.
        Assign { mediators: Vec<IdText>, how: Appointment },
        /// 回避: declared by the mediator or raised by a party.
        Disclose {
            mediator: IdText,
            #[serde(default)]
            raised_by: Option<PartyNo>,
            ground: RecusalGround,
            #[serde(default)]
            text: String,
        },
        /// What becomes of a disclosure.
        DecideDisclosure { disclosure: u16, outcome: RecusalOutcome },
        /// 权利义务告知
        GiveNotice { parties: Vec<PartyNo>, how: NoticeHow, on: Date },
        /// 调解会: joint, or with one party alone.
        HoldSession { session: Session },
        /// 调查
        Investigate { investigation: Investigation },
        /// 证据
        AddEvidence { evidence: Evidence },
        /// 无争议事实
        StateFact { fact: UndisputedFact },
        /// 陈述, without prejudice.
        MakeStatement { statement: Statement },
        /// 延期, with who consented, when and how.
        Extend {
            until: Date,
            consents: Vec<ExtensionConsent>,
            #[serde(default)]
            reason: String,
            #[serde(default)]
            evidence: Option<u16>,
        },
        /// 中止: nothing goes on until it is resumed.
        Suspend {
            reason: PauseReason,
            from: Date,
            #[serde(default)]
            note: String,
            #[serde(default)]
            approver: String,
            #[serde(default)]
            evidence: Option<u16>,
        },
        /// 恢复
        Resume { on: Date },
        /// 扣除期间: days that are known and not counted, while the mediation went on.
        Deduct {
            reason: PauseReason,
            from: Date,
            /// The last day that is not counted.
            to: Date,
            #[serde(default)]
            note: String,
            #[serde(default)]
            approver: String,
            #[serde(default)]
            evidence: Option<u16>,
        },
        /// 起算日: something outside happened from which a period runs. Recorded again it replaces what was recorded.
        NoteDay {
            rule: RuleId,
            on: Date,
            #[serde(default)]
            note: String,
            #[serde(default)]
            evidence: Option<u16>,
        },
        /// 推选代表人: a side with many people speaks through at most five.
        Elect {
            side: Side,
            representatives: Vec<PartyNo>,
            electors: Vec<PartyNo>,
            on: Date,
            #[serde(default)]
            evidence: Option<u16>,
        },
        /// The agreement as it stands so far.
        DraftAgreement { draft: AgreementDraft },
        /// The draft is what both sides want: it goes to be signed.
        AgreeInWriting {},
        /// 口头协议: in effect on the day (Mediation Law art. 30).
        AgreeOrally { on: Date },
        /// 签名
        Sign {
            signer: Signer,
            how: SigningHow,
            on: Date,
            /// Agent, guardian or legal representative who signs for the party.
            #[serde(default)]
            by: String,
            /// The scan, as an attachment of the matter.
            #[serde(default)]
            scan: Option<u16>,
        },
        /// 盖章
        AffixSeal { on: Date },
        /// Somebody wants another wording: signatures fall, the draft opens again.
        VoidSignatures { reason: String },
        /// Made by the rules when everybody has signed and the seal is on (Mediation Law art. 29).
        TakeEffect { on: Date },
        /// 履行
        Fulfil {
            obligation: u16,
            /// In fen, where the obligation is to pay.
            #[serde(default)]
            paid_fen: Option<Fen>,
            on: Date,
            how: FulfilmentHow,
            #[serde(default)]
            note: String,
            #[serde(default)]
            proof: Option<u16>,
        },
        /// 督促履行 (Mediation Law art. 31)
        Urge {
            obligation: u16,
            #[serde(default)]
            instalment: Option<u16>,
            told: ToldHow,
            on: Date,
            #[serde(default)]
            note: String,
        },
        /// 变更履行计划: debtor and creditor agree on other parts and days; the amount stays.
        Reschedule {
            obligation: u16,
            parts: Vec<Instalment>,
            agreed_by: Vec<PartyNo>,
            on: Date,
            #[serde(default)]
            reason: String,
            #[serde(default)]
            evidence: Option<u16>,
        },
        /// 告知救济途径: a party is told how to go on where the other is late.
        TellRoutes { party: PartyNo, routes: Vec<PerformanceRoute>, told: ToldHow, on: Date },
        /// 申请司法确认, by all together (Civil Procedure Law art. 205).
        ApplyConfirmation { court: String, ground: CourtGround, applicants: Vec<PartyNo>, on: Date },
        /// 法院立案
        DocketConfirmation { number: String, on: Date },
        /// 延长审限: the court's president gave the court more time (Civil Procedure Law art. 187).
        ExtendReview {
            until: Date,
            /// The day of the approval.
            on: Date,
            #[serde(default)]
            note: String,
            #[serde(default)]
            evidence: Option<u16>,
        },
        /// 裁定, or that the application was withdrawn.
        RecordRuling {
            outcome: RulingOutcome,
            on: Date,
            #[serde(default)]
            number: String,
            #[serde(default)]
            served_on: Option<Date>,
            #[serde(default)]
            note: String,
            #[serde(default)]
            scan: Option<u16>,
        },
        /// Made by the rules when every obligation is fulfilled.
        Conclude { on: Date },
        /// 未履行, and the parties told how to go on (Mediation Law arts 31, 32).
        DeclareUnfulfilled {
            #[serde(default)]
            note: String,
            told: ToldHow,
        },
        /// 终止, and the remedies told (Mediation Law art. 26).
        Terminate {
            reason: TerminationReason,
            #[serde(default)]
            note: String,
            remedies: Vec<Route>,
            told: ToldHow,
        },
        /// 移送
        Refer {
            to: Route,
            body: String,
            #[serde(default)]
            note: String,
        },
    }
}

impl Move {
    /// The attachment it rests on, with the field that names it.
    pub fn attachment(&self) -> Option<(&'static str, u16)> {
        match self {
            Move::Extend { evidence, .. }
            | Move::Suspend { evidence, .. }
            | Move::Deduct { evidence, .. }
            | Move::NoteDay { evidence, .. }
            | Move::ExtendReview { evidence, .. }
            | Move::Elect { evidence, .. }
            | Move::Reschedule { evidence, .. } => evidence.map(|n| ("/evidence", n)),
            Move::Fulfil { proof, .. } => proof.map(|n| ("/proof", n)),
            Move::RecordRuling { scan, .. } | Move::Sign { scan, .. } => scan.map(|n| ("/scan", n)),
            _ => None,
        }
    }

    pub const fn kind(&self) -> MoveKind {
        match self {
            Move::Consent { .. } => K::Consent,
            Move::Accept { .. } => K::Accept,
            Move::Decline { .. } => K::Decline,
            Move::ProposeMediators { .. } => K::ProposeMediators,
            Move::PickMediator { .. } => K::PickMediator,
            Move::Assign { .. } => K::Assign,
            Move::Disclose { .. } => K::Disclose,
            Move::DecideDisclosure { .. } => K::DecideDisclosure,
            Move::GiveNotice { .. } => K::GiveNotice,
            Move::HoldSession { .. } => K::HoldSession,
            Move::Investigate { .. } => K::Investigate,
            Move::AddEvidence { .. } => K::AddEvidence,
            Move::StateFact { .. } => K::StateFact,
            Move::MakeStatement { .. } => K::MakeStatement,
            Move::Extend { .. } => K::Extend,
            Move::Suspend { .. } => K::Suspend,
            Move::Resume { .. } => K::Resume,
            Move::Deduct { .. } => K::Deduct,
            Move::NoteDay { .. } => K::NoteDay,
            Move::Elect { .. } => K::Elect,
            Move::DraftAgreement { .. } => K::DraftAgreement,
            Move::AgreeInWriting {} => K::AgreeInWriting,
            Move::AgreeOrally { .. } => K::AgreeOrally,
            Move::Sign { .. } => K::Sign,
            Move::AffixSeal { .. } => K::AffixSeal,
            Move::VoidSignatures { .. } => K::VoidSignatures,
            Move::TakeEffect { .. } => K::TakeEffect,
            Move::Fulfil { .. } => K::Fulfil,
            Move::Urge { .. } => K::Urge,
            Move::Reschedule { .. } => K::Reschedule,
            Move::TellRoutes { .. } => K::TellRoutes,
            Move::ApplyConfirmation { .. } => K::ApplyConfirmation,
            Move::DocketConfirmation { .. } => K::DocketConfirmation,
            Move::ExtendReview { .. } => K::ExtendReview,
            Move::RecordRuling { .. } => K::RecordRuling,
            Move::Conclude { .. } => K::Conclude,
            Move::DeclareUnfulfilled { .. } => K::DeclareUnfulfilled,
            Move::Terminate { .. } => K::Terminate,
            Move::Refer { .. } => K::Refer,
        }
    }

    /// The name of the event this move makes.
    pub const fn event(&self) -> &'static str {
        match self.kind() {
            K::Consent => "mediation.consent_recorded",
            K::Accept => "mediation.accepted",
            K::Decline => "mediation.declined",
            K::ProposeMediators => "mediation.mediators_proposed",
            K::PickMediator => "mediation.mediator_picked",
            K::Assign => "mediation.assigned",
            K::Disclose => "mediation.disclosed",
            K::DecideDisclosure => "mediation.disclosure_decided",
            K::GiveNotice => "mediation.notice_given",
            K::HoldSession => "mediation.session_held",
            K::Investigate => "mediation.investigated",
            K::AddEvidence => "mediation.evidence_added",
            K::StateFact => "mediation.fact_stated",
            K::MakeStatement => "mediation.statement_made",
            K::Extend => "mediation.extended",
            K::Suspend => "mediation.suspended",
            K::Resume => "mediation.resumed",
            K::Deduct => "mediation.days_deducted",
            K::NoteDay => "mediation.day_noted",
            K::Elect => "mediation.representatives_elected",
            K::DraftAgreement => "mediation.agreement_drafted",
            K::AgreeInWriting => "mediation.agreed_in_writing",
            K::AgreeOrally => "mediation.agreed_orally",
            K::Sign => "mediation.signed",
            K::AffixSeal => "mediation.sealed",
            K::VoidSignatures => "mediation.signatures_voided",
            K::TakeEffect => "mediation.took_effect",
            K::Fulfil => "mediation.fulfilment_recorded",
            K::Urge => "mediation.urged",
            K::Reschedule => "mediation.plan_changed",
            K::TellRoutes => "mediation.routes_told",
            K::ApplyConfirmation => "mediation.confirmation_applied",
            K::DocketConfirmation => "mediation.confirmation_docketed",
            K::ExtendReview => "mediation.court_time_extended",
            K::RecordRuling => "mediation.ruling_recorded",
            K::Conclude => "mediation.fulfilled",
            K::DeclareUnfulfilled => "mediation.unfulfilled",
            K::Terminate => "mediation.terminated",
            K::Refer => "mediation.referred",
        }
    }
}
