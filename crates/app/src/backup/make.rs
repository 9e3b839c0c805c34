//! Making a backup while the work goes on.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use bandeng_store::tables::{Sum, line, tables};
use bandeng_store::{Crypt, Db, Error};
use object_store::ObjectStore;
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::archive::{FILES, KEYS, MANIFEST, Writer, of_file, of_table};
use super::manifest::{FORMAT, FileLine, Files, Held};
use super::objects::{named, read};
use super::{Fault, Lock, Manifest, Step, Tell};

/// What is backed up.
pub struct Source<'a> {
    pub db: &'a Db,
    pub crypt: &'a Crypt,
    /// The bytes of attachments and papers; none leaves them out, where they are copied in another way.
    pub objects: Option<&'a dyn ObjectStore>,
}

/// A backup that was made.
#[derive(Debug)]
pub struct Made {
    pub path: PathBuf,
    pub bytes: u64,
    pub manifest: Manifest,
}

/// The name a file has until it is whole.
pub(super) fn unfinished(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    name.into()
}

/// A file that is removed unless it was given its good name.
struct Unfinished(Option<PathBuf>);

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            let _ = fs::remove_file(path);
        }
    }
}

/// Writes a backup. All rows are of one instant; nobody who writes waits for it. The file has its name only when it is whole
/// and on the disk.
///
/// # Errors
/// A [`Fault`]; then there is no file.
pub async fn make(source: &Source<'_>, lock: &Lock, path: &Path, tell: Tell<'_>) -> Result<Made, Fault> {
    if path.exists() {
        return Err(Fault::Exists(path.display().to_string()));
    }
    let part = unfinished(path);
    let mut writer = Writer::create(&part, lock)?;
    let mut kept = Unfinished(Some(part.clone()));
    let manifest = write(source, &mut writer, tell).await?;
    let bytes = writer.finish().await?;
    let named = fs::rename(&part, path).and_then(|()| {
        // The name is on the disk too.
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()
    });
    named.map_err(|error| Fault::disk(path.display(), error))?;
    kept.0 = None;
    Ok(Made { path: path.to_owned(), bytes, manifest })
}

async fn write(source: &Source<'_>, writer: &mut Writer, tell: Tell<'_>) -> Result<Manifest, Fault> {
    let db = source.db;
    let (made_at, schema) = (db.now(), db.schema().await?);
    let snapshot = db.snapshot().await?;
    let mut held = Vec::new();
    let mut rows = 0;
    for table in tables(&snapshot).await? {
        writer.entry(of_table(&table.name), true).await?;
        let mut sum = Sum::default();
        let mut pages = table.pages();
        while let Some(page) = pages.next(&snapshot).await? {
            let mut text = String::new();
            for row in &page {
                let line = line(row);
                sum.add(&line);
                text += &line;
                text.push('\n');
            }
            rows += page.len() as u64;
            tell(Step::Rows(rows));
            writer.bytes(text.into_bytes()).await?;
        }
        held.push(Held { table, sum });
    }
    let sealed = held.iter().any(|held: &Held| held.table.name == "seals");
    let seal = if sealed { newest_seal(db, &snapshot).await? } else { None };
    let named = named(&snapshot).await?;
    // What follows was written before its rows and stays.
    snapshot.rollback().await.map_err(Error::from)?;
    let files = match source.objects {
        Some(objects) => write_files(objects, writer, named, tell).await?,
        None => left_out(writer).await?,
    };
    writer.entry(KEYS.to_owned(), true).await?;
    writer.bytes(source.crypt.to_json()?.into_bytes()).await?;
    let program = env!("CARGO_PKG_VERSION").to_owned();
    let manifest = Manifest { format: FORMAT, program, made_at, schema, tables: held, files, seal };
    writer.entry(MANIFEST.to_owned(), true).await?;
    writer.bytes(serde_json::to_vec(&manifest).map_err(Error::from)?).await?;
    Ok(manifest)
}

async fn left_out(writer: &mut Writer) -> Result<Files, Fault> {
    writer.entry(FILES.to_owned(), true).await?;
    Ok(Files { left_out: true, ..Files::default() })
}

async fn write_files(
    objects: &dyn ObjectStore,
    writer: &mut Writer,
    named: Vec<FileLine>,
    tell: Tell<'_>,
) -> Result<Files, Fault> {
    let mut files = Files::default();
    let mut lines = String::new();
    for file in named {
        match read(objects, &file).await? {
            Some(bytes) => {
                writer.entry(of_file(&file.0), false).await?;
                files.count += 1;
                files.bytes += bytes.len() as u64;
                writer.bytes(bytes.to_vec()).await?;
                lines += &serde_json::to_string(&file).map_err(Error::from)?;
                lines.push('\n');
            }
            None => files.lacking.push(file.0),
        }
        tell(Step::Files(files.count));
    }
    writer.entry(FILES.to_owned(), true).await?;
    writer.bytes(lines.into_bytes()).await?;
    Ok(files)
}

async fn newest_seal(db: &Db, snapshot: &DatabaseTransaction) -> Result<Option<(i64, String)>, Fault> {
    let sql = db.statement("SELECT no, root FROM seals ORDER BY no DESC LIMIT 1", []);
    let row = snapshot.query_one_raw(sql).await.map_err(Error::from)?;
    let read = |row: sea_orm::QueryResult| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?));
    Ok(row.map(read).transpose().map_err(|error: sea_orm::DbErr| Error::from(error))?)
}
