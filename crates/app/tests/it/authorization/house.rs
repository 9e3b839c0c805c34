//! The house the rows are tried in: somebody of every role, and something of every kind.

use std::collections::BTreeMap;

use axum::http::Method;
use bandeng_app::http::openapi::{CALL_DOORS, RESIDENTS, SYSTEMS, document};
use bandeng_store::crypt::signature;
use bandeng_testkit::{Answer, Client, TestApp};
use serde_json::{Value, json};

use super::rows::{At, table};
use crate::dossiers::archived;
use crate::residents::{self, Doors};
use crate::support::{Case, PNG, intake, multipart_type};
use crate::{calls, destruction, dispatch, entrusting, grids, history, imports, privacy, rounds, street, vault};

/// Who may call an operation, and who may not.
#[derive(Clone)]
pub(crate) struct Row {
    pub(crate) operation: &'static str,
    pub(crate) path: String,
    pub(crate) body: Sent,
    pub(crate) may: &'static str,
    pub(crate) may_not: &'static [&'static str],
}

/// What goes with a request.
#[derive(Clone)]
pub(crate) enum Sent {
    Nothing,
    Form(Value),
    File,
    /// A ledger as a spreadsheet.
    Sheet,
    /// An edited paper.
    Paper,
    /// A photo with the code and the secret of a report.
    Photo(Value),
    /// Dictionaries as text.
    Text(String),
}

/// A letter that a court's system sent, and the key with which it did; a key of the police that only reads, and one that is
/// there to be revoked.
pub(crate) struct Post {
    pub(crate) letter: String,
    pub(crate) court: String,
    pub(crate) police: String,
    pub(crate) spare: String,
}

/// The vault of the committee: a note as a browser would send it, and the recoveries that wait for each officer.
pub(crate) struct Sealed {
    pub(crate) note: Value,
    pub(crate) waiting: String,
    pub(crate) agreed: String,
    pub(crate) over: String,
}

/// A grid with its people, a call that rings, and the ways in for machines.
pub(crate) struct Ground {
    pub(crate) grid_version: i64,
    pub(crate) caller: String,
    pub(crate) secret: String,
    pub(crate) call: String,
    pub(crate) token: String,
    /// Number and secret.
    pub(crate) keypad: (String, String),
    pub(crate) device: String,
    pub(crate) round: String,
    /// An event that was reported and nothing more, by its code.
    pub(crate) event: String,
    pub(crate) event_version: i64,
    /// An event that was sent to a unit.
    pub(crate) ordered: String,
    /// The code and the secret of somebody who reported without signing in.
    pub(crate) reporter: Value,
}

impl Ground {
    pub(crate) async fn new(app: &TestApp) -> Self {
        let grid_version = grids::opened(app).await;
        let (caller, secret) = calls::enrolled(app, "13912345678").await;
        let token = calls::press(app, &secret).await;
        let call = token.split('.').next().unwrap_or_default().to_owned();
        let round = rounds::planned(app).await;
        let keypad = calls::opened_door(app, "telephone").await;
        let (_, device) = calls::opened_door(app, "device").await;
        let reported = dispatch::reported(app, "grid-worker", dispatch::manhole()).await;
        let (event, event_version) = (reported.code.clone(), reported.version().await);
        let ordered = dispatch::reported(app, "grid-worker", dispatch::quarrel()).await.sent().await.code.clone();
        let reporter = dispatch::reporter(app).await;
        Self {
            reporter,
            ordered,
            event,
            event_version,
            grid_version,
            caller,
            secret,
            call,
            token,
            keypad,
            device,
            round,
        }
    }
}

/// A file that can be sent.
pub(crate) const FILE: (&str, &[u8]) = ("说明.pdf", b"%PDF-1.7\n%%EOF\n");

/// The method of each operation, and the pattern of its address.
pub(crate) fn operations() -> BTreeMap<String, (Method, String)> {
    let document = serde_json::to_value(document()).expect("the document is JSON");
    let mut found = BTreeMap::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("methods") {
            let Some(id) = operation["operationId"].as_str() else { continue };
            let method = method.to_uppercase().parse().expect("a method");
            let before = found.insert(id.to_owned(), (method, path.clone()));
            assert!(before.is_none(), "two operations are called {id}");
        }
    }
    found
}

/// After these, other rows would no longer find what they need.
pub(crate) const TAKES_AWAY: &[&str] = &[
    "change_password",
    "drop_draft",
    "delete_view",
    "end_grid",
    "end_post",
    "give_slip",
    "leave",
    "reset_factors",
    "reset_password",
    "close_round",
    "remove_caller",
    "revoke_key",
    "close_call_door",
    "give_caller_link",
    "cancel_call",
    "make_call_move",
    "seal_matter",
    "add_note",
    "agree_recovery",
    "finish_recovery",
    "make_recovery",
    "set_account_state",
    "set_organisation_state",
];

pub(crate) struct House {
    pub(crate) app: TestApp,
    pub(crate) matter: String,
    pub(crate) view: String,
    pub(crate) import: String,
    pub(crate) review: String,
    pub(crate) post: Post,
    pub(crate) ground: Ground,
    pub(crate) doors: Doors,
    pub(crate) sealed: Sealed,
    pub(crate) rows: Vec<Row>,
    pub(crate) operations: BTreeMap<String, (Method, String)>,
    /// Those for systems with a key.
    pub(crate) keyed: Vec<String>,
    /// Those for a party in person.
    pub(crate) own: Vec<String>,
}

impl House {
    pub(crate) async fn new() -> Self {
        let app = TestApp::new().await;
        app.as_("clerk").put("/drafts/intake-1", json!({ "narrative": "半截经过" })).await.ok();
        let case = Case::registered(&app).await;
        case.mediating().await;
        let sealed = vault::sealed(&case).await;
        let sealed = Sealed { note: sealed.0, waiting: sealed.1, agreed: sealed.2, over: sealed.3 };
        app.as_("clerk").upload(&case.path("/attachments"), FILE.0, FILE.1).await.ok();
        let doors = Doors::open(&case).await;
        crate::offers::proposed(&case).await;
        // One paper waits for signatures, another one all have signed.
        crate::signing::ask(&case, "clerk", "acceptance-register").await;
        let application = crate::signing::ask(&case, "clerk", "application").await;
        crate::signing::sign(&case, application, 1).await.ok();
        let (matter, version) = (case.code.clone(), case.version().await);
        let view = json!({ "name": "开着的", "query": { "state": "open" }, "columns": ["code", "title"] });
        let view = app.as_("clerk").post("/ledger/views", view).await.ok()["id"].as_str().expect("an id").to_owned();
        let import = imports::bring(&app, "clerk", &imports::sheet(&[imports::row("1", &[(1, "")])])).await;
        let import = import["id"].as_str().expect("an id").to_owned();
        archived(&app, intake(&app)).await;
        let review = app.as_("judicial").post("/reviews", json!({ "year": 2026, "files": 1 })).await.ok();
        let review = review["id"].as_str().expect("an id").to_owned();
        app.as_("mediator").send(Method::POST, &format!("/matters/{matter}/mediations/1/dossier"), None).await.ok();
        let court = entrusting::key(&app, "court", &["case.send", "case.read", "paper.read"]).await;
        let police = entrusting::key(&app, "police", &["case.read", "paper.read"]).await;
        let spare = entrusting::key(&app, "court", &["case.read"]).await;
        let sent =
            entrusting::system(&app, &court).post("/entrusting/cases", entrusting::sent(entrusting::NUMBER)).await;
        let sent = Case { app: &app, code: sent.is(201).json["code"].as_str().expect("a code").to_owned() };
        let confirm = json!({ "version": sent.version().await, "make": { "move": "confirm", "on": "2026-03-02" } });
        app.as_("director").post(&sent.path("/letters/moves"), confirm).await.ok();
        let letter = app.as_("clerk").get("/letters").await.ok()["items"][0]["id"].as_str().expect("an id").to_owned();
        let post = Post { letter, court: court.secret, police: police.secret, spare: spare.id };
        let ground = Ground::new(&app).await;
        privacy::unusual_row(&app).await;
        destruction::list_row(&app).await;
        history::sealed(&app).await;
        let rows = table(&At {
            app: &app,
            matter: &matter,
            version,
            view_id: &view,
            import: &import,
            review: &review,
            letters: &post,
            doors: &doors,
            ground: &ground,
            sealed: &sealed,
        });
        let document = serde_json::to_value(document()).expect("the document is JSON");
        let all = document["paths"].as_object().expect("paths").values();
        let all: Vec<&Value> = all.flat_map(|item| item.as_object().expect("methods").values()).collect();
        let tagged = |tag: &str| {
            all.iter()
                .filter(|operation| operation["tags"][0] == tag)
                .filter_map(|operation| operation["operationId"].as_str().map(str::to_owned))
                .collect::<Vec<_>>()
        };
        let (keyed, own) = ([tagged(SYSTEMS), tagged(CALL_DOORS)].concat(), tagged(RESIDENTS));
        Self {
            app,
            matter,
            view,
            import,
            review,
            post,
            ground,
            doors,
            sealed,
            rows,
            operations: operations(),
            keyed,
            own,
        }
    }

    /// What the door of an operation says to a stranger.
    pub(crate) fn door(&self, row: &Row) -> &'static str {
        match row.operation {
            id if self.keyed.iter().any(|keyed| keyed == id) => "key-needed",
            id if self.own.iter().any(|own| own == id) => "entry-needed",
            _ => "sign-in-needed",
        }
    }

    /// After a write: the same house for a further look, or another one if the write took something away.
    pub(crate) async fn after(mut self, operation: &str) -> Self {
        if TAKES_AWAY.contains(&operation) {
            return Self::new().await;
        }
        let version = Case { app: &self.app, code: self.matter.clone() }.version().await;
        self.ground.grid_version = grids::version(&self.app, grids::GRID).await;
        self.rows = table(&At {
            app: &self.app,
            matter: &self.matter,
            version,
            view_id: &self.view,
            import: &self.import,
            review: &self.review,
            letters: &self.post,
            doors: &self.doors,
            ground: &self.ground,
            sealed: &self.sealed,
        });
        self
    }

    /// Somebody at the door of an operation: a sign-in name, `party:1`, `key:court` and the like; nobody: a stranger.
    pub(crate) fn client(&self, row: &Row, login: Option<&str>) -> Client {
        let with_key = |secret: &str| self.app.stranger().header("authorization", &format!("Bearer {secret}"));
        match login {
            None => self.app.stranger(),
            Some("key:court") => with_key(&self.post.court),
            Some("key:device") => with_key(&self.ground.device),
            Some("signed:keypad") => {
                let Sent::Form(body) = &row.body else { panic!("a keypad sends a form") };
                let at = self.app.app.db.now();
                let sign = signature(&self.ground.keypad.1, format!("{at}.{body}").as_bytes());
                self.app.stranger().header("authorization", &format!("Bandeng t={at}, v1={sign}"))
            }
            Some("key:police") => with_key(&self.post.police),
            Some("keyed") => self.app.stranger().header("idempotency-key", "an-application-1"),
            Some("party:1") => residents::client(&self.app, &self.doors.one),
            Some("party:2") => residents::client(&self.app, &self.doors.two),
            Some("party:elsewhere") => residents::client(&self.app, &self.doors.elsewhere),
            Some(login) if row.operation == "help_to_apply" => {
                self.app.as_(login).header("idempotency-key", "an-application-2")
            }
            Some(login) => self.app.as_(login),
        }
    }

    pub(crate) async fn call(&self, row: &Row, login: Option<&str>) -> Answer {
        self.send(row, &self.client(row, login)).await
    }

    /// Sends what a row says, whoever it is.
    pub(crate) async fn send(&self, row: &Row, client: &Client) -> Answer {
        let (method, _) = &self.operations[row.operation];
        match &row.body {
            Sent::Nothing => client.send(method.clone(), &row.path, None).await,
            Sent::Form(body) => client.send(method.clone(), &row.path, Some(body.clone())).await,
            Sent::File => client.upload(&row.path, FILE.0, FILE.1).await,
            Sent::Text(text) => client.raw(method.clone(), &row.path, "text/csv", text.clone()).await,
            Sent::Photo(key) => {
                let body = street::photo(key, "\u{8def}\u{706f}.png", PNG);
                client.raw(method.clone(), &row.path, &multipart_type(), body).await
            }
            Sent::Paper => client.upload(&row.path, "告知书.docx", &crate::papers::edited("告知书")).await,
            Sent::Sheet => client.upload(&row.path, "台账.xlsx", &imports::sheet(&[])).await,
        }
    }
}
