//! PDFs of strangers are looked into by a process of their own: a file that is made to bring its reader down brings down that.

use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use bandeng_docgen::{PdfLook, look_into_pdf};
use bandeng_store::{Error, Result};
use bytes::Bytes;

use crate::http::App;

/// The command of the binary that looks into the PDF it is given, and prints a [`PdfLook`] as JSON.
pub const COMMAND: &str = "look-into-pdf";

/// Looks into a PDF. None: the reader broke down over it.
pub(crate) async fn look(app: &App, bytes: Bytes) -> Result<Option<PdfLook>> {
    let reader = app.settings.pdf_reader.clone();
    let looked = tokio::task::spawn_blocking(move || match reader {
        Some(program) => ask(&program, &bytes),
        None => Ok(Some(look_into_pdf(&Arc::new(bytes.to_vec())))),
    });
    let looked = looked.await.map_err(|e| Error::Other(format!("looking into a file failed: {e}")))?;
    looked.map_err(|e| Error::Other(format!("the reader of files does not start: {e}")))
}

fn ask(program: &Path, bytes: &[u8]) -> io::Result<Option<PdfLook>> {
    // It is given nothing but the file: no settings, no keys. What the allocator takes at once counts against its limit.
    let mut reader = Command::new(program)
        .arg(COMMAND)
        .env_clear()
        .env("MIMALLOC_ARENA_RESERVE", "65536")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    if let Some(mut to) = reader.stdin.take() {
        // It may have gone before it has read everything; how it ended is seen below.
        let _ = to.write_all(bytes);
    }
    let told = reader.wait_with_output()?;
    Ok(told.status.success().then(|| serde_json::from_slice(&told.stdout).ok()).flatten())
}
