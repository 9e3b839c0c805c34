//! Keys that are changed: what older keys encrypted is encrypted anew under the current one, in the background, a few hundred
//! rows at a time. A key that nothing uses any more can be retired (`bandeng keys`).

use std::sync::{Mutex, PoisonError};

use bandeng_core::kernel::Instant;
use bandeng_store::{Binds, Crypt, Db, Env, Error, Result};
use sea_orm::{ConnectionTrait, QueryResult, Value};

use crate::http::App;

/// The job that encrypts anew.
pub(crate) const REENCRYPT: &str = "reencrypt";
/// Milliseconds between two looks.
pub(crate) const EVERY: i64 = 3_600_000;

/// Rows at a time.
const GROUP: usize = 200;
/// Milliseconds for which nothing is looked at after everything was found under the current key: only another program that
/// still writes under the old one could make more, and it ends when it is started again.
const SETTLED: i64 = 24 * 3_600_000;

/// Since when nothing is left to encrypt anew; none before the first look.
#[derive(Default)]
pub struct Settled(Mutex<Option<Instant>>);

impl Settled {
    fn holds(&self, now: Instant) -> bool {
        let since = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        since.is_some_and(|since| (0..SETTLED).contains(&(now - since)))
    }

    fn set(&self, since: Instant) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(since);
    }
}

/// A column that holds encrypted values.
pub struct Place {
    pub table: &'static str,
    /// Its primary key.
    key: &'static [&'static str],
    pub column: &'static str,
    /// It is JSON that holds them, not one itself.
    json: bool,
    /// What they are for: one of these.
    purposes: &'static [&'static str],
}

const fn place(
    table: &'static str,
    key: &'static [&'static str],
    column: &'static str,
    json: bool,
    purposes: &'static [&'static str],
) -> Place {
    Place { table, key, column, json, purposes }
}

/// Every column with encrypted values; a test looks for others.
pub const PLACES: &[Place] = &[
    place("parties", &["county", "matter_id", "n"], "phone_sealed", false, &["party.phone"]),
    place("parties", &["county", "matter_id", "n"], "details", true, &["party.phone"]),
    place("matters", &["county", "id"], "record", true, &["lead.phone"]),
    place("drafts", &["account_id", "key"], "body", false, &["draft"]),
    place("imports", &["id"], "about", false, &["import"]),
    place("import_rows", &["import_id", "n"], "body", false, &["import"]),
    place("inbox", &["id"], "document", false, &["inbox.document"]),
    place("callers", &["id"], "name", false, &["caller.name"]),
    place("callers", &["id"], "phone", false, &["caller.phone"]),
    place("callers", &["id"], "place", false, &["caller.place"]),
    place("callers", &["id"], "note", false, &["caller.note"]),
    place("calls", &["id"], "phone", false, &["call.phone"]),
    place("calls", &["id"], "place", false, &["call.place"]),
    place("calls", &["id"], "words", false, &["call.words"]),
    place("messages", &["id"], "to_sealed", false, &["message.to"]),
    place("messages", &["id"], "body_sealed", false, &["message.body"]),
    place("factors", &["id"], "secret", false, &["factor"]),
    place("sign_in_steps", &["token_hash"], "state", false, &["sign_in_step"]),
    place("ladders", &["county", "matter_id", "n"], "body", false, &["ladder"]),
    place("jobs", &["id"], "payload", true, &["code.wanted"]),
    place("call_doors", &["id"], "secret", false, &["call_door.secret"]),
];

impl Place {
    /// What a row looks like that holds something of a key.
    fn pattern(&self, key: &str) -> String {
        if self.json { format!("%\"{key}:%") } else { format!("{key}:%") }
    }

    /// Encrypts anew what of a row is under another key than the current one; none where nothing is.
    fn renew(&self, crypt: &Crypt, env: &Env, text: &str) -> Result<Option<String>> {
        if !self.json {
            return renew(crypt, env, self.purposes, text);
        }
        let mut value: serde_json::Value = serde_json::from_str(text)?;
        let changed = renew_all(crypt, env, self.purposes, &mut value)?;
        Ok(changed.then(|| value.to_string()))
    }
}

fn renew(crypt: &Crypt, env: &Env, purposes: &[&str], sealed: &str) -> Result<Option<String>> {
    if crypt.key_of(sealed).is_none_or(|key| key == crypt.current()) {
        return Ok(None);
    }
    for purpose in purposes {
        if let Ok(plain) = crypt.open_value(purpose, sealed) {
            return crypt.seal(env, purpose, &plain).map(Some);
        }
    }
    Err(Error::Damaged(format!("an encrypted {} cannot be read", purposes.join(" or "))))
}

fn renew_all(crypt: &Crypt, env: &Env, purposes: &[&str], value: &mut serde_json::Value) -> Result<bool> {
    use serde_json::Value as V;
    let mut changed = false;
    match value {
        V::String(text) => {
            if let Some(new) = renew(crypt, env, purposes, text)? {
                *text = new;
                changed = true;
            }
        }
        V::Array(all) => {
            for one in all {
                changed |= renew_all(crypt, env, purposes, one)?;
            }
        }
        V::Object(all) => {
            for one in all.values_mut() {
                changed |= renew_all(crypt, env, purposes, one)?;
            }
        }
        V::Null | V::Bool(_) | V::Number(_) => {}
    }
    Ok(changed)
}

/// Encrypts anew whatever older keys encrypted; how many rows that were. What cannot be read is left and told in the log.
///
/// # Errors
/// [`Error::Db`].
pub async fn reencrypt(app: &App) -> Result<u64> {
    let old: Vec<&str> = app.crypt.names().filter(|name| *name != app.crypt.current()).collect();
    let mut renewed = 0;
    let began = app.db.now();
    if old.is_empty() || app.settled_keys.holds(began) {
        return Ok(renewed);
    }
    let mut left = 0;
    for place in PLACES {
        let mut after: Vec<Value> = Vec::new();
        loop {
            let rows = rows(&app.db, place, &old, &after).await?;
            let Some(last) = rows.last() else { break };
            after = key_of(last, place)?;
            for row in &rows {
                let text: String = row.try_get_by_index(place.key.len())?;
                match place.renew(&app.crypt, app.db.env(), &text) {
                    Ok(Some(new)) => renewed += put(&app.db, place, key_of(row, place)?, &text, new).await?,
                    Ok(None) => {}
                    Err(_) => {
                        left += 1;
                        tracing::error!(place.table, place.column, "an encrypted value cannot be read");
                    }
                }
            }
            tracing::info!(place.table, place.column, renewed, "encrypting anew");
            if rows.len() < GROUP {
                break;
            }
        }
    }
    if renewed == 0 && left == 0 {
        app.settled_keys.set(began);
    }
    Ok(renewed)
}

async fn rows(db: &Db, place: &Place, old: &[&str], after: &[Value]) -> Result<Vec<QueryResult>> {
    let mut binds = Binds::default();
    let patterns = old.iter().map(|key| format!("{} LIKE {}", place.column, binds.one(place.pattern(key))));
    let mut condition = format!("({})", patterns.collect::<Vec<_>>().join(" OR "));
    let key = place.key.join(", ");
    if !after.is_empty() {
        let marks: Vec<String> = after.iter().map(|value| binds.one(value.clone())).collect();
        condition += &format!(" AND ({key}) > ({})", marks.join(", "));
    }
    let sql =
        format!("SELECT {key}, {} FROM {} WHERE {condition} ORDER BY {key} LIMIT {GROUP}", place.column, place.table);
    Ok(db.reader().query_all_raw(db.statement(&sql, binds.0)).await?)
}

/// The key of a row, whatever its columns are.
fn key_of(row: &QueryResult, place: &Place) -> Result<Vec<Value>> {
    (0..place.key.len())
        .map(|i| {
            if let Ok(number) = row.try_get_by_index::<i64>(i) {
                return Ok(number.into());
            }
            match row.try_get_by_index::<i32>(i) {
                Ok(number) => Ok(number.into()),
                Err(_) => Ok(row.try_get_by_index::<String>(i)?.into()),
            }
        })
        .collect()
}

/// Writes a row, unless somebody else was faster: then it bears the current key, or is met the next time.
async fn put(db: &Db, place: &Place, key: Vec<Value>, old: &str, new: String) -> Result<u64> {
    let mut binds = Binds::default();
    let (new, old) = (binds.one(new), binds.one(old.to_owned()));
    let same: Vec<String> =
        place.key.iter().zip(key).map(|(column, value)| format!("{column} = {}", binds.one(value))).collect();
    let column = place.column;
    let sql = format!("UPDATE {} SET {column} = {new} WHERE {column} = {old} AND {}", place.table, same.join(" AND "));
    Ok(db.technical().execute_raw(db.statement(&sql, binds.0)).await?.rows_affected())
}

/// How many rows each key is still needed for.
///
/// # Errors
/// [`Error::Db`].
pub async fn in_use(db: &Db, crypt: &Crypt) -> Result<Vec<(String, i64)>> {
    let mut all = Vec::new();
    for key in crypt.names() {
        let mut count = 0;
        for place in PLACES {
            let sql = format!("SELECT count(*) FROM {} WHERE {} LIKE $1", place.table, place.column);
            let row = db.reader().query_one_raw(db.statement(&sql, [place.pattern(key).into()])).await?;
            count += row.map(|row| row.try_get_by_index::<i64>(0)).transpose()?.unwrap_or_default();
        }
        all.push((key.to_owned(), count));
    }
    Ok(all)
}
