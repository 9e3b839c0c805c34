//! What is handed over about personal data, as a PDF.

use bandeng_core::kernel::{Code, Refusal};
use bandeng_docgen::{PaperError, Report, render_report};
use bandeng_store::{Error, Result};

use crate::http::App;

/// Prints a report.
///
/// # Errors
/// [`Code::FontMissing`], [`Code::CharacterUnprintable`].
pub(crate) async fn print(app: &App, report: Report) -> Result<Vec<u8>> {
    let fonts = app.fonts.clone();
    let work = tokio::task::spawn_blocking(move || render_report(&report, &fonts));
    let printed = work.await.map_err(|_| Error::Other("printing a report panicked".into()))?;
    printed.map(|pdf| pdf.bytes).map_err(|error| match error {
        PaperError::MissingFont(_) => Refusal::new(Code::FontMissing).into(),
        PaperError::MissingGlyph { .. } => Refusal::new(Code::CharacterUnprintable).into(),
        PaperError::Template { .. } | PaperError::Data { .. } => Error::Other("the template of reports failed".into()),
    })
}
