//! Search: what is found, by whom, and what can never be found.

use std::collections::BTreeSet;
use std::sync::Arc;

use bandeng_app::search::rebuild::{Rebuilt, rebuild};
use bandeng_app::search::service::{SearchQuery, find};
use bandeng_core::policy::{Action, Actor, Key, Post, Role};
use bandeng_store::{Ctx, Engine};
use bandeng_testkit::TestApp;
use bandeng_testkit::world::{COUNTY, FAR_COUNTY, TOWN};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::support::{Case, draft, intake_with, text};

/// `纠纷` as an address carries it.
/// A search as it is sent: never in an address, which proxies and browsers keep. `rest`: `&area=6206&limit=2`.
fn asked(query: &str, rest: &str) -> Value {
    let mut body = json!({ "q": query });
    for (name, value) in rest.split('&').filter_map(|pair| pair.split_once('=')) {
        body[name] = value.parse::<u64>().ok().filter(|_| name == "limit").map_or(json!(value), |n| json!(n));
    }
    body
}

/// Looks something up as somebody; the page.
async fn page(app: &TestApp, login: &str, query: &str, rest: &str) -> Value {
    app.as_(login).post("/search", asked(query, rest)).await.ok()
}

/// The codes somebody finds.
async fn codes(app: &TestApp, login: &str, query: &str) -> Vec<String> {
    page(app, login, query, "").await["items"].as_array().expect("items").iter().map(|r| text(&r["code"])).collect()
}

/// The code of the one matter that is expected.
fn only(case: &Case<'_>) -> Vec<String> {
    vec![case.code.clone()]
}

/// Every token of the index, as the engine keeps it.
async fn vocabulary(app: &TestApp) -> BTreeSet<String> {
    let db = app.app.db.technical();
    let sql = match app.app.db.engine() {
        Engine::Sqlite => {
            let table = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab(main, matter_search, 'row')";
            db.execute_unprepared(table).await.expect("a look into the index");
            "SELECT term FROM temp.words"
        }
        Engine::Postgres => "SELECT DISTINCT unnest(tsvector_to_array(tokens)) FROM matter_search",
    };
    let rows = db.query_all_raw(app.app.db.statement(sql, [])).await.expect("tokens");
    rows.iter().map(|row| row.try_get_by_index(0).expect("text")).collect()
}

/// Three matters: Wu against Li after a collision; a wall and a drain; a dog.
async fn three(app: &TestApp) -> [Case<'_>; 3] {
    let collision = Case::registered(app).await;
    app.clock.forward_minutes(1);
    let wall = json!({
        "kind": "neighbours", "title": "桥坡村院墙排水纠纷", "place": "桥坡村二组",
        "narrative": "张桂兰家院墙外排水沟被堵，雨水流入马玉山家院内。桂兰电话 138-0000-0003，WPS表格在附件。",
        "claims": ["疏通排水沟"],
        "parties": [
            { "side": "applicant", "kind": "natural", "name": "马玉山", "phone": "13800000004" },
            { "side": "respondent", "kind": "natural", "name": "张桂兰", "phone": "13800000003" },
        ],
    });
    let wall = Case::of(app, intake_with(app, wall)).await;
    app.clock.forward_minutes(1);
    let dog = json!({
        "kind": "damages", "title": "", "area": "620602130202", "place": "烟房村麦场",
        "narrative": "狗咬伤路人，双方为医疗费争吵，曾提到排水。",
        "claims": [], "committee": app.world.organisation("village-committee").to_string(),
    });
    [collision, wall, Case::of(app, intake_with(app, dog)).await]
}

#[tokio::test]
async fn words_find_in_titles_places_narratives_and_claims() {
    let app = TestApp::new().await;
    let [collision, wall, dog] = three(&app).await;
    for (query, expected) in [
        ("桥坡村", vec![&wall]),
        ("烟房村", vec![&dog]),
        ("医疗费", vec![&dog, &collision]),
        ("医疗费 误工费", vec![&collision]),
        ("狗", vec![&dog]),
        ("排水", vec![&dog, &wall]),
        ("排水 院墙", vec![&wall]),
        ("桥坡村院墙排水纠纷", vec![&wall]),
        ("疏通", vec![&wall]),
        ("ｗｐｓ", vec![&wall]),
        ("墙院", vec![]),
        ("不存在的话", vec![]),
    ] {
        let expected: Vec<_> = expected.iter().map(|case| case.code.clone()).collect();
        assert_eq!(codes(&app, "clerk", query).await, expected, "{query}");
        assert_eq!(codes(&app, "far-clerk", query).await, Vec::<String>::new(), "{query}");
    }
    // A title that nobody typed is found as it is shown.
    let shown = text(&collision.view("clerk").await["title"]);
    assert_eq!(codes(&app, "clerk", &shown).await, only(&collision));
    app.finish().await;
}

#[tokio::test]
async fn filters_narrow_and_pages_follow_each_other() {
    let app = TestApp::new().await;
    let [collision, wall, dog] = three(&app).await;
    let found = |page: Value| -> Vec<String> {
        page["items"].as_array().expect("items").iter().map(|r| text(&r["code"])).collect()
    };
    assert_eq!(found(page(&app, "clerk", "排水", "&area=620602130202").await), only(&dog));
    assert_eq!(found(page(&app, "coordinator", "排水", "&area=620602").await).len(), 2);
    assert_eq!(found(page(&app, "coordinator", "排水", "&area=620621").await).len(), 0);
    assert_eq!(found(page(&app, "clerk", "排水", "&kind=neighbours&state=open").await), only(&wall));
    assert_eq!(found(page(&app, "clerk", "排水", "&state=closed").await).len(), 0);
    for sort in ["newest", "relevance"] {
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let page = page(&app, "clerk", "医疗费", &format!("&limit=1&sort={sort}&after={after}")).await;
            seen.extend(found(page.clone()));
            match page["next"].as_str() {
                Some(next) => after = next.to_owned(),
                None => break,
            }
        }
        seen.sort();
        assert_eq!(seen, [collision.code.clone(), dog.code.clone()], "{sort}");
    }
    // What is in the title and often in the text comes first.
    let best = page(&app, "clerk", "排水", "&sort=relevance").await;
    let titles: Vec<_> = best["items"].as_array().expect("items").iter().map(|r| text(&r["title"])).collect();
    insta::assert_snapshot!("by_relevance", titles.join("\n"));
    for bad in ["&sort=title", "&state=secret", "&kind=gossip", "&after=x"] {
        app.as_("clerk").post("/search", asked("a", bad)).await.refused(422, "unknown-value");
    }
    app.as_("clerk").post("/search", asked("a", "&area=6")).await.refused(422, "area-malformed");
    app.as_("clerk").post("/search", json!({})).await.refused(422, "required");
    app.finish().await;
}

#[tokio::test]
async fn a_code_finds_its_matter_within_reach() {
    let app = TestApp::new().await;
    let [collision, ..] = three(&app).await;
    let grouped = text(&collision.view("clerk").await["grouped"]);
    for query in [&collision.code, &grouped] {
        assert_eq!(codes(&app, "clerk", query).await, only(&collision));
        assert_eq!(codes(&app, "far-clerk", query).await, Vec::<String>::new());
    }
    let last = if collision.code.ends_with('0') { "1" } else { "0" };
    let mistyped = format!("{}{last}", &collision.code[..15]);
    app.as_("clerk").post("/search", asked(&mistyped, "")).await.refused(422, "matter-code-mistyped");
    app.finish().await;
}

/// The index is read through every role's arms and compared with what the rule and a plain look into the texts pick.
#[tokio::test]
async fn search_finds_exactly_what_the_rule_and_the_texts_say() {
    let app = TestApp::new().await;
    let [collision, wall, dog] = three(&app).await;
    collision.mediating().await;
    let grant = json!({ "organisation": app.world.organisation("police").to_string(), "purpose": "核实", "until": "2026-04-01" });
    app.as_("clerk").post(&wall.path("/grants"), grant).await.ok();
    app.clock.forward_minutes(1);
    let sealed = Case::of(&app, intake_with(&app, json!({ "concerns": ["domestic_violence"] }))).await;
    let closed = Case::of(&app, intake_with(&app, json!({ "barrier": "court", "narrative": "排水沟被填" }))).await;
    closed.make("director", json!({ "move": "decline", "reason": "already_before_court", "route": "court" })).await;
    closed.try_move("clerk", json!({ "move": "close" })).await.ok();
    let far = json!({ "area": "620621100", "committee": app.world.organisation("far-committee").to_string() });
    let far = text(&app.as_("far-clerk").post("/matters", intake_with(&app, far)).await.ok()["code"]);

    let mut matters = Vec::new();
    for code in [&collision.code, &wall.code, &dog.code, &sealed.code, &closed.code, &far] {
        let code = code.parse().expect("a code");
        matters.push(
            bandeng_app::matters::case::read(app.app.db.reader(), &code, app.app.db.now()).await.expect("a matter"),
        );
    }
    let (mut compared, mut hits) = (0, 0);
    for role in Role::ALL {
        for (organisation, area) in [
            ("centre", TOWN),
            ("committee", TOWN),
            ("village-committee", "620602130200"),
            ("police", TOWN),
            ("bureau", COUNTY),
            ("far-centre", FAR_COUNTY),
        ] {
            for account in ["mediator", "clerk", "far-mediator"] {
                // No look is counted twice against the limit of an hour's work.
                app.clock.forward_minutes(1);
                let post = Post {
                    role: *role,
                    organisation: app.world.organisation(organisation),
                    area: area.parse().expect("an area"),
                };
                let account = app.world.account(account);
                let actor = Actor { account, name: String::new(), posts: vec![post] };
                if actor.post_for(Action::MatterList).is_none() {
                    continue;
                }
                let knows_names = actor.arms(Action::MatterRead).iter().any(|arm| arm.key == Key::Handler(account));
                for (word, is_name) in [
                    ("纠纷", false),
                    ("医疗", false),
                    ("排水", false),
                    ("路口", false),
                    ("沟", false),
                    ("建设", true),
                    ("桂兰", true),
                ] {
                    let mut expected: Vec<String> = matters
                        .iter()
                        .filter(|m| {
                            if is_name {
                                return knows_names
                                    && actor.may(Action::MatterRead, &m.facts)
                                    && m.facts.handlers.contains(&account)
                                    && m.parties.iter().any(|p| p.name.contains(word));
                            }
                            let shown = [&m.row.title, &m.row.place].iter().any(|t| t.contains(word));
                            let told = m.record.claims.iter().chain([&m.row.narrative]).any(|t| t.contains(word));
                            !m.row.sealed
                                && actor.may(Action::MatterList, &m.facts)
                                && (shown || (told && actor.may(Action::NarrativeRead, &m.facts)))
                        })
                        .map(|m| m.code.to_string())
                        .collect();
                    expected.sort();
                    for sort in ["newest", "relevance"] {
                        let ctx = Ctx { actor: Arc::new(actor.clone()), request_id: "test".into() };
                        let query = SearchQuery { q: word.into(), sort: Some(sort.into()), ..Default::default() };
                        let page = find(&app.app, &ctx, &query).await.expect("a page");
                        let mut found: Vec<String> = page.items.iter().map(|r| r.code.clone()).collect();
                        found.sort();
                        assert_eq!(found, expected, "{role} at {organisation} ({account}) looks for {word} by {sort}");
                        (compared, hits) = (compared + 1, hits + found.len());
                    }
                }
            }
        }
    }
    assert!(compared > 1_000 && hits > 300, "only {compared} compared with {hits} hits");
    app.finish().await;
}

#[tokio::test]
async fn names_and_telephones_are_in_no_token_and_find_what_one_handles() {
    let app = TestApp::new().await;
    let party = |name: &str| {
        json!({
            "side": "respondent", "kind": "natural", "name": name, "phone": "13800000009", "born_on": "2015-01-01",
            "guardian": { "name": "欧阳雪梅", "phone": "13800000008" },
            "agents": [{ "name": "诸葛明理", "authority": "special", "phone": "13800000007" }],
        })
    };
    let form = json!({
        "title": "买买提·吐尔逊与武威宏达建筑有限公司工资纠纷",
        "narrative": "买买提·吐尔逊（电话138 0000 0006，身份证６２０６０２１９９００１０１１２３X）称宏达公司欠薪。\
                      欧阳 雪梅、诸葛明理作证，明理说何秀兰也知道；法人代表贾老板未到。",
        "source": "own_initiative", "lead": { "reporter": "何秀兰", "phone": "13800000005", "received_on": "2026-03-01" },
        "claims": ["付给买买提·吐尔逊工资，账号6222021234567890123"],
        "parties": [
            { "side": "applicant", "kind": "legal", "name": "武威宏达建筑有限公司", "legal_representative": "贾老板" },
            party("买买提·吐尔逊"),
        ],
    });
    let case = Case::of(&app, intake_with(&app, form)).await;
    let version = case.version().await;
    let added = json!({ "version": version, "party": { "side": "respondent", "kind": "natural", "name": "欠薪" } });
    let all = vocabulary(&app).await;
    assert!(all.contains("欠薪") && all.contains("工资") && all.contains("_t工资"));
    let hidden = [
        "买买",
        "提吐",
        "吐尔",
        "尔逊",
        "宏达建",
        "威宏",
        "欧阳",
        "雪梅",
        "诸葛",
        "明理",
        "何秀",
        "秀兰",
        "贾老",
        "老板",
    ];
    for name in hidden {
        assert!(!all.iter().any(|token| token.contains(name)), "{name} is in the index");
    }
    let digits = all.iter().filter(|token| !token.starts_with('_') && token.chars().any(|c| c.is_ascii_digit()));
    assert_eq!(digits.count(), 0, "{all:?}");
    // A party that is added takes its name out of the index.
    app.as_("clerk").post(&case.path("/parties"), added).await.ok();
    assert!(!vocabulary(&app).await.contains("欠薪"));

    // Nobody handles it: nobody finds it by name, not even the desk.
    for query in ["买买提·吐尔逊", "买买提", "13800000009", "138 0000 0009", "宏达建筑"] {
        assert_eq!(codes(&app, "clerk", query).await, Vec::<String>::new(), "{query}");
    }
    case.make("clerk", json!({ "move": "consent", "party": 1, "given": true, "how": "oral", "on": "2026-03-02" }))
        .await;
    case.make("clerk", json!({ "move": "consent", "party": 2, "given": true, "how": "oral", "on": "2026-03-02" }))
        .await;
    case.make("clerk", json!({ "move": "consent", "party": 3, "given": true, "how": "oral", "on": "2026-03-02" }))
        .await;
    case.make("director", json!({ "move": "accept", "on": "2026-03-02" })).await;
    let mediator = app.world.account("mediator").to_string();
    case.make("director", json!({ "move": "assign", "mediators": [mediator], "how": "assigned" })).await;
    for query in ["买买提·吐尔逊", "买买提", "13800000009", "+86 138-0000-0009"] {
        assert_eq!(codes(&app, "mediator", query).await, only(&case), "{query}");
        for other in ["mediator2", "director", "clerk", "coordinator"] {
            assert_eq!(codes(&app, other, query).await, Vec::<String>::new(), "{other}: {query}");
        }
    }
    assert_eq!(codes(&app, "mediator", "13800000001").await, Vec::<String>::new());
    assert_eq!(codes(&app, "mediator", "工资 13800000009").await, Vec::<String>::new());
    app.finish().await;
}

#[tokio::test]
async fn whoever_may_not_read_the_narrative_cannot_ask_it_by_searching() {
    let app = TestApp::new().await;
    let [collision, wall, _] = three(&app).await;
    wall.assigned().await;
    // The colleague sees the row, and finds it by what the row shows.
    for query in ["院墙", "桥坡村二组", "排水"] {
        assert_eq!(codes(&app, "mediator2", query).await, only(&wall), "{query}");
    }
    for query in ["雨水", "疏通", "沟", "排水 雨水", "表格", "桥坡 被堵"] {
        assert_eq!(codes(&app, "mediator2", query).await, Vec::<String>::new(), "{query}");
        assert_eq!(codes(&app, "mediator", query).await, only(&wall), "{query}");
    }
    // Nor by the order: the narrative of one holds the word more often.
    let ranked = page(&app, "mediator2", "村", "&sort=relevance").await;
    let found: Vec<_> = ranked["items"].as_array().expect("items").iter().map(|r| text(&r["code"])).collect();
    assert_eq!(found, [wall.code.clone(), collision.code.clone()]);
    app.finish().await;
}

#[tokio::test]
async fn a_sealed_matter_is_in_no_index_and_its_handler_finds_it_by_name_and_code() {
    let app = TestApp::new().await;
    let [collision, ..] = three(&app).await;
    collision.assigned().await;
    assert_eq!(codes(&app, "mediator", "电动车").await, only(&collision));
    let seal = json!({ "version": collision.version().await, "reason": "涉及隐私" });
    app.as_("mediator").post(&collision.path("/seal"), seal).await.ok();
    assert_eq!(app.app.db.search_counts().await.expect("counts"), (2, 2));
    assert!(!vocabulary(&app).await.contains("电动"));
    for login in ["mediator", "director", "clerk", "coordinator", "mediator2"] {
        assert_eq!(codes(&app, login, "电动车").await, Vec::<String>::new(), "{login}");
        let mine = if login == "mediator" { vec![collision.code.clone()] } else { Vec::new() };
        assert_eq!(codes(&app, login, &collision.code).await, mine, "{login}");
        assert_eq!(codes(&app, login, "李建设").await, mine, "{login}");
    }
    // What happens to it meanwhile does not bring it back; unsealing does.
    collision
        .make("mediator", json!({ "move": "give_notice", "parties": [1, 2], "how": "signed", "on": "2026-03-02" }))
        .await;
    assert!(!vocabulary(&app).await.contains("电动"));
    let unseal = json!({ "version": collision.version().await, "reason": "当事人同意公开" });
    app.as_("mediator").post(&collision.path("/unseal"), unseal).await.ok();
    assert_eq!(codes(&app, "clerk", "电动车").await, only(&collision));
    assert_eq!(app.app.db.search_counts().await.expect("counts"), (3, 3));
    app.finish().await;
}

#[tokio::test]
async fn the_row_follows_every_change_that_concerns_it() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    let amendment = json!({ "version": case.version().await, "narrative": "后来查明是拖拉机。", "claims": ["修车"], "place": "渠边" });
    app.as_("clerk").put(&case.path(""), amendment).await.ok();
    for (query, found) in [("电动车", false), ("拖拉机", true), ("修车", true), ("渠边", true), ("路口", false)]
    {
        assert_eq!(!codes(&app, "clerk", query).await.is_empty(), found, "{query}");
    }
    // Nobody knows a draft by searching; an agreement in effect is found.
    case.mediating().await;
    case.make("mediator", draft()).await;
    assert_eq!(codes(&app, "mediator", "现金").await, Vec::<String>::new());
    case.make("mediator", json!({ "move": "agree_in_writing" })).await;
    for party in [1, 2] {
        let signer = json!({ "as": "party", "party": party });
        case.make("mediator", json!({ "move": "sign", "signer": signer, "how": "fingerprint", "on": "2026-03-02" }))
            .await;
    }
    let signer = json!({ "as": "mediator", "account": app.world.account("mediator").to_string() });
    case.make("mediator", json!({ "move": "sign", "signer": signer, "how": "signature", "on": "2026-03-02" })).await;
    assert_eq!(codes(&app, "mediator", "现金").await, Vec::<String>::new());
    case.make("mediator", json!({ "move": "affix_seal", "on": "2026-03-02" })).await;
    assert_eq!(codes(&app, "mediator", "现金").await, only(&case));
    // Closing moves it from the open to the finished ones.
    case.make(
        "mediator",
        json!({ "move": "fulfil", "obligation": 1, "paid_fen": 2_500_000, "on": "2026-03-02", "how": "receipt" }),
    )
    .await;
    assert_eq!(codes(&app, "judicial", "拖拉机").await, Vec::<String>::new());
    case.try_move("mediator", json!({ "move": "close" })).await.ok();
    assert_eq!(codes(&app, "judicial", "拖拉机").await, only(&case));
    assert_eq!(page(&app, "clerk", "拖拉机", "&state=open").await["items"], json!([]));
    assert_eq!(page(&app, "clerk", "拖拉机", "&state=closed").await["items"].as_array().map(Vec::len), Some(1));
    app.finish().await;
}

#[tokio::test]
async fn a_shared_matter_is_found_until_the_grant_ends() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    assert_eq!(codes(&app, "officer", "电动车").await, Vec::<String>::new());
    let grant = json!({ "organisation": app.world.organisation("police").to_string(), "purpose": "协助核实", "until": "2026-03-05" });
    app.as_("clerk").post(&case.path("/grants"), grant).await.ok();
    assert_eq!(codes(&app, "officer", "电动车").await, only(&case));
    app.clock.forward_days(4);
    assert_eq!(codes(&app, "officer", "电动车").await, Vec::<String>::new());
    app.finish().await;
}

#[tokio::test]
async fn hostile_queries_are_plain_text() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    for query in [
        "\"电动车\" OR *",
        "电动车\" OR tokens MATCH \"",
        "' OR 1=1; DROP TABLE matter_search; --",
        "电动车 & !事故 | '院墙':*",
        "NEAR(电动 车, 3)",
        "_sopen",
        "_t纠纷",
        "tokens:电动车",
        "%",
        "\\",
        "𠮷野家",
    ] {
        let answer = app.as_("clerk").post("/search", asked(query, "")).await;
        match answer.status {
            200 => assert_eq!(answer.json["items"], json!([]), "{query} found something"),
            _ => drop(answer.refused(422, "search-empty")),
        }
    }
    // Quotes and breaks around words are no part of them.
    for query in ["“电动车”", "（电动车）", "^电动车", "\u{202e}电动车", "电%车", "电动车\"*"] {
        assert_eq!(codes(&app, "clerk", query).await, only(&case), "{query}");
    }
    for empty in ["", "   ", "！？", "\"*\""] {
        app.as_("clerk").post("/search", asked(empty, "")).await.refused(422, "search-empty");
    }
    app.as_("clerk").post("/search", asked("电动车\0撞", "")).await.refused(400, "malformed");
    let long = "纠".repeat(101);
    app.as_("clerk").post("/search", asked(&long, "")).await.refused(422, "too-long");
    let longer = "a".repeat(10_000);
    app.as_("clerk").post("/search", asked(&longer, "")).await.refused(422, "too-long");
    app.finish().await;
}

#[tokio::test]
async fn a_search_is_noted_without_what_was_looked_for_and_costs_few_statements() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.assigned().await;
    let clients = [app.as_("mediator"), app.as_("coordinator")];
    for client in &clients {
        client.get("/me").await.ok();
        for path in ["赔偿", "李建设", "13800000001", case.code.as_str()] {
            for sort in ["newest", "relevance"] {
                app.statements();
                client.post("/search", asked(path, &format!("&sort={sort}"))).await.ok();
                let cost = app.statements().len();
                assert!((2..=6).contains(&cost), "{path} takes {cost} statements");
            }
        }
    }
    let mediator = app.world.account("mediator");
    let noted = app.as_("audit").get(&format!("/audit/accesses?account={mediator}&limit=100")).await.ok().to_string();
    for how in ["search_by_words", "search_by_phone", "search_by_code"] {
        assert!(noted.contains(how), "{how} in {noted}");
    }
    assert!(!noted.contains("李建设") && !noted.contains("赔偿") && !noted.contains("13800000001"), "{noted}");
    app.finish().await;
}

#[tokio::test]
async fn nobody_searches_without_end() {
    let app = TestApp::new().await;
    let ctx = Ctx {
        actor: Arc::new(Actor {
            account: app.world.account("clerk"),
            name: String::new(),
            posts: vec![Post { role: Role::Clerk, organisation: 1, area: TOWN.parse().expect("an area") }],
        }),
        request_id: "test".into(),
    };
    let query = SearchQuery { q: "赔偿".into(), ..Default::default() };
    for _ in 0..600 {
        find(&app.app, &ctx, &query).await.expect("a page");
    }
    app.as_("clerk").post("/search", asked("赔偿", "")).await.refused(429, "too-many");
    app.clock.forward_minutes(10);
    app.as_("clerk").post("/search", asked("赔偿", "")).await.ok();
    app.finish().await;
}

#[tokio::test]
async fn made_anew_the_index_is_what_it_was() {
    let app = TestApp::new().await;
    let [collision, wall, dog] = three(&app).await;
    collision.in_effect().await;
    let seal = json!({ "version": dog.version().await, "reason": "涉及隐私" });
    app.as_("clerk").post(&dog.path("/seal"), seal).await.ok();
    let grant = json!({ "organisation": app.world.organisation("police").to_string(), "purpose": "协助核实", "until": "2026-03-05" });
    app.as_("clerk").post(&wall.path("/grants"), grant).await.ok();
    let before = vocabulary(&app).await;
    assert!(before.contains("现金") && before.contains(&format!("_h{}", app.world.account("mediator"))));

    let db = &app.app.db;
    db.technical().execute_unprepared("DELETE FROM matter_search").await.expect("the index is emptied");
    assert_eq!(codes(&app, "clerk", "排水").await, Vec::<String>::new());
    assert_eq!(db.search_counts().await.expect("counts"), (2, 0));
    let mut seen = 0;
    let done = rebuild(db, |matters| seen = matters).await.expect("it is made anew");
    assert_eq!((done, seen), (Rebuilt { matters: 3, indexed: 2 }, 3));
    assert_eq!(vocabulary(&app).await, before);
    assert_eq!(codes(&app, "clerk", "排水").await, only(&wall));
    // Again, over what is there, and with a row too many.
    let stray =
        format!("INSERT INTO matter_search SELECT county, id, 'a'::tsvector FROM matters WHERE code = '{}'", dog.code);
    if db.engine() == Engine::Postgres {
        db.technical().execute_unprepared(&stray).await.expect("a row that should not be");
    }
    rebuild(db, |_| {}).await.expect("it is made anew");
    assert_eq!(vocabulary(&app).await, before);
    assert_eq!(db.search_counts().await.expect("counts"), (2, 2));
    app.finish().await;
}
