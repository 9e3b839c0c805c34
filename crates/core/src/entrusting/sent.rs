//! A case as the system of an entrusting body sends it, and what our side may add to it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::{Code, Date, Fen, IdText, Refusal};
use crate::matters::{Channel, Concern, DisputeKind, EntrustStage, Entrustment, Intake, Party, PartyNo, Source};
use crate::people::OrganisationKind;

/// A case as the system of a court, a police station or another body sends it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct EntrustedCase {
    /// The number of the letter: one's own name for the case from here on. Sent twice, it is one case.
    pub number: String,
    /// The case as the court calls it: 案号.
    #[serde(default)]
    pub case_number: String,
    /// A court says whether it is before or after filing.
    #[serde(default)]
    pub stage: Option<EntrustStage>,
    pub kind: DisputeKind,
    /// Code of the town or village of the dispute.
    pub area: String,
    #[serde(default)]
    pub place: String,
    #[serde(default)]
    pub occurred_on: Option<Date>,
    pub narrative: String,
    #[serde(default)]
    pub claims: Vec<String>,
    /// In fen.
    #[serde(default)]
    pub amount_fen: Option<Fen>,
    pub parties: Vec<Party>,
    /// Parties who have agreed in writing to be mediated, by their place in `parties`, from 1.
    #[serde(default)]
    pub consented: Vec<PartyNo>,
    /// Violence at home, harm to a minor, sexual harm: the matter seals itself.
    #[serde(default)]
    pub concerns: Vec<Concern>,
    /// Names of the papers that come with the letter.
    #[serde(default)]
    pub materials: Vec<String>,
    /// The result is wanted by then; where left out, the law's limit runs.
    #[serde(default)]
    pub due_on: Option<Date>,
    /// Whom to call, and where.
    #[serde(default)]
    pub contact: String,
    /// The code of a matter that is here already, to which the letter belongs.
    #[serde(default)]
    pub matter: Option<String>,
}

/// Who sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    pub organisation: IdText,
    pub kind: OrganisationKind,
    pub name: String,
}

/// The source under which a body's cases are filed (Ministry of Justice's table).
pub const fn source_of(kind: OrganisationKind) -> Source {
    match kind {
        OrganisationKind::Court => Source::Court,
        OrganisationKind::Procuratorate => Source::Procuratorate,
        OrganisationKind::Police => Source::Police,
        OrganisationKind::PetitionOffice => Source::PetitionOffice,
        _ => Source::OtherDepartment,
    }
}

impl EntrustedCase {
    /// The form a clerk would have filled in, received on a day.
    pub fn intake(self, sender: &Sender, received_on: Date) -> Intake {
        let entrustment = Entrustment {
            body: sender.name.clone(),
            organisation: Some(sender.organisation),
            letter_number: self.number,
            received_on: Some(received_on),
            due_on: self.due_on,
            case_number: self.case_number,
            stage: self.stage,
            contact: self.contact,
            consented: self.consented,
            materials: self.materials,
            mediator: None,
        };
        Intake {
            kind: Some(self.kind),
            subtype: None,
            source: Some(source_of(sender.kind)),
            subsource: None,
            channel: Some(Channel::Online),
            title: String::new(),
            area: self.area,
            place: self.place,
            occurred_on: self.occurred_on,
            narrative: self.narrative,
            claims: self.claims,
            amount_fen: self.amount_fen,
            parties: self.parties,
            lead: None,
            entrustment: Some(entrustment),
            barrier: None,
            concerns: self.concerns,
            committee: None,
        }
    }
}

/// What our side adds when a letter is gone through again. What was received stays as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Completion {
    /// The committee that is to mediate.
    #[serde(default)]
    pub committee: Option<IdText>,
    /// The mediator who is asked.
    #[serde(default)]
    pub mediator: Option<IdText>,
    #[serde(default)]
    pub kind: Option<DisputeKind>,
    /// Where the letter names no place we know.
    #[serde(default)]
    pub area: Option<String>,
    /// Parties whose consent came later, by their place in the letter.
    #[serde(default)]
    pub consented: Vec<PartyNo>,
    /// The code of the matter it belongs to, where that is here already.
    #[serde(default)]
    pub matter: Option<String>,
}

impl Completion {
    /// Adds it to a form.
    pub fn complete(&self, form: &mut Intake) {
        form.committee = self.committee.or(form.committee);
        form.kind = self.kind.or(form.kind);
        if let Some(area) = self.area.as_ref().filter(|area| !area.is_empty()) {
            form.area.clone_from(area);
        }
        if let Some(letter) = &mut form.entrustment {
            letter.mediator = self.mediator.or(letter.mediator);
            letter
                .consented
                .extend(self.consented.iter().filter(|no| !letter.consented.contains(no)).collect::<Vec<_>>());
            letter.consented.sort_unstable();
            letter.consented.dedup();
        }
    }
}

/// May a letter be taken in? It says who sent it under which number, and that the parties agreed; a court says at which
/// stage its case is, because the limit hangs on that.
///
/// # Errors
/// Everything that is missing, each at its field: [`Code::Required`], [`Code::ConsentMissing`].
pub fn require_letter(form: &Intake) -> Result<&Entrustment, Vec<Refusal>> {
    let Some(letter) = form.entrustment.as_ref() else {
        return Err(vec![Refusal::at(Code::Required, "/entrustment")]);
    };
    let mut out = Vec::new();
    if letter.letter_number.trim().is_empty() {
        out.push(Refusal::at(Code::Required, "/entrustment/letter_number"));
    }
    if form.source == Some(Source::Court) && letter.stage.is_none() {
        out.push(Refusal::at(Code::Required, "/entrustment/stage"));
    }
    let elected = |side| form.parties.iter().any(|p| p.side == side && p.elected);
    for (no, party) in (1..).zip(&form.parties) {
        let speaks = party.elected || !elected(party.side);
        if speaks && !letter.consented.contains(&no) {
            out.push(Refusal::at(Code::ConsentMissing, format!("/parties/{}", no - 1)).with(
                format!("来函没有{}同意调解的材料。来函已经保存；补来同意材料后可以重新处理。", party.name),
                format!(
                    "The letter has no consent of {}. It is kept; when the consent comes it can be gone through again.",
                    party.name
                ),
            ));
        }
    }
    if out.is_empty() { Ok(letter) } else { Err(out) }
}
