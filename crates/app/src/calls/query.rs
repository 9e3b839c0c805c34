//! Rows of calls, of callers and of ways in.

use bandeng_core::calls::Ring;
use bandeng_core::kernel::{Date, Id, Instant};
use bandeng_core::places::AreaCode;
use bandeng_store::entities::{call_doors, call_rings, callers, calls};
use bandeng_store::rows::insert_all;
use bandeng_store::{Binds, Db, Result, Uow};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};

pub(super) use bandeng_store::entities::call_doors::Model as Door;
pub(super) use bandeng_store::entities::call_rings::Model as Rung;
pub(super) use bandeng_store::entities::callers::Model as Caller;
pub(super) use bandeng_store::entities::calls::Model as Call;

pub(super) async fn call(connection: &impl ConnectionTrait, id: Id) -> Result<Option<Call>> {
    Ok(calls::Entity::find_by_id(id).one(connection).await?)
}

/// A call, held so that one alone can take it.
pub(super) async fn call_for_update(uow: &Uow, id: Id) -> Result<Option<Call>> {
    uow.hold_row("calls", id).await?;
    call(uow.read(), id).await
}

pub(super) async fn insert_call(uow: &Uow, row: Call) -> Result<()> {
    calls::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(uow.technical()).await?;
    Ok(())
}

pub(super) async fn update_call(uow: &Uow, row: Call) -> Result<()> {
    calls::Entity::update(row.into_active_model().reset_all()).exec(uow.technical()).await?;
    Ok(())
}

/// The open call of somebody who is enrolled, held.
pub(super) async fn open_of(uow: &Uow, caller: Id) -> Result<Option<Call>> {
    let open = calls::Entity::find()
        .select_only()
        .column(calls::Column::Id)
        .filter(calls::Column::CallerId.eq(caller))
        .filter(calls::Column::OverAt.is_null());
    let Some(id) = open.into_tuple().one(uow.read()).await? else { return Ok(None) };
    // It may have ended while it was waited for.
    Ok(call_for_update(uow, id).await?.filter(|call| call.over_at.is_none()))
}

/// The oldest calls that are open since before an instant.
pub(super) async fn open_since(db: &Db, before: Instant, limit: u64) -> Result<Vec<Id>> {
    Ok(calls::Entity::find()
        .select_only()
        .column(calls::Column::Id)
        .filter(calls::Column::OverAt.is_null())
        .filter(calls::Column::RaisedAt.lt(before))
        .order_by_asc(calls::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(db.reader())
        .await?)
}

/// Notes that somebody was told that the enrolment ends, unless it was prolonged or removed meanwhile.
pub(super) async fn reminded(uow: &Uow, row: &Caller) -> Result<bool> {
    let told = callers::Entity::update_many()
        .col_expr(callers::Column::RemindedOn, Expr::value(uow.today().to_string()))
        .filter(callers::Column::Id.eq(row.id))
        .filter(callers::Column::ExpiresOn.eq(&row.expires_on))
        .filter(callers::Column::RemindedOn.is_null());
    Ok(told.exec(uow.technical()).await?.rows_affected > 0)
}

/// The call that came in under a number of a way in.
pub(super) async fn numbered(connection: &impl ConnectionTrait, door: Id, number: &str) -> Result<Option<Call>> {
    Ok(calls::Entity::find()
        .filter(calls::Column::DoorId.eq(door))
        .filter(calls::Column::ExternalId.eq(number))
        .one(connection)
        .await?)
}

/// Calls whose next step is due.
pub(super) async fn due(db: &Db, now: Instant, limit: u64) -> Result<Vec<Id>> {
    Ok(calls::Entity::find()
        .select_only()
        .column(calls::Column::Id)
        .filter(calls::Column::NextAt.lte(now))
        .order_by_asc(calls::Column::NextAt)
        .limit(limit)
        .into_tuple()
        .all(db.reader())
        .await?)
}

pub(super) async fn rings(connection: &impl ConnectionTrait, calls: &[Id]) -> Result<Vec<Rung>> {
    if calls.is_empty() {
        return Ok(Vec::new());
    }
    Ok(call_rings::Entity::find()
        .filter(call_rings::Column::CallId.is_in(calls.iter().copied()))
        .order_by_asc(call_rings::Column::RungAt)
        .order_by_asc(call_rings::Column::AccountId)
        .all(connection)
        .await?)
}

pub(super) async fn insert_rings(uow: &Uow, call: Id, accounts: &[Id], ring: Ring) -> Result<()> {
    let row = |account: &Id| Rung { call_id: call, account_id: *account, ring: ring.to_string(), rung_at: uow.now() };
    insert_all::<call_rings::Entity>(uow.technical(), accounts.iter().map(row).collect(), None).await
}

/// Of these accounts, those that can sign in.
pub(super) async fn active(uow: &Uow, accounts: &[Id]) -> Result<Vec<Id>> {
    let mut binds = Binds::default();
    let list = binds.list(accounts.iter().copied());
    let sql = format!("SELECT id FROM accounts WHERE active AND id IN ({list}) ORDER BY id");
    let rows = uow.read().query_all_raw(uow.statement(&sql, binds.0)).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}

/// Who sits at a desk today: of an organisation, or of the centres whose area holds a place, down from the county.
pub(super) async fn desk(uow: &Uow, organisation: Option<Id>, place: Option<&AreaCode>) -> Result<Vec<Id>> {
    let mut binds = Binds::default();
    let today = binds.one(uow.today().to_string());
    let which = match (organisation, place) {
        (Some(id), _) => format!("o.id = {}", binds.one(id)),
        (None, Some(place)) => {
            let above =
                std::iter::successors(Some(place.clone()), AreaCode::parent).filter(|code| code.as_str().len() >= 6);
            format!("o.kind = 'centre' AND o.area IN ({})", binds.list(above.map(|code| code.to_string())))
        }
        (None, None) => return Ok(Vec::new()),
    };
    let sql = format!(
        "SELECT DISTINCT p.account_id FROM posts p JOIN organisations o ON o.id = p.organisation_id \
         JOIN accounts a ON a.id = p.account_id AND a.active \
         WHERE {which} AND p.role IN ('clerk', 'coordinator') AND p.from_on <= {today} \
           AND (p.until_on IS NULL OR p.until_on >= {today}) ORDER BY p.account_id LIMIT 200"
    );
    let rows = uow.read().query_all_raw(uow.statement(&sql, binds.0)).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}

/// What is asked of the list of calls.
pub(super) struct Asked {
    /// Changed at this instant or later.
    pub since: Option<Instant>,
    pub open: bool,
    /// Behind this one.
    pub after: Option<Id>,
    pub limit: u64,
}

/// Calls somebody was rung for, and those of the areas they watch, the newest first: one limited look-up per arm.
pub(super) async fn within(db: &Db, account: Id, areas: &[AreaCode], asked: &Asked) -> Result<Vec<Call>> {
    let mut binds = Binds::default();
    let mut also = format!("c.id < {}", binds.one(asked.after.unwrap_or(i64::MAX)));
    if let Some(since) = asked.since {
        also += &format!(" AND c.changed_at >= {}", binds.one(since));
    }
    if asked.open {
        also += " AND c.over_at IS NULL";
    }
    let limit = asked.limit;
    let mine = binds.one(account);
    let mut arms = vec![format!(
        "SELECT * FROM (SELECT c.* FROM calls c JOIN call_rings r ON r.call_id = c.id \
         WHERE r.account_id = {mine} AND {also} ORDER BY c.id DESC LIMIT {limit}) arm0"
    )];
    for (n, area) in areas.iter().enumerate() {
        let place = if area.as_str().len() == 6 {
            format!("c.county = {}", binds.one(area.as_str()))
        } else {
            let (from, until) = (binds.one(area.as_str()), binds.one(format!("{area}:")));
            let column = if area.as_str().len() < 6 { "c.county" } else { "c.grid" };
            format!("{column} >= {from} AND {column} < {until}")
        };
        arms.push(format!(
            "SELECT * FROM (SELECT c.* FROM calls c WHERE {place} AND {also} ORDER BY c.id DESC LIMIT {limit}) arm{}",
            n + 1
        ));
    }
    let sql = format!("{} ORDER BY id DESC LIMIT {limit}", arms.join(" UNION "));
    Ok(calls::Entity::find().from_raw_sql(db.statement(&sql, binds.0)).all(db.reader()).await?)
}

pub(super) async fn caller(connection: &impl ConnectionTrait, id: Id) -> Result<Option<Caller>> {
    Ok(callers::Entity::find_by_id(id).one(connection).await?)
}

/// A caller, held: what two people do to an enrolment is done one after the other.
pub(super) async fn caller_for_update(uow: &Uow, id: Id) -> Result<Option<Caller>> {
    uow.hold_row("callers", id).await?;
    caller(uow.read(), id).await
}

pub(super) async fn callers_of(connection: &impl ConnectionTrait, ids: &[Id]) -> Result<Vec<Caller>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(callers::Entity::find().filter(callers::Column::Id.is_in(ids.iter().copied())).all(connection).await?)
}

/// Who enrolled and has not expired, by the keyed hash of what they have in hand.
async fn enrolled(connection: &impl ConnectionTrait, by: Condition, today: Date) -> Result<Option<Caller>> {
    Ok(callers::Entity::find()
        .filter(by)
        .filter(callers::Column::State.eq("enrolled"))
        .filter(callers::Column::ExpiresOn.gte(today.to_string()))
        .one(connection)
        .await?)
}

pub(super) async fn by_secret(connection: &impl ConnectionTrait, hash: &str, today: Date) -> Result<Option<Caller>> {
    enrolled(connection, Condition::all().add(callers::Column::SecretHash.eq(hash)), today).await
}

pub(super) async fn by_phone(connection: &impl ConnectionTrait, index: &str, today: Date) -> Result<Option<Caller>> {
    enrolled(connection, Condition::all().add(callers::Column::PhoneIndex.eq(index)), today).await
}

/// Is a telephone enrolled under another number than this?
pub(super) async fn phone_taken(uow: &Uow, index: &str, but: Option<Id>) -> Result<bool> {
    let found = callers::Entity::find()
        .filter(callers::Column::PhoneIndex.eq(index))
        .filter(callers::Column::State.eq("enrolled"))
        .filter(callers::Column::Id.ne(but.unwrap_or_default()))
        .one(uow.read())
        .await?;
    Ok(found.is_some())
}

/// Callers of an area, the newest first, behind one; those alone whose enrolment ends by a day.
pub(super) async fn callers_page(
    db: &Db,
    areas: &[AreaCode],
    ending: Option<Date>,
    after: Option<Id>,
    limit: u64,
) -> Result<Vec<Caller>> {
    let mut binds = Binds::default();
    let after = binds.one(after.unwrap_or(i64::MAX));
    let ending = match ending {
        Some(until) => format!("AND state = 'enrolled' AND expires_on <= {}", binds.one(until.to_string())),
        None => String::new(),
    };
    let arms: Vec<String> = areas
        .iter()
        .enumerate()
        .map(|(n, area)| {
            let (from, until) = (binds.one(area.as_str()), binds.one(format!("{area}:")));
            format!(
                "SELECT * FROM (SELECT * FROM callers WHERE grid >= {from} AND grid < {until} AND id < {after} {ending} \
                 ORDER BY id DESC LIMIT {limit}) arm{n}"
            )
        })
        .collect();
    if arms.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!("{} ORDER BY id DESC LIMIT {limit}", arms.join(" UNION "));
    Ok(callers::Entity::find().from_raw_sql(db.statement(&sql, binds.0)).all(db.reader()).await?)
}

pub(super) async fn insert_caller(uow: &Uow, row: Caller) -> Result<()> {
    callers::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(uow.technical()).await?;
    Ok(())
}

pub(super) async fn update_caller(uow: &Uow, row: Caller) -> Result<()> {
    callers::Entity::update(row.into_active_model().reset_all()).exec(uow.technical()).await?;
    Ok(())
}

pub(super) async fn delete_caller(uow: &Uow, id: Id) -> Result<()> {
    callers::Entity::delete_by_id(id).exec(uow.technical()).await?;
    Ok(())
}

/// Enrolments that end by a day and were not brought to mind yet.
pub(super) async fn ending(db: &Db, today: Date, until: Date, limit: u64) -> Result<Vec<Caller>> {
    use callers::Column as C;
    Ok(callers::Entity::find()
        .filter(C::State.eq("enrolled"))
        .filter(C::ExpiresOn.gte(today.to_string()))
        .filter(C::ExpiresOn.lte(until.to_string()))
        .filter(C::RemindedOn.is_null())
        .order_by_asc(C::Id)
        .limit(limit)
        .all(db.reader())
        .await?)
}

/// Enrolments that are over, and those nobody confirmed.
pub(super) async fn expired(db: &Db, today: Date, asked_before: Instant, limit: u64) -> Result<Vec<Id>> {
    use callers::Column as C;
    let never_confirmed = Condition::all().add(C::State.eq("asked")).add(C::CreatedAt.lt(asked_before));
    Ok(callers::Entity::find()
        .select_only()
        .column(C::Id)
        .filter(Condition::any().add(C::ExpiresOn.lt(today.to_string())).add(never_confirmed))
        .order_by_asc(C::Id)
        .limit(limit)
        .into_tuple()
        .all(db.reader())
        .await?)
}

/// Empties what calls that are long over hold of persons; how many there were.
pub(super) async fn forget(uow: &Uow, over_before: Instant) -> Result<u64> {
    let sql = "UPDATE calls SET phone = NULL, place = NULL, words = NULL WHERE over_at IS NOT NULL AND over_at < $1 \
               AND (phone IS NOT NULL OR place IS NOT NULL OR words IS NOT NULL)";
    Ok(uow.technical().execute_raw(uow.statement(sql, [over_before.into()])).await?.rows_affected())
}

pub(super) async fn door(connection: &impl ConnectionTrait, id: Id) -> Result<Option<Door>> {
    Ok(call_doors::Entity::find_by_id(id).one(connection).await?)
}

pub(super) async fn door_by_key(connection: &impl ConnectionTrait, hash: &str) -> Result<Option<Door>> {
    Ok(call_doors::Entity::find()
        .filter(call_doors::Column::SecretHash.eq(hash))
        .filter(call_doors::Column::ClosedAt.is_null())
        .one(connection)
        .await?)
}

/// Ways in to a desk within these areas, newest first.
pub(super) async fn doors(db: &Db, areas: &[AreaCode], after: Option<Id>, limit: u64) -> Result<Vec<Door>> {
    let mut binds = Binds(vec![after.unwrap_or(i64::MAX).into()]);
    let kept = binds.within("o.area", areas);
    let sql = format!(
        "SELECT d.* FROM call_doors d JOIN organisations o ON o.id = d.organisation_id WHERE d.id < $1 AND {kept} \
         ORDER BY d.id DESC LIMIT {limit}"
    );
    Ok(call_doors::Entity::find().from_raw_sql(db.statement(&sql, binds.0)).all(db.reader()).await?)
}

/// A way in to a desk within these areas.
pub(super) async fn door_within(uow: &Uow, areas: &[AreaCode], id: Id) -> Result<Option<Door>> {
    let mut binds = Binds(vec![id.into()]);
    let kept = binds.within("o.area", areas);
    let sql = format!(
        "SELECT d.* FROM call_doors d JOIN organisations o ON o.id = d.organisation_id WHERE d.id = $1 AND {kept}"
    );
    Ok(call_doors::Entity::find().from_raw_sql(uow.statement(&sql, binds.0)).one(uow.read()).await?)
}

pub(super) async fn insert_door(uow: &Uow, row: Door) -> Result<()> {
    call_doors::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(uow.technical()).await?;
    Ok(())
}

pub(super) async fn close_door(uow: &Uow, id: Id) -> Result<()> {
    let sql = "UPDATE call_doors SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL";
    uow.technical().execute_raw(uow.statement(sql, [id.into(), uow.now().into()])).await?;
    Ok(())
}

/// Calls of an area since an instant: for the day's figures. Of each: when it was raised, taken, whether anybody arrived,
/// how it ended, what the caller said.
pub(super) async fn since(db: &Db, area: &AreaCode, from: Instant) -> Result<Vec<Call>> {
    let mut select = calls::Entity::find().filter(calls::Column::RaisedAt.gte(from));
    select = match area.as_str().len() {
        ..=6 => {
            select.filter(calls::Column::County.gte(area.as_str())).filter(calls::Column::County.lt(format!("{area}:")))
        }
        _ => select.filter(calls::Column::Grid.gte(area.as_str())).filter(calls::Column::Grid.lt(format!("{area}:"))),
    };
    Ok(select.order_by_desc(calls::Column::Id).limit(5_000).all(db.reader()).await?)
}

/// Matters of an area that are open, overdue, registered since an instant; without those that are sealed.
pub(super) async fn matters(db: &Db, area: &AreaCode, today: Date, from: Instant) -> Result<[i64; 3]> {
    let column = match area.as_str().len() {
        2 => "a2",
        4 => "a4",
        6 => "a6",
        9 => "a9",
        _ => "a12",
    };
    let floor = bandeng_core::kernel::Ids::floor(from);
    let of_area = format!("FROM matters WHERE {column} = $1 AND NOT sealed");
    let sql = format!(
        "SELECT (SELECT count(*) {of_area} AND state = 'open'), \
                (SELECT count(*) {of_area} AND state = 'open' AND due_on < $2), \
                (SELECT count(*) {of_area} AND id >= $3)"
    );
    let values = [area.as_str().into(), today.to_string().into(), floor.into()];
    let Some(row) = db.reader().query_one_raw(db.statement(&sql, values)).await? else { return Ok([0; 3]) };
    Ok([row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?])
}

/// Names of organisations.
pub(super) async fn organisation_names(db: &Db, ids: &[Id]) -> Result<std::collections::HashMap<Id, String>> {
    use bandeng_store::entities::organisations;
    if ids.is_empty() {
        return Ok(std::collections::HashMap::new());
    }
    let found: Vec<(Id, String)> = organisations::Entity::find()
        .select_only()
        .columns([organisations::Column::Id, organisations::Column::Name])
        .filter(organisations::Column::Id.is_in(ids.iter().copied()))
        .into_tuple()
        .all(db.reader())
        .await?;
    Ok(found.into_iter().collect())
}

/// Where a centre works, if that is one.
pub(super) async fn desk_area(uow: &Uow, id: Id) -> Result<Option<AreaCode>> {
    let sql = "SELECT area FROM organisations WHERE id = $1 AND active AND kind = 'centre'";
    let row = uow.read().query_one_raw(uow.statement(sql, [id.into()])).await?;
    row.map(|row| Ok(row.try_get_by_index::<String>(0)?.parse()?)).transpose()
}
