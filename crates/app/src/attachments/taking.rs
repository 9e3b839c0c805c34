//! What is kept of a file that somebody sends: a picture drawn anew, a PDF that does nothing of itself.

use bandeng_core::kernel::{Code, Refusal};
use bandeng_core::matters::FileKind;
use bandeng_docgen::{Unbindable, redraw};
use bandeng_store::{Error, Result};
use bytes::Bytes;
use tokio::sync::Semaphore;

use super::pdf;
use crate::http::App;

/// Files opened at once: each may need some hundred MB.
static TURNS: Semaphore = Semaphore::const_new(2);

/// Makes of what was sent what is kept.
///
/// A photograph carries the place where it was taken, the telephone's name, and a small picture of what was cut away; a file
/// can be a picture and a program at once. Drawn anew it is a picture and nothing else. Who has the original can still show
/// that this is it: its hash stands in the event.
///
/// # Errors
/// [`Code::PictureBroken`], [`Code::PictureTooLarge`], [`Code::FileActs`], [`Code::FileUnreadable`].
pub(super) async fn harmless(app: &App, bytes: Bytes, kind: FileKind) -> Result<Bytes> {
    if kind == FileKind::Docx {
        return Ok(bytes);
    }
    let _turn = TURNS.acquire().await.map_err(|e| Error::Other(e.to_string()))?;
    match kind {
        FileKind::Jpeg | FileKind::Png => {
            Ok(tokio::task::spawn_blocking(move || drawn(bytes)).await.map_err(|e| Error::Other(e.to_string()))??)
        }
        FileKind::Pdf => match pdf::look(app, bytes.clone()).await? {
            Some(look) if look.acts => Err(Refusal::at(Code::FileActs, "/file").into()),
            Some(_) => Ok(bytes),
            None => Err(Refusal::at(Code::FileUnreadable, "/file").into()),
        },
        FileKind::Docx => Ok(bytes),
    }
}

fn drawn(bytes: Bytes) -> std::result::Result<Bytes, Refusal> {
    redraw(&bytes).map(Bytes::from).map_err(|why| {
        let code = if why == Unbindable::TooLarge { Code::PictureTooLarge } else { Code::PictureBroken };
        Refusal::at(code, "/file")
    })
}
