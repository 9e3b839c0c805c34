//! The arms of a rule as SQL: a page is the union of one limited look-up per arm.
//!
//! A look-up walks an index in the order of the list. Where a filter asks for something rare, the walk ends after
//! [`WALK`] entries, and [`Look::by_tokens`] asks the search index, which knows what is rare.

use bandeng_core::kernel::Id;
use bandeng_core::places::{AreaCode, Level};
use bandeng_core::policy::{Arm, Key, Residual};
use sea_orm::Value;

use crate::search::{self, Probe};
use crate::{Binds, Engine};

/// Entries of an index that a look-up walks for what a filter asks. Whoever finds less than a page among so many asks for
/// something rare.
pub const WALK: u64 = 3_000;

/// The order of a list. Each has its index at every level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Newest first.
    Newest,
    /// Oldest first.
    Oldest,
    /// What is due first, first; open matters only.
    Due,
}

/// Where the page before ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After {
    pub due_on: String,
    pub id: Id,
}

/// What narrows a list. The area and the committee become the key where they can, the days of registration bound the
/// identifier, what is written on the row is asked of the row. An empty list of values asks for nothing.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub area: Option<AreaCode>,
    pub states: Vec<&'static str>,
    pub kinds: Vec<&'static str>,
    /// By code of the county's dictionary.
    pub subtypes: Vec<String>,
    pub stages: Vec<&'static str>,
    pub sources: Vec<&'static str>,
    pub subsources: Vec<String>,
    pub channels: Vec<&'static str>,
    pub due_until: Option<String>,
    /// Registered at or after: the smallest identifier of that instant.
    pub since: Option<Id>,
    /// Registered before.
    pub before: Option<Id>,
    pub committee: Option<Id>,
    /// Only what the reader handles in person.
    pub mine: bool,
}

impl Filter {
    /// Only open ones: what the partial indexes serve.
    fn open(&self) -> bool {
        self.states == ["open"]
    }

    /// Whether few of very many matters may be what is asked for, and the search index knows which. Where a mediation
    /// stands it does not know: that changes too often, and those which are still open are few.
    pub fn may_be_rare(&self) -> bool {
        let of_a_county = !(self.subtypes.is_empty() && self.subsources.is_empty());
        of_a_county || !(self.kinds.is_empty() && self.sources.is_empty() && self.channels.is_empty())
    }

    /// The same without what [may be rare](Self::may_be_rare).
    #[must_use]
    pub fn without_rare(&self) -> Self {
        let (subtypes, subsources) = (vec![], vec![]);
        Self { kinds: vec![], subtypes, sources: vec![], subsources, channels: vec![], ..self.clone() }
    }
}

/// A statement under construction: text with `$n` and its values.
#[derive(Debug, Default)]
pub struct Sql {
    pub text: String,
    pub binds: Binds,
}

impl Sql {
    /// Adds a value and returns its mark.
    pub fn bind(&mut self, value: impl Into<Value>) -> String {
        self.binds.one(value)
    }
}

/// The level columns, by level.
fn column(level: Level) -> &'static str {
    match level {
        Level::Province => "m.a2",
        Level::City => "m.a4",
        Level::County => "m.a6",
        Level::Town => "m.a9",
        Level::Village => "m.a12",
        Level::Grid => "m.area",
    }
}

/// A look at a list: what is asked of it, and by whom.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// What the reader may see.
    pub arms: &'a [Arm],
    /// Columns of the matters (`m`) that are read.
    pub columns: &'a str,
    pub filter: &'a Filter,
    pub sort: Sort,
    pub after: Option<&'a After>,
    /// Rows **per arm**; the caller removes doubles, sorts and cuts.
    pub limit: u64,
    /// Epoch milliseconds: grants end.
    pub now: i64,
}

/// How an arm finds its matters.
#[derive(Clone, Copy)]
enum By {
    /// In the order of the list, so many entries at most.
    Index {
        walk: Option<u64>,
    },
    Tokens(Engine),
}

impl Look<'_> {
    /// The statement that walks the indexes. None where no arm reaches what is asked for. Where the filter
    /// [may ask for something rare](Filter::may_be_rare), less than a page is no answer yet: see [`Self::by_tokens`].
    pub fn by_index(&self) -> Option<Sql> {
        self.sql(By::Index { walk: self.filter.may_be_rare().then_some(WALK) })
    }

    /// The statement that asks the search index for what is rare.
    pub fn by_tokens(&self, engine: Engine) -> Option<Sql> {
        self.sql(By::Tokens(engine))
    }

    fn sql(&self, by: By) -> Option<Sql> {
        let mut sql = Sql::default();
        let parts: Vec<String> = self
            .arms
            .iter()
            .filter_map(|arm| self.narrowed(arm))
            .filter_map(|(arm, area)| match (by, &arm.key) {
                // What one handles, and what was shared with one's house, is walked to its end.
                (_, Key::Handler(_) | Key::Grantee(_)) => Some(self.walk(&mut sql, &arm, area, None)),
                (By::Tokens(engine), _) if arm.residuals.contains(&Residual::NotSealed) => {
                    self.probe(&mut sql, engine, &arm, area)
                }
                // A sealed matter has no tokens.
                (By::Tokens(_), _) => Some(self.walk(&mut sql, &arm, area, None)),
                (By::Index { walk }, _) => Some(self.walk(&mut sql, &arm, area, walk)),
            })
            .collect();
        if parts.is_empty() {
            return None;
        }
        sql.text = parts.iter().map(|p| format!("SELECT * FROM ({p}) AS arm")).collect::<Vec<_>>().join(" UNION ALL ");
        Some(sql)
    }

    /// The arm with the narrowest key the filter allows, and what of the filter's area is still to be asked. None where
    /// the arm reaches nothing of what is asked for.
    fn narrowed(&self, arm: &Arm) -> Option<(Arm, Option<AreaCode>)> {
        if self.filter.mine && !matches!(arm.key, Key::Handler(_)) {
            return None;
        }
        let mut arm = arm.clone();
        let mut area = self.filter.area.clone();
        if let (Key::Area(reach), Some(wanted)) = (&arm.key, &self.filter.area) {
            if reach.contains(wanted) {
                arm.key = Key::Area(wanted.clone());
            } else if !wanted.contains(reach) {
                return None;
            }
            area = None;
        }
        if let (Key::Area(_) | Key::Desk(_), Some(committee)) = (&arm.key, self.filter.committee) {
            let reach = std::mem::replace(&mut arm.key, Key::Committee(committee));
            arm.residuals.push(Residual::Also(reach));
        }
        Some((arm, area))
    }

    /// One arm through its index.
    fn walk(&self, sql: &mut Sql, arm: &Arm, area: Option<AreaCode>, walk: Option<u64>) -> String {
        let (from, key) = match &arm.key {
            Key::Handler(account) => {
                let account = sql.bind(*account);
                (
                    "handlers h JOIN matters m ON m.county = h.county AND m.id = h.matter_id",
                    format!("h.account_id = {account} AND h.until_at IS NULL"),
                )
            }
            Key::Grantee(organisation) => {
                let (organisation, now) = (sql.bind(*organisation), sql.bind(self.now));
                (
                    "grants g JOIN matters m ON m.county = g.county AND m.id = g.matter_id",
                    format!("g.grantee_id = {organisation} AND g.until_at > {now}"),
                )
            }
            key => ("matters m", equality(sql, key)),
        };
        // Handlers and grants are reached through their own index on matter_id, so they page by that column.
        let id = match &arm.key {
            Key::Handler(_) if self.sort != Sort::Due => "h.matter_id",
            Key::Grantee(_) if self.sort != Sort::Due => "g.matter_id",
            _ => "m.id",
        };
        let mut along = vec![key];
        // The partial indexes are found by this very text, so it is written out and not bound.
        if self.open(arm) {
            along.push("m.state = 'open'".into());
        }
        along.extend(self.bounds(sql, id));
        let mut on_the_row = self.on_the_row(sql, arm, area);
        let (columns, order, limit) = (self.columns, self.order(id), self.limit);
        let from = match walk {
            None => {
                along.append(&mut on_the_row);
                format!("{from} WHERE {}", along.join(" AND "))
            }
            Some(walk) => {
                format!(
                    "(SELECT m.* FROM {from} WHERE {} ORDER BY {order} LIMIT {walk}) AS m WHERE {}",
                    along.join(" AND "),
                    on_the_row.join(" AND ")
                )
            }
        };
        format!("SELECT {columns} FROM {from} ORDER BY {order} LIMIT {limit}")
    }

    /// One arm through the search index. None where what is asked for cannot be a token.
    fn probe(&self, sql: &mut Sql, engine: Engine, arm: &Arm, area: Option<AreaCode>) -> Option<String> {
        use bandeng_core::search::scope;
        let mut tokens = vec![scope::of_key(&arm.key)];
        tokens.extend(arm.residuals.iter().filter_map(scope::of_residual));
        tokens.extend(area.as_ref().map(scope::area));
        if self.open(arm) {
            tokens.push(scope::state(bandeng_core::matters::MatterState::Open));
        }
        let filter = self.filter;
        let any = [
            marked(scope::KIND, &filter.kinds),
            marked(scope::SUBTYPE, &filter.subtypes),
            marked(scope::SOURCE, &filter.sources),
            marked(scope::SUBSOURCE, &filter.subsources),
            marked(scope::CHANNEL, &filter.channels),
        ];
        let any = any.into_iter().filter(|tokens| !tokens.is_empty()).collect();
        let probe = search::all(sql, engine, &Probe { any, ..Probe::of(tokens, arm, self.now) })?;
        let mut conditions = vec![equality(sql, &arm.key)];
        if self.open(arm) {
            conditions.push("m.state = 'open'".into());
        }
        conditions.extend(self.bounds(sql, "m.id"));
        conditions.extend(self.on_the_row(sql, arm, area));
        let (then, columns, order, limit) = (search::then(engine), self.columns, self.order("m.id"), self.limit);
        Some(format!(
            "SELECT {columns} FROM ({probe}) AS h {then} matters m ON m.id = h.id WHERE {} ORDER BY {order} LIMIT {limit}",
            conditions.join(" AND ")
        ))
    }

    fn open(&self, arm: &Arm) -> bool {
        self.filter.open() || self.sort == Sort::Due || arm.residuals.contains(&Residual::Open)
    }

    /// What ends or begins the walk along an index.
    fn bounds(&self, sql: &mut Sql, id: &str) -> Vec<String> {
        let mut bounds = Vec::new();
        for (bound, compare) in [(self.filter.since, ">="), (self.filter.before, "<")] {
            bounds.extend(bound.map(|bound| format!("{id} {compare} {}", sql.bind(bound))));
        }
        if let Some(until) = &self.filter.due_until {
            bounds.push(format!("m.due_on <= {}", sql.bind(until.clone())));
        }
        if let Some(after) = self.after {
            bounds.push(match self.sort {
                Sort::Newest => format!("{id} < {}", sql.bind(after.id)),
                Sort::Oldest => format!("{id} > {}", sql.bind(after.id)),
                Sort::Due => {
                    let (due, id) = (sql.bind(after.due_on.clone()), sql.bind(after.id));
                    format!("(m.due_on, m.id) > ({due}, {id})")
                }
            });
        }
        bounds
    }

    /// What is asked of the matter's row.
    fn on_the_row(&self, sql: &mut Sql, arm: &Arm, area: Option<AreaCode>) -> Vec<String> {
        let mut conditions = Vec::new();
        let states: &[&str] = if self.filter.open() { &[] } else { &self.filter.states };
        let filter = self.filter;
        conditions.extend(one_of(sql, "m.state", states));
        conditions.extend(one_of(sql, "m.kind", &filter.kinds));
        conditions.extend(one_of(sql, "m.subtype", &filter.subtypes));
        conditions.extend(one_of(sql, "m.stage", &filter.stages));
        conditions.extend(one_of(sql, "m.source", &filter.sources));
        conditions.extend(one_of(sql, "m.subsource", &filter.subsources));
        conditions.extend(one_of(sql, "m.channel", &filter.channels));
        for residual in &arm.residuals {
            match residual {
                Residual::NotSealed => conditions.push("NOT m.sealed".into()),
                Residual::Open => {}
                Residual::Finished => conditions.push("m.state <> 'open'".into()),
                Residual::Also(key) => conditions.push(residual_key(sql, key, self.now)),
            }
        }
        conditions.extend(area.map(|area| equality(sql, &Key::Area(area))));
        if let (Some(committee), false) = (self.filter.committee, matches!(arm.key, Key::Committee(_))) {
            conditions.push(format!("m.committee_id = {}", sql.bind(committee)));
        }
        conditions
    }

    fn order(&self, id: &str) -> String {
        match self.sort {
            Sort::Newest => format!("{id} DESC"),
            Sort::Oldest => id.to_owned(),
            Sort::Due => "m.due_on, m.id".to_owned(),
        }
    }
}

/// A column has one of these values; no values ask for nothing.
fn one_of<T: Clone + Into<Value>>(sql: &mut Sql, column: &str, values: &[T]) -> Option<String> {
    (!values.is_empty()).then(|| format!("{column} IN ({})", sql.binds.list(values.iter().cloned())))
}

/// The tokens of some words.
fn marked<T: std::fmt::Display>(mark: &str, words: &[T]) -> Vec<String> {
    words.iter().map(|word| format!("{mark}{word}")).collect()
}

/// All conditions of an arm, asked of a matter's row `m` that was found otherwise.
pub fn condition(sql: &mut Sql, arm: &Arm, now: i64) -> String {
    let mut conditions = vec![residual_key(sql, &arm.key, now)];
    for residual in &arm.residuals {
        conditions.push(match residual {
            Residual::NotSealed => "NOT m.sealed".to_owned(),
            Residual::Open => "m.state = 'open'".to_owned(),
            Residual::Finished => "m.state <> 'open'".to_owned(),
            Residual::Also(key) => residual_key(sql, key, now),
        });
    }
    format!("({})", conditions.join(" AND "))
}

pub(crate) fn equality(sql: &mut Sql, key: &Key) -> String {
    match key {
        Key::Area(area) if area.level() == Level::Grid => {
            let (village, grid) = (area.parent(), sql.bind(area.as_str()));
            let village = village.map(|v| sql.bind(v.as_str().to_owned())).unwrap_or_default();
            format!("m.a12 = {village} AND m.area = {grid}")
        }
        Key::Area(area) => {
            let value = sql.bind(area.as_str());
            format!("{} = {value}", column(area.level()))
        }
        Key::Desk(organisation) => {
            let value = sql.bind(*organisation);
            format!("m.desk_id = {value}")
        }
        Key::Committee(organisation) => {
            let value = sql.bind(*organisation);
            format!("m.committee_id = {value}")
        }
        Key::Handler(_) | Key::Grantee(_) => unreachable!("handled as joins"),
    }
}

pub(crate) fn residual_key(sql: &mut Sql, key: &Key, now: i64) -> String {
    match key {
        Key::Handler(account) => {
            let account = sql.bind(*account);
            format!(
                "EXISTS (SELECT 1 FROM handlers h2 WHERE h2.county = m.county AND h2.matter_id = m.id AND h2.account_id = {account} AND h2.until_at IS NULL)"
            )
        }
        Key::Grantee(organisation) => {
            let (organisation, now) = (sql.bind(*organisation), sql.bind(now));
            format!(
                "EXISTS (SELECT 1 FROM grants g2 WHERE g2.county = m.county AND g2.matter_id = m.id AND g2.grantee_id = {organisation} AND g2.until_at > {now})"
            )
        }
        key => equality(sql, key),
    }
}
