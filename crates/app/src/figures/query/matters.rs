//! Facts one by one: the matters a number is made of, and what looks odd about them.

use bandeng_core::figures::{Cut, Measure, Period};
use bandeng_core::kernel::Id;
use bandeng_core::places::AreaCode;
use bandeng_core::policy::Arm;
use bandeng_store::reach::{self, Sql};
use bandeng_store::{Binds, Db, Result};
use sea_orm::ConnectionTrait;

/// Where a page of facts ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::figures) struct After {
    pub day: String,
    pub matter: Id,
    pub n: i32,
}

/// A fact that a number is made of.
pub(in crate::figures) struct FactRow {
    pub matter: Id,
    pub n: i32,
    pub day: String,
    pub value: i64,
}

/// What is opened.
pub(in crate::figures) struct Opened<'a> {
    /// A county, or something in one.
    pub area: &'a AreaCode,
    pub measure: Measure,
    pub cut: Cut,
    pub values: &'a [String],
    pub period: Period,
}

/// The facts a number is made of, the newest first, as far as the arms reach.
pub(in crate::figures) async fn facts(
    db: &Db,
    arms: &[Arm],
    opened: &Opened<'_>,
    after: Option<&After>,
    limit: u64,
) -> Result<Vec<FactRow>> {
    if arms.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::default();
    let (first, last) = (opened.period.first_day(), opened.period.last_day());
    let keys: Vec<String> = opened.measure.keys(first, last).map(|key| sql.bind(key)).collect();
    let area = opened.area.as_str();
    let county = sql.bind(&area[..area.len().min(6)]);
    let mut conditions = vec![format!("f.measure IN ({}) AND f.a6 = {county}", keys.join(", "))];
    if area.len() > 6 {
        let (digits, area) = (area.len(), sql.bind(area));
        conditions.push(format!("substr(f.area, 1, {digits}) = {area}"));
    }
    let (from, until) = (sql.bind(first.to_string()), sql.bind(last.to_string()));
    conditions.push(format!("f.day >= {from} AND f.day <= {until}"));
    let column = match opened.cut {
        Cut::Kind => Some("f.kind"),
        Cut::Source => Some("f.source"),
        Cut::Body => Some("f.body"),
        Cut::Day => Some("substr(f.day, 9, 2)"),
        Cut::All | Cut::Bucket => None,
    };
    if let Some(column) = column {
        conditions.push(format!("{column} IN ({})", sql.binds.list(opened.values.iter().cloned())));
    }
    if let Some(after) = after {
        let key = [sql.bind(after.day.clone()), sql.bind(after.matter), sql.bind(after.n)];
        conditions.push(format!("(f.day, f.matter_id, f.n) < ({})", key.join(", ")));
    }
    let now = db.now();
    let reach: Vec<String> = arms.iter().map(|arm| reach::condition(&mut sql, arm, now)).collect();
    conditions.push(format!("({})", reach.join(" OR ")));
    let text = format!(
        "SELECT f.matter_id, f.n, f.day, f.value FROM facts f JOIN matters m ON m.county = f.county AND m.id = f.matter_id \
         WHERE {} ORDER BY f.day DESC, f.matter_id DESC, f.n DESC LIMIT {limit}",
        conditions.join(" AND ")
    );
    let rows = db.reader().query_all_raw(db.statement(&text, sql.binds.0)).await?;
    rows.iter()
        .map(|row| {
            Ok(FactRow {
                matter: row.try_get_by_index(0)?,
                n: row.try_get_by_index(1)?,
                day: row.try_get_by_index(2)?,
                value: row.try_get_by_index(3)?,
            })
        })
        .collect()
}

/// What is looked at for patterns: no matter, no person.
pub(in crate::figures) struct Trace {
    pub organisation: Id,
    pub matter: Id,
    pub at: i64,
    pub value: i64,
}

/// Closings, or prints of records, of a county's organisations in a period.
pub(in crate::figures) async fn traces(
    db: &Db,
    area: &AreaCode,
    measure: Measure,
    period: Period,
    of: &[Id],
) -> Result<Vec<Trace>> {
    if of.is_empty() {
        return Ok(Vec::new());
    }
    let mut binds = Binds::default();
    let (first, last) = (period.first_day(), period.last_day());
    let keys = binds.list(measure.keys(first, last).collect::<Vec<_>>());
    let county = binds.one(&area.as_str()[..area.as_str().len().min(6)]);
    let (from, until) = (binds.one(first.to_string()), binds.one(last.to_string()));
    let of = binds.list(of.iter().copied());
    let sql = format!(
        "SELECT organisation_id, matter_id, at, value FROM facts WHERE measure IN ({keys}) AND a6 = {county} \
         AND day >= {from} AND day <= {until} AND NOT sealed AND organisation_id IN ({of}) ORDER BY organisation_id, at"
    );
    let rows = db.reader().query_all_raw(db.statement(&sql, binds.0)).await?;
    rows.iter()
        .map(|row| {
            Ok(Trace {
                organisation: row.try_get_by_index(0)?,
                matter: row.try_get_by_index(1)?,
                at: row.try_get_by_index(2)?,
                value: row.try_get_by_index(3)?,
            })
        })
        .collect()
}
