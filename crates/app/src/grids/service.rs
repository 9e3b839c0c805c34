//! Keeping grids: opening and ending them, and saying who is there.

use std::collections::HashMap;

use bandeng_core::grids::{self, Assignment, Duty, GridKind, GridPart, Leave, Shift, check_shifts, on_duty};
use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, Date, Id, IdText, Instant, Refusal, china_time};
use bandeng_core::people::phone;
use bandeng_core::places::{AreaCode, Level};
use bandeng_core::policy::{Action, Actor};
use bandeng_store::{Ctx, Result, Uow};
use sea_orm::ConnectionTrait;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::borders;
use super::query::{self, Grid, LeaveRow, Worker};
use super::view::{DutyView, GridCandidate, GridCandidates, GridLine, GridPage, GridView, GridWorkerView, LeaveView};
use crate::http::App;
use crate::matters::view::Named;
use crate::places::{self, AreaRef};

const PAGE: u64 = 100;
/// People of one grid.
const MOST_WORKERS: usize = 30;
/// Days of leave of one person, as periods.
const MOST_LEAVES: usize = 50;

/// A grid to be opened.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGrid {
    /// The area it stands on: 9, 12 or 15 digits. A group of 15 digits that is not there yet comes into being with it.
    pub code: String,
    pub kind: GridKind,
    pub name: String,
    /// Where people complain about its work.
    #[serde(default)]
    pub supervision_phone: String,
}

/// What of a grid can be changed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GridChange {
    pub version: i64,
    pub kind: GridKind,
    pub name: String,
    #[serde(default)]
    pub supervision_phone: String,
}

/// A grid that is no more.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GridEnd {
    pub version: i64,
}

/// Somebody who is there for a grid.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGridWorker {
    pub account: IdText,
    pub part: GridPart,
    /// The telephone that is put up.
    pub phone: String,
    /// None: at any hour.
    #[serde(default)]
    pub shifts: Vec<Shift>,
    pub from: Date,
    #[serde(default)]
    pub until: Option<Date>,
}

/// All people of a grid, in the place of those before.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GridWorkers {
    pub version: i64,
    pub workers: Vec<NewGridWorker>,
}

/// When somebody is away, from today on, in the place of what was entered before.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GridLeaves {
    pub leave: Vec<NewLeave>,
}

/// Days on which somebody is away, the first and the last with them.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLeave {
    pub from: Date,
    pub until: Date,
}

pub(super) fn stream(code: &AreaCode) -> String {
    format!("grid:{code}")
}

/// A code in an address: what is none names nothing.
pub(crate) fn code(text: &str) -> Result<AreaCode, Refusal> {
    text.parse().map_err(|_| Refusal::new(Code::NotFound))
}

fn checked(form: &mut Form, name: &str, supervision: &str) -> String {
    form.text(name, 60, "/name");
    match supervision.trim() {
        "" => String::new(),
        typed => form.check(phone::normalise(typed), "/supervision_phone").unwrap_or_default(),
    }
}

/// Opens a grid on an area. A group that is not there yet comes into being.
///
/// # Errors
/// Fields, [`Code::GridLevel`], [`Code::AreaBeyond`], [`Code::AreaUnknown`], [`Code::AreaEnded`], [`Code::GridExists`].
pub async fn open(app: &App, ctx: &Ctx, new: &NewGrid) -> Result<GridView> {
    let mut form = Form::default();
    let area = form.check(new.code.trim().parse::<AreaCode>(), "/code");
    if let Some(Err(refusal)) = area.as_ref().map(grids::level) {
        form.check::<()>(Err(refusal), "/code");
    }
    let supervision_phone = checked(&mut form, &new.name, &new.supervision_phone);
    form.finish()?;
    let area = area.ok_or(Refusal::new(Code::Internal))?;
    ctx.actor.require_area(Action::GridManage, &area)?;
    let mut uow = app.begin(ctx).await?;
    if query::one_for_update(&uow, &area).await?.is_some() {
        return Err(Refusal::at(Code::GridExists, "/code").into());
    }
    match places::service::objection(&uow, &area).await? {
        None => {}
        Some(Code::AreaUnknown) if area.level() == Level::Grid => {
            let village = area.parent().ok_or(Refusal::new(Code::Internal))?;
            if let Some(code) = places::service::objection(&uow, &village).await? {
                return Err(Refusal::at(code, "/code").into());
            }
            places::service::add(&mut uow, &area, new.name.trim()).await?;
        }
        Some(code) => return Err(Refusal::at(code, "/code").into()),
    }
    let row = Grid {
        code: area.to_string(),
        kind: new.kind.to_string(),
        name: new.name.trim().to_owned(),
        supervision_phone,
        version: 1,
        opened_on: uow.today().to_string(),
        ended_on: None,
    };
    let told = json!({ "code": row.code, "name": row.name, "kind": row.kind });
    query::insert(&uow, row).await?;
    uow.record_registry(stream(&area), "grid.opened", &told)?;
    uow.commit().await?;
    show(app, &ctx.actor, &area).await
}

/// A grid of one's own area that is still there, held, at the version somebody saw.
///
/// # Errors
/// [`Code::AreaBeyond`], [`Code::NotFound`], [`Code::GridOver`], [`Code::GridMoved`].
pub(super) async fn held(uow: &Uow, area: &AreaCode, version: i64) -> Result<Grid> {
    uow.actor().require_area(Action::GridManage, area)?;
    let grid = query::one_for_update(uow, area).await?.ok_or(Refusal::new(Code::NotFound))?;
    if grid.ended_on.is_some() {
        return Err(Refusal::new(Code::GridOver).into());
    }
    if grid.version == version { Ok(grid) } else { Err(Refusal::new(Code::GridMoved).into()) }
}

/// Changes name, kind and the telephone for complaints.
///
/// # Errors
/// Fields, those of [`held`].
pub(super) async fn change(app: &App, ctx: &Ctx, area: &AreaCode, change: &GridChange) -> Result<GridView> {
    let mut form = Form::default();
    let supervision_phone = checked(&mut form, &change.name, &change.supervision_phone);
    form.finish()?;
    let mut uow = app.begin(ctx).await?;
    let grid = held(&uow, area, change.version).await?;
    let name = change.name.trim().to_owned();
    let told = json!({ "code": grid.code, "name": name, "kind": change.kind, "before": grid.name });
    let row = Grid { kind: change.kind.to_string(), name, supervision_phone, version: grid.version + 1, ..grid };
    query::update(&uow, row).await?;
    uow.record_registry(stream(area), "grid.changed", &told)?;
    uow.commit().await?;
    show(app, &ctx.actor, area).await
}

/// Ends a grid from today on; its people and its border with it. The area stays: matters lie in it.
///
/// # Errors
/// Those of [`held`], [`Code::GridHasPeople`].
pub(super) async fn end(app: &App, ctx: &Ctx, area: &AreaCode, end: &GridEnd) -> Result<GridView> {
    let mut uow = app.begin(ctx).await?;
    let grid = held(&uow, area, end.version).await?;
    if query::has_callers(&uow, area).await? {
        return Err(Refusal::new(Code::GridHasPeople).into());
    }
    let today = uow.today();
    query::end_border(&uow, area, today).await?;
    query::set_workers(&uow, area, Vec::new()).await?;
    let told = json!({ "code": grid.code, "name": grid.name });
    query::update(&uow, Grid { ended_on: Some(today.to_string()), version: grid.version + 1, ..grid }).await?;
    uow.record_registry(stream(area), "grid.ended", &told)?;
    uow.commit().await?;
    app.grids.stale();
    show(app, &ctx.actor, area).await
}

/// Says who is there for a grid.
///
/// # Errors
/// Fields, those of [`held`], [`Code::GridWorkerUnfit`].
pub async fn set_workers(app: &App, ctx: &Ctx, area: &AreaCode, sent: &GridWorkers) -> Result<GridView> {
    let mut uow = app.begin(ctx).await?;
    let grid = held(&uow, area, sent.version).await?;
    let fit = query::candidates(uow.read(), &app.db, area, uow.today()).await?;
    let mut form = Form::default();
    if sent.workers.len() > MOST_WORKERS {
        form.refuse(Code::TooLong, "/workers");
    }
    let mut rows = Vec::new();
    for (i, worker) in sent.workers.iter().enumerate() {
        let at = |field: &str| format!("/workers/{i}/{field}");
        if !fit.iter().any(|candidate| candidate.account == worker.account.0) {
            form.refuse(Code::GridWorkerUnfit, at("account"));
        }
        if worker.until.is_some_and(|until| until < worker.from) {
            form.refuse(Code::DatesReversed, at("until"));
        }
        check_shifts(&worker.shifts, &mut form, &at("shifts"));
        let phone = form.check(phone::normalise(&worker.phone), at("phone")).unwrap_or_default();
        rows.push(Worker {
            id: uow.next_id(),
            grid: area.to_string(),
            account_id: worker.account.0,
            part: worker.part.to_string(),
            phone,
            shifts: serde_json::to_string(&worker.shifts)?,
            from_on: worker.from.to_string(),
            until_on: worker.until.map(|day| day.to_string()),
        });
    }
    form.finish()?;
    let people: Vec<_> = sent
        .workers
        .iter()
        .map(|w| json!({ "account": w.account, "part": w.part, "from": w.from, "until": w.until }))
        .collect();
    let told = json!({ "code": grid.code, "name": grid.name, "workers": people });
    query::set_workers(&uow, area, rows).await?;
    query::update(&uow, Grid { version: grid.version + 1, ..grid }).await?;
    uow.record_registry(stream(area), "grid.workers_set", &told)?;
    uow.commit().await?;
    show(app, &ctx.actor, area).await
}

/// Says when a grid worker is away. One's own leave anybody enters; that of others, who keeps the grids of their area.
///
/// # Errors
/// Fields, [`Code::NotFound`], [`Code::NotAllowed`].
pub(super) async fn set_leaves(app: &App, ctx: &Ctx, account: Id, sent: &GridLeaves) -> Result<GridCandidate> {
    let mut form = Form::default();
    let today = app.db.today();
    if sent.leave.len() > MOST_LEAVES {
        form.refuse(Code::TooLong, "/leave");
    }
    for (i, leave) in sent.leave.iter().enumerate() {
        if leave.until < leave.from || leave.until < today {
            form.refuse(Code::DatesReversed, format!("/leave/{i}/until"));
        }
    }
    form.finish()?;
    let mut uow = app.begin(ctx).await?;
    let area = query::post_area(&uow, account).await?.ok_or(Refusal::new(Code::NotFound))?;
    if account != ctx.actor.account {
        ctx.actor.require_area(Action::GridManage, &area)?;
    }
    let rows = sent.leave.iter().map(|leave| LeaveRow {
        id: uow.next_id(),
        account_id: account,
        from_on: leave.from.to_string(),
        until_on: leave.until.to_string(),
    });
    let rows: Vec<LeaveRow> = rows.collect();
    query::set_leaves(&uow, account, today, rows).await?;
    // On which days is nobody's business later: the event says that it was entered.
    uow.record_registry(format!("account:{account}"), "grid.leave_set", &json!({ "periods": sent.leave.len() }))?;
    uow.commit().await?;
    let found = candidates(app, &area).await?.items.into_iter().find(|candidate| candidate.account.0 == account);
    Ok(found.ok_or(Refusal::new(Code::NotFound))?)
}

/// Who can be put down for a grid of an area.
///
/// # Errors
/// [`Code::AreaMalformed`].
pub(super) async fn candidates(app: &App, area: &AreaCode) -> Result<GridCandidates> {
    let found = query::candidates(app.db.reader(), &app.db, area, app.db.today()).await?;
    let ids: Vec<Id> = found.iter().map(|candidate| candidate.account).collect();
    let leaves = query::leaves(app.db.reader(), &ids, app.db.today()).await?;
    let names = places::query::names(&app.db, found.iter().map(|c| c.area.clone()).collect()).await?;
    let items = found.into_iter().map(|candidate| {
        let own = leaves.iter().filter(|leave| leave.account_id == candidate.account);
        let leave = own.map(|row| query::leave(row).map(|leave| LeaveView { from: leave.from, until: leave.until }));
        Ok(GridCandidate {
            account: IdText(candidate.account),
            name: candidate.name,
            area: AreaRef {
                name: names.get(candidate.area.as_str()).cloned().unwrap_or_default(),
                code: candidate.area.to_string(),
            },
            leave: leave.collect::<Result<_>>()?,
        })
    });
    Ok(GridCandidates { items: items.collect::<Result<_>>()? })
}

/// Who is there for grids and when, as it is asked at a moment.
pub(crate) struct Roster {
    assignments: HashMap<String, Vec<Assignment>>,
    leaves: Vec<Leave>,
}

impl Roster {
    pub(crate) async fn of(connection: &impl ConnectionTrait, codes: &[String], today: Date) -> Result<Self> {
        let rows = query::workers(connection, codes).await?;
        let ids: Vec<Id> = rows.iter().map(|row| row.account_id).collect();
        let leaves = query::leaves(connection, &ids, today).await?;
        let mut assignments: HashMap<String, Vec<Assignment>> = HashMap::new();
        for row in &rows {
            assignments.entry(row.grid.clone()).or_default().push(query::assignment(row)?);
        }
        Ok(Self { assignments, leaves: leaves.iter().map(query::leave).collect::<Result<_>>()? })
    }

    /// Who answers for a grid at an instant.
    pub(crate) fn duty(&self, code: &str, at: Instant) -> Duty {
        let of_grid = self.assignments.get(code).map(Vec::as_slice).unwrap_or_default();
        on_duty(of_grid, &self.leaves, china_time(at))
    }
}

/// A page of grids within an area.
///
/// # Errors
/// [`Code::AreaMalformed`].
pub(super) async fn page(app: &App, area: &AreaCode, after: Option<&str>, ended: bool) -> Result<GridPage> {
    let mut rows = query::page(&app.db, area, after, ended, PAGE + 1).await?;
    let more = rows.len() as u64 > PAGE;
    rows.truncate(PAGE as usize);
    let next = rows.last().filter(|_| more).map(|last| last.code.clone());
    Ok(GridPage { items: lines(app, rows).await?, next })
}

async fn lines(app: &App, rows: Vec<Grid>) -> Result<Vec<GridLine>> {
    let codes: Vec<String> = rows.iter().map(|row| row.code.clone()).collect();
    let bordered = query::bordered(&app.db, &codes).await?;
    let workers = query::workers(app.db.reader(), &codes).await?;
    let ids: Vec<Id> = workers.iter().map(|row| row.account_id).collect();
    let names = query::account_names(app.db.reader(), &ids).await?;
    let today = app.db.today().to_string();
    rows.into_iter()
        .map(|row| {
            let there = workers.iter().filter(|w| w.grid == row.code && w.from_on <= today);
            let there = there.filter(|w| w.until_on.as_ref().is_none_or(|until| *until >= today));
            let mut people: Vec<String> = Vec::new();
            for name in there.filter_map(|w| names.get(&w.account_id)) {
                if !people.contains(name) {
                    people.push(name.clone());
                }
            }
            Ok(GridLine {
                level: grids::level(&row.code.parse()?)?,
                kind: row.kind.parse()?,
                ended_on: row.ended_on.as_deref().and_then(|day| day.parse().ok()),
                bordered: bordered.contains(&row.code),
                people,
                code: row.code,
                name: row.name,
            })
        })
        .collect()
}

/// A grid with its people, its borders and who answers for it now.
///
/// # Errors
/// [`Code::NotFound`].
pub(crate) async fn show(app: &App, actor: &Actor, area: &AreaCode) -> Result<GridView> {
    let reader = app.db.reader();
    let row = query::one(reader, area).await?.ok_or(Refusal::new(Code::NotFound))?;
    let (now, today) = (app.db.now(), app.db.today());
    let codes = [row.code.clone()];
    let workers = query::workers(reader, &codes).await?;
    let ids: Vec<Id> = workers.iter().map(|row| row.account_id).collect();
    let names = query::account_names(reader, &ids).await?;
    let roster = Roster::of(reader, &codes, today).await?;
    let duty = roster.duty(&row.code, now);
    let named = |ids: &[Id]| -> Vec<Named> {
        ids.iter().map(|id| Named { id: IdText(*id), name: names.get(id).cloned().unwrap_or_default() }).collect()
    };
    let workers = workers.iter().map(|row| {
        let part = query::assignment(row)?;
        Ok(GridWorkerView {
            account: IdText(row.account_id),
            name: names.get(&row.account_id).cloned().unwrap_or_default(),
            phone: row.phone.clone(),
            part: part.part,
            shifts: part.shifts,
            from: part.from,
            until: part.until,
            away: roster.leaves.iter().any(|l| l.worker == row.account_id && (l.from..=l.until).contains(&today)),
        })
    });
    let workers = workers.collect::<Result<Vec<_>>>()?;
    let above = places::service::read(&app.db, area.as_str()).await?;
    let line = lines(app, vec![row.clone()]).await?.pop().ok_or(Refusal::new(Code::NotFound))?;
    Ok(GridView {
        line,
        path: above.path,
        supervision_phone: row.supervision_phone,
        opened_on: row.opened_on.parse().unwrap_or(today),
        version: row.version,
        workers,
        duty: DutyView { responsible: named(&duty.responsible), backup: named(&duty.backup), stood_in: duty.stood_in },
        borders: borders::history(app, area).await?,
        kept_here: row.ended_on.is_none() && actor.require_area(Action::GridManage, area).is_ok(),
    })
}
