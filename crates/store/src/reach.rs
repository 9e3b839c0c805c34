//! The arms of a rule as SQL: a page is the union of one limited look-up per arm.

use bandeng_core::kernel::Id;
use bandeng_core::places::{AreaCode, Level};
use bandeng_core::policy::{Arm, Key, Residual};
use sea_orm::Value;

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

/// What narrows a list. Every filter is a cheap residual, but for the area, which becomes the key where it can, and the
/// days of registration, which bound the identifier. An empty list of values asks for nothing.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub area: Option<AreaCode>,
    pub states: Vec<&'static str>,
    pub kinds: Vec<&'static str>,
    pub stages: Vec<&'static str>,
    pub sources: Vec<&'static str>,
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
}

/// A statement under construction: text with `$n` and its values.
#[derive(Debug, Default)]
pub struct Sql {
    pub text: String,
    pub values: Vec<Value>,
}

impl Sql {
    pub(crate) fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
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

/// One statement for a page: `columns` of the matters the arms find, in order, at most `limit` rows **per arm**;
/// the caller removes doubles, sorts and cuts. No arm, no statement.
pub fn page(
    arms: &[Arm],
    columns: &str,
    filter: &Filter,
    sort: Sort,
    after: Option<&After>,
    limit: u64,
    now: i64,
) -> Option<Sql> {
    let mut sql = Sql::default();
    let mut parts = Vec::new();
    for arm in arms.iter().filter(|arm| !filter.mine || matches!(arm.key, Key::Handler(_))) {
        let mut arm = arm.clone();
        let mut area_filter = filter.area.clone();
        if let (Key::Area(reach), Some(wanted)) = (&arm.key, &filter.area) {
            if reach.contains(wanted) {
                arm.key = Key::Area(wanted.clone());
                area_filter = None;
            } else if wanted.contains(reach) {
                area_filter = None;
            } else {
                continue;
            }
        }
        parts.push(one_arm(&mut sql, &arm, columns, filter, area_filter, sort, after, limit, now));
    }
    if parts.is_empty() {
        return None;
    }
    sql.text = parts.iter().map(|p| format!("SELECT * FROM ({p}) AS arm")).collect::<Vec<_>>().join(" UNION ALL ");
    Some(sql)
}

#[expect(clippy::too_many_arguments, reason = "one arm of `page`, called from there alone")]
fn one_arm(
    sql: &mut Sql,
    arm: &Arm,
    columns: &str,
    filter: &Filter,
    area: Option<AreaCode>,
    sort: Sort,
    after: Option<&After>,
    limit: u64,
    now: i64,
) -> String {
    let mut conditions = Vec::new();
    let from = match &arm.key {
        Key::Handler(account) => {
            let account = sql.bind(*account);
            conditions.push(format!("h.account_id = {account} AND h.until_at IS NULL"));
            "handlers h JOIN matters m ON m.county = h.county AND m.id = h.matter_id"
        }
        Key::Grantee(organisation) => {
            let (organisation, now) = (sql.bind(*organisation), sql.bind(now));
            conditions.push(format!("g.grantee_id = {organisation} AND g.until_at > {now}"));
            "grants g JOIN matters m ON m.county = g.county AND m.id = g.matter_id"
        }
        key => {
            let condition = equality(sql, key);
            conditions.push(condition);
            "matters m"
        }
    };
    // The partial indexes are found by this very text, so it is written out and not bound.
    let open = filter.open() || sort == Sort::Due || arm.residuals.contains(&Residual::Open);
    if open {
        conditions.push("m.state = 'open'".into());
    }
    let states: &[&str] = if filter.open() { &[] } else { &filter.states };
    for (column, values) in [
        ("m.state", states),
        ("m.kind", &filter.kinds),
        ("m.stage", &filter.stages),
        ("m.source", &filter.sources),
        ("m.channel", &filter.channels),
    ] {
        if !values.is_empty() {
            let values: Vec<String> = values.iter().map(|value| sql.bind(*value)).collect();
            conditions.push(format!("{column} IN ({})", values.join(", ")));
        }
    }
    for residual in &arm.residuals {
        match residual {
            Residual::NotSealed => conditions.push("NOT m.sealed".into()),
            Residual::Open => {}
            Residual::Finished => conditions.push("m.state <> 'open'".into()),
            Residual::Also(key) => {
                let condition = residual_key(sql, key, now);
                conditions.push(condition);
            }
        }
    }
    if let Some(area) = area {
        let condition = equality(sql, &Key::Area(area));
        conditions.push(condition);
    }
    if let Some(committee) = filter.committee {
        let committee = sql.bind(committee);
        conditions.push(format!("m.committee_id = {committee}"));
    }
    if let Some(until) = &filter.due_until {
        let until = sql.bind(until.clone());
        conditions.push(format!("m.due_on <= {until}"));
    }
    // Handlers and grants are reached through their own index on matter_id, so they page by that column.
    let id = match &arm.key {
        Key::Handler(_) if sort != Sort::Due => "h.matter_id",
        Key::Grantee(_) if sort != Sort::Due => "g.matter_id",
        _ => "m.id",
    };
    for (bound, compare) in [(filter.since, ">="), (filter.before, "<")] {
        if let Some(bound) = bound {
            let bound = sql.bind(bound);
            conditions.push(format!("{id} {compare} {bound}"));
        }
    }
    let order = match sort {
        Sort::Newest => {
            if let Some(after) = after {
                let after = sql.bind(after.id);
                conditions.push(format!("{id} < {after}"));
            }
            format!("{id} DESC")
        }
        Sort::Oldest => {
            if let Some(after) = after {
                let after = sql.bind(after.id);
                conditions.push(format!("{id} > {after}"));
            }
            id.to_owned()
        }
        Sort::Due => {
            if let Some(after) = after {
                let (due, id) = (sql.bind(after.due_on.clone()), sql.bind(after.id));
                conditions.push(format!("(m.due_on, m.id) > ({due}, {id})"));
            }
            "m.due_on, m.id".to_owned()
        }
    };
    format!("SELECT {columns} FROM {from} WHERE {} ORDER BY {order} LIMIT {limit}", conditions.join(" AND "))
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
