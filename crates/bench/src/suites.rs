//! What is asked of the running server.

use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use bandeng_core::kernel::china_date;
use bandeng_store::Db;
use bandeng_store::entities::accounts;
use rand::RngExt;
use rand::seq::IndexedRandom;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Args;
use crate::client::Client;
use crate::ground;
use crate::load;
use crate::papers;
use crate::report::Report;
use crate::residents;
use crate::server::Server;
use crate::street;

/// Rounds of each address of a walk: enough for a 95th percentile.
const ROUNDS: usize = 40;
/// Staff who are signed in at once.
const STAFF: usize = 500;
/// People who sign in at once, as at eight in the morning.
const STORM: usize = 1_000;
/// Those who read pages meanwhile.
const READERS: usize = 2;
/// Clients that register at once.
const REGISTRARS: usize = 32;

/// Reviews the finished files of the whole county.
const COUNTY: &str = "county-judicial";

/// How somebody signs in, as the demo wrote it down.
#[derive(Clone, Deserialize)]
struct SignIn {
    login: String,
    password: String,
    role: String,
}

fn sign_ins(folder: &Path) -> Result<Vec<SignIn>> {
    let marker: Value = serde_json::from_str(&fs::read_to_string(folder.join("demo.json"))?)?;
    let mut shown: Vec<SignIn> = serde_json::from_value(marker["seeded"]["sign_ins"].clone())?;
    // Whose reach is a whole county is not among those the demo shows; the password is everybody's.
    let password = shown.first().context("nobody signs in")?.password.clone();
    if !shown.iter().any(|person| person.login == COUNTY) {
        shown.push(SignIn { login: COUNTY.into(), password, role: "judicial_officer".into() });
    }
    Ok(shown)
}

/// What can be asked alone, besides the bare insert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Suite {
    Pages,
    Matters,
    Search,
    Figures,
    Mix,
    Register,
    Export,
    Staff,
    Storm,
    Grids,
    Calls,
    Papers,
    Street,
    Residents,
}

pub(crate) async fn run(server: &Server, folder: &Path, db: &Db, args: &Args, report: &mut Report) -> Result<()> {
    let time = Duration::from_secs(args.seconds);
    let mut desk = Vec::new();
    for person in
        sign_ins(folder)?.into_iter().filter(|p| !p.role.ends_with("administrator") && p.role != "hall_screen")
    {
        let client = Client::signed_in(&server.host, &person.login, &person.password).await?;
        desk.push((person, client));
    }
    let asked = |suite: Suite| args.only.is_empty() || args.only.contains(&suite);
    if asked(Suite::Pages) {
        pages(&mut desk, report).await?;
    }
    if asked(Suite::Matters) {
        matters(&mut desk, report).await?;
    }
    if asked(Suite::Search) {
        search(&mut desk, report).await?;
    }
    if asked(Suite::Figures) {
        figures(&mut desk, report).await?;
    }
    if asked(Suite::Mix) {
        mix(server, &mut desk, time, report).await?;
    }
    if asked(Suite::Register) {
        register(server, &desk, time, report).await?;
    }
    if asked(Suite::Export) {
        export(&mut desk, server, report).await?;
    }
    if asked(Suite::Staff) {
        let password = &desk.first().context("nobody signs in")?.0.password;
        staff(server, db, password, report).await?;
    }
    if asked(Suite::Storm) {
        storm(server, db, time, &mut desk, report).await?;
    }
    // The street is all three: the ground, the calls and the events.
    let street = args.only.contains(&Suite::Street);
    if asked(Suite::Grids) || street {
        ground::points(report)?;
    }
    if asked(Suite::Papers) {
        let password = &desk.first().context("nobody signs in")?.0.password;
        papers::run(server, db, password, time, report).await?;
    }
    if asked(Suite::Calls) || street {
        let password = &desk.first().context("nobody signs in")?.0.password;
        ground::calls(server, db, password, report).await?;
    }
    if asked(Suite::Residents) {
        residents::follow(server, db, time, report).await?;
    }
    if asked(Suite::Street) {
        // Connections that were quiet for so long are closed by now.
        let worker = client(&mut desk, "grid-worker")?.again().await?;
        let mut planner = client(&mut desk, "county-coordinator")?.again().await?;
        street::events(&mut planner, &worker, time, report).await?;
    }
    Ok(())
}

/// A thousand people sign in at once while others read a page: what the page takes before, and during.
async fn storm(
    server: &Server,
    db: &Db,
    time: Duration,
    desk: &mut [(SignIn, Client)],
    report: &mut Report,
) -> Result<()> {
    let password = desk.first().context("nobody signs in")?.0.password.clone();
    let reader = client(desk, "clerk")?;
    let mut readers = Vec::new();
    for _ in 0..2 * READERS {
        readers.push(reader.again().await?);
    }
    let others = readers.split_off(READERS);
    let page = |mut client: Client, _: u64| async move {
        let done = client.bytes("/matters?limit=25").await.map(drop);
        (client, done)
    };
    let before = load::run(readers, time, page).await?.ms(0.95);
    let accounts = accounts::Entity::find().filter(accounts::Column::Active.eq(true)).all(db.reader()).await?;
    let start = Instant::now();
    let people: Vec<_> = accounts
        .iter()
        .cycle()
        .take(STORM)
        .map(|account| {
            let (host, login, password) = (server.host.clone(), account.login.clone(), password.clone());
            tokio::spawn(async move { Client::signed_in(&host, &login, &password).await.is_ok() })
        })
        .collect();
    let during = load::run(others, time, page).await?.ms(0.95);
    let mut entered = 0;
    for person in people {
        entered += usize::from(person.await?);
    }
    report.add("page of 25 before a storm of sign-ins, p95", before, "ms");
    report.add("page of 25 during 1,000 sign-ins at once, p95", during, "ms");
    report.add("1,000 sign-ins at once, the last is in after", start.elapsed().as_secs_f64(), "s");
    report.add("1,000 sign-ins at once, served", entered as f64, "people");
    Ok(())
}

fn client<'a>(desk: &'a mut [(SignIn, Client)], login: &str) -> Result<&'a mut Client> {
    let found = desk.iter_mut().find(|(person, _)| person.login == login);
    Ok(&mut found.with_context(|| format!("no {login}"))?.1)
}

/// A page of 25 for every role, and for every level of area.
async fn pages(desk: &mut [(SignIn, Client)], report: &mut Report) -> Result<()> {
    let mut worst: f64 = 0.0;
    for (person, client) in desk.iter_mut() {
        let paths: Vec<String> =
            ["sort=newest", "sort=oldest", "sort=due"].iter().map(|q| format!("/matters?limit=25&{q}")).collect();
        worst = worst.max(load::walk(client, &paths, ROUNDS).await?.ms(0.95));
        // Every post has its day.
        if person.login == "clerk" {
            let today = load::walk(client, &["/today".to_owned()], ROUNDS).await?;
            report.add("today, clerk, p95", today.ms(0.95), "ms");
        }
    }
    report.add("page of 25, slowest role, p95", worst, "ms");
    let judicial = client(desk, COUNTY)?;
    let mut worst: f64 = 0.0;
    for area in ["62", "6206", "620602", "620602130", "620602130200"] {
        let mut path = format!("/matters?limit=25&area={area}");
        let mut deep = Vec::new();
        for _ in 0..4 {
            deep.push(path.clone());
            match judicial.get(&path).await?["next"].as_str() {
                Some(next) => path = format!("/matters?limit=25&area={area}&after={next}"),
                None => break,
            }
        }
        worst = worst.max(load::walk(judicial, &deep, ROUNDS).await?.ms(0.95));
    }
    report.add("page of 25, slowest area level, p95", worst, "ms");
    Ok(())
}

/// Boards of every level within reach, of a year and of a month; the statutory table of a quarter; a number opened.
async fn figures(desk: &mut [(SignIn, Client)], report: &mut Report) -> Result<()> {
    let judicial = client(desk, COUNTY)?;
    let newest = judicial.get("/matters?limit=1").await?["items"][0]["registered_at"].as_i64().context("a matter")?;
    let day = china_date(newest);
    let (year, quarter) = (day.year(), (day.month() + 2) / 3);
    let mut worst: f64 = 0.0;
    for area in ["620602", "620602130", "620602130200"] {
        let paths: Vec<String> = [format!("{year}"), format!("{year}-{:02}", day.month())]
            .iter()
            .map(|period| format!("/figures?area={area}&period={period}"))
            .collect();
        worst = worst.max(load::walk(judicial, &paths, ROUNDS).await?.ms(0.95));
    }
    report.add("figures of a place and a year, slowest level, p95", worst, "ms");
    let table = [format!("/figures/statutory?area=620602&period={year}-Q{quarter}")];
    let table = load::walk(judicial, &table, ROUNDS).await?;
    report.add("statutory table of a county with its towns, p95", table.ms(0.95), "ms");
    let opened = [format!("/figures/matters?area=620602&period={year}&measure=closed")];
    let opened = load::walk(judicial, &opened, ROUNDS).await?;
    report.add("a number opened, p95", opened.ms(0.95), "ms");
    Ok(())
}

/// Opening matters, each once.
async fn matters(desk: &mut [(SignIn, Client)], report: &mut Report) -> Result<()> {
    let clerk = client(desk, "clerk")?;
    let codes = codes(clerk).await?;
    let opened = load::walk(clerk, &codes, 1).await?;
    report.add("opening a matter, p95", opened.ms(0.95), "ms");
    Ok(())
}

/// The addresses of matters within reach.
async fn codes(client: &mut Client) -> Result<Vec<String>> {
    let (mut codes, mut after) = (Vec::new(), String::new());
    while codes.len() < 300 {
        let page = client.get(&format!("/matters?limit=100{after}")).await?;
        let items = page["items"].as_array().context("items")?;
        codes.extend(items.iter().filter_map(|row| Some(format!("/matters/{}", row["code"].as_str()?))));
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    Ok(codes)
}

const WORDS: &[&str] = &["排水", "宅基地", "彩礼", "工资", "相邻 通道", "浇水", "借款 利息", "交通事故"];

fn searches(area: &str) -> Vec<Value> {
    WORDS.iter().map(|word| json!({ "q": word, "area": area })).collect()
}

async fn search(desk: &mut [(SignIn, Client)], report: &mut Report) -> Result<()> {
    for (area, name) in [("620602", "county"), ("620602130", "town")] {
        let found = load::searches(client(desk, COUNTY)?, &searches(area), 10).await?;
        report.add(&format!("search within a {name}, p95"), found.ms(0.95), "ms");
    }
    Ok(())
}

/// 80 % pages, 15 % matters, 5 % searches, by sixteen people at once.
async fn mix(server: &Server, desk: &mut [(SignIn, Client)], time: Duration, report: &mut Report) -> Result<()> {
    let codes = codes(client(desk, "clerk")?).await?;
    let clerks: Vec<&Client> = desk.iter().filter(|(p, _)| p.login == "clerk").map(|(_, c)| c).collect();
    let clerk = clerks.first().context("no clerk")?;
    let others: Vec<&Client> = desk.iter().map(|(_, c)| c).collect();
    let mut clients = Vec::new();
    for i in 0..16 {
        // Matters are opened by the clerk whose they are; the rest is spread over everybody, as limits are per person.
        let who = if i % 2 == 0 { *clerk } else { others[i % others.len()] };
        clients.push((i % 2 == 0, who.again().await?));
    }
    let (codes, searches) = (Arc::new(codes), Arc::new(searches("620602")));
    let own: Vec<bool> = clients.iter().map(|(own, _)| *own).collect();
    let own = Arc::new(own);
    let clients: Vec<Client> = clients.into_iter().map(|(_, client)| client).collect();
    let before = server.processor()?;
    let sample = load::run(clients, time, move |mut client, i| {
        let (codes, searches, own) = (codes.clone(), searches.clone(), own.clone());
        async move {
            let draw = rand::rng().random_range(0..100);
            let who = own[(i >> 32) as usize % own.len()];
            // One in two clients opens matters, twice as often; the others search.
            let (code, search) = match draw {
                0..30 if who => (codes.choose(&mut rand::rng()), None),
                30..40 if !who => (None, searches.choose(&mut rand::rng())),
                _ => (None, None),
            };
            let done = match search {
                Some(search) => client.post("/search", search, None).await,
                None => client.bytes(code.map_or("/matters?limit=25", String::as_str)).await,
            };
            let done = done.map(drop);
            (client, done)
        }
    })
    .await?;
    report.add("mix of pages, matters, searches", sample.per_second(), "requests/s");
    report.add("mix, p95", sample.ms(0.95), "ms");
    let taken = server.processor()? - before;
    report.add("mix, processor time of the server", taken * 1_000.0 / sample.requests(), "ms/request");
    report.add("resident after the mix", server.resident()?, "MB");
    Ok(())
}

/// A form as a clerk fills it in.
pub(crate) fn intake(i: u64) -> Value {
    json!({
        "kind": "neighbours", "source": "application", "channel": "window", "area": "620602130200", "place": "三组渠口",
        "narrative": format!("第{i}件：两家为排水沟的走向争执，一方认为水漫进了院子，另一方认为沟是老沟，双方都要求村里来人看一看。"),
        "claims": ["恢复排水沟"],
        "parties": [
            { "side": "applicant", "kind": "natural", "name": "王有才", "phone": format!("139{:08}", i % 100_000_000) },
            { "side": "respondent", "kind": "natural", "name": "陈大力", "phone": format!("138{:08}", i % 100_000_000) },
        ],
    })
}

/// The name under which registering is filed: its baseline refers to it.
pub(crate) const REGISTERING: &str = "registering over HTTP, 32 clients";

async fn register(server: &Server, desk: &[(SignIn, Client)], time: Duration, report: &mut Report) -> Result<()> {
    let clerk = &desk.iter().find(|(p, _)| p.login == "clerk").context("no clerk")?.1;
    let mut clients = Vec::new();
    for _ in 0..REGISTRARS {
        clients.push(clerk.again().await?);
    }
    let salt: u64 = rand::random();
    let before = server.processor()?;
    let sample = load::run(clients, time, move |mut client, i| async move {
        let key = format!("bench-{salt:x}-{i:x}");
        let done = client.post("/matters", &intake(i), Some(&key)).await.map(drop);
        (client, done)
    })
    .await?;
    report.add(REGISTERING, sample.per_second(), "matters/s");
    report.add("registering, p95", sample.ms(0.95), "ms");
    let taken = server.processor()? - before;
    report.add("registering, processor time of the server", taken * 1_000.0 / sample.requests(), "ms/matter");
    Ok(())
}

/// What one export takes: the product refuses more.
const MOST_ROWS: f64 = 100_000.0;

/// The largest list that one export takes, counted from its file.
async fn export(desk: &mut [(SignIn, Client)], server: &Server, report: &mut Report) -> Result<()> {
    let judicial = client(desk, COUNTY)?;
    let mut query = json!({});
    for area in ["620602", "620602130", "620602130200"] {
        query = json!({ "area": area });
        let size = judicial.get(&format!("/ledger/size?area={area}")).await?;
        // A size is estimated to two digits.
        if size["rows"].as_f64().unwrap_or_default() < MOST_ROWS * 0.95 {
            break;
        }
    }
    let idle = server.resident()?;
    server.forget_peak()?;
    let columns = ["code", "title", "kind", "area", "registered_on", "stage", "amount", "committee", "mediators"];
    let body = json!({ "query": query, "columns": columns, "reason": "bench", "language": "zh" });
    let (start, before) = (Instant::now(), server.processor()?);
    let bytes = judicial.post("/ledger/exports", &body, None).await?;
    let taken = server.processor()? - before;
    let took = start.elapsed().as_secs_f64();
    let peak = server.peak()?;
    let mut book: calamine::Xlsx<_> = calamine::Reader::new(Cursor::new(&bytes))?;
    let sheet = calamine::Reader::worksheet_range_at(&mut book, 0).context("a sheet")??;
    let rows = sheet.height().saturating_sub(1) as f64;
    report.add("export, rows", rows, "rows");
    report.add("export, all of it", took, "s");
    // What an export costs before its first row would be multiplied with the rows that are not there.
    if rows >= MOST_ROWS / 2.0 {
        report.add("export, per 100,000 rows", took * MOST_ROWS / rows, "s");
        report.add("export, processor time per 100,000 rows", taken * MOST_ROWS / rows, "s");
    }
    report.add("export, file", bytes.len() as f64 / 1_048_576.0, "MB");
    report.add("export, peak above idle", peak - idle, "MB");
    Ok(())
}

/// Memory with many people signed in, each at a connection.
async fn staff(server: &Server, db: &Db, password: &str, report: &mut Report) -> Result<()> {
    let accounts = accounts::Entity::find().filter(accounts::Column::Active.eq(true)).all(db.reader()).await?;
    let start = Instant::now();
    let mut staff = Vec::new();
    for account in accounts.iter().cycle().take(STAFF) {
        staff.push(Client::signed_in(&server.host, &account.login, password).await?);
    }
    report.add("signing in, one after the other", STAFF as f64 / start.elapsed().as_secs_f64(), "people/s");
    for client in &mut staff {
        client.bytes("/me").await?;
    }
    report.add("resident with 500 signed in and connected", server.resident()?, "MB");
    Ok(())
}
