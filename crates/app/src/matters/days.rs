//! Days of a matter: written down, and a job for each that somebody is to be reminded of.

use std::collections::HashSet;

use bandeng_core::deadlines::{Calendar, Moved, reminder};
use bandeng_core::kernel::{Id, IdText, Instant, MatterCode};
use bandeng_core::matters::{MatterEvent, MatterState};
use bandeng_core::mediation::days::{DayState, Running, next_due};
use bandeng_store::jobs::Job;
use bandeng_store::{Db, Made, MatterKey, Result, Uow};
use serde::{Deserialize, Serialize};

use super::case::lock;
use super::{query, service};

/// The kind of job that reminds people of a day.
pub(crate) const REMIND: &str = "remind_deadline";

/// What the job carries. The reminder's number is drawn when the job is made, so that it may run twice and remind once.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Remind {
    county: String,
    matter: IdText,
    day: u16,
    pub reminder: IdText,
}

impl Remind {
    pub(crate) fn key(&self) -> MatterKey {
        MatterKey { county: self.county.clone(), id: self.matter.0 }
    }

    fn job(&self, run_at: Instant) -> Result<Job> {
        Ok(Job {
            kind: REMIND,
            payload: serde_json::to_value(self)?,
            run_at,
            unique_key: Some(format!("remind:{}:{}:{}", self.county, self.matter, self.day)),
        })
    }
}

/// Writes the days that are new or have changed, and sees to it that people are reminded of those they owe.
pub(crate) fn save(
    uow: &mut Uow,
    key: &MatterKey,
    before: &[Running],
    after: &[Running],
    proceeding: u16,
) -> Result<()> {
    query::save_days(uow, key, before, after, proceeding)?;
    for day in after.iter().filter(|day| is_owed(day) && has_moved(before, day)) {
        let reminder = IdText(uow.next_id());
        let remind = Remind { county: key.county.clone(), matter: IdText(key.id), day: day.n, reminder };
        let job = remind.job(reminder::next(&day.deadline, uow.now()))?;
        uow.enqueue(job);
    }
    Ok(())
}

/// The staff owe something by then, and it does not stand still.
fn is_owed(day: &Running) -> bool {
    day.state == DayState::Open && !day.hint && !day.deadline.is_paused()
}

fn has_moved(before: &[Running], day: &Running) -> bool {
    let known = before.iter().find(|known| known.n == day.n);
    known.is_none_or(|known| known.deadline.due_on != day.deadline.due_on || !is_owed(known))
}

/// Drops the jobs of a batch that would find nothing to remind of, as if they had run already.
///
/// # Errors
/// If a day cannot be read.
pub fn drop_idle(made: &mut Made) -> Result<()> {
    let mut owed = HashSet::new();
    for rows in made.rows().filter(|rows| rows.matter.state != MatterState::Archived.as_str()) {
        for row in rows.deadlines.iter().filter(|row| row.state == DayState::Open.as_str()) {
            let day = query::day_of(row)?;
            if is_owed(&day) {
                owed.insert((row.matter_id, day.n));
            }
        }
    }
    let is_owed = |remind: Remind| owed.contains(&(remind.matter.0, remind.day));
    made.retain_jobs(|kind, payload| kind != REMIND || serde_json::from_str(payload).is_ok_and(is_owed));
    Ok(())
}

/// The first end a changed notice of a year can touch.
fn first_end(year: i16) -> String {
    format!("{:04}-12-24", year - 1)
}

/// How many days run that a notice of a year may move.
pub(crate) async fn count_reaching(db: &Db, year: i16) -> Result<i64> {
    query::count_days_from(db.reader(), &first_end(year)).await
}

/// Matters with days that a notice of a year may move, a page after a key.
pub(crate) async fn reaching(db: &Db, year: i16, after: &MatterKey, limit: u64) -> Result<Vec<(MatterKey, String)>> {
    query::with_days_from(db.reader(), &first_end(year), after, limit).await
}

/// Counts a matter's running days anew under a calendar, with an event for each that moved or became firm. Run twice it
/// finds nothing more to do.
pub(crate) async fn recount(uow: &mut Uow, code: &MatterCode, calendar: &Calendar, version: i64) -> Result<usize> {
    let mut matter = lock(uow, code).await?;
    if matter.state == MatterState::Archived {
        return Ok(0);
    }
    let before = matter.days.clone();
    let mut events = Vec::new();
    for day in matter.days.iter_mut().filter(|day| day.state == DayState::Open) {
        if let Some(moved) = day.deadline.recompute(calendar) {
            let (rule, n) = (day.deadline.rule.to_string(), day.n);
            let Moved { from, to, provisional } = moved;
            events.push(MatterEvent::DayMoved { n, rule, from, to, provisional, version });
        }
    }
    if events.is_empty() {
        return Ok(0);
    }
    save(uow, &matter.key, &before, &matter.days, 1)?;
    matter.row.due_on = service::due_text(next_due(&matter.days));
    service::save(uow, &mut matter)?;
    for event in &events {
        uow.record(&matter.key, event.kind(), event)?;
    }
    Ok(events.len())
}

/// A day somebody still owes something by, and whose it is.
pub(crate) struct Owed {
    pub day: Running,
    pub desk: Id,
    pub committee: Option<Id>,
    /// The unit of a dispatch that owes it.
    pub unit: Option<Id>,
    pub sealed: bool,
}

/// The day a job speaks of; none if nobody owes anything by then any more.
pub(crate) async fn owed(uow: &Uow, remind: &Remind) -> Result<Option<Owed>> {
    let key = remind.key();
    let Some(row) = query::matter_by_key(uow.read(), &key).await? else { return Ok(None) };
    if row.state == MatterState::Archived.as_str() {
        return Ok(None);
    }
    let day = query::around(uow.read(), &key, uow.now())
        .await?
        .days
        .into_iter()
        .find(|day| day.n == remind.day && is_owed(day));
    let Some(day) = day else { return Ok(None) };
    let unit = match day.unit {
        Some(no) => query::unit(uow.read(), &key, no).await?,
        None => None,
    };
    Ok(Some(Owed { day, desk: row.desk_id, committee: row.committee_id, unit, sealed: row.sealed }))
}

/// Puts the job back: the day has moved on.
pub(crate) fn remind_later(uow: &mut Uow, remind: &Remind, at: Instant) -> Result<()> {
    let job = remind.job(at)?;
    uow.enqueue(job);
    Ok(())
}

/// A further reminder of the same day.
pub(crate) fn remind_again(uow: &mut Uow, remind: &Remind, at: Instant) -> Result<()> {
    let again = Remind { reminder: IdText(uow.next_id()), ..remind.clone() };
    remind_later(uow, &again, at)
}
