//! Children, for readers who have nothing to do with the matter in person: their names, wherever they were written down.

use std::borrow::Cow;

use bandeng_core::kernel::Date;
use bandeng_core::matters::title::mask_name;
use bandeng_core::policy::Sight;
use bandeng_store::Result;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::case::PartyKept;
use super::view::is_hidden;

/// What is written for the names that a reader is not to know.
pub(crate) struct Veil(Vec<(String, String)>);

impl Veil {
    /// Over the children among the parties and their guardians; over nobody for who handles the matter.
    pub(crate) fn of(parties: &[PartyKept], sight: Sight, today: Date) -> Self {
        let hidden = parties.iter().filter(|party| is_hidden(party, sight, today));
        let names = hidden.flat_map(|party| {
            let guardian = party.details.guardian.as_ref().map(|guardian| guardian.name.clone());
            std::iter::once(party.name.clone()).chain(guardian)
        });
        // One sign could be part of any word.
        let names = names.filter(|name| name.trim().chars().count() > 1);
        let mut all: Vec<(String, String)> = names.map(|name| (name.trim().to_owned(), mask_name(&name))).collect();
        // A name that is part of another goes after it.
        all.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        Self(all)
    }

    /// A text without the names.
    pub(crate) fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.0.iter().fold(Cow::Borrowed(text), |text, (name, mask)| {
            if text.contains(name.as_str()) { Cow::Owned(text.replace(name, mask)) } else { text }
        })
    }

    /// The same, for every text in a value.
    ///
    /// # Errors
    /// [`bandeng_store::Error::Damaged`] if the value is not what is written of it.
    pub(crate) fn over<T: Serialize + DeserializeOwned>(&self, value: T) -> Result<T> {
        if self.0.is_empty() {
            return Ok(value);
        }
        let mut written = serde_json::to_value(value)?;
        self.walk(&mut written);
        Ok(serde_json::from_value(written)?)
    }

    fn walk(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Cow::Owned(veiled) = self.text(text) {
                    *text = veiled;
                }
            }
            Value::Array(all) => all.iter_mut().for_each(|one| self.walk(one)),
            Value::Object(all) => all.values_mut().for_each(|one| self.walk(one)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_name_is_veiled_wherever_it_was_written_down_and_codes_stay() {
        let veil = Veil(vec![("李小雨".to_owned(), "李某".to_owned()), ("李建设".to_owned(), "李某".to_owned())]);
        let told =
            json!({ "state": "in_effect", "n": 1, "facts": ["李建设替李小雨说，李小雨被刮倒。", "吴大勇承认。"] });
        let seen: Value = veil.over(told).unwrap();
        assert_eq!(
            seen,
            json!({ "state": "in_effect", "n": 1, "facts": ["李某替李某说，李某被刮倒。", "吴大勇承认。"] })
        );
        assert!(matches!(veil.text("吴大勇"), Cow::Borrowed(_)));
    }
}
