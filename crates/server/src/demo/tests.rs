//! The demo county, made in a folder of its own.

use std::collections::{BTreeMap, HashSet};
use std::str::FromStr;
use std::sync::Arc;

use bandeng_app::matters::{case, service};
use bandeng_app::{App, Settings};
use bandeng_core::kernel::MatterCode;
use bandeng_core::matters::MatterState;
use bandeng_core::mediation::State;
use bandeng_core::people::password;
use bandeng_store::entities::{
    CASE_SIDE, attachments, deadlines, events, grants, handlers, jobs, ladders, matters, parties, party_secrets,
    proceedings, public_supervisions, reminders, signature_requests, vault_notes,
};
use bandeng_store::{Answers, Crypt, Db, Env};
use bandeng_testkit::{SeededEntropy, TestApp};
use jiff::civil::date;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::play::{Place, Stagehand};
use super::stage::Stage;

use super::*;

async fn demo(folder: &std::path::Path) -> (App, DemoClock) {
    let clock = DemoClock::default();
    let url = format!("sqlite://{}", folder.join("demo.db").display());
    let db = Db::connect(&url, Arc::new(clock.env())).await.unwrap();
    db.migrate().await.unwrap();
    let crypt = Crypt::generate(db.env());
    let objects = object_store::local::LocalFileSystem::new_with_prefix(folder).unwrap();
    let settings = Settings { demo: true, ..Settings::default() };
    let app = App::new(db, crypt, Box::new(objects), settings);
    (app, clock)
}

/// State of the matter and of its mediation; whether it is sealed, and how many events and urgent reports it has.
async fn standing(app: &App, code: &MatterCode) -> (MatterState, State, bool, usize, usize) {
    let matter = case::read(app.db.reader(), code, app.db.now()).await.unwrap();
    let (_, proceedings) = service::proceedings_of(app.db.reader(), &matter).await.unwrap();
    assert_eq!(proceedings.len(), 1);
    let stage = State::from_str(&matter.row.stage).unwrap();
    let (follow_ups, reports) = (matter.record.follow_ups.len(), matter.record.urgent_reports.len());
    (matter.state, stage, matter.row.sealed, follow_ups, reports)
}

#[tokio::test]
async fn the_county_is_made_through_the_services_and_its_history_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let (app, clock) = demo(folder.path()).await;
    let (_, codes) = fill(&app, &clock, 40).await.unwrap();
    clock.let_go();
    assert_eq!(codes.len(), 45);

    let report = app.db.verify_chains(|_| {}).await.unwrap();
    assert_eq!(report.breaks, []);
    assert!(report.events > 300, "{}", report.events);

    use {MatterState as M, State as S};
    let stories = [
        (M::Archived, S::Fulfilled, false, 1, 0),
        (M::Open, S::Fulfilled, false, 1, 0),
        (M::Closed, S::Terminated, false, 0, 0),
        (M::Closed, S::Declined, false, 0, 0),
        (M::Open, S::Mediating, true, 0, 1),
    ];
    for (code, story) in codes.iter().zip(stories) {
        assert_eq!(standing(&app, code).await, story, "{code}");
    }
    let quarrel = case::read(app.db.reader(), &codes[1], app.db.now()).await.unwrap();
    let lead = quarrel.record.lead.as_ref().unwrap();
    assert_eq!((lead.received_on.month(), lead.received_on.day()), (3, 2));
    assert_eq!(lead.capacity, "中心户长");
}

#[tokio::test]
async fn the_county_can_be_made_on_any_day_at_any_hour() {
    for now in [
        date(2026, 2, 17).at(0, 4, 0, 0),
        date(2026, 4, 25).at(12, 30, 0, 0),
        date(2026, 10, 5).at(23, 55, 0, 0),
        date(2027, 1, 3).at(8, 45, 0, 0),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let (app, clock) = demo(folder.path()).await;
        clock.put(now);
        let (_, codes) = fill(&app, &clock, 26).await.unwrap();
        clock.put(now);
        assert_eq!(codes.len(), 31);
        assert_eq!(app.db.verify_chains(|_| {}).await.unwrap().breaks, [], "{now}");
        assert_eq!(standing(&app, &codes[0]).await.0, MatterState::Archived, "{now}");
    }
}

#[tokio::test]
async fn everybody_shown_can_sign_in_with_the_demo_password() {
    let folder = tempfile::tempdir().unwrap();
    let (app, clock) = demo(folder.path()).await;
    let seeded = seed(&app, &clock, 0).await.unwrap();
    assert_eq!(seeded.matters, 5);
    for sign_in in &seeded.sign_ins {
        assert!(password::check(&sign_in.password, &sign_in.login).is_ok());
    }
    for login in ["clerk", "auditor"] {
        bandeng_app::identity::service::sign_in(&app, "test", login, PASSWORD).await.unwrap();
    }
}

#[tokio::test]
async fn a_year_is_made_in_batches_and_taken_up_where_it_was_left() {
    let folder = tempfile::tempdir().unwrap();
    let (app, clock) = demo(folder.path()).await;
    let now = date(2026, 11, 22).at(10, 30, 12, 0);
    clock.put(now);
    let (world, _) = fill(&app, &clock, 0).await.unwrap();
    clock.put(now);
    let lot = Lot::new(&app, 0, 500, now).await.unwrap();
    // One batch is there already, as after an interruption; it is found again.
    let shared = year::Shared::new(&app, &world.kept(), &lot).unwrap();
    app.db.write(shared.batch(1).await.unwrap()).await.unwrap();
    let mut far = Made::default();
    lot.make(&app, &world.kept(), Pace { workers: 2, at_once: 2 }, |made| far = made).await.unwrap();
    assert_eq!((far.matters, far.found), (500, 200));
    lot.make(&app, &world.kept(), Pace { workers: 1, at_once: 1 }, |made| far = made).await.unwrap();
    assert_eq!((far.matters, far.found), (500, 500));

    // What a lot makes is counted with it; what was written before, and the five stories, wait to be.
    let counted = bandeng_app::figures::verify(&app.db, |_| {}).await.unwrap();
    assert_eq!((counted.is_right(), counted.matters, counted.waiting), (true, 505, 205));
    assert!(counted.facts > 4_000, "{}", counted.facts);

    // Only what somebody still owes waits in the queue, and what has waited too long is due at once.
    let reminders = jobs::Entity::find().all(app.db.reader()).await.unwrap();
    let open = deadlines::Entity::find().filter(deadlines::Column::State.eq("open"));
    let open = open.filter(deadlines::Column::Hint.eq(false)).all(app.db.reader()).await.unwrap();
    assert!((20..=open.len() + 20).contains(&reminders.len()), "{} of {}", reminders.len(), open.len());

    let (to_be_found, found) = app.db.search_counts().await.unwrap();
    assert_eq!((to_be_found, to_be_found > 480), (found, true));
    let report = app.db.verify_chains(|_| {}).await.unwrap();
    assert_eq!(report.breaks, []);
    let matters = matters::Entity::find().order_by_asc(matters::Column::Id).all(app.db.reader()).await.unwrap();
    assert_eq!(matters.len(), 505);
    // Numbered in the order in which they came in; the five stories were there before.
    let year: Vec<_> = matters.iter().filter(|m| m.registered_at % 60_000 != 0).collect();
    assert_eq!(year.len(), 500);
    assert!(year.windows(2).all(|w| w[0].registered_at <= w[1].registered_at && w[0].code[..15] < w[1].code[..15]));
    let share = |of: &dyn Fn(&matters::Model) -> bool| year.iter().filter(|m| of(m)).count() * 1_000 / 500;
    assert!((800..900).contains(&share(&|m| m.state != "open")), "{}", share(&|m| m.state != "open"));
    assert!((30..70).contains(&share(&|m| m.stage == "terminated" || m.stage == "unfulfilled")));
    assert!((1..40).contains(&share(&|m| m.sealed)), "{}", share(&|m| m.sealed));
    let distinct = |of: &dyn Fn(&matters::Model) -> String| year.iter().map(|m| of(m)).collect::<HashSet<_>>().len();
    // What is told changes with the day on which the year ends; most of it is told once.
    assert!(distinct(&|m| m.title.clone()) > 350, "{}", distinct(&|m| m.title.clone()));
    assert!(distinct(&|m| m.area[..9].to_owned()) > 35);
    assert!(distinct(&|m| m.kind.clone()) > 15);
    assert!(distinct(&|m| m.registered_at.to_string()) > 480);
    let months: HashSet<_> = year.iter().map(|m| china_time(m.registered_at).date().month()).collect();
    assert_eq!(months.len(), 12);
}

/// The application on a database of the engine under test, where everything drawn repeats.
async fn repeatable(test: &TestApp) -> (App, DemoClock) {
    let clock = DemoClock::default();
    clock.put(date(2025, 11, 1).at(8, 30, 0, 0));
    let env = Env::new(Arc::new(clock.clone()), Arc::new(SeededEntropy::new("bulk")));
    let db = Db::connect(test.database_url(), Arc::new(env)).await.unwrap();
    let crypt = Crypt::generate(db.env());
    let settings = Settings { demo: true, ..Settings::default() };
    (App::new(db, crypt, Box::new(object_store::memory::InMemory::new()), settings), clock)
}

/// Everything that matters leave behind whose identifiers are larger than this one.
async fn left_behind(app: &App, after: i64) -> BTreeMap<&'static str, Vec<String>> {
    let mut tables = BTreeMap::new();
    macro_rules! read {
        ($($table:ident $id:ident)*) => {$(
            let rows = $table::Entity::find().filter($table::Column::$id.gt(after));
            let rows = rows.all(app.db.reader()).await.unwrap();
            let mut rows: Vec<String> = rows.iter().map(|row| format!("{row:?}")).collect();
            rows.sort();
            tables.insert(stringify!($table), rows);
        )*};
    }
    read!(
        matters Id parties MatterId proceedings MatterId handlers MatterId grants MatterId deadlines MatterId
        attachments MatterId party_secrets MatterId signature_requests MatterId ladders MatterId events MatterId vault_notes MatterId public_supervisions MatterId jobs Id reminders Id
    );
    assert!(CASE_SIDE.iter().all(|table| tables.contains_key(table)), "a table is not compared");
    tables
}

/// What is made in batches is, byte for byte, what the services make one by one: rows, salts, hashes, jobs.
#[test]
fn what_is_made_in_bulk_is_what_the_services_make() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let now = date(2026, 11, 22).at(10, 30, 0, 0);
    let plan = Plan::of_year(0, 0, now);
    let (one, other) = runtime.block_on(async { (TestApp::empty().await, TestApp::empty().await) });
    let ((app, clock), (bulk, bulk_clock)) =
        runtime.block_on(async { (repeatable(&one).await, repeatable(&other).await) });
    let world = runtime.block_on(async {
        let began = date(2025, 11, 1);
        let world = World::build(&app, PASSWORD, began).await.unwrap();
        let same = World::build(&bulk, PASSWORD, began).await.unwrap();
        assert_eq!(format!("{:?}", world.kept()), format!("{:?}", same.kept()));
        world
    });
    let kinds: Vec<Stage> = stage::YEAR.iter().map(|(stage, _)| *stage).collect();
    let matters = proptest::collection::vec((0..1_000_000u32, proptest::sample::select(kinds)), 1..5);
    // What is not equal puts the two out of step: nothing can be made smaller.
    let config = proptest::test_runner::Config { cases: 30, max_shrink_iters: 0, ..Default::default() };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let compared = runner.run(&matters, |matters| {
        runtime.block_on(async {
            let services = Stagehand { app: &app, world: &world, clock: &clock, place: Place::House };
            let batch = bulk.db.batch(Answers::default()).await.unwrap();
            let env = bulk.db.env();
            let before = env.ids.next(0);
            assert_eq!(before, app.db.env().ids.next(0));
            let in_bulk = Stagehand { app: &bulk, world: &world, clock: &bulk_clock, place: Place::Batch(&batch, env) };
            for (n, stage) in &matters {
                let script = plan.script(&world, plan.coming(*n, *stage), &mut Phones::of(*n));
                let code = services.live(&script, None, 1).await.unwrap();
                in_bulk.live(&script, Some(code), 1).await.unwrap();
            }
            bulk.db.write(batch.finish().unwrap()).await.unwrap();
            let (by_services, by_batches) = (left_behind(&app, before).await, left_behind(&bulk, before).await);
            for (table, rows) in &by_services {
                proptest::prop_assert_eq!(rows, &by_batches[table], "{} of {:?}", table, &matters);
            }
            Ok(())
        })
    });
    compared.unwrap();
    let rows = runtime.block_on(left_behind(&bulk, 0));
    assert!(rows["events"].len() > 400 && rows["jobs"].len() > 40 && rows["handlers"].len() > 20);
}
