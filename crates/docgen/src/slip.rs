//! The slip of a party: A6, with the number of its matter, its secret, and a QR code of both.

use jiff::civil::Date;
use serde::Serialize;

use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::render::Pdf;
use crate::typeset::Print;
use crate::world::SLIP;

/// What stands on a slip. Nothing of the dispute: slips are lost.
#[derive(Clone, Serialize)]
pub struct Slip {
    pub party: String,
    /// The matter's code in groups.
    pub code: String,
    /// The secret in groups.
    pub secret: String,
    /// The page where both are typed; empty where the installation does not know its address.
    pub entry: String,
    /// Where the QR code leads; empty: none is printed.
    #[serde(rename = "qr")]
    pub link: String,
    /// Whom to call.
    pub call_name: String,
    pub call_phone: String,
    /// The day of printing as it is read.
    pub printed: String,
    #[serde(skip)]
    pub printed_on: Date,
}

/// Prints a slip as a PDF/A-2b of one page.
///
/// # Errors
/// [`PaperError::MissingFont`], [`PaperError::MissingGlyph`]; the other kinds are our own faults.
pub fn render_slip(slip: &Slip, fonts: &Fonts) -> Result<Pdf, PaperError> {
    Print { layout: SLIP, name: "slip", qr: &slip.link, printed_on: Some(slip.printed_on), ..Print::default() }
        .plain(slip, fonts)
}
