//! How fast search is: `cargo run --release --example search -- sqlite://bench.db [rows]`, or a `postgres://` address.
//!
//! Fills an empty database with synthetic matters (a narrative of 120 characters, words as uneven as those of a
//! language) and prints the time of writing and of looking for words of different frequency.

#![expect(clippy::expect_used, reason = "a measurement, by the wall clock")]

use std::sync::Arc;
use std::time::Instant;

use bandeng_core::matters::{Channel, DisputeKind, MatterState, Source};
use bandeng_core::policy::{Arm, Key, Residual};
use bandeng_core::search::{Document, Hidden, Words};
use bandeng_store::search::{self, Filter, Order, Reach, Search, Wanted};
use bandeng_store::{Db, Env, MatterKey};
use sea_orm::{ConnectionTrait, TransactionTrait};

/// Numbers without pattern, the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// From 0 to `n`, small numbers far more often: as words are.
    fn uneven(&mut self, n: f64) -> u32 {
        let part = (self.roll() >> 11) as f64 / (1u64 << 53) as f64;
        (n.powf(part) - 1.0) as u32
    }
}

/// The n-th word of the language: two characters.
fn word(n: u32) -> String {
    let at = |k: u32| char::from_u32(0x4e00 + k).expect("a character");
    [at(n.wrapping_mul(2_654_435_761) % 4_000), at((n.wrapping_mul(40_503) >> 3) % 4_000)].iter().collect()
}

fn text(dice: &mut Dice, words: usize) -> String {
    let mut text = String::new();
    for i in 0..words {
        text.push_str(&word(dice.uneven(60_000.0)));
        if i % 7 == 6 {
            text.push('，');
        }
    }
    text
}

#[tokio::main]
async fn main() {
    let mut args = std::env::args().skip(1);
    let url = args.next().expect("the address of an empty database");
    let rows: i64 = args.next().map_or(100_000, |n| n.parse().expect("a number of rows"));
    let db = Db::connect(&url, Arc::new(Env::system())).await.expect("a database");
    db.migrate().await.expect("a schema");
    let mut dice = Dice(88_172_645_463_325_252);
    if db.search_counts().await.expect("counts") == (0, 0) {
        fill(&db, rows, &mut dice).await;
    }
    singly(&db, rows, &mut dice).await;
    look(&db).await;
}

async fn fill(db: &Db, rows: i64, dice: &mut Dice) {
    let (mut cutting, mut writing, mut tokens_made) = (0.0, 0.0, 0);
    for start in (0..rows).step_by(500) {
        let tx = db.technical().begin().await.expect("a transaction");
        let mut lines = Vec::new();
        let mut values = Vec::new();
        for n in start..(start + 500).min(rows) {
            let (row, tokens, seconds) = matter(n, dice);
            cutting += seconds;
            tokens_made += tokens.split(' ').count();
            lines.push((MatterKey { county: "620602".into(), id: n + 1 }, tokens));
            values.push(row);
        }
        let sql = format!(
            "INSERT INTO matters (county, id, code, title, kind, source, channel, area, place, narrative, state, stage, turn, \
             desk_id, committee_id, registered_at, registered_by, record, head_seq, head_hash) VALUES {}",
            values.join(", ")
        );
        tx.execute_unprepared(&sql).await.expect("rows");
        let began = Instant::now();
        search::put(&tx, db.engine(), &lines).await.expect("index rows");
        writing += began.elapsed().as_secs_f64();
        tx.commit().await.expect("a commit");
    }
    let began = Instant::now();
    db.settle_search().await.expect("an index in order");
    println!("{rows} rows: {:.0} tokens each", tokens_made as f64 / rows as f64);
    println!(
        "cutting {:.0} µs a row, writing {:.0} µs a row",
        cutting * 1e6 / rows as f64,
        writing * 1e6 / rows as f64
    );
    println!("putting in order {:.1} s", began.elapsed().as_secs_f64());
}

fn matter(n: i64, dice: &mut Dice) -> (String, String, f64) {
    let (title, narrative) = (text(dice, 7), text(dice, 60));
    let area = format!("6206{:02}{:03}{:03}", dice.roll() % 4, dice.roll() % 20, dice.roll() % 10);
    let mut hidden = Hidden::default();
    hidden.person("吴大勇");
    hidden.person("李建设");
    let open = dice.roll().is_multiple_of(10);
    let (desk, committee) =
        (i64::try_from(dice.roll() % 80).expect("small"), i64::try_from(dice.roll() % 800).expect("small"));
    let began = Instant::now();
    let document = Document {
        title: [&title, "二组"],
        body: vec![&narrative],
        hidden,
        area: area.parse().expect("an area"),
        subtype: None,
        kind: DisputeKind::Neighbours,
        state: if open { MatterState::Open } else { MatterState::Closed },
        source: Source::Application,
        subsource: None,
        channel: Channel::Window,
        desk,
        committee: Some(committee),
        handlers: &[],
        grantees: &[],
    };
    let tokens = document.tokens();
    let seconds = began.elapsed().as_secs_f64();
    let state = if open { "open" } else { "closed" };
    let row = format!(
        "('620602', {}, '{n}', '{title}', 'neighbours', 'application', 'window', '{area}', '', '{narrative}', '{state}', \
         'registered', 'desk', {desk}, {committee}, 0, 0, '{{}}', 0, '')",
        n + 1
    );
    (row, tokens, seconds)
}

/// One row a transaction, as registration writes it: what the index adds to a commit that is flushed.
async fn singly(db: &Db, rows: i64, dice: &mut Dice) {
    let mut times = Vec::new();
    for n in 0..500 {
        let (_, tokens, _) = matter(n, dice);
        let line = [(MatterKey { county: "620602".into(), id: 1 + (n * 7_919) % rows }, tokens)];
        let began = Instant::now();
        let tx = db.technical().begin().await.expect("a transaction");
        search::put(&tx, db.engine(), &line).await.expect("a row");
        tx.commit().await.expect("a commit");
        times.push(began.elapsed().as_secs_f64() * 1e3);
    }
    print("a row by itself, with its commit", &mut times);
}

async fn look(db: &Db) {
    let arm = |key: Key, residuals: Vec<Residual>| Arm { key, residuals };
    let city = arm(Key::Area("6206".parse().expect("an area")), vec![Residual::NotSealed]);
    let town = arm(Key::Area("620602007".parse().expect("an area")), vec![Residual::NotSealed]);
    let mine = arm(Key::Handler(7), Vec::new());
    let committee = arm(Key::Committee(77), vec![Residual::NotSealed, Residual::Open]);
    let single = |n: u32| word(n).chars().next().expect("a character").to_string();
    for (name, query) in [
        ("a very common word", word(1)),
        ("a common word", word(20)),
        ("a rare word", word(2_000)),
        ("a very rare word", word(50_000)),
        ("two common words", format!("{} {}", word(3), word(9))),
        ("a common and a rare one", format!("{} {}", word(3), word(2_000))),
        ("four characters", format!("{}{}", word(3), word(9))),
        ("one character", single(3)),
    ] {
        let words = Words::read(&query).expect("words");
        for (who, list, narrative) in [
            ("city", vec![city.clone()], vec![city.clone()]),
            ("town", vec![mine.clone(), town.clone()], vec![mine.clone(), town.clone()]),
            ("mediator", vec![mine.clone(), committee.clone()], vec![mine.clone()]),
        ] {
            for order in [Order::Newest, Order::Relevance] {
                let reach = Reach { parties: list.clone(), list: list.clone(), narrative: narrative.clone() };
                let filter = Filter::default();
                let search = Search {
                    wanted: Wanted::Words(&words, None),
                    reach: &reach,
                    filter: &filter,
                    order,
                    after: None,
                    limit: 26,
                    now: 0,
                };
                let mut times = Vec::new();
                let mut found = 0;
                for _ in 0..40 {
                    let began = Instant::now();
                    found = search.hits(db.reader(), db.engine()).await.expect("hits").len();
                    times.push(began.elapsed().as_secs_f64() * 1e3);
                }
                print(&format!("{name}, {who}, {order:?}: {found}"), &mut times);
            }
        }
    }
}

fn print(what: &str, times: &mut [f64]) {
    times.sort_by(f64::total_cmp);
    let at = |part: usize| times[times.len() * part / 100];
    println!("{what:<60} p50 {:>8.2} ms  p95 {:>8.2} ms", at(50), at(95));
}
