//! Rows of reviews, of what was drawn, and of rubrics.

use std::collections::BTreeSet;

use bandeng_core::kernel::{Date, Id};
use bandeng_core::matters::MatterState;
use bandeng_core::places::AreaCode;
use bandeng_core::policy::Arm;
use bandeng_core::privacy::destroying::GONE;
use bandeng_store::entities::{matters, review_files, reviews, rubrics};
use bandeng_store::reach::{self, Sql};
use bandeng_store::{Db, Result, Uow};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};

pub(super) use bandeng_store::entities::review_files::Model as FileRow;
pub(super) use bandeng_store::entities::reviews::Model as Review;
pub(super) use bandeng_store::entities::rubrics::Model as RubricRow;

/// A file that can be drawn.
pub(super) struct Candidate {
    pub county: String,
    pub matter: Id,
    pub proceeding: i32,
    pub code: String,
    pub committee: Id,
    pub body: String,
}

/// Archived files of an area whose numbers are of a year, as far as the arms reach. A case with two numbers is one file.
pub(super) async fn candidates(
    db: &Db,
    arms: &[Arm],
    area: &AreaCode,
    year: i16,
    limit: usize,
) -> Result<Vec<Candidate>> {
    if arms.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::default();
    let year = sql.bind(i32::from(year));
    let (from, until) = (sql.bind(area.as_str()), sql.bind(format!("{area}:")));
    let now = db.now();
    let reach: Vec<String> = arms.iter().map(|arm| reach::condition(&mut sql, arm, now)).collect();
    let text = format!(
        "SELECT m.county, m.id, p.n, m.code, p.file_register, p.body FROM matters m \
         JOIN proceedings p ON p.county = m.county AND p.matter_id = m.id \
         WHERE m.area >= {from} AND m.area < {until} AND m.state = 'archived' AND p.file_seq IS NOT NULL \
               AND p.file_year = {year} AND ({}) \
         ORDER BY m.code, p.n LIMIT {limit}",
        reach.join(" OR ")
    );
    let rows = db.reader().query_all_raw(db.statement(&text, sql.binds.0)).await?;
    let mut found: Vec<Candidate> = rows
        .iter()
        .map(|row| {
            Ok(Candidate {
                county: row.try_get_by_index(0)?,
                matter: row.try_get_by_index(1)?,
                proceeding: row.try_get_by_index(2)?,
                code: row.try_get_by_index(3)?,
                committee: row.try_get_by_index(4)?,
                body: row.try_get_by_index(5)?,
            })
        })
        .collect::<Result<_>>()?;
    found.dedup_by(|later, first| later.code == first.code);
    Ok(found)
}

pub(super) async fn insert(uow: &Uow, review: Review, files: Vec<FileRow>) -> Result<()> {
    reviews::Entity::insert(review.into_active_model().reset_all()).exec_without_returning(uow.technical()).await?;
    for file in files {
        let file = file.into_active_model().reset_all();
        review_files::Entity::insert(file).exec_without_returning(uow.technical()).await?;
    }
    Ok(())
}

/// Reviews of these areas and what lies in them, the newest first, behind one.
pub(super) async fn page(db: &Db, areas: &[AreaCode], after: Option<Id>, limit: u64) -> Result<Vec<Review>> {
    let within = areas.iter().fold(Condition::any(), |any, area| {
        let within = Condition::all()
            .add(reviews::Column::Area.gte(area.as_str()))
            .add(reviews::Column::Area.lt(format!("{area}:")));
        any.add(within)
    });
    let mut select = reviews::Entity::find().filter(within);
    if let Some(after) = after {
        select = select.filter(reviews::Column::Id.lt(after));
    }
    Ok(select.order_by_desc(reviews::Column::Id).limit(limit).all(db.reader()).await?)
}

pub(super) async fn one(connection: &impl ConnectionTrait, id: Id) -> Result<Option<Review>> {
    Ok(reviews::Entity::find_by_id(id).one(connection).await?)
}

/// A review, held so that nobody else changes it meanwhile.
pub(super) async fn one_for_update(uow: &Uow, id: Id) -> Result<Option<Review>> {
    uow.hold_row("reviews", id).await?;
    one(uow.read(), id).await
}

pub(super) async fn update(uow: &Uow, review: Review) -> Result<()> {
    reviews::Entity::update(review.into_active_model().reset_all()).exec(uow.technical()).await?;
    Ok(())
}

pub(super) async fn files(connection: &impl ConnectionTrait, reviews: &[Id]) -> Result<Vec<FileRow>> {
    if reviews.is_empty() {
        return Ok(Vec::new());
    }
    Ok(review_files::Entity::find()
        .filter(review_files::Column::ReviewId.is_in(reviews.iter().copied()))
        .order_by_asc(review_files::Column::ReviewId)
        .order_by_asc(review_files::Column::N)
        .all(connection)
        .await?)
}

pub(super) async fn file(connection: &impl ConnectionTrait, review: Id, n: i32) -> Result<Option<FileRow>> {
    Ok(review_files::Entity::find_by_id((review, n)).one(connection).await?)
}

pub(super) async fn update_file(uow: &Uow, file: FileRow) -> Result<()> {
    review_files::Entity::update(file.into_active_model().reset_all()).exec(uow.technical()).await?;
    Ok(())
}

/// Which of these matters can be looked at now, by code: archived, not sealed, not destroyed.
pub(super) async fn archived(connection: &impl ConnectionTrait, codes: &[String]) -> Result<BTreeSet<String>> {
    if codes.is_empty() {
        return Ok(BTreeSet::new());
    }
    let archived: Vec<String> = matters::Entity::find()
        .select_only()
        .column(matters::Column::Code)
        .filter(matters::Column::Code.is_in(codes.iter().cloned()))
        .filter(matters::Column::State.eq(MatterState::Archived.as_str()))
        .filter(matters::Column::Sealed.eq(false))
        .filter(matters::Column::Title.ne(GONE))
        .into_tuple()
        .all(connection)
        .await?;
    Ok(archived.into_iter().collect())
}

/// The rubric a county has in force on a day.
pub(super) async fn rubric_of(connection: &impl ConnectionTrait, county: &str, on: Date) -> Result<Option<RubricRow>> {
    Ok(rubrics::Entity::find()
        .filter(rubrics::Column::County.eq(county))
        .filter(rubrics::Column::TakesEffectOn.lte(on.to_string()))
        .order_by_desc(rubrics::Column::Version)
        .one(connection)
        .await?)
}

/// All versions of a county's rubric, the newest first.
pub(super) async fn rubric_versions(connection: &impl ConnectionTrait, county: &str) -> Result<Vec<RubricRow>> {
    Ok(rubrics::Entity::find()
        .filter(rubrics::Column::County.eq(county))
        .order_by_desc(rubrics::Column::Version)
        .limit(50)
        .all(connection)
        .await?)
}

pub(super) async fn insert_rubric(uow: &Uow, row: RubricRow) -> Result<()> {
    rubrics::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(uow.technical()).await?;
    Ok(())
}
