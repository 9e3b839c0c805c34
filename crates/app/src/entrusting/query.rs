//! Rows of the inbox and of keys.

use bandeng_core::entrusting::inbox::InboxState;
use bandeng_core::kernel::{Date, Id, Instant, MatterCode};
use bandeng_core::people::OrganisationKind;
use bandeng_core::places::AreaCode;
use bandeng_core::policy::LetterReach;
use bandeng_store::entities::{api_keys, inbox};
use bandeng_store::{Binds, Db, Result, Uow};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, Value};

pub(super) use bandeng_store::entities::api_keys::Model as KeyRow;
pub(super) use bandeng_store::entities::inbox::Model as Letter;

/// A letter by its number here.
pub(super) async fn letter(connection: &impl ConnectionTrait, id: Id) -> Result<Option<Letter>> {
    Ok(inbox::Entity::find_by_id(id).one(connection).await?)
}

/// The same, held so that nobody else goes through it meanwhile.
pub(super) async fn letter_for_update(uow: &Uow, id: Id) -> Result<Option<Letter>> {
    uow.hold_row("inbox", id).await?;
    letter(uow.read(), id).await
}

/// The very document, where it was received before.
pub(super) async fn same(uow: &Uow, sender: &str, number: &str, sha256: &str) -> Result<Option<Letter>> {
    use inbox::Column;
    Ok(inbox::Entity::find()
        .filter(Column::Sender.eq(sender))
        .filter(Column::Number.eq(number))
        .filter(Column::Sha256.eq(sha256))
        .one(uow.read())
        .await?)
}

/// The letter that became a matter under a sender's number.
pub(super) async fn registered(
    connection: &impl ConnectionTrait,
    sender: &str,
    number: &str,
) -> Result<Option<Letter>> {
    use inbox::Column;
    Ok(inbox::Entity::find()
        .filter(Column::Sender.eq(sender))
        .filter(Column::Number.eq(number))
        .filter(Column::State.eq(InboxState::Registered.as_str()))
        .one(connection)
        .await?)
}

/// Keeps a letter, and says under which number; where somebody else keeps the same document at this moment, under theirs.
pub(super) async fn insert(uow: &Uow, row: Letter) -> Result<Id> {
    use inbox::Column;
    let (id, sender, number, sha256) = (row.id, row.sender.clone(), row.number.clone(), row.sha256.clone());
    let once = OnConflict::columns([Column::Sender, Column::Number, Column::Sha256]).do_nothing().to_owned();
    let insert = inbox::Entity::insert(row.into_active_model().reset_all()).on_conflict(once);
    insert.exec_without_returning(uow.technical()).await?;
    Ok(same(uow, &sender, &number, &sha256).await?.map_or(id, |kept| kept.id))
}

/// Holds every letter under a sender's number, so that one of them becomes a matter at a time.
pub(super) async fn hold_number(uow: &Uow, sender: &str, number: &str) -> Result<()> {
    let sql =
        format!("SELECT id FROM inbox WHERE sender = $1 AND number = $2 ORDER BY id{}", uow.engine().for_update());
    uow.read().query_all_raw(uow.statement(&sql, [sender.into(), number.into()])).await?;
    Ok(())
}

/// The letters by which a matter came.
pub(super) async fn of_matter(uow: &Uow, code: &MatterCode) -> Result<Vec<Letter>> {
    Ok(inbox::Entity::find().filter(inbox::Column::Code.eq(code.as_str())).all(uow.read()).await?)
}

/// Writes a letter of which somebody was erased.
pub(super) async fn erased(uow: &Uow, row: &Letter) -> Result<()> {
    let sql = "UPDATE inbox SET document = $2, attempts = $3 WHERE id = $1";
    let values = [row.id.into(), row.document.clone().into(), row.attempts.clone().into()];
    uow.technical().execute_raw(uow.statement(sql, values)).await?;
    Ok(())
}

/// Writes what came of going through a letter. What was received is written again only where somebody is [erased](erased).
pub(super) async fn answered(uow: &Uow, row: &Letter) -> Result<()> {
    let sql = "UPDATE inbox SET state = $2, code = $3, attempts = $4 WHERE id = $1";
    let values = [row.id.into(), row.state.clone().into(), row.code.clone().into(), row.attempts.clone().into()];
    uow.technical().execute_raw(uow.statement(sql, values)).await?;
    Ok(())
}

/// A page of the letters within a reach, newest first: one limited look-up per desk and sender.
pub(super) async fn page(
    db: &Db,
    reach: &LetterReach,
    states: &[InboxState],
    number: Option<&str>,
    after: Option<Id>,
    limit: u64,
) -> Result<Vec<Letter>> {
    let mut values: Vec<Value> = vec![after.unwrap_or(i64::MAX).into()];
    let mut also = String::new();
    if !states.is_empty() {
        let marks: Vec<String> = states
            .iter()
            .map(|state| {
                values.push(state.as_str().into());
                format!("${}", values.len())
            })
            .collect();
        also += &format!(" AND state IN ({})", marks.join(", "));
    }
    if let Some(number) = number {
        values.push(number.into());
        also += &format!(" AND number = ${}", values.len());
    }
    let keys = reach.desks.iter().map(|id| ("desk_id", id)).chain(reach.senders.iter().map(|id| ("sender_id", id)));
    let arms: Vec<String> = keys
        .map(|(column, id)| {
            values.push((*id).into());
            let n = values.len();
            format!("SELECT * FROM (SELECT * FROM inbox WHERE {column} = ${n} AND id < $1{also} ORDER BY id DESC LIMIT {limit}) arm{n}")
        })
        .collect();
    if arms.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!("{} ORDER BY id DESC LIMIT {limit}", arms.join(" UNION "));
    Ok(inbox::Entity::find().from_raw_sql(db.statement(&sql, values)).all(db.reader()).await?)
}

/// What an organisation is, where it works.
pub(super) struct Body {
    pub kind: OrganisationKind,
    pub name: String,
    pub area: AreaCode,
}

pub(super) async fn body(connection: &impl ConnectionTrait, id: Id) -> Result<Option<Body>> {
    use bandeng_store::entities::organisations;
    let row =
        organisations::Entity::find_by_id(id).filter(organisations::Column::Active.eq(true)).one(connection).await?;
    row.map(|row| Ok(Body { kind: row.kind.parse()?, name: row.name, area: row.area.parse()? })).transpose()
}

/// A key with the names around it.
pub(super) struct KeyListed {
    pub row: KeyRow,
    pub organisation: String,
    pub desk: String,
    pub committee: Option<String>,
}

/// Keys that deliver to a desk within these areas, newest first.
pub(super) async fn keys(db: &Db, areas: &[AreaCode], after: Option<Id>, limit: u64) -> Result<Vec<KeyListed>> {
    let mut binds = Binds(vec![after.unwrap_or(i64::MAX).into()]);
    let kept = binds.within("d.area", areas);
    let sql = format!(
        "SELECT k.id, k.organisation_id, k.desk_id, k.committee_id, k.name, k.scopes, k.hint, k.secret_hash, k.created_at, \
                k.created_by, k.expires_on, k.revoked_at, k.used_at, o.name, d.name, c.name \
         FROM api_keys k JOIN organisations o ON o.id = k.organisation_id JOIN organisations d ON d.id = k.desk_id \
         LEFT JOIN organisations c ON c.id = k.committee_id WHERE k.id < $1 AND {kept} \
         ORDER BY k.id DESC LIMIT {limit}"
    );
    let rows = db.reader().query_all_raw(db.statement(&sql, binds.0)).await?;
    rows.iter()
        .map(|row| {
            Ok(KeyListed {
                row: KeyRow {
                    id: row.try_get_by_index(0)?,
                    organisation_id: row.try_get_by_index(1)?,
                    desk_id: row.try_get_by_index(2)?,
                    committee_id: row.try_get_by_index(3)?,
                    name: row.try_get_by_index(4)?,
                    scopes: row.try_get_by_index(5)?,
                    hint: row.try_get_by_index(6)?,
                    secret_hash: row.try_get_by_index(7)?,
                    created_at: row.try_get_by_index(8)?,
                    created_by: row.try_get_by_index(9)?,
                    expires_on: row.try_get_by_index(10)?,
                    revoked_at: row.try_get_by_index(11)?,
                    used_at: row.try_get_by_index(12)?,
                },
                organisation: row.try_get_by_index(13)?,
                desk: row.try_get_by_index(14)?,
                committee: row.try_get_by_index(15)?,
            })
        })
        .collect()
}

/// A key that delivers to a desk within these areas.
pub(super) async fn key(uow: &Uow, areas: &[AreaCode], id: Id) -> Result<Option<KeyRow>> {
    let Some(row) = api_keys::Entity::find_by_id(id).one(uow.read()).await? else { return Ok(None) };
    let mut binds = Binds(vec![row.desk_id.into()]);
    let kept = binds.within("area", areas);
    let sql = format!("SELECT 1 FROM organisations WHERE id = $1 AND {kept}");
    Ok(uow.read().query_one_raw(uow.statement(&sql, binds.0)).await?.map(|_| row))
}

pub(super) async fn insert_key(uow: &Uow, row: KeyRow) -> Result<()> {
    api_keys::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(uow.technical()).await?;
    Ok(())
}

pub(super) async fn revoke_key(uow: &Uow, id: Id) -> Result<()> {
    let sql = "UPDATE api_keys SET revoked_at = $2 WHERE id = $1";
    uow.technical().execute_raw(uow.statement(sql, [id.into(), uow.now().into()])).await?;
    Ok(())
}

/// A key that holds today, with the organisation it was issued to.
pub(super) struct KeyHeld {
    pub row: KeyRow,
    pub name: String,
}

/// The key behind the hash of a secret, as long as it and its organisation are in use.
pub(super) async fn key_by_hash(db: &Db, hash: &str, today: Date) -> Result<Option<KeyHeld>> {
    let found = api_keys::Entity::find()
        .filter(api_keys::Column::SecretHash.eq(hash))
        .filter(api_keys::Column::RevokedAt.is_null())
        .filter(api_keys::Column::ExpiresOn.gte(today.to_string()))
        .one(db.reader())
        .await?;
    let Some(row) = found else { return Ok(None) };
    let Some(body) = body(db.reader(), row.organisation_id).await? else { return Ok(None) };
    Ok(Some(KeyHeld { row, name: body.name }))
}

/// Notes that a key was used.
pub(super) async fn touch_key(db: &Db, id: Id, now: Instant) -> Result<()> {
    let sql = "UPDATE api_keys SET used_at = $2 WHERE id = $1";
    db.technical().execute_raw(db.statement(sql, [id.into(), now.into()])).await?;
    Ok(())
}
