//! Every field of a template against the fields there are.

use serde_json::Value;

use super::fault::{FaultKind, TemplateFault};
use super::shape::shape;
use super::*;

pub(super) fn check(template: &Template, form: &Form, faults: &mut Vec<TemplateFault>) {
    let shape = shape(form);
    let mut checker = Checker { scope: vec![(String::new(), &shape)], faults };
    if let Some(number) = &template.head.number {
        checker.text(number);
    }
    checker.nodes(&template.body);
}

struct Checker<'a, 'f> {
    /// The whole under no name, then what `@each` named, the innermost last.
    scope: Vec<(String, &'a Value)>,
    faults: &'f mut Vec<TemplateFault>,
}

/// What a field leads to.
struct Found<'a> {
    value: &'a Value,
    /// A list was passed on the way, or it is one.
    many: bool,
}

impl<'a> Checker<'a, '_> {
    fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            self.node(node);
        }
    }

    fn node(&mut self, node: &Node) {
        match node {
            Node::Para { text, .. } => self.text(text),
            Node::Fields(items) => {
                for (label, _, value) in items {
                    self.text(label);
                    self.text(value);
                }
            }
            Node::Prose { field, .. } => {
                self.wants(field, |found| !found.many && is_leaf(found.value));
            }
            Node::List { field, .. } => {
                self.wants(field, |found| found.many && is_leaf(found.value));
            }
            Node::Parties { field, .. } => {
                self.wants(field, |found| found.value.get("side_label").is_some());
            }
            Node::Sign { heading, groups } => {
                self.text(heading);
                for group in groups {
                    self.wants(&group.field, |f| is_leaf(f.value) || f.value.get("side_label").is_some());
                }
            }
            Node::Seal { on, by, .. } => {
                for field in [on, by].into_iter().flatten() {
                    self.wants(field, |found| !found.many && is_leaf(found.value));
                }
            }
            Node::Each { name, field, body, .. } => {
                let found = self.wants(field, |found| found.many);
                // Without its list nothing inside can be judged.
                if let Some(found) = found {
                    self.scope.push((name.clone(), found.value));
                    self.nodes(body);
                    self.scope.pop();
                }
            }
            Node::If { condition, then, otherwise } => {
                self.wants(&condition.field, |f| condition.says.is_none() || !f.many && is_leaf(f.value));
                self.nodes(then);
                self.nodes(otherwise);
            }
            Node::Keep(body) | Node::Cell(body) => self.nodes(body),
            Node::Beside { left, right } => {
                self.nodes(left);
                self.nodes(right);
            }
            Node::Table { rows, .. } => self.nodes(rows),
            Node::Row(cells) => cells.iter().for_each(|cell| self.text(cell)),
            Node::Space(_) | Node::Page => {}
        }
    }

    fn text(&mut self, text: &Text) {
        for piece in text {
            match piece {
                Piece::Words { .. } => {}
                Piece::Value { field, .. } => {
                    self.wants(field, |found| is_leaf(found.value));
                }
                Piece::Tick { field, .. } => {
                    self.wants(field, |found| !found.many && is_leaf(found.value));
                }
                Piece::Maybe(inner) => self.text(inner),
            }
        }
    }

    fn wants(&mut self, field: &Field, fits: impl Fn(&Found<'a>) -> bool) -> Option<Found<'a>> {
        // What is no name at all has been told already.
        if field.names.iter().any(String::is_empty) {
            return None;
        }
        match self.find(field) {
            None => {
                let known = self.known();
                let fault = TemplateFault::new(field.at, FaultKind::UnknownField, field.names.join("."));
                self.faults.push(fault.near(known.iter().map(String::as_str)));
                None
            }
            Some(found) if !fits(&found) => {
                self.faults.push(TemplateFault::new(field.at, FaultKind::WrongShape, field.names.join(".")));
                None
            }
            found => found,
        }
    }

    /// What can be named here.
    fn known(&self) -> Vec<String> {
        let mut out = Vec::new();
        for (name, value) in &self.scope {
            paths(name, value, &mut out);
        }
        out
    }

    fn find(&self, field: &Field) -> Option<Found<'a>> {
        let (first, rest) = field.names.split_first()?;
        let named = self.scope.iter().rev().find(|(name, _)| name == first);
        let (mut value, names) = match named {
            Some((_, value)) => (*value, rest),
            None => (self.scope.first()?.1, field.names.as_slice()),
        };
        let mut many = false;
        let mut into = |value: &'a Value| match value {
            Value::Array(list) => {
                many = true;
                list.first().unwrap_or(&Value::Null)
            }
            other => other,
        };
        value = into(value);
        for name in names {
            value = into(value.get(name)?);
        }
        Some(Found { value, many })
    }
}

/// Every field of a form, in the order of the alphabet.
pub(super) fn fields(form: &Form) -> Vec<String> {
    let mut out = Vec::new();
    paths("", &shape(form), &mut out);
    out.sort();
    out
}

/// The names under which the parts of a value are found, lists and records among them.
fn paths(name: &str, value: &Value, out: &mut Vec<String>) {
    if !name.is_empty() {
        out.push(name.to_owned());
    }
    let value = match value {
        Value::Array(list) => list.first().unwrap_or(&Value::Null),
        other => other,
    };
    for (key, inner) in value.as_object().into_iter().flatten() {
        let below = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
        paths(&below, inner, out);
    }
}

fn is_leaf(value: &Value) -> bool {
    !value.is_object() && !value.is_array()
}
