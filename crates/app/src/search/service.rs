//! Finding: what was typed becomes a code, a telephone or words; the reader's arms say where to look.

use bandeng_core::dictionaries::read_code;
use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, MatterCode, Refusal};
use bandeng_core::people::phone;
use bandeng_core::people::registry::SeenKind;
use bandeng_core::policy::{Action, require_general};
use bandeng_core::search::Words;
use bandeng_store::search::{Filter, Hit, Order, Reach, Search, Wanted};
use bandeng_store::{Ctx, Result};
use serde::Deserialize;
use utoipa::ToSchema;

use super::query;
use crate::http::App;
use crate::matters::list::{self, MatterPage};
use crate::matters::service::PHONE;

/// What is looked for, and where.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchQuery {
    /// Words, a matter's code, or the name or telephone of a party; at most 100 characters.
    pub q: String,
    /// An area and everything in it.
    pub area: Option<String>,
    /// The type of dispute.
    pub kind: Option<String>,
    /// The county's own word for it, by its code.
    pub subtype: Option<String>,
    /// `open`, `closed` or `archived`.
    pub state: Option<String>,
    /// `newest` (default), or `relevance`: the best of the newest 2,000 hits.
    pub sort: Option<String>,
    /// `next` of the page before.
    pub after: Option<String>,
    /// Rows a page, at most 100.
    pub limit: Option<u64>,
}

/// Searches allowed per person in ten minutes: one a second, all the time.
const SEARCHES: u32 = 600;

/// A query, read.
enum Asked {
    Code(MatterCode),
    Words(Words),
}

/// A page of hits within the actor's reach.
///
/// # Errors
/// Refused with its reason: nothing to look for, too long, a mistyped code, an unknown filter, too many searches.
pub async fn find(app: &App, ctx: &Ctx, query: &SearchQuery) -> Result<MatterPage> {
    let actor = &ctx.actor;
    require_general(actor, Action::MatterList)?;
    app.limits.account("search", actor.account, app.db.now(), 600_000, SEARCHES)?;
    let (asked, filter, order, after) = read(query)?;
    let phone = phone::normalise(&query.q).ok().map(|number| app.crypt.index(PHONE, &number));
    let (wanted, how) = match &asked {
        Asked::Code(code) => (Wanted::Code(code), SeenKind::SearchByCode),
        Asked::Words(words) => {
            let how = if phone.is_some() { SeenKind::SearchByPhone } else { SeenKind::SearchByWords };
            (Wanted::Words(words, phone.clone()), how)
        }
    };
    // How was looked, never what for: it may be somebody's name.
    app.accesses.note(&app.db, ctx, Action::MatterList.as_str(), None, Some(&how.into()));
    let reach = Reach {
        list: actor.arms(Action::MatterList),
        narrative: actor.arms(Action::NarrativeRead),
        parties: actor.arms(Action::MatterRead),
    };
    let limit = query.limit.unwrap_or(25).clamp(1, 100);
    let search = Search { wanted, reach: &reach, filter: &filter, order, after, limit: limit + 1, now: app.db.now() };
    let mut hits = query::hits(&app.db, &search).await?;
    let more = hits.len() as u64 > limit;
    hits.truncate(limit as usize);
    let next = hits.last().filter(|_| more).map(|hit| format!("{}.{}", hit.score, hit.id));
    let ids: Vec<_> = hits.iter().map(|hit| hit.id).collect();
    Ok(MatterPage { items: list::rows_of(app, &ids).await?, next, after: None })
}

fn read(query: &SearchQuery) -> Result<(Asked, Filter, Order, Option<Hit>), Vec<Refusal>> {
    let mut form = Form::default();
    let asked = match query.q.parse::<MatterCode>() {
        Ok(code) => Some(Asked::Code(code)),
        Err(refusal) if refusal.code == Code::MatterCodeMistyped => form.check(Err(refusal), "/q"),
        Err(_) => form.check(Words::read(&query.q).map(Asked::Words), "/q"),
    };
    let given = |text: &Option<String>| text.clone().filter(|t| !t.is_empty());
    let area = given(&query.area).and_then(|area| form.check(area.parse(), "/area"));
    let kind = given(&query.kind).and_then(|kind| form.known(&kind, "/kind"));
    let subtype = given(&query.subtype).and_then(|code| form.check(read_code(&code), "/subtype"));
    let state = given(&query.state).and_then(|state| form.known(&state, "/state"));
    let order = match query.sort.as_deref() {
        None | Some("newest") => Order::Newest,
        Some("relevance") => Order::Relevance,
        Some(_) => {
            form.refuse(Code::UnknownValue, "/sort");
            Order::Newest
        }
    };
    let after = given(&query.after).and_then(|text| {
        let after =
            text.split_once('.').and_then(|(score, id)| Some(Hit { score: score.parse().ok()?, id: id.parse().ok()? }));
        if after.is_none() {
            form.refuse(Code::UnknownValue, "/after");
        }
        after
    });
    form.finish()?;
    // Without it the form has been refused.
    let asked = asked.ok_or_else(|| vec![Refusal::at(Code::SearchEmpty, "/q")])?;
    Ok((asked, Filter { area, kind, subtype, state }, order, after))
}
