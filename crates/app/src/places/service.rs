//! Finding a place: down the tree, or by a part of its name.

use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, Refusal};
use bandeng_core::places::{AreaCode, Level};
use bandeng_core::policy::{Action, Actor, require_general};
use bandeng_store::{Db, Result, Uow};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};

use super::AreaRef;
use super::query::{self, AreaRow, Find};

/// Which areas are asked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AreaQuery {
    /// The areas directly within this one; the provinces where neither this nor `q` is given.
    pub parent: Option<String>,
    /// A part of the name, or the first digits of the code; at most 20 are found.
    pub q: Option<String>,
    /// With `q`: search within this area. Where left out, names are searched in the reader's own county first, then
    /// among all provinces, cities and counties.
    pub within: Option<String>,
}

/// An area and where it lies.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Area {
    pub code: String,
    pub name: String,
    pub level: Level,
    /// The areas it lies in, from the province down.
    pub path: Vec<AreaRef>,
    /// Something lies within it.
    pub has_children: bool,
    /// It is no more: nothing new is registered there.
    pub retired: bool,
    /// The area that took its place.
    pub successor: Option<String>,
}

/// Areas, in the order of their codes.
#[derive(Debug, Serialize, ToSchema)]
pub struct Areas {
    pub items: Vec<Area>,
}

const FOUND: usize = 20;
const LONGEST_QUESTION: usize = 40;

pub async fn list(db: &Db, actor: &Actor, asked: &AreaQuery) -> Result<Areas> {
    let q = asked.q.as_deref().map(str::trim).filter(|q| !q.is_empty());
    let mut form = Form::default();
    let mut code = |value: &Option<String>, at: &str| {
        let value = value.as_deref().map(str::trim).filter(|v| !v.is_empty())?;
        form.check(value.parse::<AreaCode>(), at)
    };
    let (parent, within) = (code(&asked.parent, "parent"), code(&asked.within, "within"));
    if let Some(q) = q {
        form.text(q, LONGEST_QUESTION, "q");
    }
    form.finish()?;
    let rows = match q {
        Some(q) => search(db, actor, q, within).await?,
        None => query::children(db, parent.as_ref()).await?,
    };
    Ok(Areas { items: with_paths(db, rows).await? })
}

async fn search(db: &Db, actor: &Actor, q: &str, within: Option<AreaCode>) -> Result<Vec<AreaRow>> {
    if q.bytes().all(|b| b.is_ascii_digit()) {
        return query::find(db, &Find::Digits(q), within.as_ref(), FOUND).await;
    }
    if let Some(within) = within {
        return query::find(db, &Find::Name(q), Some(&within), FOUND).await;
    }
    let home = actor.posts.first().map(|post| post.area.at(Level::County).unwrap_or_else(|| post.area.clone()));
    let mut rows = match &home {
        Some(home) => query::find(db, &Find::Name(q), Some(home), FOUND).await?,
        None => Vec::new(),
    };
    if rows.len() < FOUND {
        let more = query::find_above_towns(db, q, FOUND).await?;
        rows.extend(more.into_iter().filter(|row| !home.as_ref().is_some_and(|home| home.contains(&row.code))));
        rows.truncate(FOUND);
    }
    Ok(rows)
}

/// One area.
///
/// # Errors
/// [`Code::AreaMalformed`], [`Code::NotFound`].
pub async fn read(db: &Db, code: &str) -> Result<Area> {
    let code: AreaCode = code.parse().map_err(|refusal| Refusal { pointer: Some("code".into()), ..refusal })?;
    let row = query::read(db, &code).await?;
    let found = with_paths(db, row.into_iter().collect()).await?;
    Ok(found.into_iter().next().ok_or(Refusal::new(Code::NotFound))?)
}

/// An area and everything in it that is still there, in the order of codes; at most `limit`.
pub(crate) async fn within(db: &Db, area: &AreaCode, limit: usize) -> Result<Vec<(AreaCode, String)>> {
    let rows = query::find(db, &query::Find::Digits(area.as_str()), None, limit).await?;
    Ok(rows.into_iter().map(|row| (row.code, row.name)).collect())
}

/// May something new lie in this area? Within a unit of work; none is yes.
pub async fn objection(uow: &Uow, code: &AreaCode) -> Result<Option<Code>> {
    Ok(match uow.ask(|| format!("area {code}"), query::stored(uow, code)).await? {
        None => Some(Code::AreaUnknown),
        Some((_, true)) => Some(Code::AreaEnded),
        Some((_, false)) => None,
    })
}

/// Adds an area within one that is there, for a grid that stands on it. Who may, the caller has asked.
///
/// # Errors
/// If the event cannot be written.
pub(crate) async fn add(uow: &mut Uow, code: &AreaCode, name: &str) -> Result<()> {
    query::upsert(uow, &[(code, name)]).await?;
    uow.record_registry(format!("areas:{code}"), "area.added", &json!({ "code": code, "name": name }))
}

/// Ends an area with everything in it. Matters keep its name; nothing new is registered there.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::AreaBeyond`], [`Code::AreaMalformed`], [`Code::NotFound`], [`Code::AreaOver`], [`Code::AreaUnknown`],
/// [`Code::SuccessorUnfit`].
pub async fn end(uow: &mut Uow, code: &str, successor: Option<&str>) -> Result<()> {
    require_general(uow.actor(), Action::AreaManage)?;
    let code: AreaCode = code.parse().map_err(|refusal| Refusal { pointer: Some("code".into()), ..refusal })?;
    uow.actor().require_area(Action::AreaManage, &code)?;
    let (name, over) = query::stored(uow, &code).await?.ok_or(Refusal::new(Code::NotFound))?;
    if over {
        return Err(Refusal::new(Code::AreaOver).into());
    }
    let at = "/successor";
    let successor: Option<AreaCode> = match successor.map(str::trim).filter(|s| !s.is_empty()) {
        Some(text) => Some(text.parse().map_err(|refusal| Refusal { pointer: Some(at.into()), ..refusal })?),
        None => None,
    };
    let mut successor_name = None;
    if let Some(successor) = &successor {
        let (name, over) = query::stored(uow, successor).await?.ok_or(Refusal::at(Code::AreaUnknown, at))?;
        if over || code.contains(successor) {
            return Err(Refusal::at(Code::SuccessorUnfit, at).into());
        }
        successor_name = Some(name);
    }
    let count = query::end(uow, &code, successor.as_ref()).await?;
    let event = json!({
        "code": code, "name": name, "successor": successor, "successor_name": successor_name, "count": count,
    });
    uow.record_registry(format!("areas:{code}"), "area.ended", &event)
}

/// The areas above, in one statement for all rows.
async fn with_paths(db: &Db, rows: Vec<AreaRow>) -> Result<Vec<Area>> {
    let names = query::names(db, rows.iter().flat_map(|row| above(&row.code)).collect()).await?;
    let path = |code: &AreaCode| {
        let known = |code: AreaCode| Some(AreaRef { name: names.get(code.as_str())?.clone(), code: code.to_string() });
        above(code).into_iter().filter_map(known).collect()
    };
    Ok(rows
        .into_iter()
        .map(|row| Area {
            level: row.code.level(),
            path: path(&row.code),
            code: row.code.to_string(),
            name: row.name,
            has_children: row.has_children,
            retired: row.retired,
            successor: row.successor,
        })
        .collect())
}

/// The codes of the areas a code lies in, from the province down.
fn above(code: &AreaCode) -> Vec<AreaCode> {
    let mut above: Vec<AreaCode> = std::iter::successors(code.parent(), AreaCode::parent).collect();
    above.reverse();
    above
}
