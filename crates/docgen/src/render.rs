//! From data to PDF.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Serialize;
use serde_json::Value;

use crate::block::{Run, Sheet};
use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::form::Form;
use crate::forms::FORMS;
use crate::paper::PaperData;
use crate::required::lacking_in;
use crate::template::{Template, fill};
use crate::typeset::Print;
use crate::view::{complete, text, visible};
use crate::world::PAPER;

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
    let shown = visible(form, data)?;
    let filled = filled(form, template, data, &shown);
    let print = Print {
        layout: PAPER,
        name: form.code,
        // The address at which the paper can be checked, or the matter's code, for finding the case with it in hand.
        qr: if data.check_at.is_empty() { &data.matter.code } else { &data.check_at },
        ident: Some(format!("{} {}", data.matter.code, form.code)),
        printed_on: data.printed_on,
        ..Print::default()
    };
    Ok(Pdf { draft: filled.draft, ..print.paper(&filled, &shown, fonts)? })
}
