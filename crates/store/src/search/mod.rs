//! The search index: a row a matter, and the statement that finds.
//!
//! Tokens come from `bandeng_core::search`. The index narrows; whether a hit is within reach is decided on the matter's
//! row and on handlers and grants, by the arms every list uses. What only one engine understands stands in [`sqlite`]
//! and [`postgres`].

mod postgres;
mod sqlite;

use std::collections::BTreeSet;

use bandeng_core::kernel::{Id, Instant, MatterCode};
use bandeng_core::matters::{DisputeKind, MatterState};
use bandeng_core::places::AreaCode;
use bandeng_core::policy::{Arm, Key};
use bandeng_core::search::{Words, in_title, scope};
use sea_orm::{ConnectionTrait, Statement};

use crate::reach::{self, Sql, equality};
use crate::rows::{Rows, execute_all};
use crate::{Engine, MatterKey, Result};

/// Relevance looks at so many of the newest hits of each arm.
pub const RANKED: u64 = 2_000;

/// What a hit by name or number counts; above any number of words.
const BY_NAME: i64 = 1_000;
/// What a run of the query counts in a title.
const IN_TITLE: i64 = 8;
/// So often a run of the query in a narrative counts at most.
const IN_NARRATIVE: i64 = 4;

/// Writes rows of the index, new or anew.
pub async fn put(connection: &impl ConnectionTrait, engine: Engine, rows: &[(MatterKey, String)]) -> Result<()> {
    execute_all(connection, puts(engine, rows)).await
}

/// The statements of [`put`], to be executed later.
pub(crate) fn puts(engine: Engine, rows: &[(MatterKey, String)]) -> Vec<Statement> {
    match engine {
        Engine::Sqlite => sqlite::puts(rows),
        Engine::Postgres => postgres::puts(rows),
    }
}

/// Takes a matter out of the index.
pub async fn remove(connection: &impl ConnectionTrait, engine: Engine, key: &MatterKey) -> Result<()> {
    let sql = match engine {
        Engine::Sqlite => sqlite::DELETE,
        Engine::Postgres => postgres::DELETE,
    };
    let values = [key.county.clone().into(), key.id.into()];
    connection.execute_raw(Statement::from_sql_and_values(connection.get_database_backend(), sql, values)).await?;
    Ok(())
}

/// Makes the tokens of a matter from its rows; none where it is not in the index. The application lends it, because
/// this crate knows no feature.
pub type Indexer = fn(&Rows, Instant) -> Result<Option<String>>;

/// The tokens of a matter before, if it was in the index, and now, if it is.
pub(crate) type Change = (MatterKey, Option<String>, Option<String>);

/// Brings the index up to date with what a unit of work has made of matters: their rows before, if there were any, and
/// now. Takes out what is in it no more, and returns the statements that write what is new or changed; none where the
/// tokens are what they were.
pub(crate) async fn follow(
    connection: &impl ConnectionTrait,
    engine: Engine,
    changes: Vec<Change>,
) -> Result<Vec<Statement>> {
    let mut rows = Vec::new();
    for (key, _, now) in changes.into_iter().filter(|(_, before, now)| before != now) {
        match now {
            Some(tokens) => rows.push((key, tokens)),
            None => remove(connection, engine, &key).await?,
        }
    }
    Ok(puts(engine, &rows))
}

impl crate::Db {
    /// Lends the maker of tokens. Until then nothing is written to the index.
    pub fn index_by(&self, indexer: Indexer) {
        // A second application over the same connection lends the same.
        let _ = self.indexer.set(indexer);
    }

    /// After many rows were written at once: lets the engine put the index in order.
    pub async fn settle_search(&self) -> Result<()> {
        let sql = match self.engine() {
            Engine::Sqlite => sqlite::SETTLE,
            Engine::Postgres => postgres::SETTLE,
        };
        self.technical().execute_unprepared(sql).await?;
        Ok(())
    }

    /// How many matters should be in the index, and how many rows it has.
    pub async fn search_counts(&self) -> Result<(i64, i64)> {
        let sql = "SELECT (SELECT count(*) FROM matters WHERE NOT sealed), (SELECT count(*) FROM matter_search)";
        let row = self.technical().query_one_raw(self.statement(sql, [])).await?;
        let row = row.ok_or_else(|| crate::Error::Other("the database answers nothing".into()))?;
        Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))
    }
}

/// What narrows a search.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub area: Option<AreaCode>,
    pub kind: Option<DisputeKind>,
    /// By its code in the county's dictionary.
    pub subtype: Option<String>,
    pub state: Option<MatterState>,
}

/// In which order hits come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Newest,
    /// What holds the query as it was typed, in the title, often; of the newest [`RANKED`] hits.
    Relevance,
}

/// A hit: the matter's number, and what it counts in the order of relevance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    pub id: Id,
    pub score: i64,
}

/// What is looked for.
#[derive(Clone, Debug)]
pub enum Wanted<'a> {
    /// Words; where the query is a telephone number, also its keyed hash.
    Words(&'a Words, Option<String>),
    Code(&'a MatterCode),
}

/// The arms of a reader: for what they may list, of what they may read the narrative, whose parties they know.
#[derive(Clone, Debug)]
pub struct Reach {
    pub list: Vec<Arm>,
    pub narrative: Vec<Arm>,
    pub parties: Vec<Arm>,
}

/// A page of a search.
#[derive(Clone, Debug)]
pub struct Search<'a> {
    pub wanted: Wanted<'a>,
    pub reach: &'a Reach,
    pub filter: &'a Filter,
    pub order: Order,
    /// The last hit of the page before.
    pub after: Option<Hit>,
    pub limit: u64,
    /// Epoch milliseconds: grants end.
    pub now: i64,
}

impl Search<'_> {
    /// Finds: one statement over all arms, each hit once, in order.
    pub async fn hits(&self, connection: &impl ConnectionTrait, engine: Engine) -> Result<Vec<Hit>> {
        let Some(sql) = self.sql(engine) else { return Ok(Vec::new()) };
        let rows = connection
            .query_all_raw(Statement::from_sql_and_values(connection.get_database_backend(), sql.text, sql.binds.0))
            .await?;
        rows.iter().map(|row| Ok(Hit { id: row.try_get_by_index(0)?, score: row.try_get_by_index(1)? })).collect()
    }

    fn sql(&self, engine: Engine) -> Option<Sql> {
        let mut sql = Sql::default();
        let mut parts = Vec::new();
        match &self.wanted {
            Wanted::Code(code) => {
                for arm in &self.reach.list {
                    let code = sql.bind(code.as_str());
                    let conditions = reach::condition(&mut sql, arm, self.now);
                    parts
                        .push(format!("SELECT m.id, 0 AS score FROM matters m WHERE m.code = {code} AND {conditions}"));
                }
            }
            Wanted::Words(words, phone) => {
                if !words.never_indexed {
                    for arm in &self.reach.narrative {
                        parts.extend(self.by_words(engine, &mut sql, arm, words, true));
                    }
                    // Who may not read the narrative finds by what the list shows, and learns nothing of the rest.
                    for arm in self.reach.list.iter().filter(|arm| !self.reach.narrative.contains(arm)) {
                        parts.extend(self.by_words(engine, &mut sql, arm, words, false));
                    }
                }
                // A name or a telephone finds what one handles oneself, and nothing else.
                for arm in self.reach.parties.iter().filter(|arm| matches!(arm.key, Key::Handler(_))) {
                    parts.push(self.by_party(engine, &mut sql, arm, &words.name, phone.as_deref()));
                }
            }
        }
        if parts.is_empty() {
            return None;
        }
        let all = parts.iter().map(|p| format!("SELECT * FROM ({p}) AS arm")).collect::<Vec<_>>().join(" UNION ALL ");
        let limit = self.limit;
        sql.text = match self.order {
            Order::Newest => format!(
                "SELECT id, CAST(max(score) AS BIGINT) AS best FROM ({all}) AS hits GROUP BY id ORDER BY id DESC LIMIT {limit}"
            ),
            Order::Relevance => {
                let having = self.after.map(|after| {
                    let (score, id) = (sql.bind(after.score), sql.bind(after.id));
                    format!("HAVING max(score) < {score} OR (max(score) = {score} AND id < {id})")
                });
                let having = having.unwrap_or_default();
                format!(
                    "SELECT id, CAST(max(score) AS BIGINT) AS best FROM ({all}) AS hits GROUP BY id {having} \
                     ORDER BY best DESC, id DESC LIMIT {limit}"
                )
            }
        };
        Some(sql)
    }

    /// Hits of the index within an arm. None where the filter's area lies outside the arm's.
    fn by_words(&self, engine: Engine, sql: &mut Sql, arm: &Arm, words: &Words, narrative: bool) -> Option<String> {
        if let (Key::Area(reach), Some(wanted)) = (&arm.key, &self.filter.area)
            && !reach.contains(wanted)
            && !wanted.contains(reach)
        {
            return None;
        }
        let asked = |words: &BTreeSet<String>| -> Vec<String> {
            words.iter().map(|word| if narrative { word.clone() } else { in_title(word) }).collect()
        };
        let (mut tokens, starts) = (asked(&words.tokens), asked(&words.starts));
        tokens.push(scope::of_key(&arm.key));
        tokens.extend(arm.residuals.iter().filter_map(scope::of_residual));
        tokens.extend(self.filter.area.as_ref().map(scope::area));
        tokens.extend(self.filter.kind.map(scope::kind));
        tokens.extend(self.filter.subtype.as_deref().map(scope::subtype));
        tokens.extend(self.filter.state.map(scope::state));
        let (limit, below) = match self.order {
            Order::Newest => (self.limit, self.after.map(|hit| hit.id)),
            Order::Relevance => (RANKED, None),
        };
        let probe = Probe { starts, below, limit: Some(limit), ..Probe::of(tokens, arm, self.now) };
        let probe = all(sql, engine, &probe)?;
        let score = match self.order {
            Order::Newest => "0".to_owned(),
            Order::Relevance => score(sql, words, narrative),
        };
        let conditions = reach::condition(sql, arm, self.now);
        let then = then(engine);
        Some(format!(
            "SELECT h.id, {score} AS score FROM ({probe}) AS h {then} matters m ON m.id = h.id WHERE {conditions}"
        ))
    }

    /// Matters an account handles in which somebody bears the name or has the telephone.
    fn by_party(&self, engine: Engine, sql: &mut Sql, arm: &Arm, name: &str, phone: Option<&str>) -> String {
        let mut conditions = vec![reach::condition(sql, arm, self.now)];
        let then = then(engine);
        // A number leads to its few matters, an account to what it handles.
        let from = match phone {
            Some(hash) => {
                conditions.push(format!("p.phone_hash = {}", sql.bind(hash)));
                format!("parties p {then} handlers h ON h.county = p.county AND h.matter_id = p.matter_id")
            }
            None => {
                // Not LIKE, which would read `%` in a name.
                conditions.push(format!("replace(p.name, {}, '') <> p.name", sql.bind(name)));
                format!("handlers h {then} parties p ON p.county = h.county AND p.matter_id = h.matter_id")
            }
        };
        if let (Order::Newest, Some(after)) = (self.order, self.after) {
            conditions.push(format!("m.id < {}", sql.bind(after.id)));
        }
        if let Some(area) = &self.filter.area {
            conditions.push(equality(sql, &Key::Area(area.clone())));
        }
        conditions.extend(self.filter.kind.map(|kind| format!("m.kind = {}", sql.bind(kind.as_str()))));
        conditions.extend(self.filter.subtype.as_ref().map(|code| format!("m.subtype = {}", sql.bind(code.clone()))));
        conditions.extend(self.filter.state.map(|state| format!("m.state = {}", sql.bind(state.as_str()))));
        let Key::Handler(account) = arm.key else { unreachable!("asked for handlers alone") };
        let (account, limit) = (sql.bind(account), if self.order == Order::Newest { self.limit } else { RANKED });
        format!(
            "SELECT DISTINCT m.id, {BY_NAME} AS score FROM {from} \
             {then} matters m ON m.county = h.county AND m.id = h.matter_id \
             WHERE h.account_id = {account} AND h.until_at IS NULL AND {} ORDER BY m.id DESC LIMIT {limit}",
            conditions.join(" AND ")
        )
    }
}

/// The numbers of matters that hold every token, as a statement; newest first where there is a limit. None where a token
/// is not one: whatever is asked, nothing else than tokens gets into a statement.
pub(crate) fn all(sql: &mut Sql, engine: Engine, probe: &Probe<'_>) -> Option<String> {
    probe.is_plain().then(|| match engine {
        Engine::Sqlite => sqlite::probe(sql, probe),
        Engine::Postgres => postgres::probe(sql, probe),
    })
}

/// Between the tables of a join.
pub(crate) fn then(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => sqlite::THEN,
        Engine::Postgres => postgres::THEN,
    }
}

/// How well the runs of a query sit in a matter's texts, as an expression. Where the narrative may not be read, it may
/// not tell the order either.
fn score(sql: &mut Sql, words: &Words, narrative: bool) -> String {
    let parts: Vec<String> = words
        .runs
        .iter()
        .take(12)
        .map(|run| {
            let length = run.chars().count().max(1);
            let run = sql.bind(run.clone());
            let title = format!("CASE WHEN replace(m.title, {run}, '') <> m.title THEN {IN_TITLE} ELSE 0 END");
            if !narrative {
                return title;
            }
            let often = format!("(length(m.narrative) - length(replace(m.narrative, {run}, ''))) / {length}");
            format!("{title} + CASE WHEN {often} > {IN_NARRATIVE} THEN {IN_NARRATIVE} ELSE {often} END")
        })
        .collect();
    if parts.is_empty() { "0".to_owned() } else { parts.join(" + ") }
}

/// One look into the index.
pub(crate) struct Probe<'a> {
    pub(crate) tokens: Vec<String>,
    /// Of each group at least one.
    pub(crate) any: Vec<Vec<String>>,
    /// Some token begins with each of these.
    pub(crate) starts: Vec<String>,
    pub(crate) arm: &'a Arm,
    pub(crate) below: Option<Id>,
    pub(crate) limit: Option<u64>,
    pub(crate) now: i64,
}

impl<'a> Probe<'a> {
    pub(crate) fn of(tokens: Vec<String>, arm: &'a Arm, now: i64) -> Self {
        Self { tokens, any: Vec::new(), starts: Vec::new(), arm, below: None, limit: None, now }
    }

    /// Whether every token is one: letters, digits and the low line.
    fn is_plain(&self) -> bool {
        let plain = |token: &String| !token.is_empty() && token.chars().all(|c| c.is_alphanumeric() || c == '_');
        self.tokens.iter().chain(&self.starts).chain(self.any.iter().flatten()).all(plain)
    }

    fn order(&self, id: &str) -> String {
        self.limit.map_or_else(String::new, |limit| format!(" ORDER BY {id} DESC LIMIT {limit}"))
    }

    /// Conditions of the look-up beside the tokens. A grant ends without anybody writing: it is asked here, so that the
    /// limit counts what is in reach.
    fn rest(&self, sql: &mut Sql, id: &str) -> String {
        let mut rest = String::new();
        if let Key::Grantee(organisation) = &self.arm.key {
            let (organisation, now) = (sql.bind(*organisation), sql.bind(self.now));
            rest.push_str(&format!(
                " AND EXISTS (SELECT 1 FROM grants g WHERE g.grantee_id = {organisation} AND g.matter_id = {id} AND g.until_at > {now})"
            ));
        }
        if let Some(below) = self.below {
            rest.push_str(&format!(" AND {id} < {}", sql.bind(below)));
        }
        rest
    }
}
