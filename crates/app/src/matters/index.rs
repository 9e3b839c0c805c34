//! A matter's row of the search index: made from what the matter is now, written with the change that makes it so.

use std::str::FromStr;

use bandeng_core::kernel::Instant;
use bandeng_core::matters::{Channel, DisputeKind, MatterRecord, MatterState, PartyKind, Source};
use bandeng_core::proceedings;
use bandeng_core::search::{Document, Hidden};
use bandeng_store::Result;
use bandeng_store::rows::Rows;

use super::case::PartyKept;
use super::query;

/// The tokens of a matter as its rows stand; none where it is sealed. The commit of every unit of work asks this, so
/// that no service can forget the index.
pub(crate) fn tokens(rows: &Rows, now: Instant) -> Result<Option<String>> {
    let row = &rows.matter;
    if row.sealed {
        return Ok(None);
    }
    let record = row.record.read::<MatterRecord>()?;
    let parties = rows.parties.iter().cloned().map(PartyKept::read).collect::<Result<Vec<_>>>()?;
    let mut searched = Vec::new();
    for row in &rows.proceedings {
        searched.extend(proceedings::summary(&row.kind, &row.body)?.searched);
    }
    let (handlers, grantees) = query::reachers_of(rows, now);
    let texts = record.claims.iter().chain(&searched).map(String::as_str);
    let document = Document {
        title: [&row.title, &row.place],
        body: std::iter::once(row.narrative.as_str()).chain(texts).collect(),
        hidden: hidden(&record, &parties),
        area: row.area.parse()?,
        kind: DisputeKind::from_str(&row.kind)?,
        subtype: row.subtype.as_deref(),
        state: MatterState::from_str(&row.state)?,
        source: Source::from_str(&row.source)?,
        subsource: row.subsource.as_deref(),
        channel: Channel::from_str(&row.channel)?,
        desk: row.desk_id,
        committee: row.committee_id,
        handlers: &handlers,
        grantees: &grantees,
    };
    Ok(Some(document.tokens()))
}

/// Everybody the record knows by name: parties, who acts for them, who reported.
fn hidden(record: &MatterRecord, parties: &[PartyKept]) -> Hidden {
    let mut hidden = Hidden::default();
    for party in parties {
        match party.kind {
            PartyKind::Natural => hidden.person(&party.name),
            PartyKind::Legal | PartyKind::Unincorporated => hidden.body(&party.name),
        }
        hidden.person(&party.details.legal_representative);
        party.details.guardian.iter().for_each(|guardian| hidden.person(&guardian.name));
        party.details.agents.iter().for_each(|agent| hidden.person(&agent.name));
    }
    record.lead.iter().for_each(|lead| hidden.person(&lead.reporter));
    hidden
}
