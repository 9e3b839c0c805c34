//! The receipt of an application that was sent online: when it came, to the second, and how anybody can check it.

use jiff::civil::Date;
use serde::Serialize;

use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::render::Pdf;
use crate::typeset::Print;
use crate::world::RECEIPT;

/// What stands on a receipt.
#[derive(Clone, Serialize)]
pub struct AppliedReceipt {
    /// The matter's code in groups.
    pub code: String,
    pub applicant: String,
    pub respondent: String,
    pub claims: Vec<String>,
    /// Day and time in China, to the second.
    pub at: String,
    /// The hash of the event by which it was registered.
    pub hash: String,
    /// Who received it.
    pub desk: String,
    /// Letters by which anybody can check it.
    pub mark: String,
    /// Where; empty where the installation does not know its address.
    #[serde(rename = "qr")]
    pub check_at: String,
    #[serde(skip)]
    pub printed_on: Date,
}

/// Prints a receipt as a PDF/A-2b.
///
/// # Errors
/// [`PaperError::MissingFont`], [`PaperError::MissingGlyph`]; the other kinds are our own faults.
pub fn render_applied_receipt(receipt: &AppliedReceipt, fonts: &Fonts) -> Result<Pdf, PaperError> {
    let print = Print {
        layout: RECEIPT,
        name: "receipt",
        qr: &receipt.check_at,
        printed_on: Some(receipt.printed_on),
        ..Print::default()
    };
    print.plain(receipt, fonts)
}
