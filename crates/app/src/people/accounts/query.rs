//! Rows of accounts and posts, as those who keep them see them.

use std::collections::HashMap;

use bandeng_core::kernel::{Date, Id, Instant};
use bandeng_core::people::AccountState;
use bandeng_core::places::AreaCode;
use bandeng_core::policy::Role;
use bandeng_store::entities::posts;
use bandeng_store::{Binds, Result, Uow};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, QueryResult, Statement, Value};

use super::{AccountView, PostView};
use crate::http::IdText;
use crate::people::OrganisationRef;
use crate::people::keeper::Keeper;
use crate::places::AreaRef;

/// Which accounts a page shows.
#[derive(Default)]
pub(crate) struct Filter {
    /// Part of the name or the beginning of the sign-in name.
    pub q: Option<String>,
    pub state: Option<AccountState>,
    /// Those with a post here.
    pub organisation: Option<Id>,
    /// Accounts opened before this one.
    pub after: Option<Id>,
}

/// An account and whose administrators keep it; none before its first post.
pub(crate) struct Held {
    pub view: AccountView,
    pub area: Option<AreaCode>,
}

/// A statement for whichever engine the connection leads to.
pub(crate) fn statement(
    connection: &impl ConnectionTrait,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Statement {
    Statement::from_sql_and_values(connection.get_database_backend(), sql, values)
}

/// `%text%` with the wildcards in it taken literally; the statement says `ESCAPE '!'`.
pub(crate) fn containing(text: &str) -> String {
    format!("%{}%", literal(text))
}

/// `text%`, likewise.
pub(crate) fn beginning(text: &str) -> String {
    format!("{}%", literal(text))
}

fn literal(text: &str) -> String {
    text.chars().flat_map(|c| if matches!(c, '%' | '_' | '!') { vec!['!', c] } else { vec![c] }).collect()
}

/// The account of the first day, while it holds.
pub(crate) async fn is_bootstrap(connection: &impl ConnectionTrait, account: Id) -> Result<bool> {
    let sql = "SELECT 1 FROM accounts WHERE id = $1 AND bootstrap AND active";
    Ok(connection.query_one_raw(statement(connection, sql, [account.into()])).await?.is_some())
}

const COLUMNS: &str = "a.id, a.login, a.name, a.active, a.locked_until, a.must_change, a.bootstrap, a.signed_in_at, a.created_at, a.head_seq, a.area";

/// A page of accounts with their posts: two statements, however many there are.
pub(super) async fn page(
    connection: &impl ConnectionTrait,
    filter: &Filter,
    keeper: &Keeper,
    limit: u64,
    now: Instant,
    today: Date,
) -> Result<Vec<AccountView>> {
    let mut sql = format!("SELECT {COLUMNS} FROM accounts a WHERE a.id < $1");
    let mut values: Vec<Value> = vec![filter.after.unwrap_or(Id::MAX).into()];
    if let Some(q) = &filter.q {
        sql += " AND (a.login LIKE $2 ESCAPE '!' OR a.name LIKE $3 ESCAPE '!')";
        values.extend([beginning(&q.to_lowercase()).into(), containing(q).into()]);
    }
    if let Some(state) = filter.state {
        values.push((state == AccountState::Active).into());
        sql += &format!(" AND a.active = ${}", values.len());
    }
    if let Some(organisation) = filter.organisation {
        values.extend([organisation.into(), today.to_string().into()]);
        let n = values.len();
        sql += &format!(
            " AND a.id IN (SELECT p.account_id FROM posts p WHERE p.organisation_id = ${} \
             AND (p.until_on IS NULL OR p.until_on >= ${n}))",
            n - 1
        );
    }
    if let Keeper::Office(areas) = keeper {
        let mut binds = Binds(values);
        sql += &format!(" AND (a.area = '' OR {})", binds.within("a.area", areas));
        values = binds.0;
    }
    sql += &format!(" ORDER BY a.id DESC LIMIT {limit}");
    let rows = connection.query_all_raw(statement(connection, &sql, values)).await?;
    Ok(with_posts(connection, rows, now, today).await?.into_iter().map(|held| held.view).collect())
}

/// One account with its posts.
pub(crate) async fn one(
    connection: &impl ConnectionTrait,
    account: Id,
    now: Instant,
    today: Date,
) -> Result<Option<Held>> {
    let sql = format!("SELECT {COLUMNS} FROM accounts a WHERE a.id = $1");
    let rows = connection.query_all_raw(statement(connection, &sql, [account.into()])).await?;
    Ok(with_posts(connection, rows, now, today).await?.pop())
}

/// One account, held so that nobody else changes it meanwhile.
pub(crate) async fn one_for_update(uow: &Uow, account: Id) -> Result<Option<Held>> {
    uow.hold_row("accounts", account).await?;
    one(uow.read(), account, uow.now(), uow.today()).await
}

async fn with_posts(
    connection: &impl ConnectionTrait,
    rows: Vec<QueryResult>,
    now: Instant,
    today: Date,
) -> Result<Vec<Held>> {
    let mut views = rows.iter().map(|row| view(row, now)).collect::<Result<Vec<_>>>()?;
    if views.is_empty() {
        return Ok(views);
    }
    let mut binds = Binds::default();
    let (today, accounts) = (binds.one(today.to_string()), binds.list(views.iter().map(|held| held.view.id.0)));
    let sql = format!(
        "SELECT p.account_id, p.id, p.role, p.from_on, p.until_on, o.id, o.name, o.kind, o.area, r.name \
         FROM posts p JOIN organisations o ON o.id = p.organisation_id LEFT JOIN areas r ON r.code = o.area \
         WHERE p.account_id IN ({accounts}) AND (p.until_on IS NULL OR p.until_on >= {today}) ORDER BY p.id"
    );
    let mut held: HashMap<Id, Vec<PostView>> = HashMap::new();
    for row in connection.query_all_raw(statement(connection, &sql, binds.0)).await? {
        held.entry(row.try_get_by_index(0)?).or_default().push(post(&row)?);
    }
    for account in &mut views {
        account.view.posts = held.remove(&account.view.id.0).unwrap_or_default();
    }
    Ok(views)
}

fn view(row: &QueryResult, now: Instant) -> Result<Held> {
    let (locked_until, area): (Instant, String) = (row.try_get_by_index(4)?, row.try_get_by_index(10)?);
    let view = AccountView {
        id: IdText(row.try_get_by_index(0)?),
        login: row.try_get_by_index(1)?,
        name: row.try_get_by_index(2)?,
        state: AccountState::of(row.try_get_by_index(3)?),
        locked_until: (locked_until > now).then_some(locked_until),
        must_change_password: row.try_get_by_index(5)?,
        bootstrap: row.try_get_by_index(6)?,
        last_sign_in_at: row.try_get_by_index(7)?,
        created_at: row.try_get_by_index(8)?,
        version: row.try_get_by_index(9)?,
        posts: Vec::new(),
    };
    Ok(Held { view, area: (!area.is_empty()).then(|| area.parse()).transpose()? })
}

fn post(row: &QueryResult) -> Result<PostView> {
    let area: String = row.try_get_by_index(8)?;
    Ok(PostView {
        id: IdText(row.try_get_by_index(1)?),
        role: row.try_get_by_index::<String>(2)?.parse()?,
        from_on: row.try_get_by_index(3)?,
        until_on: row.try_get_by_index(4)?,
        organisation: OrganisationRef {
            id: IdText(row.try_get_by_index(5)?),
            name: row.try_get_by_index(6)?,
            kind: row.try_get_by_index::<String>(7)?.parse()?,
        },
        area: AreaRef { name: row.try_get_by_index::<Option<String>>(9)?.unwrap_or_else(|| area.clone()), code: area },
    })
}

/// From now on the administrators of this area keep the account.
pub(crate) async fn keep_in(uow: &Uow, account: Id, area: &AreaCode) -> Result<()> {
    write(uow, "UPDATE accounts SET area = $2 WHERE id = $1", [account.into(), area.as_str().into()]).await
}

pub(crate) async fn rename(uow: &Uow, account: Id, name: &str) -> Result<()> {
    write(uow, "UPDATE accounts SET name = $2 WHERE id = $1", [account.into(), name.into()]).await
}

pub(crate) async fn set_active(uow: &Uow, account: Id, active: bool) -> Result<()> {
    write(uow, "UPDATE accounts SET active = $2 WHERE id = $1", [account.into(), active.into()]).await
}

pub(crate) async fn insert_post(uow: &Uow, post: posts::ActiveModel) -> Result<()> {
    posts::Entity::insert(post).exec_without_returning(uow.technical()).await?;
    Ok(())
}

/// A post as a row to insert.
pub(crate) fn new_post(
    id: Id,
    account: Id,
    organisation: Id,
    role: Role,
    from_on: Date,
    until_on: Option<Date>,
) -> posts::ActiveModel {
    posts::ActiveModel {
        id: Set(id),
        account_id: Set(account),
        organisation_id: Set(organisation),
        role: Set(role.as_str().to_owned()),
        from_on: Set(from_on.to_string()),
        until_on: Set(until_on.map(|day| day.to_string())),
    }
}

/// The post ends with this day.
pub(crate) async fn end_post(uow: &Uow, post: Id, until_on: Date) -> Result<()> {
    let sql = "UPDATE posts SET until_on = $2 WHERE id = $1";
    write(uow, sql, [post.into(), until_on.to_string().into()]).await
}

/// Accounts in use that hold an administrator's post today, with the role. Held, so that two at once cannot both take
/// away the last but one.
pub(crate) async fn administrators(uow: &Uow) -> Result<Vec<(Id, Role)>> {
    let lock = match uow.engine() {
        bandeng_store::Engine::Sqlite => "",
        bandeng_store::Engine::Postgres => " FOR UPDATE OF a",
    };
    let sql = format!(
        "SELECT a.id, p.role FROM accounts a JOIN posts p ON p.account_id = a.id \
         WHERE a.active AND p.role IN ('system_administrator', 'security_administrator', 'audit_administrator') \
           AND p.from_on <= $1 AND (p.until_on IS NULL OR p.until_on >= $1) ORDER BY a.id, p.id{lock}"
    );
    let rows = uow.read().query_all_raw(uow.statement(&sql, [uow.today().to_string().into()])).await?;
    rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index::<String>(1)?.parse()?))).collect()
}

/// First accounts that still hold.
pub(crate) async fn bootstraps(uow: &Uow) -> Result<Vec<Id>> {
    let sql = "SELECT id FROM accounts WHERE bootstrap AND active ORDER BY id";
    let rows = uow.read().query_all_raw(uow.statement(sql, [])).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}

async fn write(uow: &Uow, sql: &str, values: impl IntoIterator<Item = Value>) -> Result<()> {
    uow.technical().execute_raw(uow.statement(sql, values)).await?;
    Ok(())
}
