//! Intake: one form for every way a matter comes in.

use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::kinds::{Channel, DisputeKind, EntrustStage, Source};
use super::party::{self, Party, PartyNo};
use super::record::SealGround;
use crate::dictionaries::is_code;
use crate::kernel::{Code, Date, Fen, IdText, Refusal, refusal::Form};
use crate::people::phone;
use crate::places::{AreaCode, Level};
use crate::text_enum;

text_enum! {
    /// Who has already taken the dispute up, so that a committee may not accept it (Rules on People's Mediation art. 22).
    pub enum Barrier {
        Court = "court" ("法院已受理或已裁判", "A court has taken or decided it"),
        Police = "police" ("公安机关已受理或处理", "The police have taken or handled it"),
        Administration = "administration" ("其他行政机关已受理或处理", "Another administrative organ has taken or handled it"),
        Arbitration = "arbitration" ("仲裁机构已受理", "An arbitration body has taken it"),
        ReservedByLaw = "reserved_by_law" ("法律规定由专门机关处理或禁止调解", "Law reserves it to a special organ or forbids mediation"),
    }
}

text_enum! {
    /// Something in the dispute that seals the matter by itself.
    pub enum Concern {
        DomesticViolence = "domestic_violence" ("涉及家庭暴力", "Domestic violence"),
        MinorHarmed = "minor_harmed" ("涉及未成年人受侵害", "A minor may be harmed"),
        SexualHarm = "sexual_harm" ("涉及性侵害", "Sexual harm"),
    }
}

impl Concern {
    pub const fn seal_ground(self) -> SealGround {
        match self {
            Concern::DomesticViolence => SealGround::DomesticViolence,
            Concern::MinorHarmed => SealGround::Minor,
            Concern::SexualHarm => SealGround::SexualHarm,
        }
    }
}

/// Where a lead came from. Shown to those who register and conduct, never to a party, on paper or in an export.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Lead {
    #[serde(default)]
    pub reporter: String,
    /// 中心户长, grid worker, neighbour, ….
    #[serde(default)]
    pub capacity: String,
    #[serde(default)]
    pub phone: String,
    #[serde(default, deserialize_with = "typed")]
    pub received_on: Option<Date>,
}

/// The letter with which another body sent the matter over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Entrustment {
    #[serde(default)]
    pub body: String,
    /// The body, where it is one of the organisations kept here.
    #[serde(default, deserialize_with = "typed", skip_serializing_if = "Option::is_none")]
    pub organisation: Option<IdText>,
    #[serde(default)]
    pub letter_number: String,
    #[serde(default, deserialize_with = "typed")]
    pub received_on: Option<Date>,
    /// The limit the letter sets, where it sets one.
    #[serde(default, deserialize_with = "typed")]
    pub due_on: Option<Date>,
    /// The case as the body calls it; a court before or after filing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub case_number: String,
    #[serde(default, deserialize_with = "typed", skip_serializing_if = "Option::is_none")]
    pub stage: Option<EntrustStage>,
    /// Whom to call there, and where.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub contact: String,
    /// Parties who have agreed to be mediated, by their place in the form; the letter has it in writing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consented: Vec<PartyNo>,
    /// What came with the letter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub materials: Vec<String>,
    /// The mediator who is asked to take it.
    #[serde(default, deserialize_with = "typed", skip_serializing_if = "Option::is_none")]
    pub mediator: Option<IdText>,
}

impl Entrustment {
    /// Most things that come with a letter.
    pub const MATERIALS: usize = 50;

    fn check(&self, form: &mut Form, parties: usize, today: Date) {
        form.text(&self.body, 80, "/entrustment/body");
        form.optional_text(&self.letter_number, 60, "/entrustment/letter_number");
        form.optional_text(&self.case_number, 60, "/entrustment/case_number");
        form.optional_text(&self.contact, 120, "/entrustment/contact");
        let received = form.needed(self.received_on, "/entrustment/received_on");
        past(form, received, today, "/entrustment/received_on");
        if self.due_on.zip(received).is_some_and(|(due, received)| due < received) {
            form.refuse(Code::DatesReversed, "/entrustment/due_on");
        }
        if self.materials.len() > Self::MATERIALS {
            form.refuse(Code::TooLong, "/entrustment/materials");
        }
        for (i, material) in self.materials.iter().enumerate() {
            form.text(material, 120, &format!("/entrustment/materials/{i}"));
        }
        for (i, no) in self.consented.iter().enumerate() {
            if *no == 0 || usize::from(*no) > parties {
                form.refuse(Code::PartyUnknown, format!("/entrustment/consented/{i}"));
            }
        }
    }
}

/// What is written down when a matter comes in. Nothing is demanded while it is read, so that [`Intake::check`] can tell
/// everything that is missing at once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Intake {
    /// Needed.
    #[serde(default, deserialize_with = "typed")]
    pub kind: Option<DisputeKind>,
    /// The county's own word for it, by its code in the dictionary; of this kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subtype: Option<String>,
    /// Needed.
    #[serde(default, deserialize_with = "typed")]
    pub source: Option<Source>,
    /// The county's own word for it, by its code in the dictionary; of this source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subsource: Option<String>,
    /// Needed.
    #[serde(default, deserialize_with = "typed")]
    pub channel: Option<Channel>,
    /// Left empty, it is composed from the parties and the kind.
    #[serde(default)]
    pub title: String,
    /// Needed. Where the dispute is: town, village or grid.
    #[serde(default)]
    pub area: String,
    #[serde(default)]
    pub place: String,
    #[serde(default, deserialize_with = "typed")]
    pub occurred_on: Option<Date>,
    /// Needed.
    #[serde(default)]
    pub narrative: String,
    /// What is asked for, one line each.
    #[serde(default)]
    pub claims: Vec<String>,
    /// The amount in dispute, in fen.
    #[serde(default)]
    pub amount_fen: Option<Fen>,
    /// At least one is needed.
    #[serde(default)]
    pub parties: Vec<Party>,
    /// Own initiative: where the lead came from.
    #[serde(default)]
    pub lead: Option<Lead>,
    /// Entrusted: the letter.
    #[serde(default)]
    pub entrustment: Option<Entrustment>,
    #[serde(default, deserialize_with = "typed")]
    pub barrier: Option<Barrier>,
    #[serde(default)]
    pub concerns: Vec<Concern>,
    /// The committee that is to mediate, where the clerk already knows.
    #[serde(default, deserialize_with = "typed")]
    pub committee: Option<IdText>,
}

/// A form that was checked: what must be there is there.
#[derive(Clone, Debug)]
pub struct Checked<'a> {
    pub form: &'a Intake,
    pub kind: DisputeKind,
    /// In the form of a code; whether the dictionary has it, its reader must say.
    pub subtype: Option<&'a str>,
    pub source: Source,
    pub subsource: Option<&'a str>,
    pub channel: Channel,
    pub area: AreaCode,
}

/// A field that a screen sends empty was not filled in.
fn typed<'de, D: Deserializer<'de>, T: Deserialize<'de>>(d: D) -> Result<Option<T>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Typed<T> {
        Given(T),
        Other(Option<String>),
    }
    match Typed::deserialize(d)? {
        Typed::Given(value) => Ok(Some(value)),
        Typed::Other(text) if text.as_deref().unwrap_or_default().trim().is_empty() => Ok(None),
        Typed::Other(_) => Err(serde::de::Error::custom("not one of the values")),
    }
}

impl Intake {
    /// Checks the whole form.
    ///
    /// # Errors
    /// Everything that is missing or wrong, each at its field.
    pub fn check(&self, today: Date) -> Result<Checked<'_>, Vec<Refusal>> {
        let mut form = Form::default();
        let kind = form.needed(self.kind, "/kind");
        let source = form.needed(self.source, "/source");
        let channel = form.needed(self.channel, "/channel");
        let area = self.check_area(&mut form);
        let subtype = local(&mut form, &self.subtype, "/subtype");
        let subsource = local(&mut form, &self.subsource, "/subsource");
        form.optional_text(&self.title, 80, "/title");
        form.optional_text(&self.place, 120, "/place");
        form.text(&self.narrative, 5_000, "/narrative");
        if self.claims.len() > 20 {
            form.refuse(Code::TooLong, "/claims");
        }
        for (i, claim) in self.claims.iter().enumerate() {
            form.text(claim, 500, &format!("/claims/{i}"));
        }
        if self.amount_fen.is_some_and(|a| a.0 < 0 || a > Fen::MAX) {
            form.refuse(Code::OutOfRange, "/amount_fen");
        }
        past(&mut form, self.occurred_on, today, "/occurred_on");
        party::check_all(&self.parties, &mut form, today);
        match (&self.lead, source) {
            (None, Some(Source::OwnInitiative)) => form.refuse(Code::ReporterNeeded, "/lead"),
            (Some(lead), _) => {
                form.text(&lead.reporter, 60, "/lead/reporter");
                form.optional_text(&lead.capacity, 30, "/lead/capacity");
                if !lead.phone.trim().is_empty() {
                    form.check(phone::normalise(&lead.phone), "/lead/phone");
                }
                let received = form.needed(lead.received_on, "/lead/received_on");
                past(&mut form, received, today, "/lead/received_on");
            }
            (None, _) => {}
        }
        match &self.entrustment {
            None if source.is_some_and(Source::is_entrusted) => form.refuse(Code::Required, "/entrustment"),
            Some(letter) => letter.check(&mut form, self.parties.len(), today),
            None => {}
        }
        form.finish()?;
        // Whatever is missing was refused: this is reached with everything there.
        let (Some(kind), Some(source), Some(channel), Some(area)) = (kind, source, channel, area) else {
            return Err(vec![Refusal::new(Code::Internal)]);
        };
        Ok(Checked { form: self, kind, subtype, source, subsource, channel, area })
    }

    /// A place as near as a town.
    fn check_area(&self, form: &mut Form) -> Option<AreaCode> {
        if self.area.trim().is_empty() {
            form.refuse(Code::AreaNeeded, "/area");
            return None;
        }
        let area = form.check(self.area.trim().parse::<AreaCode>(), "/area")?;
        if area.level() < Level::Town {
            form.refuse(Code::AreaTooWide, "/area");
        }
        Some(area)
    }

    /// The ground on which the matter seals itself, if there is one.
    pub fn seals_itself(&self) -> Option<SealGround> {
        self.concerns.first().map(|c| c.seal_ground())
    }
}

/// A code of the county's dictionary, where one was chosen.
fn local<'a>(form: &mut Form, code: &'a Option<String>, at: &str) -> Option<&'a str> {
    let code = code.as_deref().map(str::trim).filter(|code| !code.is_empty())?;
    if !is_code(code) {
        form.refuse(Code::EntryUnknown, at);
        return None;
    }
    Some(code)
}

/// A date that may not lie in the future, nor before anybody's lifetime.
fn past(form: &mut Form, date: Option<Date>, today: Date, at: &str) {
    if let Some(date) = date {
        if date > today {
            form.refuse(Code::DateInFuture, at);
        } else if date.year() < today.year() - 130 {
            form.refuse(Code::DateTooEarly, at);
        }
    }
}
