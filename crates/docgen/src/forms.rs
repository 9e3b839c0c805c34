//! The forms, in the order of the domain reference. A further one is one more entry here.

use crate::form::{Audience, Form, Part, Title};
use crate::required::Required;

const fn need(pointer: &'static str, label_zh: &'static str, label_en: &'static str, field: &'static str) -> Required {
    Required { pointer, label_zh, label_en, field }
}

// Required by several forms.
const CODE: Required = need("/matter/code", "事项编号", "Matter code", "matter_code");
const COMMITTEE: Required = need("/committee/name", "人民调解委员会名称", "Name of the committee", "committee_name");
const NARRATIVE: Required = need("/matter/narrative", "纠纷简要情况", "Account of the dispute", "narrative");
const APPLICANT: Required = need("/parties/side=applicant/name", "申请人姓名或名称", "Applicant's name", "party_name");
const RESPONDENT: Required =
    need("/parties/side=respondent/name", "被申请人姓名或名称", "Respondent's name", "party_name");
const EVERY_PARTY: Required = need("/parties/*/name", "当事人姓名或名称", "Name of each party", "party_name");
const SECOND_PARTY: Required =
    need("/parties/1/name", "另一方当事人姓名或名称", "Name of the other party", "party_name");
const MEDIATOR: Required = need("/mediators/0", "人民调解员", "Mediator", "mediators");
const FACTS: Required = need("/agreement/facts", "纠纷主要事实", "Main facts", "agreement_facts");
const TERMS: Required = need("/agreement/terms/0", "协议内容", "Terms agreed", "agreement_terms");
const NUMBER: Required = need("/agreement/number", "协议编号", "Agreement number", "agreement_number");

/// All forms, in the order of the domain reference.
pub const FORMS: &[Form] = &[
    Form {
        code: "D1",
        slug: "application",
        title: Title { zh: "人民调解申请书", en: "Application for mediation" },
        audience: Audience::Parties,
        law: "People's Mediation Law art. 17; judicial interpretation on limitation art. 12",
        parts: &[Part::Parties],
        required: &[
            CODE,
            COMMITTEE,
            APPLICANT,
            need("/parties/side=applicant/phone", "申请人联系方式", "Applicant's telephone", "party_phone"),
            RESPONDENT,
            EVERY_PARTY,
            NARRATIVE,
            need("/matter/claims/0", "申请事项", "What is asked for", "claims"),
        ],
        template: include_str!("../templates/d01.typ"),
    },
    Form {
        code: "D2",
        slug: "acceptance-register",
        title: Title { zh: "人民调解受理登记表", en: "Register of acceptance" },
        audience: Audience::Parties,
        law: "People's Mediation Law arts. 17, 27",
        parts: &[Part::Parties, Part::Acceptance],
        required: &[
            CODE,
            COMMITTEE,
            need("/acceptance/on", "受理日期", "Date of acceptance", "accepted_on"),
            EVERY_PARTY,
            SECOND_PARTY,
            need("/matter/kind_label", "纠纷类型", "Kind of dispute", "kind"),
            need("/matter/source_label", "案件来源", "How the case came", "source"),
            NARRATIVE,
            need("/acceptance/accepted_by", "登记人", "Registrar", "accepted_by"),
        ],
        template: include_str!("../templates/d02.typ"),
    },
    Form {
        code: "D3",
        slug: "notice-of-rights",
        title: Title { zh: "人民调解权利义务告知书", en: "Notice of rights and duties" },
        audience: Audience::Parties,
        law: "People's Mediation Law arts. 3, 4, 15, 23, 24, 26, 31-33",
        parts: &[Part::Parties, Part::NoticeOfRights],
        required: &[CODE, COMMITTEE, EVERY_PARTY, SECOND_PARTY],
        template: include_str!("../templates/d03.typ"),
    },
    Form {
        code: "D6",
        slug: "session-record",
        title: Title { zh: "人民调解记录", en: "Record of mediation" },
        audience: Audience::Parties,
        law: "People's Mediation Law art. 27",
        parts: &[Part::Parties, Part::Sessions, Part::Mediators, Part::Recorder],
        required: &[
            CODE,
            COMMITTEE,
            need("/sessions/*/started", "调解时间", "Time of the session", "session_started"),
            need("/sessions/*/place", "调解地点", "Place of the session", "session_place"),
            need("/sessions/*/matter_in_dispute", "事由", "Matter in dispute", "session_matter"),
            need("/sessions/*/present", "到场当事人", "Parties present", "session_present"),
            need("/sessions/*/record", "调解记录", "Record", "session_record"),
            need("/sessions/*/result", "调解结果", "Result", "session_result"),
            MEDIATOR,
        ],
        template: include_str!("../templates/d06.typ"),
    },
    Form {
        code: "D7",
        slug: "agreement",
        title: Title { zh: "人民调解协议书", en: "Mediation agreement" },
        audience: Audience::Parties,
        law: "People's Mediation Law arts. 28, 29, 31-33",
        parts: &[Part::Parties, Part::Agreement, Part::Mediators, Part::Recorder],
        required: &[
            CODE,
            COMMITTEE,
            NUMBER,
            EVERY_PARTY,
            SECOND_PARTY,
            FACTS,
            TERMS,
            need("/agreement/copies", "协议份数", "Number of copies", "agreement_copies"),
            MEDIATOR,
        ],
        template: include_str!("../templates/d07.typ"),
    },
    Form {
        code: "D8",
        slug: "oral-agreement",
        title: Title { zh: "人民调解口头协议登记表", en: "Register of an oral agreement" },
        audience: Audience::Parties,
        law: "People's Mediation Law arts. 28, 30",
        parts: &[Part::Parties, Part::Agreement, Part::Mediators, Part::Recorder],
        required: &[
            CODE,
            COMMITTEE,
            NUMBER,
            EVERY_PARTY,
            SECOND_PARTY,
            FACTS,
            TERMS,
            need("/agreement/effective_on", "达成协议日期", "Day of agreement", "agreement_effective_on"),
            MEDIATOR,
        ],
        template: include_str!("../templates/d08.typ"),
    },
    Form {
        code: "D9",
        slug: "follow-up",
        title: Title { zh: "人民调解回访记录", en: "Record of a follow-up" },
        audience: Audience::Committee,
        law: "People's Mediation Law art. 31",
        parts: &[Part::Parties, Part::Agreement, Part::FollowUps],
        required: &[
            CODE,
            COMMITTEE,
            EVERY_PARTY,
            NUMBER,
            need("/follow_ups/*/on", "回访日期", "Date of the follow-up", "follow_up_on"),
            need("/follow_ups/*/purpose", "回访事由", "Purpose", "follow_up_purpose"),
            need("/follow_ups/*/findings", "回访情况", "Findings", "follow_up_findings"),
            need("/follow_ups/*/visited_by", "回访人", "Visited by", "follow_up_by"),
        ],
        template: include_str!("../templates/d09.typ"),
    },
    Form {
        code: "D11",
        slug: "termination-notice",
        title: Title { zh: "终止调解告知书", en: "Notice of termination" },
        audience: Audience::Parties,
        law: "People's Mediation Law art. 26",
        parts: &[Part::Parties, Part::Termination, Part::Mediators],
        required: &[
            CODE,
            COMMITTEE,
            EVERY_PARTY,
            SECOND_PARTY,
            need("/termination/started_on", "调解开始日期", "Begin of mediation", "termination_started_on"),
            need("/termination/ended_on", "终止日期", "Date of termination", "termination_ended_on"),
            need("/termination/reason_label", "终止原因", "Reason", "termination_reason"),
            need("/termination/remedies", "救济途径", "Ways left to the parties", "termination_remedies"),
        ],
        template: include_str!("../templates/d11.typ"),
    },
    Form {
        code: "D12",
        slug: "decline-notice",
        title: Title { zh: "不予受理告知书", en: "Notice of refusal" },
        audience: Audience::Parties,
        law: "People's Mediation Law arts. 17, 26 by analogy; local rules",
        parts: &[Part::Parties, Part::Decline],
        required: &[
            CODE,
            COMMITTEE,
            APPLICANT,
            need("/decline/on", "决定日期", "Date of the decision", "declined_on"),
            need("/decline/reason_label", "不予受理原因", "Reason", "decline_reason"),
            need("/decline/channels", "其他解决途径", "Where to go instead", "decline_channels"),
        ],
        template: include_str!("../templates/d12.typ"),
    },
    Form {
        code: "D17",
        slug: "urgent-report",
        title: Title { zh: "紧急情况报告", en: "Urgent report" },
        audience: Audience::Committee,
        law: "People's Mediation Law art. 25",
        parts: &[Part::UrgentReport],
        required: &[
            CODE,
            COMMITTEE,
            need("/urgent_report/to_whom", "报告对象", "Reported to", "urgent_to_whom"),
            need("/urgent_report/reported_at", "报告时间", "Time of the report", "urgent_reported_at"),
            need("/urgent_report/facts", "紧急情况", "What happened", "urgent_facts"),
            need("/urgent_report/measures", "已采取的措施", "Measures taken", "urgent_measures"),
            need("/urgent_report/reported_by", "报告人", "Reported by", "urgent_reported_by"),
        ],
        template: include_str!("../templates/d17.typ"),
    },
];
