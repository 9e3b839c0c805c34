//! What each sees of a call: who was rung sees the caller; who watches an area sees that there is a call, and in which
//! grid, without any name.

use std::collections::HashMap;

use bandeng_core::calls::{CallDoor, CallMoveKind, CallState, Helped, Ring, Standing, allowed};
use bandeng_core::kernel::{Id, IdText};
use bandeng_core::places::AreaCode;
use bandeng_core::policy::{Action, Actor, Rule, rule};
use bandeng_store::Result;
use serde::Serialize;
use utoipa::ToSchema;

use super::query::{self, Call, Caller, Rung};
use super::{callers, service};
use crate::grids;
use crate::grids::view::GridRef;
use crate::http::App;

/// What somebody may see of calls: those they were rung for, and in outline those of the areas they watch.
#[derive(Clone, Debug)]
pub(super) struct CallReader {
    pub account: Id,
    pub areas: Vec<AreaCode>,
    pub answers: bool,
}

impl CallReader {
    pub(super) fn of(actor: &Actor) -> Self {
        let mut areas: Vec<AreaCode> = actor
            .posts
            .iter()
            .filter(|post| rule(post.role, Action::CallWatch) != Rule::Never)
            .map(|post| post.area.clone())
            .collect();
        areas.sort_unstable();
        areas.dedup();
        Self { account: actor.account, areas, answers: actor.post_for(Action::CallAnswer).is_some() }
    }

    /// Does it reach any call?
    pub(super) fn reaches(&self) -> bool {
        self.answers || !self.areas.is_empty()
    }

    /// Does the call lie in an area that is watched?
    pub(super) fn watches(&self, call: &Call) -> bool {
        let place = call.grid.as_deref().unwrap_or(&call.county);
        self.areas.iter().any(|area| place.starts_with(area.as_str()))
    }
}

/// Who calls, as far as is known. Shown to those who were rung, and after the call to nobody but who took it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct CallerSight {
    /// Enrolled; otherwise there is a number at most.
    pub enrolled: bool,
    pub name: String,
    pub phone: String,
    pub place: String,
    /// What helps to know.
    pub note: String,
}

/// Somebody else who was rung.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct CallRungView {
    pub name: String,
    pub ring: Ring,
}

/// A call as its reader sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct CallView {
    pub id: IdText,
    /// None: the number is not enrolled.
    pub grid: Option<GridRef>,
    pub door: CallDoor,
    pub state: CallState,
    /// The step of the ladder that was rung last; none while nobody is there.
    pub step: Option<Ring>,
    /// Epoch milliseconds.
    pub raised_at: i64,
    /// When the next are rung.
    pub next_at: Option<i64>,
    pub taken_at: Option<i64>,
    pub arrived_at: Option<i64>,
    pub over_at: Option<i64>,
    pub helped: Option<Helped>,
    /// At which step the reader was rung; none: they only watch.
    pub rung: Option<Ring>,
    /// The reader took it.
    pub mine: bool,
    /// Who took it. For those who were rung.
    pub taker: Option<String>,
    /// For those who were rung.
    pub others: Vec<CallRungView>,
    pub caller: Option<CallerSight>,
    /// What was found and done, for who took it.
    pub words: Option<String>,
    /// What the reader can do now.
    pub moves: Vec<CallMoveKind>,
    /// Of two views of a call the one with the higher number is the later.
    pub version: i64,
    pub changed_at: i64,
}

/// A page of calls, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CallPage {
    pub items: Vec<CallView>,
    pub next: Option<String>,
}

/// A call with everything around it, read once for all who see it.
pub(super) struct Told {
    pub call: Call,
    state: CallState,
    door: CallDoor,
    helped: Option<Helped>,
    grid: Option<GridRef>,
    rings: Vec<(Id, Ring, String)>,
    taker: Option<String>,
    caller: Option<CallerSight>,
    words: Option<String>,
}

impl Told {
    /// Of several calls, in four statements.
    pub(super) async fn of(app: &App, calls: Vec<Call>) -> Result<Vec<Told>> {
        let reader = app.db.reader();
        let ids: Vec<Id> = calls.iter().map(|call| call.id).collect();
        let rings = query::rings(reader, &ids).await?;
        let people: Vec<Id> =
            rings.iter().map(|rung| rung.account_id).chain(calls.iter().filter_map(|call| call.taken_by)).collect();
        let names = grids::query::account_names(reader, &people).await?;
        let codes: Vec<String> = calls.iter().filter_map(|call| call.grid.clone()).collect();
        let grid_names = grids::query::names(reader, &codes).await?;
        let callers: Vec<Id> = calls.iter().filter_map(|call| call.caller_id).collect();
        let callers = query::callers_of(reader, &callers).await?;
        calls.into_iter().map(|call| Self::one(app, call, &rings, &names, &grid_names, &callers)).collect()
    }

    fn one(
        app: &App,
        call: Call,
        rings: &[Rung],
        names: &HashMap<Id, String>,
        grid_names: &HashMap<String, String>,
        callers: &[Caller],
    ) -> Result<Told> {
        // It must ring also where what is known of the caller cannot be read any more.
        let readable = |read: Result<String>| read.inspect_err(|error| tracing::error!(%error, call = call.id)).ok();
        let open = |purpose: &str, sealed: &Option<String>| {
            sealed.as_deref().and_then(|sealed| readable(app.crypt.open_value(purpose, sealed)))
        };
        let name = |id: Id| names.get(&id).cloned().unwrap_or_default();
        let enrolled = callers.iter().find(|caller| Some(caller.id) == call.caller_id);
        let caller = match enrolled {
            Some(row) => match callers::sight(app, row) {
                Ok(sight) => Some(sight),
                Err(error) => {
                    tracing::error!(%error, call = call.id);
                    None
                }
            },
            None => {
                let (phone, place) = (open(service::PHONE, &call.phone), open(service::PLACE, &call.place));
                (phone.is_some() || place.is_some()).then(|| CallerSight {
                    enrolled: false,
                    name: String::new(),
                    phone: phone.unwrap_or_default(),
                    place: place.unwrap_or_default(),
                    note: String::new(),
                })
            }
        };
        let rings = rings
            .iter()
            .filter(|rung| rung.call_id == call.id)
            .map(|rung| Ok((rung.account_id, rung.ring.parse()?, name(rung.account_id))))
            .collect::<Result<_>>()?;
        let grid = call
            .grid
            .as_ref()
            .map(|code| GridRef { name: grid_names.get(code).cloned().unwrap_or_default(), code: code.clone() });
        Ok(Told {
            state: call.state.parse()?,
            door: call.door.parse()?,
            helped: call.helped.as_deref().map(str::parse).transpose()?,
            grid,
            rings,
            taker: call.taken_by.map(name),
            caller,
            words: open(service::WORDS, &call.words),
            call,
        })
    }

    pub(super) fn taker(&self) -> Option<&str> {
        self.taker.as_deref()
    }

    /// Was this account rung?
    pub(super) fn rang(&self, account: Id) -> bool {
        self.rings.iter().any(|(id, _, _)| *id == account)
    }

    /// As a reader sees it; none where it is not there for them.
    pub(super) fn for_reader(&self, reader: &CallReader) -> Option<CallView> {
        match self.rang(reader.account) {
            true => Some(self.for_rung(reader.account)),
            false => reader.watches(&self.call).then(|| self.for_watcher()),
        }
    }

    /// In outline, for those who watch the area: no name, no point.
    pub(super) fn for_watcher(&self) -> CallView {
        let call = &self.call;
        CallView {
            id: IdText(call.id),
            grid: self.grid.clone(),
            door: self.door,
            state: self.state,
            step: self.rings.iter().map(|(_, ring, _)| *ring).max(),
            raised_at: call.raised_at,
            next_at: call.next_at,
            taken_at: call.taken_at,
            arrived_at: call.arrived_at,
            over_at: call.over_at,
            helped: self.helped,
            rung: None,
            mine: false,
            taker: None,
            others: Vec::new(),
            caller: None,
            words: None,
            moves: Vec::new(),
            version: call.version,
            changed_at: call.changed_at,
        }
    }

    /// For somebody who was rung.
    fn for_rung(&self, account: Id) -> CallView {
        let mine = self.call.taken_by == Some(account);
        let others = self.rings.iter().filter(|(id, _, _)| *id != account);
        CallView {
            rung: self.rings.iter().find(|(id, _, _)| *id == account).map(|(_, ring, _)| *ring),
            mine,
            taker: self.taker.clone(),
            others: others.map(|(_, ring, name)| CallRungView { name: name.clone(), ring: *ring }).collect(),
            caller: self.caller.clone().filter(|_| self.state.is_open() || mine),
            words: self.words.clone().filter(|_| mine),
            moves: allowed(self.state, Standing { rung: true, taker: mine }),
            ..self.for_watcher()
        }
    }
}
