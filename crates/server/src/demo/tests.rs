//! The demo county, made in a folder of its own.

use std::str::FromStr;
use std::sync::Arc;

use bandeng_app::matters::{case, service};
use bandeng_app::{App, Settings};
use bandeng_core::kernel::MatterCode;
use bandeng_core::matters::MatterState;
use bandeng_core::mediation::State;
use bandeng_core::people::password;
use bandeng_store::{Crypt, Db};
use jiff::civil::date;

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
    let codes = fill(&app, &clock, 40).await.unwrap();
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
        let codes = fill(&app, &clock, 26).await.unwrap();
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
