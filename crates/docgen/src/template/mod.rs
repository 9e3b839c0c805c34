//! The wording of a form, as data.
//!
//! A template is plain text, a line for each part of the paper, so that a county changes a sentence or the place of the
//! seal without a build. It can show what its form may show and nothing else, and is checked against the fields there are
//! before it is ever used: a fault names its line and column. The language is described in `docs/guide/templates.md`.

mod check;
mod fault;
mod fill;
mod parse;
mod shape;

pub use fault::{FaultKind, TemplateFault};

use crate::block::{Place, Style, Width};
use crate::form::Form;

pub(crate) use fill::fill;

/// Longest text of a template, in bytes.
pub const LONGEST_TEMPLATE: usize = 64 * 1024;

/// A template that can be used: every field it names is there.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    pub(crate) head: Head,
    pub(crate) body: Vec<Node>,
}

impl Template {
    /// Reads a template for a form.
    ///
    /// # Errors
    /// Every fault at once, in the order of the lines.
    pub fn read(text: &str, form: &Form) -> Result<Template, Vec<TemplateFault>> {
        let (template, mut faults) = parse::parse(text);
        check::check(&template, form, &mut faults);
        if faults.is_empty() {
            return Ok(template);
        }
        faults.sort_by_key(|fault| (fault.line, fault.column));
        Err(faults)
    }

    /// The fields a template of this form can name: `matter.narrative`. One of a list stands under the list's name.
    pub fn fields(form: &Form) -> Vec<String> {
        check::fields(form)
    }
}

/// What a template says once, above its lines.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Head {
    pub title: Option<String>,
    pub number: Option<Text>,
    pub size: f32,
    pub bare: bool,
}

/// Where something stands in the text, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct At {
    pub line: u32,
    pub column: u32,
}

/// A field: names from the outermost to the innermost.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Field {
    pub names: Vec<String>,
    pub at: At,
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub(crate) enum Shown {
    #[default]
    Plain,
    /// 2026年3月5日
    Date,
    /// 2026年3月5日14时30分
    Moment,
    /// 2026年3月5日14时30分08秒
    Seconds,
}

/// A line of text with fields in it.
pub(crate) type Text = Vec<Piece>;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Piece {
    Words {
        text: String,
        bold: bool,
    },
    Value {
        field: Field,
        shown: Shown,
        /// Ems of the line that is left where it is unknown.
        gap: f32,
        bold: bool,
    },
    /// A box, ticked if the field says this.
    Tick {
        field: Field,
        says: String,
    },
    /// Left out if a value in it is unknown.
    Maybe(Text),
}

/// What a group of signatures is made from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Signing {
    /// 调解员; of parties their side is said instead.
    pub role: String,
    pub field: Field,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Condition {
    pub field: Field,
    pub says: Option<String>,
    pub not: bool,
}

/// A line, or lines between a command and its `@end`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    Para {
        style: Style,
        text: Text,
    },
    Fields(Vec<(Text, Width, Text)>),
    Prose {
        field: Field,
        lines: u8,
    },
    List {
        pattern: String,
        field: Field,
        lines: u8,
    },
    Parties {
        field: Field,
        /// What they are called here; empty: by their side.
        label: String,
    },
    Sign {
        heading: Text,
        groups: Vec<Signing>,
    },
    Seal {
        on: Option<Field>,
        by: Option<Field>,
        place: Place,
    },
    Each {
        name: String,
        field: Field,
        blanks: u8,
        body: Vec<Node>,
    },
    If {
        condition: Condition,
        then: Vec<Node>,
        otherwise: Vec<Node>,
    },
    Keep(Vec<Node>),
    Beside {
        left: Vec<Node>,
        right: Vec<Node>,
    },
    Table {
        widths: Vec<Width>,
        small: bool,
        tall: bool,
        rows: Vec<Node>,
    },
    /// Only within a table.
    Row(Vec<Text>),
    /// A row of one cell with anything in it.
    Cell(Vec<Node>),
    Space(f32),
    Page,
}
