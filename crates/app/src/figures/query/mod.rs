//! Statements of figures.

pub(super) mod briefings;
pub(super) mod counting;
pub(super) mod locks;
pub(super) mod matters;
pub(super) mod numbers;
pub(super) mod population;
pub(super) mod staffing;

use sea_orm::Value;

/// Values on their way into a statement's text.
#[derive(Default)]
pub(super) struct Binds(pub Vec<Value>);

impl Binds {
    /// One value, as its mark.
    pub(super) fn one(&mut self, value: impl Into<Value>) -> String {
        self.0.push(value.into());
        format!("${}", self.0.len())
    }

    /// A list of values, as what stands between the parentheses of IN. Not of nothing.
    pub(super) fn list<T: Into<Value>>(&mut self, values: impl IntoIterator<Item = T>) -> String {
        values.into_iter().map(|value| self.one(value)).collect::<Vec<_>>().join(", ")
    }
}
