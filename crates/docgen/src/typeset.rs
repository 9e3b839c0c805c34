//! From one of our layouts and its data to a PDF: what forms, reports, cards, slips and bound files have in common.

use jiff::civil::Date;
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use serde::Serialize;
use serde_json::Value;
use typst::comemo;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Bytes, Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::clean::clean;
use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::glyphs;
use crate::render::Pdf;
use crate::world::Desk;

/// How many further papers a memoised piece of layout outlives. Enough for a dossier printed twice in a row; small, so
/// that the words of a case do not stay in memory all day.
const KEPT_FOR: usize = 10;

/// What is to be printed, but for its data.
#[derive(Default)]
pub(crate) struct Print<'a> {
    /// The path of a layout in [`world`](crate::world).
    pub layout: &'static str,
    /// How faults name it.
    pub name: &'static str,
    /// What its QR code says; blank without one.
    pub qr: &'a str,
    /// What else the layout reads, by path.
    pub files: Vec<(String, Bytes)>,
    /// What names the file for good; without it the text does.
    pub ident: Option<String>,
    /// The date in the file.
    pub printed_on: Option<Date>,
}

impl Print<'_> {
    /// Prints data whose texts are all meant to be read: what no font draws is pointed at in them.
    ///
    /// # Errors
    /// As [`Print::paper`].
    pub(crate) fn plain(self, data: &impl Serialize, fonts: &Fonts) -> Result<Pdf, PaperError> {
        let mut data = serde_json::to_value(data).map_err(|e| self.fault(e))?;
        clean(&mut data);
        self.paper(&data, &data, fonts)
    }

    /// Prints data that were made of `shown`; a fault in a text points into `shown`. With a date the file is a PDF/A-2b.
    ///
    /// # Errors
    /// [`PaperError::MissingFont`] without Chinese fonts, [`PaperError::MissingGlyph`] for a character that no font draws;
    /// the other kinds are our own faults.
    pub(crate) fn paper(self, data: &impl Serialize, shown: &Value, fonts: &Fonts) -> Result<Pdf, PaperError> {
        fonts.check()?;
        // For the archive: fonts inside, nothing from outside. That standard (PDF/A) wants a date.
        let standard: &[PdfStandard] =
            if self.printed_on.and_then(timestamp).is_some() { &[PdfStandard::A_2b] } else { &[] };
        let printed = self.document(data, fonts).and_then(|document| match glyphs::first_missing(&document) {
            Some(character) => {
                Err(PaperError::MissingGlyph { character, pointer: glyphs::pointer_to(shown, character) })
            }
            None => self.pdf(&document, standard),
        });
        let_go(false);
        printed
    }

    /// Prints data among which is what others printed: what their fonts lack is not our fault. The caller [lets go](let_go).
    ///
    /// # Errors
    /// Our own faults.
    pub(crate) fn foreign(
        self,
        data: &impl Serialize,
        standard: PdfStandard,
        fonts: &Fonts,
    ) -> Result<Pdf, PaperError> {
        let document = self.document(data, fonts)?;
        self.pdf(&document, &[standard])
    }

    fn document(&self, data: &impl Serialize, fonts: &Fonts) -> Result<PagedDocument, PaperError> {
        let data = serde_json::to_vec(data).map_err(|e| self.fault(e))?;
        let desk = Desk::new(self.layout, data, self.code()?, fonts)
            .and_then(|desk| desk.with_files(self.files.clone()))
            .ok_or_else(|| self.fault("a path is not valid"))?;
        typst::compile(&desk).output.map_err(|errors| self.failed(&errors))
    }

    fn pdf(&self, document: &PagedDocument, standards: &[PdfStandard]) -> Result<Pdf, PaperError> {
        let options = PdfOptions {
            ident: self.ident.clone().map_or(Smart::Auto, Smart::Custom),
            creator: Smart::Custom(Some("Bandeng".to_owned())),
            timestamp: self.printed_on.and_then(timestamp),
            standards: PdfStandards::new(standards).map_err(|e| self.fault(e.message()))?,
            ..PdfOptions::default()
        };
        let bytes = typst_pdf::pdf(document, &options).map_err(|errors| self.failed(&errors))?;
        Ok(Pdf { bytes, pages: document.pages().len(), draft: false })
    }

    /// The QR code as SVG; blank without one.
    fn code(&self) -> Result<String, PaperError> {
        if self.qr.trim().is_empty() {
            return Ok(String::new());
        }
        let qr = QrCode::with_error_correction_level(self.qr, EcLevel::M).map_err(|e| self.fault(e))?;
        Ok(qr.render::<svg::Color<'_>>().quiet_zone(false).min_dimensions(120, 120).build())
    }

    fn fault(&self, cause: impl std::fmt::Display) -> PaperError {
        PaperError::Data { form: self.name, message: cause.to_string() }
    }

    fn failed(&self, errors: &[SourceDiagnostic]) -> PaperError {
        let message = errors.iter().map(|e| e.message.as_str()).collect::<Vec<_>>().join("; ");
        PaperError::Template { form: self.name, message }
    }
}

/// Lets go of what the typesetter remembers: of large prints at once, of others after some more.
pub(crate) fn let_go(large: bool) {
    comemo::evict(if large { 0 } else { KEPT_FOR });
}

/// Midnight in Asia/Shanghai of the day of printing.
fn timestamp(on: Date) -> Option<Timestamp> {
    let (month, day) = (u8::try_from(on.month()).ok()?, u8::try_from(on.day()).ok()?);
    Timestamp::new_local(Datetime::from_ymd_hms(i32::from(on.year()), month, day, 0, 0, 0)?, 8 * 60)
}
