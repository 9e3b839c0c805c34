//! What the editors of a county's wording are shown.

use bandeng_core::kernel::{Date, IdText, Text};
use bandeng_docgen::{Form, TemplateFault, compare};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::changed::ChangedParagraph;

/// A form in the list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TemplateLine {
    /// Its stable name: `agreement`.
    pub form: &'static str,
    /// Its number in the official set: `D7`.
    pub code: &'static str,
    pub title: Text,
    /// The county's own text holds today.
    pub own: bool,
    /// Since which day the version in force holds; none where nothing was ever published.
    pub since: Option<Date>,
    /// From which day a version holds that was published already.
    pub waiting: Option<Date>,
    /// Somebody is editing it.
    pub draft: bool,
    /// The county's text rests on a standard text that has changed since.
    pub older_standard: bool,
    /// The county's text cannot be read any more: the standard text is printed.
    pub broken: bool,
}

/// What is wrong with a text, and where.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TemplateFaultView {
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
    pub message: Text,
    /// What stands there: the command, the field.
    pub what: String,
    /// What may have been meant.
    pub near: Option<String>,
}

impl From<TemplateFault> for TemplateFaultView {
    fn from(fault: TemplateFault) -> Self {
        let message = Text::new(fault.zh(), fault.en());
        Self { line: fault.line, column: fault.column, message, what: fault.what, near: fault.near }
    }
}

/// How a version stands today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum TemplateStanding {
    /// It takes effect on a later day.
    Waiting,
    InForce,
    /// Another has taken its place; what was accepted under it keeps it.
    Over,
}

/// A version that was published.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TemplateVersion {
    /// Counted through all forms of the county.
    pub version: i64,
    pub takes_effect_on: Date,
    pub standing: TemplateStanding,
    /// It went back to the text that comes with the program.
    pub standard: bool,
    pub text: String,
    pub note: String,
    /// Epoch milliseconds.
    pub published_at: i64,
    pub published_by: String,
}

/// What is being edited; what was published last where nothing was changed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TemplateDraft {
    /// Names this state of the draft; 0 where nothing was changed.
    pub revision: IdText,
    pub text: String,
    /// Every fault at once, in the order of the lines. With one it is neither shown nor published.
    pub faults: Vec<TemplateFaultView>,
    /// The lines that differ from the standard text.
    pub from_standard: Vec<ChangedParagraph>,
    /// Epoch milliseconds.
    pub saved_at: Option<i64>,
    pub saved_by: Option<String>,
}

/// A form with its wording.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TemplateView {
    pub form: &'static str,
    pub code: &'static str,
    pub title: Text,
    /// The text that comes with the program.
    pub standard: &'static str,
    pub draft: TemplateDraft,
    /// Newest first.
    pub versions: Vec<TemplateVersion>,
    /// How the standard text has changed since the version published last was made of it; empty where it has not.
    pub standard_changes: Vec<ChangedParagraph>,
    /// The text in force cannot be read any more: the standard text is printed.
    pub broken: bool,
    /// Fields the text can name: `matter.narrative`.
    pub fields: Vec<String>,
    /// The first day for which it may be published.
    pub earliest: Date,
}

/// When it takes effect, and what it is about.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplatePublication {
    /// Of the draft that is meant.
    pub revision: IdText,
    pub takes_effect_on: Date,
    #[serde(default)]
    pub note: String,
}

/// What a form is called.
pub(super) fn title(form: &Form) -> Text {
    Text::new(form.title.zh, form.title.en)
}

/// The lines of a text that differ from another.
pub(super) fn changes(before: &str, after: &str) -> Vec<ChangedParagraph> {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    compare(&lines(before), &lines(after)).into_iter().map(ChangedParagraph::from).collect()
}
