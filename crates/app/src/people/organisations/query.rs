//! Rows of organisations and their members.

use std::collections::HashMap;

use bandeng_core::kernel::{Date, Id};
use bandeng_core::people::OrganisationKind;
use bandeng_core::places::AreaCode;
use bandeng_store::entities::{members, organisations};
use bandeng_store::{Binds, Error, Result, Uow};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, QueryResult, Value};

use super::{CommitteeView, MemberView};
use crate::http::IdText;
use crate::people::OrganisationRef;
use crate::people::accounts::query::{containing, statement};
use crate::places::AreaRef;

/// Which organisations a page shows.
#[derive(Default)]
pub(crate) struct Filter {
    /// Part of the name.
    pub q: Option<String>,
    pub kind: Option<OrganisationKind>,
    /// Those within this area.
    pub area: Option<AreaCode>,
    pub active: Option<bool>,
    /// Behind this area and organisation in the order of the list.
    pub after: Option<(String, Id)>,
}

/// An organisation as it is stored, with the names around it.
#[derive(Clone, Debug)]
pub(crate) struct Organisation {
    pub id: Id,
    pub name: String,
    pub kind: OrganisationKind,
    pub area: AreaRef,
    pub parent: Option<OrganisationRef>,
    pub active: bool,
    pub multi_ethnic: bool,
    pub term_began_on: Option<Date>,
    /// Before 人调字 in the numbers of its files.
    pub number_word: String,
    /// Whom people call.
    pub phone: String,
    pub version: i64,
}

const SELECT: &str = "SELECT o.id, o.name, o.kind, o.area, r.name, o.active, o.multi_ethnic, o.term_began_on, o.head_seq, \
                             p.id, p.name, p.kind, o.number_word, o.phone \
                      FROM organisations o LEFT JOIN areas r ON r.code = o.area \
                      LEFT JOIN organisations p ON p.id = o.parent_id";

/// The digits that end the range of an area's subtree in byte order: no digit is larger than a colon.
pub(crate) fn behind(area: &AreaCode) -> String {
    format!("{area}:")
}

/// A page in the order of areas.
pub(crate) async fn page(connection: &impl ConnectionTrait, filter: &Filter, limit: u64) -> Result<Vec<Organisation>> {
    let (area, id) = filter.after.clone().unwrap_or_default();
    let mut sql = format!("{SELECT} WHERE (o.area, o.id) > ($1, $2)");
    let mut values: Vec<Value> = vec![area.into(), id.into()];
    let mut also = |condition: &str, value: Value| {
        values.push(value);
        sql += &format!(" AND {}", condition.replace('?', &format!("${}", values.len())));
    };
    if let Some(area) = &filter.area {
        also("o.area >= ?", area.as_str().into());
        also("o.area < ?", behind(area).into());
    }
    if let Some(kind) = filter.kind {
        also("o.kind = ?", kind.as_str().into());
    }
    if let Some(active) = filter.active {
        also("o.active = ?", active.into());
    }
    if let Some(q) = &filter.q {
        also("o.name LIKE ? ESCAPE '!'", containing(q).into());
    }
    sql += &format!(" ORDER BY o.area, o.id LIMIT {limit}");
    let rows = connection.query_all_raw(statement(connection, &sql, values)).await?;
    rows.iter().map(organisation).collect()
}

/// One organisation.
pub(crate) async fn one(connection: &impl ConnectionTrait, id: Id) -> Result<Option<Organisation>> {
    let sql = format!("{SELECT} WHERE o.id = $1");
    connection.query_one_raw(statement(connection, &sql, [id.into()])).await?.as_ref().map(organisation).transpose()
}

/// One organisation, held so that nobody else changes it meanwhile.
pub(crate) async fn one_for_update(uow: &Uow, id: Id) -> Result<Option<Organisation>> {
    uow.hold_row("organisations", id).await?;
    one(uow.read(), id).await
}

fn organisation(row: &QueryResult) -> Result<Organisation> {
    let area: String = row.try_get_by_index(3)?;
    let parent = row.try_get_by_index::<Option<Id>>(9)?.map(|id| -> Result<_> {
        Ok(OrganisationRef {
            id: IdText(id),
            name: row.try_get_by_index(10)?,
            kind: row.try_get_by_index::<String>(11)?.parse()?,
        })
    });
    let term: Option<String> = row.try_get_by_index(7)?;
    Ok(Organisation {
        id: row.try_get_by_index(0)?,
        name: row.try_get_by_index(1)?,
        kind: row.try_get_by_index::<String>(2)?.parse()?,
        area: AreaRef { name: row.try_get_by_index::<Option<String>>(4)?.unwrap_or_else(|| area.clone()), code: area },
        parent: parent.transpose()?,
        active: row.try_get_by_index(5)?,
        multi_ethnic: row.try_get_by_index(6)?,
        term_began_on: term.map(|day| day.parse()).transpose().map_err(|e| Error::Damaged(format!("term: {e}")))?,
        number_word: row.try_get_by_index(12)?,
        phone: row.try_get_by_index(13)?,
        version: row.try_get_by_index(8)?,
    })
}

/// Members of several committees, in one statement.
pub(crate) async fn members(
    connection: &impl ConnectionTrait,
    organisations: &[Id],
) -> Result<HashMap<Id, Vec<MemberView>>> {
    let mut found: HashMap<Id, Vec<MemberView>> = HashMap::new();
    if organisations.is_empty() {
        return Ok(found);
    }
    let mut binds = Binds::default();
    let sql = format!(
        "SELECT organisation_id, name, position, sex, smaller_group, account_id FROM members \
         WHERE organisation_id IN ({}) ORDER BY organisation_id, n",
        binds.list(organisations.iter().copied())
    );
    for row in connection.query_all_raw(statement(connection, &sql, binds.0)).await? {
        let sex: Option<String> = row.try_get_by_index(3)?;
        found.entry(row.try_get_by_index(0)?).or_default().push(MemberView {
            name: row.try_get_by_index(1)?,
            position: row.try_get_by_index::<String>(2)?.parse()?,
            sex: sex.map(|s| s.parse()).transpose()?,
            smaller_group: Some(row.try_get_by_index(4)?),
            account: row.try_get_by_index::<Option<Id>>(5)?.map(IdText),
        });
    }
    Ok(found)
}

/// What a new or changed organisation is written with.
pub(crate) struct Row<'a> {
    pub id: Id,
    pub kind: OrganisationKind,
    pub name: &'a str,
    pub area: &'a AreaCode,
    pub parent: Option<Id>,
    pub multi_ethnic: bool,
    pub term_began_on: Option<Date>,
    pub number_word: &'a str,
    pub phone: String,
}

pub(crate) async fn insert(uow: &Uow, row: &Row<'_>) -> Result<()> {
    organisations::Entity::insert(organisations::ActiveModel {
        id: Set(row.id),
        kind: Set(row.kind.as_str().to_owned()),
        name: Set(row.name.to_owned()),
        area: Set(row.area.as_str().to_owned()),
        parent_id: Set(row.parent),
        multi_ethnic: Set(row.multi_ethnic),
        term_began_on: Set(row.term_began_on.map(|day| day.to_string())),
        active: Set(true),
        created_at: Set(uow.now()),
        head_seq: Set(0),
        head_hash: Set(String::new()),
        number_word: Set(row.number_word.to_owned()),
        phone: Set(row.phone.clone()),
    })
    .exec_without_returning(uow.technical())
    .await?;
    Ok(())
}

pub(crate) async fn update(uow: &Uow, row: &Row<'_>) -> Result<()> {
    write(
        uow,
        "UPDATE organisations SET name = $2, area = $3, parent_id = $4, multi_ethnic = $5, term_began_on = $6, \
         number_word = $7, phone = $8 WHERE id = $1",
        [
            row.id.into(),
            row.name.into(),
            row.area.as_str().into(),
            row.parent.into(),
            row.multi_ethnic.into(),
            row.term_began_on.map(|day| day.to_string()).into(),
            row.number_word.into(),
            row.phone.as_str().into(),
        ],
    )
    .await
}

pub(crate) async fn set_active(uow: &Uow, id: Id, active: bool) -> Result<()> {
    write(uow, "UPDATE organisations SET active = $2 WHERE id = $1", [id.into(), active.into()]).await
}

/// Replaces the members of a committee.
pub(crate) async fn set_members(uow: &Uow, organisation: Id, list: &[MemberView]) -> Result<()> {
    write(uow, "DELETE FROM members WHERE organisation_id = $1", [organisation.into()]).await?;
    let rows = list.iter().zip(1..).map(|(member, n)| members::ActiveModel {
        organisation_id: Set(organisation),
        n: Set(n),
        name: Set(member.name.trim().to_owned()),
        position: Set(member.position.as_str().to_owned()),
        sex: Set(member.sex.map(|sex| sex.as_str().to_owned())),
        smaller_group: Set(member.smaller_group.unwrap_or_default()),
        account_id: Set(member.account.map(|id| id.0)),
    });
    if !list.is_empty() {
        members::Entity::insert_many(rows).exec_without_returning(uow.technical()).await?;
    }
    Ok(())
}

/// Does anybody hold a post here, today or later?
pub(crate) async fn in_use(uow: &Uow, organisation: Id) -> Result<bool> {
    let sql = "SELECT 1 FROM posts WHERE organisation_id = $1 AND (until_on IS NULL OR until_on >= $2) LIMIT 1";
    let statement = uow.statement(sql, [organisation.into(), uow.today().to_string().into()]);
    Ok(uow.read().query_one_raw(statement).await?.is_some())
}

/// Whoever holds a post there today or later, with the area in which the account is kept.
pub(crate) async fn kept_with(uow: &Uow, organisation: Id) -> Result<Vec<(Id, Option<AreaCode>)>> {
    let sql = "SELECT DISTINCT a.id, a.area FROM accounts a JOIN posts p ON p.account_id = a.id \
               WHERE p.organisation_id = $1 AND (p.until_on IS NULL OR p.until_on >= $2) ORDER BY a.id";
    let values = [organisation.into(), uow.today().to_string().into()];
    let rows = uow.read().query_all_raw(uow.statement(sql, values)).await?;
    let account = |row: &QueryResult| -> Result<_> {
        let area: String = row.try_get_by_index(1)?;
        Ok((row.try_get_by_index(0)?, (!area.is_empty()).then(|| area.parse()).transpose()?))
    };
    rows.iter().map(account).collect()
}

/// Is there any organisation?
pub(crate) async fn any(uow: &Uow) -> Result<bool> {
    Ok(uow.read().query_one_raw(uow.statement("SELECT 1 FROM organisations LIMIT 1", [])).await?.is_some())
}

/// How many of these accounts exist.
pub(crate) async fn known_accounts(uow: &Uow, accounts: &[Id]) -> Result<usize> {
    if accounts.is_empty() {
        return Ok(0);
    }
    let mut binds = Binds::default();
    let sql = format!("SELECT id FROM accounts WHERE id IN ({})", binds.list(accounts.iter().copied()));
    Ok(uow.read().query_all_raw(uow.statement(&sql, binds.0)).await?.len())
}

/// Somebody's post as mediator or director of a committee, past, present or to come.
#[derive(Clone)]
pub(crate) struct MediatorPost {
    pub account: Id,
    pub name: String,
    from_on: String,
    until_on: Option<String>,
}

impl MediatorPost {
    pub(crate) fn holds(&self, on: Date) -> bool {
        let on = on.to_string();
        self.from_on <= on && self.until_on.as_ref().is_none_or(|until| *until >= on)
    }
}

/// The posts of mediators and directors of a committee, by account.
pub(crate) async fn mediator_posts(connection: &impl ConnectionTrait, committee: Id) -> Result<Vec<MediatorPost>> {
    let sql = "SELECT a.id, a.name, p.from_on, p.until_on FROM posts p JOIN accounts a ON a.id = p.account_id \
               WHERE p.organisation_id = $1 AND p.role IN ('mediator', 'director') AND a.active ORDER BY a.id";
    let rows = connection.query_all_raw(statement(connection, sql, [committee.into()])).await?;
    rows.iter()
        .map(|row| {
            Ok(MediatorPost {
                account: row.try_get_by_index(0)?,
                name: row.try_get_by_index(1)?,
                from_on: row.try_get_by_index(2)?,
                until_on: row.try_get_by_index(3)?,
            })
        })
        .collect()
}

/// Committees that can take a matter from an area: those of the areas above it, the nearest first, and those within it.
pub(crate) async fn committees(
    connection: &impl ConnectionTrait,
    area: &AreaCode,
    kinds: &[OrganisationKind],
    limit: u64,
) -> Result<Vec<CommitteeView>> {
    let mut above = Vec::new();
    let mut at = area.parent();
    while let Some(code) = at {
        at = code.parent();
        above.push(code);
    }
    let mut binds = Binds(vec![area.as_str().into(), behind(area).into()]);
    let above = binds.list(above.iter().map(AreaCode::as_str));
    let kinds = binds.list(kinds.iter().map(|kind| kind.as_str()));
    let sql = format!(
        "SELECT o.id, o.name, o.kind, o.area, r.name FROM organisations o LEFT JOIN areas r ON r.code = o.area \
         WHERE ((o.area >= $1 AND o.area < $2) OR o.area IN ({above})) AND o.kind IN ({kinds}) AND o.active \
         ORDER BY CASE WHEN length(o.area) <= length($1) THEN length($1) - length(o.area) ELSE 100 END, o.area, o.id \
         LIMIT {limit}"
    );
    let rows = connection.query_all_raw(statement(connection, &sql, binds.0)).await?;
    rows.iter()
        .map(|row| {
            let code: String = row.try_get_by_index(3)?;
            Ok(CommitteeView {
                id: IdText(row.try_get_by_index(0)?),
                name: row.try_get_by_index(1)?,
                kind: row.try_get_by_index::<String>(2)?.parse()?,
                area: AreaRef {
                    name: row.try_get_by_index::<Option<String>>(4)?.unwrap_or_else(|| code.clone()),
                    code,
                },
            })
        })
        .collect()
}

async fn write(uow: &Uow, sql: &str, values: impl IntoIterator<Item = Value>) -> Result<()> {
    uow.technical().execute_raw(uow.statement(sql, values)).await?;
    Ok(())
}
