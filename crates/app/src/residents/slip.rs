//! A slip on paper.

use bandeng_core::kernel::{Code, Refusal, day_zh};
use bandeng_core::residents::secret;
use bandeng_docgen::{PaperError, Slip, render_slip};
use bandeng_store::{Error, Result};

use super::secrets::Given;
use super::view::Resident;
use crate::http::App;

/// Prints a slip that was just given; nobody can later, since its secret is not kept.
///
/// # Errors
/// [`Code::FontMissing`], [`Code::CharacterUnprintable`].
pub(super) async fn print(app: &App, given: &Given, party: Resident) -> Result<Vec<u8>> {
    let today = app.db.today();
    let house = app.settings.public_url.as_deref();
    let slip = Slip {
        party: party.name,
        code: party.code,
        secret: secret::group(&given.secret),
        entry: house.map(|house| format!("{house}/r/")).unwrap_or_default(),
        link: house.map(|_| given.address.clone()).unwrap_or_default(),
        call_name: party.call.name,
        call_phone: party.call.phone,
        printed: day_zh(today),
        printed_on: today,
    };
    let fonts = app.fonts.clone();
    let printing = tokio::task::spawn_blocking(move || render_slip(&slip, &fonts));
    let printed = printing.await.map_err(|error| Error::Other(format!("printing a slip: {error}")))?;
    printed.map(|pdf| pdf.bytes).map_err(|error| match error {
        PaperError::MissingFont(_) => Refusal::new(Code::FontMissing).into(),
        PaperError::MissingGlyph { .. } => Refusal::new(Code::CharacterUnprintable).into(),
        PaperError::Template { .. } | PaperError::Data { .. } => Error::Other("the template of slips failed".into()),
    })
}
