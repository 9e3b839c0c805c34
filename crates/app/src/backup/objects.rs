//! The bytes that rows name: attachments and issued papers.

use std::collections::HashMap;

use bandeng_store::{Db, Error, Result};
use bytes::Bytes;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use sea_orm::{ConnectionTrait, Statement};
use sha2::{Digest, Sha256};

use super::manifest::FileLine;

/// Tables whose rows name bytes in the object store. A test looks for others.
pub const OBJECTS: &[&str] = &["attachments", "papers"];

/// Every file that a row names, with the hash that stands there.
pub(super) async fn named(connection: &impl ConnectionTrait) -> Result<Vec<FileLine>> {
    let mut all = Vec::new();
    for table in OBJECTS {
        let sql = format!("SELECT object_key, sha256 FROM {table} WHERE object_key <> '' ORDER BY object_key");
        let statement = Statement::from_string(connection.get_database_backend(), sql);
        for row in connection.query_all_raw(statement).await? {
            all.push(FileLine(row.try_get_by_index(0)?, row.try_get_by_index(1)?));
        }
    }
    Ok(all)
}

/// The bytes of a file; none if they are gone or are not what the row says.
pub(super) async fn read(objects: &dyn ObjectStore, file: &FileLine) -> Result<Option<Bytes>> {
    let bytes = match objects.get(&Path::from(file.0.as_str())).await {
        Ok(found) => found.bytes().await,
        Err(error) => Err(error),
    };
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(object_store::Error::NotFound { .. }) => return Ok(None),
        Err(error) => return Err(Error::Other(format!("the object store does not answer: {error}"))),
    };
    let hashed = bytes.clone();
    let hash = tokio::task::spawn_blocking(move || hex::encode(Sha256::digest(&hashed)));
    let hash = hash.await.map_err(|error| Error::Other(format!("hashing failed: {error}")))?;
    Ok((hash == file.1).then_some(bytes))
}

/// The files that rows of a database name and that are gone or altered. `tell` hears how many were looked at.
///
/// # Errors
/// If database or object store do not answer.
pub async fn lacking(db: &Db, objects: &dyn ObjectStore, mut tell: impl FnMut(u64) + Send) -> Result<Vec<String>> {
    let mut lacking = Vec::new();
    for (n, file) in (1..).zip(named(db.reader()).await?) {
        if read(objects, &file).await?.is_none() {
            lacking.push(file.0);
        }
        tell(n);
    }
    Ok(lacking)
}

/// The files that rows name and that are not among those of a backup.
pub(super) async fn not_among(db: &Db, files: &HashMap<String, String>) -> Result<Vec<String>> {
    let all = named(db.reader()).await?;
    Ok(all.into_iter().filter(|file| files.get(&file.0) != Some(&file.1)).map(|file| file.0).collect())
}
