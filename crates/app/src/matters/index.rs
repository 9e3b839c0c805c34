//! A matter's row of the search index: made from what the matter is now, written with the change that makes it so.

use std::str::FromStr;

use bandeng_core::kernel::Id;
use bandeng_core::matters::{DisputeKind, MatterRecord, MatterState, PartyKind, Source};
use bandeng_core::proceedings;
use bandeng_core::search::{Document, Hidden};
use bandeng_store::entities::{matters, proceedings as rows};
use bandeng_store::{MatterKey, Result, Uow};

use super::case::{Matter, PartyKept};
use super::query;

/// The texts of a matter's proceedings by which it can be found.
pub(crate) fn searched(proceedings: &[rows::Model]) -> Result<Vec<String>> {
    let mut texts = Vec::new();
    for row in proceedings {
        texts.extend(proceedings::summary(&row.kind, &row.body)?.searched);
    }
    Ok(texts)
}

/// As [`searched`], read now.
pub(crate) async fn read_searched(uow: &Uow, key: &MatterKey) -> Result<Vec<String>> {
    searched(&query::proceedings(uow.read(), key).await?)
}

/// The tokens of a matter as it stands; none where it is sealed.
pub(crate) fn of(matter: &Matter, searched: &[String]) -> Result<Option<String>> {
    let Matter { row, record, parties, facts, .. } = matter;
    tokens(row, record, parties, (&facts.handlers, &facts.grantees), searched)
}

/// The tokens of a matter from its rows; none where it is sealed.
pub(crate) fn tokens(
    row: &matters::Model,
    record: &MatterRecord,
    parties: &[PartyKept],
    (handlers, grantees): (&[Id], &[Id]),
    searched: &[String],
) -> Result<Option<String>> {
    if row.sealed {
        return Ok(None);
    }
    let texts = record.claims.iter().chain(searched).map(String::as_str);
    let document = Document {
        title: [&row.title, &row.place],
        body: std::iter::once(row.narrative.as_str()).chain(texts).collect(),
        hidden: hidden(record, parties),
        area: row.area.parse()?,
        kind: DisputeKind::from_str(&row.kind)?,
        state: MatterState::from_str(&row.state)?,
        source: Source::from_str(&row.source)?,
        desk: row.desk_id,
        committee: row.committee_id,
        handlers,
        grantees,
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

/// Brings the row up to date: one statement, and none where the tokens are what they were.
pub(crate) async fn follow(uow: &mut Uow, matter: &Matter, before: Option<String>, searched: &[String]) -> Result<()> {
    uow.reindex(&matter.key, before, of(matter, searched)?).await
}
