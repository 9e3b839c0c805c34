//! A letter's move as a sentence of the timeline. The actor's name stands before it; it is empty where a letter came by
//! itself.

use super::LetterMove;
use crate::kernel::{IdText, Text, day_zh};

/// What a move says in the timeline. Never what a letter says of the case.
pub fn sentence(mv: &LetterMove, account: &dyn Fn(IdText) -> String) -> Text {
    let t = |zh: String, en: String| Text::new(zh, en);
    let numbered = |number: &str| match number {
        "" => (String::new(), String::new()),
        number => (format!("（{number}）"), format!(" ({number})")),
    };
    match mv {
        LetterMove::Attach { letter } => {
            let (zh, en) = numbered(&letter.letter_number);
            t(format!("附入{}来函{zh}", letter.body), format!("attached a letter from {}{en}", letter.body))
        }
        LetterMove::Ask { mediator } => {
            let who = account(*mediator);
            t(format!("请{who}确认是否接收来函"), format!("asked {who} whether they take it"))
        }
        LetterMove::Confirm { on, .. } => t(
            format!("确认接收来函，{}起计算期限", day_zh(*on)),
            format!("confirmed the letter; the limit runs from {on}"),
        ),
        LetterMove::SendBack { reason, route, .. } => t(
            format!("退回来函：{}；建议途径：{}", reason.label().zh, route.label().zh),
            format!("sent the letter back: {}; open instead: {}", reason.label().en, route.label().en),
        ),
        LetterMove::Withdraw { .. } => t("委托方撤回来函".into(), "the letter was taken back by its sender".into()),
        LetterMove::Report { number, .. } => {
            let (zh, en) = numbered(number);
            t(format!("向委托方反馈结果{zh}"), format!("reported the result to the body that sent it{en}"))
        }
        LetterMove::HandOver { to, body, number, .. } => {
            let (zh, en) = numbered(number);
            t(
                format!("移送{}：{body}{zh}", to.label().zh),
                format!("handed it over to {} ({body}){en}", to.label().en.to_lowercase()),
            )
        }
        LetterMove::RecordReceipt { taken: true, .. } => {
            t("登记移送回执：对方接收".into(), "recorded the receipt: taken".into())
        }
        LetterMove::RecordReceipt { taken: false, .. } => {
            t("登记移送回执：对方不接收".into(), "recorded the receipt: not taken".into())
        }
        LetterMove::RecordResult { .. } => t("登记移送后的办理结果".into(), "recorded what became of it there".into()),
        LetterMove::Certify { to, performed, .. } => {
            let (zh, en) = if *performed { ("（含履行情况）", " with its performance") } else { ("", "") };
            t(
                format!("出具调解情况证明{zh}，出具对象：{to}"),
                format!("issued a certificate of the mediation{en} for {to}"),
            )
        }
    }
}
