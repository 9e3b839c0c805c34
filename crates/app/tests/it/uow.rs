//! The unit of work: what it refuses, and what it writes of what it holds.

use bandeng_core::kernel::MatterCode;
use bandeng_store::entities::jobs;
use bandeng_store::{Answers, Ctx, Error, Uow};
use bandeng_testkit::TestApp;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use crate::support::Case;

#[tokio::test]
async fn a_row_changed_without_an_event_is_refused() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    let code = case.code.parse().expect("a code");
    let mut uow = app.begin().await;
    let key = uow.hold(&code).await.expect("a look").expect("the matter is there");
    uow.rows_mut(&key).expect("it is held").matter.title = "别的标题".into();
    let refused = uow.commit().await;
    assert!(matches!(&refused, Err(Error::Other(why)) if why.contains("without an event")), "{refused:?}");
    assert_ne!(case.view("clerk").await["title"], "别的标题");
}

#[tokio::test]
async fn only_what_differs_is_written_and_with_the_event() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    let code = case.code.parse().expect("a code");
    let before = case.version().await;
    let mut uow = app.begin().await;
    let key = uow.hold(&code).await.expect("a look").expect("the matter is there");
    let again = uow.hold(&code).await.expect("a look");
    assert_eq!(again.as_ref(), Some(&key), "held once");
    let rows = uow.rows_mut(&key).expect("it is held");
    rows.matter.place = "村委会".into();
    rows.parties[1].occupation = "务农".into();
    uow.record(&key, "matter.amended", &json!({})).expect("it is held");
    uow.commit().await.expect("it is written");
    let mut uow = app.begin().await;
    uow.hold(&code).await.expect("a look");
    let rows = uow.rows(&key).expect("it is held");
    assert_eq!((rows.matter.place.as_str(), rows.parties[1].occupation.as_str()), ("村委会", "务农"));
    assert_eq!((rows.parties[0].occupation.as_str(), rows.matter.head_seq), ("", before + 1));
}

#[tokio::test]
async fn a_batch_holds_what_it_made_and_refuses_what_it_cannot_keep() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    let code = case.code.parse().expect("a code");
    let batch = app.app.db.batch(Answers::default()).await.expect("a batch");
    let env = app.app.db.env();
    let begin = || batch.begin(&Ctx::system("test"), env.clone());

    assert_eq!(begin().hold(&code).await.expect("a look"), None, "what is in the database is not the batch's");
    let mut of_database = app.begin().await;
    let key = of_database.hold(&code).await.expect("a look").expect("the matter is there");
    let mut row = of_database.rows(&key).expect("it is held").matter.clone();
    drop(of_database);
    row.id += 1;
    let free = MatterCode::new(&row.county, 2026, 99_999);
    row.code = free.to_string();

    let mut uow = begin();
    let new = uow.open(row.clone());
    assert!(uow.case(&new).is_err(), "attachments go to the database alone");
    uow.record(&new, "matter.registered", &json!({})).expect("it is held");
    uow.commit().await.expect("it is kept");
    let mut look = begin();
    assert_eq!(look.hold(&free).await.expect("a look").as_ref(), Some(&new));
    look.commit().await.expect("nothing to keep");
    let mut uow = begin();
    uow.record_registry("account:1".into(), "account.created", &json!({})).expect("a record");
    assert!(uow.commit().await.is_err(), "the registry is not made in batches");

    let made = batch.finish().expect("it is ended");
    assert_eq!(made.len(), 1);
    app.app.db.write(made).await.expect("it is written");
    assert!(app.app.db.has_matter(&free).await.expect("a look"));
}

/// Units of work that wait for each other share a flush on SQLite. Who gives up takes back what is theirs, whether they
/// stood first or in the middle, and nothing of the others.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_waits_in_line_keeps_what_is_theirs_and_who_gives_up_leaves_no_trace() {
    let app = TestApp::new().await;
    let db = app.app.db.clone();
    let mut first = db.begin(&Ctx::system("test")).await.expect("a turn");
    write_job(&mut first, 0).await;
    let mut tasks = Vec::new();
    for n in 1..=30_u32 {
        let db = db.clone();
        tasks.push(tokio::spawn(async move {
            let mut uow = db.begin(&Ctx::system("test")).await.expect("a turn");
            write_job(&mut uow, n).await;
            match n % 3 {
                0 => drop(uow),
                _ => uow.commit().await.expect("a flush"),
            }
        }));
        if n == 20 {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }
    drop(first);
    for task in tasks {
        task.await.expect("no panic");
    }
    let mut kept: Vec<u32> = jobs::Entity::find()
        .filter(jobs::Column::Kind.eq("turn"))
        .all(db.reader())
        .await
        .expect("jobs")
        .iter()
        .map(|job| job.payload.parse().expect("a number"))
        .collect();
    kept.sort_unstable();
    let expected: Vec<u32> = (1..=30).filter(|n| n % 3 != 0).collect();
    assert_eq!(kept, expected);
}

/// Written at once, not by the commit: so that there is something to take back.
async fn write_job(uow: &mut Uow, n: u32) {
    let job = jobs::ActiveModel {
        id: Set(uow.next_id()),
        kind: Set("turn".into()),
        payload: Set(n.to_string()),
        // Nobody runs it.
        run_at: Set(i64::MAX),
        attempts: Set(0),
        lease_until: Set(0),
        unique_key: Set(None),
        last_error: Set(None),
    };
    jobs::Entity::insert(job).exec_without_returning(uow.technical()).await.expect("a job");
}
