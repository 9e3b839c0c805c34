//! What a paper lacks: declared per form as pointers into the data, so that the screen can lead to the field.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::form::Form;
use crate::paper::PaperData;
use crate::view::visible;

/// A field without which a paper is only a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Required {
    /// JSON pointer into [`PaperData`], with two additions for lists: `*` stands for every element, and `side=applicant`
    /// for every element whose `side` is `applicant`. A list without a matching element lacks the field as a whole.
    pub pointer: &'static str,
    pub label_zh: &'static str,
    pub label_en: &'static str,
    /// Key of the input on the screen.
    pub field: &'static str,
}

/// A required field that is not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lacking {
    /// Where exactly: list places are filled in as far as the list goes (`/parties/1/name`).
    pub pointer: String,
    pub label_zh: String,
    pub label_en: String,
    /// Key of the input on the screen.
    pub field: String,
}

/// What this form still lacks, in the order of its entry. An empty list means: ready to be signed.
///
/// Texts of spaces, empty lists and absent values are lacking; a number is always there.
pub fn lacking(form: &Form, data: &PaperData) -> Vec<Lacking> {
    // Data that cannot be read lack everything: never "ready" by accident.
    lacking_in(form, &visible(form, data).unwrap_or(Value::Null))
}

/// The same on data that have been cut to what the form may show.
pub(crate) fn lacking_in(form: &Form, data: &Value) -> Vec<Lacking> {
    let mut out = Vec::new();
    for required in form.required {
        let path: Vec<&str> = required.pointer.split('/').skip(1).collect();
        let mut at = Vec::new();
        walk(Some(data), &path, String::new(), &mut at);
        for pointer in at {
            // "Every party has a name" and "there is a second party" may both find the second name.
            if out.iter().any(|known: &Lacking| known.pointer == pointer && known.field == required.field) {
                continue;
            }
            out.push(Lacking {
                pointer,
                label_zh: required.label_zh.to_owned(),
                label_en: required.label_en.to_owned(),
                field: required.field.to_owned(),
            });
        }
    }
    out
}

/// Collects the pointers at which the path leads to nothing.
fn walk(value: Option<&Value>, path: &[&str], so_far: String, lacking: &mut Vec<String>) {
    let Some((step, rest)) = path.split_first() else {
        if value.is_none_or(is_empty) {
            lacking.push(so_far);
        }
        return;
    };
    let condition = step.split_once('=');
    if *step != "*" && condition.is_none() {
        let next = match value {
            Some(Value::Array(list)) => step.parse::<usize>().ok().and_then(|i| list.get(i)),
            Some(value) => value.get(step),
            None => None,
        };
        return walk(next, rest, format!("{so_far}/{step}"), lacking);
    }
    // A null is a session that was taken out: neither there nor lacking.
    let matches = |item: &Value| match condition {
        _ if item.is_null() => false,
        Some((key, wanted)) => item.get(key).and_then(Value::as_str) == Some(wanted),
        None => true,
    };
    let list = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut any = false;
    for (i, item) in list.iter().enumerate().filter(|(_, item)| matches(item)) {
        any = true;
        walk(Some(item), rest, format!("{so_far}/{i}"), lacking);
    }
    if !any {
        lacking.push(so_far);
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(list) => list.iter().all(is_empty),
        Value::Object(map) => map.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}
