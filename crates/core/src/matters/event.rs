//! What happens to a matter itself, as events.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::kinds::{Channel, DisputeKind, Source};
use super::party::{PartyKind, PartyNo, Sex, Side};
use super::record::{FollowUp, Imported, Kept, Meeting, ReportTo, SealGround, urgent_sentence};
use crate::deadlines::RuleId;
use crate::dossier::Retention;
use crate::kernel::{Date, Text};
use crate::privacy::rights::KeptPart;
use crate::privacy::{Given, PrivacyHow, RevealReason, WhosePhone};
use crate::vault::NoteMark;

/// A party as an event remembers it: no telephone, no address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyLine {
    pub n: PartyNo,
    pub side: Side,
    pub kind: PartyKind,
    pub name: String,
}

/// A party's data as they were before somebody put them right. It is told to that party alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PartyWas {
    pub name: String,
    pub sex: Option<Sex>,
    pub born_on: Option<Date>,
    pub occupation: String,
    pub address: String,
    /// Masked; empty where there was none.
    pub phone: String,
}

impl PartyWas {
    /// In one line, without what was blank.
    pub fn in_words(&self) -> String {
        let sex = self.sex.map(|sex| sex.label().zh).unwrap_or_default();
        let born = self.born_on.map(|day| day.to_string()).unwrap_or_default();
        let all = [self.name.clone(), sex, born, self.occupation.clone(), self.address.clone(), self.phone.clone()];
        all.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join("，")
    }
}

/// An event of a matter. Those of its proceedings are their moves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum MatterEvent {
    Registered {
        title: String,
        kind: DisputeKind,
        /// By its code in the county's dictionary.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        subtype: Option<String>,
        source: Source,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        subsource: Option<String>,
        channel: Channel,
        area: String,
        place: String,
        occurred_on: Option<Date>,
        narrative: String,
        claims: Vec<String>,
        parties: Vec<PartyLine>,
        seal: Option<SealGround>,
        /// It was brought in from a ledger kept elsewhere.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        imported: Option<Imported>,
    },
    PartyAdded {
        party: PartyLine,
    },
    PartyAmended {
        party: PartyLine,
        /// What stood there before, where it was another.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        was: Option<Box<PartyWas>>,
    },
    Amended {
        narrative: String,
        claims: Vec<String>,
        place: String,
        /// What it is filed under now in the county's dictionary, where that changed; empty for nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        subtype: Option<String>,
    },
    Closed {
        note: String,
    },
    Archived {},
    Reopened {
        reason: String,
    },
    Returned {
        reason: String,
        /// By when it is to be mended.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Date>,
    },
    Sealed {
        reason: String,
    },
    Unsealed {
        reason: String,
    },
    UrgentReported {
        no: u16,
        to: Vec<ReportTo>,
    },
    FollowedUp {
        follow_up: FollowUp,
    },
    Granted {
        organisation: String,
        purpose: String,
        until: Date,
    },
    Attached {
        n: u16,
        name: String,
        /// Of the bytes: the chain of events vouches for the file.
        #[serde(default)]
        sha256: String,
        /// Of what was sent, where that was drawn anew: who has the original can show that this is it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sent: Option<String>,
        /// Of which paper it is an edited version.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paper: Option<String>,
    },
    PhoneShown {
        party: PartyNo,
        #[serde(default)]
        whose: WhosePhone,
        /// From the list; none in what was written down before there was one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<RevealReason>,
        /// In one's own words.
        reason: String,
    },
    /// A party was told a version of the notice and agreed to the use of their data.
    PrivacyConsented {
        party: PartyNo,
        notice: i64,
        #[serde(flatten)]
        given: Given,
    },
    /// A party withdrew that.
    PrivacyWithdrawn {
        party: PartyNo,
        how: PrivacyHow,
        /// Bodies with which the matter is shared no more.
        #[serde(default)]
        ended: Vec<String>,
    },
    /// A party asked that something be put right in its data. What it wants stands in the record, where it can be erased.
    CorrectionAsked {
        party: PartyNo,
        no: u16,
    },
    /// The house answered.
    CorrectionAnswered {
        party: PartyNo,
        no: u16,
        done: bool,
    },
    /// A party was given what is kept about it.
    DataGiven {
        party: PartyNo,
        printed: bool,
    },
    /// What a party demanded to be erased was, as far as the law lets it go.
    DataErased {
        party: PartyNo,
        parts: Vec<KeptPart>,
        how: PrivacyHow,
        source: Text,
    },
    /// The matter is kept whatever its time says.
    HoldSet {
        reason: String,
        until: Date,
    },
    HoldEnded {},
    /// Its time was over: what people wrote, their names and the files are gone.
    Destroyed {
        class: Retention,
        /// The last day on which it was kept.
        until: Date,
        /// Files and papers whose bytes are gone.
        files: u16,
        /// The list on which it stood.
        list: String,
    },
    ReminderGiven {
        rule: String,
        due_on: Date,
    },
    /// A changed calendar moved the end of a period, or made it firm.
    DayMoved {
        /// Number of the day within the matter.
        n: u16,
        rule: String,
        from: Date,
        to: Date,
        provisional: bool,
        /// Of the calendar.
        version: i64,
    },
    /// A party was given a slip with a new secret; the one before opens nothing any more.
    SlipGiven {
        party: PartyNo,
    },
    /// A party applied by itself, or somebody of the house helped it to; the telephone was confirmed by a code, or not.
    Applied {
        confirmed: bool,
        #[serde(default)]
        helped: bool,
    },
    /// A party was given a link to choose a mediator by.
    ChoiceLinkGiven {
        party: PartyNo,
    },
    /// A party may read a paper besides its own.
    PaperShared {
        party: PartyNo,
        mark: String,
        title: Text,
    },
    PaperUnshared {
        party: PartyNo,
        mark: String,
        title: Text,
    },
    /// The parties were told when and where they meet.
    MeetingArranged {
        #[serde(flatten)]
        meeting: Meeting,
    },
    MeetingCalledOff {
        #[serde(flatten)]
        meeting: Meeting,
    },
    /// A note of a session with one party alone was kept, encrypted.
    NoteAdded {
        #[serde(flatten)]
        note: NoteMark,
    },
    /// The same note was encrypted anew, to other keys.
    NoteResealed {
        #[serde(flatten)]
        note: NoteMark,
    },
    /// It lies in the file of another case, or in its own again.
    FileShared {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        with: Option<String>,
    },
}

impl MatterEvent {
    pub const fn kind(&self) -> &'static str {
        match self {
            MatterEvent::Registered { .. } => "matter.registered",
            MatterEvent::PartyAdded { .. } => "matter.party_added",
            MatterEvent::PartyAmended { .. } => "matter.party_amended",
            MatterEvent::Amended { .. } => "matter.amended",
            MatterEvent::Closed { .. } => "matter.closed",
            MatterEvent::Archived {} => "matter.archived",
            MatterEvent::Reopened { .. } => "matter.reopened",
            MatterEvent::Returned { .. } => "matter.returned",
            MatterEvent::Sealed { .. } => "matter.sealed",
            MatterEvent::Unsealed { .. } => "matter.unsealed",
            MatterEvent::UrgentReported { .. } => "matter.urgent_reported",
            MatterEvent::FollowedUp { .. } => "matter.followed_up",
            MatterEvent::Granted { .. } => "matter.granted",
            MatterEvent::Attached { .. } => "matter.attached",
            MatterEvent::PhoneShown { .. } => "matter.phone_shown",
            MatterEvent::PrivacyConsented { .. } => "matter.privacy_consented",
            MatterEvent::PrivacyWithdrawn { .. } => "matter.privacy_withdrawn",
            MatterEvent::CorrectionAsked { .. } => "matter.correction_asked",
            MatterEvent::CorrectionAnswered { .. } => "matter.correction_answered",
            MatterEvent::DataGiven { .. } => "matter.data_given",
            MatterEvent::DataErased { .. } => "matter.data_erased",
            MatterEvent::HoldSet { .. } => "matter.hold_set",
            MatterEvent::HoldEnded {} => "matter.hold_ended",
            MatterEvent::Destroyed { .. } => "matter.destroyed",
            MatterEvent::ReminderGiven { .. } => "matter.reminder_given",
            MatterEvent::DayMoved { .. } => "matter.day_moved",
            MatterEvent::FileShared { .. } => "matter.file_shared",
            MatterEvent::SlipGiven { .. } => "matter.slip_given",
            MatterEvent::Applied { .. } => "matter.applied",
            MatterEvent::ChoiceLinkGiven { .. } => "matter.choice_link_given",
            MatterEvent::PaperShared { .. } => "matter.paper_shared",
            MatterEvent::PaperUnshared { .. } => "matter.paper_unshared",
            MatterEvent::MeetingArranged { .. } => "matter.meeting_arranged",
            MatterEvent::MeetingCalledOff { .. } => "matter.meeting_called_off",
            MatterEvent::NoteAdded { .. } => "matter.note_added",
            MatterEvent::NoteResealed { .. } => "matter.note_resealed",
        }
    }

    /// The sentence of the timeline. The actor's name stands before it.
    pub fn sentence(&self, party: &dyn Fn(PartyNo) -> String) -> Text {
        let t = |zh: String, en: String| Text::new(zh, en);
        match self {
            MatterEvent::Registered { imported: Some(old), .. } => {
                let (zh, en) = match old.original_no.as_str() {
                    "" => (String::new(), String::new()),
                    no => (format!("，原编号{no}"), format!(", number {no} there")),
                };
                t(
                    format!("从原台账导入了事项（登记于{}{zh}）", old.registered_on),
                    format!("brought the matter in from a ledger (registered there on {}{en})", old.registered_on),
                )
            }
            MatterEvent::Registered { channel, source, .. } => t(
                format!("登记了事项（{}，{}）", channel.label().zh, source.label().zh),
                format!(
                    "registered the matter ({}, {})",
                    channel.label().en.to_lowercase(),
                    source.label().en.to_lowercase()
                ),
            ),
            MatterEvent::PartyAdded { party } => {
                t(format!("补登当事人：{}", party.name), format!("added a party: {}", party.name))
            }
            MatterEvent::PartyAmended { party, .. } => {
                t(format!("更正了{}的信息", party.name), format!("corrected what is known of {}", party.name))
            }
            MatterEvent::Amended { .. } => t("补充了事由与诉求".into(), "amended the narrative and claims".into()),
            MatterEvent::Closed { .. } => t("办结事项".into(), "closed the matter".into()),
            MatterEvent::Archived {} => t("立卷归档".into(), "archived the matter".into()),
            MatterEvent::Reopened { reason } => {
                t(format!("重新打开事项：{reason}"), format!("reopened the matter: {reason}"))
            }
            MatterEvent::Returned { reason, until: None } => {
                t(format!("卷宗退回整改：{reason}"), format!("returned the file for repair: {reason}"))
            }
            MatterEvent::Returned { reason, until: Some(until) } => t(
                format!("卷宗退回整改，限{until}前改好：{reason}"),
                format!("returned the file for repair by {until}: {reason}"),
            ),
            MatterEvent::Sealed { .. } => t("将事项设为保密".into(), "sealed the matter".into()),
            MatterEvent::Unsealed { .. } => t("解除保密".into(), "unsealed the matter".into()),
            MatterEvent::UrgentReported { to, .. } => urgent_sentence(to),
            MatterEvent::FollowedUp { follow_up } if follow_up.kept == Kept::Silent => t(
                format!("请{}在手机上说说约定是否履行", party(follow_up.party)),
                format!("asked {} by a link whether the promise was kept", party(follow_up.party)),
            ),
            MatterEvent::FollowedUp { follow_up } => t(
                format!(
                    "回访{}：{}，{}",
                    party(follow_up.party),
                    follow_up.kept.label().zh,
                    follow_up.satisfaction.label().zh
                ),
                format!(
                    "followed up with {}: {}, {}",
                    party(follow_up.party),
                    follow_up.kept.label().en.to_lowercase(),
                    follow_up.satisfaction.label().en.to_lowercase()
                ),
            ),
            MatterEvent::Granted { organisation, purpose, until } => t(
                format!("授权{organisation}协作至{until}：{purpose}"),
                format!("shared it with {organisation} until {until}: {purpose}"),
            ),
            MatterEvent::Attached { name, paper: Some(_), .. } => {
                t(format!("上传了修改后的文书：{name}"), format!("uploaded an edited paper: {name}"))
            }
            MatterEvent::Attached { name, .. } => t(format!("上传附件：{name}"), format!("attached a file: {name}")),
            MatterEvent::PhoneShown { party: no, whose, why, reason } => {
                let (zh, en) = match whose {
                    WhosePhone::Party => ("", ""),
                    WhosePhone::Guardian => ("的监护人", "'s guardian"),
                    WhosePhone::Agent => ("的代理人", "'s agent"),
                };
                let label = why.filter(|why| !why.needs_words()).map(RevealReason::label);
                let words = |label: Option<String>| {
                    [label, Some(reason.clone())].into_iter().flatten().filter(|w| !w.is_empty()).collect::<Vec<_>>()
                };
                let (why_zh, why_en) = (words(label.clone().map(|l| l.zh)), words(label.map(|l| l.en.to_lowercase())));
                t(
                    format!("查看了{}{zh}的电话，理由：{}", party(*no), why_zh.join("，")),
                    format!("looked at the telephone number of {}{en}: {}", party(*no), why_en.join(", ")),
                )
            }
            MatterEvent::PrivacyConsented { party: no, notice, given } => {
                let (zh, en) =
                    if given.by_guardian { ("（由监护人）", " through the guardian") } else { ("", "") };
                t(
                    format!("{}{zh}{}同意处理个人信息（告知书第{notice}版）", party(*no), given.how.label().zh),
                    format!(
                        "recorded that {} agreed{en} to the use of personal data, {} (notice version {notice})",
                        party(*no),
                        given.how.label().en.to_lowercase()
                    ),
                )
            }
            MatterEvent::PrivacyWithdrawn { party: no, how, ended } => {
                let (zh, en) = if ended.is_empty() {
                    (String::new(), String::new())
                } else {
                    (
                        format!("，停止与{}协作", ended.join("、")),
                        format!("; no longer shared with {}", ended.join(", ")),
                    )
                };
                t(
                    format!("{}{}撤回了对处理个人信息的同意{zh}", party(*no), how.label().zh),
                    format!(
                        "recorded that {} withdrew the consent to the use of personal data, {}{en}",
                        party(*no),
                        how.label().en.to_lowercase()
                    ),
                )
            }
            MatterEvent::CorrectionAsked { party: no, no: n } => t(
                format!("{}请求更正个人信息（第{n}条）", party(*no)),
                format!("request {n} of {}: something is to be put right in its data", party(*no)),
            ),
            MatterEvent::CorrectionAnswered { party: no, no: n, done } => {
                let (zh, en) = if *done {
                    ("已经更正", "put right")
                } else {
                    ("没有更正，说明了理由", "not put right, with a reason")
                };
                t(
                    format!("答复{}的更正请求（第{n}条）：{zh}", party(*no)),
                    format!("answered request {n} of {}: {en}", party(*no)),
                )
            }
            MatterEvent::DataGiven { party: no, .. } => t(
                format!("向{}提供了其个人信息清单", party(*no)),
                format!("gave {} what is kept about them", party(*no)),
            ),
            MatterEvent::DataErased { party: no, parts, how, source } => {
                let all = |en: bool| {
                    let labels = parts.iter().map(|part| part.label());
                    labels.map(|label| if en { label.en.to_lowercase() } else { label.zh }).collect::<Vec<_>>()
                };
                t(
                    format!("应{}{}要求，依据{}删除：{}", party(*no), how.label().zh, source.zh, all(false).join("；")),
                    format!(
                        "erased on the demand of {} ({}) under {}: {}",
                        party(*no),
                        how.label().en.to_lowercase(),
                        source.en,
                        all(true).join("; ")
                    ),
                )
            }
            MatterEvent::HoldSet { reason, until } => t(
                format!("暂停删除至{until}：{reason}"),
                format!("held the matter against erasure until {until}: {reason}"),
            ),
            MatterEvent::HoldEnded {} => t("恢复按期删除".into(), "ended the hold".into()),
            MatterEvent::Destroyed { class, until, files, .. } => t(
                format!("{}卷宗保管至{until}，已到期销毁，连同{files}件材料和文书", class.label().zh),
                format!(
                    "destroyed the file ({}, kept until {until}) with {files} papers and attachments",
                    class.label().en.to_lowercase()
                ),
            ),
            MatterEvent::SlipGiven { party: no } => t(
                format!("给{}出具了查询凭条，以前的密码作废", party(*no)),
                format!("gave {} a slip with a new secret", party(*no)),
            ),
            MatterEvent::Applied { confirmed, helped } => {
                let (zh, en) = match (confirmed, helped) {
                    (_, true) => ("帮当事人提出申请", "helped a party to apply"),
                    (true, _) => ("在网上申请；手机号已用验证码确认", "applied online; telephone confirmed by a code"),
                    (false, _) => (
                        "在网上申请；手机号还没有确认，请回电核实",
                        "applied online; telephone not confirmed: please call back",
                    ),
                };
                t(zh.to_owned(), en.to_owned())
            }
            MatterEvent::ChoiceLinkGiven { party: no } => t(
                format!("给{}发出选调解员的链接", party(*no)),
                format!("gave {} a link to choose a mediator", party(*no)),
            ),
            MatterEvent::PaperShared { party: no, title, .. } => t(
                format!("把《{}》给{}看", title.zh, party(*no)),
                format!("shared \u{201c}{}\u{201d} with {}", title.en, party(*no)),
            ),
            MatterEvent::PaperUnshared { party: no, title, .. } => t(
                format!("不再把《{}》给{}看", title.zh, party(*no)),
                format!("no longer shares \u{201c}{}\u{201d} with {}", title.en, party(*no)),
            ),
            MatterEvent::MeetingArranged { meeting } => {
                let when = meeting.in_words();
                t(format!("约好见面：{}", when.zh), format!("arranged a meeting: {}", when.en))
            }
            MatterEvent::MeetingCalledOff { meeting } => {
                let when = meeting.in_words();
                t(format!("取消见面：{}", when.zh), format!("called a meeting off: {}", when.en))
            }
            MatterEvent::NoteAdded { note } => t(
                format!("封存了第{}次调解（单独会谈）的笔录", note.session),
                format!("sealed a note of session {}, held with one party alone", note.session),
            ),
            MatterEvent::NoteResealed { note } => t(
                format!("为现任调解员重新封存了第{}次调解（单独会谈）的笔录", note.session),
                format!("sealed the note of session {} anew, for those who mediate now", note.session),
            ),
            MatterEvent::FileShared { with: Some(with) } => {
                t(format!("合卷到{with}"), format!("put it into the file {with}"))
            }
            MatterEvent::FileShared { with: None } => {
                t("恢复单独立卷".into(), "gave it a file of its own again".into())
            }
            MatterEvent::ReminderGiven { due_on, .. } => {
                t(format!("系统提醒：{due_on}到期"), format!("the system gave a reminder: due on {due_on}"))
            }
            MatterEvent::DayMoved { rule, from, to, provisional, version, .. } => {
                let name = rule.parse::<RuleId>().map_or_else(|_| Text::new(rule, rule), RuleId::label);
                let firm = |zh, en| if *provisional { (String::new(), String::new()) } else { (zh, en) };
                let (zh, en) = firm("，不再是暂定".to_owned(), ", no longer provisional".to_owned());
                if from == to {
                    return t(
                        format!("放假安排第{version}版公布：“{}”仍为{to}{zh}", name.zh),
                        format!("calendar version {version}: \"{}\" stays {to}{en}", name.en),
                    );
                }
                t(
                    format!("放假安排第{version}版公布：“{}”由{from}变为{to}{zh}", name.zh),
                    format!("calendar version {version}: \"{}\" moved from {from} to {to}{en}", name.en),
                )
            }
        }
    }
}
