//! What somebody who applies fills in, and the registration it becomes.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Answers, Danger};
use crate::kernel::refusal::Form;
use crate::kernel::{Code, Date, Fen, Refusal};
use crate::matters::intake::Concern;
use crate::matters::party::{Guardian, Party, PartyKind, Side};
use crate::matters::{Channel, Intake, Source};
use crate::people::phone;
use crate::privacy::{Given, PrivacyHow, Receipts};

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
    /// The version of the county's notice that was shown; 0: the words of the house.
    #[serde(default)]
    pub notice: Option<i64>,
    #[serde(default)]
    pub agreed: bool,
    /// The guardian agreed. Under 14 nobody else can (PIPL art. 31).
    #[serde(default)]
    pub by_guardian: bool,
    /// The code that was sent to the telephone.
    #[serde(default)]
    pub digits: String,
}

/// Who holds the pen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hand {
    /// The applicant, on a telephone that a code reaches.
    Own,
    /// Somebody of the house who helps. A landline will do, or none.
    Helper,
}

impl Application {
    /// The registration a clerk would have filled in, once what only this form asks for is there.
    ///
    /// # Errors
    /// Every fault at once, each at its field in this form.
    pub fn intake(&self, today: Date, hand: Hand) -> Result<Intake, Vec<Refusal>> {
        let mut form = Form::default();
        form.text(&self.narrative, 5_000, "/narrative");
        form.text(&self.claim, 500, "/claim");
        form.text(&self.me.name, 60, "/me/name");
        if self.me.phone.trim().is_empty() {
            if hand == Hand::Own {
                form.refuse(Code::Required, "/me/phone");
            }
        } else if let Some(number) = form.check(phone::normalise(&self.me.phone), "/me/phone")
            && hand == Hand::Own
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
        if !self.agreed || self.notice.is_none() {
            form.refuse(Code::Required, "/agreed");
        }
        let given = Given { how: PrivacyHow::Online, by_guardian: self.by_guardian };
        if let Err(refusal) = Receipts::default().check(1, self.me.born_on, 0, given, today) {
            form.refuse_with(refusal);
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
            channel: Some(match hand {
                Hand::Own => Channel::Online,
                Hand::Helper => Channel::Visit,
            }),
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
            phone: self.me.phone.clone(),
            ..Party::named(Side::Applicant, PartyKind::Natural, &*self.me.name)
        }
    }

    fn opponent(&self) -> Party {
        let phone = self.other.phone.clone();
        Party { phone, ..Party::named(Side::Respondent, self.other.kind, &*self.other.name) }
    }
}
