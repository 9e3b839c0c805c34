//! The bare insert: the rows of a registration through the same driver, without HTTP, rules, encryption or look-ups.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use bandeng_core::kernel::{Id, Ids};
use bandeng_core::search::{Document, Hidden};
use bandeng_store::entities::{deadlines, events, fact_marks, jobs, matters, parties, proceedings};
use bandeng_store::{Db, Env, MatterKey, search};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, TransactionTrait,
};

use crate::report::Report;
use crate::suites::REGISTERING;

/// What one registration wrote.
struct Rows {
    matter: matters::Model,
    parties: Vec<parties::Model>,
    proceedings: Vec<proceedings::Model>,
    deadlines: Vec<deadlines::Model>,
    events: Vec<events::Model>,
    jobs: Vec<jobs::Model>,
    tokens: String,
}

/// Tasks that insert at once, as many as register over HTTP.
const WRITERS: usize = 32;

/// The database beside the server.
pub(crate) async fn connect(folder: &Path, database: Option<&str>) -> Result<Db> {
    let url = database.map_or_else(|| format!("sqlite://{}", folder.join("bandeng.db").display()), str::to_owned);
    Ok(Db::connect(&url, Arc::new(Env::system())).await?)
}

pub(crate) async fn run(db: &Db, seconds: u64, report: &mut Report) -> Result<()> {
    let rows = Arc::new(newest(db).await?);
    let ids = Arc::new(Ids::new(rand::random()));
    let (start, time) = (Instant::now(), Duration::from_secs(seconds));
    let mut tasks = Vec::new();
    for _ in 0..WRITERS {
        let (db, rows, ids) = (db.clone(), rows.clone(), ids.clone());
        tasks.push(tokio::spawn(async move {
            let mut done = 0_u64;
            while start.elapsed() < time {
                insert(&db, &rows, ids.next(db.now())).await?;
                done += 1;
            }
            anyhow::Ok(done)
        }));
    }
    let mut done = 0;
    for task in tasks {
        done += task.await??;
    }
    let rate = done as f64 / start.elapsed().as_secs_f64();
    report.baseline("bare insert of the same rows", rate, "matters/s", REGISTERING);
    Ok(())
}

async fn newest(db: &Db) -> Result<Rows> {
    let reader = db.reader();
    let matter = matters::Entity::find().order_by_desc(matters::Column::Id).one(reader).await?.context("no matter")?;
    let id = matter.id;
    Ok(Rows {
        parties: parties::Entity::find().filter(parties::Column::MatterId.eq(id)).all(reader).await?,
        proceedings: proceedings::Entity::find().filter(proceedings::Column::MatterId.eq(id)).all(reader).await?,
        deadlines: deadlines::Entity::find().filter(deadlines::Column::MatterId.eq(id)).all(reader).await?,
        events: events::Entity::find().filter(events::Column::MatterId.eq(id)).all(reader).await?,
        jobs: jobs::Entity::find().limit(1).all(reader).await?,
        tokens: tokens(&matter)?,
        matter,
    })
}

/// The matter's row of the search index.
fn tokens(matter: &matters::Model) -> Result<String> {
    let document = Document {
        title: [&matter.title, &matter.place],
        body: vec![&matter.narrative],
        hidden: Hidden::default(),
        area: matter.area.parse()?,
        kind: matter.kind.parse()?,
        subtype: matter.subtype.as_deref(),
        state: matter.state.parse()?,
        source: matter.source.parse()?,
        subsource: matter.subsource.as_deref(),
        channel: matter.channel.parse()?,
        desk: matter.desk_id,
        committee: matter.committee_id,
        handlers: &[],
        grantees: &[],
    };
    Ok(document.tokens())
}

async fn insert(db: &Db, rows: &Rows, id: Id) -> Result<()> {
    let transaction = db.technical().begin().await?;
    let tx = &transaction;
    let matter = matters::Model { id, code: format!("bench-{id}"), ..rows.matter.clone() };
    matters::Entity::insert(matter.into_active_model().reset_all()).exec_without_returning(tx).await?;
    macro_rules! many {
        ($entity:ident, $rows:expr, $($field:ident: $value:expr),+) => {
            if !$rows.is_empty() {
                let rows = $rows.iter().cloned().map(|row| $entity::Model { $($field: $value,)+ ..row });
                let rows = rows.map(|row| row.into_active_model().reset_all());
                $entity::Entity::insert_many(rows).exec_without_returning(tx).await?;
            }
        };
    }
    many!(parties, rows.parties, matter_id: id);
    many!(proceedings, rows.proceedings, matter_id: id);
    many!(deadlines, rows.deadlines, matter_id: id);
    many!(events, rows.events, matter_id: id);
    let mark = fact_marks::Model { county: rows.matter.county.clone(), matter_id: id, seq: rows.matter.head_seq };
    fact_marks::Entity::insert(mark.into_active_model().reset_all()).exec_without_returning(tx).await?;
    many!(jobs, rows.jobs, id: id, unique_key: Some(format!("bench-{id}")));
    let found = (MatterKey { county: rows.matter.county.clone(), id }, rows.tokens.clone());
    search::put(tx, db.engine(), &[found]).await?;
    transaction.commit().await?;
    Ok(())
}
