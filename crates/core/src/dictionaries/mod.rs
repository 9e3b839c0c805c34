//! Dictionaries: the words a county puts under the lists on which the law and the statistics rest.
//!
//! There are two levels. The first is the same everywhere ([`Dictionary::headings`]) and changes with this program alone:
//! the eighteen types, the seven sources, the steps that ask for a reason, the kinds of place. The second is the
//! county's own; each of its entries stands under one heading, so that whatever is filed under it counts there.
//!
//! A county has one set of entries in versions. A version is published for a day and never changes; the next one holds
//! every code of the one before. A code is ended, never deleted, so that what was once filed under it can always be read.

mod changes;
mod check;
mod text;

pub use changes::{Change, ChangeKind, check_publication, differences};
pub use check::{Fault, MOST_ENTRIES, Row, check, is_code, read_code};
pub use text::{Column, Lines, read, write};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::dispatch::EventClass;
use crate::kernel::{Code, Date, Text};
use crate::matters::{DisputeKind, Source};
use crate::mediation::PlaceKind;
use crate::text_enum;

text_enum! {
    /// Which list an entry belongs to.
    pub enum Dictionary {
        Kind = "kind" ("纠纷细类", "Subtypes"),
        Source = "source" ("来源细类", "Local sources"),
        Reason = "reason" ("常用理由", "Reasons"),
        Place = "place" ("调解地点", "Places of sessions"),
        Event = "event" ("事件类别", "Categories of events"),
    }
}

text_enum! {
    /// The steps of a mediation or a matter that ask for a reason or a note in words.
    pub enum ReasonFor {
        Decline = "decline" ("不予受理", "Decline"),
        Extend = "extend" ("延期", "Extend"),
        Suspend = "suspend" ("中止", "Suspend"),
        Terminate = "terminate" ("终止调解", "Terminate"),
        Refer = "refer" ("移送", "Refer"),
        VoidSignatures = "void_signatures" ("作废签名重新起草", "Void signatures and redraft"),
        DeclareUnfulfilled = "declare_unfulfilled" ("确认未履行", "Declare unfulfilled"),
        Close = "close" ("结案", "Close"),
        Reopen = "reopen" ("重新打开", "Reopen"),
        Return = "return" ("退回整改", "Return for repair"),
        Seal = "seal" ("保密", "Seal"),
        Unseal = "unseal" ("解除保密", "Unseal"),
    }
}

impl Dictionary {
    /// The first level, in its order: stable codes and their labels.
    pub fn headings(self) -> Vec<(&'static str, Text)> {
        macro_rules! of {
            ($list:ident) => {
                $list::ALL.iter().map(|one| (one.as_str(), one.label())).collect()
            };
        }
        match self {
            Dictionary::Kind => of!(DisputeKind),
            Dictionary::Source => of!(Source),
            Dictionary::Reason => of!(ReasonFor),
            Dictionary::Place => of!(PlaceKind),
            Dictionary::Event => of!(EventClass),
        }
    }

    /// Most characters of a name: a word to file under is short, a reason is a sentence.
    pub const fn longest(self) -> usize {
        match self {
            Dictionary::Kind | Dictionary::Source | Dictionary::Event => 20,
            Dictionary::Place => 60,
            Dictionary::Reason => 200,
        }
    }
}

/// A word of the second level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DictionaryEntry)]
pub struct Entry {
    pub dictionary: Dictionary,
    /// Stable; one in its dictionary for ever.
    pub code: String,
    /// The code of its heading.
    pub parent: String,
    pub zh: String,
    /// May be empty; then the Chinese is shown.
    pub en: String,
    /// Among those of one heading.
    pub order: u16,
    /// The first day on which it is offered; from the day of its version where none is given.
    pub from: Option<Date>,
    /// The last day on which it is offered.
    pub until: Option<Date>,
}

impl Entry {
    /// Its name in both languages.
    pub fn name(&self) -> Text {
        Text::new(&*self.zh, if self.en.is_empty() { &*self.zh } else { &*self.en })
    }

    /// Is it offered on this day?
    pub fn is_offered(&self, on: Date) -> bool {
        self.from.is_none_or(|from| from <= on) && self.until.is_none_or(|until| on <= until)
    }

    /// Where it stands in a list: by heading, order and code.
    fn place(&self) -> (Dictionary, usize, u16, &str) {
        let heading = self.dictionary.headings().iter().position(|(code, _)| *code == self.parent);
        (self.dictionary, heading.unwrap_or(usize::MAX), self.order, &self.code)
    }
}

/// Puts entries into the order in which people read them.
pub fn in_order(entries: &mut [Entry]) {
    entries.sort_by_cached_key(|entry| {
        let (dictionary, heading, order, code) = entry.place();
        (dictionary, heading, order, code.to_owned())
    });
}

/// What a county published for a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Counted from 1.
    pub number: i64,
    pub takes_effect_on: Date,
    /// By dictionary and code.
    entries: Vec<Entry>,
}

impl Version {
    pub fn new(number: i64, takes_effect_on: Date, mut entries: Vec<Entry>) -> Self {
        entries.sort_by(|a, b| (a.dictionary, &a.code).cmp(&(b.dictionary, &b.code)));
        Self { number, takes_effect_on, entries }
    }

    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub fn find(&self, dictionary: Dictionary, code: &str) -> Option<&Entry> {
        let at =
            self.entries.binary_search_by(|entry| (entry.dictionary, entry.code.as_str()).cmp(&(dictionary, code)));
        self.entries.get(at.ok()?)
    }
}

/// All versions of a county.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Book(Vec<Version>);

impl Book {
    pub fn new(mut versions: Vec<Version>) -> Self {
        versions.sort_by_key(|version| version.number);
        Self(versions)
    }

    /// The same book with later versions.
    pub fn with(&self, later: Vec<Version>) -> Self {
        Self::new(self.0.iter().cloned().chain(later).collect())
    }

    /// The version in force on a day: of those that have taken effect, the last that was published.
    pub fn on(&self, day: Date) -> Option<&Version> {
        self.0.iter().rev().find(|version| version.takes_effect_on <= day)
    }

    /// The last that was published, whether or not it has taken effect.
    pub fn latest(&self) -> Option<&Version> {
        self.0.last()
    }

    pub fn version(&self, number: i64) -> Option<&Version> {
        self.0.iter().find(|version| version.number == number)
    }

    /// What is offered under a dictionary on a day, in order.
    pub fn offered(&self, dictionary: Dictionary, day: Date) -> Vec<Entry> {
        let all = self.on(day).map(Version::entries).unwrap_or_default();
        let mut offered: Vec<Entry> =
            all.iter().filter(|e| e.dictionary == dictionary && e.is_offered(day)).cloned().collect();
        in_order(&mut offered);
        offered
    }

    /// May something be filed under this code on this day, where `parent` is what it counts as? None is yes.
    pub fn objection(&self, dictionary: Dictionary, code: &str, parent: &str, day: Date) -> Option<Code> {
        match self.on(day).and_then(|version| version.find(dictionary, code)) {
            None => Some(Code::EntryUnknown),
            Some(entry) if entry.parent != parent => Some(Code::EntryElsewhere),
            Some(entry) if !entry.is_offered(day) => Some(Code::EntryEnded),
            Some(_) => None,
        }
    }

    /// What a code was called on a day. A code that the version of that day does not have is read from a later one, and
    /// one that nobody ever published is told by itself.
    pub fn name(&self, dictionary: Dictionary, code: &str, day: Date) -> Text {
        let then = self.on(day).and_then(|version| version.find(dictionary, code));
        let found = then.or_else(|| self.0.iter().find_map(|version| version.find(dictionary, code)));
        found.map_or_else(|| Text::new(code, code), Entry::name)
    }
}

#[cfg(test)]
mod tests;
