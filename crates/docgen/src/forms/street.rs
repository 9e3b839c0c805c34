//! Papers of an event: orders to units, the steps of the ladder, and the charge a leader takes.

use super::{CODE, need};
use crate::form::{Audience, Form, Part, Title};
use crate::required::Required;

const FROM: Required = need("/event/from", "发文单位", "Who sends it", "event_from");
const TO: Required = need("/event/to/0", "收文单位", "To whom", "event_to");
const ON: Required = need("/event/on", "日期", "Day", "event_on");
const GROUND: Required = need("/event/step/ground_label", "事由", "Ground", "event_ground");
const UNTIL: Required = need("/event/step/until", "期限", "Limit", "event_until");
const STEP: &[Required] = &[CODE, FROM, TO, ON, GROUND, UNTIL];

/// Grounds for a step of the ladder are those of the 12345 measures; what follows when it does not help stands in the
/// Regulation on Petition Work.
const LADDER: &str =
    "Jinan measures on the 12345 hotline art. 28, Weifang art. 26; Regulation on Petition Work arts. 39, 40";

const fn step(
    code: &'static str,
    slug: &'static str,
    zh: &'static str,
    en: &'static str,
    template: &'static str,
) -> Form {
    Form {
        code,
        slug,
        title: Title { zh, en },
        audience: Audience::Committee,
        law: LADDER,
        parts: &[Part::Event],
        required: STEP,
        template,
    }
}

pub(super) const ORDER: Form = Form {
    code: "C6",
    slug: "event-order",
    title: Title { zh: "事件派遣单", en: "Order to a unit" },
    audience: Audience::Committee,
    law: "Beijing Regulation on Handling Appeals arts. 13, 14, 16",
    parts: &[Part::Event],
    required: &[CODE, FROM, ON, need("/event/task/name", "承办单位", "Unit", "event_unit")],
    template: include_str!("../../forms/event_order.txt"),
};
pub(super) const REMINDER: Form =
    step("C7", "event-reminder", "催办单", "Reminder to a unit", include_str!("../../forms/event_reminder.txt"));
pub(super) const SUPERVISION: Form = step(
    "C8",
    "event-supervision",
    "督办通知书",
    "Notice of supervision",
    include_str!("../../forms/event_supervision.txt"),
);
pub(super) const PUBLIC_SUPERVISION: Form = step(
    "C9",
    "event-public-supervision",
    "挂牌督办通知书",
    "Notice of public supervision",
    include_str!("../../forms/event_public_supervision.txt"),
);
pub(super) const TALK: Form =
    step("C10", "event-talk", "约谈通知书", "Invitation to a talk", include_str!("../../forms/event_talk.txt"));
pub(super) const CHARGE: Form = Form {
    code: "C11",
    slug: "event-charge",
    title: Title { zh: "领导包案责任单", en: "A leader's charge" },
    audience: Audience::Committee,
    law: "Regulation on Petition Work art. 18",
    parts: &[Part::Event],
    required: &[
        CODE,
        FROM,
        ON,
        need("/event/charge/leader", "包案领导", "Leader in charge", "event_leader"),
        need("/event/charge/unit", "责任单位", "Unit", "event_unit"),
        need("/event/charge/target_on", "目标期限", "To be solved by", "event_target"),
    ],
    template: include_str!("../../forms/event_charge.txt"),
};
