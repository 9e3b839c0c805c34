//! Rows of saved views, and the names of parties for an export.

use std::collections::{HashMap, HashSet};

use bandeng_core::kernel::Id;
use bandeng_core::matters::Side;
use bandeng_store::entities::views;
use bandeng_store::{Binds, Db, Result};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};

/// A view with the names people know it by.
pub(super) struct ViewRow {
    pub id: Id,
    pub account: Id,
    pub by: String,
    pub organisation: Option<(Id, String)>,
    pub name: String,
    pub body: String,
}

/// Most shared views shown; of one's own nobody has more than they may keep.
const SHARED: u32 = 200;

/// One's own views and those shared with one's organisations, by name. Most of them are few: no page is needed.
pub(super) async fn views(db: &Db, account: Id, organisations: &[Id]) -> Result<Vec<ViewRow>> {
    let reader = db.reader();
    let mut binds = Binds::default();
    let (account, shared) = (binds.one(account), binds.list(organisations.iter().copied()));
    let columns = "v.id, v.account_id, a.name, v.organisation_id, o.name, v.name, v.body";
    let from = "views v JOIN accounts a ON a.id = v.account_id LEFT JOIN organisations o ON o.id = v.organisation_id";
    let sql = format!(
        "SELECT {columns} FROM {from} WHERE v.account_id = {account} \
         UNION SELECT {columns} FROM {from} WHERE v.id IN \
           (SELECT id FROM views WHERE organisation_id IN ({shared}) ORDER BY name, id LIMIT {SHARED}) ORDER BY 6, 1"
    );
    let rows = reader.query_all_raw(db.statement(&sql, binds.0)).await?;
    rows.iter()
        .map(|row| {
            let organisation: Option<Id> = row.try_get_by_index(3)?;
            let named: Option<String> = row.try_get_by_index(4)?;
            Ok(ViewRow {
                id: row.try_get_by_index(0)?,
                account: row.try_get_by_index(1)?,
                by: row.try_get_by_index(2)?,
                organisation: organisation.zip(named),
                name: row.try_get_by_index(5)?,
                body: row.try_get_by_index(6)?,
            })
        })
        .collect()
}

pub(super) async fn count(db: &Db, account: Id) -> Result<usize> {
    use sea_orm::PaginatorTrait;
    Ok(views::Entity::find().filter(views::Column::AccountId.eq(account)).count(db.reader()).await? as usize)
}

pub(super) async fn insert(db: &Db, row: views::Model) -> Result<()> {
    views::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(db.technical()).await?;
    Ok(())
}

/// Changes a view of its owner; false if there is none.
pub(super) async fn update(db: &Db, row: views::Model) -> Result<bool> {
    let (id, account) = (row.id, row.account_id);
    let change = views::ActiveModel {
        id: sea_orm::ActiveValue::NotSet,
        account_id: sea_orm::ActiveValue::NotSet,
        ..row.into_active_model().reset_all()
    };
    let done = views::Entity::update_many()
        .set(change)
        .filter(views::Column::Id.eq(id))
        .filter(views::Column::AccountId.eq(account))
        .exec(db.technical())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Deletes a view of its owner; false if there is none.
pub(super) async fn delete(db: &Db, account: Id, id: Id) -> Result<bool> {
    let done = views::Entity::delete_many()
        .filter(views::Column::Id.eq(id))
        .filter(views::Column::AccountId.eq(account))
        .exec(db.technical())
        .await?;
    Ok(done.rows_affected == 1)
}

/// What ties a reader to the matters between two identifiers: those handled in person, and the organisations among
/// the reader's own that some are shared with.
#[derive(Default)]
pub(super) struct Ties {
    pub handled: HashSet<Id>,
    pub granted: HashMap<Id, Vec<Id>>,
}

/// One statement over the reader's own handlers and grants, which are few.
pub(super) async fn ties(db: &Db, account: Id, organisations: &[Id], ids: (Id, Id)) -> Result<Ties> {
    let reader = db.reader();
    let mut binds = Binds(vec![account.into(), ids.0.into(), ids.1.into(), db.now().into()]);
    let own = binds.list(organisations.iter().copied());
    let sql = format!(
        "SELECT matter_id, CAST(0 AS BIGINT) AS grantee FROM handlers \
         WHERE account_id = $1 AND until_at IS NULL AND matter_id BETWEEN $2 AND $3 \
         UNION ALL SELECT matter_id, grantee_id FROM grants \
         WHERE grantee_id IN ({own}) AND until_at > $4 AND matter_id BETWEEN $2 AND $3"
    );
    let mut ties = Ties::default();
    for row in reader.query_all_raw(db.statement(&sql, binds.0)).await? {
        let matter: Id = row.try_get_by_index(0)?;
        match row.try_get_by_index::<Id>(1)? {
            0 => drop(ties.handled.insert(matter)),
            grantee => ties.granted.entry(matter).or_default().push(grantee),
        }
    }
    Ok(ties)
}

/// Names of the parties of some matters, by matter, in their order.
pub(super) async fn parties(db: &Db, matters: &[(String, Id)]) -> Result<HashMap<Id, Vec<(Side, String)>>> {
    let mut found: HashMap<Id, Vec<(Side, String)>> = HashMap::new();
    if matters.is_empty() {
        return Ok(found);
    }
    let reader = db.reader();
    let mut counties: Vec<&str> = matters.iter().map(|(county, _)| county.as_str()).collect();
    counties.sort_unstable();
    counties.dedup();
    let mut binds = Binds::default();
    let (counties, ids) = (binds.list(counties), binds.list(matters.iter().map(|(_, id)| *id)));
    let sql = format!(
        "SELECT matter_id, side, name FROM parties WHERE county IN ({counties}) AND matter_id IN ({ids}) \
         ORDER BY matter_id, n"
    );
    for row in reader.query_all_raw(db.statement(&sql, binds.0)).await? {
        let side: String = row.try_get_by_index(1)?;
        found.entry(row.try_get_by_index(0)?).or_default().push((side.parse()?, row.try_get_by_index(2)?));
    }
    Ok(found)
}
