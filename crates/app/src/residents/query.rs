//! Rows of secrets, links and sessions of parties.

use bandeng_core::kernel::{Id, Instant, MatterCode};
use bandeng_core::proceedings::ProceedingKind;
use bandeng_core::residents::Door;
pub(super) use bandeng_store::entities::papers::Model as PaperRow;
use bandeng_store::entities::{one_time_codes, papers, party_secrets, proceedings, resident_links, resident_sessions};
use bandeng_store::{Db, Document, Error, MatterKey, Result, Uow};

use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};

use super::PartyKey;
use super::links::Taken;
use crate::matters::case::Matter;

/// A session that holds.
pub(super) struct SessionRow {
    pub party: PartyKey,
    pub code: MatterCode,
    pub name: String,
    pub door: Door,
    pub purpose: String,
    pub seen_at: Instant,
    pub expires_at: Instant,
}

/// The session of a token's hash with its matter and party: one statement.
pub(super) async fn session(
    db: &Db,
    token_hash: &str,
    now: Instant,
    seen_after: Instant,
) -> Result<Option<SessionRow>> {
    let sql = "SELECT s.county, s.matter_id, s.n, m.code, p.name, s.door, s.purpose, s.seen_at, s.expires_at \
               FROM resident_sessions s \
               JOIN matters m ON m.county = s.county AND m.id = s.matter_id \
               JOIN parties p ON p.county = s.county AND p.matter_id = s.matter_id AND p.n = s.n \
               WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.seen_at > $3";
    let values = [token_hash.into(), now.into(), seen_after.into()];
    let Some(row) = db.reader().query_one_raw(db.statement(sql, values)).await? else { return Ok(None) };
    Ok(Some(SessionRow {
        party: PartyKey::of(row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?),
        code: row.try_get_by_index::<String>(3)?.parse()?,
        name: row.try_get_by_index(4)?,
        door: row.try_get_by_index::<String>(5)?.parse()?,
        purpose: row.try_get_by_index(6)?,
        seen_at: row.try_get_by_index(7)?,
        expires_at: row.try_get_by_index(8)?,
    }))
}

pub(super) async fn insert_session(db: &Db, session: resident_sessions::Model) -> Result<()> {
    let row = session.into_active_model().reset_all();
    resident_sessions::Entity::insert(row).exec_without_returning(db.technical()).await?;
    Ok(())
}

pub(super) async fn touch_session(db: &Db, token_hash: &str, now: Instant) -> Result<()> {
    run(db, "UPDATE resident_sessions SET seen_at = $2 WHERE token_hash = $1", [token_hash.into(), now.into()]).await
}

/// The session is now that of another door.
pub(super) async fn set_door(db: &Db, token_hash: &str, door: Door) -> Result<()> {
    run(db, "UPDATE resident_sessions SET door = $2 WHERE token_hash = $1", [token_hash.into(), door.as_str().into()])
        .await
}

pub(super) async fn delete_session(db: &Db, token_hash: &str) -> Result<()> {
    run(db, "DELETE FROM resident_sessions WHERE token_hash = $1", [token_hash.into()]).await
}

/// Ends all sessions of a party, in the transaction that takes its secret away.
pub(super) async fn end_sessions(uow: &Uow, party: &PartyKey) -> Result<()> {
    of_party(uow, "DELETE FROM resident_sessions WHERE county = $1 AND matter_id = $2 AND n = $3", party).await
}

/// Does something to the rows of a party: of county, matter and number.
async fn of_party(uow: &Uow, sql: &str, party: &PartyKey) -> Result<()> {
    let values = [party.matter.county.as_str().into(), party.matter.id.into(), i32::from(party.no).into()];
    uow.technical().execute_raw(uow.statement(sql, values)).await?;
    Ok(())
}

/// Ends the codes that were sent to a party's telephone.
pub(super) async fn end_codes(uow: &Uow, party: &PartyKey) -> Result<()> {
    of_party(uow, "DELETE FROM one_time_codes WHERE county = $1 AND matter_id = $2 AND n = $3", party).await
}

/// Ends the links of a party that nobody has opened.
pub(super) async fn end_links(uow: &Uow, party: &PartyKey) -> Result<()> {
    of_party(
        uow,
        "DELETE FROM resident_links WHERE county = $1 AND matter_id = $2 AND n = $3 AND used_at IS NULL",
        party,
    )
    .await
}

/// What is over or idle for long is of no use to anybody.
pub(crate) async fn delete_expired(db: &Db, now: Instant) -> Result<()> {
    run(db, "DELETE FROM resident_sessions WHERE expires_at <= $1", [now.into()]).await?;
    run(db, "DELETE FROM one_time_codes WHERE expires_at <= $1", [now.into()]).await?;
    // A used link is remembered for a while, so that whoever opens it again hears why it does not open.
    let month = 30 * 24 * 3_600_000;
    run(db, "DELETE FROM resident_links WHERE expires_at <= $1", [(now - month).into()]).await
}

/// The party of a matter with this hash of its secret.
pub(super) async fn party_by_secret(db: &Db, code: &MatterCode, hash: &str) -> Result<Option<PartyKey>> {
    let sql = "SELECT s.county, s.matter_id, s.n FROM matters m \
               JOIN party_secrets s ON s.county = m.county AND s.matter_id = m.id \
               WHERE m.code = $1 AND s.hash = $2";
    let row = db.reader().query_one_raw(db.statement(sql, [code.as_str().into(), hash.into()])).await?;
    row.map(|row| Ok(PartyKey::of(row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?)))
        .transpose()
}

/// Puts a party's secret in place of the one before.
pub(super) async fn put_secret(uow: &mut Uow, party: &PartyKey, hash: String) -> Result<()> {
    let row = party_secrets::Model {
        county: party.matter.county.clone(),
        matter_id: party.matter.id,
        n: i32::from(party.no),
        hash,
        given_at: uow.now(),
        given_by: uow.actor().account,
    };
    let replace =
        OnConflict::columns([party_secrets::Column::County, party_secrets::Column::MatterId, party_secrets::Column::N])
            .update_columns([
                party_secrets::Column::Hash,
                party_secrets::Column::GivenAt,
                party_secrets::Column::GivenBy,
            ])
            .to_owned();
    let insert = party_secrets::Entity::insert(row.into_active_model().reset_all()).on_conflict(replace);
    insert.exec_without_returning(uow.case(&party.matter)?).await?;
    Ok(())
}

/// The last mediation of a matter, as it is kept.
pub(super) async fn last_mediation(db: &Db, matter: &MatterKey) -> Result<Option<Document>> {
    let row = proceedings::Entity::find()
        .filter(proceedings::Column::County.eq(&matter.county))
        .filter(proceedings::Column::MatterId.eq(matter.id))
        .filter(proceedings::Column::Kind.eq(ProceedingKind::Mediation.as_str()))
        .order_by_desc(proceedings::Column::N)
        .limit(1)
        .one(db.reader())
        .await?;
    Ok(row.map(|row| row.body))
}

/// The papers of a matter as they hold now, the latest first. Who may read which the caller asks.
pub(super) async fn papers(db: &Db, matter: &MatterKey) -> Result<Vec<PaperRow>> {
    Ok(papers::Entity::find()
        .filter(papers::Column::County.eq(&matter.county))
        .filter(papers::Column::MatterId.eq(matter.id))
        .filter(papers::Column::ReplacedAt.is_null())
        .order_by_desc(papers::Column::Id)
        .limit(200)
        .all(db.reader())
        .await?)
}

/// The name of the desk that registered a matter, and the hash of the event by which it did.
pub(super) async fn desk_and_hash(db: &Db, matter: &Matter) -> Result<(String, String)> {
    let sql = "SELECT o.name, e.hash FROM organisations o, events e \
               WHERE o.id = $1 AND e.county = $2 AND e.matter_id = $3 AND e.seq = 1";
    let values = [matter.row.desk_id.into(), matter.key.county.as_str().into(), matter.key.id.into()];
    let row = db.reader().query_one_raw(db.statement(sql, values)).await?;
    let row = row.ok_or_else(|| Error::Damaged("a matter without its first event".into()))?;
    Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))
}

/// The one party of a matter that has this number. Two with the same number, and it opens nobody's door.
pub(super) async fn party_by_phone(db: &Db, code: &MatterCode, phone_hash: &str) -> Result<Option<(PartyKey, Id)>> {
    let sql = "SELECT p.county, p.matter_id, p.n, coalesce(m.committee_id, m.desk_id) FROM matters m \
               JOIN parties p ON p.county = m.county AND p.matter_id = m.id \
               WHERE m.code = $1 AND p.phone_hash = $2 LIMIT 2";
    let rows = db.reader().query_all_raw(db.statement(sql, [code.as_str().into(), phone_hash.into()])).await?;
    let [row] = &rows[..] else { return Ok(None) };
    let party = PartyKey::of(row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
    Ok(Some((party, row.try_get_by_index(3)?)))
}

/// Puts a code in place of the one before, unless that one is younger than `again_after`; whether it was put.
pub(super) async fn put_code(uow: &Uow, code: one_time_codes::Model, again_after: Instant) -> Result<bool> {
    let sql = "INSERT INTO one_time_codes (key_hash, digits_hash, county, matter_id, n, attempts, made_at, expires_at) \
               VALUES ($1, $2, $3, $4, $5, 0, $6, $7) ON CONFLICT (key_hash) DO UPDATE SET digits_hash = $2, \
               county = $3, matter_id = $4, n = $5, attempts = 0, made_at = $6, expires_at = $7 \
               WHERE one_time_codes.made_at <= $8";
    let values = [
        code.key_hash.into(),
        code.digits_hash.into(),
        code.county.into(),
        code.matter_id.into(),
        code.n.into(),
        code.made_at.into(),
        code.expires_at.into(),
        again_after.into(),
    ];
    Ok(uow.technical().execute_raw(uow.statement(sql, values)).await?.rows_affected() == 1)
}

/// Counts a try at a code that still holds, and reads it.
pub(super) async fn try_code(
    db: &Db,
    key_hash: &str,
    now: Instant,
    tries: i32,
) -> Result<Option<one_time_codes::Model>> {
    let sql =
        "UPDATE one_time_codes SET attempts = attempts + 1 WHERE key_hash = $1 AND expires_at > $2 AND attempts < $3";
    let counted = db
        .technical()
        .execute_raw(db.statement(sql, [key_hash.into(), now.into(), tries.into()]))
        .await?
        .rows_affected();
    if counted == 0 {
        return Ok(None);
    }
    Ok(one_time_codes::Entity::find_by_id(key_hash).one(db.technical()).await?)
}

/// Uses a code up; whether nobody was faster.
pub(super) async fn use_code(connection: &impl ConnectionTrait, statement: Statement) -> Result<bool> {
    Ok(connection.execute_raw(statement).await?.rows_affected() == 1)
}

/// The statement that uses a code up.
pub(super) const USE_CODE: &str = "DELETE FROM one_time_codes WHERE key_hash = $1 AND digits_hash = $2";

pub(super) async fn insert_link(
    uow: &Uow,
    token_hash: &str,
    party: &PartyKey,
    purpose: &str,
    expires_at: Instant,
) -> Result<()> {
    let row = resident_links::Model {
        token_hash: token_hash.to_owned(),
        county: party.matter.county.clone(),
        matter_id: party.matter.id,
        n: i32::from(party.no),
        purpose: purpose.to_owned(),
        made_at: uow.now(),
        expires_at,
        used_at: None,
    };
    let row = row.into_active_model().reset_all();
    resident_links::Entity::insert(row).exec_without_returning(uow.technical()).await?;
    Ok(())
}

/// Uses a link up, if nobody was faster and there is time.
pub(super) async fn take_link(db: &Db, token_hash: &str, now: Instant) -> Result<Option<Taken>> {
    let sql = "UPDATE resident_links SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2 \
               RETURNING county, matter_id, n, purpose";
    let row = db.technical().query_one_raw(db.statement(sql, [token_hash.into(), now.into()])).await?;
    row.map(|row| {
        Ok(Taken {
            party: PartyKey::of(row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?),
            purpose: row.try_get_by_index(3)?,
        })
    })
    .transpose()
}

/// A link, whether it was used or not.
pub(super) async fn link(db: &Db, token_hash: &str) -> Result<Option<resident_links::Model>> {
    Ok(resident_links::Entity::find_by_id(token_hash).one(db.reader()).await?)
}

async fn run(db: &Db, sql: &str, values: impl IntoIterator<Item = sea_orm::Value>) -> Result<()> {
    db.technical().execute_raw(db.statement(sql, values)).await?;
    Ok(())
}
