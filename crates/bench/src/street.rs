//! Events: reported as fast as they come, each routed by the last of three hundred rules; left to a person, and filed and sent
//! at once.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::client::Client;
use crate::load::{self, Sample};
use crate::report::Report;

/// Clients that report at once.
const REPORTERS: usize = 32;
/// As many as a plan may have: the last one fits.
const RULES: usize = 300;
const VILLAGE: &str = "620602130200";

/// Publishes the longest plan: no rule fits but the last, which sends at once or leaves it to a person. The first would send at
/// once, so that the rules are asked either way.
async fn publish(planner: &mut Client, at_once: bool) -> Result<()> {
    let seen = planner.get("/event-plan").await?;
    let rules = &seen["published"]["plan"]["rules"];
    if rules.as_array().map(Vec::len) == Some(RULES) && rules[RULES - 1]["at_once"] == at_once {
        return Ok(());
    }
    let unit = seen["units"][0]["id"].clone();
    let levels = seen["published"]["plan"]["levels"].clone();
    let level = levels[0]["code"].clone();
    let rule = |i: usize| {
        let mut rule = json!({
            "categories": ["labour"], "areas": [VILLAGE], "channels": ["telephone"], "unit": unit, "level": level,
            "note": i.to_string(), "at_once": i == 0,
        });
        if i + 1 == RULES {
            rule = json!({ "categories": ["construction"], "unit": unit, "level": level, "at_once": at_once });
        }
        rule
    };
    let plan = json!({ "levels": levels, "rules": (0..RULES).map(rule).collect::<Vec<_>>() });
    let body = json!({ "revision": seen["revision"], "plan": plan });
    let kept: Value = serde_json::from_slice(&planner.put("/event-plan/draft", &body).await?)?;
    let publication = json!({ "revision": kept["revision"], "note": "bench" });
    planner.post("/event-plan/versions", &publication, None).await.map(drop)
}

fn event(i: u64) -> Value {
    json!({
        "category": "construction", "channel": "visit", "area": VILLAGE, "place": format!("{}号电杆旁", i % 9_000),
        "narrative": "路边的井盖不见了，晚上没有灯。",
        "point": { "longitude": 102.65, "latitude": 37.93, "datum": "wgs84" },
    })
}

pub(crate) async fn events(planner: &mut Client, worker: &Client, time: Duration, report: &mut Report) -> Result<()> {
    for (at_once, what) in [(false, "routed"), (true, "routed and sent")] {
        publish(planner, at_once).await.context("publishing a plan of rules")?;
        let sample = reported(worker, time).await?;
        report.add(&format!("events reported, {what}, {REPORTERS} clients"), sample.per_second(), "events/s");
        report.add(&format!("reporting an event, {what}, p95"), sample.ms(0.95), "ms");
    }
    Ok(())
}

async fn reported(worker: &Client, time: Duration) -> Result<Sample> {
    let mut clients = Vec::new();
    for _ in 0..REPORTERS {
        clients.push(worker.again().await?);
    }
    let salt: u64 = rand::random();
    load::run(clients, time, move |mut client, i| async move {
        let key = format!("street-{salt:x}-{i:x}");
        let done = client.post("/events", &event(i), Some(&key)).await.map(drop);
        (client, done)
    })
    .await
}
