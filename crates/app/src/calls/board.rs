//! The live board of the hall: calls with their grid and clock, and the day in numbers. No names, no points.

use bandeng_core::calls::{CallState, Helped};
use bandeng_core::kernel::clock::instant_of;
use bandeng_core::kernel::{Date, Refusal};
use bandeng_core::places::AreaCode;
use bandeng_core::policy::{Action, Actor};
use bandeng_store::Result;
use serde::Serialize;
use utoipa::ToSchema;

use super::query::{self, Asked};
use super::view::{CallView, Told};
use crate::http::App;
use crate::places::{self, AreaRef};

/// Calls on the board.
const SHOWN: u64 = 60;

/// The day's calls.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CallFigures {
    pub raised: usize,
    pub taken: usize,
    pub finished: usize,
    pub false_calls: usize,
    /// Taken back by the caller.
    pub cancelled: usize,
    /// Half were taken within so many seconds; none before the first.
    pub median_to_take: Option<i64>,
    pub median_to_arrive: Option<i64>,
    /// Callers who said that it helped, and all who said anything.
    pub helped: usize,
    pub answered: usize,
}

/// The board of an area.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LiveBoard)]
pub(super) struct BoardView {
    pub area: AreaRef,
    pub on: Date,
    /// The server's clock, epoch milliseconds.
    pub now: i64,
    /// Open calls, those that ring longest first, each in outline.
    pub calls: Vec<CallView>,
    pub today: CallFigures,
    /// Matters that are open, and of them those whose day has passed; sealed ones are in no number.
    pub open_matters: i64,
    pub overdue_matters: i64,
    pub registered_today: i64,
}

/// Reads it. Without an area, that of the reader's post.
///
/// # Errors
/// [`bandeng_core::kernel::Code::NotAllowed`], [`bandeng_core::kernel::Code::AreaBeyond`].
pub(super) async fn read(app: &App, actor: &Actor, area: Option<&str>) -> Result<BoardView> {
    let post = actor.post_for(Action::CallWatch).ok_or(Refusal::new(bandeng_core::kernel::Code::NotAllowed))?;
    let area: AreaCode = match area.map(str::trim).filter(|area| !area.is_empty()) {
        Some(text) => text.parse().map_err(|refusal: Refusal| Refusal { pointer: Some("area".into()), ..refusal })?,
        None => post.area.clone(),
    };
    actor.require_area(Action::CallWatch, &area)?;
    let (today, now) = (app.db.today(), app.db.now());
    let midnight = instant_of(today.at(0, 0, 0, 0));
    let asked = Asked { since: None, open: true, after: None, limit: SHOWN };
    // Nobody's own: the outline alone, whoever looks.
    let open = query::within(&app.db, 0, std::slice::from_ref(&area), &asked).await?;
    let mut calls: Vec<CallView> = Told::of(app, open).await?.iter().map(Told::for_watcher).collect();
    calls.sort_unstable_by_key(|call| (call.state, call.raised_at));
    let of_day = query::since(&app.db, &area, midnight).await?;
    let in_state = |state: CallState| of_day.iter().filter(|call| call.state == state.as_str()).count();
    let said: Vec<&str> = of_day.iter().filter_map(|call| call.helped.as_deref()).collect();
    let seconds = |until: fn(&query::Call) -> Option<i64>| {
        median(of_day.iter().filter_map(|call| Some((until(call)? - call.raised_at) / 1_000)).collect())
    };
    let figures = CallFigures {
        raised: of_day.len(),
        taken: of_day.iter().filter(|call| call.taken_at.is_some()).count(),
        finished: in_state(CallState::Finished),
        false_calls: in_state(CallState::False),
        cancelled: in_state(CallState::Cancelled),
        median_to_take: seconds(|call| call.taken_at),
        median_to_arrive: seconds(|call| call.arrived_at),
        helped: said.iter().filter(|helped| **helped != Helped::No.as_str()).count(),
        answered: said.len(),
    };
    let [open_matters, overdue_matters, registered_today] = query::matters(&app.db, &area, today, midnight).await?;
    let place = places::service::read(&app.db, area.as_str()).await?;
    Ok(BoardView {
        area: AreaRef { code: place.code, name: place.name },
        on: today,
        now,
        calls,
        today: figures,
        open_matters,
        overdue_matters,
        registered_today,
    })
}

/// The one in the middle, the lower of two.
fn median(mut values: Vec<i64>) -> Option<i64> {
    values.sort_unstable();
    values.get(values.len().saturating_sub(1) / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_middle_of_nothing_is_nothing() {
        assert_eq!(
            (median(vec![]), median(vec![7]), median(vec![9, 1, 5]), median(vec![4, 1])),
            (None, Some(7), Some(5), Some(1))
        );
    }
}
