//! Rows of accounts, posts and sessions, as signing in needs them.

use std::str::FromStr;

use bandeng_core::kernel::{Date, Id, Instant};
use bandeng_core::places::AreaCode;
use bandeng_core::policy::{Action, Actor, Post, Role};
use bandeng_store::entities::accounts;
use bandeng_store::{Db, Result, Uow};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};

use super::me::{Me, MyAccount, MyPost, Preferences, SessionView};
use crate::http::IdText;
use crate::people::OrganisationRef;
use crate::places::AreaRef;

/// A session with its account and the posts of today.
pub(crate) struct SessionRow {
    pub actor: Actor,
    pub seen_at: Instant,
    pub must_change: bool,
    pub has_factor: bool,
}

/// What signing in needs to know of an account.
pub(crate) struct Credentials {
    pub id: Id,
    pub login: String,
    pub name: String,
    pub password_hash: String,
    pub active: bool,
    pub locked_until: Instant,
}

/// How many digits of a token's hash name a session to its owner.
const SESSION_NAME: usize = 16;

/// Looks a session up by the hash of its token: one statement.
pub(crate) async fn session(
    db: &Db,
    token_hash: &str,
    now: Instant,
    today: Date,
    idle_ms: i64,
) -> Result<Option<SessionRow>> {
    let rows = db
        .reader()
        .query_all_raw(db.statement(
            "SELECT a.id, a.name, a.must_change, s.seen_at, p.role, p.organisation_id, o.area, \
                    EXISTS (SELECT 1 FROM factors f WHERE f.account_id = a.id) \
             FROM sessions s JOIN accounts a ON a.id = s.account_id \
             LEFT JOIN posts p ON p.account_id = a.id AND p.from_on <= $3 AND (p.until_on IS NULL OR p.until_on >= $3) \
             LEFT JOIN organisations o ON o.id = p.organisation_id \
             WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.seen_at > $4 AND a.active ORDER BY p.id",
            [token_hash.into(), now.into(), today.to_string().into(), (now - idle_ms).into()],
        ))
        .await?;
    let mut session: Option<SessionRow> = None;
    for row in rows {
        let session = match &mut session {
            Some(session) => session,
            none => none.insert(SessionRow {
                actor: Actor {
                    account: row.try_get_by_index::<Id>(0)?,
                    name: row.try_get_by_index(1)?,
                    posts: Vec::new(),
                },
                must_change: row.try_get_by_index(2)?,
                seen_at: row.try_get_by_index(3)?,
                has_factor: row.try_get_by_index(7)?,
            }),
        };
        if let Some(role) = row.try_get_by_index::<Option<String>>(4)? {
            let area: String = row.try_get_by_index(6)?;
            session.actor.posts.push(Post {
                role: Role::from_str(&role)?,
                organisation: row.try_get_by_index(5)?,
                area: area.parse()?,
            });
        }
    }
    Ok(session)
}

/// An account with its posts of today, for work that goes on without its session; none if it was closed.
pub(crate) async fn actor(db: &Db, account: Id, today: Date) -> Result<Option<Actor>> {
    let rows = db
        .reader()
        .query_all_raw(db.statement(
            "SELECT a.name, p.role, p.organisation_id, o.area FROM accounts a \
             LEFT JOIN posts p ON p.account_id = a.id AND p.from_on <= $2 AND (p.until_on IS NULL OR p.until_on >= $2) \
             LEFT JOIN organisations o ON o.id = p.organisation_id \
             WHERE a.id = $1 AND a.active ORDER BY p.id",
            [account.into(), today.to_string().into()],
        ))
        .await?;
    let mut actor: Option<Actor> = None;
    for row in rows {
        let name = row.try_get_by_index(0)?;
        let actor = actor.get_or_insert_with(|| Actor { account, name, posts: Vec::new() });
        if let Some(role) = row.try_get_by_index::<Option<String>>(1)? {
            let area: String = row.try_get_by_index(3)?;
            let (role, organisation) = (Role::from_str(&role)?, row.try_get_by_index(2)?);
            actor.posts.push(Post { role, organisation, area: area.parse()? });
        }
    }
    Ok(actor)
}

/// Notes that a session was used.
pub(crate) async fn touch(db: &Db, token_hash: &str, now: Instant) -> Result<()> {
    run(db, "UPDATE sessions SET seen_at = $2 WHERE token_hash = $1", [token_hash.into(), now.into()]).await
}

/// The account behind a sign-in name.
pub(crate) async fn by_login(db: &Db, login: &str) -> Result<Option<Credentials>> {
    credentials(db, "login = $1", login.into()).await
}

/// The account behind an identifier.
pub(crate) async fn by_id(db: &Db, id: Id) -> Result<Option<Credentials>> {
    credentials(db, "id = $1", id.into()).await
}

async fn credentials(db: &Db, condition: &str, value: sea_orm::Value) -> Result<Option<Credentials>> {
    let sql = format!("SELECT id, login, name, password_hash, active, locked_until FROM accounts WHERE {condition}");
    let Some(row) = db.reader().query_one_raw(db.statement(&sql, [value])).await? else { return Ok(None) };
    Ok(Some(Credentials {
        id: row.try_get_by_index(0)?,
        login: row.try_get_by_index(1)?,
        name: row.try_get_by_index(2)?,
        password_hash: row.try_get_by_index(3)?,
        active: row.try_get_by_index(4)?,
        locked_until: row.try_get_by_index(5)?,
    }))
}

/// Counts a wrong password; how many there are in a row now. Two at once count twice.
pub(crate) async fn count_failure(db: &Db, account: Id) -> Result<i32> {
    let statement =
        db.statement("UPDATE accounts SET failed = failed + 1 WHERE id = $1 RETURNING failed", [account.into()]);
    let row = db.technical().query_one_raw(statement).await?;
    Ok(row.map(|r| r.try_get_by_index(0)).transpose()?.unwrap_or_default())
}

/// Locks an account for a while.
pub(crate) async fn lock(uow: &Uow, account: Id, until: Instant) -> Result<()> {
    write(uow, "UPDATE accounts SET failed = 0, locked_until = $2 WHERE id = $1", [account.into(), until.into()]).await
}

/// A right password: the count begins anew.
pub(crate) async fn welcome(db: &Db, account: Id, now: Instant) -> Result<()> {
    let sql = "UPDATE accounts SET failed = 0, locked_until = 0, signed_in_at = $2 WHERE id = $1";
    run(db, sql, [account.into(), now.into()]).await
}

/// Opens a session, and forgets those of the account that have ended by themselves.
pub(crate) async fn insert_session(
    db: &Db,
    token_hash: &str,
    account: Id,
    now: Instant,
    expires_at: Instant,
) -> Result<()> {
    let ended = "DELETE FROM sessions WHERE account_id = $1 AND expires_at <= $2";
    run(db, ended, [account.into(), now.into()]).await?;
    let sql =
        "INSERT INTO sessions (token_hash, account_id, created_at, seen_at, expires_at) VALUES ($1, $2, $3, $3, $4)";
    run(db, sql, [token_hash.into(), account.into(), now.into(), expires_at.into()]).await
}

pub(crate) async fn delete_session(db: &Db, token_hash: &str) -> Result<()> {
    run(db, "DELETE FROM sessions WHERE token_hash = $1", [token_hash.into()]).await
}

/// Ends one of the account's sessions by its name; was there one?
pub(crate) async fn delete_named_session(db: &Db, account: Id, name: &str) -> Result<bool> {
    let sql = format!("DELETE FROM sessions WHERE account_id = $1 AND substr(token_hash, 1, {SESSION_NAME}) = $2");
    let done = db.technical().execute_raw(db.statement(&sql, [account.into(), name.into()])).await?;
    Ok(done.rows_affected() > 0)
}

/// Ends one's sessions but for one, outside any unit of work.
pub(crate) async fn delete_other_sessions(db: &Db, account: Id, but: &str) -> Result<()> {
    run(db, "DELETE FROM sessions WHERE account_id = $1 AND token_hash <> $2", [account.into(), but.into()]).await
}

/// Ends the sessions of an account, but for one.
pub(crate) async fn delete_sessions(uow: &Uow, account: Id, but: &str) -> Result<()> {
    let sql = "DELETE FROM sessions WHERE account_id = $1 AND token_hash <> $2";
    write(uow, sql, [account.into(), but.into()]).await
}

/// The account's sessions that still hold, the latest first.
pub(crate) async fn sessions(
    db: &Db,
    account: Id,
    now: Instant,
    idle_ms: i64,
    current: &str,
) -> Result<Vec<SessionView>> {
    let statement = db.statement(
        "SELECT token_hash, created_at, seen_at, expires_at FROM sessions \
         WHERE account_id = $1 AND expires_at > $2 AND seen_at > $3 ORDER BY seen_at DESC, token_hash LIMIT 50",
        [account.into(), now.into(), (now - idle_ms).into()],
    );
    let rows = db.reader().query_all_raw(statement).await?;
    rows.iter()
        .map(|row| {
            let hash: String = row.try_get_by_index(0)?;
            Ok(SessionView {
                id: hash.chars().take(SESSION_NAME).collect(),
                created_at: row.try_get_by_index(1)?,
                seen_at: row.try_get_by_index(2)?,
                expires_at: row.try_get_by_index(3)?,
                current: hash == current,
            })
        })
        .collect()
}

/// Sets a password; the hash alone is known here.
pub(crate) async fn set_password(uow: &Uow, account: Id, hash: &str, must_change: bool) -> Result<()> {
    let sql = "UPDATE accounts SET password_hash = $2, must_change = $3, failed = 0, locked_until = 0 WHERE id = $1";
    write(uow, sql, [account.into(), hash.into(), must_change.into()]).await
}

pub(crate) async fn set_preferences(db: &Db, account: Id, preferences: &str) -> Result<()> {
    run(db, "UPDATE accounts SET preferences = $2 WHERE id = $1", [account.into(), preferences.into()]).await
}

/// Is there any account at all?
pub(crate) async fn any_account(uow: &Uow) -> Result<bool> {
    Ok(uow.read().query_one_raw(uow.statement("SELECT 1 FROM accounts LIMIT 1", [])).await?.is_some())
}

/// An account to be opened.
pub(crate) struct NewAccount<'a> {
    pub login: &'a str,
    pub name: &'a str,
    pub hash: &'a str,
    pub must_change: bool,
    pub bootstrap: bool,
    /// Whose administrators keep it; none before there is a body.
    pub area: Option<&'a AreaCode>,
}

/// A new account; false if the sign-in name is taken.
pub(crate) async fn insert_account(uow: &Uow, id: Id, new: &NewAccount<'_>) -> Result<bool> {
    let account = accounts::ActiveModel {
        id: Set(id),
        login: Set(new.login.to_owned()),
        name: Set(new.name.to_owned()),
        password_hash: Set(new.hash.to_owned()),
        must_change: Set(new.must_change),
        active: Set(true),
        bootstrap: Set(new.bootstrap),
        failed: Set(0),
        locked_until: Set(0),
        preferences: Set("{}".to_owned()),
        created_at: Set(uow.now()),
        signed_in_at: Set(None),
        head_seq: Set(0),
        head_hash: Set(String::new()),
        area: Set(new.area.map(AreaCode::to_string).unwrap_or_default()),
    };
    let free = OnConflict::column(accounts::Column::Login).do_nothing().to_owned();
    let insert = accounts::Entity::insert(account).on_conflict(free);
    Ok(insert.exec_without_returning(uow.technical()).await? > 0)
}

/// Everything a screen asks about the person in front of it, and whether they have a second factor: one statement.
pub(crate) async fn me(db: &Db, account: Id, today: Date) -> Result<Option<(Me, bool)>> {
    let statement = db.statement(
        "SELECT a.id, a.login, a.name, a.preferences, a.must_change, a.bootstrap, \
                p.role, o.id, o.name, o.kind, o.area, r.name, \
                EXISTS (SELECT 1 FROM factors f WHERE f.account_id = a.id) \
         FROM accounts a \
         LEFT JOIN posts p ON p.account_id = a.id AND p.from_on <= $2 AND (p.until_on IS NULL OR p.until_on >= $2) \
         LEFT JOIN organisations o ON o.id = p.organisation_id \
         LEFT JOIN areas r ON r.code = o.area \
         WHERE a.id = $1 ORDER BY p.id",
        [account.into(), today.to_string().into()],
    );
    let mut me: Option<Me> = None;
    let mut has_factor = false;
    let mut posts = Vec::new();
    for row in db.reader().query_all_raw(statement).await? {
        if me.is_none() {
            let preferences: String = row.try_get_by_index(3)?;
            let bootstrap = row.try_get_by_index(5)?;
            has_factor = row.try_get_by_index(12)?;
            me = Some(Me {
                account: MyAccount {
                    id: IdText(row.try_get_by_index(0)?),
                    login: row.try_get_by_index(1)?,
                    name: row.try_get_by_index(2)?,
                },
                posts: Vec::new(),
                preferences: serde_json::from_str::<Preferences>(&preferences).unwrap_or_default(),
                can: Vec::new(),
                must_change_password: row.try_get_by_index(4)?,
                must_add_factor: false,
                bootstrap,
            });
        }
        let Some(role) = row.try_get_by_index::<Option<String>>(6)? else { continue };
        let organisation = OrganisationRef {
            id: IdText(row.try_get_by_index(7)?),
            name: row.try_get_by_index(8)?,
            kind: row.try_get_by_index::<String>(9)?.parse()?,
        };
        let code: String = row.try_get_by_index(10)?;
        let area = row.try_get_by_index::<Option<String>>(11)?.unwrap_or_else(|| code.clone());
        posts.push((Role::from_str(&role)?, organisation, AreaRef { code, name: area }));
    }
    let Some(mut me) = me else { return Ok(None) };
    me.can = abilities(account, &me, &posts)?;
    me.posts = posts.into_iter().map(|(role, organisation, area)| MyPost { role, organisation, area }).collect();
    Ok(Some((me, has_factor)))
}

fn abilities(account: Id, me: &Me, posts: &[(Role, OrganisationRef, AreaRef)]) -> Result<Vec<Action>> {
    if me.bootstrap {
        return Ok(super::BOOTSTRAP_MAY.to_vec());
    }
    let mut actor = Actor { account, name: me.account.name.clone(), posts: Vec::new() };
    for (role, organisation, area) in posts {
        actor.posts.push(Post { role: *role, organisation: organisation.id.0, area: area.code.parse()? });
    }
    Ok(actor.abilities())
}

async fn run(db: &Db, sql: &str, values: impl IntoIterator<Item = sea_orm::Value>) -> Result<()> {
    db.technical().execute_raw(db.statement(sql, values)).await?;
    Ok(())
}

async fn write(uow: &Uow, sql: &str, values: impl IntoIterator<Item = sea_orm::Value>) -> Result<()> {
    uow.technical().execute_raw(uow.statement(sql, values)).await?;
    Ok(())
}
