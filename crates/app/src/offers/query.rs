//! Rows of ladders, encrypted.

use bandeng_core::offers::Ladder;
use bandeng_store::entities::ladders::{ActiveModel, Column, Entity};
use bandeng_store::{MatterKey, Result, Uow};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};

use crate::http::App;

/// What the encryption of a ladder is for; authenticated with the value.
const PURPOSE: &str = "ladder";

pub(super) async fn read(app: &App, connection: &impl ConnectionTrait, key: &MatterKey, n: u16) -> Result<Ladder> {
    let row = Entity::find_by_id((key.county.clone(), key.id, i32::from(n))).one(connection).await?;
    let Some(row) = row else { return Ok(Ladder::default()) };
    Ok(serde_json::from_str(&app.crypt.open_value(PURPOSE, &row.body)?)?)
}

pub(super) async fn save(app: &App, uow: &mut Uow, key: &MatterKey, n: u16, ladder: &Ladder) -> Result<()> {
    let body = app.crypt.seal(uow.env(), PURPOSE, &serde_json::to_string(ladder)?)?;
    let row =
        ActiveModel { county: Set(key.county.clone()), matter_id: Set(key.id), n: Set(i32::from(n)), body: Set(body) };
    let replace =
        OnConflict::columns([Column::County, Column::MatterId, Column::N]).update_column(Column::Body).to_owned();
    Entity::insert(row).on_conflict(replace).exec_without_returning(uow.case(key)?).await?;
    Ok(())
}
