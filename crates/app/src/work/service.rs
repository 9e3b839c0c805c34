//! The day's work, from the same rule and the same rows as every list.

use bandeng_core::deadlines::{RuleId, reminder};
use bandeng_core::dispatch::NoticeKind;
use bandeng_core::dispatch::telling::{Notice, Told};
use bandeng_core::kernel::{Date, IdText, Text};
use bandeng_core::mediation::State;
use bandeng_core::mediation::days::Running;
use bandeng_core::mediation::standing::Turn;
use bandeng_core::places::{AreaCode, Level};
use bandeng_core::policy::{Action, Actor, Role};
use bandeng_store::reach::{Filter, Sort};
use bandeng_store::{Db, Error, MatterKey, Result, Uow};
use serde::Serialize;
use utoipa::ToSchema;

use super::query;
use crate::http::App;
use crate::matters::days::{self, Remind};
use crate::matters::list::{self, MatterRow};
use crate::matters::question::Request;

/// A sealed matter of the director's committee: code and days left, nothing else.
#[derive(Debug, Serialize, ToSchema)]
pub struct SealedRow {
    pub code: String,
    pub grouped: String,
    pub stage: Option<State>,
    pub due_on: Option<Date>,
    pub days_left: Option<i32>,
}

/// A reminder that has not been seen.
#[derive(Debug, Serialize, ToSchema)]
pub struct Reminder {
    pub id: IdText,
    pub kind: NoticeKind,
    /// None for who is told of an event and cannot open it: a leader sees the matters they lead in person, and no others.
    pub code: Option<String>,
    /// Empty where the reader cannot open it.
    pub title: String,
    /// What happened: level, category and town. None of what is due on a day.
    pub said: Option<Text>,
    /// The day that comes near.
    pub due_on: Option<Date>,
    /// Epoch milliseconds.
    pub at: i64,
}

/// What there is to do. A matter stands in one group: the most pressing.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct Today {
    /// The staff are late: a promise the parties did not keep stands under `waiting`.
    pub overdue: Vec<MatterRow>,
    pub due_today: Vec<MatterRow>,
    /// Due within a week.
    pub due_soon: Vec<MatterRow>,
    /// Not accepted yet.
    pub new: Vec<MatterRow>,
    /// Mine to go on with, nothing pressing.
    pub ongoing: Vec<MatterRow>,
    /// It is the parties' turn; first those who are late with what they promised.
    pub waiting: Vec<MatterRow>,
    pub sealed: Vec<SealedRow>,
    pub reminders: Vec<Reminder>,
    /// There is more than fits here: see the list.
    pub more: bool,
}

/// Rows Today looks at. Who has more open than this works from the list.
const LIMIT: u64 = 100;

pub async fn today(app: &App, actor: &Actor) -> Result<Today> {
    let mut today = Today::default();
    let arms = actor.arms(Action::WorkList);
    let page = list::rows(app, &arms, &Request::of(Filter::default(), Sort::Due, LIMIT)).await?;
    today.more = page.next.is_some();
    for row in page.items {
        let group = match row.days_left {
            _ if row.promised => &mut today.waiting,
            Some(left) if left < 0 => &mut today.overdue,
            Some(0) => &mut today.due_today,
            _ if row.stage == Some(State::Registered) => &mut today.new,
            _ if row.next.turn == Turn::Parties => &mut today.waiting,
            Some(1..=7) => &mut today.due_soon,
            _ => &mut today.ongoing,
        };
        group.push(row);
    }
    let sealed = actor.arms(Action::SealedCount);
    if !sealed.is_empty() {
        let filter = Filter { states: vec!["open"], ..Default::default() };
        let rows = list::rows(app, &sealed, &Request::of(filter, Sort::Due, LIMIT)).await?.items;
        today.sealed = rows
            .into_iter()
            .filter(|r| r.sealed)
            .map(|r| SealedRow {
                code: r.code,
                grouped: r.grouped,
                stage: r.stage,
                due_on: r.due_on,
                days_left: r.days_left,
            })
            .collect();
    }
    today.reminders = query::reminders(&app.db, actor.account)
        .await?
        .into_iter()
        .map(|r| {
            let kind: NoticeKind = r.kind.parse()?;
            let opens = kind != NoticeKind::Level || actor.posts.iter().any(|post| post.role == Role::Coordinator);
            let due_on = r.due_on.map(|day| day.parse()).transpose();
            Ok(Reminder {
                id: IdText(r.id),
                kind,
                code: opens.then_some(r.code),
                title: if opens { r.title } else { String::new() },
                said: (kind != NoticeKind::Due).then_some(r.said),
                due_on: due_on.map_err(|_| Error::Damaged("a reminder's day".into()))?,
                at: r.at,
            })
        })
        .collect::<Result<_>>()?;
    Ok(today)
}

/// Reminds those who owe something by a day: who handles the matter, or, where nobody does, the desk's clerks and the
/// committee's directors. The follow-up is theirs in any case, because who mediated does not make it. Of a sealed
/// matter only its handlers hear. What comes back is the day that somebody was reminded of.
pub(crate) async fn remind(uow: &mut Uow, remind: &Remind) -> Result<Option<Running>> {
    let Some(owed) = days::owed(uow, remind).await? else { return Ok(None) };
    let planned = reminder::planned(&owed.day.deadline);
    if planned > uow.now() {
        days::remind_later(uow, remind, planned)?;
        return Ok(None);
    }
    let key = remind.key();
    // A unit answers as an organisation: whoever holds a post there is told.
    if let Some(unit) = owed.unit {
        let to = query::officers(uow, unit).await?;
        query::insert_reminders(uow, &key, owed.day.n, remind.reminder.0, &to).await?;
        return Ok(Some(owed.day));
    }
    let handlers = query::handlers(uow, &key).await?;
    let for_others = handlers.is_empty() || owed.day.deadline.rule == RuleId::FollowUp;
    let others = match for_others && !owed.sealed {
        true => query::clerks_and_directors(uow, owed.desk, owed.committee).await?,
        false => Vec::new(),
    };
    let to = if others.is_empty() { handlers } else { others };
    query::insert_reminders(uow, &key, owed.day.n, remind.reminder.0, &to).await?;
    // A promise that is not kept by its day is brought to mind once more, the morning after: now somebody is to be urged.
    let after = reminder::after(&owed.day.deadline);
    if owed.day.deadline.rule == RuleId::Performance && uow.now() < after {
        days::remind_again(uow, remind, after)?;
    }
    Ok(Some(owed.day))
}

/// Tells whoever a notice is for, but not who made the move; each of them once.
pub(crate) async fn tell(uow: &Uow, key: &MatterKey, area: &AreaCode, notice: &Notice, said: &Text) -> Result<()> {
    let areas: Vec<String> =
        [Level::County, Level::Town].into_iter().filter_map(|level| Some(area.at(level)?.to_string())).collect();
    let mut to = Vec::new();
    for told in &notice.to {
        to.extend(match told {
            Told::Unit(unit) => query::officers(uow, *unit).await?,
            Told::Centre => query::above(uow, Role::Coordinator, &areas).await?,
            Told::Leaders => query::above(uow, Role::Leader, &areas).await?,
            Told::Person(account) => vec![*account],
        });
    }
    to.retain(|account| *account != uow.actor().account);
    to.sort_unstable();
    to.dedup();
    query::insert_notices(uow, key, query::Said { id: uow.next_id(), kind: notice.kind, text: said }, &to).await
}

/// The reminder was seen.
pub async fn see(db: &Db, actor: &Actor, id: IdText) -> Result<()> {
    query::see(db, actor.account, id.0).await
}
