//! Lists of matters: within one's reach, by keyset, at any depth.

use std::str::FromStr;

use bandeng_core::deadlines::RuleId;
use bandeng_core::dictionaries::{Book, Dictionary};
use bandeng_core::dispatch::{DispatchState, EventClass};
use bandeng_core::kernel::{Date, Id, IdText, MatterCode, Text, china_date};
use bandeng_core::matters::{Channel, DisputeKind, MatterState, Source};
use bandeng_core::mediation::State;
use bandeng_core::mediation::standing::{NextStep, Turn};
use bandeng_core::policy::{Action, Actor, Arm};
use bandeng_core::proceedings::Stage;
use bandeng_store::reach::{After, Look, Sort, Sql, WALK};
use bandeng_store::{Binds, Db, Engine, Result};
use sea_orm::{ConnectionTrait, QueryResult, Statement};
use serde::{Deserialize, Serialize};
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
    /// The county's word for it, where it is an event and no dispute.
    pub category: Option<LocalWord>,
    /// Where its dispatch stands, where that came last.
    pub dispatch: Option<DispatchState>,
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
    m.county, m.channel, m.occurred_on, m.amount_fen, m.committee_id, m.desk_id, m.head_seq, m.subtype, m.subsource, m.category";

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
    let once = |sql: Option<Sql>| sql.map(|sql| with_names(db.engine(), each_once(sql, request.sort, look.limit)));
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
/// statement is always the same and the engine keeps its plan. Each row is one text, in the order of [`Told`].
fn with_names(engine: Engine, Sql { text, binds }: Sql) -> Sql {
    let promised = RuleId::Performance.as_str();
    let array = engine.json_array();
    let text = format!(
        "SELECT CAST({array}(page.id, page.code, page.title, page.kind, page.source, page.area, page.place, page.state, page.stage, \
         page.turn, page.due_on, page.registered_at, CASE WHEN page.sealed THEN 1 ELSE 0 END, page.county, page.channel, \
         page.occurred_on, page.amount_fen, page.committee_id, page.desk_id, page.head_seq, page.subtype, page.subsource, page.category, \
         (SELECT a.name FROM areas a WHERE a.code = page.area), \
         (SELECT o.name FROM organisations o WHERE o.id = page.committee_id), \
         (SELECT string_agg(a.name, '{BETWEEN}' ORDER BY a.name) FROM handlers h JOIN accounts a ON a.id = h.account_id \
         WHERE h.county = page.county AND h.matter_id = page.id AND h.capacity = 'mediator' AND h.until_at IS NULL), \
         (SELECT min(d.due_on || ' ' || d.rule) FROM deadlines d WHERE d.county = page.county AND d.matter_id = page.id \
         AND d.state = 'open' AND NOT d.hint AND d.rule <> '{promised}')) AS TEXT) \
         FROM ({text}) AS page"
    );
    Sql { text, binds }
}

/// A row as [`with_names`] tells it.
#[derive(Deserialize)]
struct Told {
    id: Id,
    code: MatterCode,
    title: String,
    kind: DisputeKind,
    source: Source,
    area: String,
    place: String,
    state: MatterState,
    stage: String,
    turn: String,
    due_on: String,
    registered_at: i64,
    sealed: u8,
    county: String,
    channel: Channel,
    occurred_on: Option<String>,
    amount_fen: Option<i64>,
    committee: Option<Id>,
    desk: Id,
    version: i64,
    subtype: Option<String>,
    subsource: Option<String>,
    category: Option<String>,
    area_name: Option<String>,
    committee_name: Option<String>,
    mediators: Option<String>,
    /// The day and the rule.
    owed: Option<String>,
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
    let rows = ask(db, Some(with_names(db.engine(), Sql { text, binds }))).await?;
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
    let is_of_county = |word: &Option<LocalWord>| word.as_ref().is_some_and(|word| word.name.zh == word.code);
    let counties = items
        .iter()
        .filter(|item| is_of_county(&item.subtype) || is_of_county(&item.subsource) || is_of_county(&item.category));
    let books = app.books.of_several(&app.db, counties.map(|item| item.county.as_str()).collect()).await?;
    for item in items {
        let Some(book) = books.get(&item.county) else { continue };
        let day = china_date(item.registered_at);
        let words = [
            (Dictionary::Kind, &mut item.subtype),
            (Dictionary::Source, &mut item.subsource),
            (Dictionary::Event, &mut item.category),
        ];
        for (dictionary, found) in words {
            if let Some(found) = found
                && found.name.zh == found.code
            {
                *found = word(book, dictionary, &found.code, day);
            }
        }
    }
    Ok(())
}

fn read(row: &QueryResult, today: Date) -> Result<MatterRow> {
    let text: String = row.try_get_by_index(0)?;
    let told: Told = serde_json::from_str(&text)?;
    let local = |code: Option<String>| code.map(|code| LocalWord { name: Text::new(&*code, &*code), code });
    let due_on = (told.due_on != NEVER).then(|| told.due_on.parse::<Date>().ok()).flatten();
    let (state, stage) = (told.state, stage(&told.stage)?);
    let open = state == MatterState::Open;
    let owed = told.owed.as_deref().and_then(|owed| owed.split_once(' '));
    let owed = owed.and_then(|(day, rule)| Some((day.parse::<Date>().ok()?, rule)));
    let late = owed.is_some_and(|(day, _)| day < today);
    let mediators = told.mediators.as_deref().unwrap_or_default();
    Ok(MatterRow {
        id: told.id,
        grouped: told.code.grouped(),
        code: told.code.to_string(),
        title: told.title,
        kind: told.kind,
        subtype: local(told.subtype),
        source: told.source,
        subsource: local(told.subsource),
        area: AreaName { code: told.area, name: told.area_name.unwrap_or_default() },
        place: told.place,
        state,
        stage: stage.and_then(Stage::mediation),
        dispatch: stage.and_then(Stage::dispatch),
        category: told.category.map(|code| event_word(&code, None)),
        next: match owed.and_then(|(_, rule)| RuleId::from_str(rule).ok()) {
            _ if !open => NextStep::none(),
            // It is late, whatever else goes on.
            Some(RuleId::FollowUp) if late => NextStep::usual_follow_up(),
            Some(RuleId::AssignmentAnswer) => NextStep::answer_letter(),
            Some(RuleId::ResultReport) => NextStep::report(),
            Some(RuleId::HandoverReceipt) => NextStep::ask_for_receipt(),
            _ => Stage::usual_step(stage, Turn::from_str(&told.turn)?),
        },
        days_left: due_on.map(|d| days_between(today, d)),
        promised: due_on.is_some_and(|due| !late && owed.is_none_or(|(day, _)| day > due)),
        due_on,
        registered_at: told.registered_at,
        sealed: told.sealed != 0,
        county: told.county,
        channel: told.channel,
        occurred_on: told.occurred_on.and_then(|day| day.parse().ok()),
        amount_fen: told.amount_fen,
        committee: told.committee.map(|id| Named { id: IdText(id), name: told.committee_name.unwrap_or_default() }),
        mediators: mediators.split(BETWEEN).filter(|name| !name.is_empty()).map(str::to_owned).collect(),
        desk: told.desk,
        version: told.version,
    })
}

/// Where the latest proceeding stands, as the matter's row keeps it: blank where there is none.
pub(crate) fn stage(text: &str) -> Result<Option<Stage>> {
    Ok(if text.is_empty() { None } else { Some(Stage::from_str(text)?) })
}

/// The word an event is filed under: a class, or the county's own, which its book names. Without a book the code stands
/// for itself.
pub(crate) fn event_word(code: &str, book: Option<(&Book, Date)>) -> LocalWord {
    match (EventClass::from_str(code), book) {
        (Ok(class), _) => LocalWord { code: code.to_owned(), name: class.label() },
        (Err(_), Some((book, day))) => word(book, Dictionary::Event, code, day),
        (Err(_), None) => LocalWord { code: code.to_owned(), name: Text::new(code, code) },
    }
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
