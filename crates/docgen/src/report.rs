//! Reports: papers that are no form, from plain blocks.

use jiff::civil::Date;
use serde::Serialize;

use crate::clean::clean;
use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::render::Pdf;
use crate::typeset::Print;
use crate::world::REPORT;

/// How faults name this template.
const NAME: &str = "report";

/// A report. Texts are printed as they are; nothing in them is read as a command of the typesetter.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    pub title: String,
    /// The period, or what else it is about.
    pub subtitle: String,
    pub issuer: String,
    pub printed_on: Date,
    pub blocks: Vec<Block>,
}

/// A part of a report.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    Heading {
        text: String,
    },
    /// Each line is a paragraph.
    Text {
        text: String,
    },
    /// The first column holds words, the others numbers.
    Table {
        heads: Vec<String>,
        rows: Vec<Vec<String>>,
    },
    /// A table of words: a first narrow column, everything on the left.
    List {
        heads: Vec<String>,
        rows: Vec<Vec<String>>,
    },
    /// Names with room to sign, two in a row.
    Signatures {
        lines: Vec<String>,
    },
    /// A signature as it was given: who, a drawing as SVG (ours, or blank), and what is known of how it came about.
    Signed {
        name: String,
        drawing: String,
        facts: Vec<(String, String)>,
    },
    /// What somebody wrote, or so many lines to write on.
    Room {
        text: String,
        lines: u8,
    },
}

/// Prints a report as a PDF/A-2b.
///
/// # Errors
/// [`PaperError::MissingFont`], [`PaperError::MissingGlyph`] with a pointer into the report; the other kinds are our own faults.
pub fn render_report(report: &Report, fonts: &Fonts) -> Result<Pdf, PaperError> {
    let mut data = serde_json::to_value(report).map_err(|e| PaperError::Data { form: NAME, message: e.to_string() })?;
    clean(&mut data);
    // A drawing is no text: breaks in its long words would spoil it.
    for (i, block) in report.blocks.iter().enumerate() {
        if let Block::Signed { drawing, .. } = block {
            data["blocks"][i]["drawing"] = drawing.as_str().into();
        }
    }
    Print { layout: REPORT, name: NAME, printed_on: Some(report.printed_on), ..Print::default() }
        .paper(&data, &data, fonts)
}
