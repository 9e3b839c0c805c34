//! What counting reads and writes.

use std::collections::{HashMap, HashSet};
use std::str::FromStr;
use std::sync::Arc;

use bandeng_core::dispatch::Dispatch;
use bandeng_core::figures::cell::{Cell, Sum, Sums};
use bandeng_core::figures::life::{Conducted, KINDS};
use bandeng_core::figures::measure::TABLE;
use bandeng_core::figures::{Cut, Fact, Filed, Happened, Life, Measure, Month, Scope, duration};
use bandeng_core::kernel::{Fen, Id};
use bandeng_core::matters::record::FollowUp;
use bandeng_core::matters::{DisputeKind, MatterRecord, PartyKind, Source};
use bandeng_core::mediation::Mediation;
use bandeng_core::people::OrganisationKind;
use bandeng_core::places::AreaCode;
use bandeng_core::proceedings::ProceedingKind;
use bandeng_store::entities::facts::{self as facts_table, Model as FactRow};
use bandeng_store::entities::{events, fact_marks, proceedings, recounts};
use bandeng_store::rows::{execute_all, insert_all, insert_values};
use bandeng_store::{Binds, Db, Error, MatterKey, Result, Rows, Transaction};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    Statement,
};

/// A transaction in which facts and sums are changed: one at a time.
pub(in crate::figures) struct Turn(Transaction);

/// Facts read at once.
const PAGE: u64 = 5_000;

/// The name under which a recount notes how far it is.
const RECOUNT: &str = "recount";

/// A fact takes the place of what it was before.
const REPLACE: &str = "ON CONFLICT (county, matter_id, measure, n) DO UPDATE SET day = excluded.day, at = excluded.at, \
     value = excluded.value, area = excluded.area, kind = excluded.kind, source = excluded.source, body = excluded.body, \
     organisation_id = excluded.organisation_id, sealed = excluded.sealed";

/// A sum is moved.
const SUMS: [&str; 2] = [
    "INSERT INTO rollups (level, measure, cut, scope, month, value, n, total)",
    "ON CONFLICT (level, measure, cut, scope, month, value) \
     DO UPDATE SET n = rollups.n + excluded.n, total = rollups.total + excluded.total",
];

impl Turn {
    pub(in crate::figures) async fn begin(db: &Db) -> Result<Self> {
        Ok(Self(db.alone("rollups").await?))
    }

    pub(in crate::figures) fn connection(&self) -> &DatabaseTransaction {
        self.0.tx()
    }

    pub(in crate::figures) async fn commit(self) -> Result<()> {
        Ok(self.0.commit().await?)
    }

    /// Matters that wait to be counted.
    pub(in crate::figures) async fn marked(&self, limit: u64) -> Result<Vec<MatterKey>> {
        let sql = format!("SELECT DISTINCT county, matter_id FROM fact_marks ORDER BY county, matter_id LIMIT {limit}");
        keys(self.connection(), &sql, vec![]).await
    }

    /// Are these matters as a look saw them: has nothing happened to them, and has nobody counted them meanwhile? Whoever
    /// counts a matter takes its mark, and whoever changes one moves its version.
    pub(in crate::figures) async fn is_as_seen(&self, seen: &Seen) -> Result<bool> {
        Ok(Seen::of(self.connection(), &seen.keys).await? == *seen)
    }

    /// What was counted now waits no more. On PostgreSQL a mark that was left since this transaction began is not seen
    /// here and stays.
    pub(in crate::figures) async fn unmark(&self, keys: &[MatterKey]) -> Result<()> {
        let (counties, ids) = parts(keys);
        fact_marks::Entity::delete_many()
            .filter(fact_marks::Column::County.is_in(counties))
            .filter(fact_marks::Column::MatterId.is_in(ids))
            .exec(self.connection())
            .await?;
        Ok(())
    }

    /// Writes facts that are new or other, takes away those that are gone, and moves the sums.
    pub(in crate::figures) async fn write(&self, put: Vec<FactRow>, gone: &[FactRow], sums: Sums) -> Result<()> {
        // In the order of their keys: neighbours lie on the same page.
        let mut put = put;
        put.sort_unstable_by(|a, b| {
            (&a.county, a.matter_id, &a.measure, a.n).cmp(&(&b.county, b.matter_id, &b.measure, b.n))
        });
        insert_all::<facts_table::Entity>(self.connection(), put, Some(REPLACE)).await?;
        for row in gone {
            let key = (row.county.clone(), row.matter_id, row.measure.clone(), row.n);
            facts_table::Entity::delete_by_id(key).exec(self.connection()).await?;
        }
        let mut sums: Vec<(Cell, Sum)> = sums.into_iter().collect();
        sums.sort_unstable_by_key(|(cell, _)| (cell.scope.level(), cell.measure, cell.cut, cell.scope, cell.month));
        let sums = sums.into_iter().map(|(cell, sum)| {
            [
                i32::from(cell.scope.level()).into(),
                cell.measure.into(),
                cell.cut.as_str().into(),
                cell.scope.to_string().into(),
                cell.month.to_string().into(),
                cell.value.into(),
                sum.n.into(),
                sum.total.into(),
            ]
        });
        let [head, tail] = SUMS;
        let connection = self.connection();
        execute_all(connection, insert_values(connection.get_database_backend(), head, 8, sums, tail)).await
    }

    /// A recount has come as far as this matter.
    pub(in crate::figures) async fn note_progress(&self, after: Id, matters: u64) -> Result<()> {
        let row = recounts::Model { name: RECOUNT.to_owned(), body: format!("{after} {matters}") };
        let replace = OnConflict::column(recounts::Column::Name).update_column(recounts::Column::Body).to_owned();
        recounts::Entity::insert(row.into_active_model().reset_all())
            .on_conflict(replace)
            .exec_without_returning(self.connection())
            .await?;
        Ok(())
    }

    pub(in crate::figures) async fn end_progress(&self) -> Result<()> {
        recounts::Entity::delete_by_id(RECOUNT).exec(self.connection()).await?;
        Ok(())
    }
}

/// How far a recount that was stopped had come: after which matter, and how many that were.
pub(in crate::figures) async fn progress(db: &Db) -> Result<(Id, u64)> {
    let kept = recounts::Entity::find_by_id(RECOUNT).one(db.reader()).await?;
    let far = kept.and_then(|row| {
        let (after, matters) = row.body.split_once(' ')?;
        Some((after.parse().ok()?, matters.parse().ok()?))
    });
    Ok(far.unwrap_or_default())
}

/// All matters in so many parts of about the same size: after which number, and up to which.
pub(in crate::figures) async fn ranges(db: &Db, parts: i64) -> Result<Vec<(Id, Id)>> {
    let mut bounds = vec![0];
    for part in 1..parts {
        let sql = format!(
            "SELECT id FROM matters ORDER BY id LIMIT 1 OFFSET (SELECT count(*) * {part} / {parts} FROM matters)"
        );
        if let Some(row) = db.reader().query_one_raw(db.statement(&sql, [])).await? {
            bounds.push(row.try_get_by_index(0)?);
        }
    }
    bounds.push(Id::MAX);
    Ok(bounds.windows(2).map(|pair| (pair[0], pair[1])).collect())
}

/// A group of matters by what would show that somebody touched them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::figures) struct Seen {
    pub keys: Vec<MatterKey>,
    versions: HashMap<Id, i64>,
    /// Those that wait to be counted.
    pub waiting: HashSet<MatterKey>,
}

impl Seen {
    pub(in crate::figures) async fn of(connection: &impl ConnectionTrait, keys: &[MatterKey]) -> Result<Self> {
        let (binds, among) = among(keys, "id");
        let sql = format!("SELECT id, head_seq FROM matters WHERE {among}");
        let rows = connection.query_all_raw(statement(connection, sql, binds)).await?;
        let versions = rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?)));
        let versions = versions.collect::<Result<_>>()?;
        Ok(Self { keys: keys.to_vec(), versions, waiting: waiting_among(connection, keys).await? })
    }
}

/// The facts that are kept of a matter, as text: so that those that are right are told from others for a tenth of what
/// reading their columns costs.
#[derive(Default)]
pub(in crate::figures) struct Lines {
    /// As [`filed_of`] writes it, and the lines of what is filed so, each as [`line_of`] writes it.
    filed: Vec<(String, String)>,
}

/// Between the lines.
const BREAK: char = '\n';

impl Lines {
    /// How many facts that are.
    pub(in crate::figures) fn len(&self) -> usize {
        self.filed.iter().map(|(_, lines)| lines.split(BREAK).count()).sum()
    }

    /// Are these the facts the matter should have?
    pub(in crate::figures) fn are(&self, kept: &Kept, rows: &[(Fact, FactRow)]) -> bool {
        let (filed, lines) = match &self.filed[..] {
            [] => return rows.is_empty(),
            [(filed, lines)] => (filed, lines),
            // Facts of one matter are filed alike.
            _ => return false,
        };
        if *filed != filed_of(kept) {
            return false;
        }
        let mut found: Vec<&str> = lines.split(BREAK).collect();
        let mut made: Vec<String> = rows.iter().map(|(_, row)| line_of(row)).collect();
        // Engines order text each in its own way.
        found.sort_unstable();
        made.sort_unstable();
        found == made
    }
}

/// The facts of these matters, by the number of their matter.
pub(in crate::figures) async fn lines(
    connection: &impl ConnectionTrait,
    keys: &[MatterKey],
) -> Result<HashMap<Id, Lines>> {
    let (binds, among) = among(keys, "matter_id");
    let sql = format!(
        "SELECT matter_id, county || ' ' || area || ' ' || kind || ' ' || source || CASE WHEN sealed THEN ' sealed' ELSE '' END, \
         string_agg(measure || ' ' || n || ' ' || day || ' ' || at || ' ' || value || ' ' || COALESCE(body, '') || ' ' \
           || COALESCE(CAST(organisation_id AS TEXT), ''), '{BREAK}') \
         FROM facts WHERE {among} GROUP BY county, matter_id, area, kind, source, sealed"
    );
    let mut found: HashMap<Id, Lines> = HashMap::with_capacity(keys.len());
    for row in connection.query_all_raw(statement(connection, sql, binds)).await? {
        let lines = found.entry(row.try_get_by_index(0)?).or_default();
        lines.filed.push((row.try_get_by_index(1)?, row.try_get_by_index(2)?));
    }
    Ok(found)
}

/// What every fact of a matter is filed under, as text.
fn filed_of(kept: &Kept) -> String {
    let sealed = if kept.sealed { " sealed" } else { "" };
    format!("{} {} {} {}{sealed}", kept.key.county, kept.area, kept.kind, kept.source)
}

/// A fact as one line of text, without what it is filed under.
fn line_of(row: &FactRow) -> String {
    let FactRow { measure, n, day, at, value, .. } = row;
    let body = row.body.as_deref().unwrap_or_default();
    let organisation = row.organisation_id.map(|id| id.to_string()).unwrap_or_default();
    format!("{measure} {n} {day} {at} {value} {body} {organisation}")
}

/// The next matters that wait to be counted, in the order of their keys.
pub(in crate::figures) async fn next_marked(
    connection: &impl ConnectionTrait,
    after: &MatterKey,
    limit: u64,
) -> Result<Vec<MatterKey>> {
    let sql = format!(
        "SELECT DISTINCT county, matter_id FROM fact_marks WHERE (county, matter_id) > ($1, $2) \
         ORDER BY county, matter_id LIMIT {limit}"
    );
    keys(connection, &sql, vec![after.county.clone().into(), after.id.into()]).await
}

/// The next matters by number, up to one.
pub(in crate::figures) async fn next_matters(
    connection: &impl ConnectionTrait,
    after: Id,
    until: Id,
    limit: u64,
) -> Result<Vec<MatterKey>> {
    let sql = format!("SELECT county, id FROM matters WHERE id > $1 AND id <= $2 ORDER BY id LIMIT {limit}");
    keys(connection, &sql, vec![after.into(), until.into()]).await
}

async fn keys(connection: &impl ConnectionTrait, sql: &str, values: Vec<sea_orm::Value>) -> Result<Vec<MatterKey>> {
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    let rows = connection.query_all_raw(statement).await?;
    rows.iter().map(|row| Ok(MatterKey { county: row.try_get_by_index(0)?, id: row.try_get_by_index(1)? })).collect()
}

/// Which of these wait to be counted.
pub(in crate::figures) async fn waiting_among(
    connection: &impl ConnectionTrait,
    of: &[MatterKey],
) -> Result<HashSet<MatterKey>> {
    let (binds, among) = among(of, "matter_id");
    let sql = format!("SELECT DISTINCT county, matter_id FROM fact_marks WHERE {among}");
    Ok(keys(connection, &sql, binds.0).await?.into_iter().collect())
}

fn parts(keys: &[MatterKey]) -> (Vec<String>, Vec<Id>) {
    let mut counties: Vec<String> = keys.iter().map(|key| key.county.clone()).collect();
    counties.sort_unstable();
    counties.dedup();
    (counties, keys.iter().map(|key| key.id).collect())
}

/// The condition that a row is of one of these matters. Numbers of matters are unique; the county leads the keys.
fn among(keys: &[MatterKey], id: &str) -> (Binds, String) {
    let (counties, ids) = parts(keys);
    let mut binds = Binds::default();
    let (counties, ids) = (binds.list(counties), binds.list(ids));
    (binds, format!("county IN ({counties}) AND {id} IN ({ids})"))
}

fn statement(connection: &impl ConnectionTrait, sql: String, binds: Binds) -> Statement {
    Statement::from_sql_and_values(connection.get_database_backend(), sql, binds.0)
}

/// A matter as it stands, with what counting looks at.
pub(in crate::figures) struct Kept {
    pub key: MatterKey,
    area: AreaCode,
    kind: DisputeKind,
    source: Source,
    sealed: bool,
    amount: Option<i64>,
    record: Arc<MatterRecord>,
    people: usize,
    enterprise: bool,
    mediations: Vec<(Option<Id>, Option<OrganisationKind>, Arc<Mediation>)>,
    /// Of an event.
    dispatch: Option<Arc<Dispatch>>,
    events: Vec<(&'static str, i64)>,
}

impl Kept {
    /// A matter that is in memory, with its chain, the oldest event first.
    pub(in crate::figures) fn of(
        rows: &Rows,
        chain: &[events::Model],
        bodies: &HashMap<Id, OrganisationKind>,
    ) -> Result<Self> {
        let matter = &rows.matter;
        let is_mediation = |row: &&proceedings::Model| row.kind == ProceedingKind::Mediation.as_str();
        let mediations = rows.proceedings.iter().filter(is_mediation).map(|row| {
            let body = row.organisation_id.and_then(|id| bodies.get(&id)).copied();
            Ok((row.organisation_id, body, row.body.read()?))
        });
        let known =
            |event: &events::Model| KINDS.iter().find(|kind| **kind == event.kind).map(|kind| (*kind, event.at));
        Ok(Self {
            key: rows.key(),
            area: matter.area.parse()?,
            kind: matter.kind.parse()?,
            source: matter.source.parse()?,
            sealed: matter.sealed,
            amount: matter.amount_fen,
            record: matter.record.read()?,
            people: rows.parties.len(),
            enterprise: rows.parties.iter().any(|party| party.kind != PartyKind::Natural.as_str()),
            mediations: mediations.collect::<Result<_>>()?,
            dispatch: match rows.proceedings.iter().find(|row| row.kind == ProceedingKind::Dispatch.as_str()) {
                Some(row) => Some(row.body.read()?),
                None => None,
            },
            events: chain.iter().filter_map(known).collect(),
        })
    }

    pub(in crate::figures) fn filed(&self) -> Filed<'_> {
        Filed { area: &self.area, kind: self.kind, source: self.source, sealed: self.sealed }
    }

    pub(in crate::figures) fn with_life<T>(&self, read: impl FnOnce(Life<'_>) -> T) -> T {
        let mediations: Vec<Conducted<'_>> = self
            .mediations
            .iter()
            .map(|(organisation, body, mediation)| Conducted { mediation, organisation: *organisation, body: *body })
            .collect();
        let follow_ups: Vec<&FollowUp> = self.record.follow_ups.iter().map(|made| &made.follow_up).collect();
        let events: Vec<Happened<'_>> = self.events.iter().map(|(kind, at)| Happened { kind, at: *at }).collect();
        read(Life {
            brought_in: self.record.imported.is_some(),
            people: self.people,
            enterprise: self.enterprise,
            amount: self.amount.map(Fen),
            mediations: &mediations,
            follow_ups: &follow_ups,
            dispatch: self.dispatch.as_deref(),
            events: &events,
        })
    }
}

/// These matters as they stand: their rows, and of their events which kind and when.
pub(in crate::figures) async fn lives(connection: &impl ConnectionTrait, keys: &[MatterKey]) -> Result<Vec<Kept>> {
    let ask = async |sql: &str, id: &str| -> Result<Vec<sea_orm::QueryResult>> {
        let (mut binds, among) = among(keys, id);
        let kinds = if sql.contains("{kinds}") { binds.list(KINDS.iter().copied()) } else { String::new() };
        let sql = sql.replace("{among}", &among).replace("{kinds}", &kinds);
        Ok(connection.query_all_raw(statement(connection, sql, binds)).await?)
    };
    let mut lives: HashMap<Id, Kept> = HashMap::with_capacity(keys.len());
    let columns = "county, id, area, kind, source, sealed, amount_fen, record";
    for row in ask(&format!("SELECT {columns} FROM matters WHERE {{among}}"), "id").await? {
        let text = |i: usize| row.try_get_by_index::<String>(i);
        let id = row.try_get_by_index(1)?;
        let kept = Kept {
            key: MatterKey { county: text(0)?, id },
            area: text(2)?.parse()?,
            kind: text(3)?.parse()?,
            source: text(4)?.parse()?,
            sealed: row.try_get_by_index(5)?,
            amount: row.try_get_by_index(6)?,
            record: Arc::new(serde_json::from_str(&text(7)?)?),
            people: 0,
            enterprise: false,
            mediations: Vec::new(),
            dispatch: None,
            events: Vec::new(),
        };
        lives.insert(id, kept);
    }
    let parties = "SELECT matter_id, count(*), count(CASE WHEN kind <> 'natural' THEN 1 END) FROM parties \
                   WHERE {among} GROUP BY matter_id";
    for row in ask(parties, "matter_id").await? {
        if let Some(kept) = lives.get_mut(&row.try_get_by_index(0)?) {
            kept.people = row.try_get_by_index::<i64>(1)? as usize;
            kept.enterprise = row.try_get_by_index::<i64>(2)? > 0;
        }
    }
    let proceedings = "SELECT p.matter_id, p.kind, p.body, p.organisation_id, o.kind FROM \
                       (SELECT * FROM proceedings WHERE {among}) AS p \
                       LEFT JOIN organisations o ON o.id = p.organisation_id ORDER BY p.matter_id, p.n";
    for row in ask(proceedings, "matter_id").await? {
        if row.try_get_by_index::<String>(1)? == ProceedingKind::Dispatch.as_str() {
            if let Some(kept) = lives.get_mut(&row.try_get_by_index(0)?) {
                kept.dispatch = Some(Arc::new(serde_json::from_str(&row.try_get_by_index::<String>(2)?)?));
            }
            continue;
        }
        if let Some(kept) = lives.get_mut(&row.try_get_by_index(0)?) {
            let body: Option<String> = row.try_get_by_index(4)?;
            let body = body.map(|kind| OrganisationKind::from_str(&kind)).transpose()?;
            let mediation = Arc::new(serde_json::from_str(&row.try_get_by_index::<String>(2)?)?);
            kept.mediations.push((row.try_get_by_index(3)?, body, mediation));
        }
    }
    // One row a matter: what each row costs on its way here would be the greater part.
    let events = "SELECT matter_id, string_agg(kind || ' ' || at, '\n' ORDER BY seq) FROM events \
                  WHERE {among} AND kind IN ({kinds}) GROUP BY county, matter_id";
    for row in ask(events, "matter_id").await? {
        let Some(kept) = lives.get_mut(&row.try_get_by_index(0)?) else { continue };
        for line in row.try_get_by_index::<String>(1)?.lines() {
            let damaged = || Error::Damaged(format!("an event: {line}"));
            let (kind, at) = line.split_once(' ').ok_or_else(damaged)?;
            let kind = KINDS.iter().find(|known| **known == kind).ok_or_else(damaged)?;
            kept.events.push((kind, at.parse().map_err(|_| damaged())?));
        }
    }
    Ok(keys.iter().filter_map(|key| lives.remove(&key.id)).collect())
}

/// The facts of these matters.
pub(in crate::figures) async fn facts(connection: &impl ConnectionTrait, keys: &[MatterKey]) -> Result<Vec<FactRow>> {
    let (counties, ids) = parts(keys);
    Ok(facts_table::Entity::find()
        .filter(facts_table::Column::County.is_in(counties))
        .filter(facts_table::Column::MatterId.is_in(ids))
        .all(connection)
        .await?)
}

/// The next facts in the order of their key.
pub(in crate::figures) async fn facts_after(
    connection: &impl ConnectionTrait,
    after: Option<&(String, Id, String, i32)>,
) -> Result<Vec<FactRow>> {
    let mut binds = Binds::default();
    let condition = after.map(|(county, matter, measure, n)| {
        let key = [binds.one(county.clone()), binds.one(*matter), binds.one(measure.clone()), binds.one(*n)];
        format!("WHERE (county, matter_id, measure, n) > ({})", key.join(", "))
    });
    let sql = format!(
        "SELECT county, matter_id, measure, n, day, at, value, area, kind, source, body, organisation_id, sealed \
         FROM facts {} ORDER BY county, matter_id, measure, n LIMIT {PAGE}",
        condition.unwrap_or_default()
    );
    let rows = connection.query_all_raw(statement(connection, sql, binds)).await?;
    rows.iter()
        .map(|row| {
            Ok(FactRow {
                county: row.try_get_by_index(0)?,
                matter_id: row.try_get_by_index(1)?,
                measure: row.try_get_by_index(2)?,
                n: row.try_get_by_index(3)?,
                day: row.try_get_by_index(4)?,
                at: row.try_get_by_index(5)?,
                value: row.try_get_by_index(6)?,
                area: row.try_get_by_index(7)?,
                kind: row.try_get_by_index(8)?,
                source: row.try_get_by_index(9)?,
                body: row.try_get_by_index(10)?,
                organisation_id: row.try_get_by_index(11)?,
                sealed: row.try_get_by_index(12)?,
            })
        })
        .collect()
}

/// Takes what is kept in the sums from what they should be.
pub(in crate::figures) async fn subtract_kept_sums(connection: &impl ConnectionTrait, sums: &mut Sums) -> Result<()> {
    let mut after: Option<[sea_orm::Value; 6]> = None;
    loop {
        let mut binds = Binds::default();
        let condition = after.take().map(|key| {
            // Each once: a list for IN is longer than what was put in.
            let marks = key.map(|value| binds.one(value)).join(", ");
            format!("WHERE (level, measure, cut, scope, month, value) > ({marks})")
        });
        let sql = format!(
            "SELECT level, measure, cut, scope, month, value, n, total FROM rollups {} \
             ORDER BY level, measure, cut, scope, month, value LIMIT {PAGE}",
            condition.unwrap_or_default()
        );
        let rows = connection.query_all_raw(statement(connection, sql, binds)).await?;
        for row in &rows {
            let level: i32 = row.try_get_by_index(0)?;
            let text = |i: usize| row.try_get_by_index::<String>(i);
            let (measure, cut, scope, month, value) = (text(1)?, text(2)?, text(3)?, text(4)?, text(5)?);
            let sum = Sum { n: -row.try_get_by_index::<i64>(6)?, total: -row.try_get_by_index::<i64>(7)? };
            let cell = cell_of(level, &measure, &cut, &scope, &month, &value)?;
            *sums.entry(cell).or_default() += sum;
            after = Some([level.into(), measure.into(), cut.into(), scope.into(), month.into(), value.into()]);
        }
        if (rows.len() as u64) < PAGE {
            return Ok(());
        }
    }
}

/// A sum's address as it is read back.
fn cell_of(level: i32, measure: &str, cut: &str, scope: &str, month: &str, value: &str) -> Result<Cell> {
    let damaged = || Error::Damaged(format!("a sum of {measure} by {cut} for {scope} in {month}: {value}"));
    let cut = Cut::from_str(cut)?;
    let value = match cut {
        Cut::All => "",
        Cut::Kind => DisputeKind::from_str(value)?.as_str(),
        Cut::Source => Source::from_str(value)?.as_str(),
        Cut::Body => OrganisationKind::from_str(value)?.as_str(),
        Cut::Day | Cut::Bucket => duration::NAMES.iter().find(|name| **name == value).ok_or_else(damaged)?,
    };
    let number = scope.parse().map_err(|_| damaged())?;
    Ok(Cell {
        scope: if level == 0 { Scope::Organisation(number as Id) } else { Scope::Area(level as u8, number) },
        measure: TABLE.iter().map(|about| about.key).find(|key| *key == measure).ok_or_else(damaged)?,
        cut,
        month: Month::from_str(month)?,
        value,
    })
}

/// A fact as its row keeps it.
pub(in crate::figures) fn row_of(kept: &Kept, fact: &Fact) -> FactRow {
    FactRow {
        county: kept.key.county.clone(),
        matter_id: kept.key.id,
        measure: fact.measure.on(fact.day).key.to_owned(),
        n: i32::from(fact.n),
        day: fact.day.to_string(),
        at: fact.at,
        value: fact.value,
        area: kept.area.to_string(),
        kind: kept.kind.to_string(),
        source: kept.source.to_string(),
        body: fact.body.map(|body| body.to_string()),
        organisation_id: fact.organisation,
        sealed: kept.sealed,
    }
}

/// A fact from its row; none where this program does not know the measure.
pub(in crate::figures) fn fact_of(row: &FactRow) -> Result<Option<Fact>> {
    let Some(measure) = Measure::of_key(&row.measure) else { return Ok(None) };
    let day = row.day.parse().map_err(|_| Error::Damaged(format!("a fact on the day {}", row.day)))?;
    Ok(Some(Fact {
        measure,
        n: row.n as u16,
        at: row.at,
        day,
        value: row.value,
        organisation: row.organisation_id,
        body: row.body.as_deref().map(OrganisationKind::from_str).transpose()?,
    }))
}
