//! Who is rung, step by step.

use bandeng_core::calls::{CallState, Rung, Whom, ladder};
use bandeng_core::kernel::{Id, IdText};
use bandeng_core::places::AreaCode;
use bandeng_store::{Ctx, Result, Uow};
use serde_json::json;

use super::query::{self, Call};
use super::service::{changed, stream};
use crate::grids::service::Roster;
use crate::http::App;

/// Goes up the ladder to the first step at which somebody new is there, rings them, and says when the next is due.
pub(super) async fn go_up(app: &App, uow: &mut Uow, call: &mut Call) -> Result<()> {
    let grid: Option<AreaCode> = call.grid.as_deref().map(str::parse).transpose()?;
    let rungs = ladder(grid.as_ref(), app.settings.call_waits);
    let known: Vec<Id> = query::rings(uow.read(), &[call.id]).await?.iter().map(|rung| rung.account_id).collect();
    let mut at = usize::try_from(call.rung).unwrap_or_default();
    while let Some(rung) = rungs.get(at) {
        at += 1;
        let mut people = who(uow, call, rung).await?;
        people.retain(|id| !known.contains(id));
        if people.is_empty() {
            continue;
        }
        query::insert_rings(uow, call.id, &people, rung.ring).await?;
        let people: Vec<IdText> = people.into_iter().map(IdText).collect();
        uow.record_registry(stream(call.id), "call.rung", &json!({ "ring": rung.ring, "people": people }))?;
        break;
    }
    call.rung = i32::try_from(at).unwrap_or(i32::MAX);
    call.next_at = rungs.get(at).map(|rung| call.raised_at + rung.after_ms);
    Ok(())
}

async fn who(uow: &Uow, call: &Call, rung: &Rung) -> Result<Vec<Id>> {
    let of_grid = |code: &AreaCode| [code.to_string()];
    let found = match &rung.whom {
        Whom::Desk => {
            let place = call.grid.as_ref().unwrap_or(&call.county).parse()?;
            let organisation = match call.door_id {
                Some(door) => query::door(uow.read(), door).await?.map(|door| door.organisation_id),
                None => None,
            };
            // A place is nearer than the desk at which a way in was connected.
            let nearest = if call.grid.is_some() { query::desk(uow, None, Some(&place)).await? } else { Vec::new() };
            return if nearest.is_empty() { query::desk(uow, organisation, Some(&place)).await } else { Ok(nearest) };
        }
        Whom::Responsible(code) => {
            Roster::of(uow.read(), &of_grid(code), uow.today()).await?.duty(code.as_str(), uow.now()).responsible
        }
        Whom::Backup(code) => {
            Roster::of(uow.read(), &of_grid(code), uow.today()).await?.duty(code.as_str(), uow.now()).backup
        }
        Whom::All(code) => {
            let duty = Roster::of(uow.read(), &of_grid(code), uow.today()).await?.duty(code.as_str(), uow.now());
            [duty.responsible, duty.backup].concat()
        }
    };
    if found.is_empty() { Ok(found) } else { query::active(uow, &found).await }
}

/// Rings the next ones for every call that nobody has taken in time; how many there were. Called every second; what a
/// process that stopped has left over is due at once in the next.
///
/// # Errors
/// If the database does not answer.
pub async fn ring_on(app: &App) -> Result<usize> {
    /// More than that at once is the next second's.
    const AT_ONCE: u64 = 200;
    let due = query::due(&app.db, app.db.now(), AT_ONCE).await?;
    let mut done = 0;
    for id in due {
        let mut uow = app.begin(&Ctx::system("calls")).await?;
        let Some(mut call) = query::call_for_update(&uow, id).await? else { continue };
        if call.state != CallState::Ringing.as_str() || call.next_at.is_none_or(|at| at > uow.now()) {
            continue;
        }
        go_up(app, &mut uow, &mut call).await?;
        changed(&mut uow, &mut call);
        query::update_call(&uow, call).await?;
        uow.commit().await?;
        done += 1;
    }
    Ok(done)
}
