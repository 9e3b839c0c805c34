//! The daily seal: the hash of the heads of all chains that changed, with the root of the seal before. Who keeps one root
//! elsewhere, on paper or with a time stamp, can show later that nothing before it was written anew.

use bandeng_core::kernel::chain::{GENESIS, Hashing, SealedHead, Sealing, seal_root};
use bandeng_core::kernel::clock::instant_of;
use bandeng_core::kernel::{Instant, china_date};
use sea_orm::{ConnectionTrait, Value};

use super::{Break, BreakKind, Report};
use crate::{Db, Error, Result};

/// A day is sealed so long after its end: what began before midnight is written by then.
pub const GRACE_MS: i64 = 15 * 60_000;

/// Missing heads that are named; who finds so many looks at a backup.
const NAMED: u64 = 200;

/// A seal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// Counted from 1.
    pub no: i64,
    /// It covers what happened from this instant.
    pub from: Instant,
    /// To before this one: a midnight.
    pub until: Instant,
    /// Chains that changed.
    pub heads: i64,
    pub prev_root: String,
    pub root: String,
    pub made_at: Instant,
    /// The answer of a time-stamping authority (RFC 3161), in base64.
    pub stamp: Option<String>,
}

impl Seal {
    /// As it is taken out: number, last day, chains, root.
    pub fn line(&self) -> String {
        format!("{} {} {} {}", self.no, china_date(self.until - 1), self.heads, self.root)
    }
}

const COLUMNS: &str = "no, from_at, until_at, heads, prev_root, root, made_at, stamp";

fn seal(row: &sea_orm::QueryResult) -> Result<Seal> {
    Ok(Seal {
        no: row.try_get_by_index(0)?,
        from: row.try_get_by_index(1)?,
        until: row.try_get_by_index(2)?,
        heads: row.try_get_by_index(3)?,
        prev_root: row.try_get_by_index(4)?,
        root: row.try_get_by_index(5)?,
        made_at: row.try_get_by_index(6)?,
        stamp: row.try_get_by_index(7)?,
    })
}

impl Db {
    /// Seals each day that is over and on which something happened, in order; how many that were. A day takes one
    /// transaction, and two programs do not seal the same one.
    ///
    /// # Errors
    /// [`Error::Db`].
    pub async fn seal_days(&self) -> Result<u64> {
        let mut made = 0;
        while self.seal_day().await? {
            made += 1;
        }
        Ok(made)
    }

    async fn seal_day(&self) -> Result<bool> {
        let midnight = instant_of(china_date(self.now() - GRACE_MS).at(0, 0, 0, 0));
        let transaction = self.alone("seals").await?;
        let tx = transaction.tx();
        let last = format!("SELECT {COLUMNS} FROM seals ORDER BY no DESC LIMIT 1");
        let last = tx.query_one_raw(self.statement(&last, [])).await?.as_ref().map(seal).transpose()?;
        let (no, from, prev_root) =
            last.map_or_else(|| (1, 0, GENESIS.to_owned()), |last| (last.no + 1, last.until, last.root));
        let first = "SELECT min(x.at) FROM (SELECT min(at) AS at FROM events WHERE at >= $1 AND at < $2 UNION ALL \
                     SELECT min(at) AS at FROM registry_events WHERE at >= $1 AND at < $2) x";
        let first = tx.query_one_raw(self.statement(first, [from.into(), midnight.into()])).await?;
        let first: Option<Instant> = first.map(|row| row.try_get_by_index(0)).transpose()?.flatten();
        let Some(day) = first.map(china_date) else { return Ok(false) };
        let next = day.tomorrow().map_err(|_| Error::Other("there is no day after the last".into()))?;
        let until = instant_of(next.at(0, 0, 0, 0));
        let heads = "INSERT INTO seal_heads (seal, stream, county, matter_id, seq, hash) \
            SELECT $3, m.code, e.county, e.matter_id, e.seq, e.hash FROM events e \
            JOIN matters m ON m.county = e.county AND m.id = e.matter_id \
            WHERE e.at >= $1 AND e.at < $2 AND NOT EXISTS (SELECT 1 FROM events f WHERE f.county = e.county \
            AND f.matter_id = e.matter_id AND f.seq = e.seq + 1 AND f.at < $2) \
            UNION ALL SELECT $3, e.stream, '', 0, e.seq, e.hash FROM registry_events e \
            WHERE e.at >= $1 AND e.at < $2 AND NOT EXISTS (SELECT 1 FROM registry_events f \
            WHERE f.stream = e.stream AND f.seq = e.seq + 1 AND f.at < $2)";
        tx.execute_raw(self.statement(heads, [from.into(), until.into(), no.into()])).await?;
        let mut heads = heads_of(self, tx, no).await?;
        let root = seal_root(self.env().hashing, &Sealing { no, from, until, prev_root: &prev_root }, &mut heads);
        let values: [Value; 7] = [
            no.into(),
            from.into(),
            until.into(),
            (heads.len() as i64).into(),
            prev_root.into(),
            root.into(),
            self.now().into(),
        ];
        let insert = "INSERT INTO seals (no, from_at, until_at, heads, prev_root, root, made_at) \
                      VALUES ($1, $2, $3, $4, $5, $6, $7)";
        tx.execute_raw(self.statement(insert, values)).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Seals before a number, the newest first.
    ///
    /// # Errors
    /// [`Error::Db`].
    pub async fn seals_before(&self, no: i64, limit: u64) -> Result<Vec<Seal>> {
        let sql = format!("SELECT {COLUMNS} FROM seals WHERE no < $1 ORDER BY no DESC LIMIT {limit}");
        self.reader().query_all_raw(self.statement(&sql, [no.into()])).await?.iter().map(seal).collect()
    }

    /// The newest seals that bear no stamp.
    ///
    /// # Errors
    /// [`Error::Db`].
    pub async fn unstamped_seals(&self, limit: u64) -> Result<Vec<Seal>> {
        let sql = format!("SELECT {COLUMNS} FROM seals WHERE stamp IS NULL ORDER BY no DESC LIMIT {limit}");
        self.reader().query_all_raw(self.statement(&sql, [])).await?.iter().map(seal).collect()
    }

    /// Keeps the stamp of a seal; one that has a stamp keeps it.
    ///
    /// # Errors
    /// [`Error::Db`].
    pub async fn stamp_seal(&self, no: i64, stamp: &str) -> Result<()> {
        let sql = "UPDATE seals SET stamp = $2 WHERE no = $1 AND stamp IS NULL";
        self.technical().execute_raw(self.statement(sql, [no.into(), stamp.into()])).await?;
        Ok(())
    }
}

async fn heads_of(db: &Db, connection: &impl ConnectionTrait, no: i64) -> Result<Vec<SealedHead>> {
    let sql = "SELECT stream, seq, hash FROM seal_heads WHERE seal = $1";
    let rows = connection.query_all_raw(db.statement(sql, [no.into()])).await?;
    rows.iter()
        .map(|row| {
            Ok(SealedHead {
                stream: row.try_get_by_index(0)?,
                seq: row.try_get_by_index(1)?,
                hash: row.try_get_by_index(2)?,
            })
        })
        .collect()
}

/// Looks at every seal: does it fit its heads and the seal before, and are its heads still in their chains?
pub(super) async fn verify(db: &Db) -> Result<Report> {
    let mut report = Report::default();
    let (mut no, mut root, mut until) = (0, GENESIS.to_owned(), 0);
    loop {
        let sql = format!("SELECT {COLUMNS} FROM seals WHERE no > $1 ORDER BY no LIMIT 200");
        let seals = db.reader().query_all_raw(db.statement(&sql, [no.into()])).await?;
        if seals.is_empty() {
            break;
        }
        for row in &seals {
            let seal = seal(row)?;
            let mut heads = heads_of(db, db.reader(), seal.no).await?;
            let sealing = Sealing { no: seal.no, from: seal.from, until: seal.until, prev_root: &seal.prev_root };
            let whole = seal.no == no + 1
                && seal.prev_root == root
                && seal.from == until
                && seal.heads == heads.len() as i64
                && seal_root(Hashing::of(&seal.root), &sealing, &mut heads) == seal.root;
            if !whole {
                report.breaks.push(Break { stream: format!("seal:{}", seal.no), seq: seal.no, what: BreakKind::Seal });
            }
            report.seals += 1;
            (no, root, until) = (seal.no, seal.root, seal.until);
        }
    }
    for (table, same, sealed) in [
        ("events", "x.county = s.county AND x.matter_id = s.matter_id", "s.county <> ''"),
        ("registry_events", "x.stream = s.stream", "s.county = ''"),
    ] {
        let same_event = same.replace("x.", "e.");
        let sql = format!(
            "SELECT s.stream, s.seq, (SELECT count(*) FROM {table} x WHERE {same}) FROM seal_heads s \
             LEFT JOIN {table} e ON {same_event} AND e.seq = s.seq \
             WHERE {sealed} AND (e.hash IS NULL OR e.hash <> s.hash) ORDER BY s.seal, s.stream LIMIT {NAMED}"
        );
        for row in db.reader().query_all_raw(db.statement(&sql, [])).await? {
            let left: i64 = row.try_get_by_index(2)?;
            let what = if left == 0 { BreakKind::Removed } else { BreakKind::Rewritten };
            let stream: String = row.try_get_by_index(0)?;
            if !report.beside.iter().any(|found| found.stream == stream) {
                report.beside.push(Break { stream, seq: row.try_get_by_index(1)?, what });
            }
        }
    }
    Ok(report)
}
