//! Judicial confirmation: who may ask which court for it with what papers, and what came of it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::agreement::{AgreementForm, concerns_status, concerns_title, vague_word};
use super::make::Case;
use super::{Mediation, speakers};
use crate::kernel::{Date, Text};
use crate::kernel::{day_en, day_zh};
use crate::matters::{DisputeKind, PartyNo, Source};
use crate::text_enum;

text_enum! {
    /// Why a court is competent (Civil Procedure Law art. 205).
    pub enum CourtGround {
        Inviting = "inviting" ("作出邀请的人民法院", "The court that invited the mediation"),
        Organisation = "organisation" ("调解组织所在地基层人民法院", "The basic court where the mediation organisation is"),
        Domicile = "domicile" ("当事人住所地基层人民法院", "The basic court where a party lives"),
        SubjectMatter = "subject_matter" ("标的物所在地基层人民法院", "The basic court where the subject matter is"),
    }
}

text_enum! {
    /// What became of an application.
    pub enum RulingOutcome {
        Confirmed = "confirmed" ("裁定确认有效", "Confirmed"),
        Dismissed = "dismissed" ("裁定驳回申请", "Dismissed"),
        Rejected = "rejected" ("裁定不予受理", "Not accepted"),
        Withdrawn = "withdrawn" ("撤回申请", "Withdrawn"),
    }
}

/// That the court took it up: from then it has 30 days (Civil Procedure Law art. 187).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Docketing {
    pub on: Date,
    /// The court's case number.
    pub number: String,
    /// Until when its president put the decision off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extended_until: Option<Date>,
}

/// What the court said, or that the parties withdrew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Ruling {
    pub outcome: RulingOutcome,
    pub on: Date,
    #[serde(default)]
    pub number: String,
    /// When the parties received it.
    #[serde(default)]
    pub served_on: Option<Date>,
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub scan: Option<u16>,
}

/// One application and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Confirmation {
    pub court: String,
    pub ground: CourtGround,
    /// Who applied together.
    pub applicants: Vec<PartyNo>,
    pub applied_on: Date,
    #[serde(default)]
    pub docketed: Option<Docketing>,
    #[serde(default)]
    pub ruling: Option<Ruling>,
}

/// The application the court has not ruled on.
pub fn pending(m: &Mediation) -> Option<&Confirmation> {
    m.confirmations.last().filter(|c| c.ruling.is_none())
}

/// The application that was confirmed.
pub fn confirmed(m: &Mediation) -> Option<&Confirmation> {
    m.confirmations.iter().find(|c| c.ruling.as_ref().is_some_and(|r| r.outcome == RulingOutcome::Confirmed))
}

/// The agreement can be enforced.
pub fn is_confirmed(m: &Mediation) -> bool {
    confirmed(m).is_some()
}

/// Something that speaks for or against confirmation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ConfirmationFinding)]
pub struct Finding {
    /// It cannot be applied for. Otherwise a court may object.
    pub bars: bool,
    /// The promise it speaks of.
    pub obligation: Option<u16>,
    pub text: Text,
    /// Law and article.
    pub source: Text,
}

const JOINTLY: (&str, &str) = ("《民事诉讼法》（2023）第205条", "Civil Procedure Law art. 205 (2023)");
const NOT_ACCEPTED: (&str, &str) =
    ("《民事诉讼法司法解释》（2022）第355条", "Interpretation of the Civil Procedure Law art. 355 (2022)");
const DISMISSED: (&str, &str) =
    ("《民事诉讼法司法解释》（2022）第358条", "Interpretation of the Civil Procedure Law art. 358 (2022)");
const PAPERS: (&str, &str) =
    ("《民事诉讼法司法解释》（2022）第354条", "Interpretation of the Civil Procedure Law art. 354 (2022)");

/// What stands in the way of an application, and what a court may object to. Nothing: it may be applied for.
pub fn findings(m: &Mediation, case: &Case) -> Vec<Finding> {
    let mut out = Vec::new();
    let mut find = |bars, obligation, (zh, en): (String, String), source: (&str, &str)| {
        out.push(Finding { bars, obligation, text: Text::new(zh, en), source: Text::new(source.0, source.1) });
    };
    let Some(agreement) = m.agreement.as_ref().filter(|a| a.effective_on.is_some()) else {
        let text = ("协议还没有生效。".into(), "The agreement is not in effect yet.".into());
        find(true, None, text, JOINTLY);
        return out;
    };
    if case.confirm_by.is_some_and(|by| case.today > by) && m.confirmations.is_empty() {
        let text = (
            "自协议生效之日起三十日已过，不能再申请；协议仍有合同效力。".into(),
            "The thirty days from its taking effect are over; it still binds like a contract.".into(),
        );
        find(true, None, text, JOINTLY);
    }
    if agreement.form == AgreementForm::Oral {
        let text = (
            "口头协议：申请时要向法院提交写明协议内容的口头协议登记表。".into(),
            "An oral agreement: the court is given the register that says what was agreed.".into(),
        );
        find(false, None, text, PAPERS);
    }
    for o in &agreement.draft.obligations {
        if concerns_status(&o.what) {
            let text = (
                "涉及婚姻、收养、亲子等身份关系的内容，法院不予受理。".into(),
                "A court does not take what concerns marriage, adoption, parentage or other status.".into(),
            );
            find(false, Some(o.no), text, NOT_ACCEPTED);
        }
        if concerns_title(&o.what) {
            let text = (
                "涉及物权、知识产权确权的内容，法院不予受理。".into(),
                "A court does not take what settles title or intellectual property.".into(),
            );
            find(false, Some(o.no), text, NOT_ACCEPTED);
        }
        if let Some(word) = vague_word(&o.what).or_else(|| vague_word(&o.how)) {
            let text = (
                format!("“{word}”不明确，内容不明确的法院驳回申请。"),
                format!("\"{word}\" is vague; a court dismisses what is unclear."),
            );
            find(false, Some(o.no), text, DISMISSED);
        }
    }
    out
}

/// A court that may be applied to. Of several the one that dockets first prevails (Interpretation art. 352).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CompetentCourt)]
pub struct Court {
    pub ground: CourtGround,
    /// Its name, where it follows from what is known.
    pub court: Option<String>,
}

/// The competent courts. Where a court invited the mediation it alone is.
pub fn courts(case: &Case, invited_by: Option<&str>, of_organisation: Option<String>) -> Vec<Court> {
    if case.source == Source::Court {
        let court = invited_by.filter(|name| !name.trim().is_empty()).map(str::to_owned);
        return vec![Court { ground: CourtGround::Inviting, court }];
    }
    vec![
        Court { ground: CourtGround::Organisation, court: of_organisation },
        Court { ground: CourtGround::Domicile, court: None },
        Court { ground: CourtGround::SubjectMatter, court: None },
    ]
}

/// What a county's basic court is usually called, from the names of its province, prefecture and county: a district's
/// court bears its city's name, a county's its province's. Names that only fill a level are left out.
pub fn court_name(province: &str, prefecture: &str, county: &str) -> Option<String> {
    let real = |name: &str| !matches!(name, "" | "市辖区" | "县" | "省直辖县级行政区划" | "自治区直辖县级行政区划");
    if !real(county) {
        return None;
    }
    let prefecture = if county.ends_with('区') && real(prefecture) { prefecture } else { "" };
    Some(format!("{province}{prefecture}{county}人民法院"))
}

/// A paper the court wants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ConfirmationPaper)]
pub struct Paper {
    pub what: Text,
    /// It can be made from what is recorded, or nothing more is needed for it.
    pub ready: bool,
    /// The form of ours it is, as papers are asked for.
    pub form: Option<&'static str>,
    /// What to do, or what it is for.
    pub note: Text,
}

/// What an application consists of (Interpretation of the Civil Procedure Law art. 354; SPC Provisions on confirmation
/// (2011) art. 3), with what is ready of it.
pub fn papers(m: &Mediation, case: &Case) -> Vec<Paper> {
    let effective = m.agreement.as_ref().is_some_and(|a| a.effective_on.is_some());
    let paper = |zh: &str, en: &str, ready, form, note: (&str, &str)| Paper {
        what: Text::new(zh, en),
        ready,
        form,
        note: Text::new(note.0, note.1),
    };
    let title = matches!(
        case.kind,
        DisputeKind::Homestead | DisputeKind::ForestLand | DisputeKind::LandTaking | DisputeKind::PropertyManagement
    );
    let mut out = vec![
        paper(
            "司法确认申请书",
            "Application",
            effective,
            Some("confirmation-application"),
            ("各方共同签名", "signed by all parties together"),
        ),
        paper("调解协议", "Agreement", effective, Some("agreement"), ("", "")),
        paper(
            "调解组织主持调解的证明",
            "Proof that the organisation mediated",
            effective,
            Some("mediation-certificate"),
            ("盖调委会印章", "with the committee's seal"),
        ),
        paper(
            "各方身份证明、住所和联系方式",
            "Identity, address and telephone of each party",
            false,
            None,
            (
                "由当事人带齐原件和复印件；单位带营业执照和法定代表人身份证明",
                "brought by the parties, originals and copies; a body brings its licence and proof of its representative",
            ),
        ),
        paper("送达地址确认书", "Address for service", true, Some("service-address"), ("", "")),
    ];
    if title {
        out.push(paper(
            "与协议相关的财产权利证明",
            "Proofs of property rights",
            false,
            None,
            (
                "协议涉及房屋、土地等财产的，由当事人带来",
                "brought by the parties where the agreement is about houses, land or the like",
            ),
        ));
    }
    out
}

/// What follows from how things stand, in one sentence.
pub fn what_follows(m: &Mediation) -> Option<Text> {
    let last = m.confirmations.last()?;
    let Some(ruling) = &last.ruling else {
        return Some(match &last.docketed {
            None => Text::new("等法院决定是否立案。", "The court decides whether to docket it."),
            Some(Docketing { extended_until: Some(until), .. }) => Text::new(
                format!("经法院院长批准，审限延长至{}。", day_zh(*until)),
                format!("The court's president put the decision off to {}.", day_en(*until)),
            ),
            Some(_) => {
                Text::new("法院应当在立案之日起三十日内审结。", "The court decides within thirty days of docketing.")
            }
        });
    };
    Some(match ruling.outcome {
        RulingOutcome::Confirmed => Text::new(
            "协议可以强制执行：一方不履行或者不完全履行的，对方可以向人民法院申请执行。",
            "The agreement can be enforced: where a side does not keep it in full, the other may ask the court for enforcement.",
        ),
        RulingOutcome::Dismissed => Text::new(
            "当事人可以通过调解变更协议或者达成新的协议，也可以向人民法院起诉。",
            "The parties may change the agreement by mediation or reach a new one, or sue.",
        ),
        RulingOutcome::Rejected | RulingOutcome::Withdrawn => Text::new(
            "协议仍有合同效力；三十日内可以再次申请，也可以就协议起诉。",
            "The agreement still binds like a contract; within the thirty days it may be applied for again, or sued on.",
        ),
    })
}

/// Everybody who has to apply: those who speak for each side.
pub(super) fn applicants_missing(applicants: &[PartyNo], case: &Case) -> bool {
    speakers(&case.parties).iter().any(|p| !applicants.contains(&p.no))
}
