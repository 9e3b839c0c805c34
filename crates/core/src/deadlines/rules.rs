//! The rules about time: dated data with their sources.
//!
//! The People's Mediation Law itself sets no limit on a mediation; those limits are local presets or belong to a sector.
//! An article number stands here and nowhere in the logic. When a law changes, the rule gets a further version; what
//! runs keeps the version it started with.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::count::{Length, PauseGround};
use crate::kernel::{Code, Refusal, Text};
use crate::text_enum;

text_enum! {
    /// The rules. The label is the name people read.
    pub enum RuleId {
        Mediation = "T1" ("调解期限", "Mediation period"),
        MediationShenzhen = "T2" ("调解期限（深圳）", "Mediation period (Shenzhen)"),
        CourtBeforeFiling = "T3" ("法院委派调解期限", "Mediation entrusted by a court before filing"),
        CourtAfterFiling = "T4" ("法院委托调解期限（普通程序）", "Mediation entrusted by a court after filing (ordinary procedure)"),
        CourtAfterFilingSummary = "T4S" ("法院委托调解期限（简易程序）", "Mediation entrusted by a court after filing (summary procedure)"),
        AssignmentAnswer = "T5" ("确认是否接受法院委派委托", "Answer to a court's assignment"),
        Medical = "T6" ("医疗纠纷调解期限", "Mediation of a medical dispute"),
        Labour = "T7" ("劳动争议调解期限", "Mediation of a labour dispute"),
        TrafficApply = "T8" ("申请交管部门调解", "Application to the traffic police for mediation"),
        TrafficMediate = "T8M" ("交管部门调解期限", "Mediation by the traffic police"),
        TrafficAfterFailure = "T9" ("调解不成后请求交管部门调解", "Request to the traffic police after failed mediation"),
        PoliceSecond = "T10" ("公安机关再次调解", "Second mediation by the police"),
        JudicialConfirmation = "T11" ("申请司法确认", "Application for judicial confirmation"),
        ConfirmationDecision = "T12" ("法院审查司法确认", "The court's decision on confirmation"),
        OutsiderObjection = "T13" ("利害关系人对确认裁定提出异议", "An outsider's objection to a confirmation"),
        PartyObjection = "T13P" ("当事人对确认裁定提出异议", "A party's objection to a confirmation"),
        Enforcement = "T14" ("申请强制执行", "Application for enforcement"),
        Limitation = "T15" ("普通诉讼时效", "Ordinary limitation of actions"),
        LimitationCap = "T15C" ("最长诉讼时效", "Longest limitation of actions"),
        LabourArbitration = "T16" ("劳动仲裁时效", "Limitation for labour arbitration"),
        WageArbitration = "T16W" ("拖欠劳动报酬的仲裁时效", "Limitation for arbitration on unpaid wages"),
        LandArbitration = "T17" ("农村土地承包仲裁时效", "Limitation for arbitration on rural land contracts"),
        Reconsideration = "T18" ("申请行政复议", "Application for administrative reconsideration"),
        DivorceWithdrawal = "T19" ("离婚冷静期", "Divorce cooling-off period"),
        DivorceCollection = "T19C" ("领取离婚证", "Collecting the divorce certificate"),
        Performance = "performance" ("协议约定的履行期限", "Performance as agreed"),
        FollowUp = "follow_up" ("回访", "Follow-up"),
        MediatorChoice = "mediator_choice" ("双方选定调解员", "Choosing a mediator"),
        ResultReport = "result_report" ("向委托方反馈结果", "Report of the result to the body that entrusted it"),
        HandoverReceipt = "handover_receipt" ("移送后对方回执", "Receipt of what was handed over"),
        EventAnswer = "event_answer" ("接单期限", "Answer to a dispatch"),
        EventFinish = "event_finish" ("办结期限", "Limit to finish a dispatch"),
        Supervision = "supervision" ("督办期限", "Limit of a supervision"),
    }
}

text_enum! {
    /// What starts a period. The day it happens is not counted.
    pub enum Trigger {
        Acceptance = "acceptance" ("受理", "acceptance"),
        ApplicationReceived = "application_received" ("收到调解申请", "receipt of the application"),
        AssignmentReceived = "assignment_received" ("收到法院委派委托", "receipt of the court's assignment"),
        AssignmentConfirmed = "assignment_confirmed" ("签收法院移交材料", "the confirmed receipt of the court's papers"),
        AccidentReportReceived = "accident_report_received" ("收到事故认定书", "receipt of the accident report"),
        TrafficCountStart = "traffic_count_start" ("交管部门规定的调解起始日", "the day from which the traffic police count"),
        Termination = "termination" ("终止调解", "termination of the mediation"),
        FirstPoliceMediation = "first_police_mediation" ("公安机关第一次调解", "the first mediation by the police"),
        AgreementEffective = "agreement_effective" ("调解协议生效", "the agreement's taking effect"),
        CourtDocketed = "court_docketed" ("法院立案", "docketing by the court"),
        RulingReceived = "ruling_received" ("收到裁定", "receipt of the ruling"),
        ObligationDue = "obligation_due" ("履行期限届满", "the last day for performance"),
        /// Asking a mediation committee for protection: limitation begins anew (SPC Provisions on Limitation art. 12).
        ProtectionAsked = "protection_asked" ("向调解组织请求保护权利（时效中断）", "the request to a mediation committee, which interrupted it"),
        HarmKnown = "harm_known" ("知道或者应当知道权利受到损害", "the day the harm was or should have been known"),
        HarmDone = "harm_done" ("权利受到损害", "the harm"),
        EmploymentEnded = "employment_ended" ("劳动关系终止", "the end of the employment"),
        ActKnown = "act_known" ("知道该行政行为", "the day the administrative act was known"),
        DivorceApplied = "divorce_applied" ("申请离婚登记", "the application for divorce registration"),
        CoolingOffOver = "cooling_off_over" ("离婚冷静期届满", "the end of the cooling-off period"),
        MediationOver = "mediation_over" ("调解结束", "the end of the mediation"),
        MediatorsProposed = "mediators_proposed" ("提出可选的调解员", "the proposal of mediators"),
        HandedOver = "handed_over" ("发出移送函", "the letter that handed it over"),
        Dispatched = "dispatched" ("派遣", "the dispatch"),
        Supervised = "supervised" ("督办", "the supervision"),
    }
}

text_enum! {
    /// Who may put a period's end off.
    pub enum Extendable {
        No = "no" ("不能延长", "nobody"),
        ByAllParties = "by_all_parties" ("各方当事人同意", "all parties together"),
        ByPartiesAndCommittee = "by_parties_and_committee" ("各方当事人和调解组织约定", "all parties together with the committee"),
        ByCourt = "by_court" ("法院批准", "the court"),
    }
}

impl Extendable {
    /// Is it the parties who agree on it, alone or together with the committee?
    pub const fn by_parties(self) -> bool {
        matches!(self, Extendable::ByAllParties | Extendable::ByPartiesAndCommittee)
    }
}

text_enum! {
    /// How firm a rule is.
    pub enum RuleStatus {
        /// A statute or a judicial interpretation sets it.
        Statute = "statute" ("法定", "statute"),
        /// Local regulation or practice; the installation sets its own length.
        LocalPreset = "local_preset" ("地方惯例，可配置", "local preset, configurable"),
        /// Shown so that nobody loses a right unawares. It never blocks (Civil Code art. 193).
        Hint = "hint" ("提示", "hint"),
    }
}

/// A rule about time, in one of its versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DeadlineRule)]
pub struct Rule {
    pub id: RuleId,
    /// Counts from 1; a change of the law makes a further one.
    pub version: u16,
    pub name: Text,
    pub trigger: Trigger,
    /// The length by itself; a preset may replace a local one.
    pub length: Length,
    /// Why the period may stand still.
    pub excludes: Vec<PauseGround>,
    /// Who says so: the law, or the site.
    pub pauses: RuleStatus,
    pub extendable: Extendable,
    /// May the end still be put off once it has passed?
    pub late_extension: bool,
    pub status: RuleStatus,
    /// Law and article.
    pub source: Text,
    /// What follows when the end passes.
    pub consequence: Text,
    /// First day on which this version is in force.
    pub valid_from: Date,
    /// Last day; none while it is in force.
    pub valid_until: Option<Date>,
}

/// The rule as it stands on a date. Before the first version, the first.
pub fn rule(id: RuleId, on: Date) -> &'static Rule {
    let versions = versions(id);
    versions.iter().rfind(|r| r.valid_from <= on).unwrap_or(&versions[0])
}

/// A rule in the version a running proceeding started with; none if this program does not know that version.
pub fn rule_version(id: RuleId, version: u16) -> Option<&'static Rule> {
    versions(id).iter().find(|r| r.version == version)
}

/// All versions of a rule, oldest first. There is always one.
pub fn versions(id: RuleId) -> &'static [Rule] {
    let rules = &*RULES;
    let from = rules.partition_point(|r| r.id < id);
    let to = rules.partition_point(|r| r.id <= id);
    &rules[from..to]
}

/// Every rule in every version, in order.
pub fn all() -> &'static [Rule] {
    &RULES
}

/// What an installation sets of a rule, as far as the law leaves it open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// Of a local rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<Length>,
    /// Replaces a local rule's source where the installation names its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Text>,
    /// For which reasons the period stands still; of rules where the law says nothing about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pauses: Option<Vec<PauseGround>>,
    /// By how many days, at most, the parties may put the end off, all extensions together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longest_extension: Option<u32>,
}

/// What an installation sets of the rules. Empty by default: the rules' own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Presets(BTreeMap<RuleId, Preset>);

impl Presets {
    /// Sets what the law leaves open of a rule.
    ///
    /// # Errors
    /// [`Code::PresetNotLocal`] where the law sets the length, the reasons for standing still, or that nobody extends;
    /// [`Code::OutOfRange`] for a length of none at all, of more than two years or a date.
    pub fn set(&mut self, id: RuleId, preset: Preset) -> Result<(), Refusal> {
        let versions = versions(id);
        let ever = |fixed: fn(&Rule) -> bool| versions.iter().any(fixed);
        let names_length = preset.length.is_some() || preset.source.is_some();
        if (names_length && ever(|r| r.status != RuleStatus::LocalPreset))
            || (preset.pauses.is_some() && ever(|r| r.pauses != RuleStatus::LocalPreset))
            || (preset.longest_extension.is_some() && ever(|r| !r.extendable.by_parties()))
        {
            return Err(Refusal::new(Code::PresetNotLocal));
        }
        if preset.length.is_some_and(|length| !matches!(length.about_days(), Some(1..=730))) {
            return Err(Refusal::at(Code::OutOfRange, "/length"));
        }
        self.0.insert(id, preset);
        Ok(())
    }

    /// Puts a rule back to its own.
    pub fn clear(&mut self, id: RuleId) {
        self.0.remove(&id);
    }

    /// The preset of a rule, less what is not the site's to say.
    pub fn get(&self, rule: &Rule) -> Preset {
        let set = self.0.get(&rule.id).cloned().unwrap_or_default();
        let local = rule.status == RuleStatus::LocalPreset;
        Preset {
            length: set.length.filter(|_| local),
            source: set.source.filter(|_| local),
            pauses: set.pauses.filter(|_| rule.pauses == RuleStatus::LocalPreset),
            longest_extension: set.longest_extension.filter(|_| rule.extendable.by_parties()),
        }
    }

    /// All presets, by rule.
    pub fn iter(&self) -> impl Iterator<Item = (RuleId, &Preset)> {
        self.0.iter().map(|(id, preset)| (*id, preset))
    }
}

/// A row of the table: what a version of a rule says.
struct Row {
    id: RuleId,
    valid_from: Date,
    trigger: Trigger,
    length: Length,
    excludes: &'static [PauseGround],
    pauses: RuleStatus,
    extendable: Extendable,
    late_extension: bool,
    status: RuleStatus,
    source: (&'static str, &'static str),
    consequence: (&'static str, &'static str),
}

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let mut rules: Vec<Rule> = Vec::with_capacity(ROWS.len());
    let mut rows: Vec<&Row> = ROWS.iter().collect();
    rows.sort_by_key(|r| (r.id, r.valid_from));
    for row in rows {
        let mut version = 1;
        if let Some(before) = rules.last_mut().filter(|r| r.id == row.id) {
            before.valid_until = row.valid_from.yesterday().ok();
            version = before.version + 1;
        }
        rules.push(Rule {
            id: row.id,
            version,
            name: row.id.label(),
            trigger: row.trigger,
            length: row.length,
            excludes: row.excludes.to_vec(),
            pauses: row.pauses,
            extendable: row.extendable,
            late_extension: row.late_extension,
            status: row.status,
            source: Text::new(row.source.0, row.source.1),
            consequence: Text::new(row.consequence.0, row.consequence.1),
            valid_from: row.valid_from,
            valid_until: None,
        });
    }
    rules
});

/// What most rules share: a statute's fixed period that nobody puts off.
const FIXED: Row = Row {
    id: RuleId::Mediation,
    valid_from: date(2011, 1, 1),
    trigger: Trigger::Acceptance,
    length: Length::Days(30),
    excludes: &[],
    pauses: RuleStatus::Statute,
    extendable: Extendable::No,
    late_extension: false,
    status: RuleStatus::Statute,
    source: ("", ""),
    consequence: ("", ""),
};

/// A mediation's own period: the parties may put it off, also late. No law says when it stands still; that is a preset.
const OWN: Row = Row {
    excludes: PauseGround::ALL,
    pauses: RuleStatus::LocalPreset,
    extendable: Extendable::ByAllParties,
    late_extension: true,
    consequence: (
        "商请各方延期，或者终止调解并告知救济途径",
        "ask the parties to extend, or terminate and tell them what remedies remain",
    ),
    ..FIXED
};

/// A limitation of actions: shown, never enforced by us.
const LIMITATION: Row = Row {
    status: RuleStatus::Hint,
    trigger: Trigger::HarmKnown,
    excludes: &[PauseGround::ForceMajeure],
    consequence: (
        "对方可以提出时效抗辩；向调解组织请求保护权利的，时效自请求之日中断",
        "the other side may plead limitation; asking a mediation committee for protection interrupts it from that day",
    ),
    ..FIXED
};

const CONFIRMATION: Row = Row {
    id: RuleId::JudicialConfirmation,
    trigger: Trigger::AgreementEffective,
    consequence: (
        "不能再申请司法确认，协议仍有合同效力",
        "confirmation can no longer be applied for; the agreement still binds like a contract",
    ),
    ..FIXED
};

const ENFORCEMENT: Row = Row {
    id: RuleId::Enforcement,
    trigger: Trigger::ObligationDue,
    length: Length::Years(2),
    status: RuleStatus::Hint,
    consequence: ("对方可以对强制执行提出时效异议", "the debtor may object that enforcement is out of time"),
    ..FIXED
};

const ROWS: &[Row] = &[
    Row {
        status: RuleStatus::LocalPreset,
        source: (
            "《宁波市人民调解条例》第27条等地方规定",
            "local rules such as the Ningbo People's Mediation Regulations art. 27",
        ),
        ..OWN
    },
    Row {
        id: RuleId::MediationShenzhen,
        valid_from: date(2022, 5, 1),
        status: RuleStatus::LocalPreset,
        source: (
            "《深圳经济特区矛盾纠纷多元化解条例》第25条、第26条",
            "Shenzhen Regulations on the Diversified Resolution of Disputes arts 25-26",
        ),
        ..OWN
    },
    Row {
        id: RuleId::CourtBeforeFiling,
        valid_from: date(2016, 7, 1),
        trigger: Trigger::AssignmentConfirmed,
        source: (
            "《最高人民法院关于人民法院特邀调解的规定》第27条",
            "SPC Provisions on Invited Mediation (2016) art. 27",
        ),
        ..OWN
    },
    Row {
        id: RuleId::CourtBeforeFiling,
        valid_from: date(2022, 1, 1),
        trigger: Trigger::AssignmentConfirmed,
        source: (
            "《人民法院在线调解规则》第24条、《最高人民法院关于人民法院特邀调解的规定》第27条",
            "SPC Online Mediation Rules (2021) art. 24; SPC Provisions on Invited Mediation (2016) art. 27",
        ),
        ..OWN
    },
    Row {
        id: RuleId::CourtAfterFiling,
        valid_from: date(2016, 7, 1),
        trigger: Trigger::AssignmentConfirmed,
        length: Length::Days(15),
        source: (
            "《最高人民法院关于人民法院特邀调解的规定》第27条（适用普通程序的案件）",
            "SPC Provisions on Invited Mediation (2016) art. 27 (ordinary procedure)",
        ),
        ..OWN
    },
    Row {
        id: RuleId::CourtAfterFilingSummary,
        valid_from: date(2016, 7, 1),
        trigger: Trigger::AssignmentConfirmed,
        length: Length::Days(7),
        source: (
            "《最高人民法院关于人民法院特邀调解的规定》第27条（适用简易程序的案件）",
            "SPC Provisions on Invited Mediation (2016) art. 27 (summary procedure)",
        ),
        ..OWN
    },
    Row {
        id: RuleId::AssignmentAnswer,
        valid_from: date(2022, 1, 1),
        trigger: Trigger::AssignmentReceived,
        length: Length::Workdays(3),
        source: ("《人民法院在线调解规则》第12条", "SPC Online Mediation Rules (2021) art. 12"),
        consequence: ("法院可以另行指派", "the court may assign somebody else"),
        ..FIXED
    },
    Row {
        id: RuleId::Medical,
        valid_from: date(2018, 10, 1),
        length: Length::Workdays(30),
        excludes: &[PauseGround::Appraisal],
        extendable: Extendable::ByPartiesAndCommittee,
        source: ("《医疗纠纷预防和处理条例》第38条", "Regulations on Medical Disputes (2018) art. 38"),
        consequence: ("视为调解不成", "the mediation counts as failed"),
        ..FIXED
    },
    Row {
        id: RuleId::Labour,
        valid_from: date(2008, 5, 1),
        trigger: Trigger::ApplicationReceived,
        length: Length::Days(15),
        source: ("《劳动争议调解仲裁法》第14条", "Labour Dispute Mediation and Arbitration Law art. 14"),
        consequence: ("当事人可以申请劳动仲裁", "a party may apply for labour arbitration"),
        ..FIXED
    },
    Row {
        id: RuleId::TrafficApply,
        valid_from: date(2018, 5, 1),
        trigger: Trigger::AccidentReportReceived,
        length: Length::Days(10),
        source: ("《道路交通事故处理程序规定》第86条", "Road Accident Procedure Provisions (2018) art. 86"),
        consequence: ("可以申请人民调解或者起诉", "people's mediation or a suit remain"),
        ..FIXED
    },
    Row {
        id: RuleId::TrafficMediate,
        valid_from: date(2018, 5, 1),
        trigger: Trigger::TrafficCountStart,
        length: Length::Days(10),
        source: ("《道路交通事故处理程序规定》第90条", "Road Accident Procedure Provisions (2018) art. 90"),
        consequence: ("可以申请人民调解或者起诉", "people's mediation or a suit remain"),
        ..FIXED
    },
    Row {
        id: RuleId::TrafficAfterFailure,
        valid_from: date(2018, 5, 1),
        trigger: Trigger::Termination,
        length: Length::Days(3),
        source: ("《道路交通事故处理程序规定》第85条", "Road Accident Procedure Provisions (2018) art. 85"),
        consequence: ("可以起诉", "a suit remains"),
        ..FIXED
    },
    Row {
        id: RuleId::PoliceSecond,
        valid_from: date(2019, 4, 27),
        trigger: Trigger::FirstPoliceMediation,
        length: Length::Workdays(7),
        source: (
            "《公安机关办理行政案件程序规定》第183条",
            "Provisions on Administrative Procedure of the Public Security Organs art. 183",
        ),
        consequence: ("公安机关依法处理", "the police decide by law"),
        ..FIXED
    },
    Row { source: ("《人民调解法》第33条", "Mediation Law art. 33"), ..CONFIRMATION },
    Row {
        valid_from: date(2013, 1, 1),
        source: (
            "《人民调解法》第33条、《民事诉讼法》（2012）第194条",
            "Mediation Law art. 33; Civil Procedure Law art. 194 (2012)",
        ),
        ..CONFIRMATION
    },
    Row {
        valid_from: date(2022, 1, 1),
        source: (
            "《人民调解法》第33条、《民事诉讼法》（2021）第201条",
            "Mediation Law art. 33; Civil Procedure Law art. 201 (2021)",
        ),
        ..CONFIRMATION
    },
    Row {
        valid_from: date(2024, 1, 1),
        source: (
            "《人民调解法》第33条、《民事诉讼法》（2023）第205条",
            "Mediation Law art. 33; Civil Procedure Law art. 205 (2023)",
        ),
        ..CONFIRMATION
    },
    Row {
        id: RuleId::ConfirmationDecision,
        valid_from: date(2024, 1, 1),
        trigger: Trigger::CourtDocketed,
        extendable: Extendable::ByCourt,
        late_extension: true,
        source: ("《民事诉讼法》（2023）第187条", "Civil Procedure Law art. 187 (2023)"),
        consequence: ("可以向法院查询进度", "the parties may ask the court how far it is"),
        ..FIXED
    },
    Row {
        id: RuleId::OutsiderObjection,
        valid_from: date(2022, 4, 10),
        trigger: Trigger::HarmKnown,
        length: Length::Months(6),
        status: RuleStatus::Hint,
        source: (
            "《最高人民法院关于适用〈民事诉讼法〉的解释》（2022）关于确认调解协议裁定异议的规定",
            "SPC Interpretation of the Civil Procedure Law (2022), on objections to confirmation rulings",
        ),
        consequence: ("不能再对确认裁定提出异议", "the ruling can no longer be objected to"),
        ..FIXED
    },
    Row {
        id: RuleId::PartyObjection,
        valid_from: date(2022, 4, 10),
        trigger: Trigger::RulingReceived,
        length: Length::Days(15),
        status: RuleStatus::Hint,
        source: (
            "《最高人民法院关于适用〈民事诉讼法〉的解释》（2022）关于确认调解协议裁定异议的规定",
            "SPC Interpretation of the Civil Procedure Law (2022), on objections to confirmation rulings",
        ),
        consequence: ("不能再对确认裁定提出异议", "the ruling can no longer be objected to"),
        ..FIXED
    },
    Row {
        valid_from: date(2013, 1, 1),
        source: ("《民事诉讼法》（2012）第239条", "Civil Procedure Law art. 239 (2012)"),
        ..ENFORCEMENT
    },
    Row {
        valid_from: date(2022, 1, 1),
        source: ("《民事诉讼法》（2021）第246条", "Civil Procedure Law art. 246 (2021)"),
        ..ENFORCEMENT
    },
    Row {
        valid_from: date(2024, 1, 1),
        source: ("《民事诉讼法》（2023）第250条", "Civil Procedure Law art. 250 (2023)"),
        ..ENFORCEMENT
    },
    Row {
        id: RuleId::Limitation,
        valid_from: date(2017, 10, 1),
        length: Length::Years(3),
        source: ("《民法总则》第188条", "General Provisions of Civil Law art. 188"),
        ..LIMITATION
    },
    Row {
        id: RuleId::Limitation,
        valid_from: date(2021, 1, 1),
        length: Length::Years(3),
        source: ("《民法典》第188条", "Civil Code art. 188"),
        ..LIMITATION
    },
    Row {
        id: RuleId::LimitationCap,
        valid_from: date(2021, 1, 1),
        trigger: Trigger::HarmDone,
        length: Length::Years(20),
        extendable: Extendable::ByCourt,
        late_extension: true,
        excludes: &[],
        source: ("《民法典》第188条", "Civil Code art. 188"),
        consequence: (
            "法院不予保护，有特殊情况的可以申请延长",
            "the courts give no protection; in special circumstances they may extend it",
        ),
        ..LIMITATION
    },
    Row {
        id: RuleId::LabourArbitration,
        valid_from: date(2008, 5, 1),
        length: Length::Years(1),
        source: ("《劳动争议调解仲裁法》第27条", "Labour Dispute Mediation and Arbitration Law art. 27"),
        ..LIMITATION
    },
    Row {
        id: RuleId::WageArbitration,
        valid_from: date(2008, 5, 1),
        trigger: Trigger::EmploymentEnded,
        length: Length::Years(1),
        source: ("《劳动争议调解仲裁法》第27条", "Labour Dispute Mediation and Arbitration Law art. 27"),
        ..LIMITATION
    },
    Row {
        id: RuleId::LandArbitration,
        valid_from: date(2010, 1, 1),
        length: Length::Years(2),
        source: (
            "《农村土地承包经营纠纷调解仲裁法》第18条",
            "Law on Mediation and Arbitration of Rural Land Contract Disputes art. 18",
        ),
        ..LIMITATION
    },
    Row {
        id: RuleId::Reconsideration,
        valid_from: date(2024, 1, 1),
        trigger: Trigger::ActKnown,
        length: Length::Days(60),
        excludes: &[PauseGround::ForceMajeure],
        status: RuleStatus::Hint,
        source: ("《行政复议法》（2023）第20条", "Administrative Reconsideration Law art. 20 (2023)"),
        consequence: ("可以咨询是否仍能提起行政诉讼", "ask whether an administrative suit is still open"),
        ..FIXED
    },
    Row {
        id: RuleId::DivorceWithdrawal,
        valid_from: date(2021, 1, 1),
        trigger: Trigger::DivorceApplied,
        source: ("《民法典》第1077条", "Civil Code art. 1077"),
        consequence: (
            "双方可以在之后三十日内领取离婚证",
            "the couple may collect the certificate within the 30 days after",
        ),
        ..FIXED
    },
    Row {
        id: RuleId::DivorceCollection,
        valid_from: date(2021, 1, 1),
        trigger: Trigger::CoolingOffOver,
        source: ("《民法典》第1077条", "Civil Code art. 1077"),
        consequence: ("视为撤回离婚登记申请", "the application counts as withdrawn"),
        ..FIXED
    },
    Row {
        id: RuleId::Performance,
        trigger: Trigger::AgreementEffective,
        extendable: Extendable::ByAllParties,
        late_extension: true,
        source: ("《人民调解法》第31条和调解协议的约定", "Mediation Law art. 31 and the agreement"),
        consequence: (
            "督促履行，并告知可以起诉或者申请执行",
            "urge performance, and tell the parties that a suit or enforcement is open",
        ),
        ..FIXED
    },
    Row {
        id: RuleId::FollowUp,
        trigger: Trigger::AgreementEffective,
        extendable: Extendable::ByAllParties,
        late_extension: true,
        status: RuleStatus::LocalPreset,
        source: ("《人民调解法》第31条，间隔由当地确定", "Mediation Law art. 31; the interval is local"),
        consequence: ("尽快回访", "follow up soon"),
        ..FIXED
    },
    Row {
        id: RuleId::MediatorChoice,
        trigger: Trigger::MediatorsProposed,
        length: Length::Workdays(2),
        status: RuleStatus::LocalPreset,
        source: (
            "《人民调解法》第19条、第23条，选定的时间由当地确定",
            "Mediation Law arts 19, 23; the time for choosing is local",
        ),
        consequence: ("由调委会指派调解员", "the committee assigns a mediator"),
        ..FIXED
    },
    Row {
        id: RuleId::ResultReport,
        trigger: Trigger::MediationOver,
        length: Length::Workdays(5),
        status: RuleStatus::LocalPreset,
        source: (
            "《宁波市人民调解条例》第19条等地方规定要求反馈，时限由当地确定",
            "local rules such as the Ningbo People's Mediation Regulations art. 19 want it; the time is local",
        ),
        consequence: ("尽快反馈", "report it soon"),
        ..FIXED
    },
    Row {
        id: RuleId::HandoverReceipt,
        trigger: Trigger::HandedOver,
        length: Length::Workdays(5),
        status: RuleStatus::LocalPreset,
        source: ("移送函约定的答复日期", "the day of answer that the letter asks for"),
        consequence: ("催问对方是否接收", "ask the other body whether it takes it"),
        ..FIXED
    },
    Row {
        id: RuleId::EventAnswer,
        trigger: Trigger::Dispatched,
        status: RuleStatus::LocalPreset,
        source: ("本县事件分级标准", "the county's levels of handling"),
        consequence: ("催办", "remind the unit"),
        ..FIXED
    },
    Row {
        id: RuleId::EventFinish,
        trigger: Trigger::Dispatched,
        status: RuleStatus::LocalPreset,
        source: ("本县事件分级标准", "the county's levels of handling"),
        consequence: ("催办，仍不办结的督办", "remind the unit, then supervise it"),
        ..FIXED
    },
    Row {
        id: RuleId::Supervision,
        trigger: Trigger::Supervised,
        status: RuleStatus::LocalPreset,
        source: ("督办时确定的期限", "the day set with the supervision"),
        consequence: ("采取下一步督办措施", "take the next step of the ladder"),
        ..FIXED
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_version_and_the_versions_follow_each_other_without_a_gap() {
        for &id in RuleId::ALL {
            let versions = versions(id);
            assert!(!versions.is_empty(), "{id}");
            for (i, r) in versions.iter().enumerate() {
                assert_eq!(usize::from(r.version), i + 1);
                assert_eq!(rule_version(id, r.version), Some(r));
                assert_eq!(rule(id, r.valid_from), r);
                let next = versions.get(i + 1);
                assert_eq!(r.valid_until, next.map(|n| n.valid_from.yesterday().unwrap()), "{id} {}", r.version);
                for text in [&r.name, &r.source, &r.consequence] {
                    assert!(!text.zh.is_empty() && text.en.is_ascii() && !text.en.is_empty(), "{id}: {text:?}");
                }
            }
        }
        assert_eq!(all().len(), ROWS.len());
    }

    #[test]
    fn the_rule_in_force_depends_on_the_date() {
        let cited = |y| rule(RuleId::JudicialConfirmation, date(y, 6, 1)).source.en.as_str();
        assert_eq!(cited(2012), "Mediation Law art. 33");
        assert!(cited(2020).ends_with("art. 194 (2012)"));
        assert!(cited(2023).ends_with("art. 201 (2021)"));
        assert!(cited(2026).ends_with("art. 205 (2023)"));
        assert_eq!(rule(RuleId::JudicialConfirmation, date(1999, 1, 1)).version, 1, "before the first, the first");
        assert_eq!(rule_version(RuleId::JudicialConfirmation, 9), None);
    }

    #[test]
    fn the_table_of_lengths_is_what_the_law_says() {
        let table: Vec<_> = RuleId::ALL
            .iter()
            .map(|&id| {
                let r = rule(id, date(2026, 3, 2));
                format!("{} {} | {} | {} | {}", r.id, r.length.words().en, r.trigger, r.extendable, r.status)
            })
            .collect();
        let wanted = "\
T1 30 days | acceptance | by_all_parties | local_preset
T2 30 days | acceptance | by_all_parties | local_preset
T3 30 days | assignment_confirmed | by_all_parties | statute
T4 15 days | assignment_confirmed | by_all_parties | statute
T4S 7 days | assignment_confirmed | by_all_parties | statute
T5 3 working days | assignment_received | no | statute
T6 30 working days | acceptance | by_parties_and_committee | statute
T7 15 days | application_received | no | statute
T8 10 days | accident_report_received | no | statute
T8M 10 days | traffic_count_start | no | statute
T9 3 days | termination | no | statute
T10 7 working days | first_police_mediation | no | statute
T11 30 days | agreement_effective | no | statute
T12 30 days | court_docketed | by_court | statute
T13 6 months | harm_known | no | hint
T13P 15 days | ruling_received | no | hint
T14 2 years | obligation_due | no | hint
T15 3 years | harm_known | no | hint
T15C 20 years | harm_done | by_court | hint
T16 1 year | harm_known | no | hint
T16W 1 year | employment_ended | no | hint
T17 2 years | harm_known | no | hint
T18 60 days | act_known | no | hint
T19 30 days | divorce_applied | no | statute
T19C 30 days | cooling_off_over | no | statute
performance 30 days | agreement_effective | by_all_parties | statute
follow_up 30 days | agreement_effective | by_all_parties | local_preset
mediator_choice 2 working days | mediators_proposed | no | local_preset
result_report 5 working days | mediation_over | no | local_preset
handover_receipt 5 working days | handed_over | no | local_preset
event_answer 30 days | dispatched | no | local_preset
event_finish 30 days | dispatched | no | local_preset
supervision 30 days | supervised | no | local_preset";
        assert_eq!(table.join("\n"), wanted);
    }

    #[test]
    fn only_local_lengths_can_be_preset() {
        let mut presets = Presets::default();
        let of = |length| Preset { length: Some(length), ..Preset::default() };
        let month = of(Length::Months(1));
        presets.set(RuleId::Mediation, month.clone()).unwrap();
        assert_eq!(presets.get(rule(RuleId::Mediation, date(2026, 1, 1))), month);
        assert_eq!(presets.set(RuleId::JudicialConfirmation, month.clone()).unwrap_err().code, Code::PresetNotLocal);
        for length in [Length::Days(0), Length::Years(3), Length::Until(date(2026, 1, 1))] {
            assert_eq!(presets.set(RuleId::Mediation, of(length)).unwrap_err().code, Code::OutOfRange);
        }
        let json = serde_json::to_string(&presets).unwrap();
        assert_eq!(json, r#"{"T1":{"length":{"unit":"months","value":1}}}"#);
        assert_eq!(serde_json::from_str::<Presets>(&json).unwrap(), presets);
        presets.clear(RuleId::Mediation);
        assert_eq!(presets, Presets::default());
    }

    #[test]
    fn a_site_says_why_a_period_stands_still_and_how_far_it_is_put_off_where_the_law_does_not() {
        let mut presets = Presets::default();
        let appraisal = Preset { pauses: Some(vec![PauseGround::Appraisal]), ..Preset::default() };
        let month = Preset { longest_extension: Some(30), ..Preset::default() };
        presets.set(RuleId::CourtBeforeFiling, appraisal.clone()).unwrap();
        assert_eq!(presets.set(RuleId::Medical, appraisal).unwrap_err().code, Code::PresetNotLocal, "the law says it");
        presets.set(RuleId::Medical, month.clone()).unwrap();
        assert_eq!(presets.set(RuleId::Labour, month).unwrap_err().code, Code::PresetNotLocal, "nobody extends it");
    }

    #[test]
    fn a_stored_preset_for_a_statutory_rule_is_ignored() {
        let forged: Presets =
            serde_json::from_str(r#"{"T11":{"length":{"unit":"days","value":90},"source":null}}"#).unwrap();
        assert_eq!(forged.get(rule(RuleId::JudicialConfirmation, date(2026, 1, 1))), Preset::default());
    }
}
