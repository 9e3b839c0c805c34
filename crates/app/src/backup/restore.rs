//! Reading a backup back, into an empty database of either engine.

use bandeng_store::audit::Break;
use bandeng_store::tables::tables;
use bandeng_store::{Crypt, Db, Error};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};

use super::archive::{Part, Rest};
use super::{Archive, Fault, Manifest, Step, Tell, objects};

/// What was read back, and how it was found.
pub struct Restored {
    pub manifest: Manifest,
    pub keys: Crypt,
    /// Events of the history, walked again.
    pub events: u64,
    /// Where the history does not hold together: it did not when the backup was made.
    pub breaks: Vec<Break>,
    /// Files that rows name and that are not in the backup, where it was to hold them.
    pub lacking: Vec<String>,
}

/// Reads a backup into a database that holds nothing, and its files into `files`; none means that they are looked at alone.
/// Every table, every file and every chain is compared; then the schema is brought up to date.
///
/// # Errors
/// A [`Fault`]. Rows are there all at once or not at all.
pub async fn restore(
    archive: Archive,
    db: &Db,
    files: Option<&dyn ObjectStore>,
    tell: Tell<'_>,
) -> Result<Restored, Fault> {
    let manifest = archive.manifest.clone();
    db.migrate_as(&manifest.schema).await?;
    let rest = fill(archive, &manifest, db, files, tell).await?;
    let keys = Crypt::of_json(&rest.keys).map_err(|what| Fault::Damaged(format!("keys.json: {what}")))?;
    let mut compared = 0;
    for held in &manifest.tables {
        let sum = held.table.sum(db.technical()).await?;
        if sum != held.sum {
            return Err(Fault::Differs(held.table.name.clone()));
        }
        compared += sum.rows;
        tell(Step::Compared(compared));
    }
    db.migrate().await?;
    let lacking = if manifest.files.left_out { Vec::new() } else { objects::not_among(db, &rest.files).await? };
    let report = db.verify_chains(|events| tell(Step::Walked(events))).await?;
    Ok(Restored { manifest, keys, events: report.events, breaks: report.breaks, lacking })
}

async fn fill(
    archive: Archive,
    manifest: &Manifest,
    db: &Db,
    files: Option<&dyn ObjectStore>,
    tell: Tell<'_>,
) -> Result<Rest, Fault> {
    let here = tables(db.technical()).await?;
    for held in &manifest.tables {
        if !here.iter().any(|table| table.name == held.table.name && table.columns == held.table.columns) {
            return Err(Fault::Damaged(format!("the table {}", held.table.name)));
        }
    }
    let tx = db.filling().await?;
    let (mut parts, reader) = archive.stream();
    let (mut rows, mut count) = (0, 0);
    while let Some(part) = parts.recv().await {
        match part {
            Part::Rows(n, page) => {
                if let Some(held) = manifest.tables.get(n) {
                    held.table.insert(&tx, &page).await?;
                }
                rows += page.len() as u64;
                tell(Step::Rows(rows));
            }
            Part::Blob(key, bytes) => {
                if let Some(files) = files {
                    let put = files.put(&Path::from(key.as_str()), bytes.into()).await;
                    put.map_err(|error| Fault::disk(&key, std::io::Error::other(error)))?;
                }
                count += 1;
                tell(Step::Files(count));
            }
        }
    }
    let rest = reader.await.map_err(|_| Fault::Damaged("a thread panicked".to_owned()))??;
    tx.commit().await.map_err(Error::from)?;
    Ok(rest)
}
