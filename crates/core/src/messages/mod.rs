//! What is sent to parties: short texts by version, in both languages, that say what to do and never what it is about. A
//! telephone lies on the table, and whoever sees its screen must learn nothing.

use crate::kernel::Text;
use crate::text_enum;

text_enum! {
    /// What a message is for.
    pub enum MessageKind {
        Code = "code" ("验证码", "A code for coming in"),
        Applied = "applied" ("申请已收到", "Application received"),
        Accepted = "accepted" ("已受理", "Accepted"),
        Answered = "answered" ("有了答复", "There is an answer"),
        Session = "session" ("约好了时间", "A session is arranged"),
        Choose = "choose" ("请选调解员", "Choose a mediator"),
        Sign = "sign" ("请签名", "Something to sign"),
        Due = "due" ("约定快到期", "A promise is due"),
        Overdue = "overdue" ("约定过期", "A promise is overdue"),
        Confirm = "confirm" ("请回复是否履行", "Was the promise kept"),
        News = "news" ("有新进展", "Something new"),
        EnrolmentEnds = "enrolment_ends" ("求助登记快到期", "An enrolment ends"),
    }
}

impl MessageKind {
    /// Told for the sake of mediating or asking afterwards, which rests on the party's consent alone: it ends with it
    /// (see `privacy::consequences`). What performs an agreement, answers or opens the own door goes on.
    pub const fn rests_on_consent(self) -> bool {
        matches!(self, MessageKind::Session | MessageKind::Choose | MessageKind::Confirm | MessageKind::News)
    }
}

text_enum! {
    /// By which way it goes.
    pub enum MessageWay {
        Sms = "sms" ("短信", "Text message"),
        Email = "email" ("电子邮件", "E-mail"),
        /// Nothing leaves the house: a demo shows on a page what would have been sent.
        Page = "page" ("演示页面", "A page of the demo"),
    }
}

text_enum! {
    /// What became of it.
    pub enum MessageState {
        Waiting = "waiting" ("待发送", "Waiting"),
        Sent = "sent" ("已发送", "Sent"),
        /// Tried as often as is reasonable.
        Failed = "failed" ("发送失败", "Failed"),
        /// Never tried: too many already, no way is set up, or no number that takes messages.
        Dropped = "dropped" ("未发送", "Not sent"),
    }
}

/// The version of the texts below; a changed text is a new version, and every message names its own.
pub const VERSION: i32 = 1;

/// Messages to one number or address within a day, of whatever matter.
pub const A_NUMBER_A_DAY: i64 = 10;

/// Messages about one matter within a day.
pub const A_MATTER_A_DAY: i64 = 40;

/// Attempts before a message counts as failed: with the waits between them about an hour and a half.
pub const ATTEMPTS: i32 = 10;

/// How long a code that was sent opens something.
pub const CODE_HOLDS_MS: i64 = 10 * 60_000;

/// A code anew only after this long: taps in a row are one.
pub const CODE_AGAIN_MS: i64 = 60_000;

/// How often a code may be typed wrong.
pub const CODE_TRIES: i32 = 5;

/// Six digits from random bytes, each number as likely as any other to one in four thousand.
pub fn draw_code(random: [u8; 4]) -> String {
    format!("{:06}", u32::from_be_bytes(random) % 1_000_000)
}

/// A code as somebody types it: spaces between, full-width digits. None if it cannot be one.
pub fn read_code(typed: &str) -> Option<String> {
    let mut digits = String::with_capacity(6);
    for c in typed.chars().take(24).filter(|c| !c.is_whitespace()) {
        match c {
            '0'..='9' => digits.push(c),
            '\u{ff10}'..='\u{ff19}' => digits.push(char::from_u32(u32::from(c) - 0xfee0)?),
            _ => return None,
        }
    }
    (digits.len() == 6).then_some(digits)
}

/// What stands in a text.
#[derive(Clone, Debug, Default)]
pub struct Values<'a> {
    /// Who writes: the committee or the desk.
    pub house: &'a str,
    /// The last four digits of the matter's code.
    pub tail: &'a str,
    pub link: &'a str,
    /// Of a message with a code.
    pub digits: &'a str,
    /// The day it is about, of one that says so.
    pub day: &'a str,
}

/// The text of a message.
pub fn text(kind: MessageKind, v: &Values<'_>) -> Text {
    let Values { house, tail, link, digits, day } = v;
    let about = |zh: &str, en: &str| {
        let (zh_link, en_link) = match *link {
            "" => (String::new(), String::new()),
            link => (format!("请打开：{link}"), format!(" Please open {link}")),
        };
        Text::new(
            format!("【{house}】您尾号{tail}的事项{zh}。{zh_link}"),
            format!("[{house}] Your matter ending in {tail}: {en}.{en_link}"),
        )
    };
    match kind {
        MessageKind::Code => Text::new(
            format!("【{house}】验证码{digits}，10分钟内有效。不要告诉任何人，我们也不会问您要。"),
            format!("[{house}] Your code is {digits}. It holds for 10 minutes. Tell nobody; we never ask for it."),
        ),
        MessageKind::Applied => about("已收到，办事员会联系您", "it was received, and a clerk will call you"),
        MessageKind::Accepted => about("已受理", "it was accepted"),
        MessageKind::Answered => about("有了答复", "there is an answer"),
        MessageKind::Session => about("约好了见面时间", "a time to meet is arranged"),
        MessageKind::Choose => about("请您选调解员", "please choose a mediator"),
        MessageKind::Sign => about("有一份文书等您签名", "a paper waits for your signature"),
        MessageKind::Due => about("有一项约定快到期", "a promise is due soon"),
        MessageKind::Overdue => about("有一项约定已经过了期限", "a promise is past its day"),
        MessageKind::Confirm => about("想问您对方是否做到了", "we would like to know whether it was kept"),
        MessageKind::News => about("有新进展", "there is something new"),
        MessageKind::EnrolmentEnds => Text::new(
            format!("【{house}】您的一键求助登记{day}到期。还要用，请告诉网格员续一年；不续，到期自动删除。"),
            format!(
                "[{house}] Your enrolment for calls for help ends on {day}. To keep it, please tell your grid worker; otherwise it is deleted."
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_six_digits_however_it_is_typed() {
        assert_eq!(draw_code([0; 4]), "000000");
        assert_eq!(draw_code([0, 6, 37, 149]), "402837");
        for typed in ["402917", " 402 917 ", "\u{ff14}\u{ff10}\u{ff12}917"] {
            assert_eq!(read_code(typed).as_deref(), Some("402917"), "{typed}");
        }
        for other in ["", "40291", "4029170", "40291a", "验证码"] {
            assert_eq!(read_code(other), None, "{other}");
        }
    }

    #[test]
    fn every_text_is_short_and_says_what_to_do_in_both_languages() {
        let link = "https://bandeng.example.cn/r/l#0123456789abcdefghijkl";
        let values =
            Values { house: "大柳镇人民调解委员会", tail: "2347", link, digits: "402917", day: "3月2日" };
        for kind in MessageKind::ALL {
            let text = text(*kind, &values);
            assert!(text.zh.starts_with("【大柳镇") && text.zh.chars().count() <= 134, "{}", text.zh);
            let alone = matches!(kind, MessageKind::Code | MessageKind::EnrolmentEnds);
            assert_eq!(text.zh.contains(link), !alone, "{}", text.zh);
            assert_eq!(text.en.contains("402917"), *kind == MessageKind::Code, "{}", text.en);
        }
        assert!(!text(MessageKind::News, &Values { link: "", ..values }).zh.contains("打开"));
    }
}
