//! From data to PDF.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::civil::Date;
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use serde::Serialize;
use serde_json::Value;
use typst::comemo;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::block::{Run, Sheet};
use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::form::Form;
use crate::forms::FORMS;
use crate::glyphs;
use crate::paper::PaperData;
use crate::required::lacking_in;
use crate::template::{Template, fill};
use crate::view::{complete, text, visible};
use crate::world::{Desk, PAPER};

/// How many further papers a memoised piece of layout outlives. Enough for a dossier printed twice in a row; small, so
/// that the words of a case do not stay in memory all day.
pub(crate) const KEPT_FOR: usize = 10;

/// A filled paper with what stands around it on every page.
#[derive(Debug, Serialize)]
pub(crate) struct Filled {
    pub sheet: Sheet,
    /// It lacks required fields, or is not final yet.
    pub draft: bool,
    /// The matter's code as people read it out.
    pub code: String,
    pub committee: String,
    pub dossier_number: String,
    /// The number at the head, as text: the dossier's own is not said twice.
    pub number: String,
    pub form_title: String,
    /// By which anybody can ask whether the paper is true.
    pub mark: String,
}

pub(crate) fn filled(form: &Form, template: &Template, data: &PaperData, shown: &Value) -> Filled {
    let draft = data.provisional || !lacking_in(form, shown).is_empty();
    let complete = complete(shown.clone());
    let sheet = fill(template, form, &complete);
    let part = |part: &str, key: &str| complete.get(part).map(|p| text(p, key).to_owned()).unwrap_or_default();
    let code = match part("matter", "code_grouped") {
        grouped if grouped.is_empty() => part("matter", "code"),
        grouped => grouped,
    };
    let number = sheet.number.iter().flatten().filter_map(|run| match run {
        Run::Text { text, .. } => Some(text.as_str()),
        _ => None,
    });
    Filled {
        draft,
        code,
        committee: part("committee", "name"),
        dossier_number: text(&complete, "dossier_number").to_owned(),
        number: number.collect(),
        form_title: sheet.title.clone(),
        mark: data.mark.clone(),
        sheet,
    }
}

/// The templates that come with the program, read once.
static BUILT_IN: LazyLock<HashMap<&'static str, Result<Template, String>>> = LazyLock::new(|| {
    let read = |form: &'static Form| {
        Template::read(form.template, form)
            .map_err(|faults| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
    };
    FORMS.iter().map(|form| (form.code, read(form))).collect()
});

pub(crate) fn built_in(form: &Form) -> Result<&'static Template, PaperError> {
    let failed = |message: &str| PaperError::Template { form: form.code, message: message.to_owned() };
    match BUILT_IN.get(form.code) {
        Some(Ok(template)) => Ok(template),
        Some(Err(faults)) => Err(failed(faults)),
        None => Err(failed("no such form")),
    }
}

/// A printed paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pdf {
    pub bytes: Vec<u8>,
    pub pages: usize,
    /// It lacks required fields and says 草稿 in its header.
    pub draft: bool,
}

/// Prints a form. What is not known becomes a line to fill in by hand, and if that is a required field, or
/// the data are [`PaperData::provisional`], the header says 草稿 (draft).
///
/// The same form, data and fonts give the same bytes: the date in the file is [`PaperData::printed_on`]. With that date
/// the file is a PDF/A-2b, fit for a dossier that is kept for decades; without, a plain PDF.
/// Texts are printed as they are; nothing in them is read as a command of the typesetter.
///
/// # Errors
/// [`PaperError::MissingFont`] without Chinese fonts, [`PaperError::MissingGlyph`] for a character that no font draws;
/// the other kinds are our own faults.
pub fn render(form: &Form, data: &PaperData, fonts: &Fonts) -> Result<Pdf, PaperError> {
    render_with(form, built_in(form)?, data, fonts)
}

/// The same with a county's own template of this form.
///
/// # Errors
/// As [`render`].
pub fn render_with(form: &Form, template: &Template, data: &PaperData, fonts: &Fonts) -> Result<Pdf, PaperError> {
    fonts.check()?;
    let shown = visible(form, data)?;
    let filled = filled(form, template, data, &shown);
    let input = serde_json::to_vec(&filled).map_err(|e| fault(form, &e))?;
    let found_by = if data.check_at.is_empty() { &data.matter.code } else { &data.check_at };
    let desk =
        Desk::new(PAPER, input, qr(form, found_by)?, fonts).ok_or_else(|| fault(form, &"a path is not valid"))?;

    let draft = filled.draft;
    let result = set(form, &desk, &shown).and_then(|document| {
        let timestamp = data.printed_on.and_then(timestamp);
        // For the archive: fonts inside, nothing from outside. That standard (PDF/A) wants a date.
        let standard: &[PdfStandard] = if timestamp.is_some() { &[PdfStandard::A_2b] } else { &[] };
        let options = PdfOptions {
            ident: Smart::Custom(format!("{} {}", data.matter.code, form.code)),
            creator: Smart::Custom(Some("Bandeng".to_owned())),
            timestamp,
            standards: PdfStandards::new(standard).map_err(|e| fault(form, e.message()))?,
            ..PdfOptions::default()
        };
        let bytes = typst_pdf::pdf(&document, &options).map_err(|errors| template_fault(form, &errors))?;
        Ok(Pdf { bytes, pages: document.pages().len(), draft })
    });
    comemo::evict(KEPT_FOR);
    result
}

fn set(form: &Form, desk: &Desk<'_>, shown: &Value) -> Result<PagedDocument, PaperError> {
    let document = typst::compile::<PagedDocument>(desk).output.map_err(|errors| template_fault(form, &errors))?;
    match glyphs::first_missing(&document) {
        Some(character) => Err(PaperError::MissingGlyph { character, pointer: glyphs::pointer_to(shown, character) }),
        None => Ok(document),
    }
}

/// A QR code with the address at which the paper can be checked, or with the matter's code, for finding the case with the
/// paper in hand. Neither, no picture.
fn qr(form: &Form, code: &str) -> Result<String, PaperError> {
    if code.trim().is_empty() {
        return Ok(String::new());
    }
    let qr = QrCode::with_error_correction_level(code, EcLevel::M).map_err(|e| fault(form, &e))?;
    Ok(qr.render::<svg::Color<'_>>().quiet_zone(false).min_dimensions(120, 120).build())
}

/// Midnight in Asia/Shanghai of the day of printing.
pub(crate) fn timestamp(on: Date) -> Option<Timestamp> {
    let (month, day) = (u8::try_from(on.month()).ok()?, u8::try_from(on.day()).ok()?);
    Timestamp::new_local(Datetime::from_ymd_hms(i32::from(on.year()), month, day, 0, 0, 0)?, 8 * 60)
}

fn fault(form: &Form, cause: &dyn std::fmt::Display) -> PaperError {
    PaperError::Data { form: form.code, message: cause.to_string() }
}

fn template_fault(form: &Form, errors: &[SourceDiagnostic]) -> PaperError {
    let message = errors.iter().map(|e| e.message.as_str()).collect::<Vec<_>>().join("; ");
    PaperError::Template { form: form.code, message }
}
