//! Who looked at what, in words for an auditor.

use std::fmt;
use std::str::FromStr;

use crate::kernel::Text;
use crate::policy::Action;
use crate::text_enum;

text_enum! {
    /// What somebody looked at.
    pub enum SeenKind {
        Page = "page" ("事项页面", "The matter's page"),
        Timeline = "timeline" ("经过", "The timeline"),
        Mediation = "mediation" ("调解", "The mediation"),
        AgreementPreview = "agreement_preview" ("协议预览", "A preview of the agreement"),
        Papers = "papers" ("文书目录", "The list of papers"),
        Paper = "paper" ("文书", "A paper"),
        QrCode = "qr" ("二维码", "The QR code"),
        Attachments = "attachments" ("附件目录", "The list of attachments"),
        Attachment = "attachment" ("附件", "An attachment"),
        Letters = "letters" ("往来函件", "The letters"),
        Offers = "offers" ("各方的方案", "The parties' offers"),
        Caller = "caller" ("求助人资料", "What is known of a caller"),
        Notes = "notes" ("单独会谈笔录目录", "The list of notes of sessions with one party alone"),
        Note = "note" ("单独会谈笔录", "A note of a session with one party alone"),
        Recovery = "recovery" ("恢复密钥", "The recovery key"),
        Privacy = "privacy" ("个人信息", "Personal data"),
        Registration = "registration" ("登记表单", "The registration form"),
        SearchByWords = "search_by_words" ("按词搜索", "A search by words"),
        SearchByCode = "search_by_code" ("按编号查找", "A search by code"),
        SearchByPhone = "search_by_phone" ("按电话查找", "A search by telephone"),
        RegistryEvents = "registry_events" ("账号、机构、区划和字典的操作日志", "Events of accounts, organisations, areas and dictionaries"),
        Accesses = "accesses" ("查阅记录", "Accesses"),
    }
}

/// What somebody looked at, and which of several: `page`, `attachment/3`, `paper/agreement`. Never a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub kind: SeenKind,
    pub which: String,
}

impl Seen {
    pub fn one(kind: SeenKind, which: impl ToString) -> Self {
        Self { kind, which: which.to_string() }
    }

    /// Its label. `name` knows what one of several is called; where it does not, it is told as it is. What this version
    /// does not know is told by its code.
    pub fn label(seen: &str, name: &dyn Fn(SeenKind, &str) -> Option<Text>) -> Text {
        let (kind, which) = seen.split_once('/').unwrap_or((seen, ""));
        let Ok(kind) = SeenKind::from_str(kind) else { return Text::new(seen, seen) };
        let label = kind.label();
        if which.is_empty() {
            return label;
        }
        let which = name(kind, which).unwrap_or_else(|| Text::new(which, which));
        Text::new(format!("{}：{}", label.zh, which.zh), format!("{}: {}", label.en, which.en))
    }
}

impl From<SeenKind> for Seen {
    fn from(kind: SeenKind) -> Self {
        Self { kind, which: String::new() }
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.as_str())?;
        if self.which.is_empty() { Ok(()) } else { write!(f, "/{}", self.which) }
    }
}

/// What was done when somebody looked: `seen` is what at, as [`Seen`] writes it. Who may write something down or print it
/// looks at it as well, and has then done neither. An action this version does not know is told by its name.
pub fn access_label(action: &str, seen: &str) -> Text {
    let looked = |kind: SeenKind| {
        Text::new(format!("查看{}", kind.label().zh), format!("Looked at {}", kind.label().en.to_lowercase()))
    };
    if let (false, Ok(kind @ (SeenKind::Papers | SeenKind::Privacy))) =
        (action.ends_with(".read"), SeenKind::from_str(seen))
    {
        return looked(kind);
    }
    match action {
        "session.begin" => Text::new("登录", "Signed in"),
        "session.end" => Text::new("退出登录", "Signed out"),
        "session.end_others" => Text::new("退出其他地方的登录", "Signed out everywhere else"),
        "session.fail" => Text::new("登录密码错误", "Wrong password at sign-in"),
        "session.second_fail" => Text::new("第二种登录方式没有通过", "Wrong second factor at sign-in"),
        "session.locked" => Text::new("账号锁定期间尝试登录", "Tried to sign in while locked"),
        "caller.look" => Text::new("查看求助登记", "Looked at enrolled callers"),
        "duplicate.check" => Text::new("登记时查重", "Looked for duplicates"),
        other => Action::from_str(other).map_or_else(|_| Text::new(other, other), Action::label),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accesses_have_the_label_of_their_action() {
        assert_eq!(access_label("matter.read", "page"), Action::MatterRead.label());
        assert_eq!(access_label("session.begin", "").zh, "登录");
        assert_eq!(access_label("x.y", "").en, "x.y");
        // Who opened the list has printed nothing, and who looked at consents has recorded none.
        assert_eq!(access_label("paper.print", "papers").zh, "查看文书目录");
        assert_eq!(access_label("privacy.keep", "privacy").zh, "查看个人信息");
        assert_eq!(access_label("paper.print", "paper/agreement"), Action::PaperPrint.label());
    }

    #[test]
    fn what_was_seen_is_kept_as_a_code_and_told_in_words() {
        let name = |kind, which: &str| (kind == SeenKind::Paper).then(|| Text::new(format!("《{which}》"), which));
        let label = |seen: &str| Seen::label(seen, &name);
        assert_eq!(Seen::one(SeenKind::Attachment, 3).to_string(), "attachment/3");
        assert_eq!(label(&Seen::from(SeenKind::Timeline).to_string()), SeenKind::Timeline.label());
        assert_eq!(label("attachment/3"), Text::new("附件：3", "An attachment: 3"));
        assert_eq!(label("paper/d7").zh, "文书：《d7》");
        assert_eq!((label("").zh.as_str(), label("agreement preview").en.as_str()), ("", "agreement preview"));
    }
}
