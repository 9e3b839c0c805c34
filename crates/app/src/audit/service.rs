//! What an auditor reads: events of the registry and accesses. Never the content of a matter.

use bandeng_core::kernel::clock::instant_of;
use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, Date, IdText, Ids, MatterCode, Text};
use bandeng_core::people::registry::{Names, Seen, SeenKind, Told, access_label};
use bandeng_core::policy::{Action, require_general};
use bandeng_store::{Ctx, Result};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::query::{self, AccessFilter, RegistryAfter};
use crate::http::App;

/// Which events of the registry are asked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RegistryQuery {
    /// One stream, such as `account:7`, or all of a kind: `account`, `organisation`, `areas`, `dictionaries`.
    pub stream: Option<String>,
    /// `next` of the page before.
    pub after: Option<String>,
    /// Rows a page, at most 100.
    pub limit: Option<u64>,
}

/// Which accesses are asked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AccessQuery {
    /// Those of one account.
    pub account: Option<String>,
    /// Those to one matter: its code.
    pub matter: Option<String>,
    /// First day.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
    /// `next` of the page before.
    pub after: Option<String>,
    /// Rows a page, at most 100.
    pub limit: Option<u64>,
}

/// Somebody by their account. The system itself has the number 0 and no name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AccountRef {
    pub id: IdText,
    pub name: String,
}

/// Something that was done to an account, an organisation, the areas or the dictionaries.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegistryEvent {
    /// Whose history it belongs to: `account:7`.
    pub stream: String,
    /// Counted within the stream.
    pub seq: i64,
    /// Stable name: `post.given`.
    pub kind: String,
    /// Epoch milliseconds.
    pub at: i64,
    pub actor: AccountRef,
    pub sentence: Text,
}

/// A page of events, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegistryPage {
    pub items: Vec<RegistryEvent>,
    pub next: Option<String>,
}

/// Somebody looked.
#[derive(Debug, Serialize, ToSchema)]
pub struct Access {
    /// Epoch milliseconds.
    pub at: i64,
    pub actor: AccountRef,
    /// Stable name: `matter.read`.
    pub action: String,
    pub action_label: Text,
    /// The code of the matter, where it was one.
    pub matter: Option<String>,
    /// Which page, form or file, as a stable code: `page`, `attachment/3`; never a value.
    pub detail: String,
    /// The same in words.
    pub detail_label: Text,
}

/// A page of accesses, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccessPage {
    pub items: Vec<Access>,
    pub next: Option<String>,
}

pub(super) fn page_size(limit: Option<u64>) -> u64 {
    limit.unwrap_or(50).clamp(1, 100)
}

/// An auditor's look is an access like any other.
pub(super) async fn begin(app: &App, ctx: &Ctx, what: SeenKind) -> Result<()> {
    require_general(&ctx.actor, Action::AuditRead)?;
    // What still waits in memory belongs to the answer.
    app.accesses.flush(&app.db).await?;
    app.accesses.note(&app.db, ctx, Action::AuditRead.as_str(), None, Some(&what.into()));
    Ok(())
}

pub async fn registry_events(app: &App, ctx: &Ctx, asked: &RegistryQuery) -> Result<RegistryPage> {
    begin(app, ctx, SeenKind::RegistryEvents).await?;
    let mut form = Form::default();
    let stream = asked.stream.as_deref().map(str::trim).filter(|s| !s.is_empty());
    if stream.is_some_and(|s| s.len() > 80 || !s.bytes().all(|b| b.is_ascii_graphic())) {
        form.refuse(Code::UnknownValue, "stream");
    }
    let after = asked.after.as_deref().filter(|a| !a.is_empty()).and_then(|after| {
        let read = cursor(after);
        if read.is_none() {
            form.refuse(Code::UnknownValue, "after");
        }
        read
    });
    form.finish()?;
    let limit = page_size(asked.limit);
    let mut rows = query::registry(&app.db, stream, after.as_ref(), limit + 1).await?;
    let more = rows.len() as u64 > limit;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(|row| format!("{}.{}.{}", row.at, row.seq, row.stream));

    let told: Vec<Told<'_>> =
        rows.iter().map(|row| Told::new(&row.stream, &row.kind, row.payload.as_deref())).collect();
    let accounts = rows.iter().map(|row| row.actor).chain(told.iter().filter_map(Told::account).map(|id| id.0));
    let organisations = told.iter().filter_map(Told::organisation).map(|id| id.0);
    let known = query::names(&app.db, accounts.collect(), organisations.collect()).await?;
    let account = |id: IdText| known.accounts.get(&id.0).cloned().unwrap_or_default();
    let organisation = |id: IdText| known.organisations.get(&id.0).cloned().unwrap_or_default();
    let names = Names { account: &account, organisation: &organisation };
    let items = rows
        .iter()
        .zip(&told)
        .map(|(row, told)| RegistryEvent {
            stream: row.stream.clone(),
            seq: row.seq,
            kind: row.kind.clone(),
            at: row.at,
            actor: AccountRef { id: IdText(row.actor), name: account(IdText(row.actor)) },
            sentence: told.sentence(&names),
        })
        .collect();
    Ok(RegistryPage { items, next })
}

/// A paper by its title.
fn paper_name(kind: SeenKind, which: &str) -> Option<Text> {
    let form = bandeng_docgen::Form::by_slug(which).filter(|_| kind == SeenKind::Paper)?;
    Some(Text::new(form.title.zh, form.title.en))
}

/// `1772413200000.3.account:7`: where a page ended.
fn cursor(text: &str) -> Option<RegistryAfter> {
    let mut parts = text.splitn(3, '.');
    let (at, seq) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let stream = parts.next().filter(|s| s.len() <= 80 && s.bytes().all(|b| b.is_ascii_graphic()))?;
    Some(RegistryAfter { at, stream: stream.to_owned(), seq })
}

pub async fn accesses(app: &App, ctx: &Ctx, asked: &AccessQuery) -> Result<AccessPage> {
    begin(app, ctx, SeenKind::Accesses).await?;
    let filter = filter(asked)?;
    let limit = page_size(asked.limit);
    let mut rows = query::accesses(&app.db, &filter, limit + 1).await?;
    let more = rows.len() as u64 > limit;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(|row| row.id.to_string());
    let items = rows
        .into_iter()
        .map(|row| Access {
            at: row.at,
            actor: AccountRef { id: IdText(row.account), name: row.name.unwrap_or_default() },
            action_label: access_label(&row.action, &row.detail),
            action: row.action,
            matter: row.matter,
            detail_label: Seen::label(&row.detail, &paper_name),
            detail: row.detail,
        })
        .collect();
    Ok(AccessPage { items, next })
}

/// Identifiers are ordered by time, so days and cursors are bounds of the key.
fn filter(asked: &AccessQuery) -> Result<AccessFilter> {
    let mut form = Form::default();
    let given = |value: &Option<String>| value.as_deref().map(str::trim).filter(|v| !v.is_empty()).map(str::to_owned);
    let mut number = |value: &Option<String>, at: &str| form.known::<IdText>(&given(value)?, at).map(|id| id.0);
    let (account, before) = (number(&asked.account, "account"), number(&asked.after, "after"));
    let mut day = |value: &Option<String>, at: &str| form.known::<Date>(&given(value)?, at);
    let (from, to) = (day(&asked.from, "from"), day(&asked.to, "to"));
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        form.refuse(Code::DatesReversed, "to");
    }
    let matter = given(&asked.matter).and_then(|code| form.check(code.parse::<MatterCode>(), "matter"));
    form.finish()?;
    let midnight = |day: Date| Ids::floor(instant_of(day.at(0, 0, 0, 0)));
    let day_after = to.and_then(|to| to.tomorrow().ok()).map(midnight);
    Ok(AccessFilter {
        account,
        matter,
        from: from.map(midnight),
        before: [before, day_after].into_iter().flatten().min(),
    })
}
