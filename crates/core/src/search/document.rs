//! A matter as one line of tokens.

use std::collections::HashSet;
use std::ops::Range;

use super::text::{Cut, fold};
use super::{TITLE, scope};
use crate::kernel::Id;
use crate::matters::{Channel, DisputeKind, MatterState, Source, title};
use crate::places::AreaCode;

/// Distinct tokens of a matter's texts. Whatever a form takes stays well below; a text that does not is found by its
/// beginning.
const MOST_TOKENS: usize = 20_000;

/// Names that never enter the index, whatever text they stand in.
#[derive(Clone, Debug, Default)]
pub struct Hidden(HashSet<Vec<char>>);

impl Hidden {
    /// A human being: the whole name, and the given name where it has two characters or more (`大勇说…`).
    pub fn person(&mut self, name: &str) {
        self.body(name);
        let given = title::given_name(name);
        if given.chars().count() >= 2 {
            self.body(given);
        }
    }

    /// An organisation: the whole name.
    pub fn body(&mut self, name: &str) {
        let letters: Vec<char> = fold(name).chars().filter(|c| c.is_alphanumeric()).collect();
        if !letters.is_empty() {
            self.0.insert(letters);
        }
    }

    fn cut(&self, text: &str) -> Cut {
        let mut cut = Cut::new(text);
        self.0.iter().for_each(|name| cut.hide(name));
        cut
    }
}

/// What of a matter can be found, and where it stands among matters.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    /// What every list shows: title and place.
    pub title: [&'a str; 2],
    /// What the right to the narrative opens: narrative, claims, agreements.
    pub body: Vec<&'a str>,
    pub hidden: Hidden,
    pub area: AreaCode,
    pub kind: DisputeKind,
    pub subtype: Option<&'a str>,
    pub state: MatterState,
    pub source: Source,
    pub subsource: Option<&'a str>,
    pub channel: Channel,
    pub desk: Id,
    pub committee: Option<Id>,
    pub handlers: &'a [Id],
    pub grantees: &'a [Id],
}

impl Document<'_> {
    /// The line of tokens, each once, with a space between.
    pub fn tokens(&self) -> String {
        let mut line = Line::default();
        for text in self.title {
            self.hidden.cut(text).tokens(|token| {
                line.push(TITLE, token);
                line.push("", token);
            });
        }
        for text in &self.body {
            self.hidden.cut(text).tokens(|token| line.push("", token));
        }
        line.keep_most(MOST_TOKENS);
        scope::areas(&self.area).for_each(|token| line.add(&token));
        let (kind, state) = (scope::kind(self.kind), scope::state(self.state));
        for token in [kind, state, scope::source(self.source), scope::channel(self.channel)] {
            line.add(&token);
        }
        self.subtype.iter().for_each(|code| line.add(&scope::subtype(code)));
        self.subsource.iter().for_each(|code| line.add(&scope::subsource(code)));
        if self.state != MatterState::Open {
            line.add(scope::FINISHED);
        }
        line.add(&scope::desk(self.desk));
        self.committee.iter().for_each(|committee| line.add(&scope::committee(*committee)));
        self.handlers.iter().for_each(|account| line.add(&scope::handler(*account)));
        self.grantees.iter().for_each(|organisation| line.add(&scope::grantee(*organisation)));
        line.finish()
    }
}

/// Tokens on their way into a line: one text and where each begins and ends, since a matter has hundreds.
#[derive(Default)]
struct Line {
    text: String,
    tokens: Vec<Range<usize>>,
}

impl Line {
    fn push(&mut self, before: &str, token: &[char]) {
        let start = self.text.len();
        self.text.push_str(before);
        self.text.extend(token);
        self.tokens.push(start..self.text.len());
    }

    fn add(&mut self, token: &str) {
        self.push(token, &[]);
    }

    /// Each once; of too many, those that came first.
    fn keep_most(&mut self, most: usize) {
        if self.tokens.len() > most {
            let mut seen = HashSet::new();
            self.tokens.retain(|at| seen.insert(&self.text[at.clone()]));
            self.tokens.truncate(most);
        }
    }

    fn finish(self) -> String {
        let mut line = String::with_capacity(self.text.len() + self.tokens.len());
        let mut seen = HashSet::with_capacity(self.tokens.len());
        for token in self.tokens.iter().map(|at| &self.text[at.clone()]).filter(|token| seen.insert(*token)) {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(token);
        }
        line
    }
}
