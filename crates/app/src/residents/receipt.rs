//! The receipt of an application: evidence that limitation was interrupted, which anybody can check.

use bandeng_core::kernel::clock::china_time;
use bandeng_core::kernel::{Code, Refusal, Text, day_zh};
use bandeng_core::matters::Side;
use bandeng_docgen::{AppliedReceipt, PaperError, render_applied_receipt};
use bandeng_store::{Error, Result};
use serde_json::json;

use super::{Caller, query};
use crate::http::App;
use crate::matters::case::Matter;
use crate::papers::issue::{Set, Wanted, issue};
use crate::papers::query::Which;

/// Its name among the papers.
pub(super) const SLUG: &str = "application-receipt";

/// The receipt, issued the first time the applicant wants it, and the same to the byte from then on.
///
/// # Errors
/// [`Code::FontMissing`], [`Code::CharacterUnprintable`].
pub(super) async fn issued(app: &App, caller: &Caller, matter: &Matter) -> Result<Vec<u8>> {
    if app.fonts.check().is_err() {
        return Err(Refusal::new(Code::FontMissing).into());
    }
    // What happened is in the chain: the hash of the first event stands for who asked for what against whom, and when.
    let (desk, hash) = query::desk_and_hash(&app.db, matter).await?;
    let names = |side: Side| {
        let names: Vec<&str> = matter.parties.iter().filter(|p| p.side == side).map(|p| p.name.as_str()).collect();
        names.join("、")
    };
    let at = china_time(matter.row.registered_at);
    let printed = AppliedReceipt {
        code: matter.code.grouped(),
        applicant: names(Side::Applicant),
        respondent: names(Side::Respondent),
        claims: matter.record.claims.clone(),
        at: format!("{} {:02}:{:02}:{:02}", day_zh(at.date()), at.hour(), at.minute(), at.second()),
        hash,
        desk: desk.clone(),
        mark: String::new(),
        check_at: String::new(),
        printed_on: at.date(),
    };
    let wanted = Wanted {
        matter,
        which: Which { matter: &matter.key, proceeding: 1, slug: SLUG, no: caller.party },
        title: Text::new("申请回执", "Receipt of an application"),
        number: String::new(),
        issuer: desk,
        substance: serde_json::to_vec(&json!(["receipt-1", &printed]))?,
        about: String::new(),
    };
    let issued = issue(app, &caller.ctx, &wanted, |mark| {
        let receipt = AppliedReceipt { check_at: app.settings.check_at(&mark), mark, ..printed.clone() };
        let fonts = app.fonts.clone();
        async move {
            let work = tokio::task::spawn_blocking(move || render_applied_receipt(&receipt, &fonts));
            let pdf = work.await.map_err(|_| Error::Other("printing a receipt panicked".into()))?;
            let pdf = pdf.map_err(|error| match error {
                PaperError::MissingFont(_) => Refusal::new(Code::FontMissing).into(),
                PaperError::MissingGlyph { .. } => Refusal::new(Code::CharacterUnprintable).into(),
                _ => Error::Other("the template of receipts failed".into()),
            })?;
            Ok(Set { bytes: pdf.bytes, pages: pdf.pages, about: None })
        }
    })
    .await?;
    Ok(issued.bytes.to_vec())
}
