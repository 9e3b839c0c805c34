//! What somebody who applies fills in, and the registration it becomes.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Answers, Danger};
use crate::kernel::refusal::Form;
use crate::kernel::{Code, Date, Fen, Refusal, Text};
use crate::matters::intake::Concern;
use crate::matters::party::{Guardian, Party, PartyKind, Side};
use crate::matters::{Channel, Intake, Source};
use crate::people::phone;

/// The version of [`notice`]; a changed text is a new version.
pub const NOTICE_VERSION: &str = "2026-11";

/// What is told before anything is taken (PIPL art. 17: who, what for, what, how long, which rights).
pub fn notice() -> Text {
    Text::new(
        "您填的姓名、电话和事情经过，只用来办这一件事，由受理的综治中心和调解委员会保管。\
         看得到的只有经办人；对方看不到您的电话。案卷依法保存，到期销毁。\
         您可以随时查看、更正自己的信息，也可以撤回同意；撤回后不再继续调解，已经办过的依法留存。\
         不用填身份证号。",
        "Your name, telephone and account are used for this one matter and kept by the centre and the committee that handle it. \
         Only those who handle it see them; the other side does not see your telephone. The file is kept as the law says and then destroyed. \
         You can look at your data and put it right at any time, and take your consent back; then mediation ends, and what was done stays on file. \
         No identity number is asked for.",
    )
}

/// Who applies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Applicant {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub phone: String,
    /// Asked of nobody but minors.
    #[serde(default)]
    pub born_on: Option<Date>,
    /// Needed for a minor.
    #[serde(default)]
    pub guardian: Option<Guardian>,
}

/// The other side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Opponent {
    pub kind: PartyKind,
    #[serde(default)]
    pub name: String,
    /// Where known.
    #[serde(default)]
    pub phone: String,
}

/// An application as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Application {
    pub answers: Answers,
    /// Where it happened: town or village.
    #[serde(default)]
    pub area: String,
    #[serde(default)]
    pub narrative: String,
    /// What is asked for.
    #[serde(default)]
    pub claim: String,
    #[serde(default)]
    pub amount_fen: Option<Fen>,
    #[serde(default)]
    pub occurred_on: Option<Date>,
    pub me: Applicant,
    pub other: Opponent,
    /// The version of the notice that was shown.
    #[serde(default)]
    pub notice: String,
    #[serde(default)]
    pub agreed: bool,
    /// The code that was sent to the telephone.
    #[serde(default)]
    pub digits: String,
}

impl Application {
    /// The registration a clerk would have filled in, once what only this form asks for is there.
    ///
    /// # Errors
    /// Every fault at once, each at its field in this form.
    pub fn intake(&self, today: Date) -> Result<Intake, Vec<Refusal>> {
        let mut form = Form::default();
        form.text(&self.narrative, 5_000, "/narrative");
        form.text(&self.claim, 500, "/claim");
        form.text(&self.me.name, 60, "/me/name");
        if self.me.phone.trim().is_empty() {
            form.refuse(Code::Required, "/me/phone");
        } else if let Some(number) = form.check(phone::normalise(&self.me.phone), "/me/phone")
            && !phone::is_mobile(&number)
        {
            form.refuse(Code::NotMobile, "/me/phone");
        }
        form.text(&self.other.name, 60, "/other/name");
        if !self.other.phone.trim().is_empty() {
            form.check(phone::normalise(&self.other.phone), "/other/phone");
        }
        if self.amount_fen.is_some_and(|a| a.0 < 0 || a > Fen::MAX) {
            form.refuse(Code::OutOfRange, "/amount_fen");
        }
        // A telephone whose clock is a year off must not put the day into the future.
        if self.occurred_on.is_some_and(|on| on > today) {
            form.refuse(Code::DateInFuture, "/occurred_on");
        }
        if !self.agreed || self.notice != NOTICE_VERSION {
            form.refuse(Code::Required, "/agreed");
        }
        let me = self.applicant();
        if me.is_minor(today) && self.me.guardian.as_ref().is_none_or(|g| g.name.trim().is_empty()) {
            form.refuse(Code::Required, "/me/guardian/name");
        }
        form.finish()?;
        let concern = (self.answers.danger == Danger::AtHome).then_some(Concern::DomesticViolence);
        Ok(Intake {
            kind: Some(self.answers.trouble.kind()),
            subtype: None,
            source: Some(Source::Application),
            subsource: None,
            channel: Some(Channel::Online),
            title: String::new(),
            area: self.area.clone(),
            place: String::new(),
            occurred_on: self.occurred_on,
            narrative: self.narrative.clone(),
            claims: vec![self.claim.trim().to_owned()],
            amount_fen: self.amount_fen,
            parties: vec![me, self.opponent()],
            lead: None,
            entrustment: None,
            barrier: self.answers.handled.barrier(),
            concerns: concern.into_iter().collect(),
            committee: None,
        })
    }

    fn applicant(&self) -> Party {
        Party {
            born_on: self.me.born_on,
            guardian: self.me.guardian.clone(),
            ..party(Side::Applicant, PartyKind::Natural, &self.me.name, &self.me.phone)
        }
    }

    fn opponent(&self) -> Party {
        party(Side::Respondent, self.other.kind, &self.other.name, &self.other.phone)
    }
}

fn party(side: Side, kind: PartyKind, name: &str, phone: &str) -> Party {
    Party {
        side,
        kind,
        name: name.to_owned(),
        sex: None,
        born_on: None,
        occupation: String::new(),
        address: String::new(),
        phone: phone.to_owned(),
        email: String::new(),
        electronic_service: false,
        legal_representative: String::new(),
        credit_code: String::new(),
        guardian: None,
        agents: Vec::new(),
        elected: false,
    }
}
