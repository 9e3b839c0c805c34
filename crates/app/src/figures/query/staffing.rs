//! Committees and their mediators as they stood at the end of a day: from their rows and from the registry's events.

use std::collections::HashMap;

use bandeng_core::figures::staffing::{Body, Named, engaged};
use bandeng_core::kernel::{Date, Id, Instant};
use bandeng_core::people::OrganisationKind;
use bandeng_core::places::AreaCode;
use bandeng_store::{Binds, Db, Result};
use sea_orm::ConnectionTrait;
use serde::Deserialize;

/// An organisation's area with what it is.
pub(in crate::figures) type Placed = (String, Body);

/// The latest of some kinds of event of a stream before a time.
fn latest(of: &str, id: &str, column: &str, kinds: &str, end: &str) -> String {
    format!(
        "(SELECT e.{column} FROM registry_events e WHERE e.stream = '{of}:' || {id} AND e.kind IN ({kinds}) \
         AND e.at < {end} ORDER BY e.seq DESC LIMIT 1)"
    )
}

/// Organisations that mediate within an area, as they stood when a day ended.
pub(in crate::figures) async fn bodies(db: &Db, area: &AreaCode, on: Date, end: Instant) -> Result<Vec<Placed>> {
    let kinds = || OrganisationKind::ALL.iter().filter(|kind| kind.is_committee()).map(|kind| kind.as_str());
    let mut binds = Binds::default();
    let (of_kind, before) = (binds.list(kinds()), binds.one(end));
    // All codes within an area begin with its digits, and no digit comes after a colon.
    let (from, until) = (binds.one(area.as_str()), binds.one(format!("{area}:")));
    let standing = latest("organisation", "o.id", "kind", "'organisation.disabled', 'organisation.enabled'", &before);
    let members = latest("organisation", "o.id", "payload", "'organisation.members_changed'", &before);
    let sql = format!(
        "SELECT o.id, o.kind, o.area, {standing}, {members} FROM organisations o \
         WHERE o.kind IN ({of_kind}) AND o.area >= {from} AND o.area < {until} AND o.created_at < {before}"
    );
    let rows = db.reader().query_all_raw(db.statement(&sql, binds.0)).await?;
    let mut posts = posts(db, area, on, end).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let standing: Option<String> = row.try_get_by_index(3)?;
        if standing.as_deref() == Some("organisation.disabled") {
            continue;
        }
        let members = row.try_get_by_index::<Option<String>>(4)?.map(|payload| named(&payload)).unwrap_or_default();
        let posts = posts.remove(&row.try_get_by_index(0)?).unwrap_or_default();
        let body = Body {
            kind: row.try_get_by_index::<String>(1)?.parse()?,
            members: u32::try_from(members.len()).unwrap_or(u32::MAX),
            engaged: engaged(&members, &posts),
        };
        found.push((row.try_get_by_index(2)?, body));
    }
    Ok(found)
}

/// Who the members were, as the event that set them says; nobody where that was erased.
fn named(payload: &str) -> Vec<Named> {
    #[derive(Deserialize)]
    struct Payload {
        data: Members,
    }
    #[derive(Deserialize)]
    struct Members {
        members: Vec<Member>,
    }
    #[derive(Deserialize)]
    struct Member {
        name: String,
        #[serde(default)]
        account: Option<String>,
    }
    let Ok(read) = serde_json::from_str::<Payload>(payload) else { return Vec::new() };
    let members = read.data.members.into_iter();
    members.map(|member| Named { account: member.account.and_then(|id| id.parse().ok()), name: member.name }).collect()
}

/// Who held a mediator's or director's post on a day, by organisation. An account that was disabled had left.
async fn posts(db: &Db, area: &AreaCode, on: Date, end: Instant) -> Result<HashMap<Id, Vec<Named>>> {
    let mut binds = Binds::default();
    let end = binds.one(end);
    let standing = latest("account", "a.id", "kind", "'account.disabled', 'account.enabled'", &end);
    let (from, until) = (binds.one(area.as_str()), binds.one(format!("{area}:")));
    let on = binds.one(on.to_string());
    let sql = format!(
        "SELECT p.organisation_id, a.id, a.name, {standing} FROM posts p \
         JOIN organisations o ON o.id = p.organisation_id JOIN accounts a ON a.id = p.account_id \
         WHERE o.area >= {from} AND o.area < {until} AND p.role IN ('mediator', 'director') \
           AND p.from_on <= {on} AND (p.until_on IS NULL OR p.until_on >= {on})"
    );
    let rows = db.reader().query_all_raw(db.statement(&sql, binds.0)).await?;
    let mut found: HashMap<Id, Vec<Named>> = HashMap::new();
    for row in rows {
        if row.try_get_by_index::<Option<String>>(3)?.as_deref() == Some("account.disabled") {
            continue;
        }
        let named = Named { account: Some(row.try_get_by_index(1)?), name: row.try_get_by_index(2)? };
        found.entry(row.try_get_by_index(0)?).or_default().push(named);
    }
    Ok(found)
}
