//! Papers that somebody edited and sent back: kept as they came, and what differs is shown.

use bandeng_core::kernel::{Code, MatterCode, Refusal};
use bandeng_core::matters::{AttachmentPurpose, FileKind};
use bandeng_docgen::{DocxError, LARGEST_DOCX, compare, read_docx};
use bandeng_store::{Ctx, Error, Result};
use serde::Serialize;
use utoipa::ToSchema;

use super::service::{self, Format, Which};
use crate::attachments::service::{self as attachments, Upload};
use crate::http::App;
use crate::matters::case::Matter;
use crate::templates::changed::ChangedParagraph;

/// An edited version of a paper.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PaperVersion {
    /// From 1, in the order in which they came.
    pub version: u16,
    /// The file, among the matter's attachments.
    pub attachment: u16,
    pub name: String,
    /// Epoch milliseconds.
    pub uploaded_at: i64,
    pub uploaded_by: String,
    /// What differs from the version before; in the first, from what is recorded now. None for who does not see
    /// contact data, which a paper holds.
    pub changes: Option<Vec<ChangedParagraph>>,
}

/// The paper as an attachment names it: `1/session-record/2`.
fn key(which: Which<'_>) -> String {
    let no = which.no.map(|no| format!("/{no}")).unwrap_or_default();
    format!("{}/{}{no}", which.n, which.slug)
}

/// Versions that are compared at once; older ones are listed.
const COMPARED: usize = 10;

/// The edited versions of a paper, the latest last, each with what differs.
pub(crate) async fn versions(app: &App, ctx: &Ctx, matter: &Matter, which: Which<'_>) -> Result<Vec<PaperVersion>> {
    let which = service::exactly(app, &ctx.actor, matter, which).await?;
    let files = attachments::versions(app, matter, &key(which)).await?;
    let sees = service::sees_contacts(&ctx.actor, matter);
    let first = files.len().saturating_sub(COMPARED);
    let mut before: Option<Vec<String>> = None;
    let mut out = Vec::with_capacity(files.len());
    for (i, file) in files.into_iter().enumerate() {
        let mut changes = None;
        if sees && i + 1 >= first {
            let text = text(attachments::read(app, matter, file.n).await?.bytes.to_vec()).await?;
            let old = match before.take() {
                Some(old) => Some(old),
                None if i == 0 => {
                    let recorded = service::print(app, ctx, matter, which, Format::Docx).await?;
                    Some(self::text(recorded.bytes).await?)
                }
                None => None,
            };
            changes = match old {
                Some(old) => {
                    let new = text.clone();
                    let work = tokio::task::spawn_blocking(move || compare(&old, &new));
                    Some(work.await.map_err(|_| Error::Other("comparing panicked".into()))?)
                }
                None => None,
            };
            before = Some(text);
        }
        out.push(PaperVersion {
            version: i as u16 + 1,
            attachment: file.n,
            name: file.name,
            uploaded_at: file.uploaded_at,
            uploaded_by: file.uploaded_by,
            changes: changes.map(|changes| changes.into_iter().map(ChangedParagraph::from).collect()),
        });
    }
    Ok(out)
}

/// Takes an edited paper as its next version.
///
/// # Errors
/// As printing it; [`Code::FileKindRefused`] for what is no DOCX or could act on its own, [`Code::FileTooLarge`].
pub(crate) async fn add(
    app: &App,
    ctx: &Ctx,
    code: &MatterCode,
    matter: &Matter,
    which: Which<'_>,
    upload: Upload,
) -> Result<attachments::Attached> {
    let which = service::exactly(app, &ctx.actor, matter, which).await?;
    text(upload.bytes.to_vec()).await?;
    let upload = Upload { purpose: AttachmentPurpose::Paper, ..upload };
    attachments::keep(app, ctx, code, upload, Some(FileKind::Docx), Some(key(which))).await
}

/// The most that is read of an edited paper, in bytes.
pub(crate) fn largest(app: &App) -> usize {
    LARGEST_DOCX.min(app.settings.max_attachment)
}

async fn text(bytes: Vec<u8>) -> Result<Vec<String>> {
    let read = tokio::task::spawn_blocking(move || read_docx(&bytes)).await;
    let read = read.map_err(|_| Error::Other("reading a DOCX panicked".into()))?;
    read.map_err(|error| refused(error).into())
}

fn refused(error: DocxError) -> Refusal {
    let refusal = |code| Refusal::at(code, "/file");
    match error {
        DocxError::TooLarge | DocxError::Swells => refusal(Code::FileTooLarge),
        DocxError::NotDocx => refusal(Code::FileKindRefused).with(
            "这不是 DOCX 文件。请上传从这里下载、修改后保存的文书。",
            "This is no DOCX file. Send the paper as it was downloaded here and edited.",
        ),
        DocxError::Locked => refusal(Code::FileKindRefused).with(
            "文件设了密码，打不开。请取消密码后再上传。",
            "The file is behind a password. Remove it and send the file again.",
        ),
        DocxError::Damaged => refusal(Code::FileKindRefused).with(
            "文件已损坏，读不出内容。请重新保存后再上传。",
            "The file is damaged and cannot be read. Save it again and send it anew.",
        ),
        DocxError::Acts => refusal(Code::FileKindRefused).with(
            "文件里有宏、嵌入对象或者外部模板，不能接收。请另存为不含宏的 DOCX。",
            "The file holds a macro, an embedded object or a template from elsewhere. Save it as a DOCX without them.",
        ),
    }
}
