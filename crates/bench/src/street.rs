//! Events: reported as fast as they come, each routed by the last of three hundred rules, filed and sent at once.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::client::Client;
use crate::load;
use crate::report::Report;

/// Clients that report at once.
const REPORTERS: usize = 32;
/// As many as a plan may have: the last one fits.
const RULES: usize = 300;
const VILLAGE: &str = "620602130200";

/// Publishes the longest plan: nobody is asked by any rule but the last.
async fn publish(planner: &mut Client) -> Result<()> {
    let seen = planner.get("/event-plan").await?;
    let unit = seen["units"][0]["id"].clone();
    let levels = seen["published"]["plan"]["levels"].clone();
    let level = levels[0]["code"].clone();
    let rule = |i: usize| {
        let mut rule = json!({
            "categories": ["labour"], "areas": [VILLAGE], "channels": ["telephone"], "unit": unit, "level": level,
            "note": i.to_string(),
        });
        if i + 1 == RULES {
            rule = json!({ "categories": ["construction"], "unit": unit, "level": level, "at_once": true });
        }
        rule
    };
    let plan = json!({ "levels": levels, "rules": (0..RULES).map(rule).collect::<Vec<_>>() });
    let body = json!({ "revision": seen["revision"], "plan": plan });
    let kept: Value = serde_json::from_slice(&planner.put("/event-plan/draft", &body).await?)?;
    let publication = json!({ "revision": kept["revision"], "note": "bench" });
    // The same plan again is nothing to publish, and holds already.
    let published = planner.post("/event-plan/versions", &publication, None).await;
    if seen["published"]["plan"]["rules"].as_array().map(Vec::len) != Some(RULES) {
        published?;
    }
    Ok(())
}

fn event(i: u64) -> Value {
    json!({
        "category": "construction", "channel": "visit", "area": VILLAGE, "place": format!("{}号电杆旁", i % 9_000),
        "narrative": "路边的井盖不见了，晚上没有灯。",
        "point": { "longitude": 102.65, "latitude": 37.93, "datum": "wgs84" },
    })
}

pub(crate) async fn events(planner: &mut Client, worker: &Client, time: Duration, report: &mut Report) -> Result<()> {
    publish(planner).await.context("publishing a plan of rules")?;
    let mut clients = Vec::new();
    for _ in 0..REPORTERS {
        clients.push(worker.again().await?);
    }
    let salt: u64 = rand::random();
    let sample = load::run(clients, time, move |mut client, i| async move {
        let key = format!("street-{salt:x}-{i:x}");
        let done = client.post("/events", &event(i), Some(&key)).await.map(drop);
        (client, done)
    })
    .await?;
    report.add("events reported, routed and sent, 32 clients", sample.per_second(), "events/s");
    report.add("reporting an event, p95", sample.ms(0.95), "ms");
    Ok(())
}
