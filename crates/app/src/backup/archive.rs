//! The file itself: a ZIP inside an age file, written from beginning to end, read in a thread of its own.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use age::stream::StreamReader;
use bandeng_store::tables::{Row, Sum, unknown};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::manifest::{FORMAT, FileLine};
use super::{Fault, Lock, Manifest, Opener};

pub(super) const MANIFEST: &str = "manifest.json";
pub(super) const KEYS: &str = "keys.json";
pub(super) const FILES: &str = "files.jsonl";

/// Pieces on their way between the thread and those who make or want them.
const WAITING: usize = 8;
/// Rows handed over at a time.
const PAGE: usize = 1_000;

pub(super) fn of_table(name: &str) -> String {
    format!("tables/{name}.jsonl")
}

pub(super) fn of_file(key: &str) -> String {
    format!("files/{key}")
}

enum Piece {
    Entry { name: String, packed: bool },
    Bytes(Vec<u8>),
    End,
}

/// A backup that is being written.
pub(super) struct Writer {
    to: mpsc::Sender<Piece>,
    thread: JoinHandle<Result<u64, Fault>>,
}

impl Writer {
    /// Begins a file that is not there yet.
    pub(super) fn create(path: &Path, lock: &Lock) -> Result<Self, Fault> {
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
        let file = file.map_err(|error| Fault::disk(path.display(), error))?;
        let (to, from) = mpsc::channel(WAITING);
        let (lock, place) = (lock.clone(), path.display().to_string());
        let thread =
            tokio::task::spawn_blocking(move || write(file, &lock, from).map_err(|error| Fault::disk(place, error)));
        Ok(Self { to, thread })
    }

    /// Begins an entry. What is small already is not packed.
    pub(super) async fn entry(&mut self, name: String, packed: bool) -> Result<(), Fault> {
        self.send(Piece::Entry { name, packed }).await
    }

    /// Adds to the entry.
    pub(super) async fn bytes(&mut self, bytes: Vec<u8>) -> Result<(), Fault> {
        self.send(Piece::Bytes(bytes)).await
    }

    /// Ends the file, which is then on the disk; its size.
    pub(super) async fn finish(mut self) -> Result<u64, Fault> {
        self.send(Piece::End).await?;
        drop(self.to);
        joined(self.thread.await)?
    }

    async fn send(&mut self, piece: Piece) -> Result<(), Fault> {
        if self.to.send(piece).await.is_ok() {
            return Ok(());
        }
        // The thread has ended before its time and says why.
        joined((&mut self.thread).await)?.and(Err(Fault::Damaged("the writer stopped".to_owned())))
    }
}

fn joined<T>(outcome: Result<T, tokio::task::JoinError>) -> Result<T, Fault> {
    outcome.map_err(|_| Fault::Damaged("a thread panicked".to_owned()))
}

fn write(file: File, lock: &Lock, mut from: mpsc::Receiver<Piece>) -> io::Result<u64> {
    let mut zip = ZipWriter::new_stream(lock.wrap(BufWriter::with_capacity(1 << 18, file))?);
    while let Some(piece) = from.blocking_recv() {
        match piece {
            Piece::Entry { name, packed } => {
                let method = if packed { CompressionMethod::Deflated } else { CompressionMethod::Stored };
                // Nobody knows beforehand how long an entry becomes.
                let options = SimpleFileOptions::default().compression_method(method).large_file(true);
                zip.start_file(name, options).map_err(of_zip)?;
            }
            Piece::Bytes(bytes) => zip.write_all(&bytes)?,
            Piece::End => {
                let encrypted = zip.finish().map_err(of_zip)?.into_inner();
                let file = encrypted.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
                file.sync_all()?;
                return Ok(file.metadata()?.len());
            }
        }
    }
    Err(io::Error::other("given up"))
}

fn of_zip(error: ZipError) -> io::Error {
    match error {
        ZipError::Io(error) => error,
        other => io::Error::other(other),
    }
}

/// A backup that was opened: its manifest was read, and its end is there.
pub struct Archive {
    zip: ZipArchive<StreamReader<BufReader<File>>>,
    pub manifest: Manifest,
}

/// What comes out of a backup, in this order.
pub(super) enum Part {
    /// Rows of the n-th table.
    Rows(usize, Vec<Row>),
    /// The bytes of a file.
    Blob(String, Vec<u8>),
}

/// What is known at the end of it.
pub(super) struct Rest {
    pub(super) keys: String,
    /// Each file and its hash.
    pub(super) files: HashMap<String, String>,
}

impl Archive {
    /// Opens a backup. It takes a while where a passphrase opens it: call it in a thread that may wait.
    ///
    /// # Errors
    /// A [`Fault`] that says whether it is no backup, of somebody else, cut off, or newer than this program.
    pub fn open(path: &Path, opener: &Opener) -> Result<Self, Fault> {
        let file = File::open(path).map_err(|error| Fault::disk(path.display(), error))?;
        let plain = opener.unwrap(BufReader::with_capacity(1 << 18, file))?;
        let mut zip = ZipArchive::new(plain).map_err(|_| Fault::CutOff)?;
        let manifest = text(&mut zip, MANIFEST)?;
        let value: serde_json::Value =
            serde_json::from_str(&manifest).map_err(|_| Fault::Damaged(MANIFEST.to_owned()))?;
        if value["format"] != FORMAT {
            return Err(Fault::Newer(format!("format {}", value["format"])));
        }
        let manifest: Manifest = serde_json::from_value(value).map_err(|_| Fault::Damaged(MANIFEST.to_owned()))?;
        if let Some(name) = unknown(&manifest.schema) {
            return Err(Fault::Newer(name.to_owned()));
        }
        Ok(Self { zip, manifest })
    }

    /// Reads everything, in a thread of its own.
    pub(super) fn stream(self) -> (mpsc::Receiver<Part>, JoinHandle<Result<Rest, Fault>>) {
        let (to, parts) = mpsc::channel(WAITING);
        (parts, tokio::task::spawn_blocking(move || read(self, &to)))
    }
}

/// Whoever listens has gone: they know why.
struct Gone;

impl From<Gone> for Fault {
    fn from(_: Gone) -> Self {
        Self::Damaged("nobody listens".to_owned())
    }
}

fn send(to: &mpsc::Sender<Part>, part: Part) -> Result<(), Gone> {
    to.blocking_send(part).map_err(|_| Gone)
}

fn read(archive: Archive, to: &mpsc::Sender<Part>) -> Result<Rest, Fault> {
    let Archive { mut zip, manifest } = archive;
    for (n, held) in manifest.tables.iter().enumerate() {
        let name = of_table(&held.table.name);
        let entry = zip.by_name(&name).map_err(|error| damaged(&name, error))?;
        let (mut sum, mut rows) = (Sum::default(), Vec::new());
        for line in BufReader::with_capacity(1 << 18, entry).lines() {
            let line = line.map_err(|error| damaged(&name, error))?;
            sum.add(&line);
            rows.push(held.table.row(&line).map_err(|_| Fault::Damaged(name.clone()))?);
            if rows.len() == PAGE {
                send(to, Part::Rows(n, std::mem::take(&mut rows)))?;
            }
        }
        if sum != held.sum {
            return Err(Fault::Damaged(name));
        }
        send(to, Part::Rows(n, rows))?;
    }
    let mut files = HashMap::new();
    for line in text(&mut zip, FILES)?.lines() {
        let FileLine(key, hash) = serde_json::from_str(line).map_err(|_| Fault::Damaged(FILES.to_owned()))?;
        files.insert(key, hash);
    }
    for (key, hash) in &files {
        let name = of_file(key);
        let mut entry = zip.by_name(&name).map_err(|error| damaged(&name, error))?;
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).map_err(|error| damaged(&name, error))?;
        if hex::encode(Sha256::digest(&bytes)) != *hash {
            return Err(Fault::Damaged(name));
        }
        send(to, Part::Blob(key.clone(), bytes))?;
    }
    Ok(Rest { keys: text(&mut zip, KEYS)?, files })
}

fn text(zip: &mut ZipArchive<StreamReader<BufReader<File>>>, name: &str) -> Result<String, Fault> {
    let mut text = String::new();
    let mut entry = zip.by_name(name).map_err(|error| damaged(name, error))?;
    entry.read_to_string(&mut text).map_err(|error| damaged(name, error))?;
    Ok(text)
}

fn damaged<E>(name: &str, _: E) -> Fault {
    Fault::Damaged(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backup::new_identity;

    #[tokio::test]
    async fn a_backup_of_a_newer_program_says_what_is_not_known() {
        let folder = tempfile::tempdir().unwrap();
        let (identity, recipient) = new_identity();
        let (lock, opener) = (Lock::of_recipients(&[recipient]).unwrap(), Opener::of_identities(&identity).unwrap());
        let known = r#"{"format":1,"program":"9.9.9","made_at":0,"schema":["0001_house","9999_tomorrow"],"tables":[],
                        "files":{"count":0,"bytes":0,"lacking":[]},"seal":null}"#;
        for (n, (manifest, unknown)) in
            [(known, "9999_tomorrow"), (r#"{"format":2}"#, "format 2")].into_iter().enumerate()
        {
            let path = folder.path().join(n.to_string());
            let mut writer = Writer::create(&path, &lock).unwrap();
            writer.entry(MANIFEST.to_owned(), true).await.unwrap();
            writer.bytes(manifest.as_bytes().to_vec()).await.unwrap();
            writer.finish().await.unwrap();
            let fault = Archive::open(&path, &opener).err().unwrap();
            assert!(matches!(&fault, Fault::Newer(what) if what == unknown), "{fault}");
        }
    }

    #[tokio::test]
    async fn a_writer_that_is_given_up_leaves_nothing_that_opens() {
        let folder = tempfile::tempdir().unwrap();
        let (identity, recipient) = new_identity();
        let path = folder.path().join("given-up");
        let mut writer = Writer::create(&path, &Lock::of_recipients(&[recipient]).unwrap()).unwrap();
        writer.entry(MANIFEST.to_owned(), true).await.unwrap();
        let Writer { to, thread } = writer;
        drop(to);
        assert!(thread.await.unwrap().is_err());
        assert!(Archive::open(&path, &Opener::of_identities(&identity).unwrap()).is_err());
    }
}
