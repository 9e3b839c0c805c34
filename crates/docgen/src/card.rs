//! The contact card of a grid: A6, to be put up where people live.

use jiff::civil::Date;
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use serde::Serialize;
use typst::comemo;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::clean::clean;
use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::glyphs;
use crate::render::{KEPT_FOR, Pdf, timestamp};
use crate::world::{CARD, Desk};

/// How faults name this template.
const NAME: &str = "card";

/// Somebody on the card.
#[derive(Clone, Debug, Serialize)]
pub struct CardPerson {
    pub part: String,
    pub name: String,
    pub phone: String,
}

/// What stands on a card. Texts are printed as they are.
#[derive(Clone, Debug, Serialize)]
pub struct Card {
    pub name: String,
    /// The areas it lies in, in one line.
    pub place: String,
    pub code: String,
    pub people: Vec<CardPerson>,
    pub supervision_phone: String,
    pub issuer: String,
    /// What the QR code is for; empty without one.
    pub hint: String,
    /// Where the QR code leads; empty: none is printed.
    pub link: String,
    /// The day of printing as it is read.
    pub printed: String,
    #[serde(skip)]
    pub printed_on: Date,
}

/// Prints a card as a PDF/A-2b of one page.
///
/// # Errors
/// [`PaperError::MissingFont`], [`PaperError::MissingGlyph`]; the other kinds are our own faults.
pub fn render_card(card: &Card, fonts: &Fonts) -> Result<Pdf, PaperError> {
    set(&Sheet { layout: CARD, name: NAME, link: &card.link, printed_on: card.printed_on }, card, fonts)
}

/// A small sheet of our own layout: a card or a slip.
pub(crate) struct Sheet<'a> {
    pub layout: &'static str,
    /// How faults name it.
    pub name: &'static str,
    /// Where its QR code leads; empty without one.
    pub link: &'a str,
    pub printed_on: Date,
}

/// Sets a sheet with its data.
pub(crate) fn set(sheet: &Sheet<'_>, data: &impl Serialize, fonts: &Fonts) -> Result<Pdf, PaperError> {
    fonts.check()?;
    let form = sheet.name;
    let fault = |message: String| PaperError::Data { form, message };
    let mut data = serde_json::to_value(data).map_err(|e| fault(e.to_string()))?;
    clean(&mut data);
    let bytes = serde_json::to_vec(&data).map_err(|e| fault(e.to_string()))?;
    let qr = match sheet.link.trim() {
        "" => String::new(),
        link => {
            let qr = QrCode::with_error_correction_level(link, EcLevel::M).map_err(|e| fault(e.to_string()))?;
            qr.render::<svg::Color<'_>>().quiet_zone(false).min_dimensions(200, 200).build()
        }
    };
    let desk = Desk::new(sheet.layout, bytes, qr, fonts).ok_or_else(|| fault("a path is not valid".into()))?;
    let said = |errors: &[typst::diag::SourceDiagnostic]| {
        let message = errors.iter().map(|e| e.message.as_str()).collect::<Vec<_>>().join("; ");
        PaperError::Template { form, message }
    };
    let set = || {
        let document = typst::compile::<PagedDocument>(&desk).output.map_err(|errors| said(&errors))?;
        if let Some(character) = glyphs::first_missing(&document) {
            return Err(PaperError::MissingGlyph { character, pointer: glyphs::pointer_to(&data, character) });
        }
        let timestamp = timestamp(sheet.printed_on);
        let standard: &[PdfStandard] = if timestamp.is_some() { &[PdfStandard::A_2b] } else { &[] };
        let options = PdfOptions {
            creator: Smart::Custom(Some("Bandeng".to_owned())),
            timestamp,
            standards: PdfStandards::new(standard).map_err(|e| fault(e.message().to_string()))?,
            ..PdfOptions::default()
        };
        let bytes = typst_pdf::pdf(&document, &options).map_err(|errors| said(&errors))?;
        Ok(Pdf { bytes, pages: document.pages().len(), draft: false })
    };
    let result = set();
    comemo::evict(KEPT_FOR);
    result
}
