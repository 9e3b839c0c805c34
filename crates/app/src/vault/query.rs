//! Rows of keys, recovery keys, recoveries and notes.

use bandeng_core::kernel::{Date, Id, Instant};
use bandeng_store::entities::{vault_keys, vault_notes, vault_recoveries, vault_requests};
use bandeng_store::{Binds, MatterKey, Result, Uow};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Statement,
};

pub(super) use bandeng_store::entities::vault_keys::Model as Key;
pub(super) use bandeng_store::entities::vault_notes::Model as Note;
pub(super) use bandeng_store::entities::vault_recoveries::Model as Recovery;
pub(super) use bandeng_store::entities::vault_requests::Model as Request;

/// The keys that hold now of some accounts.
pub(super) async fn keys(connection: &impl ConnectionTrait, accounts: &[Id]) -> Result<Vec<Key>> {
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    let mut keys = vault_keys::Entity::find()
        .filter(vault_keys::Column::AccountId.is_in(accounts.iter().copied()))
        .order_by_asc(vault_keys::Column::AccountId)
        .order_by_desc(vault_keys::Column::Version)
        .all(connection)
        .await?;
    keys.dedup_by_key(|key| key.account_id);
    Ok(keys)
}

pub(super) async fn key(connection: &impl ConnectionTrait, account: Id) -> Result<Option<Key>> {
    Ok(keys(connection, &[account]).await?.pop())
}

/// Has anybody this key, or had it?
pub(super) async fn key_is_known(connection: &impl ConnectionTrait, fingerprint: &str) -> Result<bool> {
    let of = vault_keys::Entity::find().filter(vault_keys::Column::Fingerprint.eq(fingerprint));
    Ok(of.one(connection).await?.is_some())
}

pub(super) async fn insert_key(uow: &Uow, key: Key) -> Result<()> {
    vault_keys::Entity::insert(key.into_active_model().reset_all()).exec_without_returning(uow.technical()).await?;
    Ok(())
}

pub(super) async fn update_key(uow: &Uow, key: Key) -> Result<()> {
    vault_keys::Entity::update(key.into_active_model().reset_all()).exec(uow.technical()).await?;
    Ok(())
}

/// The recovery key of a committee that holds now.
pub(super) async fn recovery(connection: &impl ConnectionTrait, committee: Id) -> Result<Option<Recovery>> {
    Ok(vault_recoveries::Entity::find()
        .filter(vault_recoveries::Column::CommitteeId.eq(committee))
        .order_by_desc(vault_recoveries::Column::Version)
        .one(connection)
        .await?)
}

/// One version of a committee's recovery key.
pub(super) async fn recovery_version(
    connection: &impl ConnectionTrait,
    committee: Id,
    version: i64,
) -> Result<Option<Recovery>> {
    Ok(vault_recoveries::Entity::find_by_id((committee, version)).one(connection).await?)
}

/// The recovery keys that hold now, of these committees and of those in which somebody keeps a half.
pub(super) async fn recoveries_around(
    connection: &impl ConnectionTrait,
    account: Id,
    committees: &[Id],
) -> Result<Vec<Recovery>> {
    let around = Condition::any()
        .add(vault_recoveries::Column::FirstOfficer.eq(account))
        .add(vault_recoveries::Column::SecondOfficer.eq(account))
        .add(vault_recoveries::Column::CommitteeId.is_in(committees.iter().copied()));
    let mut found = vault_recoveries::Entity::find()
        .filter(around)
        .order_by_asc(vault_recoveries::Column::CommitteeId)
        .order_by_desc(vault_recoveries::Column::Version)
        .limit(100)
        .all(connection)
        .await?;
    found.dedup_by_key(|recovery| recovery.committee_id);
    Ok(found)
}

pub(super) async fn insert_recovery(uow: &Uow, recovery: Recovery) -> Result<()> {
    let row = recovery.into_active_model().reset_all();
    vault_recoveries::Entity::insert(row).exec_without_returning(uow.technical()).await?;
    Ok(())
}

/// Who may keep half of a committee's recovery key, with a key of their own: people of the committee, and judicial
/// officers who guide it.
pub(super) async fn officers(
    connection: &impl ConnectionTrait,
    committee: Id,
    today: Date,
) -> Result<Vec<(Id, String)>> {
    let sql = "SELECT DISTINCT a.id, a.name FROM organisations c \
               JOIN organisations o ON o.id = c.id OR (o.kind IN ('judicial_office', 'justice_bureau') \
                    AND substr(c.area, 1, length(o.area)) = o.area) \
               JOIN posts p ON p.organisation_id = o.id AND p.role IN ('mediator', 'director', 'judicial_officer') \
                    AND p.from_on <= $2 AND (p.until_on IS NULL OR p.until_on >= $2) \
               JOIN accounts a ON a.id = p.account_id AND a.active \
               JOIN vault_keys k ON k.account_id = a.id \
               WHERE c.id = $1 ORDER BY a.id LIMIT 200";
    let values = [committee.into(), today.to_string().into()];
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    let rows = connection.query_all_raw(statement).await?;
    rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

pub(super) async fn request(connection: &impl ConnectionTrait, id: Id) -> Result<Option<Request>> {
    Ok(vault_requests::Entity::find_by_id(id).one(connection).await?)
}

/// A recovery, held so that nobody else changes it meanwhile.
pub(super) async fn request_for_update(uow: &Uow, id: Id) -> Result<Option<Request>> {
    uow.hold_row("vault_requests", id).await?;
    request(uow.read(), id).await
}

/// Recoveries of committees that are not over, the newest first.
pub(super) async fn open_requests(
    connection: &impl ConnectionTrait,
    committees: &[Id],
    now: Instant,
) -> Result<Vec<Request>> {
    if committees.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vault_requests::Entity::find()
        .filter(vault_requests::Column::CommitteeId.is_in(committees.iter().copied()))
        .filter(vault_requests::Column::ExpiresAt.gt(now))
        .filter(vault_requests::Column::FinishedAt.is_null())
        .order_by_desc(vault_requests::Column::Id)
        .limit(50)
        .all(connection)
        .await?)
}

pub(super) async fn insert_request(uow: &Uow, request: Request) -> Result<()> {
    let row = request.into_active_model().reset_all();
    vault_requests::Entity::insert(row).exec_without_returning(uow.technical()).await?;
    Ok(())
}

pub(super) async fn update_request(uow: &Uow, request: Request) -> Result<()> {
    vault_requests::Entity::update(request.into_active_model().reset_all()).exec(uow.technical()).await?;
    Ok(())
}

/// What an officer handed over does not outlive the recovery.
pub(super) async fn forget_handed(uow: &Uow) -> Result<()> {
    let sql = "UPDATE vault_requests SET handed = NULL WHERE handed IS NOT NULL AND expires_at <= $1";
    uow.technical().execute_raw(uow.statement(sql, [uow.now().into()])).await?;
    Ok(())
}

/// The notes of a matter's mediation, as last encrypted, without their bodies.
pub(super) async fn notes(connection: &impl ConnectionTrait, key: &MatterKey, n: u16) -> Result<Vec<Note>> {
    let mut binds = Binds::default();
    let (county, matter, n) = (binds.one(key.county.clone()), binds.one(key.id), binds.one(i32::from(n)));
    let sql = format!(
        "SELECT county, matter_id, proceeding, session, version, sealing, \
                CASE WHEN body IS NULL THEN NULL ELSE '' END AS body, sha256, recipients, sealed_at, sealed_by \
         FROM vault_notes WHERE county = {county} AND matter_id = {matter} AND proceeding = {n} \
         ORDER BY session, version, sealing"
    );
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, binds.0);
    Ok(vault_notes::Entity::find().from_raw_sql(statement).all(connection).await?)
}

/// A version of a note, as last encrypted.
pub(super) async fn note(
    connection: &impl ConnectionTrait,
    key: &MatterKey,
    n: u16,
    session: u16,
    version: u16,
) -> Result<Option<Note>> {
    Ok(of_session(key, n, session)
        .filter(vault_notes::Column::Version.eq(i32::from(version)))
        .order_by_desc(vault_notes::Column::Sealing)
        .one(connection)
        .await?)
}

/// The number of the last version; 0 where there is none.
pub(super) async fn last_version(uow: &Uow, key: &MatterKey, n: u16, session: u16) -> Result<u16> {
    let last = of_session(key, n, session).order_by_desc(vault_notes::Column::Version).one(uow.read()).await?;
    Ok(last.map_or(0, |note| note.version as u16))
}

fn of_session(key: &MatterKey, n: u16, session: u16) -> sea_orm::Select<vault_notes::Entity> {
    vault_notes::Entity::find()
        .filter(vault_notes::Column::County.eq(&key.county))
        .filter(vault_notes::Column::MatterId.eq(key.id))
        .filter(vault_notes::Column::Proceeding.eq(i32::from(n)))
        .filter(vault_notes::Column::Session.eq(i32::from(session)))
}

pub(super) async fn insert_note(uow: &mut Uow, key: &MatterKey, note: Note) -> Result<()> {
    vault_notes::Entity::insert(note.into_active_model().reset_all()).exec_without_returning(uow.case(key)?).await?;
    Ok(())
}
