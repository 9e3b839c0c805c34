//! Papers of an event: what each says of the case that is known, and that no person stands on them but the leader in charge.

use bandeng_docgen::sample::full;
use bandeng_docgen::*;

use crate::tools::{form, keep, lines, print, words};

fn says(code: &str, data: &PaperData, phrases: &[&str]) {
    let pdf = print(code, data);
    keep(&pdf, &format!("{code}-event"));
    let text = words(&pdf);
    for phrase in [form(code).title.zh, "青禾县社会治安综合治理中心", "（印章）"].iter().chain(phrases)
    {
        assert!(text.contains(phrase), "{code} does not say {phrase}:\n{}", lines(&pdf));
    }
    assert!(!pdf.draft, "{code} is complete");
    // The slip to be sent back may stand on a page of its own.
    assert!(pdf.pages <= 2, "{code} has {} pages", pdf.pages);
    assert_eq!(text.contains("何为民"), code == "C11", "a leader stands on the charge alone");
}

#[test]
fn an_order_names_the_unit_its_part_and_its_limits() {
    let mut data = full();
    let phrases =
        ["青禾县水务局：", "现派遣你单位办理", "2026年3月5日19时00分", "更换井盖，加固四周", "接单回执", "首办负责"];
    says("C6", &data, &phrases);
    says("C6", &data, &["青禾县交通运输局协办2026年3月12日23时59分"]);
    if let Some(event) = &mut data.event {
        event.whistle = true;
        event.units.clear();
    }
    let text = words(&print("C6", &data));
    assert!(text.contains("吹哨") && !text.contains("现派遣你单位办理") && !text.contains("同时派遣"), "{text}");
}

#[test]
fn the_steps_of_the_ladder_say_their_ground_their_day_and_what_follows() {
    let data = full();
    says("C7", &data, &["2026年3月5日派遣你单位办理的", "逾期未办结", "于2026年3月16日前解决", "可以督办"]);
    says("C8", &data, &["现决定督办", "1.2026年3月13日催办：逾期未办结", "可以挂牌督办"]);
    says("C9", &data, &["现决定挂牌督办", "主办单位青禾县水务局", "不针对个人", "可以约谈"]);
    says("C10", &data, &["约谈你单位", "约谈时间", "内容限于该事件的办理"]);
}

#[test]
fn a_charge_has_its_meetings_and_its_result_or_room_for_them() {
    let mut data = full();
    says("C11", &data, &["何为民", "2026年3月20日", "现场会商，确定当天设置围挡", "路灯一并修好"]);
    if let Some(charge) = data.event.as_mut().and_then(|event| event.charge.as_mut()) {
        charge.meetings.clear();
        charge.result.clear();
    }
    says("C11", &data, &["会商记录", "结果："]);
}
