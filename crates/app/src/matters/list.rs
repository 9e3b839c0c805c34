//! Lists of matters: within one's reach, by keyset, at any depth.

use std::str::FromStr;

use bandeng_core::deadlines::RuleId;
use bandeng_core::dictionaries::Dictionary;
use bandeng_core::kernel::{Date, Id, IdText, Text, china_date};
use bandeng_core::matters::{Channel, DisputeKind, MatterState, Source};
use bandeng_core::mediation::State;
use bandeng_core::mediation::standing::{NextStep, Turn, usual_step};
use bandeng_core::policy::{Action, Actor, Arm};
use bandeng_store::reach::{After, Look, Sort, Sql, WALK};
use bandeng_store::{Binds, Db, Error, Result};
use sea_orm::{ConnectionTrait, QueryResult, Statement};
use serde::Serialize;
use utoipa::ToSchema;

use super::question::{ListQuery, Request};
use super::view::Named;
use crate::dictionaries::books::{LocalWord, word};
use crate::http::App;

/// An area with its name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AreaName {
    pub code: String,
    pub name: String,
}

/// A row of a list: what may be read over a shoulder.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MatterRow {
    pub code: String,
    /// The code in groups, as it is read out.
    pub grouped: String,
    pub title: String,
    pub kind: DisputeKind,
    /// The county's own word for it.
    pub subtype: Option<LocalWord>,
    pub source: Source,
    pub subsource: Option<LocalWord>,
    pub channel: Channel,
    pub area: AreaName,
    pub place: String,
    pub occurred_on: Option<Date>,
    /// What is in dispute, in fen.
    pub amount_fen: Option<i64>,
    /// The committee of the latest mediation.
    pub committee: Option<Named>,
    /// Who mediates now.
    pub mediators: Vec<String>,
    pub state: MatterState,
    /// Where its mediation stands; none where there is none, as of a matter that was over in the ledger it came from.
    pub stage: Option<State>,
    /// Whose turn it is while it is open, and what for.
    pub next: NextStep,
    /// The next day on which something is owed.
    pub due_on: Option<Date>,
    /// Days until then; negative when overdue.
    pub days_left: Option<i32>,
    /// That day is the day of a promise: the parties owe it, the staff see to it (Mediation Law art. 31) and are late
    /// with nothing of their own.
    pub promised: bool,
    /// Epoch milliseconds.
    pub registered_at: i64,
    pub sealed: bool,
    /// What a move of several at once must have seen.
    pub version: i64,
    #[serde(skip)]
    pub id: Id,
    #[serde(skip)]
    pub county: String,
    #[serde(skip)]
    pub desk: Id,
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct MatterPage {
    pub items: Vec<MatterRow>,
    pub next: Option<String>,
    /// The same, for those who go on reading here.
    #[serde(skip)]
    pub after: Option<After>,
}

const COLUMNS: &str = "m.id, m.code, m.title, m.kind, m.source, m.area, m.place, m.state, m.stage, m.turn, m.due_on, m.registered_at, m.sealed, \
    m.county, m.channel, m.occurred_on, m.amount_fen, m.committee_id, m.desk_id, m.head_seq, m.subtype, m.subsource";

/// The day that stands for "nothing runs" in the database, so that it sorts last.
pub(crate) const NEVER: &str = "9999-12-31";

/// A page of the matters an actor may do something to.
pub async fn page(app: &App, actor: &Actor, action: Action, query: &ListQuery) -> Result<MatterPage> {
    let request = Request::read(query)?;
    rows(app, &actor.arms(action), &request).await
}

/// The rows of a page: one statement over the arms, and a second where what is asked for is rare.
pub(crate) async fn rows(app: &App, arms: &[Arm], request: &Request) -> Result<MatterPage> {
    let db = &app.db;
    let look = Look {
        arms,
        columns: COLUMNS,
        filter: &request.filter,
        sort: request.sort,
        after: request.after.as_ref(),
        limit: request.limit + 1,
        now: db.now(),
    };
    let once = |sql: Option<Sql>| sql.map(|sql| with_names(each_once(sql, request.sort, look.limit)));
    let mut rows = ask(db, once(look.by_index())).await?;
    if (rows.len() as u64) < look.limit && request.filter.may_be_rare() {
        rows = ask(db, once(look.by_tokens(db.engine()))).await?;
    }
    let today = db.today();
    let mut items = rows.iter().map(|row| read(row, today)).collect::<Result<Vec<_>>>()?;
    match request.sort {
        Sort::Newest => items.sort_unstable_by_key(|r| std::cmp::Reverse(r.id)),
        Sort::Oldest => items.sort_unstable_by_key(|r| r.id),
        Sort::Due => items.sort_unstable_by_key(|r| (due_text(r), r.id)),
    }
    let more = items.len() as u64 > request.limit;
    items.truncate(request.limit as usize);
    let after = items.last().filter(|_| more).map(|r| After { due_on: due_text(r), id: r.id });
    name_locals(app, &mut items).await?;
    let next = after.as_ref().map(|a| format!("{}.{}", a.due_on, a.id));
    Ok(MatterPage { items, next, after })
}

/// What several arms found, each matter once, and no more than a page of them.
fn each_once(Sql { text, binds }: Sql, sort: Sort, limit: u64) -> Sql {
    let order = match sort {
        Sort::Newest => "id DESC",
        Sort::Oldest => "id",
        Sort::Due => "due_on, id",
    };
    Sql { text: format!("SELECT DISTINCT * FROM ({text}) AS found ORDER BY {order} LIMIT {limit}"), binds }
}

/// Between the names of several mediators: the unit separator, which no name holds.
const BETWEEN: char = '\u{1f}';

/// The [`COLUMNS`] of a page with what stands beside them: the names of area, committee and mediators, and the next day
/// by which the staff owe something, with its rule. Looked up row by row through primary keys, so that the text of the
/// statement is always the same and the engine keeps its plan.
fn with_names(Sql { text, binds }: Sql) -> Sql {
    let promised = RuleId::Performance.as_str();
    let text = format!(
        "SELECT page.*, \
         (SELECT a.name FROM areas a WHERE a.code = page.area), \
         (SELECT o.name FROM organisations o WHERE o.id = page.committee_id), \
         (SELECT string_agg(a.name, '{BETWEEN}' ORDER BY a.name) FROM handlers h JOIN accounts a ON a.id = h.account_id \
         WHERE h.county = page.county AND h.matter_id = page.id AND h.capacity = 'mediator' AND h.until_at IS NULL), \
         (SELECT min(d.due_on || ' ' || d.rule) FROM deadlines d WHERE d.county = page.county AND d.matter_id = page.id \
         AND d.state = 'open' AND NOT d.hint AND d.rule <> '{promised}') \
         FROM ({text}) AS page"
    );
    Sql { text, binds }
}

async fn ask(db: &Db, sql: Option<Sql>) -> Result<Vec<QueryResult>> {
    let Some(Sql { text, binds }) = sql else { return Ok(Vec::new()) };
    let reader = db.reader();
    Ok(reader.query_all_raw(Statement::from_sql_and_values(reader.get_database_backend(), text, binds.0)).await?)
}

/// The rows of matters that were found elsewhere and are within reach, in that order.
pub(crate) async fn rows_of(app: &App, ids: &[Id]) -> Result<Vec<MatterRow>> {
    let db = &app.db;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut binds = Binds::default();
    let text = format!("SELECT {COLUMNS} FROM matters m WHERE m.id IN ({})", binds.list(ids.iter().copied()));
    let rows = ask(db, Some(with_names(Sql { text, binds }))).await?;
    let today = db.today();
    let mut items = rows.iter().map(|row| read(row, today)).collect::<Result<Vec<_>>>()?;
    items.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
    name_locals(app, &mut items).await?;
    Ok(items)
}

/// How many rows a list has: counted up to [`COUNTED`], estimated from there on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ListSize {
    pub rows: u64,
    /// False where `rows` is an estimate.
    pub exact: bool,
}

/// Rows that are counted one by one. A count of all would grow with the table.
pub const COUNTED: u64 = 1_000;

/// How many matters a list has. Beyond [`COUNTED`] it reasons from the calendar: identifiers are ordered by time, so
/// that many rows since the first day as the newest thousand took their part of that time. Where a filter lets few
/// through, it reasons from those among the newest [`WALK`], or asks the search index where those are too few to reason
/// from.
pub async fn size(db: &Db, actor: &Actor, action: Action, query: &ListQuery) -> Result<ListSize> {
    let Request { filter, .. } = Request::read(query)?;
    let arms = actor.arms(action);
    let look = Look {
        arms: &arms,
        columns: "m.id AS id",
        filter: &filter,
        sort: Sort::Newest,
        after: None,
        limit: COUNTED + 1,
        now: db.now(),
    };
    let mut newest = outline(db, look.by_index(), look.limit).await?;
    let mut walked = newest;
    if newest.rows <= COUNTED && filter.may_be_rare() {
        let everything = filter.without_rare();
        walked = outline(db, Look { filter: &everything, limit: WALK, ..look }.by_index(), WALK).await?;
        if walked.rows == WALK && newest.rows < REASONED {
            newest = outline(db, look.by_tokens(db.engine()), look.limit).await?;
            walked = newest;
        }
    }
    if newest.rows <= COUNTED && walked.rows < WALK {
        return Ok(ListSize { rows: newest.rows, exact: true });
    }
    let oldest = Look { sort: Sort::Oldest, limit: 1, ..look };
    let mut first = outline(db, oldest.by_index(), COUNTED).await?;
    if first.rows == 0 {
        first = outline(db, oldest.by_tokens(db.engine()), COUNTED).await?;
    }
    Ok(ListSize { rows: extrapolate(newest.rows, walked.from, walked.to, first.from), exact: false })
}

/// So many hits tell how many there are, to two digits or nearly.
const REASONED: u64 = 100;

/// Some rows of a list: how many, and between which identifiers.
#[derive(Clone, Copy)]
struct Outline {
    rows: u64,
    from: Id,
    to: Id,
}

/// The outline of the newest so many of the rows that a statement finds.
async fn outline(db: &Db, sql: Option<Sql>, most: u64) -> Result<Outline> {
    let sql = sql.map(|Sql { text, binds }| Sql {
        text: format!(
            "SELECT count(*), coalesce(min(id), 0), coalesce(max(id), 0) FROM \
             (SELECT DISTINCT id FROM ({text}) AS found ORDER BY id DESC LIMIT {most}) AS newest"
        ),
        binds,
    });
    let rows = ask(db, sql).await?;
    let Some(row) = rows.first() else { return Ok(Outline { rows: 0, from: 0, to: 0 }) };
    Ok(Outline {
        rows: row.try_get_by_index::<i64>(0)? as u64,
        from: row.try_get_by_index(1)?,
        to: row.try_get_by_index(2)?,
    })
}

/// `counted` rows lie between `from` and `to`; how many between `first` and `to`? To two digits: more would pretend.
fn extrapolate(counted: u64, from: Id, to: Id, first: Id) -> u64 {
    let part = (to - from).max(1) as f64;
    let rows = counted as f64 * ((to - first) as f64 / part).max(1.0);
    let digit = 10_f64.powf(rows.log10().floor() - 1.0);
    ((rows / digit).round() * digit) as u64
}

fn due_text(row: &MatterRow) -> String {
    row.due_on.map_or(NEVER.to_owned(), |d| d.to_string())
}

/// The counties' own words, from memory.
async fn name_locals(app: &App, items: &mut [MatterRow]) -> Result<()> {
    let counties = items.iter().filter(|item| item.subtype.is_some() || item.subsource.is_some());
    let books = app.books.of_several(&app.db, counties.map(|item| item.county.as_str()).collect()).await?;
    for item in items {
        let Some(book) = books.get(&item.county) else { continue };
        let day = china_date(item.registered_at);
        for (dictionary, found) in [(Dictionary::Kind, &mut item.subtype), (Dictionary::Source, &mut item.subsource)] {
            if let Some(found) = found {
                *found = word(book, dictionary, &found.code, day);
            }
        }
    }
    Ok(())
}

fn read(row: &QueryResult, today: Date) -> Result<MatterRow> {
    let text = |i: usize| row.try_get_by_index::<String>(i);
    let name = |i: usize| -> Result<String> { Ok(row.try_get_by_index::<Option<String>>(i)?.unwrap_or_default()) };
    let local = |i: usize| -> Result<Option<LocalWord>> {
        let code: Option<String> = row.try_get_by_index(i)?;
        Ok(code.map(|code| LocalWord { name: Text::new(&*code, &*code), code }))
    };
    let code: String = text(1)?;
    let due: String = text(10)?;
    let due_on = (due != NEVER).then(|| due.parse::<Date>().ok()).flatten();
    let (state, stage) = (MatterState::from_str(&text(7)?)?, stage(&text(8)?)?);
    let open = state == MatterState::Open;
    let committee: Option<Id> = row.try_get_by_index(17)?;
    let owed = name(25)?;
    let owed = owed.split_once(' ').and_then(|(day, rule)| Some((day.parse::<Date>().ok()?, rule)));
    let late = owed.is_some_and(|(day, _)| day < today);
    Ok(MatterRow {
        id: row.try_get_by_index(0)?,
        grouped: code.parse::<bandeng_core::kernel::MatterCode>()?.grouped(),
        code,
        title: text(2)?,
        kind: DisputeKind::from_str(&text(3)?)?,
        subtype: local(20)?,
        source: Source::from_str(&text(4)?)?,
        subsource: local(21)?,
        area: AreaName { code: text(5)?, name: name(22)? },
        place: text(6)?,
        state,
        stage,
        next: match owed.and_then(|(_, rule)| RuleId::from_str(rule).ok()) {
            _ if !open => NextStep::none(),
            // It is late, whatever else goes on.
            Some(RuleId::FollowUp) if late => NextStep::usual_follow_up(),
            Some(RuleId::AssignmentAnswer) => NextStep::answer_letter(),
            Some(RuleId::ResultReport) => NextStep::report(),
            Some(RuleId::HandoverReceipt) => NextStep::ask_for_receipt(),
            _ => usual_step(stage, Turn::from_str(&text(9)?)?),
        },
        days_left: due_on.map(|d| days_between(today, d)),
        promised: due_on.is_some_and(|due| !late && owed.is_none_or(|(day, _)| day > due)),
        due_on,
        registered_at: row.try_get_by_index(11)?,
        sealed: row.try_get_by_index(12)?,
        county: text(13)?,
        channel: Channel::from_str(&text(14)?)?,
        occurred_on: row.try_get_by_index::<Option<String>>(15)?.and_then(|day| day.parse().ok()),
        amount_fen: row.try_get_by_index(16)?,
        committee: committee.map(|id| Ok::<_, Error>(Named { id: IdText(id), name: name(23)? })).transpose()?,
        mediators: name(24)?.split(BETWEEN).filter(|name| !name.is_empty()).map(str::to_owned).collect(),
        desk: row.try_get_by_index(18)?,
        version: row.try_get_by_index(19)?,
    })
}

/// Where a mediation stands, as the matter's row keeps it: blank where there is none.
pub(crate) fn stage(text: &str) -> Result<Option<State>> {
    Ok(if text.is_empty() { None } else { Some(State::from_str(text)?) })
}

/// Whole days from one day to another; negative if it lies behind.
pub(crate) fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map(|span| span.get_days()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estimate_grows_with_the_time_before_the_newest_rows() {
        assert_eq!(extrapolate(1_001, 9_000, 10_000, 0), 10_000);
        assert_eq!(extrapolate(1_001, 9_000, 10_000, 9_000), 1_000);
        assert_eq!(extrapolate(1_001, 9_000, 10_000, 7_766), 2_200);
        // All registered within one millisecond.
        assert_eq!(extrapolate(1_001, 5, 5, 5), 1_000);
    }
}
