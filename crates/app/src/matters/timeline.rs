//! The story of a matter, as sentences.

use bandeng_core::kernel::{Date, Id, Text};
use bandeng_core::matters::title::mask_name;
use bandeng_core::policy::{Actor, Sight};
use bandeng_core::timeline::{Audience, audience, sentence};
use bandeng_store::{Change, Result, Uow};
use sea_orm::ConnectionTrait;
use serde::Serialize;
use utoipa::ToSchema;

use super::case::Matter;
use super::query::{self, EventRow};
use super::view::is_hidden;

/// One thing that happened.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimelineEntry {
    pub seq: i64,
    /// Stable name: `mediation.accepted`.
    pub kind: String,
    /// Epoch milliseconds.
    pub at: i64,
    /// Who did it; empty: the system.
    pub actor: String,
    pub sentence: Text,
}

/// A page of the story, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Timeline {
    pub items: Vec<TimelineEntry>,
    /// Ask for what lies before this number.
    pub next: Option<i64>,
}

const PAGE: u64 = 50;

/// The newest events before a number, as far as the reader may see them.
pub async fn page(
    connection: &impl ConnectionTrait,
    matter: &Matter,
    before: Option<i64>,
    sight: Sight,
    today: Date,
) -> Result<Timeline> {
    let rows = query::events_before(connection, &matter.key, before.unwrap_or(i64::MAX), PAGE).await?;
    let next = (rows.len() as u64 == PAGE).then(|| rows.last().map(|r| r.seq)).flatten();
    let items = entries(connection, matter, rows, (sight, today)).await?;
    Ok(Timeline { items, next })
}

/// What happened after a number: for a writer who was too slow.
pub(super) async fn since(uow: &Uow, matter: &Matter, seq: i64) -> Result<Vec<Change>> {
    let sight = Sight::of(uow.actor(), &matter.facts);
    let rows = query::events_after(uow.read(), &matter.key, seq).await?;
    let entries = entries(uow.read(), matter, rows, (sight, uow.today())).await?;
    Ok(entries.into_iter().map(|e| Change { at: e.at, actor: e.actor, sentence: e.sentence }).collect())
}

async fn entries(
    connection: &impl ConnectionTrait,
    matter: &Matter,
    rows: Vec<EventRow>,
    (sight, today): (Sight, Date),
) -> Result<Vec<TimelineEntry>> {
    let mut ids: Vec<Id> = rows.iter().map(|r| r.actor).collect();
    ids.extend(rows.iter().filter_map(|r| r.payload.as_deref()).flat_map(mentioned));
    let names = query::names(connection, ids, [], []).await?;
    let party = |no| {
        let hidden = matter.parties.iter().any(|party| party.no == no && is_hidden(party, sight, today));
        if hidden { mask_name(&matter.party_name(no)) } else { matter.party_name(no) }
    };
    let account = |id: bandeng_core::kernel::IdText| names.account(id.0);
    Ok(rows
        .into_iter()
        .filter(|row| sight.urgent_reports || audience(&row.kind) == Audience::Readers)
        .map(|row| TimelineEntry {
            sentence: sentence(&row.kind, row.payload.as_deref(), &party, &account),
            actor: Actor::party_of(row.actor).map_or_else(|| names.account(row.actor), party),
            seq: row.seq,
            kind: row.kind,
            at: row.at,
        })
        .collect())
}

/// Accounts an event speaks of: mediators proposed, chosen, assigned, challenged or signing.
fn mentioned(payload: &str) -> Vec<Id> {
    let Ok(value) = serde_json::from_str::<serde_json::Value>(payload) else { return Vec::new() };
    let data = &value["data"];
    let id = |v: &serde_json::Value| v.as_str().and_then(|s| s.parse().ok());
    let mut ids: Vec<Id> = data["mediators"].as_array().into_iter().flatten().filter_map(id).collect();
    ids.extend(data["accepts"].as_array().into_iter().flatten().filter_map(id));
    ids.extend(id(&data["mediator"]));
    ids.extend(id(&data["signer"]["account"]));
    ids
}
