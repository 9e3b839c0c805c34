//! Closed load: each client asks again as soon as it has its answer.

use std::future::Future;
use std::time::{Duration, Instant};

use anyhow::Result;
use serde_json::Value;

use crate::client::Client;

/// What a load took.
pub(crate) struct Sample {
    sorted: Vec<Duration>,
    elapsed: Duration,
}

impl Sample {
    pub(crate) fn new(mut took: Vec<Duration>, elapsed: Duration) -> Self {
        took.sort_unstable();
        Self { sorted: took, elapsed }
    }

    /// How many requests that were.
    pub(crate) fn requests(&self) -> f64 {
        self.sorted.len() as f64
    }

    pub(crate) fn per_second(&self) -> f64 {
        self.sorted.len() as f64 / self.elapsed.as_secs_f64()
    }

    /// The latency that `part` of the requests do not exceed, in milliseconds.
    pub(crate) fn ms(&self, part: f64) -> f64 {
        let at = ((self.sorted.len() as f64 * part).ceil() as usize).clamp(1, self.sorted.len().max(1)) - 1;
        self.sorted.get(at).map_or(f64::NAN, |d| d.as_secs_f64() * 1_000.0)
    }
}

/// Every client works for some time; `work` gets the client and the number of its request.
pub(crate) async fn run<F, Fut>(clients: Vec<Client>, time: Duration, work: F) -> Result<Sample>
where
    F: Fn(Client, u64) -> Fut + Clone + Send + 'static,
    Fut: Future<Output = (Client, Result<()>)> + Send,
{
    let start = Instant::now();
    let mut tasks = Vec::new();
    for (n, mut client) in clients.into_iter().enumerate() {
        let work = work.clone();
        tasks.push(tokio::spawn(async move {
            let mut took = Vec::new();
            // Numbers of different clients never meet.
            let mut i = (n as u64) << 32;
            while start.elapsed() < time {
                let began = Instant::now();
                let (back, done) = work(client, i).await;
                client = back;
                done?;
                took.push(began.elapsed());
                i += 1;
            }
            anyhow::Ok(took)
        }));
    }
    let mut all = Vec::new();
    for task in tasks {
        all.extend(task.await??);
    }
    Ok(Sample::new(all, start.elapsed()))
}

/// One client asks for each of some addresses, `rounds` times.
pub(crate) async fn walk(client: &mut Client, paths: &[String], rounds: usize) -> Result<Sample> {
    each(client, paths, rounds, async |client, path| client.bytes(path).await.map(drop)).await
}

/// One client makes each of some searches, `rounds` times.
pub(crate) async fn searches(client: &mut Client, asked: &[Value], rounds: usize) -> Result<Sample> {
    each(client, asked, rounds, async |client, search| client.post("/search", search, None).await.map(drop)).await
}

async fn each<T>(
    client: &mut Client,
    asked: &[T],
    rounds: usize,
    ask: impl AsyncFn(&mut Client, &T) -> Result<()>,
) -> Result<Sample> {
    let start = Instant::now();
    let mut took = Vec::new();
    for _ in 0..rounds {
        for asked in asked {
            let began = Instant::now();
            ask(client, asked).await?;
            took.push(began.elapsed());
        }
    }
    Ok(Sample::new(took, start.elapsed()))
}
