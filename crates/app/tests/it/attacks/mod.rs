//! What somebody would try who means harm. Most of it is generated from the document and the rows of the authorization
//! matrix, so that a new operation is attacked without anybody thinking of it.

mod fields;
mod files;
mod foreign;
mod inject;
mod malformed;
mod paths;

use bandeng_testkit::Answer;
use serde_json::Value;

use crate::authorization::house::{House, Row, Sent, TAKES_AWAY};

/// The rows: first those of parties, whose sessions are short, and last those that take away what others need.
fn rows_in_order(house: &House) -> Vec<Row> {
    let mut rows = house.rows.clone();
    let own = |row: &Row| house.own.iter().any(|own| own == row.operation);
    rows.sort_by_key(|row| (TAKES_AWAY.contains(&row.operation), !own(row)));
    rows
}

/// An answer of a server that keeps its head.
#[track_caller]
fn holds_out(answer: &Answer, row: &Row, what: &str) {
    assert!(answer.status < 500, "{} breaks on {what}: {} {:#}", row.operation, answer.status, answer.json);
}

/// The pointers of all plain values in a body.
fn leaves(value: &Value) -> Vec<String> {
    fn walk(value: &Value, at: &str, found: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                fields.iter().for_each(|(name, inner)| walk(inner, &format!("{at}/{name}"), found))
            }
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(i, inner)| walk(inner, &format!("{at}/{i}"), found));
            }
            _ => found.push(at.to_owned()),
        }
    }
    let mut found = Vec::new();
    walk(value, "", &mut found);
    found
}

/// A row with something else in its body.
fn with_body(row: &Row, body: Value) -> Row {
    Row { body: Sent::Form(body), ..row.clone() }
}
