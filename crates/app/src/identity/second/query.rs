//! Rows of factors, recovery codes and steps.

use bandeng_core::kernel::{Id, Instant};
pub(crate) use bandeng_store::entities::factors::Model as Factor;
use bandeng_store::entities::{factors, sign_in_steps};
use bandeng_store::{Db, Result, Uow};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

/// The code by time.
pub(crate) const TOTP: &str = "totp";
/// A passkey.
pub(crate) const PASSKEY: &str = "passkey";

/// An account's factors, the oldest first.
pub(crate) async fn factors(connection: &impl ConnectionTrait, account: Id) -> Result<Vec<Factor>> {
    let find = factors::Entity::find().filter(factors::Column::AccountId.eq(account));
    Ok(find.order_by_asc(factors::Column::Id).all(connection).await?)
}

/// The passkey a browser names.
pub(crate) async fn by_handle(db: &Db, handle: &str) -> Result<Option<Factor>> {
    Ok(factors::Entity::find().filter(factors::Column::Handle.eq(handle)).one(db.reader()).await?)
}

pub(crate) async fn insert_factor(uow: &Uow, factor: Factor) -> Result<()> {
    let insert = factors::Entity::insert(factor.into_active_model());
    insert.exec_without_returning(uow.technical()).await?;
    Ok(())
}

pub(crate) async fn delete_factor(uow: &Uow, account: Id, id: Id) -> Result<()> {
    let sql = "DELETE FROM factors WHERE account_id = $1 AND id = $2";
    uow.technical().execute_raw(uow.statement(sql, [account.into(), id.into()])).await?;
    Ok(())
}

pub(crate) async fn delete_factors(uow: &Uow, account: Id) -> Result<()> {
    uow.technical().execute_raw(uow.statement("DELETE FROM factors WHERE account_id = $1", [account.into()])).await?;
    Ok(())
}

/// Takes a code by time, unless the same step or a later one was taken: who reads a code over a shoulder comes too late.
pub(crate) async fn take_step(db: &Db, factor: Id, step: i64, now: Instant) -> Result<bool> {
    let sql = "UPDATE factors SET last_step = $2, used_at = $3 WHERE id = $1 AND last_step < $2";
    let done = db.technical().execute_raw(db.statement(sql, [factor.into(), step.into(), now.into()])).await?;
    Ok(done.rows_affected() == 1)
}

/// A passkey was used: its counter, and when.
pub(crate) async fn use_passkey(db: &Db, factor: Id, secret: String, now: Instant) -> Result<()> {
    let sql = "UPDATE factors SET secret = $2, used_at = $3 WHERE id = $1";
    db.technical().execute_raw(db.statement(sql, [factor.into(), secret.into(), now.into()])).await?;
    Ok(())
}

/// Replaces somebody's recovery codes.
pub(crate) async fn set_codes(uow: &Uow, account: Id, hashes: &[String]) -> Result<()> {
    delete_codes(uow, account).await?;
    for hash in hashes {
        let sql = "INSERT INTO recovery_codes (account_id, code_hash) VALUES ($1, $2)";
        uow.technical().execute_raw(uow.statement(sql, [account.into(), hash.into()])).await?;
    }
    Ok(())
}

pub(crate) async fn delete_codes(uow: &Uow, account: Id) -> Result<()> {
    let sql = "DELETE FROM recovery_codes WHERE account_id = $1";
    uow.technical().execute_raw(uow.statement(sql, [account.into()])).await?;
    Ok(())
}

/// Takes a recovery code; false if there is none like it, or it was used.
pub(crate) async fn use_code(uow: &Uow, account: Id, hash: &str) -> Result<bool> {
    let sql = "UPDATE recovery_codes SET used_at = $3 WHERE account_id = $1 AND code_hash = $2 AND used_at IS NULL";
    let done = uow.technical().execute_raw(uow.statement(sql, [account.into(), hash.into(), uow.now().into()])).await?;
    Ok(done.rows_affected() == 1)
}

/// How many recovery codes are left.
pub(crate) async fn codes_left(connection: &impl ConnectionTrait, db: &Db, account: Id) -> Result<i64> {
    let sql = "SELECT count(*) FROM recovery_codes WHERE account_id = $1 AND used_at IS NULL";
    let row = connection.query_one_raw(db.statement(sql, [account.into()])).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default())
}

pub(crate) async fn insert_step(
    db: &Db,
    token_hash: &str,
    kind: &str,
    account: Option<Id>,
    state: &str,
    expires_at: Instant,
) -> Result<()> {
    let row = sign_in_steps::Model {
        token_hash: token_hash.to_owned(),
        kind: kind.to_owned(),
        account_id: account,
        state: state.to_owned(),
        expires_at,
    };
    row.into_active_model().insert(db.technical()).await?;
    Ok(())
}

/// A step that is open: whose, and its state, sealed.
pub(crate) async fn step(db: &Db, token_hash: &str, kind: &str, now: Instant) -> Result<Option<(Option<Id>, String)>> {
    let find = sign_in_steps::Entity::find_by_id(token_hash.to_owned());
    let found = find.one(db.reader()).await?.filter(|step| step.kind == kind && step.expires_at > now);
    Ok(found.map(|step| (step.account_id, step.state)))
}

/// Ends a step; was it there?
pub(crate) async fn delete_step(db: &Db, token_hash: &str) -> Result<bool> {
    let sql = "DELETE FROM sign_in_steps WHERE token_hash = $1";
    Ok(db.technical().execute_raw(db.statement(sql, [token_hash.into()])).await?.rows_affected() == 1)
}

pub(crate) async fn forget_steps(db: &Db, now: Instant) -> Result<()> {
    let sql = "DELETE FROM sign_in_steps WHERE expires_at <= $1";
    db.technical().execute_raw(db.statement(sql, [now.into()])).await?;
    Ok(())
}
