//! What may be asked of a list: an allow-list of filters and orders, read once for screens, saved views and exports.

use std::str::FromStr;

use bandeng_core::dictionaries::read_code;
use bandeng_core::kernel::clock::instant_of;
use bandeng_core::kernel::id::Ids;
use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, Date, IdText, Refusal};
use bandeng_core::matters::{Channel, DisputeKind, MatterState, Source};
use bandeng_core::places::AreaCode;
use bandeng_core::proceedings::Stage;
use bandeng_store::reach::{After, Filter, Sort};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// What narrows a list and in which order it comes. Several values of one filter are separated by commas.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    /// An area and everything in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// `open`, `closed`, `archived`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Where the latest proceeding stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// The type of dispute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The county's own word for the type, by its code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subtype: Option<String>,
    /// How the matter reached mediation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The county's own word for the source, by its code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subsource: Option<String>,
    /// How it was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// Due no later than this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_until: Option<String>,
    /// Registered on this day or later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registered_from: Option<String>,
    /// Registered on this day or earlier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registered_until: Option<String>,
    /// The committee that mediates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub committee: Option<String>,
    /// `true`: only what the reader handles in person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mine: Option<bool>,
    /// `newest` (default), `oldest` or `due`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
    /// `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Rows a page, at most 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
}

/// A request for a page, checked.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub filter: Filter,
    pub sort: Sort,
    pub after: Option<After>,
    pub limit: u64,
}

impl Request {
    pub(crate) fn of(filter: Filter, sort: Sort, limit: u64) -> Self {
        Self { filter, sort, after: None, limit }
    }

    /// Reads what was asked; every parameter that cannot be is refused by its name.
    pub(crate) fn read(query: &ListQuery) -> Result<Self, Vec<Refusal>> {
        let mut form = Form::default();
        let area = present(&query.area).and_then(|a| form.check(a.parse::<AreaCode>(), "area"));
        let committee = present(&query.committee).and_then(|id| form.known::<IdText>(id, "committee"));
        let since = present(&query.registered_from).and_then(|day| form.known::<Date>(day, "registered_from"));
        let until = present(&query.registered_until).and_then(|day| form.known::<Date>(day, "registered_until"));
        let due_until = present(&query.due_until).and_then(|day| form.known::<Date>(day, "due_until"));
        let floor = |day: Date| Ids::floor(instant_of(day.at(0, 0, 0, 0)));
        let filter = Filter {
            area,
            states: values::<MatterState>(&mut form, &query.state, "state", MatterState::as_str),
            kinds: values::<DisputeKind>(&mut form, &query.kind, "kind", DisputeKind::as_str),
            subtypes: codes(&mut form, &query.subtype, "subtype"),
            stages: values::<Stage>(&mut form, &query.stage, "stage", Stage::as_str),
            sources: values::<Source>(&mut form, &query.source, "source", Source::as_str),
            subsources: codes(&mut form, &query.subsource, "subsource"),
            channels: values::<Channel>(&mut form, &query.channel, "channel", Channel::as_str),
            due_until: due_until.map(|day| day.to_string()),
            since: since.map(floor),
            before: until.and_then(|day| day.tomorrow().ok()).map(floor),
            committee: committee.map(|id| id.0),
            mine: query.mine == Some(true),
        };
        let sort = match query.sort.as_deref() {
            None | Some("newest") => Sort::Newest,
            Some("oldest") => Sort::Oldest,
            Some("due") => Sort::Due,
            Some(_) => {
                form.refuse(Code::UnknownValue, "sort");
                Sort::Newest
            }
        };
        let after = query.after.as_deref().map(cursor);
        if after == Some(None) {
            form.refuse(Code::UnknownValue, "after");
        }
        form.finish()?;
        Ok(Self { filter, sort, after: after.flatten(), limit: query.limit.unwrap_or(25).clamp(1, 100) })
    }
}

fn present(value: &Option<String>) -> Option<&str> {
    value.as_deref().filter(|v| !v.is_empty())
}

/// Most values of one filter: no list is narrowed by more, and each is looked for in the database.
const MOST_VALUES: usize = 100;

/// The entries of a comma-separated list, each once.
///
/// # Errors
/// [`Code::TooLong`] beyond a hundred of them.
pub(crate) fn listed<'a>(list: &'a str, at: &str) -> Result<Vec<&'a str>, Refusal> {
    let mut entries: Vec<&str> = Vec::new();
    for entry in list.split(',') {
        if entries.contains(&entry) {
            continue;
        }
        if entries.len() == MOST_VALUES {
            return Err(Refusal::at(Code::TooLong, at).with(
                format!("一个条件最多选 {MOST_VALUES} 项。"),
                format!("A filter takes {MOST_VALUES} values at most."),
            ));
        }
        entries.push(entry);
    }
    Ok(entries)
}

/// The known words of a comma-separated list. The first that is unknown is refused, and ends it.
fn values<T: FromStr>(
    form: &mut Form,
    given: &Option<String>,
    at: &str,
    word: fn(T) -> &'static str,
) -> Vec<&'static str> {
    let words = present(given).and_then(|list| form.check(listed(list, at), at)).unwrap_or_default();
    words.into_iter().map_while(|text| form.known::<T>(text, at).map(word)).collect()
}

/// The codes of a comma-separated list: of no county in particular, and so as they are. The first that can be none is
/// refused, and ends it.
fn codes(form: &mut Form, given: &Option<String>, at: &str) -> Vec<String> {
    let words = present(given).and_then(|list| form.check(listed(list, at), at)).unwrap_or_default();
    words.into_iter().map_while(|text| form.check(read_code(text), at)).collect()
}

/// `2026-04-01.81234`: where a page ended.
fn cursor(text: &str) -> Option<After> {
    let (due, id) = text.split_once('.')?;
    due.parse::<Date>().ok()?;
    Some(After { due_on: due.to_owned(), id: id.parse().ok()? })
}
