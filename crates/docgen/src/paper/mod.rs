//! The data all forms read.
//!
//! Ready to be shown (labels are Chinese words, amounts are written out) but structured, so that one struct serves every
//! form. An empty string or an absent date means *not known*: the form leaves a line for handwriting.

mod authority;
mod court;
mod event;
mod file;
mod inquiry;
mod letters;
mod outcome;
mod people;
mod steps;

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

pub use authority::{PowerOfAttorney, ServiceAddress};
pub use court::{Confirmation, CourtParty, CourtRequest, Reminder};
pub use event::{ChargeMeeting, EventCharge, EventSheet, EventStep, EventTask};
pub use file::{ClosingReport, ContentsRow, Dossier, DossierNotes, ProofOfPerformance};
pub use inquiry::{EvidenceItem, Investigation, UndisputedFact};
pub use letters::{Certificate, Letter};
pub use outcome::{Agreement, AgreementForm, FollowUp, Obligation, Receipt, Signer, Termination, UrgentReport};
pub use people::{Agent, Guardian, PartyBlock, PartyKind};
pub use steps::{Acceptance, Basis, Decline, NoticeOfRights, Served, Session};

/// Everything the forms of one matter can show. Fill what is known; what a form shows is the form's business.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PaperData {
    pub matter: Matter,
    pub committee: Committee,
    /// 卷号, `〔2026〕柳人调字第 12 号`, once the committee has given one.
    pub dossier_number: String,
    /// In the order of the papers: applicants first.
    pub parties: Vec<PartyBlock>,
    pub acceptance: Option<Acceptance>,
    pub decline: Option<Decline>,
    pub notice_of_rights: Option<NoticeOfRights>,
    /// Each is printed as a record of its own, on a new page. Hand over one to print one.
    pub sessions: Vec<Session>,
    pub agreement: Option<Agreement>,
    /// Names of the mediators, the one in charge first.
    pub mediators: Vec<String>,
    pub recorder: String,
    pub termination: Option<Termination>,
    /// Each is printed as a record of its own, on a new page.
    pub follow_ups: Vec<FollowUp>,
    pub urgent_report: Option<UrgentReport>,
    /// Each is printed as a record of its own, on a new page.
    pub investigations: Vec<Investigation>,
    /// In the order of the list.
    pub evidence: Vec<EvidenceItem>,
    pub undisputed_facts: Vec<UndisputedFact>,
    /// Each is printed on a page of its own.
    pub powers_of_attorney: Vec<PowerOfAttorney>,
    /// Each is printed on a page of its own.
    pub service_addresses: Vec<ServiceAddress>,
    pub confirmation: Option<Confirmation>,
    pub court_request: Option<CourtRequest>,
    pub reminder: Option<Reminder>,
    pub letter: Option<Letter>,
    pub certificate: Option<Certificate>,
    pub closing: Option<ClosingReport>,
    /// Each is printed on a page of its own.
    pub proofs: Vec<ProofOfPerformance>,
    pub dossier: Option<Dossier>,
    pub event: Option<EventSheet>,
    /// 核验码, by which anybody can ask whether the paper is true; empty on what was not issued.
    pub mark: String,
    /// The address of the page that says so, for the QR code; empty where the house has none.
    pub check_at: String,
    /// What it says is not final yet, whatever is filled in: the header says 草稿.
    pub provisional: bool,
    /// Becomes the creation date of the file. Nothing here reads a clock: the same data give the same bytes.
    pub printed_on: Option<Date>,
}

/// The trouble itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Matter {
    /// The public code, as the QR code carries it.
    pub code: String,
    /// The same code in groups, as people read it out.
    pub code_grouped: String,
    pub title: String,
    /// 纠纷类型, `邻里纠纷`.
    pub kind_label: String,
    /// 案件来源, `当事人申请`. Never the name of somebody who reported a lead.
    pub source_label: String,
    pub occurred_on: Option<Date>,
    pub place: String,
    /// 纠纷简要情况. Line breaks begin paragraphs.
    pub narrative: String,
    /// 申请事项, one each.
    pub claims: Vec<String>,
    /// Civil time in Asia/Shanghai, to the second: the request interrupts limitation from here
    /// (judicial interpretation on limitation, art. 12).
    pub registered_at: Option<DateTime>,
    /// The member of staff who registered.
    pub registered_by: String,
}

/// The people's mediation committee in whose name the paper stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Committee {
    pub name: String,
    /// The character(s) of its numbers, `柳人调字`.
    pub number_prefix: String,
    pub address: String,
    pub phone: String,
}
