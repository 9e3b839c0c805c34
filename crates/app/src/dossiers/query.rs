//! Rows of bindings, and of the files of a register.

use bandeng_core::dossier::DossierNumber;
use bandeng_core::kernel::Id;
use bandeng_core::policy::Arm;
use bandeng_store::entities::bindings;
use bandeng_store::reach::{self, Sql};
use bandeng_store::{Db, MatterKey, Result};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryResult};
use serde::Deserialize;

pub(super) use bandeng_store::entities::bindings::Model as Binding;

/// How far the binding of a file is, if it is under way or has failed.
pub(super) async fn binding(db: &Db, key: &MatterKey, n: u16) -> Result<Option<Binding>> {
    Ok(bindings::Entity::find_by_id((key.county.clone(), key.id, i32::from(n))).one(db.reader()).await?)
}

/// Says how far it is.
pub(super) async fn put_binding(connection: &impl ConnectionTrait, row: Binding) -> Result<()> {
    use bindings::Column as C;
    let again = OnConflict::columns([C::County, C::MatterId, C::Proceeding])
        .update_columns([C::AccountId, C::State, C::Done, C::Total, C::Fault, C::TouchedAt])
        .to_owned();
    bindings::Entity::insert(row.into_active_model().reset_all())
        .on_conflict(again)
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

/// It is done.
pub(super) async fn drop_binding(db: &Db, key: &MatterKey, n: u16) -> Result<()> {
    bindings::Entity::delete_by_id((key.county.clone(), key.id, i32::from(n))).exec(db.technical()).await?;
    Ok(())
}

/// A mediation of another matter that lies in a file.
pub(super) struct Guest {
    pub code: String,
    pub n: u16,
}

/// The cases that lie in the file of a matter, in the order of their numbers.
pub(super) async fn guests(connection: &impl ConnectionTrait, host: &MatterKey) -> Result<Vec<Guest>> {
    let sql = "SELECT m.code, p.n FROM proceedings p JOIN matters m ON m.county = p.county AND m.id = p.matter_id \
               WHERE p.county = $1 AND p.file_of = $2 ORDER BY p.file_year, p.file_seq, m.id, p.n";
    let values = [host.county.clone().into(), host.id.into()];
    let backend = connection.get_database_backend();
    let rows = connection.query_all_raw(sea_orm::Statement::from_sql_and_values(backend, sql, values)).await?;
    rows.iter()
        .map(|row| Ok(Guest { code: row.try_get_by_index(0)?, n: row.try_get_by_index::<i32>(1)? as u16 }))
        .collect()
}

/// The code of a matter by its number.
pub(super) async fn code_of(db: &Db, county: &str, id: Id) -> Result<Option<String>> {
    let sql = "SELECT code FROM matters WHERE county = $1 AND id = $2";
    let row = db.reader().query_one_raw(db.statement(sql, [county.into(), id.into()])).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?)
}

/// An archived file in the list of a register.
pub(super) struct FileRow {
    pub seq: i64,
    pub year: i32,
    pub word: String,
    pub code: String,
    pub title: String,
    pub kind: String,
    pub sealed: bool,
    pub opened_at: i64,
    pub ended_at: Option<i64>,
    /// Of the file that was bound last.
    pub pages: Option<i32>,
    /// The number of the file in which it lies, where that is another's.
    pub host: Option<i64>,
}

/// Which files.
pub(super) struct Asked<'a> {
    pub arms: &'a [Arm],
    pub register: Id,
    pub year: i16,
    /// Behind this number.
    pub after: i64,
    pub limit: u64,
}

/// Archived files of a register in a year, in the order of their numbers, as far as the arms reach.
pub(super) async fn archived(db: &Db, asked: &Asked<'_>) -> Result<Vec<FileRow>> {
    if asked.arms.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::default();
    let (register, year, after) = (sql.bind(asked.register), sql.bind(i32::from(asked.year)), sql.bind(asked.after));
    let now = db.now();
    let reach: Vec<String> = asked.arms.iter().map(|arm| reach::condition(&mut sql, arm, now)).collect();
    let text = format!(
        "SELECT p.file_seq, p.file_year, p.body, m.code, m.title, m.kind, m.sealed, p.opened_at, p.ended_at, \
                d.pages, (SELECT min(h.file_seq) FROM proceedings h WHERE h.county = p.county AND h.matter_id = p.file_of \
                          AND h.file_register = p.file_register AND h.file_year = p.file_year AND h.file_of IS NULL) \
         FROM proceedings p JOIN matters m ON m.county = p.county AND m.id = p.matter_id \
         LEFT JOIN papers d ON d.county = p.county AND d.matter_id = p.matter_id AND d.proceeding = p.n \
              AND d.slug = 'dossier' AND d.no = 0 AND d.replaced_at IS NULL \
         WHERE p.file_register = {register} AND p.file_year = {year} AND p.file_seq > {after} AND p.file_seq IS NOT NULL \
               AND m.state = 'archived' AND ({}) \
         ORDER BY p.file_seq LIMIT {}",
        reach.join(" OR "),
        asked.limit
    );
    let rows = db.reader().query_all_raw(db.statement(&text, sql.binds.0)).await?;
    rows.iter().map(file_row).collect()
}

fn file_row(row: &QueryResult) -> Result<FileRow> {
    // As it was drawn: the committee may use another word by now.
    #[derive(Deserialize)]
    struct Numbered {
        dossier_number: Option<DossierNumber>,
    }
    let body: String = row.try_get_by_index(2)?;
    let word = serde_json::from_str::<Numbered>(&body)?.dossier_number.map(|number| number.word).unwrap_or_default();
    Ok(FileRow {
        seq: row.try_get_by_index(0)?,
        year: row.try_get_by_index(1)?,
        word,
        code: row.try_get_by_index(3)?,
        title: row.try_get_by_index(4)?,
        kind: row.try_get_by_index(5)?,
        sealed: row.try_get_by_index(6)?,
        opened_at: row.try_get_by_index(7)?,
        ended_at: row.try_get_by_index(8)?,
        pages: row.try_get_by_index(9)?,
        host: row.try_get_by_index(10)?,
    })
}
