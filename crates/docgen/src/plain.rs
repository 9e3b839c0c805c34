//! A paper as lines to be read on a small screen or aloud, from the same blocks as its PDF.

use crate::block::{Block, Run, Style};
use crate::error::PaperError;
use crate::form::Form;
use crate::paper::PaperData;
use crate::render::{built_in, filled};
use crate::template::Template;
use crate::view::visible;

/// A line of a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlainLine {
    pub heading: bool,
    pub text: String,
}

/// What a paper says, in its order. Where to sign and where the seal goes is left out: that is said elsewhere.
///
/// # Errors
/// Our own faults only.
pub fn plain(form: &Form, data: &PaperData) -> Result<Vec<PlainLine>, PaperError> {
    plain_with(form, built_in(form)?, data)
}

/// The same with a county's own template of this form.
///
/// # Errors
/// As [`plain`].
pub fn plain_with(form: &Form, template: &Template, data: &PaperData) -> Result<Vec<PlainLine>, PaperError> {
    let shown = visible(form, data)?;
    let sheet = filled(form, template, data, &shown).sheet;
    let mut out = vec![PlainLine { heading: true, text: sheet.title.clone() }];
    if let Some(number) = &sheet.number {
        push(&mut out, false, &format!("编号：{}", words(number)));
    }
    read(&sheet.blocks, &mut out);
    Ok(out)
}

fn read(blocks: &[Block], out: &mut Vec<PlainLine>) {
    for block in blocks {
        match block {
            Block::Para { style, runs } => push(out, matches!(style, Style::Label | Style::Display), &words(runs)),
            Block::Fields { items } => {
                for field in items {
                    let (label, value) = (words(&field.label), words(&field.value));
                    push(out, false, &format!("{label}：{value}"));
                }
            }
            Block::Table { rows, .. } => {
                for row in rows {
                    let mut inside = Vec::new();
                    row.iter().for_each(|cell| read(&cell.blocks, &mut inside));
                    // A row of short cells reads as one line; a cell of paragraphs keeps them.
                    if row.len() > 1 {
                        let texts: Vec<&str> = inside.iter().map(|line| line.text.as_str()).collect();
                        push(out, false, &texts.join("　"));
                    } else {
                        out.append(&mut inside);
                    }
                }
            }
            Block::Keep { blocks, .. } => read(blocks, out),
            Block::Beside { left, right } => {
                read(left, out);
                read(right, out);
            }
            Block::Ruled { .. }
            | Block::Signatures { .. }
            | Block::Seal { .. }
            | Block::Space { .. }
            | Block::PageBreak => {}
        }
    }
}

fn push(out: &mut Vec<PlainLine>, heading: bool, text: &str) {
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        out.push(PlainLine { heading, text: line.to_owned() });
    }
}

fn words(runs: &[Run]) -> String {
    runs.iter()
        .map(|run| match run {
            Run::Text { text, .. } => text.as_str(),
            Run::Gap { .. } => "____",
            Run::Tick { yes: true } => "☑",
            Run::Tick { yes: false } => "☐",
        })
        .collect()
}
