//! What a row is told about the house, and all rows together.

use bandeng_testkit::TestApp;
use serde_json::Value;

use super::house::{Ground, Post, Row, Sealed, Sent};
use super::{accounts, county, ground, matters, outside, own, papers};
use crate::residents::Doors;

/// Those who never see a matter, and those of the county next door.
pub(super) const OUTSIDERS: &[&str] =
    &["far-clerk", "far-director", "far-mediator", "system", "security", "audit", "judge"];

/// What is there, by its names.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) app: &'a TestApp,
    /// The code of a matter that is being mediated, and its version.
    pub(super) matter: &'a str,
    pub(super) version: i64,
    /// Identifiers of a saved view, an import and a review.
    pub(super) view_id: &'a str,
    pub(super) import: &'a str,
    pub(super) review: &'a str,
    pub(super) letters: &'a Post,
    pub(super) doors: &'a Doors,
    pub(super) ground: &'a Ground,
    pub(super) sealed: &'a Sealed,
}

/// Operation, address, body that can be read (or [`none`]), who may, who may not. Nobody in the last place means: whoever
/// is signed in.
pub(super) fn row(
    operation: &'static str,
    path: &str,
    body: Value,
    may: &'static str,
    may_not: &'static [&'static str],
) -> Row {
    let body = if body == Value::Null { Sent::Nothing } else { Sent::Form(body) };
    Row { operation, path: path.to_owned(), body, may, may_not }
}

/// No body.
pub(super) fn none() -> Value {
    Value::Null
}

/// One row per operation.
pub(super) fn table(at: &At) -> Vec<Row> {
    [accounts::rows, county::rows, ground::rows, matters::rows, papers::rows, own::rows, outside::rows]
        .into_iter()
        .flat_map(|rows| rows(at))
        .collect()
}
