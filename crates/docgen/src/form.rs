//! What a form is.

use serde::{Deserialize, Serialize};

use crate::required::Required;

/// The name of a form as people say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Title {
    pub zh: &'static str,
    pub en: &'static str,
}

/// Who holds the paper in hand. It decides nothing here but tells the caller whom to offer it to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// The parties read, sign or keep it.
    Parties,
    /// It stays with the committee and those it must report to.
    Committee,
}

/// A part of [`PaperData`](crate::PaperData) that a form may show. Only the named parts reach its template.
///
/// Matter, committee, dossier number and printing date are on every form and need no naming.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Parties,
    Acceptance,
    Decline,
    NoticeOfRights,
    Sessions,
    Agreement,
    Mediators,
    Recorder,
    Termination,
    FollowUps,
    UrgentReport,
    Investigations,
    Evidence,
    UndisputedFacts,
    PowersOfAttorney,
    ServiceAddresses,
    Confirmation,
    CourtRequest,
    Reminder,
    Letter,
    Certificate,
    Closing,
    Proofs,
    Dossier,
    Event,
}

impl Part {
    /// The key of the part in the data.
    pub fn key(self) -> &'static str {
        match self {
            Part::Parties => "parties",
            Part::Acceptance => "acceptance",
            Part::Decline => "decline",
            Part::NoticeOfRights => "notice_of_rights",
            Part::Sessions => "sessions",
            Part::Agreement => "agreement",
            Part::Mediators => "mediators",
            Part::Recorder => "recorder",
            Part::Termination => "termination",
            Part::FollowUps => "follow_ups",
            Part::UrgentReport => "urgent_report",
            Part::Investigations => "investigations",
            Part::Evidence => "evidence",
            Part::UndisputedFacts => "undisputed_facts",
            Part::PowersOfAttorney => "powers_of_attorney",
            Part::ServiceAddresses => "service_addresses",
            Part::Confirmation => "confirmation",
            Part::CourtRequest => "court_request",
            Part::Reminder => "reminder",
            Part::Letter => "letter",
            Part::Certificate => "certificate",
            Part::Closing => "closing",
            Part::Proofs => "proofs",
            Part::Dossier => "dossier",
            Part::Event => "event",
        }
    }
}

/// One paper of the official set. Entries are in [`FORMS`](crate::FORMS).
#[derive(Debug)]
pub struct Form {
    /// Number in the official set, `D7`; papers outside of it count from `C1`. Stable.
    pub code: &'static str,
    /// Name in addresses and file names, `agreement`. Stable.
    pub slug: &'static str,
    pub title: Title,
    pub audience: Audience,
    /// The provision the paper carries out, for people who ask why it exists.
    pub law: &'static str,
    /// What its template may see.
    pub parts: &'static [Part],
    /// Without these it is a draft.
    pub required: &'static [Required],
    /// Text of the template as it comes with the program; see [`Template`](crate::Template).
    pub template: &'static str,
}

impl Form {
    /// The form with this number, `D7`.
    pub fn by_code(code: &str) -> Option<&'static Form> {
        crate::FORMS.iter().find(|form| form.code == code)
    }

    /// The form with this name, `agreement`.
    pub fn by_slug(slug: &str) -> Option<&'static Form> {
        crate::FORMS.iter().find(|form| form.slug == slug)
    }
}

/// A form is its code: two entries with one code are a fault that a test finds.
impl PartialEq for Form {
    fn eq(&self, other: &Form) -> bool {
        self.code == other.code
    }
}

impl Eq for Form {}
