//! Everything that can happen to a dispatch, as a table.

use super::*;
use crate::kernel::Date;
use crate::matters::Channel;
use crate::policy::Action;
use crate::tagged_enum;

text_enum! {
    pub enum DispatchMoveKind {
        Report = "report" ("上报", "Report"),
        File = "file" ("核实立案", "Verify and file"),
        Merge = "merge" ("并入另一件", "Merge into another"),
        Unmerge = "unmerge" ("撤销合并", "Undo the merge"),
        Absorb = "absorb" ("并入一件", "Absorb another"),
        GiveBack = "give_back" ("退回并入的一件", "Give back what was absorbed"),
        Dismiss = "dismiss" ("不予立案", "Do not take on"),
        HandleSelf = "handle_self" ("自办结案", "Put right at once"),
        Send = "send" ("派遣", "Dispatch"),
        Whistle = "whistle" ("吹哨", "Whistle"),
        Accept = "accept" ("接单", "Accept"),
        Object = "object" ("提出异议", "Object"),
        Decide = "decide" ("裁定异议", "Decide on the objection"),
        Arrive = "arrive" ("登记到场", "Record the arrival"),
        Advance = "advance" ("登记进展", "Record progress"),
        Finish = "finish" ("办完本单位部分", "Finish one's part"),
        Answer = "answer" ("合并答复", "Give the joint answer"),
        PutOff = "put_off" ("延长办结时限", "Put the limit off"),
        Pass = "pass" ("核查通过", "Pass the check"),
        Return = "return" ("退回重办", "Return for rework"),
        Rate = "rate" ("登记评价", "Record the rating"),
        Reopen = "reopen" ("重新办理", "Open again"),
        Raise = "raise" ("催办、督办", "Take a step of the ladder"),
        Lift = "lift" ("解除督办", "Lift a step"),
        TakeCharge = "take_charge" ("领导包案", "A leader takes charge"),
        Meet = "meet" ("登记包案会商", "Record a meeting"),
        EndCharge = "end_charge" ("结束包案", "End the charge"),
        Mediate = "mediate" ("转调解", "Make it a mediation"),
    }
}

impl DispatchMoveKind {
    /// Made by the house itself, or by an operation of its own; never offered, never sent as a move.
    pub const fn is_automatic(self) -> bool {
        matches!(self, Self::Report | Self::Absorb | Self::GiveBack | Self::Reopen | Self::Mediate)
    }

    /// What a person must be allowed to do to make this move.
    pub const fn action(self) -> Action {
        match self {
            Self::Report | Self::HandleSelf => Action::EventReport,
            Self::File | Self::Merge | Self::Absorb | Self::GiveBack | Self::Dismiss => Action::EventFile,
            Self::Send | Self::Whistle | Self::Decide | Self::PutOff => Action::EventRoute,
            Self::Accept | Self::Object | Self::Arrive | Self::Advance | Self::Finish | Self::Answer => {
                Action::EventHandle
            }
            // A merge closes the matter: who checks may open it again.
            Self::Unmerge | Self::Pass | Self::Return | Self::Rate | Self::Reopen => Action::EventCheck,
            Self::Raise | Self::Lift | Self::TakeCharge | Self::Meet | Self::EndCharge => Action::EventSupervise,
            Self::Mediate => Action::EventMediate,
        }
    }
}

use DispatchMoveKind as K;
use DispatchState as S;

/// The whole lifecycle. Rows from a state to itself add to the record without moving it. The order of a state's rows is the
/// order in which they are offered, the likeliest first.
pub const MOVES: &[(S, K, S)] = &[
    (S::Reported, K::File, S::Filed),
    (S::Reported, K::HandleSelf, S::Resolved),
    (S::Reported, K::Merge, S::Merged),
    (S::Reported, K::Dismiss, S::Dismissed),
    (S::Reported, K::Absorb, S::Reported),
    (S::Reported, K::GiveBack, S::Reported),
    (S::Reported, K::Mediate, S::Mediated),
    (S::Filed, K::Send, S::Dispatched),
    (S::Filed, K::Whistle, S::Dispatched),
    (S::Filed, K::HandleSelf, S::Resolved),
    (S::Filed, K::Merge, S::Merged),
    (S::Filed, K::Absorb, S::Filed),
    (S::Filed, K::GiveBack, S::Filed),
    (S::Filed, K::Mediate, S::Mediated),
    (S::Merged, K::Unmerge, S::Reported),
    (S::Dispatched, K::Accept, S::Handling),
    (S::Dispatched, K::Object, S::Dispatched),
    (S::Dispatched, K::Decide, S::Dispatched),
    (S::Dispatched, K::Absorb, S::Dispatched),
    (S::Dispatched, K::GiveBack, S::Dispatched),
    (S::Dispatched, K::Raise, S::Dispatched),
    (S::Dispatched, K::Lift, S::Dispatched),
    (S::Dispatched, K::PutOff, S::Dispatched),
    (S::Dispatched, K::TakeCharge, S::Dispatched),
    (S::Dispatched, K::Meet, S::Dispatched),
    (S::Dispatched, K::Mediate, S::Mediated),
    (S::Handling, K::Answer, S::Checking),
    (S::Handling, K::Finish, S::Handling),
    (S::Handling, K::Arrive, S::Handling),
    (S::Handling, K::Advance, S::Handling),
    (S::Handling, K::Accept, S::Handling),
    (S::Handling, K::Object, S::Handling),
    (S::Handling, K::Decide, S::Handling),
    (S::Handling, K::Absorb, S::Handling),
    (S::Handling, K::GiveBack, S::Handling),
    (S::Handling, K::Raise, S::Handling),
    (S::Handling, K::Lift, S::Handling),
    (S::Handling, K::PutOff, S::Handling),
    (S::Handling, K::TakeCharge, S::Handling),
    (S::Handling, K::Meet, S::Handling),
    (S::Handling, K::EndCharge, S::Handling),
    (S::Handling, K::Mediate, S::Mediated),
    (S::Checking, K::Pass, S::Resolved),
    (S::Checking, K::Return, S::Handling),
    (S::Checking, K::Absorb, S::Checking),
    (S::Checking, K::GiveBack, S::Checking),
    (S::Checking, K::Raise, S::Checking),
    (S::Checking, K::Lift, S::Checking),
    (S::Checking, K::EndCharge, S::Checking),
    (S::Resolved, K::Rate, S::Resolved),
    (S::Resolved, K::Reopen, S::Handling),
    (S::Resolved, K::Lift, S::Resolved),
    (S::Resolved, K::EndCharge, S::Resolved),
];

/// Where a move leads from a state; none if the table has no such row.
pub fn target(from: S, kind: K) -> Option<S> {
    MOVES.iter().find(|m| m.0 == from && m.1 == kind).map(|m| m.2)
}

/// The moves offered from a state, the likeliest first.
pub fn offered(from: S) -> impl Iterator<Item = K> {
    MOVES.iter().filter(move |m| m.0 == from && !m.1.is_automatic()).map(|m| m.1)
}

/// A unit that is asked to handle it, and what of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitOrder {
    pub organisation: IdText,
    pub part: UnitPart,
    #[serde(default)]
    pub task: String,
    /// Filled in by the server.
    #[serde(default)]
    pub name: String,
}

tagged_enum! { "move"
    /// A move with what it needs to be said. The same value is the request, the event's payload and the source of its
    /// sentence.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum DispatchMove {
        /// 上报: the first of the chain; made by the report itself.
        Report {
            category: String,
            class: EventClass,
            narrative: String,
            area: String,
            #[serde(default)]
            place: String,
            channel: Channel,
            #[serde(default)]
            point: Option<Point>,
            #[serde(default)]
            level: Option<String>,
        },
        /// 核实立案, under a category and at a level.
        File {
            level: String,
            /// Where the reporter chose another one.
            #[serde(default)]
            category: Option<String>,
            /// Filled in by the server.
            #[serde(default)]
            class: Option<EventClass>,
            #[serde(default)]
            note: String,
        },
        /// It is an event that is known already.
        Merge {
            into: String,
            /// Filled in by the server.
            #[serde(default)]
            likeness: Option<Likeness>,
            #[serde(default)]
            note: String,
        },
        /// It is not the same after all.
        Unmerge { reason: String },
        /// The other side of a merge.
        Absorb { code: String },
        GiveBack { code: String },
        /// 不予立案, with the reason.
        Dismiss {
            reason: DismissReason,
            #[serde(default)]
            note: String,
        },
        /// 自办: put right at once by who found it, with proof.
        HandleSelf { result: String, proof: Vec<u16> },
        /// 派遣. Without units the county's rule chooses.
        Send {
            #[serde(default)]
            units: Vec<UnitOrder>,
            /// Instead of the level's own limit.
            #[serde(default)]
            finish: Option<LevelLimit>,
            #[serde(default)]
            note: String,
            /// Filled in by the server.
            #[serde(default)]
            routed: Option<Routed>,
        },
        /// 吹哨报到: the town calls departments; they come and act together (Beijing Regulation on Handling Appeals art. 16).
        Whistle {
            units: Vec<UnitOrder>,
            #[serde(default)]
            finish: Option<LevelLimit>,
            note: String,
        },
        /// 接单
        Accept { unit: u16 },
        /// 异议: it is not for this unit. It stays responsible until another has accepted.
        Object {
            unit: u16,
            reason: ObjectionReason,
            note: String,
            #[serde(default)]
            suggests: Option<IdText>,
        },
        /// The coordinator decides: upheld, with the unit that is asked instead, or not.
        Decide {
            objection: u16,
            upheld: bool,
            note: String,
            #[serde(default)]
            instead: Option<UnitOrder>,
        },
        /// 到场
        Arrive {
            unit: u16,
            #[serde(default)]
            photos: Vec<u16>,
        },
        /// 进展
        Advance {
            unit: u16,
            text: String,
            #[serde(default)]
            photos: Vec<u16>,
        },
        /// A unit has finished its part.
        Finish { unit: u16, result: String, proof: Vec<u16> },
        /// 合并答复: the lead answers for all.
        Answer {
            text: String,
            #[serde(default)]
            proof: Vec<u16>,
        },
        /// 延期, by who dispatched it.
        PutOff { unit: u16, until: Date, reason: String },
        /// 核查通过, by somebody who did not handle it.
        Pass {
            how: CheckHow,
            #[serde(default)]
            note: String,
            #[serde(default)]
            photos: Vec<u16>,
        },
        /// 退回重办
        Return {
            how: CheckHow,
            reason: String,
            #[serde(default)]
            photos: Vec<u16>,
        },
        /// 评价: what the reporter says; "not fixed" opens it again.
        Rate {
            fixed: bool,
            satisfaction: Satisfaction,
            #[serde(default)]
            note: String,
        },
        /// Made by the rules when the reporter says that it is not fixed.
        Reopen {
            #[serde(default)]
            reason: String,
        },
        /// 催办、督办、挂牌督办、约谈
        Raise {
            step: LadderStep,
            ground: LadderGround,
            until: Date,
            #[serde(default)]
            note: String,
            /// All that answer for it where left out.
            #[serde(default)]
            units: Vec<u16>,
        },
        /// 解除
        Lift { rung: u16, reason: String },
        /// 领导包案
        TakeCharge {
            leader: IdText,
            unit: u16,
            target_on: Date,
            /// Filled in by the server.
            #[serde(default)]
            name: String,
        },
        /// 包案会商
        Meet { on: Date, text: String },
        /// What came of it.
        EndCharge { result: String },
        /// 转调解: made by the operation that registers the mediation.
        Mediate { code: String },
    }
}

impl DispatchMove {
    /// The attachments it rests on, with the field that names them.
    pub fn attachments(&self) -> (&'static str, &[u16]) {
        match self {
            Self::HandleSelf { proof, .. } | Self::Finish { proof, .. } | Self::Answer { proof, .. } => {
                ("/proof", proof)
            }
            Self::Arrive { photos, .. }
            | Self::Advance { photos, .. }
            | Self::Pass { photos, .. }
            | Self::Return { photos, .. } => ("/photos", photos),
            _ => ("", &[]),
        }
    }

    /// Organisations it names, that must be there.
    pub fn organisations(&self) -> Vec<IdText> {
        match self {
            Self::Send { units, .. } | Self::Whistle { units, .. } => units.iter().map(|u| u.organisation).collect(),
            Self::Decide { instead, .. } => instead.iter().map(|u| u.organisation).collect(),
            Self::Object { suggests, .. } => suggests.iter().copied().collect(),
            _ => Vec::new(),
        }
    }

    pub const fn kind(&self) -> K {
        match self {
            Self::Report { .. } => K::Report,
            Self::File { .. } => K::File,
            Self::Merge { .. } => K::Merge,
            Self::Unmerge { .. } => K::Unmerge,
            Self::Absorb { .. } => K::Absorb,
            Self::GiveBack { .. } => K::GiveBack,
            Self::Dismiss { .. } => K::Dismiss,
            Self::HandleSelf { .. } => K::HandleSelf,
            Self::Send { .. } => K::Send,
            Self::Whistle { .. } => K::Whistle,
            Self::Accept { .. } => K::Accept,
            Self::Object { .. } => K::Object,
            Self::Decide { .. } => K::Decide,
            Self::Arrive { .. } => K::Arrive,
            Self::Advance { .. } => K::Advance,
            Self::Finish { .. } => K::Finish,
            Self::Answer { .. } => K::Answer,
            Self::PutOff { .. } => K::PutOff,
            Self::Pass { .. } => K::Pass,
            Self::Return { .. } => K::Return,
            Self::Rate { .. } => K::Rate,
            Self::Reopen { .. } => K::Reopen,
            Self::Raise { .. } => K::Raise,
            Self::Lift { .. } => K::Lift,
            Self::TakeCharge { .. } => K::TakeCharge,
            Self::Meet { .. } => K::Meet,
            Self::EndCharge { .. } => K::EndCharge,
            Self::Mediate { .. } => K::Mediate,
        }
    }

    /// The name of the event this move makes.
    pub const fn event(&self) -> &'static str {
        match self.kind() {
            K::Report => "dispatch.reported",
            K::File => "dispatch.filed",
            K::Merge => "dispatch.merged",
            K::Unmerge => "dispatch.unmerged",
            K::Absorb => "dispatch.absorbed",
            K::GiveBack => "dispatch.given_back",
            K::Dismiss => "dispatch.dismissed",
            K::HandleSelf => "dispatch.self_handled",
            K::Send => "dispatch.sent",
            K::Whistle => "dispatch.whistled",
            K::Accept => "dispatch.accepted",
            K::Object => "dispatch.objected",
            K::Decide => "dispatch.objection_decided",
            K::Arrive => "dispatch.arrived",
            K::Advance => "dispatch.advanced",
            K::Finish => "dispatch.finished",
            K::Answer => "dispatch.answered",
            K::PutOff => "dispatch.put_off",
            K::Pass => "dispatch.passed",
            K::Return => "dispatch.returned",
            K::Rate => "dispatch.rated",
            K::Reopen => "dispatch.reopened",
            K::Raise => "dispatch.raised",
            K::Lift => "dispatch.lifted",
            K::TakeCharge => "dispatch.charge_taken",
            K::Meet => "dispatch.charge_met",
            K::EndCharge => "dispatch.charge_ended",
            K::Mediate => "dispatch.mediated",
        }
    }
}
