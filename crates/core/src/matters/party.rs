//! The people and bodies in a dispute. They appear because they came or were named; nothing is asked that is not needed.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::{Code, Date, refusal::Form};
use crate::people::{credit_code, minor, phone};
use crate::text_enum;

/// A party's number within its matter, from 1.
pub type PartyNo = u16;

text_enum! {
    /// Which side a party stands on.
    pub enum Side {
        Applicant = "applicant" ("申请人", "Applicant"),
        Respondent = "respondent" ("被申请人", "Respondent"),
    }
}

text_enum! {
    pub enum PartyKind {
        Natural = "natural" ("自然人", "Natural person"),
        Legal = "legal" ("法人", "Legal person"),
        Unincorporated = "unincorporated" ("非法人组织", "Unincorporated organisation"),
    }
}

text_enum! {
    pub enum Sex {
        Female = "female" ("女", "Female"),
        Male = "male" ("男", "Male"),
    }
}

text_enum! {
    /// What an agent may do. Signing an agreement needs special authority (Interpretation of the Civil Procedure Law art. 147).
    pub enum Authority {
        Ordinary = "ordinary" ("一般授权", "Ordinary authority"),
        Special = "special" ("特别授权", "Special authority"),
    }
}

/// Somebody who acts for a party under a power of attorney.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Agent {
    #[serde(default)]
    pub name: String,
    /// Lawyer, near relative, member of staff, ….
    #[serde(default)]
    pub relation: String,
    pub authority: Authority,
    /// As typed; kept encrypted, given back masked.
    #[serde(default)]
    pub phone: String,
}

/// Who acts for a minor or another person without full capacity (Civil Code arts 19 to 23).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Guardian {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub relation: String,
    #[serde(default)]
    pub phone: String,
}

/// A party as the form takes it. The fields are the Ministry's party block less the identity number, which
/// nothing before judicial confirmation needs (PIPL art. 6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Party {
    pub side: Side,
    pub kind: PartyKind,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub sex: Option<Sex>,
    /// Asked where a minor may be involved; otherwise left empty.
    #[serde(default)]
    pub born_on: Option<Date>,
    #[serde(default)]
    pub occupation: String,
    #[serde(default)]
    pub address: String,
    /// As typed; kept encrypted, given back masked.
    #[serde(default)]
    pub phone: String,
    /// Of an organisation.
    #[serde(default)]
    pub legal_representative: String,
    #[serde(default)]
    pub credit_code: String,
    #[serde(default)]
    pub guardian: Option<Guardian>,
    #[serde(default)]
    pub agents: Vec<Agent>,
    /// Elected to speak for a side with many people (at most five a side).
    #[serde(default)]
    pub elected: bool,
    /// As typed; kept encrypted, given back masked.
    #[serde(default)]
    pub email: String,
    /// Has agreed to be served electronically there (Online Mediation Rules arts 8, 17).
    #[serde(default)]
    pub electronic_service: bool,
}

impl Party {
    /// Somebody of whom no more is known than the name.
    pub fn named(side: Side, kind: PartyKind, name: impl Into<String>) -> Self {
        Self {
            side,
            kind,
            name: name.into(),
            sex: None,
            born_on: None,
            occupation: String::new(),
            address: String::new(),
            phone: String::new(),
            legal_representative: String::new(),
            credit_code: String::new(),
            guardian: None,
            agents: Vec::new(),
            elected: false,
            email: String::new(),
            electronic_service: false,
        }
    }

    /// Too young to act alone on this day.
    pub fn is_minor(&self, on: Date) -> bool {
        self.kind == PartyKind::Natural && self.born_on.is_some_and(|born| minor::is_minor(born, on))
    }

    /// Checks the fields under a pointer such as `/parties/0`.
    pub fn check(&self, form: &mut Form, at: &str, today: Date) {
        form.text(&self.name, 60, &format!("{at}/name"));
        form.optional_text(&self.occupation, 60, &format!("{at}/occupation"));
        form.optional_text(&self.address, 120, &format!("{at}/address"));
        form.optional_text(&self.legal_representative, 60, &format!("{at}/legal_representative"));
        check_phone(form, &self.phone, &format!("{at}/phone"));
        check_email(form, &self.email, &format!("{at}/email"));
        if self.kind != PartyKind::Natural && !self.credit_code.trim().is_empty() {
            form.check(credit_code::check(self.credit_code.trim()), format!("{at}/credit_code"));
        }
        if let Some(born) = self.born_on {
            if born > today {
                form.refuse(Code::DateInFuture, format!("{at}/born_on"));
            } else if born.year() < today.year() - 130 {
                form.refuse(Code::DateTooEarly, format!("{at}/born_on"));
            }
        }
        if let Some(guardian) = &self.guardian {
            form.text(&guardian.name, 60, &format!("{at}/guardian/name"));
            form.optional_text(&guardian.relation, 30, &format!("{at}/guardian/relation"));
            check_phone(form, &guardian.phone, &format!("{at}/guardian/phone"));
        }
        if self.agents.len() > 2 {
            form.refuse(Code::TooManyAgents, format!("{at}/agents"));
        }
        for (i, agent) in self.agents.iter().enumerate() {
            form.text(&agent.name, 60, &format!("{at}/agents/{i}/name"));
            form.optional_text(&agent.relation, 30, &format!("{at}/agents/{i}/relation"));
            check_phone(form, &agent.phone, &format!("{at}/agents/{i}/phone"));
        }
    }
}

/// An address by which mail can be sent: something, an at sign, a host with a dot. Whether it is anybody's is not asked.
fn check_email(form: &mut Form, value: &str, at: &str) {
    form.optional_text(value, 100, at);
    let value = value.trim();
    let sound = value.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.split('.').count() > 1 && host.split('.').all(|part| !part.is_empty())
    });
    if !value.is_empty() && (!sound || value.contains(char::is_whitespace) || value.matches('@').count() > 1) {
        form.refuse(Code::EmailWrong, at);
    }
}

fn check_phone(form: &mut Form, value: &str, at: &str) {
    if !value.trim().is_empty() {
        form.check(phone::normalise(value), at);
    }
}

/// The number of people one side may elect to speak for it (Ningbo Regulation on People's Mediation art. 20).
pub const MAX_ELECTED: usize = 5;

/// Checks what concerns all parties together.
pub fn check_all(parties: &[Party], form: &mut Form, today: Date) {
    if parties.is_empty() {
        form.refuse(Code::ApplicantNeeded, "/parties");
    }
    if parties.len() > 200 {
        form.refuse(Code::OutOfRange, "/parties");
        return;
    }
    for (i, party) in parties.iter().enumerate() {
        party.check(form, &format!("/parties/{i}"), today);
    }
    for side in Side::ALL {
        if parties.iter().filter(|p| p.side == *side && p.elected).count() > MAX_ELECTED {
            form.refuse(Code::TooManyRepresentatives, "/parties");
        }
    }
}
