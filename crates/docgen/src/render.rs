//! From data to PDF.

use jiff::civil::Date;
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use serde_json::{Value, json};
use typst::comemo;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::clean::clean;
use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::form::{Form, Part};
use crate::glyphs;
use crate::paper::PaperData;
use crate::required::lacking_in;
use crate::world::Desk;

/// How many further papers a memoised piece of layout outlives. Enough for a dossier printed twice in a row; small, so
/// that the words of a case do not stay in memory all day.
pub(crate) const KEPT_FOR: usize = 10;

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
    fonts.check()?;
    let shown = visible(form, data)?;
    let draft = data.provisional || !lacking_in(form, &shown).is_empty();
    let input = json!({
        "form": { "code": form.code, "title": form.title.zh },
        "draft": draft,
        "d": without_gaps(shown.clone()),
    });
    let input = serde_json::to_vec(&input).map_err(|e| fault(form, &e))?;
    let desk = Desk::new(form, input, qr(form, &data.matter.code)?, fonts)
        .ok_or_else(|| fault(form, &"a path is not valid"))?;

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

/// The data cut to what the form's entry names, without any session with one party alone. The templates get this and
/// nothing else: what must not be on a paper is not there when it is made.
///
/// A removed session leaves a null, so that pointers still count as the caller's list does.
pub(crate) fn visible(form: &Form, data: &PaperData) -> Result<Value, PaperError> {
    const ALWAYS: [&str; 4] = ["matter", "committee", "dossier_number", "printed_on"];
    let mut value = serde_json::to_value(data).map_err(|e| fault(form, &e))?;
    if let Value::Object(map) = &mut value {
        map.retain(|key, _| ALWAYS.contains(&key.as_str()) || form.parts.iter().any(|part| part.key() == key));
        if let Some(Value::Array(sessions)) = map.get_mut(Part::Sessions.key()) {
            for session in sessions.iter_mut().filter(|s| s.get("one_party_alone") == Some(&Value::Bool(true))) {
                *session = Value::Null;
            }
        }
    }
    clean(&mut value);
    Ok(value)
}

/// Templates see no trace of a removed session.
fn without_gaps(mut shown: Value) -> Value {
    if let Some(Value::Array(sessions)) = shown.get_mut(Part::Sessions.key()) {
        sessions.retain(|session| !session.is_null());
    }
    shown
}

/// The matter's code as a QR code, for finding the case with the paper in hand. No code, no picture.
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
