//! Sums as they are read, and the names that go with them.

use std::collections::HashMap;
use std::str::FromStr;

use bandeng_core::figures::cell::Sum;
use bandeng_core::figures::{Cut, Measure, Month, Period};
use bandeng_core::kernel::Id;
use bandeng_core::people::OrganisationKind;
use bandeng_core::places::{AreaCode, Level};
use bandeng_store::{Binds, Db, Result};
use sea_orm::{ConnectionTrait, Statement};

/// A sum with its address.
pub(in crate::figures) struct SumRow {
    pub scope: String,
    pub measure: Measure,
    pub cut: Cut,
    pub month: Month,
    pub value: String,
    pub sum: Sum,
}

/// Whose sums are read.
pub(in crate::figures) enum Whose<'a> {
    Area(&'a AreaCode),
    /// Every area of a level within one.
    Within(&'a AreaCode, Level),
    Organisations(&'a [Id]),
}

/// What is read.
pub(in crate::figures) struct Ask<'a> {
    pub whose: Whose<'a>,
    pub measures: &'a [Measure],
    pub cuts: &'a [Cut],
    pub period: Period,
    /// The months apart, or the period as a whole. Days are of a month in any case.
    pub by_month: bool,
}

/// Reads sums: one statement along the key.
pub(in crate::figures) async fn sums(connection: &impl ConnectionTrait, ask: &Ask<'_>) -> Result<Vec<SumRow>> {
    let (first, last) = (ask.period.first_day(), ask.period.last_day());
    let keys: Vec<&str> = ask.measures.iter().flat_map(|measure| measure.keys(first, last)).collect();
    let mut binds = Binds::default();
    let (level, scope) = match &ask.whose {
        Whose::Area(area) => {
            let scope = binds.one(area.as_str());
            (area.level().digits(), format!("scope = {scope}"))
        }
        Whose::Within(area, level) => {
            // All codes of a level are as long, so that digits alone are compared, whatever the collation.
            let (code, digits) = (area.as_str(), level.digits());
            let (from, until) = (binds.one(format!("{code:0<digits$}")), binds.one(format!("{code:9<digits$}")));
            (digits, format!("scope >= {from} AND scope <= {until}"))
        }
        Whose::Organisations([]) => return Ok(Vec::new()),
        Whose::Organisations(ids) => {
            let ids = binds.list(ids.iter().map(ToString::to_string));
            (0, format!("scope IN ({ids})"))
        }
    };
    let level = binds.one(level as i32);
    let (measures, cuts) = (binds.list(keys), binds.list(ask.cuts.iter().map(|cut| cut.as_str())));
    let (from, until) = (binds.one(ask.period.from.to_string()), binds.one(ask.period.until.to_string()));
    let condition = format!(
        "level = {level} AND measure IN ({measures}) AND cut IN ({cuts}) AND {scope} \
         AND month >= {from} AND month <= {until}"
    );
    let sql = if ask.by_month {
        format!("SELECT scope, measure, cut, value, n, total, month FROM rollups WHERE {condition}")
    } else {
        format!(
            "SELECT scope, measure, cut, value, CAST(sum(n) AS BIGINT), CAST(sum(total) AS BIGINT), max(month) \
             FROM rollups WHERE {condition} \
             GROUP BY scope, measure, cut, value, CASE WHEN cut = 'day' THEN month ELSE '' END"
        )
    };
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, binds.0);
    let rows = connection.query_all_raw(statement).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let measure: String = row.try_get_by_index(1)?;
        let Some(measure) = Measure::of_key(&measure) else { continue };
        found.push(SumRow {
            scope: row.try_get_by_index(0)?,
            measure,
            cut: Cut::from_str(&row.try_get_by_index::<String>(2)?)?,
            value: row.try_get_by_index(3)?,
            sum: Sum { n: row.try_get_by_index(4)?, total: row.try_get_by_index(5)? },
            month: row.try_get_by_index::<String>(6)?.parse()?,
        });
    }
    Ok(found)
}

/// How many people live somewhere, and who says so.
#[derive(Clone, Debug)]
pub(in crate::figures) struct People {
    pub people: i64,
    pub year: i16,
    pub source: String,
}

/// An area in another.
pub(in crate::figures) struct Place {
    pub code: AreaCode,
    pub name: String,
    /// One that is no more keeps its numbers.
    pub in_force: bool,
    pub people: Option<People>,
}

/// An area with those directly in it.
pub(in crate::figures) struct Places {
    pub name: String,
    pub people: Option<People>,
    pub within: Vec<Place>,
}

/// None where there is no such area. How many people live there is what was known last by the end of a period.
pub(in crate::figures) async fn places(
    connection: &impl ConnectionTrait,
    area: &AreaCode,
    period: Period,
) -> Result<Option<Places>> {
    let one = "SELECT a.code, a.name, a.valid_until IS NULL, p.people, p.year, p.source FROM areas a \
               LEFT JOIN populations p ON p.area = a.code AND p.year = \
                 (SELECT max(q.year) FROM populations q WHERE q.area = a.code AND q.year <= $2)";
    let sql = format!("{one} WHERE a.code = $1 UNION ALL {one} WHERE a.parent = $1 ORDER BY 1");
    let values = [area.as_str().into(), i32::from(period.until.year()).into()];
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    let rows = connection.query_all_raw(statement).await?;
    let (mut here, mut within) = (None, Vec::new());
    for row in rows {
        let people: Option<i64> = row.try_get_by_index(3)?;
        let people = people.map(|people| -> Result<_> {
            let year = i16::try_from(row.try_get_by_index::<i32>(4)?).unwrap_or_default();
            Ok(People { people, year, source: row.try_get_by_index(5)? })
        });
        let place = Place {
            code: row.try_get_by_index::<String>(0)?.parse()?,
            name: row.try_get_by_index(1)?,
            in_force: row.try_get_by_index(2)?,
            people: people.transpose()?,
        };
        if place.code == *area {
            here = Some(place);
        } else {
            within.push(place);
        }
    }
    Ok(here.map(|here| Places { name: here.name, people: here.people, within }))
}

/// How many matters wait to be counted; beyond a thousand, a thousand.
pub(in crate::figures) async fn waiting(db: &Db) -> Result<i64> {
    let sql = "SELECT count(*) FROM (SELECT DISTINCT county, matter_id FROM fact_marks LIMIT 1000) AS marks";
    let row = db.reader().query_one_raw(db.statement(sql, [])).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default())
}

/// An organisation that mediates and may be compared with others.
pub(in crate::figures) struct Body {
    pub id: Id,
    pub name: String,
    pub kind: OrganisationKind,
}

/// Fewer people than this are not compared as an organisation: what it did would be what one of them did.
pub(in crate::figures) const STAFF: i64 = 5;

/// Organisations of an area with enough active staff today.
pub(in crate::figures) async fn bodies(db: &Db, area: &AreaCode) -> Result<Vec<Body>> {
    let kinds = OrganisationKind::ALL.iter().filter(|kind| kind.is_committee()).map(|kind| kind.as_str());
    let mut binds = Binds::default();
    let kinds = binds.list(kinds);
    let (digits, area) = (area.as_str().len(), binds.one(area.as_str()));
    let today = binds.one(db.today().to_string());
    let sql = format!(
        "SELECT o.id, o.name, o.kind FROM organisations o \
         JOIN posts p ON p.organisation_id = o.id AND p.from_on <= {today} AND (p.until_on IS NULL OR p.until_on >= {today}) \
         JOIN accounts a ON a.id = p.account_id AND a.active \
         WHERE o.kind IN ({kinds}) AND substr(o.area, 1, {digits}) = {area} \
         GROUP BY o.id, o.name, o.kind, o.area HAVING count(DISTINCT a.id) >= {STAFF} ORDER BY o.area, o.id LIMIT 500"
    );
    let rows = db.reader().query_all_raw(db.statement(&sql, binds.0)).await?;
    rows.iter()
        .map(|row| {
            Ok(Body {
                id: row.try_get_by_index(0)?,
                name: row.try_get_by_index(1)?,
                kind: row.try_get_by_index::<String>(2)?.parse()?,
            })
        })
        .collect()
}

/// What somebody did themselves, by measure: from the facts of what they handle.
pub(in crate::figures) async fn own(
    db: &Db,
    account: Id,
    measures: &[Measure],
    period: Period,
) -> Result<HashMap<Measure, Sum>> {
    let mut binds = Binds::default();
    let account = binds.one(account);
    let keys = measures.iter().flat_map(|measure| measure.keys(period.first_day(), period.last_day()));
    let keys = binds.list(keys.collect::<Vec<_>>());
    let (from, until) = (binds.one(period.first_day().to_string()), binds.one(period.last_day().to_string()));
    let sql = format!(
        "SELECT f.measure, count(*), CAST(sum(f.value) AS BIGINT) FROM handlers h \
         JOIN facts f ON f.county = h.county AND f.matter_id = h.matter_id \
         WHERE h.account_id = {account} AND h.until_at IS NULL AND h.capacity = 'mediator' \
           AND f.measure IN ({keys}) AND f.day >= {from} AND f.day <= {until} GROUP BY f.measure"
    );
    let rows = db.reader().query_all_raw(db.statement(&sql, binds.0)).await?;
    let mut found: HashMap<Measure, Sum> = HashMap::new();
    for row in rows {
        let key: String = row.try_get_by_index(0)?;
        if let Some(measure) = Measure::of_key(&key) {
            *found.entry(measure).or_default() += Sum { n: row.try_get_by_index(1)?, total: row.try_get_by_index(2)? };
        }
    }
    Ok(found)
}
