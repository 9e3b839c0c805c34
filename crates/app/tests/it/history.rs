//! The history: daily seals, stamps, and each way of breaking a chain by its own name.

use axum::Router;
use axum::body::Bytes;
use axum::routing::post;
use bandeng_app::http::state::Settings;
use bandeng_app::jobs::seal_days;
use bandeng_store::Engine;
use bandeng_store::audit::{Break, BreakKind};
use bandeng_testkit::TestApp;
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::everything::number;
use crate::support::Case;

/// One sealed day with a stamp, and the clock where it was.
pub(crate) async fn sealed(app: &TestApp) {
    app.clock.set("2026-03-03T00:20:00".parse().expect("a time"));
    seal_days(&app.app).await.expect("the day is sealed");
    app.app.db.stamp_seal(1, "MAA=").await.expect("it is stamped");
    app.clock.set("2026-03-02T09:00:00".parse().expect("a time"));
}

async fn sql(app: &TestApp, text: &str) {
    app.app.db.technical().execute_unprepared(text).await.expect(text);
}

/// Events may be written over from now on.
async fn unlock(app: &TestApp) {
    let triggers: &[&str] = match app.app.db.engine() {
        Engine::Postgres => &["events_append_only ON events"],
        Engine::Sqlite => &["events_append_only_update", "events_append_only_delete"],
    };
    for trigger in triggers {
        sql(app, &format!("DROP TRIGGER {trigger}")).await;
    }
}

async fn breaks(app: &TestApp) -> Vec<(String, i64, BreakKind)> {
    let report = app.app.db.verify_chains(|_| {}).await.expect("it can be walked");
    report.breaks.into_iter().map(|Break { stream, seq, what }| (stream, seq, what)).collect()
}

/// Does something to the database, says what the walk finds, and takes it back by the second statement.
async fn found(app: &TestApp, harm: &[String], mend: &[String]) -> Vec<(String, i64, BreakKind)> {
    for statement in harm {
        sql(app, statement).await;
    }
    let found = breaks(app).await;
    for statement in mend {
        sql(app, statement).await;
    }
    assert_eq!(breaks(app).await, [], "it is mended: {mend:?}");
    found
}

#[tokio::test]
async fn days_are_sealed_once_each_and_only_when_something_happened() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    let db = &app.app.db;
    assert_eq!(db.seal_days().await.expect("the day on which the world was made"), 1);
    assert_eq!(db.seal_days().await.expect("nothing else is over"), 0);
    app.clock.set("2026-03-03T00:10:00".parse().expect("a time"));
    assert_eq!(db.seal_days().await.expect("it is too early"), 0);
    app.clock.set("2026-03-03T09:00:00".parse().expect("a time"));
    assert_eq!(db.seal_days().await.expect("a day is over"), 1);
    assert_eq!(db.seal_days().await.expect("once"), 0);
    case.accepted().await;
    app.clock.forward_days(5);
    assert_eq!(db.seal_days().await.expect("days without anything are none"), 1);
    let seals = db.seals_before(i64::MAX, 10).await.expect("seals");
    assert_eq!(seals.iter().map(|seal| seal.no).collect::<Vec<_>>(), [3, 2, 1]);
    assert_eq!((&seals[0].prev_root, seals[0].from), (&seals[1].root, seals[1].until));
    assert_eq!(seals[0].line().split(' ').collect::<Vec<_>>()[..3], ["3", "2026-03-03", "1"]);
    let report = db.verify_chains(|_| {}).await.expect("it can be walked");
    assert_eq!((report.seals, report.breaks), (3, vec![]));

    let audit = app.as_("audit");
    let page = audit.get("/audit/seals").await.ok();
    assert_eq!((&page["items"][0]["until"], &page["items"][1]["no"]), (&json!("2026-03-03"), &json!(2)));
    let text = audit.get("/audit/seals/roots").await.is(200);
    assert_eq!(text.bytes, format!("{}\n{}\n{}\n", seals[2].line(), seals[1].line(), seals[0].line()));
    audit.get("/audit/seals/paper").await.is(200);
    audit.get("/audit/seals/1/stamp").await.refused(404, "not-found");
    app.finish().await;
}

#[tokio::test]
async fn however_many_walk_each_chain_is_walked_once() {
    let app = TestApp::new().await;
    for _ in 0..7 {
        Case::registered(&app).await;
    }
    let alone = app.app.db.verify_chains_by(1, |_| {}).await.expect("a walk");
    let events = "SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM registry_events)";
    assert_eq!(alone.events as i64, number(app.app.db.reader(), events).await);
    for walkers in [2, 3, 5, 7, 8, 30] {
        let mut heard = 0;
        let report = app.app.db.verify_chains_by(walkers, |events| heard = events).await.expect("a walk");
        let told = (report.streams, report.events, report.breaks, heard);
        assert_eq!(told, (alone.streams, alone.events, Vec::new(), alone.events), "by {walkers}");
    }
    app.finish().await;
}

/// What is no text any more cannot be read; the walk names it and goes on.
#[tokio::test]
async fn an_event_that_is_no_text_any_more_is_named() {
    let app = TestApp::new().await;
    if app.app.db.engine() == Engine::Postgres {
        // It keeps no text that is none.
        return app.finish().await;
    }
    let case = Case::registered(&app).await;
    unlock(&app).await;
    let id = format!("(SELECT id FROM matters WHERE code = '{}')", case.code);
    let set = |kind: &str| vec![format!("UPDATE events SET kind = {kind} WHERE matter_id = {id} AND seq = 1")];
    let seen = found(&app, &set("CAST(x'ff' AS TEXT)"), &set("'matter.registered'")).await;
    assert_eq!(seen, [(case.code.clone(), 1, BreakKind::Altered)]);
}

#[tokio::test]
async fn each_way_of_breaking_a_chain_has_its_own_name() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.assigned().await;
    let other = Case::registered(&app).await;
    app.clock.set("2026-03-03T09:00:00".parse().expect("a time"));
    app.app.db.seal_days().await.expect("a day is over");
    unlock(&app).await;
    let code = case.code.clone();
    let id = format!("(SELECT id FROM matters WHERE code = '{code}')");
    let of = |rest: &str| format!("matter_id = {id} AND {rest}");

    // A tampered byte, in what it tells and in the event itself.
    let swap = |from: &str, to: &str| {
        vec![format!("UPDATE events SET payload = replace(payload, '{from}', '{to}') WHERE {}", of("seq = 1"))]
    };
    let seen = found(&app, &swap("吴大勇", "吴小勇"), &swap("吴小勇", "吴大勇")).await;
    assert_eq!(seen, [(code.clone(), 1, BreakKind::Payload)]);
    let shift = |by: &str| vec![format!("UPDATE events SET actor = actor {by} WHERE {}", of("seq = 2"))];
    let seen = found(&app, &shift("+ 1"), &shift("- 1")).await;
    assert_eq!(seen, [(code.clone(), 2, BreakKind::Altered)]);

    // Two events in another order.
    let exchange = || {
        [(2, 900), (3, 2), (900, 3)]
            .map(|(from, to)| format!("UPDATE events SET seq = {to} WHERE {}", of(&format!("seq = {from}"))))
            .to_vec()
    };
    let seen = found(&app, &exchange(), &exchange()).await;
    assert_eq!(seen, [(code.clone(), 2, BreakKind::Predecessor)]);

    // An event taken out, and the end of a chain cut off with the row made to fit: the seal knows.
    let hide =
        |from: i64, to: i64| vec![format!("UPDATE events SET seq = {to} WHERE {}", of(&format!("seq = {from}")))];
    let seen = found(&app, &hide(2, 900), &hide(900, 2)).await;
    assert_eq!(seen, [(code.clone(), 3, BreakKind::Gap)]);
    let last = case.version().await;
    let keep = [
        "CREATE TABLE taken AS SELECT * FROM events".to_owned(),
        format!("DELETE FROM events WHERE {}", of(&format!("seq = {last}"))),
        format!(
            "UPDATE matters SET head_seq = {}, head_hash = (SELECT hash FROM events WHERE {}) WHERE code = '{code}'",
            last - 1,
            of(&format!("seq = {}", last - 1))
        ),
    ];
    let back = [
        format!("INSERT INTO events SELECT * FROM taken WHERE {}", of(&format!("seq = {last}"))),
        format!(
            "UPDATE matters SET head_seq = {last}, head_hash = (SELECT hash FROM events WHERE {}) WHERE code = '{code}'",
            of(&format!("seq = {last}"))
        ),
        "DROP TABLE taken".to_owned(),
    ];
    let seen = found(&app, &keep, &back).await;
    assert_eq!(seen, [(code.clone(), last, BreakKind::Rewritten)]);

    // A seal altered, and one taken out.
    let root =
        |from: &str, to: &str| vec![format!("UPDATE seals SET heads = heads {from} 1 WHERE no = 1 AND heads {to} 0")];
    let seen = found(&app, &root("+", ">"), &root("-", ">")).await;
    assert_eq!(seen, [("seal:1".to_owned(), 1, BreakKind::Seal)]);
    let renumber = |from: i64, to: i64| {
        vec![
            format!("UPDATE seals SET no = {to} WHERE no = {from}"),
            format!("UPDATE seal_heads SET seal = {to} WHERE seal = {from}"),
        ]
    };
    let seen = found(&app, &renumber(2, 3), &renumber(3, 2)).await;
    assert_eq!(seen, [("seal:3".to_owned(), 3, BreakKind::Seal)]);

    // The end of an account's chain.
    let clerk = app.world.account("clerk");
    let head = |by: &str| vec![format!("UPDATE accounts SET head_seq = head_seq {by} 1 WHERE id = {clerk}")];
    let seen = found(&app, &head("+"), &head("-")).await;
    assert_eq!(seen.iter().map(|found| found.2).collect::<Vec<_>>(), [BreakKind::Head]);

    // A whole stream removed, with the matter's row and all that hung on it: nothing is left of it but the seal.
    let end = other.version().await;
    let gone = format!("(SELECT id FROM matters WHERE code = '{}')", other.code);
    for table in ["events", "deadlines", "handlers", "grants", "proceedings", "parties", "fact_marks"] {
        sql(&app, &format!("DELETE FROM {table} WHERE matter_id = {gone}")).await;
    }
    if app.app.db.engine() == Engine::Postgres {
        sql(&app, &format!("DELETE FROM matter_search WHERE id = {gone}")).await;
    }
    sql(&app, &format!("DELETE FROM matters WHERE code = '{}'", other.code)).await;
    assert_eq!(breaks(&app).await, [(other.code.clone(), end, BreakKind::Removed)]);
    sql(&app, "DELETE FROM seal_heads").await;
    sql(&app, "DELETE FROM seals").await;
    assert_eq!(breaks(&app).await, [], "without seals nobody would know");
    app.finish().await;
}

#[tokio::test]
async fn a_clock_that_was_set_back_is_named() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    let before = case.version().await;
    app.clock.set("2026-03-02T08:00:00".parse().expect("a time"));
    let yes = json!({ "move": "consent", "party": 1, "given": true, "how": "oral", "on": "2026-03-02" });
    case.make("clerk", yes).await;
    assert_eq!(breaks(&app).await, [(case.code.clone(), before + 1, BreakKind::Clock)]);
    // Put right, so that the end of the test finds a whole history.
    unlock(&app).await;
    let id = format!("(SELECT id FROM matters WHERE code = '{}')", case.code);
    sql(&app, &format!("DELETE FROM events WHERE matter_id = {id} AND seq > {before}")).await;
    let hash = format!("(SELECT hash FROM events WHERE matter_id = {id} AND seq = {before})");
    let head = format!("head_seq = {before}, head_hash = {hash}");
    sql(&app, &format!("UPDATE matters SET {head} WHERE code = '{}'", case.code)).await;
}

#[tokio::test]
async fn what_was_published_is_what_its_event_says() {
    let app = TestApp::new().await;
    crate::dictionaries::publish(&app, &[crate::dictionaries::DITCH], "2026-03-03").await;
    assert_eq!(breaks(&app).await, []);
    sql(&app, "UPDATE dictionary_versions SET entries = replace(entries, ':', ' :')").await;
    assert_eq!(breaks(&app).await, [("dictionaries:620602".to_owned(), 1, BreakKind::Published)]);
    sql(&app, "UPDATE dictionary_versions SET entries = replace(entries, ' :', ':')").await;
    app.finish().await;
}

#[tokio::test]
async fn every_kind_of_publication_is_held_against_its_event() {
    let app = TestApp::new().await;
    crate::everything::happens(&app).await;
    let mut notice = json!({ "takes_effect_on": "2026-12-01", "notice": bandeng_core::privacy::Notice::preset() });
    notice["notice"]["sections"][0]["text"]["zh"] = json!("本县另有说明。");
    app.as_("security").post("/privacy/notice", notice).await.is(201);
    assert_eq!(breaks(&app).await, []);
    for (table, column, stream) in [
        ("dictionary_versions", "entries", "dictionaries:620602"),
        ("rubrics", "body", "rubrics:620602"),
        ("privacy_notices", "body", "notices:620602"),
        ("calendar_versions", "notice", "calendar"),
    ] {
        let one = format!("UPDATE {table} SET {column} = {column} || ' ' WHERE version = 1");
        let back = format!("UPDATE {table} SET {column} = substr({column}, 1, length({column}) - 1) WHERE version = 1");
        assert_eq!(found(&app, &[one], &[back]).await, [(stream.to_owned(), 1, BreakKind::Published)], "{table}");
    }
    let away = "UPDATE privacy_notices SET version = 77 WHERE version = 1".to_owned();
    let back = "UPDATE privacy_notices SET version = 1 WHERE version = 77".to_owned();
    assert_eq!(found(&app, &[away], &[back]).await, [("notices:620602".to_owned(), 1, BreakKind::Published)]);
    app.finish().await;
}

/// A time-stamping authority on loopback: `openssl ts` with a certificate made for the test.
async fn authority(folder: &std::path::Path) -> String {
    let run = |args: &[&str]| {
        let ran = std::process::Command::new("openssl").current_dir(folder).args(args).output().expect("openssl runs");
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    };
    let config = "oid_section = oids\n[oids]\n[tsa]\ndefault_tsa = one\n[one]\nserial = serial\ncrypto_device = builtin\n\
        signer_cert = tsa.pem\nsigner_key = key.pem\nsigner_digest = sha256\ndefault_policy = 1.2.3.4.1\n\
        digests = sha256\naccuracy = secs:1\nordering = yes\ntsa_name = yes\ness_cert_id_chain = no\n\
        [ext]\nextendedKeyUsage = critical,timeStamping\nbasicConstraints = CA:FALSE\n\
        [req]\ndistinguished_name = dn\n[dn]\n";
    std::fs::write(folder.join("tsa.cnf"), config).expect("a file");
    std::fs::write(folder.join("serial"), "01\n").expect("a file");
    run(&[
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        "key.pem",
        "-out",
        "tsa.pem",
        "-days",
        "2",
        "-subj",
        "/CN=authority",
        "-config",
        "tsa.cnf",
        "-extensions",
        "ext",
    ]);
    let folder = folder.to_owned();
    let stamp = move |body: Bytes| {
        let folder = folder.clone();
        async move {
            std::fs::write(folder.join("q.tsq"), &body).expect("a file");
            let args = ["ts", "-reply", "-config", "tsa.cnf", "-queryfile", "q.tsq", "-out", "a.tsr"];
            let ran = std::process::Command::new("openssl").current_dir(&folder).args(args).output().expect("it runs");
            assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
            std::fs::read(folder.join("a.tsr")).expect("an answer")
        }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    let router = Router::new().route("/stamp", post(stamp)).route("/no", post(|| async { "no" }));
    tokio::spawn(async move { axum::serve(listener, router).await });
    origin
}

#[tokio::test]
async fn a_seal_is_stamped_by_an_authority_and_openssl_agrees() {
    let folder = tempfile::tempdir().expect("a folder");
    let origin = authority(folder.path()).await;
    let settings = |path: &str| Settings {
        stamp_url: Some(format!("{origin}{path}")),
        outbound: vec![origin.clone()],
        ..Settings::default()
    };
    let refused = TestApp::with_settings(settings("/no")).await;
    refused.clock.set("2026-03-03T09:00:00".parse().expect("a time"));
    seal_days(&refused.app).await.expect("the day is sealed all the same");
    assert_eq!(refused.app.db.unstamped_seals(10).await.expect("seals").len(), 1, "what is no stamp is not kept");
    refused.finish().await;

    let app = TestApp::with_settings(settings("/stamp")).await;
    app.clock.set("2026-03-03T09:00:00".parse().expect("a time"));
    seal_days(&app.app).await.expect("the day is sealed and stamped");
    let seal = &app.app.db.seals_before(i64::MAX, 1).await.expect("seals")[0];
    let stamp = app.as_("audit").get("/audit/seals/1/stamp").await.is(200);
    std::fs::write(folder.path().join("one.tsr"), &stamp.bytes).expect("a file");
    let args = ["ts", "-verify", "-digest", &seal.root, "-in", "one.tsr", "-CAfile", "tsa.pem"];
    let ran = std::process::Command::new("openssl").current_dir(folder.path()).args(args).output().expect("it runs");
    assert!(String::from_utf8_lossy(&ran.stdout).contains("Verification: OK"), "{ran:?}");
    app.finish().await;
}
