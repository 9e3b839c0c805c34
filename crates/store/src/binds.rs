//! Values on their way into a statement's text.

use bandeng_core::places::AreaCode;
use sea_orm::Value;

/// The values of a statement, in the order of their marks `$1`, `$2`, ….
#[derive(Clone, Debug, Default)]
pub struct Binds(pub Vec<Value>);

impl Binds {
    /// One value, as its mark.
    pub fn one(&mut self, value: impl Into<Value>) -> String {
        self.0.push(value.into());
        format!("${}", self.0.len())
    }

    /// A column that holds the code of an area lies within one of these areas: a range of each, since no digit comes behind
    /// a colon; of no area, never.
    pub fn within<'a>(&mut self, column: &str, areas: impl IntoIterator<Item = &'a AreaCode>) -> String {
        let ranges = areas.into_iter().map(|area| {
            let (from, behind) = (self.one(area.as_str()), self.one(format!("{area}:")));
            format!("{column} >= {from} AND {column} < {behind}")
        });
        let ranges: Vec<String> = ranges.collect();
        if ranges.is_empty() { "FALSE".into() } else { format!("({})", ranges.join(" OR ")) }
    }

    /// A list of values, as what stands between the parentheses of IN; of nothing, what equals nothing. The last value is
    /// repeated up to a power of two, so that lists of all lengths make few texts: an engine that knows a text keeps its
    /// plan.
    pub fn list<T: Into<Value>>(&mut self, values: impl IntoIterator<Item = T>) -> String {
        let mut values: Vec<Value> = values.into_iter().map(Into::into).collect();
        let Some(last) = values.last().cloned() else { return "NULL".into() };
        values.resize(values.len().next_power_of_two(), last);
        values.into_iter().map(|value| self.one(value)).collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_is_a_range_of_codes() {
        let mut binds = Binds::default();
        let areas = ["620602", "620621100"].map(|code| code.parse::<AreaCode>().unwrap());
        assert_eq!(binds.within("a", &areas), "(a >= $1 AND a < $2 OR a >= $3 AND a < $4)");
        assert_eq!(binds.0[1], Value::from("620602:"));
        assert_eq!(binds.within("a", []), "FALSE");
    }

    #[test]
    fn lists_of_many_lengths_have_few_texts() {
        let mut binds = Binds::default();
        assert_eq!(binds.one("a"), "$1");
        assert_eq!(binds.list([5_i64, 6, 7]), "$2, $3, $4, $5");
        assert_eq!(binds.0[4], Value::from(7_i64));
        assert_eq!(binds.list([8_i64]), "$6");
        assert_eq!(binds.list::<i64>([]), "NULL");
        assert_eq!(binds.0.len(), 6);
    }
}
