//! Papers over HTTP: typeset and given away, issued, given once more, written to be edited, bound into a file.
//!
//! A person may print sixty papers a minute and bind twenty files. So many staff of one kind are asked by turns, put beside
//! those of the demo.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use bandeng_store::Db;
use serde_json::{Value, json};

use crate::client::Client;
use crate::ground::copies;
use crate::load::Sample;
use crate::report::Report;
use crate::server::Server;

/// Forms of one page.
const ONE_PAGE: [&str; 4] = ["acceptance-register", "service-address", "termination-notice", "decline-notice"];
/// Requests of each kind that are timed alone.
const ROUNDS: usize = 100;
/// Matters whose papers are printed.
const MATTERS: usize = 120;
/// So many that nobody reaches the limit of a minute.
const STAFF: usize = 36;
/// Who print at once.
const AT_ONCE: usize = 2;

/// Staff of one kind, asked by turns.
struct Turns {
    staff: Vec<Client>,
    next: usize,
}

impl Turns {
    fn next(&mut self) -> &mut Client {
        self.next = (self.next + 1) % self.staff.len();
        &mut self.staff[self.next]
    }

    async fn time(&mut self, path: &str) -> Result<Duration> {
        let client = self.next();
        let began = Instant::now();
        let bytes = client.bytes(path).await?;
        ensure!(!bytes.is_empty(), "{path} is empty");
        Ok(began.elapsed())
    }

    /// Each address once.
    async fn walk(&mut self, paths: &[String]) -> Result<Sample> {
        let start = Instant::now();
        let mut took = Vec::new();
        for path in paths {
            took.push(self.time(path).await?);
        }
        Ok(Sample::new(took, start.elapsed()))
    }
}

/// What can be printed of some matters.
struct Shelf {
    /// Addresses of papers of one page.
    short: Vec<String>,
    /// Matters with a file, each with the addresses of all its papers that are ready.
    files: Vec<(String, Vec<String>)>,
}

/// The address of a paper as the list gives it, without what every address begins with.
fn address(paper: &Value) -> Option<String> {
    paper["url"].as_str()?.strip_prefix("/api/v1").map(str::to_owned)
}

async fn shelf(reader: &mut Client, question: &str) -> Result<Shelf> {
    let mut shelf = Shelf { short: Vec::new(), files: Vec::new() };
    let mut after = String::new();
    while shelf.files.len() < MATTERS {
        let page = reader.get(&format!("/matters?limit=100{question}{after}")).await?;
        for row in page["items"].as_array().context("items")? {
            let code = row["code"].as_str().context("a code")?;
            // What was brought in from an old ledger has no mediation.
            let Ok(list) = reader.get(&format!("/matters/{code}/mediations/1/papers")).await else { continue };
            let papers = list["items"].as_array().context("papers")?;
            let ready: Vec<&Value> = papers.iter().filter(|paper| paper["ready"] == true).collect();
            let short = ready.iter().filter(|p| p["slug"].as_str().is_some_and(|slug| ONE_PAGE.contains(&slug)));
            shelf.short.extend(short.filter_map(|paper| address(paper)));
            shelf.files.push((code.to_owned(), ready.into_iter().filter_map(address).collect()));
            if shelf.files.len() == MATTERS {
                break;
            }
        }
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    ensure!(!shelf.short.is_empty(), "nothing can be printed");
    Ok(shelf)
}

pub(crate) async fn run(server: &Server, db: &Db, password: &str, time: Duration, report: &mut Report) -> Result<()> {
    // The judicial office sees no telephones: what it prints is a copy, typeset each time and kept by nobody.
    let mut office = Turns { staff: copies(server, db, password, "county-judicial", STAFF).await?, next: 0 };
    let finished = shelf(office.next(), "&state=archived").await?;
    let short: Vec<String> = finished.short.iter().cycle().take(ROUNDS).cloned().collect();
    office.walk(&short[..short.len().min(5)]).await?;
    let typeset = office.walk(&short).await?;
    report.add("a paper of one page typeset, p50", typeset.ms(0.5), "ms");
    report.add("a paper of one page typeset, p95", typeset.ms(0.95), "ms");
    let docx: Vec<String> =
        short.iter().map(|path| format!("{path}{}format=docx", if path.contains('?') { '&' } else { '?' })).collect();
    report.add("a paper written as DOCX, p95", office.walk(&docx).await?.ms(0.95), "ms");

    let mut lanes = Vec::new();
    for lane in 0..AT_ONCE {
        let staff = office.staff.split_off(office.staff.len() - STAFF / (AT_ONCE + 1));
        let (mut turns, paths) = (Turns { staff, next: 0 }, finished.short.clone());
        lanes.push(tokio::spawn(async move {
            let start = Instant::now();
            let (mut took, mut i) = (Vec::new(), lane);
            while start.elapsed() < time {
                took.push(turns.time(&paths[i % paths.len()]).await?);
                i += AT_ONCE;
            }
            anyhow::Ok(took)
        }));
    }
    let (start, mut took) = (Instant::now(), Vec::new());
    for lane in lanes {
        took.extend(lane.await??);
    }
    let both = Sample::new(took, start.elapsed());
    report.add("papers typeset, two at a time", both.per_second(), "papers/s");
    report.add("resident after the papers", server.resident()?, "MB");

    // Whoever sees all of it issues: the first time it is kept with its mark, later it is the same file.
    let mut desk = Turns { staff: copies(server, db, password, "clerk", STAFF).await?, next: 0 };
    let own = shelf(desk.next(), "&state=closed").await?;
    let once: Vec<String> = own.short.iter().take(ROUNDS).cloned().collect();
    report.add("a paper issued, p95", desk.walk(&once).await?.ms(0.95), "ms");
    report.add("a paper given once more, p95", desk.walk(&once).await?.ms(0.95), "ms");
    bind(&mut desk, own, report).await?;
    report.add("resident after the files", server.resident()?, "MB");
    Ok(())
}

/// Files bound from papers that were issued before: what the binding itself takes.
async fn bind(desk: &mut Turns, shelf: Shelf, report: &mut Report) -> Result<()> {
    let (mut took, mut pages) = (Vec::new(), 0);
    let start = Instant::now();
    for (code, papers) in shelf.files.into_iter().take(30) {
        let path = format!("/matters/{code}/mediations/1/dossier");
        // What ended before it was accepted has no file.
        let Ok(view) = desk.next().get(&path).await else { continue };
        if view["may_bind"] != true || papers.is_empty() {
            continue;
        }
        desk.walk(&papers).await?;
        let began = Instant::now();
        let bound: Value = serde_json::from_slice(&desk.next().post(&path, &json!({}), None).await?)?;
        took.push(began.elapsed());
        pages += bound["versions"][0]["pages"].as_u64().unwrap_or_default();
    }
    ensure!(!took.is_empty(), "no file could be bound");
    report.add("pages of a file, mean", pages as f64 / took.len() as f64, "pages");
    let bound = Sample::new(took, start.elapsed());
    report.add("a file bound, p50", bound.ms(0.5), "ms");
    report.add("a file bound, p95", bound.ms(0.95), "ms");
    Ok(())
}
