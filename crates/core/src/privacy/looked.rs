//! 查阅情况: what a party is told about who looked at its matter, and what it is never told.
//!
//! People are told the post and the body, the day and what for; nobody is named. An urgent report, who reported, and
//! whatever a police or protection body read never appears, and nothing tells that a line was left out.

use serde::Serialize;
use utoipa::ToSchema;

use super::RevealReason;
use crate::kernel::{Date, Text};
use crate::matters::record::{ReportTo, UrgentReportMade};
use crate::people::OrganisationKind;
use crate::people::registry::SeenKind;
use crate::policy::{Action, Role};
use crate::text_enum;

text_enum! {
    /// What somebody looked for, in words for the party.
    pub enum LookedFor {
        Handling = "handling" ("办理这件事", "To handle the matter"),
        Papers = "papers" ("出具、查看文书", "To write and read papers"),
        Files = "files" ("查看双方交来的材料", "To read what was handed in"),
        Letters = "letters" ("办理其他单位来函", "To answer another body's letter"),
        Review = "review" ("卷宗评查", "To review the file"),
        Request = "request" ("办理您关于个人信息的要求", "To answer a request about personal data"),
        PhoneArrange = "phone_arrange" ("看了您的电话：通知调解", "Your telephone number: to arrange mediation"),
        PhoneServe = "phone_serve" ("看了您的电话：送达文书", "Your telephone number: to serve a paper"),
        PhoneUrge = "phone_urge" ("看了您的电话：督促履行", "Your telephone number: to urge a promise"),
        PhoneFollowUp = "phone_follow_up" ("看了您的电话：回访", "Your telephone number: to follow up"),
        PhoneVerify = "phone_verify" ("看了您的电话：核对号码", "Your telephone number: to check it"),
        PhoneOther = "phone_other" ("看了您的电话：其他原因", "Your telephone number: for another reason"),
    }
}

/// The form of an urgent report: whoever looked at it is never told.
const URGENT_PAPER: &str = "urgent-report";

impl LookedFor {
    /// What a noted access was for; none where a party is not told of it.
    pub fn of_access(action: &str, seen: &str) -> Option<Self> {
        let action = action.parse::<Action>().ok()?;
        if matches!(action, Action::UrgentRead | Action::UrgentReport | Action::ReporterRead) {
            return None;
        }
        if action == Action::MatterReview || action == Action::ReviewDraw {
            return Some(Self::Review);
        }
        let (kind, which) = seen.split_once('/').unwrap_or((seen, ""));
        Some(match kind.parse::<SeenKind>() {
            Ok(SeenKind::Paper) if which == URGENT_PAPER => return None,
            Ok(SeenKind::Paper | SeenKind::Papers | SeenKind::AgreementPreview | SeenKind::QrCode) => Self::Papers,
            Ok(SeenKind::Attachment | SeenKind::Attachments) => Self::Files,
            Ok(SeenKind::Letters) => Self::Letters,
            Ok(SeenKind::Privacy) => Self::Request,
            _ => Self::Handling,
        })
    }

    /// What the telephone was shown for; none where a party is not told of it: an emergency may be a report.
    pub const fn of_reveal(reason: Option<RevealReason>) -> Option<Self> {
        Some(match reason {
            Some(RevealReason::Urgent) => return None,
            Some(RevealReason::Arrange) => Self::PhoneArrange,
            Some(RevealReason::Serve) => Self::PhoneServe,
            Some(RevealReason::Urge) => Self::PhoneUrge,
            Some(RevealReason::FollowUp) => Self::PhoneFollowUp,
            Some(RevealReason::Verify) => Self::PhoneVerify,
            Some(RevealReason::Other) | None => Self::PhoneOther,
        })
    }
}

/// One line: on a day, somebody at a post looked for something. Several looks of a day are one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Look {
    pub on: Date,
    /// The body; blank where it is not known any more.
    pub organisation: String,
    /// The post, in words.
    pub post: Text,
    pub what_for: LookedFor,
    pub what_for_label: Text,
}

/// Who of the readers of a matter is never told of.
#[derive(Clone, Debug, Default)]
pub struct Withheld {
    kinds: Vec<OrganisationKind>,
}

impl Withheld {
    /// Police and procuratorate never appear; where somebody may have been harmed, or was reported as in danger, no body
    /// does that protects them.
    pub fn of(concerned: bool, reports: &[UrgentReportMade]) -> Self {
        let mut kinds = vec![OrganisationKind::Police, OrganisationKind::Procuratorate];
        if concerned || !reports.is_empty() {
            kinds.push(OrganisationKind::Department);
        }
        let to_office = reports.iter().flat_map(|made| &made.report.to).any(|to| *to == ReportTo::JudicialOffice);
        if to_office {
            kinds.push(OrganisationKind::JudicialOffice);
        }
        Self { kinds }
    }

    pub fn hides(&self, kind: OrganisationKind) -> bool {
        self.kinds.contains(&kind)
    }
}

/// A post as it was held on the day of the look.
#[derive(Clone, Debug)]
pub struct PostThen {
    pub role: Role,
    pub organisation: String,
    pub kind: OrganisationKind,
}

/// The post under which somebody looked: the first that allows it. None where one of the posts is that of a body which is
/// withheld, whichever of them it was.
pub fn post_of<'a>(posts: &'a [PostThen], action: Option<Action>, withheld: &Withheld) -> Option<&'a PostThen> {
    if posts.iter().any(|post| withheld.hides(post.kind)) {
        return None;
    }
    let allowed = |post: &&PostThen| {
        action.is_some_and(|action| crate::policy::rule(post.role, action) != crate::policy::Rule::Never)
    };
    posts.iter().find(allowed).or(posts.first())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::IdText;
    use crate::matters::record::{UrgentGround, UrgentReport};

    fn report(to: ReportTo) -> UrgentReportMade {
        let report = UrgentReport {
            ground: UrgentGround::MayEscalate,
            to: vec![to],
            facts: String::new(),
            measures: String::new(),
            told_how: String::new(),
        };
        UrgentReportMade { no: 1, report, at: 0, by: IdText(1), by_name: String::new() }
    }

    fn post(role: Role, kind: OrganisationKind) -> PostThen {
        PostThen { role, organisation: kind.to_string(), kind }
    }

    #[test]
    fn urgent_reports_and_reporters_are_never_told_of() {
        assert_eq!(LookedFor::of_access("urgent.read", "page"), None);
        assert_eq!(LookedFor::of_access("reporter.read", ""), None);
        assert_eq!(LookedFor::of_access("paper.print", "paper/urgent-report"), None);
        assert_eq!(LookedFor::of_access("paper.print", "paper/agreement"), Some(LookedFor::Papers));
        assert_eq!(LookedFor::of_access("matter.read", "page"), Some(LookedFor::Handling));
        assert_eq!(LookedFor::of_access("attachment.read", "attachment/3"), Some(LookedFor::Files));
        assert_eq!(LookedFor::of_access("session.begin", ""), None, "that is no look at a matter");
        assert_eq!(LookedFor::of_reveal(Some(RevealReason::Urgent)), None);
        assert_eq!(LookedFor::of_reveal(None), Some(LookedFor::PhoneOther));
    }

    #[test]
    fn bodies_that_protect_people_do_not_appear() {
        use OrganisationKind as O;
        let plain = Withheld::of(false, &[]);
        assert!(plain.hides(O::Police) && plain.hides(O::Procuratorate) && !plain.hides(O::Department));
        let reported = Withheld::of(false, &[report(ReportTo::WomensFederation)]);
        assert!(reported.hides(O::Department) && !reported.hides(O::JudicialOffice) && !reported.hides(O::Centre));
        assert!(Withheld::of(false, &[report(ReportTo::JudicialOffice)]).hides(O::JudicialOffice));
        assert!(Withheld::of(true, &[]).hides(O::Department));
    }

    #[test]
    fn somebody_looks_under_the_post_that_allows_it() {
        let plain = Withheld::of(false, &[]);
        let posts = [
            post(Role::SystemAdministrator, OrganisationKind::JusticeBureau),
            post(Role::Mediator, OrganisationKind::TownshipCommittee),
        ];
        let found = post_of(&posts, Some(Action::MatterRead), &plain).map(|post| post.role);
        assert_eq!(found, Some(Role::Mediator));
        let police = [posts[1].clone(), post(Role::DepartmentOfficer, OrganisationKind::Police)];
        assert!(post_of(&police, Some(Action::MatterRead), &plain).is_none());
        assert!(post_of(&[], Some(Action::MatterRead), &plain).is_none());
    }
}
