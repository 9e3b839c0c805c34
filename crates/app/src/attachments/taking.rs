//! What is kept of a file that somebody sends: a picture drawn anew, a PDF that does nothing of itself.

use bandeng_core::kernel::{Code, Refusal};
use bandeng_core::matters::FileKind;
use bandeng_docgen::{Unbindable, acts_by_itself, redraw};
use bandeng_store::{Error, Result};
use bytes::Bytes;
use tokio::sync::Semaphore;

/// Pictures opened at once: each may need 160 MB.
static TURNS: Semaphore = Semaphore::const_new(2);

/// Makes of what was sent what is kept.
///
/// A photograph carries the place where it was taken, the telephone's name, and a small picture of what was cut away; a file
/// can be a picture and a program at once. Drawn anew it is a picture and nothing else. Who has the original can still show
/// that this is it: its hash stands in the event.
///
/// # Errors
/// [`Code::PictureBroken`], [`Code::PictureTooLarge`], [`Code::FileActs`].
pub(super) async fn harmless(bytes: Bytes, kind: FileKind) -> Result<Bytes> {
    let work = match kind {
        FileKind::Jpeg | FileKind::Png => drawn,
        FileKind::Pdf => passive,
        FileKind::Docx => return Ok(bytes),
    };
    let _turn = TURNS.acquire().await.map_err(|e| Error::Other(e.to_string()))?;
    Ok(tokio::task::spawn_blocking(move || work(bytes)).await.map_err(|e| Error::Other(e.to_string()))??)
}

fn drawn(bytes: Bytes) -> std::result::Result<Bytes, Refusal> {
    redraw(&bytes).map(Bytes::from).map_err(|why| {
        let code = if why == Unbindable::TooLarge { Code::PictureTooLarge } else { Code::PictureBroken };
        Refusal::at(code, "/file")
    })
}

fn passive(bytes: Bytes) -> std::result::Result<Bytes, Refusal> {
    if acts_by_itself(&bytes) { Err(Refusal::at(Code::FileActs, "/file")) } else { Ok(bytes) }
}
