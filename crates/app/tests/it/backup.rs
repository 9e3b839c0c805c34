//! Backups: what goes in comes out, on either engine, and what is not whole says so.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use bandeng_app::backup::{
    Archive, BackupSettings, Fault, Lock, Made, OBJECTS, Opener, Restored, Source, copy, kept, make, new_identity,
    restore, tend,
};
use bandeng_app::{Settings, figures};
use bandeng_store::entities::{CASE_SIDE, DERIVED, REGISTRY, TECHNICAL};
use bandeng_store::tables::tables;
use bandeng_store::{Db, Env};
use bandeng_testkit::{Fixture, TestApp};
use object_store::ObjectStoreExt;
use object_store::memory::InMemory;
use object_store::path::Path as Key;
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::everything::{happens, number};

/// A key pair: what encrypts, and what opens.
fn pair() -> (Lock, Opener) {
    let (identity, recipient) = new_identity();
    (Lock::of_recipients(&[recipient]).expect("a recipient"), Opener::of_identities(&identity).expect("an identity"))
}

async fn make_of(app: &TestApp, lock: &Lock, file: &Path) -> Result<Made, Fault> {
    let source = Source { db: &app.app.db, crypt: &app.app.crypt, objects: Some(app.app.objects.as_ref()) };
    make(&source, lock, file, &mut |_| {}).await
}

async fn read_into(db: &Db, file: &Path, opener: &Opener, files: &InMemory) -> Result<Restored, Fault> {
    restore(Archive::open(file, opener)?, db, Some(files), &mut |_| {}).await
}

/// An empty database in a folder.
async fn scratch(folder: &Path) -> Db {
    let url = format!("sqlite://{}", folder.join("scratch.db").display());
    Db::connect(&url, Arc::new(Env::system())).await.expect("a scratch database")
}

#[tokio::test]
async fn no_table_and_no_file_is_forgotten() {
    let app = TestApp::new().await;
    let mut listed = [CASE_SIDE, TECHNICAL, REGISTRY, DERIVED].concat();
    listed.retain(|table| *table != "matter_search");
    listed.sort_unstable();
    let all = tables(app.app.db.reader()).await.expect("the tables");
    let mut found: Vec<&str> = all.iter().map(|table| table.name.as_str()).collect();
    found.sort_unstable();
    assert_eq!(found, listed);
    let with_bytes = all.iter().filter(|table| table.columns.iter().any(|column| column.name == "object_key"));
    let mut with_bytes: Vec<&str> = with_bytes.map(|table| table.name.as_str()).collect();
    with_bytes.sort_unstable();
    assert_eq!(with_bytes, OBJECTS);

    app.app.db.technical().execute_unprepared("CREATE TABLE forgotten (id BIGINT PRIMARY KEY)").await.expect("a table");
    let fault = tables(app.app.db.reader()).await.map(drop).expect_err("it is missed").to_string();
    assert!(fault.contains("forgotten"), "{fault}");
    app.app.db.technical().execute_unprepared("DROP TABLE forgotten").await.expect("gone");
}

#[tokio::test]
async fn everything_comes_back_on_the_same_engine_and_on_sqlite() {
    let app = TestApp::new().await;
    happens(&app).await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("backup.age");
    let (lock, opener) = pair();
    let made = make_of(&app, &lock, &file).await.expect("a backup");
    assert!(made.manifest.rows() > 500 && made.manifest.files.count > 3, "{:?}", made.manifest.files);
    assert_eq!(made.manifest.files.lacking, Vec::<String>::new());
    let bytes = fs::read(&file).expect("the file");
    assert!(!bytes.windows(9).any(|part| part == b"manifest."), "nothing of it can be read");

    let other = TestApp::empty().await;
    for db in [scratch(folder.path()).await, other.app.db.clone()] {
        let files = InMemory::new();
        let restored = read_into(&db, &file, &opener, &files).await.expect("it comes back");
        assert_eq!((restored.breaks, restored.lacking), (Vec::new(), Vec::new()));
        assert_eq!(restored.keys.to_json().expect("keys"), app.app.crypt.to_json().expect("keys"));
        for held in &made.manifest.tables {
            let count = number(db.reader(), &format!("SELECT count(*) FROM {}", held.table.name)).await;
            assert_eq!(count as u64, held.sum.rows, "{}", held.table.name);
        }
        let matter = "SELECT count(*) FROM matters WHERE a6 = substr(area, 1, 6)";
        assert_eq!(number(db.reader(), matter).await as u64, made.manifest.rows_of("matters"), "computed columns");
        let key = "SELECT object_key FROM papers ORDER BY id LIMIT 1";
        let key = db.reader().query_one_raw(db.statement(key, [])).await.expect("a query").expect("a paper");
        let key = Key::from(key.try_get_by_index::<String>(0).expect("a key"));
        let was = app.app.objects.get(&key).await.expect("there").bytes().await.expect("bytes");
        assert_eq!(files.get(&key).await.expect("here too").bytes().await.expect("bytes"), was);
        figures::catch_up(&db).await.expect("it goes on");
        assert!(figures::verify(&db, |_| {}).await.expect("counted").is_right());
    }
}

/// Where each chain stands, and how long every table is.
async fn standing(db: &Db) -> Vec<String> {
    let mut standing = Vec::new();
    for sql in [
        "SELECT code || ' ' || head_seq || ' ' || head_hash FROM matters ORDER BY 1",
        "SELECT stream || ' ' || max(seq) FROM registry_events GROUP BY stream ORDER BY 1",
        "SELECT 'seal ' || no || ' ' || root FROM seals ORDER BY 1",
    ] {
        let rows = db.reader().query_all_raw(db.statement(sql, [])).await.expect("rows");
        standing.extend(rows.iter().map(|row| row.try_get_by_index::<String>(0).expect("text")));
    }
    // The search index is made anew, by whoever needs it.
    for table in
        [CASE_SIDE, TECHNICAL, REGISTRY, DERIVED].concat().into_iter().filter(|table| *table != "matter_search")
    {
        let rows = number(db.reader(), &format!("SELECT count(*) FROM {table}")).await;
        standing.push(format!("{table} {rows}"));
    }
    standing
}

/// On PostgreSQL from one engine to the other and back.
#[tokio::test]
async fn a_house_is_the_same_after_it_was_copied_to_sqlite_and_back() {
    let app = TestApp::new().await;
    happens(&app).await;
    let folder = tempfile::tempdir().expect("a folder");
    let (there, back) = (scratch(folder.path()).await, TestApp::empty().await);
    there.migrate().await.expect("the schema");
    let mut steps = Vec::new();
    let copied = copy(&app.app.db, &there, &mut |step| steps.push(step)).await.expect("it is copied");
    assert_eq!(copied.tables, [CASE_SIDE, TECHNICAL, REGISTRY, DERIVED].concat().len() - 1, "all but the search index");
    assert!(copied.rows > 500 && copied.events > 50 && copied.matters > 5 && steps.len() > 50, "{copied:?}");
    assert_eq!(copy(&there, &back.app.db, &mut |_| {}).await.expect("and back"), copied);
    let before = standing(&app.app.db).await;
    assert_eq!(standing(&there).await, before);
    let indexed = async |db: &Db| number(db.reader(), "SELECT count(*) FROM matter_search").await;
    assert!(indexed(&app.app.db).await > 0 && indexed(&there).await == indexed(&app.app.db).await);
    assert_eq!(standing(&back.app.db).await, before);
}

#[tokio::test]
async fn what_another_schema_lacks_is_named_and_nothing_is_copied() {
    let app = TestApp::new().await;
    let folder = tempfile::tempdir().expect("a folder");
    let there = scratch(folder.path()).await;
    there.migrate().await.expect("the schema");
    there.technical().execute_unprepared("DROP TABLE views").await.expect("gone");
    let fault = copy(&app.app.db, &there, &mut |_| {}).await.expect_err("it is not the same");
    assert!(matches!(&fault, Fault::Differs(table) if table == "views"), "{fault}");
    assert_eq!(number(there.reader(), "SELECT count(*) FROM matters").await, 0, "nothing of it stays");
}

#[tokio::test]
async fn rows_alone_come_back_and_their_files_are_not_missed() {
    let app = TestApp::new().await;
    happens(&app).await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("rows.age");
    let (lock, opener) = pair();
    let source = Source { db: &app.app.db, crypt: &app.app.crypt, objects: None };
    let made = make(&source, &lock, &file, &mut |_| {}).await.expect("a backup");
    assert!(made.manifest.files.left_out && made.manifest.files.count == 0 && made.manifest.rows() > 500);
    let (db, files) = (scratch(folder.path()).await, InMemory::new());
    let restored = read_into(&db, &file, &opener, &files).await.expect("it comes back");
    assert_eq!((restored.breaks, restored.lacking), (Vec::new(), Vec::new()));
    assert_eq!(standing(&db).await, standing(&app.app.db).await);
}

#[tokio::test]
async fn a_backup_is_of_one_instant_and_nobody_waits_for_it() {
    let app = TestApp::new().await;
    let register = async || {
        let party = |side: &str, name: &str| json!({ "side": side, "kind": "natural", "name": name });
        let form = json!({
            "kind": "neighbours", "source": "application", "channel": "window",
            "area": bandeng_testkit::world::VILLAGE, "place": "村口", "narrative": "院墙往外挪了一尺。",
            "parties": [party("applicant", "吴有德"), party("respondent", "李大山")],
        });
        app.as_("clerk").post("/matters", form).await.is(201);
    };
    register().await;
    let folder = tempfile::tempdir().expect("a folder");
    let (lock, opener) = pair();
    let snapshot = app.app.db.snapshot().await.expect("a snapshot");
    let before = number(&snapshot, "SELECT count(*) FROM matters").await;
    register().await;
    assert_eq!(number(&snapshot, "SELECT count(*) FROM matters").await, before, "what came later is not in it");
    snapshot.rollback().await.expect("done");
    let file = folder.path().join("backup.age");
    let (made, ()) = tokio::join!(make_of(&app, &lock, &file), register());
    let made = made.expect("a backup");
    let read = read_into(&scratch(folder.path()).await, &file, &opener, &InMemory::new()).await.expect("it is whole");
    assert_eq!(read.manifest.rows_of("matters"), made.manifest.rows_of("matters"));
    assert!((before + 1..=before + 2).contains(&(made.manifest.rows_of("matters") as i64)));
}

#[tokio::test]
async fn what_is_not_whole_is_refused_each_in_its_own_words() {
    let app = TestApp::new().await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let (lock, opener) = pair();
    let file = path("backup.age");
    make_of(&app, &lock, &file).await.expect("a backup");
    assert!(matches!(make_of(&app, &lock, &file).await, Err(Fault::Exists(_))), "nothing is overwritten");

    let (_, stranger) = pair();
    let fault = |file: &Path, opener: &Opener| Archive::open(file, opener).err().expect("it is refused");
    assert!(matches!(fault(&file, &stranger), Fault::WrongIdentity));
    assert!(matches!(fault(&file, &Opener::of_passphrase("x")), Fault::NeedsIdentity));
    let locked = path("passphrase.age");
    make_of(&app, &Lock::of_passphrase("三人行，必有我师\n").expect("one"), &locked).await.expect("a backup");
    assert!(matches!(fault(&locked, &Opener::of_passphrase("三人行")), Fault::WrongPassphrase));
    assert!(matches!(fault(&locked, &opener), Fault::NeedsPassphrase));
    Archive::open(&locked, &Opener::of_passphrase("三人行，必有我师")).expect("the passphrase opens it");

    let whole = fs::read(&file).expect("the file");
    for (n, length) in [whole.len() - 1, whole.len() / 2, 300].into_iter().enumerate() {
        let cut = path(&format!("cut-{n}.age"));
        fs::write(&cut, &whole[..length]).expect("a shorter one");
        assert!(matches!(fault(&cut, &opener), Fault::CutOff), "{length} of {}", whole.len());
    }
    let mut altered = whole.clone();
    altered[whole.len() / 2] ^= 1;
    fs::write(path("altered.age"), &altered).expect("an altered one");
    let read = read_into(&scratch(folder.path()).await, &path("altered.age"), &opener, &InMemory::new()).await;
    assert!(matches!(read.err(), Some(Fault::Damaged(_) | Fault::CutOff)));
    fs::write(path("other.age"), "this is no backup").expect("another file");
    assert!(matches!(fault(&path("other.age"), &opener), Fault::NotABackup));
    assert!(matches!(fault(&path("missing.age"), &opener), Fault::Disk { .. }));

    // A schema of tomorrow.
    let name = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('9999_tomorrow', 0)";
    app.app.db.technical().execute_unprepared(name).await.expect("a change of tomorrow");
    let newer = path("newer.age");
    let made = make_of(&app, &lock, &newer).await;
    let gone = "DELETE FROM seaql_migrations WHERE version = '9999_tomorrow'";
    app.app.db.technical().execute_unprepared(gone).await.expect("undone");
    assert!(made.is_err(), "a program does not back up what it does not know");
}

#[tokio::test]
async fn a_backup_of_an_older_schema_is_read_and_brought_up_to_date() {
    let old = Fixture::open("v0").await;
    let db = Db::connect(old.url(), Arc::new(Env::system())).await.expect("the old database");
    let app = TestApp::empty().await;
    let folder = tempfile::tempdir().expect("a folder");
    let (lock, opener) = pair();
    let source = Source { db: &db, crypt: &app.app.crypt, objects: Some(app.app.objects.as_ref()) };
    let file = folder.path().join("v0.age");
    let made = make(&source, &lock, &file, &mut |_| {}).await.expect("a backup");
    assert!(made.manifest.tables.len() < [CASE_SIDE, TECHNICAL, REGISTRY, DERIVED].concat().len());
    assert!(!made.manifest.files.lacking.is_empty(), "the fixture has rows and no files");
    let here = scratch(folder.path()).await;
    let restored = read_into(&here, &file, &opener, &InMemory::new()).await.expect("it comes back");
    assert_eq!(here.pending_migrations().await.expect("an answer"), 0);
    assert_eq!(restored.breaks, Vec::new());
    assert_eq!(restored.lacking.len(), made.manifest.files.lacking.len());
    // The fixture's own end walks its chains, by the schema of today.
    db.migrate().await.expect("it is upgraded");
    let _ = db.close().await;
}

#[tokio::test]
async fn the_backup_of_the_day_is_made_once_and_old_ones_go() {
    let folder = tempfile::tempdir().expect("a folder");
    let (lock, _) = pair();
    let backup = BackupSettings { folder: folder.path().join("kept"), keep: 2, hour: 2, rows_minutes: Some(60), lock };
    let app = TestApp::with_settings(Settings { backup: Some(backup.clone()), ..Settings::default() }).await;
    let system = app.as_("system");
    let view = system.get("/operations/backups").await.ok();
    assert_eq!((&view["late"], &view["plan"]["keep"], &view["items"]), (&json!(true), &json!(2), &json!([])));
    for day in 0..4 {
        if day > 0 {
            app.clock.forward_days(1);
        }
        assert!(tend(&app.app).await, "day {day}");
        assert!(!tend(&app.app).await, "once a day");
    }
    let left = kept(&backup.folder).expect("the folder");
    assert_eq!(
        left.iter().map(|kept| kept.name.as_str()).collect::<Vec<_>>(),
        ["bandeng-20260305-090000.age", "bandeng-20260304-090000.age"]
    );
    let view = system.get("/operations/backups").await.ok();
    assert_eq!((&view["late"], view["items"].as_array().map(Vec::len)), (&json!(false), Some(2)));

    // Rows alone between, which are no backup of the day.
    app.clock.forward_minutes(59);
    assert!(!tend(&app.app).await, "not yet");
    app.clock.forward_minutes(1);
    assert!(tend(&app.app).await && !tend(&app.app).await, "once an hour");
    assert!(backup.folder.join("bandeng-rows-20260305-100000.age").exists());
    let view = system.get("/operations/backups").await.ok();
    assert!(view["rows_at"].as_i64() == Some(app.app.db.now()) && view["plan"]["rows_minutes"] == json!(60), "{view}");
    assert_eq!(kept(&backup.folder).expect("the folder"), left);

    // The folder cannot be written: it says so, and tries again a while later.
    fs::remove_dir_all(&backup.folder).expect("gone");
    fs::write(&backup.folder, "a file").expect("in its place");
    app.clock.forward_days(1);
    assert!(!tend(&app.app).await);
    let view = system.get("/operations/backups").await.ok();
    assert!(view["late"] == json!(true) && view["failed_at"].is_number(), "{view}");
    assert!(view["fault"]["zh"].as_str().is_some_and(|words| words.contains("读写失败")), "{view}");
    fs::remove_file(&backup.folder).expect("gone");
    assert!(!tend(&app.app).await, "not at once");
    app.clock.forward_minutes(20);
    assert!(tend(&app.app).await);
    assert_eq!(system.get("/operations/backups").await.ok()["fault"], json!(null));
}
