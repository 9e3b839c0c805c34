//! A text as tokens: every two neighbours of Chinese and the last character of a run, every word and number of other
//! scripts. So each character begins a token, and one by itself is looked for as the beginning of some.
//!
//! Document and query are cut by the same rule, so that whatever stands together is found together, known to a
//! dictionary or not: villages, brands, dialect.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use crate::kernel::{Code, Refusal};

/// The longest query, in characters.
pub const MAX_QUERY: usize = 100;

/// A word of another script is cut here, in documents and queries alike.
const LONGEST_WORD: usize = 64;

/// From so many digits on a number may be a telephone, an identity or an account number.
const LONG_NUMBER: usize = 7;

/// Between groups of digits of one number stand at most so many other characters.
const LONGEST_GAP: usize = 3;

/// One way to write what can be written in several: full width and half width, capitals and small letters.
pub fn fold(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).collect()
}

/// A character that is a word by itself in scripts written without spaces.
fn is_glyph(c: char) -> bool {
    c >= '\u{2e80}' && c.is_alphanumeric()
}

fn is_digit(c: char) -> bool {
    c.is_numeric() && !is_glyph(c)
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() && !is_glyph(c)
}

/// What people put between the groups of a number: `138-1234 5678`.
fn joins_digits(c: char) -> bool {
    matches!(c, ' ' | '\t' | '.' | '_' | '/' | '(' | ')' | '+' | '*' | '·' | '-' | '\u{2010}'..='\u{2015}')
}

/// A folded text of which parts may be hidden. What is hidden ends a word.
pub(super) struct Cut {
    chars: Vec<char>,
    hidden: Vec<bool>,
}

impl Cut {
    pub(super) fn new(text: &str) -> Self {
        let chars: Vec<char> = fold(text).chars().collect();
        let hidden = vec![false; chars.len()];
        let mut cut = Self { chars, hidden };
        cut.hide_long_numbers();
        cut
    }

    /// Hides every place where a name stands, whatever is written between its characters: `李 建设`, `李·建设`.
    /// The name is folded and has letters alone.
    pub(super) fn hide(&mut self, name: &[char]) {
        let Some(first) = name.first() else { return };
        for start in 0..self.chars.len() {
            if self.chars[start] != *first {
                continue;
            }
            let mut at = start;
            let mut found = 0;
            while at < self.chars.len() && found < name.len() {
                if self.chars[at] == name[found] {
                    found += 1;
                } else if self.chars[at].is_alphanumeric() {
                    break;
                }
                at += 1;
            }
            if found == name.len() {
                self.hidden[start..at].fill(true);
            }
        }
    }

    /// Hides numbers of seven digits and more, with the letters that hang on them (`…123X`).
    fn hide_long_numbers(&mut self) {
        let mut start = 0;
        while start < self.chars.len() {
            if !is_digit(self.chars[start]) {
                start += 1;
                continue;
            }
            let (mut digits, mut gap, mut end) = (0, 0, start);
            for (at, c) in self.chars.iter().enumerate().skip(start) {
                if is_digit(*c) {
                    (digits, gap, end) = (digits + 1, 0, at + 1);
                } else if joins_digits(*c) && gap < LONGEST_GAP {
                    gap += 1;
                } else {
                    break;
                }
            }
            if digits >= LONG_NUMBER {
                let from = self.chars[..start].iter().rposition(|c| !is_letter(*c)).map_or(0, |at| at + 1);
                let to = self.chars[end..].iter().position(|c| !is_letter(*c)).map_or(self.chars.len(), |at| end + at);
                self.hidden[from..to].fill(true);
                end = to;
            }
            start = end;
        }
    }

    fn hides_something(&self) -> bool {
        self.hidden.contains(&true)
    }

    /// What stands together: runs of glyphs, words of letters and digits.
    fn runs(&self) -> Vec<&[char]> {
        let class = |at: usize| match self.chars[at] {
            _ if self.hidden[at] => 0,
            c if is_glyph(c) => 1,
            c if is_letter(c) => 2,
            _ => 0,
        };
        let mut runs = Vec::new();
        let mut start = 0;
        while start < self.chars.len() {
            let of = class(start);
            let end = (start..self.chars.len()).find(|at| class(*at) != of).unwrap_or(self.chars.len());
            if of != 0 {
                runs.push(&self.chars[start..end]);
            }
            start = end;
        }
        runs
    }

    /// Every token of the text: pairs of neighbours, the last glyph of a run, words.
    pub(super) fn tokens(&self, mut take: impl FnMut(&[char])) {
        for run in self.runs() {
            if is_glyph(run[0]) {
                run.windows(2).for_each(&mut take);
                take(&run[run.len() - 1..]);
            } else {
                take(word(run));
            }
        }
    }
}

fn word(run: &[char]) -> &[char] {
    &run[..run.len().min(LONGEST_WORD)]
}

/// A query, read: what a text must hold to be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Tokens that must all occur: letters and digits alone, so that no engine can read an operator into them.
    pub tokens: BTreeSet<String>,
    /// Characters by themselves: for each, some token must begin with it.
    pub starts: BTreeSet<String>,
    /// The runs as they were typed, folded: what stands together in the best hits.
    pub runs: Vec<String>,
    /// It asks for a long number, which is in no index.
    pub never_indexed: bool,
    /// The whole query as a name may be written.
    pub name: String,
}

impl Words {
    /// Reads what somebody typed. Quotes, operators and control characters are breaks between words.
    ///
    /// # Errors
    /// [`Code::TooLong`]; [`Code::SearchEmpty`] if there is not one letter or digit in it.
    pub fn read(query: &str) -> Result<Self, Refusal> {
        // Counted before it is folded: one character may become eighteen.
        if query.chars().nth(MAX_QUERY).is_some() {
            return Err(Refusal::at(Code::TooLong, "q"));
        }
        let cut = Cut::new(query);
        let (mut tokens, mut starts) = (BTreeSet::new(), BTreeSet::new());
        let mut runs = Vec::new();
        for run in cut.runs() {
            runs.push(run.iter().collect());
            match run {
                [one] if is_glyph(*one) => drop(starts.insert(one.to_string())),
                [first, ..] if is_glyph(*first) => {
                    tokens.extend(run.windows(2).map(|pair| pair.iter().collect::<String>()));
                }
                run => drop(tokens.insert(word(run).iter().collect())),
            }
        }
        let never_indexed = cut.hides_something();
        if tokens.is_empty() && starts.is_empty() && !never_indexed {
            return Err(Refusal::at(Code::SearchEmpty, "q"));
        }
        let name: String = query.nfkc().map(|c| if c.is_control() { ' ' } else { c }).collect();
        Ok(Self { tokens, starts, runs, never_indexed, name: name.trim().to_owned() })
    }
}
