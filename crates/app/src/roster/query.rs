//! Rows of profiles.

use bandeng_core::kernel::{Date, Id};
use bandeng_core::people::OrganisationKind;
use bandeng_core::places::{AreaCode, Level};
use bandeng_core::roster::Profile;
use bandeng_store::entities::mediator_profiles::{ActiveModel, Column, Entity, Model};
use bandeng_store::{Binds, Db, Result, Uow};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

/// A profile as it is kept.
pub(super) struct Kept {
    pub account: Id,
    pub profile: Profile,
    pub public: bool,
}

fn kept(row: &Model) -> Result<Kept> {
    Ok(Kept { account: row.account_id, profile: serde_json::from_str(&row.body)?, public: row.public })
}

/// The profiles of a committee.
pub(super) async fn list(connection: &impl ConnectionTrait, organisation: Id) -> Result<Vec<Kept>> {
    let rows = Entity::find().filter(Column::OrganisationId.eq(organisation)).all(connection).await?;
    rows.iter().map(kept).collect()
}

pub(super) async fn one(connection: &impl ConnectionTrait, organisation: Id, account: Id) -> Result<Option<Kept>> {
    let row = Entity::find_by_id((organisation, account)).one(connection).await?;
    row.as_ref().map(kept).transpose()
}

pub(super) async fn put(uow: &Uow, organisation: Id, account: Id, profile: &Profile, public: bool) -> Result<()> {
    let row = ActiveModel {
        organisation_id: Set(organisation),
        account_id: Set(account),
        body: Set(serde_json::to_string(profile)?),
        public: Set(public),
    };
    let replace = OnConflict::columns([Column::OrganisationId, Column::AccountId])
        .update_columns([Column::Body, Column::Public])
        .to_owned();
    Entity::insert(row).on_conflict(replace).exec_without_returning(uow.technical()).await?;
    Ok(())
}

/// A profile that the public sees, with its committee.
pub(super) struct PublicRow {
    /// The nearer the committee, the lower.
    pub nearness: i32,
    pub organisation: Id,
    pub committee: String,
    pub phone: String,
    pub account: Id,
    pub name: String,
    pub profile: Profile,
}

/// Public profiles of who mediates today at the committees of a place and of the areas above it within the county.
pub(super) async fn public(db: &Db, area: &AreaCode, today: Date) -> Result<Vec<PublicRow>> {
    let mut binds = Binds(vec![today.to_string().into()]);
    let levels = [Level::Village, Level::Town, Level::County];
    let areas = binds.list(levels.iter().filter_map(|level| area.at(*level)).map(|code| code.to_string()));
    let kinds =
        binds.list(OrganisationKind::ALL.iter().filter(|kind| kind.is_committee()).map(|kind| kind.to_string()));
    let sql = format!(
        "SELECT DISTINCT -length(o.area), o.id, o.name, o.phone, a.id, a.name, p.body FROM organisations o \
         JOIN mediator_profiles p ON p.organisation_id = o.id AND p.public JOIN accounts a ON a.id = p.account_id \
         JOIN posts t ON t.account_id = a.id AND t.organisation_id = o.id \
         WHERE o.active AND a.active AND t.role IN ('mediator', 'director') \
         AND t.from_on <= $1 AND (t.until_on IS NULL OR t.until_on >= $1) \
         AND o.area IN ({areas}) AND o.kind IN ({kinds}) LIMIT 500"
    );
    let rows = db.reader().query_all_raw(db.statement(&sql, binds.0)).await?;
    rows.iter()
        .map(|row| {
            Ok(PublicRow {
                nearness: row.try_get_by_index(0)?,
                organisation: row.try_get_by_index(1)?,
                committee: row.try_get_by_index(2)?,
                phone: row.try_get_by_index(3)?,
                account: row.try_get_by_index(4)?,
                name: row.try_get_by_index(5)?,
                profile: serde_json::from_str(&row.try_get_by_index::<String>(6)?)?,
            })
        })
        .collect()
}
