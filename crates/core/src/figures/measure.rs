//! Measures as data: each is named here once, with what it means, what makes it, and who asks for it.

use jiff::civil::{Date, date};
use serde::Serialize;
use utoipa::ToSchema;

use super::cell::Cut;
use crate::kernel::Text;
use crate::places::Level;
use crate::text_enum;

text_enum! {
    /// What is counted.
    pub enum Measure {
        Registered = "registered" ("登记", "Registered"),
        BroughtIn = "brought_in" ("台账导入", "Brought in"),
        Accepted = "accepted" ("受理", "Accepted"),
        Declined = "declined" ("不予受理", "Not accepted"),
        Mediated = "mediated" ("调解", "Mediated"),
        Agreed = "agreed" ("调解成功", "Agreed"),
        AgreedOrally = "agreed_orally" ("口头协议", "Agreed orally"),
        AgreedInWriting = "agreed_in_writing" ("书面协议", "Agreed in writing"),
        Failed = "failed" ("调解终止", "Ended without agreement"),
        Withdrawn = "withdrawn" ("撤回或失去联系", "Withdrawn or silent"),
        Referred = "referred" ("移送", "Referred"),
        People = "people" ("涉及当事人数", "Persons involved"),
        Amount = "amount" ("涉及金额", "Amount involved"),
        Difficult = "difficult" ("疑难复杂案件", "Difficult and complex"),
        Enterprise = "enterprise" ("涉企纠纷", "Enterprise disputes"),
        Fulfilled = "fulfilled" ("履行完毕", "Fulfilled"),
        Unfulfilled = "unfulfilled" ("未履行", "Not fulfilled"),
        ConfirmationApplied = "confirmation_applied" ("申请司法确认", "Confirmation applied for"),
        Confirmed = "confirmed" ("司法确认", "Confirmed by a court"),
        ConfirmationRefused = "confirmation_refused" ("确认被驳回或不予受理", "Confirmation refused"),
        Recovered = "recovered" ("已兑付金额", "Money paid over"),
        Closed = "closed" ("结案", "Closed"),
        Reopened = "reopened" ("重新打开", "Reopened"),
        CameBack = "came_back" ("九十日内重启", "Came back within 90 days"),
        Asked = "asked" ("已回访", "Followed up"),
        Answered = "answered" ("回访有答复", "Answered when asked"),
        SaidKept = "said_kept" ("当事人确认解决", "Parties say it is resolved"),
        SaidNotKept = "said_not_kept" ("当事人称未解决", "A party says it is not"),
        Promised = "promised" ("到期应履行", "Promises due"),
        KeptOnTime = "kept_on_time" ("按期全部履行", "Kept in full on time"),
        OpinionAsked = "opinion_asked" ("问及满意度的人数", "Asked for their opinion"),
        OpinionGiven = "opinion_given" ("表态人数", "Gave an opinion"),
        Satisfied = "satisfied" ("满意", "Satisfied"),
        FairlySatisfied = "fairly_satisfied" ("基本满意", "Fairly satisfied"),
        Dissatisfied = "dissatisfied" ("不满意", "Dissatisfied"),
        ToAccept = "to_accept" ("登记到受理", "From registration to acceptance"),
        ToAssign = "to_assign" ("受理到指派", "From acceptance to a mediator"),
        ToSession = "to_session" ("指派到首次调解", "From a mediator to the first session"),
        ToOutcome = "to_outcome" ("首次调解到结果", "From the first session to the outcome"),
        ToFulfil = "to_fulfil" ("生效到履行完毕", "From agreement to fulfilment"),
        ToClose = "to_close" ("登记到结案", "From registration to closing"),
        EventReported = "event_reported" ("事件上报", "Events reported"),
        EventSent = "event_sent" ("事件派遣", "Events dispatched"),
        EventAnswered = "event_answered" ("有时限的接单", "Answered, where there was a limit"),
        EventAnsweredInTime = "event_answered_in_time" ("按时接单", "Answered in time"),
        EventFinished = "event_finished" ("有时限的办结", "Finished, where there was a limit"),
        EventFinishedInTime = "event_finished_in_time" ("按时办结", "Finished in time"),
        EventReturned = "event_returned" ("退回重办", "Returned for rework"),
        EventObjected = "event_objected" ("提出异议", "Objections"),
        EventReopened = "event_reopened" ("反映没有解决", "Reopened because not fixed"),
        SessionText = "session_text" ("调解记录指纹", "Print of a session record"),
    }
}

text_enum! {
    /// What a measure counts in.
    pub enum Unit {
        Matters = "matters" ("件", "matters"),
        People = "people" ("人", "people"),
        Fen = "fen" ("分", "fen"),
        Minutes = "minutes" ("分钟", "minutes"),
        Prints = "prints" ("次", "texts"),
    }
}

text_enum! {
    /// Who wants to know.
    pub enum AskedBy {
        Ministry = "ministry" ("司法部统计报表", "The Ministry of Justice's table"),
        Centre = "centre" ("综治中心日常管理", "The centre's daily work"),
        Parties = "parties" ("当事人的实际感受", "What the parties have of it"),
        Guidance = "guidance" ("司法行政机关业务指导", "Guidance by the justice bureau"),
    }
}

/// A measure in one version. A changed definition is a further entry with the next version; the old one ends the day
/// before and keeps its name for what was counted under it.
#[derive(Clone, Copy, Debug)]
pub struct About {
    pub measure: Measure,
    pub version: u16,
    /// The name it is kept under: the measure's code; from the second version on with its number, `agreed.2`.
    pub key: &'static str,
    pub from: Date,
    pub until: Option<Date>,
    meaning: (&'static str, &'static str),
    pub unit: Unit,
    pub asked_by: AskedBy,
    /// Kinds of event that make the fact.
    pub made_by: &'static [&'static str],
    /// Kinds of later event that move it, change it or take it back.
    pub changed_by: &'static [&'static str],
    /// By what it is broken down, beside place and month.
    pub cuts: &'static [Cut],
    /// The nearest level of area at which it is summed.
    pub deepest: Level,
    /// Also summed by the organisation that mediated.
    pub by_organisation: bool,
    /// May its numbers be opened into the matters they are made of, as far as the reader's reach goes?
    pub opens: bool,
}

impl About {
    /// What exactly is counted, and on which day.
    pub fn meaning(&self) -> Text {
        Text::new(self.meaning.0, self.meaning.1)
    }

    /// Is it summed at all? Prints of texts are only looked for.
    pub fn is_summed(&self) -> bool {
        self.unit != Unit::Prints
    }
}

impl Measure {
    /// The definition in force on a day; before the first day the first one.
    pub fn on(self, day: Date) -> &'static About {
        let mut of_this = TABLE.iter().filter(|about| about.measure == self);
        let first = of_this.next().unwrap_or(&TABLE[0]);
        of_this.rfind(|about| about.from <= day).unwrap_or(first)
    }

    /// The latest definition.
    pub fn about(self) -> &'static About {
        self.on(Date::MAX)
    }

    /// The measure a key stands for, in whichever version.
    pub fn of_key(key: &str) -> Option<Self> {
        TABLE.iter().find(|about| about.key == key).map(|about| about.measure)
    }

    /// Its keys in a period: one, or two where the definition changed meanwhile.
    pub fn keys(self, from: Date, until: Date) -> impl Iterator<Item = &'static str> {
        let in_force = move |about: &&About| {
            let began = about.version == 1 || about.from <= until;
            about.measure == self && began && about.until.is_none_or(|end| end >= from)
        };
        TABLE.iter().filter(in_force).map(|about| about.key)
    }
}

/// One line of the reference: a measure with everything that is said of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MeasureLine {
    pub measure: Measure,
    pub name: Text,
    pub meaning: Text,
    pub unit: Unit,
    pub asked_by: AskedBy,
    pub version: u16,
    pub from: Date,
    pub until: Option<Date>,
    /// Kinds of event that make the fact, and that change it or take it back.
    pub made_by: Vec<String>,
    pub changed_by: Vec<String>,
    pub cuts: Vec<Cut>,
    pub deepest: Level,
    pub opens: bool,
}

/// The whole table, as the reference page shows it.
pub fn reference() -> Vec<MeasureLine> {
    let owned = |kinds: &[&str]| kinds.iter().map(|kind| (*kind).to_owned()).collect();
    TABLE
        .iter()
        .map(|about| MeasureLine {
            measure: about.measure,
            name: about.measure.label(),
            meaning: about.meaning(),
            unit: about.unit,
            asked_by: about.asked_by,
            version: about.version,
            from: about.from,
            until: about.until,
            made_by: owned(about.made_by),
            changed_by: owned(about.changed_by),
            cuts: about.cuts.to_vec(),
            deepest: about.deepest,
            opens: about.opens,
        })
        .collect()
}

/// Before this house existed nothing was counted.
const ALWAYS: Date = date(2020, 1, 1);

/// What most measures have in common.
const fn plain(measure: Measure, meaning: (&'static str, &'static str), made_by: &'static [&'static str]) -> About {
    About {
        measure,
        version: 1,
        key: measure.as_str(),
        from: ALWAYS,
        until: None,
        meaning,
        unit: Unit::Matters,
        asked_by: AskedBy::Centre,
        made_by,
        changed_by: &[],
        cuts: &[],
        deepest: Level::Village,
        by_organisation: false,
        opens: true,
    }
}

/// A time between two steps.
const fn step(measure: Measure, meaning: (&'static str, &'static str), made_by: &'static [&'static str]) -> About {
    About {
        unit: Unit::Minutes,
        cuts: &[Cut::Bucket],
        deepest: Level::Town,
        by_organisation: true,
        ..plain(measure, meaning, made_by)
    }
}

const OUTCOMES: &[&str] = &["mediation.agreed_orally", "mediation.took_effect", "mediation.terminated"];
const AGREEMENTS: &[&str] = &["mediation.agreed_orally", "mediation.took_effect"];
const FOLLOW_UPS: &[&str] = &["matter.followed_up"];

/// All measures in all versions, the versions of one in their order.
pub const TABLE: &[About] = &[
    About {
        cuts: &[Cut::Kind, Cut::Source, Cut::Day],
        asked_by: AskedBy::Ministry,
        ..plain(
            Measure::Registered,
            (
                "本期在本系统登记的事项，按登记之日计；从旧台账导入的不计在内。",
                "Matters registered here, on the day of registration; those brought in from an old ledger are not among them.",
            ),
            &["matter.registered"],
        )
    },
    plain(
        Measure::BroughtIn,
        (
            "本期从旧台账导入的事项，按导入之日计；原台账的数字由原台账负责。",
            "Matters brought in from a ledger kept elsewhere, on the day they came in; what that ledger counted is its own.",
        ),
        &["matter.registered"],
    ),
    plain(
        Measure::Accepted,
        ("调解组织受理的纠纷，按受理之日计。", "Disputes a committee accepted, on the day it was recorded."),
        &["mediation.accepted"],
    ),
    plain(
        Measure::Declined,
        ("调解组织不予受理并说明理由的纠纷。", "Disputes a committee did not accept, with the reason."),
        &["mediation.declined"],
    ),
    About {
        asked_by: AskedBy::Ministry,
        cuts: &[Cut::Kind, Cut::Source, Cut::Body],
        by_organisation: true,
        ..plain(
            Measure::Mediated,
            (
                "受理后有了结果的调解：达成协议，或者终止。按结果记载之日计；移送的不计。",
                "Mediations that came to an outcome: an agreement in effect, or termination. On the day it was recorded; referrals are not among them.",
            ),
            OUTCOMES,
        )
    },
    About {
        asked_by: AskedBy::Ministry,
        cuts: &[Cut::Kind, Cut::Source, Cut::Body],
        by_organisation: true,
        ..plain(
            Measure::Agreed,
            (
                "达成的协议已经生效：书面的签章齐全，口头的记载在案。是否真正解决，另看当事人的确认。",
                "Agreements in effect: written ones signed and sealed, oral ones recorded. Whether it is resolved is what the parties say later.",
            ),
            AGREEMENTS,
        )
    },
    About {
        asked_by: AskedBy::Ministry,
        ..plain(
            Measure::AgreedOrally,
            ("口头协议（《人民调解法》第28、30条）。", "Oral agreements (Mediation Law arts 28, 30)."),
            &["mediation.agreed_orally"],
        )
    },
    About {
        asked_by: AskedBy::Ministry,
        ..plain(
            Measure::AgreedInWriting,
            ("书面调解协议（《人民调解法》第28、29条）。", "Written agreements (Mediation Law arts 28, 29)."),
            &["mediation.took_effect"],
        )
    },
    plain(
        Measure::Failed,
        (
            "未达成协议而终止的调解，不论原因；撤回和失去联系的也在内。",
            "Mediations terminated without an agreement, for whatever reason, withdrawn and silent ones among them.",
        ),
        &["mediation.terminated"],
    ),
    About {
        asked_by: AskedBy::Parties,
        deepest: Level::Town,
        opens: false,
        ..plain(
            Measure::Withdrawn,
            (
                "终止的原因是申请人撤回，或者联系不上当事人。只计数，不展开到事项。",
                "Terminated because the applicant withdrew or a party could not be reached. A count only: it opens into no matter.",
            ),
            &["mediation.terminated"],
        )
    },
    plain(
        Measure::Referred,
        ("移送其他机关或者调解组织的。", "Referred to another body or committee."),
        &["mediation.referred"],
    ),
    About {
        asked_by: AskedBy::Ministry,
        unit: Unit::People,
        changed_by: &["matter.party_added"],
        ..plain(
            Measure::People,
            (
                "有结果的调解所涉的当事人数，单位也各计一个。",
                "Parties of mediations that came to an outcome; a body counts as one.",
            ),
            OUTCOMES,
        )
    },
    About {
        asked_by: AskedBy::Ministry,
        unit: Unit::Fen,
        ..plain(
            Measure::Amount,
            (
                "有结果的调解所涉金额：登记时填写的标的；没有填写的，取协议约定给付的总额。",
                "The amount in dispute of mediations that came to an outcome, as registered; where none was, what the agreement promises.",
            ),
            OUTCOMES,
        )
    },
    About {
        asked_by: AskedBy::Ministry,
        ..plain(
            Measure::Difficult,
            (
                "疑难复杂案件，全国没有统一标准。本系统取：当事人十人以上，或者标的五十万元以上，或者调解三次以上，或者经各方同意延期。",
                "Difficult and complex; there is no national definition. Here: ten parties or more, half a million yuan or more, three sessions or more, or an extension by consent.",
            ),
            OUTCOMES,
        )
    },
    About {
        cuts: &[Cut::Kind],
        ..plain(
            Measure::Enterprise,
            (
                "当事人中有法人或者非法人组织的。",
                "Mediations in which a legal person or another organisation is a party.",
            ),
            OUTCOMES,
        )
    },
    About {
        asked_by: AskedBy::Guidance,
        by_organisation: true,
        ..plain(
            Measure::Fulfilled,
            (
                "协议全部履行完毕，按最后一项履行记载之日计。",
                "Agreements kept in full, on the day the last promise was recorded as kept.",
            ),
            &["mediation.fulfilled"],
        )
    },
    About {
        asked_by: AskedBy::Guidance,
        by_organisation: true,
        ..plain(
            Measure::Unfulfilled,
            (
                "确认未履行的协议；后来履行的另计入履行完毕。",
                "Agreements declared as not fulfilled; one that is kept after all is counted as fulfilled too.",
            ),
            &["mediation.unfulfilled"],
        )
    },
    About {
        asked_by: AskedBy::Guidance,
        by_organisation: true,
        ..plain(
            Measure::ConfirmationApplied,
            (
                "双方共同向法院申请司法确认（《民事诉讼法》第205条），按申请登记之日计；再次申请的再计一次。",
                "Applications of both sides to a court for confirmation (Civil Procedure Law art. 205), on the day it was recorded; a further application counts again.",
            ),
            &["mediation.confirmation_applied"],
        )
    },
    About {
        asked_by: AskedBy::Guidance,
        by_organisation: true,
        ..plain(
            Measure::ConfirmationRefused,
            (
                "法院裁定驳回申请或者不予受理的，按裁定登记之日计；当事人撤回的不计。",
                "Applications a court dismissed or did not accept, on the day its ruling was recorded; those withdrawn are not among them.",
            ),
            &["mediation.ruling_recorded"],
        )
    },
    About {
        asked_by: AskedBy::Ministry,
        by_organisation: true,
        ..plain(
            Measure::Confirmed,
            (
                "法院裁定确认有效的调解协议，按裁定登记之日计。",
                "Agreements a court confirmed, on the day its ruling was recorded.",
            ),
            &["mediation.ruling_recorded"],
        )
    },
    About {
        unit: Unit::Fen,
        ..plain(
            Measure::Recovered,
            ("依协议已经给付的款项，按记载之日计。", "Money paid under agreements, on the day it was recorded."),
            &["mediation.fulfilment_recorded"],
        )
    },
    About {
        cuts: &[Cut::Day],
        by_organisation: true,
        ..plain(
            Measure::Closed,
            (
                "结案，按结案之日计；重新打开后再次结案的再计一次，净数另减重新打开。",
                "Closed, on the day of closing; one that is reopened and closed again counts again: net of those reopened.",
            ),
            &["matter.closed"],
        )
    },
    About {
        opens: false,
        deepest: Level::Town,
        ..plain(
            Measure::Reopened,
            ("重新打开的事项，按重新打开之日计。", "Matters reopened, on the day they were."),
            &["matter.reopened"],
        )
    },
    About {
        asked_by: AskedBy::Parties,
        opens: false,
        deepest: Level::Town,
        by_organisation: true,
        changed_by: &["matter.closed"],
        ..plain(
            Measure::CameBack,
            (
                "结案后九十日内重新打开，计在结案的那个月。只看同一事项自身的经过：同样的人是否再来，本系统不查。",
                "Reopened within 90 days of closing, counted in the month of that closing. Only the matter's own history is looked at: whether the same people came again is not.",
            ),
            &["matter.reopened"],
        )
    },
    About {
        asked_by: AskedBy::Parties,
        by_organisation: true,
        ..plain(
            Measure::Asked,
            (
                "达成协议后由调解员以外的人回访过，计在协议生效的那个月。",
                "Agreements followed up by somebody other than the mediator, counted in the month the agreement took effect.",
            ),
            FOLLOW_UPS,
        )
    },
    About {
        asked_by: AskedBy::Parties,
        by_organisation: true,
        changed_by: FOLLOW_UPS,
        ..plain(
            Measure::Answered,
            (
                "回访中至少一方说了协议是否履行；未联系上、未到期的不算。",
                "Followed up, and at least one party said whether the agreement was kept; not reached and not yet due do not count.",
            ),
            FOLLOW_UPS,
        )
    },
    About {
        asked_by: AskedBy::Parties,
        by_organisation: true,
        changed_by: FOLLOW_UPS,
        ..plain(
            Measure::SaidKept,
            (
                "答复的各方最近一次都说已全部履行。",
                "Every party who answered said, when last asked, that it was kept in full.",
            ),
            FOLLOW_UPS,
        )
    },
    About {
        asked_by: AskedBy::Parties,
        by_organisation: true,
        changed_by: FOLLOW_UPS,
        ..plain(
            Measure::SaidNotKept,
            (
                "答复的人中最近一次有人说部分履行或者未履行。",
                "Some party who answered said, when last asked, that it was kept in part or not at all.",
            ),
            FOLLOW_UPS,
        )
    },
    About {
        asked_by: AskedBy::Parties,
        by_organisation: true,
        ..plain(
            Measure::Promised,
            (
                "协议中最后一项有期限的约定在本期到期。",
                "Agreements whose last promise with a day falls due in the period.",
            ),
            AGREEMENTS,
        )
    },
    About {
        asked_by: AskedBy::Parties,
        by_organisation: true,
        changed_by: &["mediation.fulfilment_recorded"],
        ..plain(
            Measure::KeptOnTime,
            (
                "其中每一项都在约定之日前履行，计在最后一项到期的那个月。",
                "Of these, every promise was kept by its day; counted in the month the last one falls due.",
            ),
            &["mediation.fulfilled"],
        )
    },
    About {
        asked_by: AskedBy::Parties,
        unit: Unit::People,
        ..plain(
            Measure::OpinionAsked,
            (
                "回访到的当事人，按最近一次回访之日计，一人计一次。",
                "Parties followed up, once each, on the day of the latest time.",
            ),
            FOLLOW_UPS,
        )
    },
    About {
        asked_by: AskedBy::Parties,
        unit: Unit::People,
        changed_by: FOLLOW_UPS,
        ..plain(Measure::OpinionGiven, ("其中表了态的。", "Of these, who gave an opinion."), FOLLOW_UPS)
    },
    About {
        asked_by: AskedBy::Parties,
        unit: Unit::People,
        changed_by: FOLLOW_UPS,
        ..plain(Measure::Satisfied, ("其中表示满意的。", "Of these, who were satisfied."), FOLLOW_UPS)
    },
    About {
        asked_by: AskedBy::Parties,
        unit: Unit::People,
        changed_by: FOLLOW_UPS,
        ..plain(Measure::FairlySatisfied, ("其中表示基本满意的。", "Of these, who were fairly satisfied."), FOLLOW_UPS)
    },
    About {
        asked_by: AskedBy::Parties,
        unit: Unit::People,
        changed_by: FOLLOW_UPS,
        ..plain(Measure::Dissatisfied, ("其中表示不满意的。", "Of these, who were dissatisfied."), FOLLOW_UPS)
    },
    step(
        Measure::ToAccept,
        ("从登记到受理的时间，计在受理的那个月。", "Time from registration to acceptance, in the month of acceptance."),
        &["mediation.accepted"],
    ),
    step(
        Measure::ToAssign,
        ("从受理到首次指派调解员的时间。", "Time from acceptance to the first mediator."),
        &["mediation.assigned"],
    ),
    step(
        Measure::ToSession,
        ("从指派调解员到首次调解的时间。", "Time from the first mediator to the first session."),
        &["mediation.session_held"],
    ),
    step(
        Measure::ToOutcome,
        ("从首次调解到达成协议或者终止的时间。", "Time from the first session to agreement or termination."),
        OUTCOMES,
    ),
    step(
        Measure::ToFulfil,
        ("从协议生效到履行完毕的时间。", "Time from the agreement's effect to its fulfilment."),
        &["mediation.fulfilled"],
    ),
    step(
        Measure::ToClose,
        ("从登记到首次结案的全部时间。", "The whole time from registration to the first closing."),
        &["matter.closed"],
    ),
    plain(
        Measure::EventReported,
        (
            "本期上报的事件，按上报之日计；不是纠纷，不计入登记数。",
            "Events reported, on that day; they are no disputes and not among those registered.",
        ),
        &["dispatch.reported"],
    ),
    plain(
        Measure::EventSent,
        ("派给承办单位的次数，吹哨算一次。", "How often events were sent to units; a whistle counts once."),
        &["dispatch.sent", "dispatch.whistled"],
    ),
    About {
        changed_by: &["dispatch.objected"],
        ..plain(
            Measure::EventAnswered,
            (
                "设有接单时限的派遣中已接单的，一个单位计一次，按接单之日计。",
                "Of what was sent with a limit to answer, what was accepted: once a unit, on that day.",
            ),
            &["dispatch.accepted"],
        )
    },
    About {
        changed_by: &["dispatch.objected"],
        ..plain(
            Measure::EventAnsweredInTime,
            ("其中在时限内接单的。", "Of these, within the limit."),
            &["dispatch.accepted"],
        )
    },
    About {
        changed_by: &["dispatch.returned", "dispatch.reopened"],
        ..plain(
            Measure::EventFinished,
            (
                "设有办结时限的派遣中已办完的，一个单位计一次；退回重办后按最后一次计。",
                "Of what was sent with a limit to finish, what was finished: once a unit; after a return the last time counts.",
            ),
            &["dispatch.finished"],
        )
    },
    About {
        changed_by: &["dispatch.returned", "dispatch.reopened"],
        ..plain(
            Measure::EventFinishedInTime,
            ("其中在时限内办完的。", "Of these, within the limit."),
            &["dispatch.finished"],
        )
    },
    plain(
        Measure::EventReturned,
        ("核查没有通过、退回重办的次数。", "How often a check did not pass and the event went back."),
        &["dispatch.returned"],
    ),
    plain(
        Measure::EventObjected,
        ("承办单位提出异议的次数。", "How often a unit said that it is not for it."),
        &["dispatch.objected"],
    ),
    About {
        asked_by: AskedBy::Parties,
        ..plain(
            Measure::EventReopened,
            ("上报人说没有解决而重新办理的次数。", "How often the reporter said that it is not fixed."),
            &["dispatch.reopened"],
        )
    },
    About {
        unit: Unit::Prints,
        asked_by: AskedBy::Guidance,
        opens: false,
        ..plain(
            Measure::SessionText,
            (
                "联合调解记录文字的指纹，只用来发现多个事项的记录一字不差。",
                "A print of the words of a joint session's record, only to notice records that are the same word for word.",
            ),
            &["mediation.session_held"],
        )
    },
];
