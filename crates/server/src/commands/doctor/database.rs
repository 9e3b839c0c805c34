//! What the doctor asks of the database.

use bandeng_core::kernel::Ids;
use bandeng_store::Db;
use bandeng_store::condition::Condition;

use super::{Finding, fail, ok, warn};
use crate::config::Config;
use crate::open;

const WHAT: &str = "database";

/// Can it be reached, is its schema ours, will it keep what it acknowledged?
pub(super) async fn check(config: &Config) -> Vec<Finding> {
    let database = match config.database() {
        Ok(database) => database,
        Err(error) => return vec![fail(WHAT, format!("{error:#}"))],
    };
    // Looking must not make anything.
    if let Some(path) = database.path.as_deref().filter(|path| !path.exists()) {
        return vec![warn(WHAT, format!("none yet at {}; `bandeng run` makes it", path.display()))];
    }
    let db = match open::database(config).await {
        Ok(db) => db,
        Err(error) => return vec![fail(WHAT, format!("{error:#}"))],
    };
    let mut findings = vec![ok(WHAT, format!("{database} answers"))];
    findings.extend(settings(&db).await);
    findings.extend(schema(&db, config).await);
    // Closing is a courtesy here.
    let _ = db.close().await;
    findings
}

async fn settings(db: &Db) -> Vec<Finding> {
    const WHAT: &str = "settings";
    match db.condition().await {
        Ok(Condition::Sqlite { journal_mode, synchronous }) => {
            let mut findings = Vec::new();
            if journal_mode != "wal" {
                findings.push(fail(
                    WHAT,
                    format!(
                        "journal_mode is {journal_mode}, not wal; put the file on a local disk, not on a network one"
                    ),
                ));
            }
            if synchronous < 2 {
                findings.push(fail(WHAT, "synchronous is not FULL; acknowledged matters could be lost in a power cut"));
            }
            if findings.is_empty() {
                findings.push(ok(WHAT, "SQLite writes ahead (WAL) and flushes every commit (FULL)"));
            }
            findings
        }
        Ok(condition @ Condition::Postgres { .. }) => postgres(&condition, db.now()),
        Err(_) => vec![fail(WHAT, "the database does not tell its settings; is the account allowed to read them?")],
    }
}

fn postgres(condition: &Condition, here: i64) -> Vec<Finding> {
    const WHAT: &str = "settings";
    let Condition::Postgres { version, collation, encoding, fsync, synchronous_commit, now } = condition else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    let major = version / 10_000;
    if major < 15 {
        findings.push(fail(WHAT, format!("PostgreSQL {major} is too old; 15 or later is needed")));
    }
    // Area codes are compared as ranges of bytes. C.UTF-8 orders by code points, which is the same.
    if !["c", "posix", "c.utf8", "c.utf-8"].contains(&collation.to_lowercase().as_str()) {
        findings.push(fail(
            WHAT,
            format!(
                "the collation is {collation}; make the database anew: \
                 CREATE DATABASE bandeng TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"
            ),
        ));
    }
    if encoding != "UTF8" {
        findings.push(fail(WHAT, format!("the encoding is {encoding}; make the database anew with ENCODING 'UTF8'")));
    }
    if !fsync || synchronous_commit == "off" {
        findings
            .push(fail(WHAT, "fsync or synchronous_commit is off; acknowledged matters could be lost: switch them on"));
    }
    if (now - here).abs() > 5_000 {
        let seconds = (now - here) / 1000;
        findings
            .push(warn(WHAT, format!("the database's clock differs by {seconds} s; let both follow a time server")));
    }
    if findings.is_empty() {
        findings.push(ok(WHAT, format!("PostgreSQL {major}, collation {collation}, {encoding}, flushes every commit")));
    }
    findings
}

async fn schema(db: &Db, config: &Config) -> Vec<Finding> {
    const WHAT: &str = "schema";
    match db.pending_migrations().await {
        Ok(0) => {}
        Ok(n) => return vec![warn(WHAT, format!("{n} changes behind this program; `bandeng migrate` makes them"))],
        Err(_) => return vec![fail(WHAT, "the version cannot be read; is the account the owner of the database?")],
    }
    let mut findings = vec![ok(WHAT, "up to date")];
    if !config.key_file().exists() && db.is_in_use().await.unwrap_or(true) {
        findings.push(fail(
            "keys",
            format!("{} is missing, but the database is in use; put its backup there", config.key_file().display()),
        ));
    }
    // Numbers are ordered by time: one from the future means that the clock went back.
    if let Ok(Some(newest)) = db.newest_matter().await
        && newest > Ids::floor(db.now() + 60_000)
    {
        findings.push(fail("clock", "earlier than the newest matter; set the clock before anything is registered"));
    }
    if let Ok((matters, rows)) = db.search_counts().await {
        findings.push(match matters == rows {
            true => ok("search", format!("{rows} matters in the index")),
            false => warn("search", format!("{rows} of {matters} matters in the index; run `bandeng reindex`")),
        });
    }
    if let Ok((due, stuck)) = db.job_counts().await {
        findings.push(match stuck {
            0 => ok("jobs", format!("{due} due")),
            _ => warn("jobs", format!("{due} due, {stuck} failed too often; the log says why (\"job failed\")")),
        });
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::doctor::Grade;

    fn condition(version: i64, collation: &str, fsync: bool, now: i64) -> Condition {
        Condition::Postgres {
            version,
            collation: collation.into(),
            encoding: "UTF8".into(),
            fsync,
            synchronous_commit: "on".into(),
            now,
        }
    }

    #[test]
    fn a_database_that_sorts_loses_or_drifts_is_found() {
        let grade = |condition| postgres(&condition, 1_000).iter().map(|f| f.grade).max().unwrap();
        assert!(grade(condition(150_004, "C", true, 1_500)) == Grade::Ok);
        assert!(grade(condition(170_000, "C.UTF-8", true, 1_500)) == Grade::Ok);
        assert!(grade(condition(140_001, "C", true, 1_500)) == Grade::Fail);
        assert!(grade(condition(150_004, "zh_CN.utf8", true, 1_500)) == Grade::Fail);
        assert!(grade(condition(150_004, "C", false, 1_500)) == Grade::Fail);
        assert!(grade(condition(150_004, "C", true, 60_000)) == Grade::Warn);
    }
}
