//! A small world: 凉州区 with 大柳镇, one organisation of each kind that matters, one account per role; and in 民勤县,
//! the county next door, people who must see nothing of it.

use std::collections::HashMap;

use bandeng_app::App;
use bandeng_core::kernel::Id;
use bandeng_core::places::AreaCode;
use bandeng_store::{Ctx, Uow};
use sea_orm::ConnectionTrait;
use serde_json::json;

/// The password of every account of the world.
pub const PASSWORD: &str = "correct horse bench";

/// County, town and village where things happen.
pub const COUNTY: &str = "620602";
pub const TOWN: &str = "620602130";
pub const VILLAGE: &str = "620602130200";
/// The county next door, and a town of it.
pub const FAR_COUNTY: &str = "620621";
pub const FAR_TOWN: &str = "620621100";

/// Who and what is there, by name.
#[derive(Clone, Debug, Default)]
pub struct World {
    accounts: HashMap<String, Id>,
    organisations: HashMap<String, Id>,
    posts: HashMap<String, Id>,
}

impl World {
    /// The account with a sign-in name.
    ///
    /// # Panics
    /// If there is none.
    pub fn account(&self, login: &str) -> Id {
        *self.accounts.get(login).unwrap_or_else(|| panic!("the world has no account {login:?}"))
    }

    /// The post an account holds.
    ///
    /// # Panics
    /// If there is no such account.
    pub fn post(&self, login: &str) -> Id {
        *self.posts.get(login).unwrap_or_else(|| panic!("the world has no account {login:?}"))
    }

    /// An organisation by its name here: `centre`, `committee`, `village-committee`, `judicial-office`, `court`,
    /// `police`, `bureau`, `far-centre`, `far-committee`, `county-centre`, `water`, `roads`.
    ///
    /// # Panics
    /// If there is none.
    pub fn organisation(&self, name: &str) -> Id {
        *self.organisations.get(name).unwrap_or_else(|| panic!("the world has no organisation {name:?}"))
    }
}

const AREAS: &[(&str, &str)] = &[
    ("62", "甘肃省"),
    ("6206", "武威市"),
    (COUNTY, "凉州区"),
    ("620602001", "东大街街道"),
    (TOWN, "大柳镇"),
    ("620602130001", "柳苑新村社区居委会"),
    (VILLAGE, "桥坡村委会"),
    ("620602130201", "大柳村委会"),
    ("620602130202", "烟房村委会"),
    ("620602130203", "东社村委会"),
    ("620602130204", "西社村委会"),
    ("620602130205", "湖沿村委会"),
    ("620602130206", "王城村委会"),
    (FAR_COUNTY, "民勤县"),
    (FAR_TOWN, "三雷镇"),
];

/// Name here, kind, name there, area.
const ORGANISATIONS: &[(&str, &str, &str, &str)] = &[
    ("centre", "centre", "大柳镇综治中心", TOWN),
    ("committee", "township_committee", "大柳镇人民调解委员会", TOWN),
    ("village-committee", "village_committee", "桥坡村人民调解委员会", VILLAGE),
    ("judicial-office", "judicial_office", "大柳司法所", TOWN),
    ("court", "court", "凉州区人民法院", COUNTY),
    ("police", "police", "大柳派出所", TOWN),
    ("bureau", "justice_bureau", "凉州区司法局", COUNTY),
    ("far-centre", "centre", "三雷镇综治中心", FAR_TOWN),
    ("far-committee", "township_committee", "三雷镇人民调解委员会", FAR_TOWN),
    ("county-centre", "centre", "凉州区综治中心", COUNTY),
    ("water", "department", "凉州区水务局", COUNTY),
    ("roads", "department", "凉州区交通运输局", COUNTY),
];

/// Sign-in name, name, role, organisation.
const ACCOUNTS: &[(&str, &str, &str, &str)] = &[
    ("clerk", "陈晓燕", "clerk", "centre"),
    ("clerk2", "马玉兰", "clerk", "centre"),
    ("coordinator", "杨建国", "coordinator", "centre"),
    ("leader", "赵立新", "leader", "centre"),
    ("director", "王守信", "director", "committee"),
    ("mediator", "李和平", "mediator", "committee"),
    ("mediator2", "张秀英", "mediator", "committee"),
    ("village-mediator", "刘存善", "mediator", "village-committee"),
    ("judicial", "孙正明", "judicial_officer", "judicial-office"),
    ("county-judicial", "何明镜", "judicial_officer", "bureau"),
    ("officer", "周卫东", "department_officer", "police"),
    ("judge", "吴清源", "department_officer", "court"),
    ("system", "郑系统", "system_administrator", "bureau"),
    ("security", "冯安全", "security_administrator", "bureau"),
    ("audit", "褚审计", "audit_administrator", "bureau"),
    ("grid-worker", "高巡山", "grid_worker", "village-committee"),
    ("grid-worker2", "林守田", "grid_worker", "village-committee"),
    ("screen", "大厅屏幕", "hall_screen", "centre"),
    ("far-clerk", "蒋远方", "clerk", "far-centre"),
    ("far-coordinator", "沈远山", "coordinator", "far-centre"),
    ("far-director", "韩远景", "director", "far-committee"),
    ("far-mediator", "秦远途", "mediator", "far-committee"),
    ("county-coordinator", "许统筹", "coordinator", "county-centre"),
    ("water-officer", "江清渠", "department_officer", "water"),
    ("roads-officer", "路平安", "department_officer", "roads"),
];

/// Puts the world into an empty database.
pub(crate) async fn build(app: &App) -> World {
    // Hashed once: argon2 is meant to be slow.
    let hash = app.hasher.hash(PASSWORD).await.expect("a password is hashed");
    let mut world = World::default();
    let mut uow = app.begin(&Ctx::system("world")).await.expect("a unit of work begins");
    for (code, name) in AREAS {
        sow_area(&mut uow, code, name).await;
    }
    for (key, kind, name, area) in ORGANISATIONS {
        let id = uow.next_id();
        let sql = "INSERT INTO organisations (id, kind, name, area, term_began_on, created_at) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let term = kind.ends_with("_committee").then_some("2024-06-01");
        let values = [id.into(), (*kind).into(), (*name).into(), (*area).into(), term.into(), uow.now().into()];
        run(&uow, sql, values).await;
        let payload = json!({ "kind": kind, "name": name, "area": area });
        uow.record_registry(format!("organisation:{id}"), "organisation.created", &payload).expect("an event");
        world.organisations.insert((*key).to_owned(), id);
    }
    for (login, name, role, organisation) in ACCOUNTS {
        let (id, post) = (uow.next_id(), uow.next_id());
        let area = ORGANISATIONS.iter().find(|(key, ..)| key == organisation).map(|(_, _, _, area)| *area);
        let sql = "INSERT INTO accounts (id, login, name, password_hash, must_change, created_at, area) \
                   VALUES ($1, $2, $3, $4, FALSE, $5, $6)";
        let values = [id.into(), (*login).into(), (*name).into(), hash.clone().into(), uow.now().into(), area.into()];
        run(&uow, sql, values).await;
        let organisation = world.organisation(organisation);
        let sql = "INSERT INTO posts (id, account_id, organisation_id, role, from_on) VALUES ($1, $2, $3, $4, $5)";
        let values = [post.into(), id.into(), organisation.into(), (*role).into(), "2026-03-01".into()];
        run(&uow, sql, values).await;
        let stream = format!("account:{id}");
        let created = json!({ "login": login, "name": name, "bootstrap": false });
        uow.record_registry(stream.clone(), "account.created", &created).expect("an event");
        let given = json!({ "role": role, "organisation": organisation.to_string() });
        uow.record_registry(stream, "post.given", &given).expect("an event");
        world.accounts.insert((*login).to_owned(), id);
        world.posts.insert((*login).to_owned(), post);
    }
    uow.commit().await.expect("the world is there");
    world
}

/// Puts an account in that nobody can sign in with, for lists that must be long.
pub async fn sow_account(uow: &mut Uow, login: &str, name: &str) -> Id {
    let id = uow.next_id();
    let sql = "INSERT INTO accounts (id, login, name, password_hash, created_at) VALUES ($1, $2, $3, '', $4)";
    run(uow, sql, [id.into(), login.into(), name.into(), uow.now().into()]).await;
    let created = json!({ "login": login, "name": name, "bootstrap": false });
    uow.record_registry(format!("account:{id}"), "account.created", &created).expect("an event");
    id
}

/// Puts an area in.
pub async fn sow_area(uow: &mut Uow, code: &str, name: &str) {
    let code: AreaCode = code.parse().expect("an area code");
    let parent = code.parent().map(|parent| parent.to_string());
    let sql = "INSERT INTO areas (code, name, parent) VALUES ($1, $2, $3)";
    run(uow, sql, [code.as_str().into(), name.into(), parent.into()]).await;
}

async fn run<const N: usize>(uow: &Uow, sql: &str, values: [sea_orm::Value; N]) {
    uow.technical().execute_raw(uow.statement(sql, values)).await.expect("a row of the world");
}
