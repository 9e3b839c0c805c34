//! The ground: a point among twenty thousand grids, and how long it takes from a press until everybody is rung.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use bandeng_core::grids::index::GridIndex;
use bandeng_core::places::AreaCode;
use bandeng_store::Db;
use http_body_util::BodyExt;
use hyper::body::Frame;
use rand::RngExt;
use sea_orm::ConnectionTrait;
use serde_json::json;
use tokio::sync::mpsc;

use crate::client::Client;
use crate::report::Report;
use crate::server::Server;

/// Polygons of the index.
const GRIDS: usize = 20_000;
/// Corners of each.
const CORNERS: usize = 60;
/// Points that are asked for.
const POINTS: u32 = 200_000;

/// In this process, by the index the server uses.
pub(crate) fn points(report: &mut Report) -> Result<()> {
    let side = (GRIDS as f64).sqrt().ceil() as usize;
    let grids = (0..GRIDS).map(|n| {
        let (x, y) = (102.0 + (n % side) as f64 * 0.01, 37.0 + (n / side) as f64 * 0.01);
        let ring = (0..=CORNERS).map(|i| {
            let angle = (i % CORNERS) as f64 / CORNERS as f64 * std::f64::consts::TAU;
            [x + 0.0055 * angle.cos(), y + 0.0055 * angle.sin()]
        });
        let code: AreaCode = format!("620602{n:09}").parse().map_err(|_| anyhow::anyhow!("a code"))?;
        anyhow::Ok((code, vec![vec![ring.collect()]]))
    });
    let grids = grids.collect::<Result<Vec<_>>>()?;
    let began = Instant::now();
    let index = GridIndex::new(grids);
    report.add("index of 20,000 grids made", began.elapsed().as_secs_f64() * 1_000.0, "ms");
    let mut random = rand::rng();
    let span = side as f64 * 0.01;
    let mut met = 0;
    let mut took = Vec::with_capacity(POINTS as usize);
    let began = Instant::now();
    for _ in 0..POINTS {
        let point = [102.0 + random.random::<f64>() * span, 37.0 + random.random::<f64>() * span];
        let each = Instant::now();
        met += index.find(point).len();
        took.push(each.elapsed());
    }
    ensure!(met > 0, "no point met a grid");
    report.add("a point finds its grid, mean", began.elapsed().as_secs_f64() * 1e6 / f64::from(POINTS), "us");
    // The worst of them is the machine's: somebody else had the core.
    took.sort_unstable();
    report.add("a point finds its grid, p99", took[took.len() * 99 / 100].as_secs_f64() * 1e6, "us");
    Ok(())
}

/// Open listeners.
const LISTENERS: usize = 2_000;
/// Screens of one account: the server takes no more.
const OF_ONE: i64 = 50;
/// Calls that are made.
const CALLS: usize = 60;

/// From a press of the caller's page until a responder, and until the last of all listeners, has heard it. The client
/// shares the machine with the server and reads two thousand streams itself.
pub(crate) async fn calls(server: &Server, db: &Db, password: &str, report: &mut Report) -> Result<()> {
    let mut worker = Client::signed_in(&server.host, "grid-worker", password).await?;
    let salt: u32 = rand::rng().random_range(0..10_000_000);
    let mut secrets = Vec::new();
    for n in 0..CALLS {
        let caller = json!({
            "grid": "620602130200001", "name": "王某", "phone": format!("139{:08}", salt + n as u32), "place": "一组", "agreed": true,
        });
        let made: serde_json::Value = serde_json::from_slice(&worker.post("/callers", &caller, None).await?)?;
        let link = made["link"].as_str().context("a link")?;
        secrets.push(link.split('#').nth(1).context("a secret")?.to_owned());
    }
    let mut sessions = vec![Client::signed_in(&server.host, "grid-worker", password).await?];
    sessions.extend(screens(server, db, password).await?);
    let heard = Arc::new(AtomicUsize::new(0));
    let (told, mut rung) = mpsc::unbounded_channel::<Instant>();
    let mut open = 0;
    for (n, session) in sessions.iter().enumerate() {
        // The first is the responder's, on one screen; the others watch.
        let screens = if n == 0 { 1 } else { OF_ONE as usize };
        for _ in 0..screens.min(LISTENERS - open) {
            let mut stream = session.again().await?.stream("/calls/stream").await?;
            let (heard, told) = (heard.clone(), (n == 0).then(|| told.clone()));
            open += 1;
            tokio::spawn(async move {
                while let Some(Ok(frame)) = stream.frame().await {
                    let data = Frame::into_data(frame).unwrap_or_default();
                    if data.windows(11).any(|part| part == b"event: call") {
                        heard.fetch_add(1, Ordering::Relaxed);
                        if let Some(told) = &told {
                            let _ = told.send(Instant::now());
                        }
                    }
                }
            });
        }
    }
    report.add("listeners", open as f64, "streams");
    tokio::time::sleep(Duration::from_secs(2)).await;
    while rung.try_recv().is_ok() {}
    let mut caller = Client::stranger(&server.host).await?;
    let (mut first, mut last) = (Vec::new(), Vec::new());
    for secret in &secrets {
        // What the ladder of an earlier call had to say is no answer to this one.
        while rung.try_recv().is_ok() {}
        let before = heard.load(Ordering::Relaxed);
        let began = Instant::now();
        caller.post("/public/calls", &json!({ "secret": secret }), None).await?;
        let at = tokio::time::timeout(Duration::from_secs(10), rung.recv()).await?.context("nobody was rung")?;
        first.push((at - began).as_secs_f64() * 1_000.0);
        while heard.load(Ordering::Relaxed) < before + open {
            ensure!(began.elapsed() < Duration::from_secs(10), "not everybody heard the call");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        last.push(began.elapsed().as_secs_f64() * 1_000.0);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    for (name, mut took) in [("call to ring, p95", first), ("call until the last listener heard, p95", last)] {
        took.sort_unstable_by(f64::total_cmp);
        report.add(name, took[took.len() * 95 / 100], "ms");
    }
    Ok(())
}

/// Accounts of their own for the screens: as many leaders of the town as it takes, since one account has fifty screens at
/// most.
async fn screens(server: &Server, db: &Db, password: &str) -> Result<Vec<Client>> {
    copies(server, db, password, "leader", LISTENERS / OF_ONE as usize + 1).await
}

/// So many signed in who are what one of the demo is. Put beside those of the demo, who keep their chains.
pub(crate) async fn copies(server: &Server, db: &Db, password: &str, like: &str, many: usize) -> Result<Vec<Client>> {
    let mut sessions = Vec::new();
    // Numbers of different kinds never meet.
    let kind = like.bytes().fold(0_i64, |sum, byte| (sum * 31 + i64::from(byte)) % 9_973);
    for n in 0..many as i64 {
        let (id, login) = (i64::MAX - 1_000 * (kind + 1) - n, format!("bench-{like}-{n}"));
        let account = "INSERT INTO accounts (id, login, name, password_hash, must_change, created_at) \
                       SELECT $1, $2, name, password_hash, FALSE, created_at FROM accounts WHERE login = $3 \
                       ON CONFLICT DO NOTHING";
        let post = "INSERT INTO posts (id, account_id, organisation_id, role, from_on) \
                    SELECT $1, $1, organisation_id, role, from_on FROM posts \
                    WHERE account_id = (SELECT id FROM accounts WHERE login = $2) ON CONFLICT DO NOTHING";
        db.technical().execute_raw(db.statement(account, [id.into(), login.clone().into(), like.into()])).await?;
        db.technical().execute_raw(db.statement(post, [id.into(), like.into()])).await?;
        sessions.push(Client::signed_in(&server.host, &login, password).await?);
    }
    Ok(sessions)
}
