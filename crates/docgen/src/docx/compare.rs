//! What differs between two states of a paper, as somebody would mark it with two pens.

use serde::{Deserialize, Serialize};
use similar::{Algorithm, ChangeTag, DiffOp, TextDiff, capture_diff_slices};

/// Steps that comparing may take, at worst the square of the length: two texts that have nothing in common would
/// otherwise hold up whoever waits. Beyond, a paragraph is told as gone and come, which is coarser and still right.
const STEPS: usize = 40_000_000;

/// A piece of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    Same,
    Added,
    Removed,
}

/// A paragraph that differs, in pieces: what is the same, what went, what came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Number of the paragraph in the new text, from 1; of one that went, where it would stand.
    pub at: usize,
    pub pieces: Vec<(Change, String)>,
}

/// The paragraphs that differ, in their order. Empty: the same words.
pub fn compare(before: &[String], after: &[String]) -> Vec<Difference> {
    let mut out = Vec::new();
    let mut left = STEPS;
    let ops = match spend(&mut left, before.len() + after.len()) {
        true => capture_diff_slices(Algorithm::Myers, before, after),
        false => vec![DiffOp::Replace { old_index: 0, old_len: before.len(), new_index: 0, new_len: after.len() }],
    };
    for op in ops {
        match op {
            DiffOp::Equal { .. } => {}
            DiffOp::Delete { old_index, old_len, new_index } => {
                out.extend(
                    before[old_index..old_index + old_len].iter().map(|text| whole(new_index, Change::Removed, text)),
                );
            }
            DiffOp::Insert { new_index, new_len, .. } => {
                let added = after[new_index..new_index + new_len].iter().enumerate();
                out.extend(added.map(|(i, text)| whole(new_index + i, Change::Added, text)));
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                let (old, new) = (&before[old_index..old_index + old_len], &after[new_index..new_index + new_len]);
                for i in 0..old.len().max(new.len()) {
                    match (old.get(i), new.get(i)) {
                        (Some(old), Some(new)) if old == new => {}
                        (Some(old), Some(new)) => out.push(within(new_index + i, old, new, &mut left)),
                        (Some(old), None) => out.push(whole(new_index + i, Change::Removed, old)),
                        (None, new) => out.push(whole(new_index + i, Change::Added, new.map_or("", String::as_str))),
                    }
                }
            }
        }
    }
    out
}

/// Takes the steps for so long a text, if they are left.
fn spend(left: &mut usize, length: usize) -> bool {
    match left.checked_sub(length.saturating_mul(length)) {
        Some(rest) => {
            *left = rest;
            true
        }
        None => false,
    }
}

fn whole(index: usize, change: Change, text: &str) -> Difference {
    Difference { at: index + 1, pieces: vec![(change, text.to_owned())] }
}

/// Letter by letter, since Chinese has no spaces between words.
fn within(index: usize, old: &str, new: &str, left: &mut usize) -> Difference {
    if !spend(left, old.chars().count() + new.chars().count()) {
        let pieces = vec![(Change::Removed, old.to_owned()), (Change::Added, new.to_owned())];
        return Difference { at: index + 1, pieces };
    }
    let diff = TextDiff::from_chars(old, new);
    let mut pieces: Vec<(Change, String)> = Vec::new();
    for change in diff.iter_all_changes() {
        let kind = match change.tag() {
            ChangeTag::Equal => Change::Same,
            ChangeTag::Insert => Change::Added,
            ChangeTag::Delete => Change::Removed,
        };
        match pieces.last_mut() {
            Some((last, text)) if *last == kind => text.push_str(change.value()),
            _ => pieces.push((kind, change.value().to_owned())),
        }
    }
    Difference { at: index + 1, pieces }
}
