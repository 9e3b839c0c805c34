//! Days of a matter: written down, and a job for each that somebody is to be reminded of.

use std::collections::HashSet;

use bandeng_core::deadlines::reminder;
use bandeng_core::kernel::{Id, IdText, Instant};
use bandeng_core::matters::MatterState;
use bandeng_core::mediation::days::{DayState, Running};
use bandeng_store::jobs::Job;
use bandeng_store::{Made, MatterKey, Result, Uow};
use serde::{Deserialize, Serialize};

use super::query;

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

/// A day somebody still owes something by, and whose it is.
pub(crate) struct Owed {
    pub day: Running,
    pub desk: Id,
    pub committee: Option<Id>,
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
    Ok(day.map(|day| Owed { day, desk: row.desk_id, committee: row.committee_id, sealed: row.sealed }))
}

/// Puts the job back: the day has moved on.
pub(crate) fn remind_later(uow: &mut Uow, remind: &Remind, at: Instant) -> Result<()> {
    let job = remind.job(at)?;
    uow.enqueue(job);
    Ok(())
}
