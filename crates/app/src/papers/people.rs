//! The parties as the official block shows them.

use bandeng_core::kernel::Date;
use bandeng_core::matters::{PartyKind, Side};
use bandeng_core::people::age;
use bandeng_docgen as paper;
use bandeng_store::{Crypt, Result};

use crate::matters::case::PartyKept;
use crate::matters::service::{EMAIL, PHONE};

/// Stands where something is known and this reader does not see it: a blank would read as "not known".
const WITHHELD: &str = "（略）";

/// How much of a party's contact data this reader prints.
pub(super) struct Contacts<'a> {
    pub crypt: &'a Crypt,
    pub shown: bool,
}

impl Contacts<'_> {
    fn text(&self, known: &str) -> String {
        if self.shown || known.is_empty() { known.to_owned() } else { WITHHELD.to_owned() }
    }

    pub(super) fn email(&self, sealed: &str) -> Result<String> {
        if sealed.is_empty() || !self.shown {
            return Ok(self.text(sealed));
        }
        self.crypt.open_value(EMAIL, sealed)
    }

    fn phone(&self, sealed: &str) -> Result<String> {
        if sealed.is_empty() || !self.shown {
            return Ok(self.text(sealed));
        }
        self.crypt.open_value(PHONE, sealed)
    }
}

/// Applicants first, then respondents, each in the order in which they were registered.
pub(super) fn in_order(parties: &[PartyKept]) -> Vec<&PartyKept> {
    Side::ALL.iter().flat_map(|side| parties.iter().filter(move |p| p.side == *side)).collect()
}

/// A party's block.
pub(super) fn block(party: &PartyKept, contacts: &Contacts<'_>, today: Date) -> Result<paper::PartyBlock> {
    let natural = party.kind == PartyKind::Natural;
    let agents = party.details.agents.iter().map(|agent| {
        Ok(paper::Agent {
            name: agent.name.clone(),
            authority_label: agent.authority.label().zh,
            relation: agent.relation.clone(),
            phone: contacts.phone(&agent.phone)?,
        })
    });
    let guardian = party.details.guardian.as_ref().map(|guardian| {
        Ok::<_, bandeng_store::Error>(paper::Guardian {
            name: guardian.name.clone(),
            relation: guardian.relation.clone(),
            phone: contacts.phone(&guardian.phone)?,
        })
    });
    // Of a child, who has nothing to do with the matter in person learns nothing but that there is one.
    let hidden = !contacts.shown && party.is_minor(today);
    Ok(paper::PartyBlock {
        side: party.side.to_string(),
        side_label: party.side.label().zh,
        kind: if natural { paper::PartyKind::Person } else { paper::PartyKind::Organisation },
        name: party.name.clone(),
        sex: party.sex.filter(|_| natural && !hidden).map(|sex| sex.label().zh).unwrap_or_default(),
        // Nobody asks for it; who wants it on the paper writes it there.
        ethnicity: String::new(),
        age: party
            .born_on
            .filter(|_| !hidden)
            .and_then(|born| age(born, today))
            .map(|age| age.to_string())
            .unwrap_or_default(),
        occupation: if hidden { String::new() } else { party.occupation.clone() },
        phone: contacts.phone(party.phone.as_deref().unwrap_or_default())?,
        address: contacts.text(&party.address),
        legal_representative: party.details.legal_representative.clone(),
        agents: agents.collect::<Result<_>>()?,
        guardian: guardian.transpose()?,
    })
}

/// The name under which somebody signs: `吴小明（监护人吴大勇）`.
pub(super) fn signing_name(party: &PartyKept, today: Date) -> String {
    match &party.details.guardian {
        Some(guardian) if party.is_minor(today) => format!("{}（监护人{}）", party.name, guardian.name),
        _ => party.name.clone(),
    }
}
