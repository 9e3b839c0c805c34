//! Who signs a paper, and who may do so for somebody else.

use crate::matters::{PartyNo, Side};
use crate::mediation::{Mediation, PartyFacts, SessionWith, speakers};

/// The parties whose signatures a paper asks for; none where it asks for none. Where a side elected representatives, they
/// sign for it (Ningbo Regulation on People's Mediation art. 20). The papers are those whose official form has a line for
/// the parties to sign on.
pub fn signers(slug: &str, no: Option<u16>, m: &Mediation, parties: &[PartyFacts]) -> Vec<PartyNo> {
    let speaking = || speakers(parties).into_iter();
    match slug {
        // Who applies signs the application, and signs it alone.
        "application" => speaking().filter(|p| p.side == Side::Applicant).map(|p| p.no).collect(),
        "acceptance-register" | "notice-of-rights" | "agreement" | "undisputed-facts" | "confirmation-application" => {
            speaking().map(|p| p.no).collect()
        }
        "session-record" => match m.sessions.iter().find(|s| Some(s.no) == no).map(|s| &s.with) {
            Some(SessionWith::Joint { parties: there, .. }) => there.clone(),
            _ => Vec::new(),
        },
        "service-address" => parties.iter().filter(|p| Some(p.no) == no).map(|p| p.no).collect(),
        _ => Vec::new(),
    }
}

/// Who may put a name under a paper for a party, the usual one first: empty for the party itself. A minor does not sign
/// alone, and an organisation signs by its representative.
pub fn signatories(party: &PartyFacts) -> Vec<String> {
    let mut out = Vec::new();
    if party.minor {
        out.extend(party.guardian.clone());
    } else if let Some(representative) = &party.legal_representative {
        out.push(representative.clone());
    } else {
        out.push(String::new());
    }
    out.extend(party.special_agents.iter().cloned());
    out
}
