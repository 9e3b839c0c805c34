//! Databases of earlier schemas: each is upgraded to this one and says what it said.

use std::sync::Arc;

use bandeng_app::{figures, search};
use bandeng_store::entities::{CASE_SIDE, REGISTRY};
use bandeng_store::{Db, Env};
use bandeng_testkit::Fixture;
use sea_orm::{ConnectionTrait, QueryResult, Statement};

use crate::everything::number;

async fn rows(db: &Db, sql: &str) -> Vec<QueryResult> {
    db.reader().query_all_raw(Statement::from_string(db.reader().get_database_backend(), sql)).await.expect("rows")
}

/// Every event with its hash, in order: the chains, to the byte.
async fn chains(db: &Db) -> Vec<String> {
    let mut chains = Vec::new();
    for sql in [
        "SELECT m.code || ' ' || e.seq || ' ' || e.hash FROM events e JOIN matters m \
         ON m.county = e.county AND m.id = e.matter_id ORDER BY e.county, e.matter_id, e.seq",
        "SELECT stream || ' ' || seq || ' ' || hash FROM registry_events ORDER BY 1",
        "SELECT code || ' ' || head_seq || ' ' || head_hash FROM matters ORDER BY 1",
    ] {
        chains.extend(rows(db, sql).await.iter().map(|row| row.try_get_by_index::<String>(0).expect("text")));
    }
    chains
}

/// How many rows the tables have that hold facts; none for those of later schemas.
async fn counts(db: &Db) -> Vec<(&'static str, Option<i64>)> {
    let mut counts = Vec::new();
    for table in [CASE_SIDE, REGISTRY].concat() {
        let there = db.reader().execute_unprepared(&format!("SELECT 1 FROM {table} LIMIT 1")).await.is_ok();
        let rows = if there { Some(number(db.reader(), &format!("SELECT count(*) FROM {table}")).await) } else { None };
        counts.push((table, rows));
    }
    counts
}

/// The schema of the first release, 0001 to 0011.
#[tokio::test]
async fn schema_v0_is_upgraded_with_its_history_and_figures() {
    let old = Fixture::open("v0").await;
    let db = Db::connect(old.url(), Arc::new(Env::system())).await.expect("the old database");
    let (before, filled) = (chains(&db).await, counts(&db).await);
    assert!(before.len() > 100 && filled.iter().all(|(table, rows)| rows != &Some(0) || panic!("{table} is empty")));
    db.migrate().await.expect("it is upgraded");
    assert_eq!(db.pending_migrations().await.expect("an answer"), 0);
    assert_eq!(chains(&db).await, before, "history is as it was");
    for ((table, then), (_, now)) in filled.iter().zip(counts(&db).await) {
        assert!(then.is_none_or(|then| Some(then) <= now), "{table} had {then:?} rows and has {now:?}");
    }
    let report = db.verify_chains(|_| {}).await.expect("the chains can be walked");
    assert!(report.breaks.is_empty() && report.events > 50, "{report:?}");
    // One who counted was interrupted: that goes on, and what waits is counted.
    figures::rebuild(&db, |_| {}).await.expect("it is counted anew");
    let found = figures::verify(&db, |_| {}).await.expect("it can be counted again");
    assert!(found.is_right() && found.matters > 5, "{found:?}");
    let index = search::rebuild::rebuild(&db, |_| {}).await.expect("the index is made");
    assert!(index.indexed > 0 && index.indexed < index.matters, "one is sealed: {index:?}");
    db.close().await.expect("closed");
}
