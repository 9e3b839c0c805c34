//! Taking a file and giving it back.

use bandeng_core::kernel::{Code, MatterCode, Refusal};
use bandeng_core::matters::attachment::clean_name;
use bandeng_core::matters::{AttachmentPurpose, FileKind, MatterEvent, MatterState};
use bandeng_core::policy::{Action, Actor};
use bandeng_store::{Ctx, Error, MatterKey, Result, Uow};
use bytes::Bytes;
use object_store::path::Path;
use object_store::{ObjectStoreExt, PutMode, PutOptions};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::str::FromStr;
use utoipa::ToSchema;

use super::query::{self, Row};
use super::taking;
use crate::http::App;
use crate::matters::case::{self, Matter, lock};
use crate::matters::query as matter_rows;

/// A file as somebody sends it.
pub(crate) struct Upload {
    /// As typed or as the camera calls it.
    pub name: String,
    pub bytes: Bytes,
    pub purpose: AttachmentPurpose,
}

/// A file that was taken.
#[derive(Debug, Serialize, ToSchema)]
pub struct Attached {
    /// Its number within the matter: what evidence, signatures and fulfilments refer to.
    pub n: u16,
    /// The matter's version now: the next write names it.
    pub version: i64,
}

/// A file in the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttachmentView {
    pub n: u16,
    pub name: String,
    pub media_type: FileKind,
    /// In bytes.
    pub size: i64,
    /// Of the bytes, in hexadecimal.
    pub sha256: String,
    pub purpose: AttachmentPurpose,
    /// Epoch milliseconds.
    pub uploaded_at: i64,
    pub uploaded_by: String,
}

/// A file with its bytes.
pub(crate) struct Content {
    pub name: String,
    pub kind: FileKind,
    pub bytes: Bytes,
}

/// May this person add a file? Intake or amendment while the matter is open; who archives may append afterwards.
pub(crate) fn require_add(actor: &Actor, matter: &Matter) -> Result<()> {
    if Actor::party_of(actor.account).is_some() || actor.account == Actor::SYSTEM {
        // A party comes by its own door, which opens this matter alone; so does who reported an event, with its secret.
        return matter.require_open();
    }
    let action = match matter.state {
        MatterState::Open if actor.may(Action::MediationIntake, &matter.facts) => return Ok(()),
        // Photos of an event: by who handles it and by who checks it.
        MatterState::Open if may_show(actor, matter) => return Ok(()),
        MatterState::Open => Action::MatterEdit,
        MatterState::Closed | MatterState::Archived => Action::MatterArchive,
    };
    matter.require(actor, action)
}

fn may_show(actor: &Actor, matter: &Matter) -> bool {
    let is_event = matter.row.category.is_some();
    is_event && (actor.may(Action::EventHandle, &matter.facts) || actor.may(Action::EventCheck, &matter.facts))
}

/// May this person see the files? Those of an event also who handles or checks it.
///
/// # Errors
/// [`Code::NotAllowed`].
pub(crate) fn require_read(actor: &Actor, matter: &Matter) -> Result<()> {
    if may_show(actor, matter) { Ok(()) } else { matter.require(actor, Action::AttachmentRead) }
}

/// Refuses before a byte of the file is read.
pub(crate) async fn expect_right(app: &App, actor: &Actor, code: &MatterCode) -> Result<()> {
    require_add(actor, &case::read(app.db.reader(), code, app.db.now()).await?)
}

/// Takes a file for what its first bytes say.
pub(crate) async fn add(app: &App, ctx: &Ctx, code: &MatterCode, upload: Upload) -> Result<Attached> {
    let kind = FileKind::of(&upload.bytes);
    keep(app, ctx, code, upload, kind, None).await
}

/// Takes a photograph or a PDF from a party who came in, for the matter it came in to. Who came in, its session has said.
pub(crate) async fn add_of_party(app: &App, ctx: &Ctx, code: &MatterCode, upload: Upload) -> Result<Attached> {
    let kind =
        FileKind::of(&upload.bytes).filter(|kind| matches!(kind, FileKind::Jpeg | FileKind::Png | FileKind::Pdf));
    keep(app, ctx, code, upload, kind, None).await
}

/// Takes a photograph from somebody who reported without signing in. Whose report it is, the secret has said.
///
/// # Errors
/// [`Code::FileKindRefused`] for what is no photograph, [`Code::PhotosEnough`].
pub(crate) async fn add_of_reporter(app: &App, ctx: &Ctx, code: &MatterCode, upload: Upload) -> Result<Attached> {
    let kind = FileKind::of(&upload.bytes).filter(|kind| matches!(kind, FileKind::Jpeg | FileKind::Png));
    let kind = kind.ok_or_else(|| {
        let refusal = Refusal::at(Code::FileKindRefused, "/file");
        refusal.with(
            "这不是照片。请拍一张，或选手机里的照片（JPG、PNG）。",
            "This is no photo. Please take one, or choose a photo (JPG, PNG).",
        )
    })?;
    keep(app, ctx, code, upload, Some(kind), None).await
}

/// How many photographs of a reporter a matter has.
pub(crate) async fn of_reporter(app: &App, key: &MatterKey) -> Result<usize> {
    let rows = query::list(app.db.reader(), key).await?;
    Ok(rows.iter().filter(|row| row.uploaded_by == Actor::SYSTEM).count())
}

/// Keeps a file: the bytes into the object store, then row and event together. `paper` says of which paper it is an
/// edited version.
pub(crate) async fn keep(
    app: &App,
    ctx: &Ctx,
    code: &MatterCode,
    upload: Upload,
    kind: Option<FileKind>,
    paper: Option<String>,
) -> Result<Attached> {
    if upload.bytes.is_empty() {
        return Err(Refusal::at(Code::FileEmpty, "/file").into());
    }
    if upload.bytes.len() > app.settings.max_attachment {
        return Err(Refusal::at(Code::FileTooLarge, "/file").into());
    }
    let kind = kind.ok_or(Refusal::at(Code::FileKindRefused, "/file"))?;
    let sent = hash(upload.bytes.clone()).await?;
    let bytes = taking::harmless(app, upload.bytes, kind).await?;
    let sha256 = hash(bytes.clone()).await?;
    let sent = (sent != sha256).then_some(sent);
    let random: [u8; 16] = app.db.env().random();
    let object = Path::from(format!("{}/{}", code.county(), hex::encode(random)));
    // Bytes we have no use for after all cost space; bytes that are gone cost a piece of evidence. So they go first,
    // and they stay where nobody knows whether the transaction was committed.
    let create = PutOptions { mode: PutMode::Create, ..Default::default() };
    app.objects.put_opts(&object, bytes.clone().into(), create).await.map_err(|e| storage_fault(&e))?;
    let size = bytes.len() as i64;
    let mut uow = match app.begin(ctx).await {
        Ok(uow) => uow,
        Err(error) => return Err(discard(app, &object, error).await),
    };
    let row = |matter: &Matter, n: u16, uow: &Uow| Row {
        county: matter.key.county.clone(),
        matter_id: matter.key.id,
        n: i32::from(n),
        name: clean_name(&upload.name, kind),
        media_type: kind.to_string(),
        size,
        sha256: sha256.clone(),
        object_key: object.to_string(),
        purpose: upload.purpose.to_string(),
        uploaded_at: uow.now(),
        uploaded_by: uow.actor().account,
        paper: paper.clone(),
    };
    match record(&mut uow, code, row, sent).await {
        Ok(Taken::New(attached)) => {
            uow.commit().await?;
            Ok(attached)
        }
        Ok(Taken::Known(attached)) => {
            drop(uow);
            if let Err(fault) = app.objects.delete(&object).await {
                tracing::warn!(fault = %fault, "the bytes of a photo that is there already cannot be removed");
            }
            Ok(attached)
        }
        Err(error) => {
            drop(uow);
            Err(discard(app, &object, error).await)
        }
    }
}

/// What became of a file.
enum Taken {
    New(Attached),
    /// A file of an event or of a party that is there already: a telephone that lost its answer sends it again.
    Known(Attached),
}

async fn record(
    uow: &mut Uow,
    code: &MatterCode,
    row: impl FnOnce(&Matter, u16, &Uow) -> Row,
    sent: Option<String>,
) -> Result<Taken> {
    let matter = lock(uow, code).await?;
    require_add(uow.actor(), &matter)?;
    let account = uow.actor().account;
    let n = query::last(uow, &matter.key)
        .await?
        .checked_add(1)
        .filter(|n| *n <= MAX_FILES)
        .ok_or(Refusal::at(Code::OutOfRange, "/file"))?;
    let row = row(&matter, n, uow);
    let from_telephone = matter.row.category.is_some() || Actor::party_of(account).is_some();
    if from_telephone && row.paper.is_none() {
        let known = query::list(uow.read(), &matter.key).await?;
        let of = known.iter().filter(|known| known.uploaded_by == account && known.paper.is_none());
        if let Some(same) = of.clone().find(|known| known.sha256 == row.sha256 && known.purpose == row.purpose) {
            return Ok(Taken::Known(Attached { n: same.n as u16, version: matter.version() }));
        }
        if account == Actor::SYSTEM && of.count() >= OF_A_REPORTER {
            return Err(Refusal::at(Code::PhotosEnough, "/file").into());
        }
    }
    let event =
        MatterEvent::Attached { n, name: row.name.clone(), sha256: row.sha256.clone(), sent, paper: row.paper.clone() };
    query::insert(uow, &matter.key, row).await?;
    let version = uow.record(&matter.key, event.kind(), &event)?;
    Ok(Taken::New(Attached { n, version }))
}

/// Photographs of somebody who reported without signing in: as many as the form of the staff takes.
const OF_A_REPORTER: usize = 9;

/// More files than any dossier holds; a loop that uploads ends here.
const MAX_FILES: u16 = 999;

/// Takes the bytes back after a transaction that certainly was not committed.
async fn discard(app: &App, object: &Path, error: Error) -> Error {
    if let Err(fault) = app.objects.delete(object).await {
        tracing::warn!(fault = %fault, "the bytes of a file that was not taken cannot be removed");
    }
    error
}

/// Refuses an attachment the matter does not have, at the field that names it.
pub(crate) async fn require(uow: &Uow, key: &MatterKey, n: u16, pointer: &str) -> Result<()> {
    match query::one(uow.read(), key, n).await? {
        Some(_) => Ok(()),
        None => Err(Refusal::at(Code::NotFound, pointer).into()),
    }
}

/// The files of a matter, in the order in which they came.
pub(crate) async fn list(app: &App, matter: &Matter) -> Result<Vec<AttachmentView>> {
    views(app, query::list(app.db.reader(), &matter.key).await?).await
}

/// The edited versions of a paper, in the order in which they came.
pub(crate) async fn versions(app: &App, matter: &Matter, paper: &str) -> Result<Vec<AttachmentView>> {
    views(app, query::versions(app.db.reader(), &matter.key, paper).await?).await
}

async fn views(app: &App, rows: Vec<Row>) -> Result<Vec<AttachmentView>> {
    let reader = app.db.reader();
    let names = matter_rows::names(reader, rows.iter().map(|row| row.uploaded_by), [], []).await?;
    rows.into_iter()
        .map(|row| {
            Ok(AttachmentView {
                n: row.n as u16,
                media_type: FileKind::from_str(&row.media_type)?,
                purpose: AttachmentPurpose::from_str(&row.purpose)?,
                uploaded_by: names.account(row.uploaded_by),
                name: row.name,
                size: row.size,
                sha256: row.sha256,
                uploaded_at: row.uploaded_at,
            })
        })
        .collect()
}

/// A file as it was taken. One that has changed since is not given out: it would be a forged piece of evidence.
pub(crate) async fn read(app: &App, matter: &Matter, n: u16) -> Result<Content> {
    let row = query::one(app.db.reader(), &matter.key, n).await?.ok_or(Refusal::new(Code::NotFound))?;
    if row.object_key.is_empty() {
        // Destroyed when its time was over.
        return Err(Refusal::new(Code::NotFound).into());
    }
    let object = Path::from(row.object_key.as_str());
    let stored = match app.objects.get(&object).await {
        Ok(stored) => stored.bytes().await.map_err(|e| storage_fault(&e))?,
        Err(object_store::Error::NotFound { .. }) => {
            return Err(Error::Damaged("the bytes of an attachment are gone".into()));
        }
        Err(error) => return Err(storage_fault(&error)),
    };
    if hash(stored.clone()).await? != row.sha256 {
        return Err(Error::Damaged("the bytes of an attachment have changed".into()));
    }
    Ok(Content { name: row.name, kind: FileKind::from_str(&row.media_type)?, bytes: stored })
}

async fn hash(bytes: Bytes) -> Result<String> {
    let hash = tokio::task::spawn_blocking(move || hex::encode(Sha256::digest(&bytes)));
    hash.await.map_err(|e| Error::Other(format!("hashing failed: {e}")))
}

/// The disk or the store does not answer: nothing was kept.
fn storage_fault(error: &object_store::Error) -> Error {
    tracing::error!(fault = %error, "the object store failed");
    let refusal = Refusal::new(Code::Unavailable);
    refusal
        .with(
            "文件存储暂时不可用，没有保存。请稍后再试。",
            "The file store does not answer; nothing was saved. Please try again shortly.",
        )
        .into()
}
