//! What is shown of the personal data of a matter.

use bandeng_core::matters::{PartyKind, PartyNo};
use bandeng_core::people::age;
use bandeng_core::privacy::correction::Correction;
use bandeng_core::privacy::rights::Hold;
use bandeng_core::privacy::{Consequence, GUARDIAN_CONSENTS_UNDER, Receipt, consequences};
use bandeng_store::Result;
use serde::Serialize;
use utoipa::ToSchema;

use super::notices::{self, NoticeVersion};
use crate::http::App;
use crate::matters::case::Matter;

/// A party and the consents it gave.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PartyPrivacy {
    pub n: PartyNo,
    pub name: String,
    /// A consent holds.
    pub standing: bool,
    /// It was withdrawn.
    pub withdrawn: bool,
    /// Under 14: the guardian consents.
    pub guardian_consents: bool,
    /// The newest first.
    pub receipts: Vec<Receipt>,
    /// What it asked to be put right, the newest first.
    pub corrections: Vec<Correction>,
}

/// Personal data of a matter: the notice to read out, who agreed, and what a withdrawal would bring.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PrivacyView {
    pub version: i64,
    pub notice: NoticeVersion,
    /// Human beings alone: a body has no personal data.
    pub parties: Vec<PartyPrivacy>,
    pub consequences: Vec<Consequence>,
    /// It is held against erasure.
    pub hold: Option<Hold>,
}

pub(super) async fn compose(app: &App, matter: &Matter) -> Result<PrivacyView> {
    let today = app.db.today();
    let receipts = &matter.record.privacy;
    let people = matter.parties.iter().filter(|party| party.kind == PartyKind::Natural);
    let parties = people.map(|party| PartyPrivacy {
        n: party.no,
        name: party.name.clone(),
        standing: receipts.standing(party.no).is_some(),
        withdrawn: receipts.is_withdrawn(party.no),
        guardian_consents: party
            .born_on
            .is_some_and(|born| age(born, today).is_none_or(|years| years < GUARDIAN_CONSENTS_UNDER)),
        receipts: receipts.0.iter().rev().filter(|receipt| receipt.party == party.no).cloned().collect(),
        corrections: matter.record.corrections.of(party.no).cloned().collect(),
    });
    Ok(PrivacyView {
        version: matter.version(),
        parties: parties.collect(),
        notice: notices::in_force(app.db.reader(), matter.code.county(), today).await?,
        consequences: consequences(),
        hold: matter.record.hold.clone(),
    })
}
