//! Parties who follow their matters, five hundred at once: each opens its page, reads for a second, and opens it again.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use bandeng_core::kernel::chain::hex;
use bandeng_store::Db;
use bandeng_store::entities::{parties, resident_sessions};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use sha2::{Digest, Sha256};

use crate::client::Client;
use crate::load::Sample;
use crate::report::Report;
use crate::server::Server;

/// People who follow at once.
const PEOPLE: u64 = 500;
/// How long somebody reads before the page is opened again: with this each asks as often as nobody does.
const READS: Duration = Duration::from_secs(1);
/// Long enough for any measurement.
const HOLDS_MS: i64 = 24 * 3_600_000;

/// Opens the doors of as many parties of different matters. One address is not let in so often, so that the sessions are
/// written where the server would have written them.
async fn doors(server: &Server, db: &Db) -> Result<Vec<Client>> {
    let found = parties::Entity::find()
        .filter(parties::Column::N.eq(1))
        .order_by_desc(parties::Column::MatterId)
        .limit(PEOPLE)
        .all(db.reader())
        .await?;
    ensure!(found.len() as u64 == PEOPLE, "there are fewer than {PEOPLE} matters with parties");
    let mut clients = Vec::with_capacity(found.len());
    for party in found {
        let token = hex(&rand::random::<[u8; 32]>());
        let later = db.now() + HOLDS_MS;
        let session = resident_sessions::Model {
            token_hash: hex(&Sha256::digest(token.as_bytes())),
            county: party.county,
            matter_id: party.matter_id,
            n: party.n,
            door: "secret".to_owned(),
            purpose: String::new(),
            created_at: db.now(),
            seen_at: later,
            expires_at: later,
        };
        let row = session.into_active_model().reset_all();
        resident_sessions::Entity::insert(row).exec_without_returning(db.technical()).await?;
        clients.push(Client::with_cookie(&server.host, format!("bandeng_resident={token}")).await?);
    }
    Ok(clients)
}

/// The page of a matter for five hundred people at once.
///
/// # Errors
/// If the server refuses.
pub(crate) async fn follow(server: &Server, db: &Db, time: Duration, report: &mut Report) -> Result<()> {
    let mut tasks = Vec::new();
    let start = Instant::now();
    for mut client in doors(server, db).await? {
        // Not all in the same moment.
        let later = READS.mul_f64(rand::random());
        tasks.push(tokio::spawn(async move {
            tokio::time::sleep(later).await;
            let mut took = Vec::new();
            let began_all = Instant::now();
            while began_all.elapsed() < time {
                let began = Instant::now();
                client.bytes("/residents/matter").await?;
                took.push(began.elapsed());
                tokio::time::sleep(READS).await;
            }
            anyhow::Ok(took)
        }));
    }
    let mut all = Vec::new();
    for task in tasks {
        all.extend(task.await??);
    }
    let sample = Sample::new(all, start.elapsed());
    report.add("500 follow at once, each once a second, p95", sample.ms(0.95), "ms");
    report.add("500 follow at once, each once a second, p99", sample.ms(0.99), "ms");
    report.add("500 follow at once, each once a second", sample.per_second(), "pages/s");
    Ok(())
}
