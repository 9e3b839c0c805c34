//! Every label of every enumeration, for the screens: written down once, in the code that gives it meaning.

use std::collections::BTreeMap;

use super::Text;

/// `{ enumeration: { code: {zh, en} } }`
pub type Labels = BTreeMap<&'static str, BTreeMap<&'static str, Text>>;

macro_rules! labels {
    ($($ty:path),+ $(,)?) => {{
        let mut all = Labels::new();
        $( {
            let name = stringify!($ty).rsplit("::").next().unwrap_or_default().trim();
            all.insert(name, <$ty>::ALL.iter().map(|v| (v.as_str(), v.label())).collect());
        } )+
        all
    }};
}

/// All labels.
pub fn all() -> Labels {
    use crate::{
        apply, calls, deadlines, dictionaries, dispatch, dossier, entrusting, figures, grids, ledger, matters,
        mediation, messages, offers, people, places, policy, privacy, proceedings, residents, reviews, roster, rounds,
        signing,
    };
    let mut labels = labels![
        calls::CallDoor,
        calls::CallMoveKind,
        calls::CallState,
        calls::EnrolledHow,
        calls::EnrolmentState,
        calls::Helped,
        calls::KeyMeaning,
        calls::Ring,
        deadlines::Extendable,
        deadlines::Holiday,
        deadlines::PauseGround,
        deadlines::RuleId,
        deadlines::RuleStatus,
        deadlines::Holiday,
        deadlines::PauseGround,
        deadlines::Standing,
        deadlines::Trigger,
        dictionaries::Dictionary,
        dictionaries::ReasonFor,
        dispatch::Appeal,
        dispatch::CheckHow,
        dispatch::DismissReason,
        dispatch::DispatchMoveKind,
        dispatch::DispatchState,
        dispatch::EventClass,
        dispatch::LadderGround,
        dispatch::LadderStep,
        dispatch::LevelColour,
        dispatch::LevelTold,
        dispatch::LikenessReason,
        dispatch::NoticeKind,
        dispatch::ObjectionReason,
        dispatch::SupervisionState,
        dispatch::UnitPart,
        dispatch::UnitState,
        dispatch::levels::LevelScheme,
        dispatch::routing::RuleDays,
        dossier::DossierItem,
        dossier::NotBound,
        dossier::Retention,
        entrusting::EndingReason,
        entrusting::LetterMoveKind,
        entrusting::LetterState,
        entrusting::ResultKind,
        entrusting::inbox::InboxChannel,
        entrusting::inbox::InboxState,
        figures::AskedBy,
        figures::Cut,
        figures::Measure,
        figures::Unit,
        figures::pattern::Pattern,
        grids::GridKind,
        grids::GridPart,
        ledger::Column,
        ledger::import::ImportState,
        matters::AttachmentPurpose,
        matters::Barrier,
        matters::Channel,
        matters::Concern,
        matters::DisputeKind,
        matters::EntrustStage,
        matters::MatterMoveKind,
        matters::MatterState,
        matters::PartyKind,
        matters::Sex,
        matters::Side,
        matters::Source,
        matters::SealGround,
        matters::party::Authority,
        matters::record::ContactHow,
        matters::record::Kept,
        matters::record::ReportTo,
        matters::record::Satisfaction,
        matters::record::UrgentGround,
        mediation::Appointment,
        mediation::ConsentHow,
        mediation::CourtGround,
        mediation::Copy,
        mediation::DeclineReason,
        mediation::MoveKind,
        mediation::NoticeHow,
        mediation::PauseReason,
        mediation::PerformanceRoute,
        mediation::PlaceKind,
        mediation::RecusalGround,
        mediation::RecusalOutcome,
        mediation::Route,
        mediation::RulingOutcome,
        mediation::TerminationReason,
        mediation::ToldHow,
        mediation::agreement::AgreementForm,
        mediation::days::DayState,
        mediation::agreement::FulfilmentHow,
        mediation::agreement::ObligationKind,
        mediation::agreement::SigningHow,
        mediation::promises::PartStanding,
        mediation::standing::Turn,
        offers::RungKind,
        offers::RungState,
        people::Capacity,
        people::AccountState,
        people::OrganisationKind,
        people::Position,
        people::registry::SeenKind,
        places::Level,
        places::datum::Datum,
        policy::Action,
        policy::KeyScope,
        policy::Role,
        privacy::LookedFor,
        privacy::destroying::DestructionState,
        privacy::rights::KeptPart,
        privacy::NoticePart,
        privacy::PrivacyHow,
        privacy::RevealReason,
        privacy::UnusualReason,
        privacy::WhosePhone,
        proceedings::ProceedingKind,
        messages::MessageKind,
        messages::MessageState,
        messages::MessageWay,
        apply::Danger,
        apply::Handled,
        apply::Trouble,
        apply::Way,
        residents::Door,
        residents::road::Owner,
        residents::road::RoadStep,
        residents::road::StepStanding,
        reviews::ReviewFileState,
        reviews::ReviewState,
        roster::MediatorKind,
        roster::Weekday,
        rounds::PersonalMark,
        rounds::RoundState,
        rounds::StopKind,
        signing::SigningState,
        signing::SigningWay,
    ];
    labels.insert("DictionaryColumn", dictionaries::Column::ALL.iter().map(|v| (v.as_str(), v.label())).collect());
    labels.insert(
        "DictionaryChangeKind",
        dictionaries::ChangeKind::ALL.iter().map(|v| (v.as_str(), v.label())).collect(),
    );
    labels.insert("ReviewCheck", reviews::Check::ALL.iter().map(|v| (v.as_str(), v.label())).collect());
    labels.insert("ImportField", ledger::import::Field::ALL.iter().map(|v| (v.as_str(), v.label())).collect());
    labels.insert("ImportRowState", ledger::import::RowState::ALL.iter().map(|v| (v.as_str(), v.label())).collect());
    labels.insert("MediationState", mediation::State::ALL.iter().map(|v| (v.as_str(), v.label())).collect());
    labels
}
