//! Rows of privacy notices, and of who looked.

use bandeng_core::kernel::{Date, Id, Instant, china_date};
use bandeng_core::matters::{MatterEvent, PartyNo};
use bandeng_core::privacy::looked::PostThen;
use bandeng_store::entities::{accesses, events, organisations, privacy_notices, proceedings};
use bandeng_store::{Binds, Db, MatterKey, Result, Uow};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

pub(super) use bandeng_store::entities::privacy_notices::Model as NoticeRow;

/// The notice a county has in force on a day.
pub(super) async fn in_force(connection: &impl ConnectionTrait, county: &str, on: Date) -> Result<Option<NoticeRow>> {
    Ok(privacy_notices::Entity::find()
        .filter(privacy_notices::Column::County.eq(county))
        .filter(privacy_notices::Column::TakesEffectOn.lte(on.to_string()))
        .order_by_desc(privacy_notices::Column::Version)
        .one(connection)
        .await?)
}

pub(super) async fn version(
    connection: &impl ConnectionTrait,
    county: &str,
    version: i64,
) -> Result<Option<NoticeRow>> {
    Ok(privacy_notices::Entity::find_by_id((county.to_owned(), version)).one(connection).await?)
}

/// All versions of a county, the newest first.
pub(super) async fn versions(connection: &impl ConnectionTrait, county: &str) -> Result<Vec<NoticeRow>> {
    Ok(privacy_notices::Entity::find()
        .filter(privacy_notices::Column::County.eq(county))
        .order_by_desc(privacy_notices::Column::Version)
        .limit(50)
        .all(connection)
        .await?)
}

pub(super) async fn insert(uow: &Uow, row: NoticeRow) -> Result<()> {
    let row = row.into_active_model().reset_all();
    privacy_notices::Entity::insert(row).exec_without_returning(uow.technical()).await?;
    Ok(())
}

/// An access to a matter.
pub(super) struct AccessRow {
    pub at: Instant,
    pub account: Id,
    pub action: String,
    pub detail: String,
}

/// Most looks at a matter that are told of: the newest.
const MOST_LOOKS: u64 = 5_000;

/// Accesses to one matter, newest first.
pub(super) async fn accesses_to(db: &Db, key: &MatterKey) -> Result<Vec<AccessRow>> {
    let rows = accesses::Entity::find()
        .filter(accesses::Column::MatterId.eq(key.id))
        .order_by_desc(accesses::Column::Id)
        .limit(MOST_LOOKS)
        .all(db.reader())
        .await?;
    let row = |row: accesses::Model| AccessRow {
        at: row.at,
        account: row.account_id,
        action: row.action,
        detail: row.detail,
    };
    Ok(rows.into_iter().map(row).collect())
}

/// An event that showed a telephone.
pub(super) struct ShownRow {
    pub at: Instant,
    pub actor: Id,
    payload: Option<String>,
}

impl ShownRow {
    /// What it tells; none where that was erased.
    pub(super) fn event(&self) -> Option<MatterEvent> {
        let mut value: serde_json::Value = serde_json::from_str(self.payload.as_deref()?).ok()?;
        serde_json::from_value(value.get_mut("data")?.take()).ok()
    }
}

/// The events of a matter in which a telephone was shown.
pub(super) async fn phones_shown(db: &Db, key: &MatterKey) -> Result<Vec<ShownRow>> {
    let rows = events::Entity::find()
        .filter(events::Column::County.eq(&key.county))
        .filter(events::Column::MatterId.eq(key.id))
        .filter(events::Column::Kind.eq("matter.phone_shown"))
        .all(db.reader())
        .await?;
    Ok(rows.into_iter().map(|row| ShownRow { at: row.at, actor: row.actor, payload: row.payload }).collect())
}

/// A post with its days.
pub(super) struct PostRow {
    pub account: Id,
    from: String,
    until: Option<String>,
    post: PostThen,
}

impl PostRow {
    /// The post, where it was held on that day.
    pub(super) fn on(&self, day: Date) -> Option<PostThen> {
        let day = day.to_string();
        let held = self.from <= day && self.until.as_ref().is_none_or(|until| *until >= day);
        held.then(|| self.post.clone())
    }
}

/// All posts that these accounts ever held.
pub(super) async fn posts_of(db: &Db, accounts: impl IntoIterator<Item = Id>) -> Result<Vec<PostRow>> {
    let mut binds = Binds::default();
    let sql = format!(
        "SELECT p.account_id, p.role, p.from_on, p.until_on, o.name, o.kind FROM posts p \
         JOIN organisations o ON o.id = p.organisation_id WHERE p.account_id IN ({}) ORDER BY p.id",
        binds.list(accounts)
    );
    let rows = db.reader().query_all_raw(db.statement(&sql, binds.0)).await?;
    rows.iter()
        .map(|row| {
            Ok(PostRow {
                account: row.try_get_by_index(0)?,
                from: row.try_get_by_index(2)?,
                until: row.try_get_by_index(3)?,
                post: PostThen {
                    role: row.try_get_by_index::<String>(1)?.parse()?,
                    organisation: row.try_get_by_index(4)?,
                    kind: row.try_get_by_index::<String>(5)?.parse()?,
                },
            })
        })
        .collect()
}

/// What an organisation is called today.
pub(super) async fn organisation_name(connection: &impl ConnectionTrait, id: Id) -> Result<String> {
    let row = organisations::Entity::find_by_id(id).one(connection).await?;
    Ok(row.map(|row| row.name).unwrap_or_default())
}

/// Events in which a party's data was put right, the newest first.
pub(super) async fn amended(connection: &impl ConnectionTrait, key: &MatterKey) -> Result<Vec<ShownRow>> {
    let rows = events::Entity::find()
        .filter(events::Column::County.eq(&key.county))
        .filter(events::Column::MatterId.eq(key.id))
        .filter(events::Column::Kind.eq("matter.party_amended"))
        .order_by_desc(events::Column::Seq)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|row| ShownRow { at: row.at, actor: row.actor, payload: row.payload }).collect())
}

/// The day on which a matter was closed last.
pub(super) async fn closed_on(connection: &impl ConnectionTrait, key: &MatterKey) -> Result<Option<Date>> {
    let row = events::Entity::find()
        .filter(events::Column::County.eq(&key.county))
        .filter(events::Column::MatterId.eq(key.id))
        .filter(events::Column::Kind.eq("matter.closed"))
        .order_by_desc(events::Column::Seq)
        .one(connection)
        .await?;
    Ok(row.map(|row| china_date(row.at)))
}

/// Has a mediation of the matter a file?
pub(super) async fn is_filed(connection: &impl ConnectionTrait, key: &MatterKey) -> Result<bool> {
    let row = proceedings::Entity::find()
        .filter(proceedings::Column::County.eq(&key.county))
        .filter(proceedings::Column::MatterId.eq(key.id))
        .filter(proceedings::Column::FileSeq.is_not_null())
        .one(connection)
        .await?;
    Ok(row.is_some())
}

/// Erases what events tell about a party: earlier versions of its data; and where its name is given, whatever tells the
/// name, and the story of the matter.
pub(super) async fn blank_payloads(uow: &mut Uow, key: &MatterKey, party: PartyNo, name: Option<&str>) -> Result<()> {
    let rows = events::Entity::find()
        .filter(events::Column::County.eq(&key.county))
        .filter(events::Column::MatterId.eq(key.id))
        .filter(events::Column::Payload.is_not_null())
        .all(uow.read())
        .await?;
    let tells = |row: &events::Model| {
        let payload = row.payload.as_deref().unwrap_or_default();
        let of_party = || {
            let value: serde_json::Value = serde_json::from_str(payload).unwrap_or_default();
            value["data"]["party"]["n"] == party
        };
        let named = name.is_some_and(|name| !name.is_empty() && payload.contains(name));
        named
            || match row.kind.as_str() {
                "matter.party_amended" => of_party(),
                "matter.party_added" => name.is_some() && of_party(),
                "matter.registered" | "matter.amended" => name.is_some(),
                _ => false,
            }
    };
    let told: Vec<i64> = rows.iter().filter(|row| tells(row)).map(|row| row.seq).collect();
    if told.is_empty() {
        return Ok(());
    }
    events::Entity::update_many()
        .col_expr(events::Column::Payload, Expr::value(Option::<String>::None))
        .filter(events::Column::County.eq(&key.county))
        .filter(events::Column::MatterId.eq(key.id))
        .filter(events::Column::Seq.is_in(told))
        .exec(uow.case(key)?)
        .await?;
    Ok(())
}
