//! A filled paper: what stands on it, in order. PDF and DOCX are laid out from the same blocks and cannot disagree.

use serde::Serialize;

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "r", rename_all = "snake_case")]
pub(crate) enum Run {
    Text {
        text: String,
        bold: bool,
    },
    /// A line to write on, so many ems wide.
    Gap {
        em: f32,
    },
    /// A box to tick.
    Tick {
        yes: bool,
    },
}

/// How a paragraph is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Style {
    /// Indented by two characters.
    Body,
    /// Not indented: the line that says to whom.
    Flush,
    /// At the right, as a date.
    Right,
    Centre,
    /// Bold, stays with what follows.
    Label,
    /// Large and in the middle: the words of a cover.
    Display,
    /// Small.
    Note,
}

/// Where the seal goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Place {
    Left,
    Centre,
    Right,
}

/// A width: ems, or a share of what is left.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(tag = "w", content = "n", rename_all = "snake_case")]
pub(crate) enum Width {
    Em(f32),
    Share(f32),
}

/// A label with room for its value; the line runs under the value only.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Field {
    pub label: Vec<Run>,
    pub value: Vec<Run>,
    pub width: Width,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Cell {
    /// Columns it takes.
    pub span: usize,
    /// Bold words only: set in the middle.
    pub head: bool,
    pub blocks: Vec<Block>,
}

/// A part of a paper.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "k", rename_all = "snake_case")]
pub(crate) enum Block {
    Para {
        style: Style,
        runs: Vec<Run>,
    },
    /// Lines for handwriting.
    Ruled {
        lines: u8,
    },
    Fields {
        items: Vec<Field>,
    },
    Table {
        widths: Vec<Width>,
        small: bool,
        /// Room to sign in each row.
        tall: bool,
        rows: Vec<Vec<Cell>>,
    },
    /// Role and name, each with a line to sign on.
    Signatures {
        heading: Vec<Run>,
        rows: Vec<(String, String)>,
        columns: u8,
    },
    /// Name, date, and the circle for the seal over them.
    Seal {
        name: String,
        /// Whose seal, under the name.
        caption: String,
        on: String,
        place: Place,
    },
    /// Kept on one page, unless it is too much for one.
    Keep {
        breakable: bool,
        blocks: Vec<Block>,
    },
    /// Two columns.
    Beside {
        left: Vec<Block>,
        right: Vec<Block>,
    },
    /// Room between what is above and below: so many lines.
    Space {
        lines: f32,
    },
    PageBreak,
}

/// A paper ready to be laid out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Sheet {
    pub title: String,
    /// 编号; an absent one means that the form has none.
    pub number: Option<Vec<Run>>,
    /// In points: 15 (小三) for letters, 14 (四号) for the others.
    pub size: f32,
    /// Without header, footer and title: covers.
    pub bare: bool,
    pub blocks: Vec<Block>,
}
