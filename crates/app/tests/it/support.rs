//! Factories: a test says only what matters to it, and everything goes through the API.

use bandeng_testkit::world::VILLAGE;
use bandeng_testkit::{Answer, TestApp};
use serde_json::{Value, json};

/// A form as a clerk fills it in: Wu applies against Li after a collision.
pub(crate) fn intake(app: &TestApp) -> Value {
    json!({
        "kind": "road_traffic",
        "source": "application",
        "channel": "window",
        "area": VILLAGE,
        "place": "村口十字路口",
        "occurred_on": "2026-02-20",
        "narrative": "吴大勇骑电动车与李建设的三轮车相撞，李建设受伤住院。",
        "claims": ["赔偿医疗费、误工费"],
        "committee": app.world.organisation("committee").to_string(),
        "parties": [
            { "side": "applicant", "kind": "natural", "name": "李建设", "phone": "13800000001", "address": "桥坡村二组" },
            { "side": "respondent", "kind": "natural", "name": "吴大勇", "phone": "13800000002" },
        ],
    })
}

/// A form with some fields otherwise.
pub(crate) fn intake_with(app: &TestApp, changes: Value) -> Value {
    let mut form = intake(app);
    for (key, value) in changes.as_object().cloned().unwrap_or_default() {
        form[key] = value;
    }
    form
}

/// A registered matter and its first mediation.
pub(crate) struct Case<'a> {
    pub app: &'a TestApp,
    pub code: String,
}

impl<'a> Case<'a> {
    pub(crate) async fn registered(app: &'a TestApp) -> Case<'a> {
        Self::of(app, intake(app)).await
    }

    pub(crate) async fn of(app: &'a TestApp, form: Value) -> Case<'a> {
        let entrusted = form.get("entrustment").is_some_and(|letter| !letter.is_null());
        let receipt = match entrusted {
            true => app.as_("clerk").post("/letters", json!({ "form": form })).await.ok(),
            false => app.as_("clerk").post("/matters", form).await.ok(),
        };
        Case { app, code: text(&receipt["code"]) }
    }

    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/matters/{}{rest}", self.code)
    }

    pub(crate) async fn view(&self, login: &str) -> Value {
        self.app.as_(login).get(&self.path("")).await.ok()
    }

    pub(crate) async fn mediation(&self, login: &str) -> Value {
        self.app.as_(login).get(&self.path("/mediations/1")).await.ok()
    }

    pub(crate) async fn version(&self) -> i64 {
        bandeng_app::matters::case::read(self.app.app.db.reader(), &self.code.parse().expect("a code"), 0)
            .await
            .expect("the matter is there")
            .version()
    }

    /// Makes a move of the mediation as somebody who has seen everything.
    pub(crate) async fn try_make(&self, login: &str, mv: Value) -> Answer {
        let body = json!({ "version": self.version().await, "make": mv });
        self.app.as_(login).post(&self.path("/mediations/1/moves"), body).await
    }

    pub(crate) async fn make(&self, login: &str, mv: Value) -> &Self {
        self.try_make(login, mv).await.ok();
        self
    }

    /// Makes a move of the matter.
    pub(crate) async fn try_move(&self, login: &str, mv: Value) -> Answer {
        let body = json!({ "version": self.version().await, "make": mv });
        self.app.as_(login).post(&self.path("/moves"), body).await
    }

    pub(crate) async fn accepted(&self) -> &Self {
        self.make("clerk", json!({ "move": "consent", "party": 1, "given": true, "how": "oral", "on": "2026-03-02" }))
            .await;
        self.make("clerk", json!({ "move": "consent", "party": 2, "given": true, "how": "oral", "on": "2026-03-02" }))
            .await;
        self.make("director", json!({ "move": "accept", "on": "2026-03-02" })).await
    }

    pub(crate) async fn assigned(&self) -> &Self {
        self.accepted().await;
        let mediator = self.app.world.account("mediator").to_string();
        self.make("director", json!({ "move": "assign", "mediators": [mediator], "how": "assigned" })).await
    }

    pub(crate) async fn mediating(&self) -> &Self {
        self.assigned().await;
        self.make("clerk", json!({ "move": "give_notice", "parties": [1, 2], "how": "signed", "on": "2026-03-02" }))
            .await;
        self.make("mediator", joint("2026-03-02T09:00:00")).await
    }

    /// In effect, with one promise to pay 25,000 yuan at once.
    pub(crate) async fn in_effect(&self) -> &Self {
        self.mediating().await;
        self.make("mediator", draft()).await;
        self.make("mediator", json!({ "move": "agree_in_writing" })).await;
        for party in [1, 2] {
            let signer = json!({ "as": "party", "party": party });
            self.make(
                "mediator",
                json!({ "move": "sign", "signer": signer, "how": "fingerprint", "on": "2026-03-02" }),
            )
            .await;
        }
        let signer = json!({ "as": "mediator", "account": self.app.world.account("mediator").to_string() });
        self.make("mediator", json!({ "move": "sign", "signer": signer, "how": "signature", "on": "2026-03-02" }))
            .await;
        self.make("mediator", json!({ "move": "affix_seal", "on": "2026-03-02" })).await
    }
}

pub(crate) fn joint(started: &str) -> Value {
    json!({ "move": "hold_session", "session": {
        "place_kind": "room", "place": "调解室", "started": started,
        "with": { "form": "joint", "parties": [1, 2], "record": "双方各自陈述，核实了事实。", "result": "" },
    } })
}

pub(crate) fn draft() -> Value {
    json!({ "move": "draft_agreement", "draft": {
        "facts": "双方车辆相撞，李建设受伤。",
        "obligations": [{
            "debtor": 2, "creditor": 1, "kind": "pay", "what": "医疗费、误工费", "amount_fen": 2_500_000,
            "due": { "due": "at_once" }, "how": "现金",
        }],
    } })
}

/// A small picture, with something in it that nobody is to see.
pub(crate) const PNG: &[u8] =
    b"\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x00\x04\x00\x00\x00\x04\x08\x02\x00\x00\x00&\x93\
    \x09)\x00\x00\x00\x18tEXtComment\x00GPS 37.92,102.64\xd0\xae\xd5\xe7\x00\x00\x00\x1eIDATx\xdac8!\xa7\
    \x01G\x0c'l4\xe0\x88\xe1D\x94\x06\x1c1\x9c\xa8\xd0\x80#\x00\xeb\xab\x13\xb17\xc8\xed\xa0\x00\x00\x00\
    \x00IEND\xaeB`\x82";

const BOUNDARY: &str = "----a-boundary";

/// The media type of [`multipart`].
pub(crate) fn multipart_type() -> String {
    format!("multipart/form-data; boundary={BOUNDARY}")
}

/// A form as a browser sends it.
pub(crate) fn multipart(parts: &[Vec<u8>]) -> Vec<u8> {
    [parts.concat(), format!("--{BOUNDARY}--\r\n").into_bytes()].concat()
}

/// One part of a form: `name="purpose"`.
pub(crate) fn part(disposition: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n");
    [head.as_bytes(), bytes, b"\r\n"].concat()
}

/// The part that carries a file.
pub(crate) fn file(name: &str, bytes: &[u8]) -> Vec<u8> {
    part(&format!("name=\"file\"; filename=\"{name}\""), bytes)
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
