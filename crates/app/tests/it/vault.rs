//! The vault: what the server keeps without being able to open it. Browsers are played by the `age` library.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::str::FromStr;

use age::secrecy::ExposeSecret;
use age::x25519::{Identity, Recipient};
use bandeng_app::Settings;
use bandeng_testkit::TestApp;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::support::{Case, text};

/// What was said in confidence: it must be found nowhere.
const SECRET: &str = "她单独说底线是一万八千元不要告诉对方";

/// A public key nobody here has.
pub(crate) const RECIPIENT: &str = "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg";

/// Encrypts as a browser does, for public keys.
pub(crate) fn seal(plain: &[u8], recipients: &[String]) -> String {
    let keys: Vec<Recipient> = recipients.iter().map(|r| Recipient::from_str(r).expect("a public key")).collect();
    let encryptor = age::Encryptor::with_recipients(keys.iter().map(|key| key as &dyn age::Recipient));
    let mut file = Vec::new();
    let mut writer = encryptor.expect("recipients").wrap_output(&mut file).expect("a header");
    writer.write_all(plain).expect("written");
    writer.finish().expect("finished");
    STANDARD.encode(file)
}

/// Opens with a private key; none where it does not fit.
fn open(body: &str, identity: &Identity) -> Option<Vec<u8>> {
    let file = STANDARD.decode(body).expect("base64");
    let decryptor = age::Decryptor::new(&file[..]).expect("an age file");
    let mut plain = Vec::new();
    decryptor.decrypt(std::iter::once(identity as &dyn age::Identity)).ok()?.read_to_end(&mut plain).ok()?;
    Some(plain)
}

/// What stands where a browser would have put the private key behind a passphrase: to the server it is as opaque. The work
/// of a real one would take a test minutes.
pub(crate) fn wrapped() -> String {
    let share = "A".repeat(43);
    let mut file =
        format!("age-encryption.org/v1\n-> scrypt {} 18\n{share}\n--- {share}\n", "A".repeat(22)).into_bytes();
    file.extend([7; 40]);
    STANDARD.encode(file)
}

/// People with keys of their own, as their browsers hold them.
pub(crate) struct Keys(HashMap<String, Identity>);

impl Keys {
    pub(crate) fn recipient(&self, login: &str) -> String {
        self.0[login].to_public().to_string()
    }

    /// Makes a key for somebody and hands its public half over.
    pub(crate) async fn make(&mut self, app: &TestApp, login: &str) {
        let identity = Identity::generate();
        let client = app.as_(login);
        let version = client.get("/vault").await.ok()["key"]["version"].as_i64().unwrap_or_default();
        let body = json!({ "version": version, "recipient": identity.to_public().to_string(), "wrapped": wrapped() });
        client.put("/vault/key", body).await.ok();
        self.0.insert(login.to_owned(), identity);
    }
}

/// The committee's recovery key, in halves.
pub(crate) async fn set_up(app: &TestApp) -> (Keys, Identity) {
    let mut keys = Keys(HashMap::new());
    for login in ["mediator", "director", "judicial"] {
        keys.make(app, login).await;
    }
    let recovery = Identity::generate();
    let secret = recovery.to_string().expose_secret().as_bytes().to_vec();
    let first: Vec<u8> = (0..secret.len()).map(|n| (n * 37 % 251) as u8).collect();
    let second: Vec<u8> = secret.iter().zip(&first).map(|(a, b)| a ^ b).collect();
    let share = |login: &str, half: &[u8]| json!({ "account": app.world.account(login).to_string(), "share": seal(half, &[keys.recipient(login)]) });
    let committee = app.world.organisation("committee");
    let version = app.as_("director").get("/vault").await.ok()["recoveries"][0]["version"].clone();
    let body = json!({
        "version": version, "recipient": recovery.to_public().to_string(),
        "shares": [share("director", &first), share("judicial", &second)],
    });
    app.as_("director").put(&format!("/vault/recoveries/{committee}"), body).await.is(204);
    (keys, recovery)
}

/// A mediation with a session the mediator held with one party alone.
pub(crate) async fn alone(case: &Case<'_>) {
    let session = json!({ "move": "hold_session", "session": {
        "place_kind": "bench", "place": "", "started": "2026-03-02T08:30:00", "with": { "form": "alone", "party": 1 },
    } });
    case.make("mediator", session).await;
}

/// A note as a browser sends it, for those the server names.
pub(crate) fn note(book: &Value, session: u16, after: u16, plain: &str) -> Value {
    let of = |field: &str| -> Vec<String> {
        book["recipients"].as_array().expect("recipients").iter().map(|r| text(&r[field])).collect()
    };
    json!({
        "session": session, "after": after, "body": seal(plain.as_bytes(), &of("recipient")), "recipients": of("fingerprint"),
    })
}

/// A mediation with keys, a sealed note and three recoveries: the note that could follow, and the recoveries by number: one
/// that waits for the judicial officer, one that is agreed, one that can be ended.
pub(crate) async fn sealed(case: &Case<'_>) -> (Value, String, String, String) {
    let app = case.app;
    set_up(app).await;
    alone(case).await;
    let notes = case.path("/mediations/1/notes");
    let book = app.as_("mediator").get(&notes).await.ok();
    app.as_("mediator").post(&notes, note(&book, 2, 0, SECRET)).await.is(201);
    let ask = format!("/vault/recoveries/{}/requests", app.world.organisation("committee"));
    let mut requests = Vec::new();
    for _ in 0..3 {
        let asked = app.as_("director").post(&ask, json!({ "code": case.code, "reason": "核对" })).await.is(201).ok();
        requests.push(text(&asked["id"]));
    }
    app.as_("judicial").post(&format!("/vault/requests/{}/agreement", requests[1]), json!({})).await.is(204);
    let [waiting, agreed, over] = requests.try_into().expect("three");
    (note(&book, 2, 1, SECRET), waiting, agreed, over)
}

async fn assign(case: &Case<'_>, logins: &[&str]) {
    let ids: Vec<String> = logins.iter().map(|login| case.app.world.account(login).to_string()).collect();
    case.make("director", json!({ "move": "assign", "mediators": ids, "how": "assigned" })).await;
}

#[tokio::test]
async fn a_note_is_kept_for_who_mediates_and_nobody_else_gets_at_it() {
    let app = TestApp::new().await;
    let (mut keys, recovery) = set_up(&app).await;
    let case = Case::registered(&app).await;
    case.mediating().await;
    alone(&case).await;
    let notes = case.path("/mediations/1/notes");
    let mediator = app.as_("mediator");
    let book = mediator.get(&notes).await.ok();
    assert_eq!((&book["writable"], &book["recipients"].as_array().map(Vec::len)), (&json!(true), &Some(2)));
    let session = book["sessions"][0]["session"].as_u64().expect("a number") as u16;
    assert_eq!((session, &book["sessions"][0]["party_name"]), (2, &json!("李建设")));

    // Only a session with one party alone; only an age file; only for exactly these keys.
    mediator.post(&notes, note(&book, 1, 0, SECRET)).await.refused(409, "vault-not-alone");
    let mut plain = note(&book, session, 0, SECRET);
    plain["body"] = json!(STANDARD.encode(SECRET));
    mediator.post(&notes, plain).await.refused(422, "vault-file-unreadable");
    let mut fewer = note(&book, session, 0, SECRET);
    fewer["body"] = json!(seal(SECRET.as_bytes(), &[keys.recipient("mediator")]));
    mediator.post(&notes, fewer.clone()).await.refused(409, "vault-recipients-wrong");
    fewer["recipients"] = json!([book["recipients"][0]["fingerprint"]]);
    mediator.post(&notes, fewer).await.refused(409, "vault-recipients-wrong");
    let large = "长".repeat(50_000);
    mediator.post(&notes, note(&book, session, 0, &large)).await.refused(422, "too-long");
    let mut passphrase = note(&book, session, 0, SECRET);
    passphrase["body"] = json!(wrapped());
    mediator.post(&notes, passphrase).await.refused(422, "vault-file-unreadable");

    let before = case.version().await;
    let kept = mediator.post(&notes, note(&book, session, 0, SECRET)).await.is(201).ok();
    assert_eq!(kept, json!({ "version": 1, "sealing": 1 }));
    assert_eq!(case.version().await, before + 1, "an event");
    mediator.post(&notes, note(&book, session, 0, "twice")).await.refused(409, "vault-note-moved");
    mediator.post(&notes, note(&book, session, 1, "第二版")).await.is(201);
    let first = mediator.get(&format!("{notes}/{session}/1")).await.ok();
    let body = text(&first["body"]);
    for key in [&keys.0["mediator"], &recovery] {
        assert_eq!(open(&body, key).expect("it opens"), SECRET.as_bytes());
    }
    assert_eq!(open(&body, &keys.0["director"]), None, "a director who does not mediate");
    let told = app.as_("clerk").get(&case.path("/timeline")).await.ok();
    assert_eq!(told["items"][0]["sentence"]["zh"], "封存了第2次调解（单独会谈）的笔录");

    // The director reads the matter and not this; nobody else does either.
    for (login, status) in
        [("director", 403), ("clerk", 403), ("coordinator", 403), ("mediator2", 403), ("far-mediator", 404)]
    {
        for path in [&notes, &format!("{notes}/{session}/1")] {
            app.as_(login).get(path).await.is(status);
        }
        app.as_(login).post(&notes, note(&book, session, 2, "x")).await.is(status);
    }
    for login in ["judicial", "audit", "system", "leader"] {
        let status = app.as_(login).get(&notes).await.status;
        assert!(matches!(status, 403 | 404), "{login} {status}");
    }

    // A colleague joins without a key, then makes one: what is there waits for them, and is encrypted anew.
    assign(&case, &["mediator", "mediator2"]).await;
    let book = mediator.get(&notes).await.ok();
    assert_eq!((&book["lacking"], &book["sessions"][0]["notes"][0]["pending"]), (&json!(["张秀英"]), &json!(false)));
    app.as_("mediator2").post(&notes, note(&book, session, 2, "x")).await.refused(409, "vault-key-missing");
    keys.make(&app, "mediator2").await;
    let book = mediator.get(&notes).await.ok();
    let waiting = &book["sessions"][0]["notes"][0];
    assert_eq!((&waiting["pending"], &waiting["readable"]), (&json!(true), &json!(true)));
    let theirs = app.as_("mediator2").get(&notes).await.ok();
    assert_eq!(theirs["sessions"][0]["notes"][0]["readable"], false);
    let mut anew = note(&book, session, 0, SECRET);
    anew.as_object_mut().expect("a note").retain(|key, _| key == "body" || key == "recipients");
    anew["sealing"] = json!(1);
    let path = format!("{notes}/{session}/1");
    assert_eq!(mediator.put(&path, anew.clone()).await.ok(), json!({ "version": 1, "sealing": 2 }));
    mediator.put(&path, anew).await.refused(409, "vault-note-moved");
    let fetched = app.as_("mediator2").get(&path).await.ok();
    assert_eq!(open(&text(&fetched["body"]), &keys.0["mediator2"]).expect("it opens"), SECRET.as_bytes());

    // Who leaves loses the right to fetch at once, also of what they wrote.
    assign(&case, &["mediator2"]).await;
    mediator.get(&path).await.refused(403, "not-allowed");
    assert_eq!(app.as_("mediator2").get(&notes).await.ok()["sessions"][0]["notes"][1]["pending"], true);

    // Nowhere is it legible: events, search, accesses, and every table of the database.
    app.app.accesses.flush(&app.app.db).await.expect("accesses");
    nowhere(&app, SECRET).await;
    nowhere(&app, "第二版").await;
    let seen = app.as_("audit").get("/audit/accesses").await.ok().to_string();
    assert!(seen.contains("note/2.1") && seen.contains("单独会谈笔录"), "{seen}");
    app.finish().await;
}

/// Reads the whole database as bytes (SQLite) or every row of every table as text (PostgreSQL).
async fn nowhere(app: &TestApp, secret: &str) {
    let url = app.database_url();
    if let Some(file) = url.strip_prefix("sqlite://") {
        let file = file.split('?').next().expect("a path");
        app.app.db.technical().execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await.expect("a checkpoint");
        let folder = std::path::Path::new(file).parent().expect("a folder");
        let name = std::path::Path::new(file).file_name().expect("a name").to_string_lossy().into_owned();
        let mut looked = 0;
        for entry in std::fs::read_dir(folder).expect("the folder") {
            let entry = entry.expect("an entry");
            if entry.file_name().to_string_lossy().starts_with(&name) {
                let bytes = std::fs::read(entry.path()).expect("the file");
                looked += bytes.len();
                assert!(!bytes.windows(secret.len()).any(|part| part == secret.as_bytes()), "{:?}", entry.path());
            }
        }
        assert!(looked > 100_000, "the database was looked at: {looked}");
        return;
    }
    let tables = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()";
    let tables = app.app.db.reader().query_all_raw(app.app.db.statement(tables, [])).await.expect("tables");
    assert!(tables.len() > 30);
    for table in tables {
        let table: String = table.try_get_by_index(0).expect("a name");
        let sql = format!("SELECT count(*) FROM {table} t WHERE t::text LIKE '%{secret}%'");
        let row = app.app.db.reader().query_one_raw(app.app.db.statement(&sql, [])).await.expect("a count");
        assert_eq!(row.expect("a row").try_get_by_index::<i64>(0).expect("a number"), 0, "{table}");
    }
}

#[tokio::test]
async fn without_a_recovery_key_no_note_is_taken() {
    let app = TestApp::new().await;
    let mut keys = Keys(HashMap::new());
    keys.make(&app, "mediator").await;
    let case = Case::registered(&app).await;
    case.mediating().await;
    alone(&case).await;
    let notes = case.path("/mediations/1/notes");
    let book = app.as_("mediator").get(&notes).await.ok();
    assert_eq!((&book["writable"], &book["has_recovery"]), (&json!(false), &json!(false)));
    app.as_("mediator").post(&notes, note(&book, 2, 0, SECRET)).await.refused(409, "vault-recovery-missing");
    app.finish().await;
}

#[tokio::test]
async fn a_key_is_made_wrapped_anew_and_replaced_and_each_is_an_event() {
    let app = TestApp::new().await;
    let mut keys = Keys(HashMap::new());
    keys.make(&app, "mediator").await;
    let mediator = app.as_("mediator");
    let body = |version: i64, recipient: &str, wrapped: &str| json!({ "version": version, "recipient": recipient, "wrapped": wrapped });
    let own = keys.recipient("mediator");
    assert_eq!(mediator.put("/vault/key", body(1, &own, &wrapped())).await.ok()["version"], 1);
    mediator.put("/vault/key", body(0, &own, &wrapped())).await.refused(409, "vault-key-moved");
    keys.make(&app, "mediator").await;
    assert_eq!(mediator.get("/vault").await.ok()["key"]["version"], 2);
    // A private key that is not wrapped, one behind too little work, one behind a public key, no key at all, another's.
    let secret = Identity::generate();
    let bare = STANDARD.encode(secret.to_string().expose_secret());
    let little = STANDARD
        .encode(String::from_utf8(STANDARD.decode(wrapped()).expect("b")).expect("t").replace(" 18\n", " 10\n"));
    let next = secret.to_public().to_string();
    for wrong in [bare, little, seal(b"x", std::slice::from_ref(&next)), "!".to_owned()] {
        mediator.put("/vault/key", body(2, &next, &wrong)).await.refused(422, "vault-file-unreadable");
    }
    mediator.put("/vault/key", body(2, "age1xyz", &wrapped())).await.refused(422, "vault-file-unreadable");
    app.as_("mediator2").put("/vault/key", body(0, &own, &wrapped())).await.refused(422, "vault-file-unreadable");
    let stream = format!("/audit/registry-events?stream=account:{}", app.world.account("mediator"));
    let told = app.as_("audit").get(&stream).await.ok().to_string();
    for sentence in ["设置了自己的保险箱密钥", "更换了自己的保险箱密钥", "更改了保险箱口令或通行密钥"]
    {
        assert!(told.contains(sentence), "{sentence}: {told}");
    }
    for login in ["clerk", "leader", "system", "audit"] {
        app.as_(login).get("/vault").await.refused(403, "not-allowed");
    }
    app.finish().await;
}

#[tokio::test]
async fn two_officers_recover_what_nobody_else_can_open() {
    let app = TestApp::new().await;
    let (mut keys, recovery) = set_up(&app).await;
    let case = Case::registered(&app).await;
    case.mediating().await;
    alone(&case).await;
    let notes = case.path("/mediations/1/notes");
    let book = app.as_("mediator").get(&notes).await.ok();
    app.as_("mediator").post(&notes, note(&book, 2, 0, SECRET)).await.is(201);
    // The only mediator is gone, and the successor cannot open what they left.
    keys.make(&app, "mediator2").await;
    assign(&case, &["mediator2"]).await;
    let fetched = app.as_("mediator2").get(&format!("{notes}/2/1")).await.ok();
    assert_eq!(open(&text(&fetched["body"]), &keys.0["mediator2"]), None);

    let committee = app.world.organisation("committee");
    let ask = format!("/vault/recoveries/{committee}/requests");
    let reason = json!({ "code": case.code, "reason": "调解员调离，接任者需要看笔录" });
    app.as_("mediator2").post(&ask, reason.clone()).await.refused(404, "not-found");
    app.as_("director").post(&ask, json!({ "code": case.code, "reason": " " })).await.refused(422, "reason-needed");
    let request = app.as_("director").post(&ask, reason).await.is(201).ok();
    let at = format!("/vault/requests/{}", text(&request["id"]));
    for login in ["mediator", "mediator2", "county-judicial"] {
        app.as_(login).get(&at).await.refused(404, "not-found");
    }
    let waiting = app.as_("director").get(&at).await.ok();
    assert_eq!((&waiting["agreed"], &waiting["books"]), (&json!(false), &json!([])));
    app.as_("director").post(&format!("{at}/agreement"), json!({})).await.refused(409, "recovery-by-self");

    // The other officer opens their half and encrypts it to who asked.
    let officer = app.as_("judicial").get(&at).await.ok();
    let half = open(&text(&officer["share"]), &keys.0["judicial"]).expect("their own half");
    assert_eq!(open(&text(&officer["share"]), &keys.0["director"]), None);
    let handed = seal(&half, &[text(&officer["asker"])]);
    app.as_("judicial").post(&format!("{at}/agreement"), json!({ "share": handed })).await.is(204);
    assert_eq!(app.as_("judicial").get(&at).await.ok()["books"], json!([]), "who agreed sees no note");

    let agreed = app.as_("director").get(&at).await.ok();
    let own = open(&text(&agreed["share"]), &keys.0["director"]).expect("the director's half");
    let other = open(&text(&agreed["handed"]), &keys.0["director"]).expect("the half handed over");
    let secret: Vec<u8> = own.iter().zip(&other).map(|(a, b)| a ^ b).collect();
    let rebuilt = Identity::from_str(std::str::from_utf8(&secret).expect("text")).expect("a private key");
    assert_eq!(rebuilt.to_public().to_string(), recovery.to_public().to_string());
    let book = &agreed["books"][0];
    let kept = &book["notes"][0];
    let plain = open(&text(&kept["body"]), &rebuilt).expect("it opens");
    assert_eq!(plain, SECRET.as_bytes());
    let mut anew = note(book, 2, 0, SECRET);
    anew.as_object_mut().expect("a note").retain(|key, _| key == "body" || key == "recipients");
    anew["sealing"] = kept["sealing"].clone();
    app.as_("director").put(&format!("{notes}/2/1"), anew.clone()).await.refused(403, "not-allowed");
    anew["request"] = request["id"].clone();
    app.as_("judicial").put(&format!("{notes}/2/1"), anew.clone()).await.refused(404, "not-found");
    app.as_("director").put(&format!("{notes}/2/1"), anew.clone()).await.ok();
    let fetched = app.as_("mediator2").get(&format!("{notes}/2/1")).await.ok();
    assert_eq!(open(&text(&fetched["body"]), &keys.0["mediator2"]).expect("it opens"), SECRET.as_bytes());

    app.as_("director").post(&format!("{at}/finish"), json!({})).await.is(204);
    app.as_("director").get(&at).await.refused(409, "recovery-over");
    anew["sealing"] = json!(2);
    app.as_("director").put(&format!("{notes}/2/1"), anew).await.refused(409, "recovery-over");
    let events = app.as_("audit").get(&format!("/audit/registry-events?stream=organisation:{committee}")).await.ok();
    let events = events.to_string();
    for sentence in ["由王守信和孙正明各持一半", "调解员调离，接任者需要看笔录", "同意用恢复密钥打开"]
    {
        assert!(events.contains(sentence), "{sentence}: {events}");
    }
    nowhere(&app, SECRET).await;
    nowhere(&app, std::str::from_utf8(&secret).expect("text")).await;
    app.finish().await;
}

#[tokio::test]
async fn a_recovery_ends_by_itself_after_a_day_and_officers_are_two() {
    let app = TestApp::with_settings(Settings::default()).await;
    let (keys, _) = set_up(&app).await;
    let case = Case::registered(&app).await;
    case.mediating().await;
    let committee = app.world.organisation("committee");
    let reason = json!({ "code": case.code, "reason": "核对" });
    let ask = format!("/vault/recoveries/{committee}/requests");
    let request = app.as_("judicial").post(&ask, reason).await.is(201).ok();
    let at = format!("/vault/requests/{}", text(&request["id"]));
    assert_eq!(app.as_("director").get("/vault").await.ok()["requests"][0]["own"], false);
    app.clock.forward_minutes(24 * 60);
    app.as_("director").post(&format!("{at}/agreement"), json!({})).await.refused(409, "recovery-over");
    assert_eq!(app.as_("director").get("/vault").await.ok()["requests"], json!([]));

    let share = |login: &str| json!({ "account": app.world.account(login).to_string() });
    let next = Identity::generate().to_public().to_string();
    let put = |shares: Value| json!({ "version": 1, "recipient": next, "shares": shares });
    let path = format!("/vault/recoveries/{committee}");
    for shares in [
        json!([share("director")]),
        json!([share("director"), share("director")]),
        json!([share("director"), share("clerk")]),
    ] {
        app.as_("director").put(&path, put(shares)).await.refused(422, "vault-officers-unfit");
    }
    let both = json!([share("director"), share("judicial")]);
    app.as_("far-director").put(&path, put(both.clone())).await.refused(404, "not-found");
    app.as_("mediator").put(&path, put(both.clone())).await.refused(403, "not-allowed");
    // On paper: the server keeps no half at all.
    app.as_("director").put(&path, put(both)).await.is(204);
    let names = app.as_("director").get(&format!("{path}/candidates")).await.ok();
    assert_eq!(names["items"].as_array().map(Vec::len), Some(3), "{names}");
    assert_eq!(keys.0.len(), 3);
    app.finish().await;
}

#[tokio::test]
async fn a_note_is_never_rewritten_in_the_database() {
    let app = TestApp::new().await;
    set_up(&app).await;
    let case = Case::registered(&app).await;
    case.mediating().await;
    alone(&case).await;
    let notes = case.path("/mediations/1/notes");
    let book = app.as_("mediator").get(&notes).await.ok();
    app.as_("mediator").post(&notes, note(&book, 2, 0, SECRET)).await.is(201);
    let run = async |sql: &str| app.app.db.technical().execute_unprepared(sql).await;
    run("UPDATE vault_notes SET sha256 = 'x'").await.expect_err("append-only");
    run("DELETE FROM vault_notes").await.expect_err("append-only");
    run("UPDATE vault_notes SET body = NULL").await.expect("erased as the law asks");
    let book = app.as_("mediator").get(&notes).await.ok();
    assert_eq!(book["sessions"][0]["notes"][0]["erased"], true);
    app.as_("mediator").get(&format!("{notes}/2/1")).await.refused(404, "not-found");
    app.finish().await;
}
