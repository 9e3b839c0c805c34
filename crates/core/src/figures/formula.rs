//! Formulas over measures, as text: `agreed / mediated`, `(agreed - asked) / agreed`, `agreed[village_committee]`.
//!
//! A measure's name stands for how many there were, or for what their values add up to where it counts people or money;
//! in brackets stands one value of a breakdown the measure has. Numbers, `+ - * /` and parentheses are all there is.

use std::str::FromStr;

use super::cell::Cut;
use super::measure::{Measure, Unit};
use crate::kernel::{Code, Refusal};
use crate::matters::{DisputeKind, Source};
use crate::people::OrganisationKind;

/// Where the numbers of a formula come from: a place and a period.
pub trait Numbers {
    /// How many, or how much, there is of a measure; of one value of a breakdown.
    fn number(&self, measure: Measure, cut: Cut, value: &str) -> i64;
}

impl Measure {
    /// Whether the values are added up, or the facts counted.
    pub fn adds_values(self) -> bool {
        matches!(self, Measure::People | Measure::Amount | Measure::Recovered)
    }
}

/// A formula that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Formula(Node);

#[derive(Clone, Debug, PartialEq)]
enum Node {
    Number(f64),
    Measure(Measure, Cut, &'static str),
    Of(char, Box<Node>, Box<Node>),
}

/// The longest formula anybody may ask for.
const LONGEST: usize = 500;
/// The deepest parentheses.
const DEEPEST: usize = 20;

impl Formula {
    /// Its value; none where something is divided by nothing.
    pub fn value(&self, numbers: &dyn Numbers) -> Option<f64> {
        self.0.value(numbers)
    }

    /// The measures it asks for, each with its breakdown.
    pub fn measures(&self) -> Vec<(Measure, Cut)> {
        let mut found = Vec::new();
        self.0.collect(&mut found);
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl Node {
    fn value(&self, numbers: &dyn Numbers) -> Option<f64> {
        Some(match self {
            Node::Number(number) => *number,
            Node::Measure(measure, cut, value) => numbers.number(*measure, *cut, value) as f64,
            Node::Of(operator, left, right) => {
                let (left, right) = (left.value(numbers)?, right.value(numbers)?);
                match operator {
                    '+' => left + right,
                    '-' => left - right,
                    '*' => left * right,
                    _ if right == 0.0 => return None,
                    _ => left / right,
                }
            }
        })
    }

    fn collect(&self, found: &mut Vec<(Measure, Cut)>) {
        match self {
            Node::Number(_) => {}
            Node::Measure(measure, cut, _) => found.push((*measure, *cut)),
            Node::Of(_, left, right) => {
                left.collect(found);
                right.collect(found);
            }
        }
    }
}

impl FromStr for Formula {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        if text.len() > LONGEST {
            return Err(Refusal::new(Code::TooLong));
        }
        let mut reader = Reader { text, at: 0, depth: 0 };
        let node = reader.sum()?;
        reader.space();
        if reader.at < text.len() { Err(reader.malformed()) } else { Ok(Self(node)) }
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn malformed(&self) -> Refusal {
        let place = self.text[..self.at].chars().count() + 1;
        Refusal::new(Code::FormulaMalformed).with(
            format!("公式在第 {place} 个字符处读不下去。只能用指标名、数字、加减乘除和括号。"),
            format!("The formula cannot be read from character {place} on: names of measures, numbers, + - * / and parentheses are all there is."),
        )
    }

    fn unknown(name: &str) -> Refusal {
        let name: String = name.chars().take(40).collect();
        Refusal::new(Code::MeasureUnknown)
            .with(format!("没有名为“{name}”的指标。"), format!("There is no measure called \"{name}\"."))
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    /// One of these characters, if it comes next.
    fn one_of(&mut self, wanted: &[char]) -> Option<char> {
        self.space();
        let next = self.rest().chars().next().filter(|c| wanted.contains(c))?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn sum(&mut self) -> Result<Node, Refusal> {
        let mut left = self.product()?;
        while let Some(operator) = self.one_of(&['+', '-']) {
            left = Node::Of(operator, Box::new(left), Box::new(self.product()?));
        }
        Ok(left)
    }

    fn product(&mut self) -> Result<Node, Refusal> {
        let mut left = self.atom()?;
        while let Some(operator) = self.one_of(&['*', '/']) {
            left = Node::Of(operator, Box::new(left), Box::new(self.atom()?));
        }
        Ok(left)
    }

    fn atom(&mut self) -> Result<Node, Refusal> {
        if self.one_of(&['(']).is_some() {
            self.depth += 1;
            if self.depth > DEEPEST {
                return Err(self.malformed());
            }
            let inner = self.sum()?;
            self.depth -= 1;
            return match self.one_of(&[')']) {
                Some(_) => Ok(inner),
                None => Err(self.malformed()),
            };
        }
        self.space();
        let word = self.word();
        let Some(first) = word.chars().next() else { return Err(self.malformed()) };
        if first.is_ascii_digit() {
            let number = word.parse().map_err(|_| self.malformed())?;
            self.at += word.len();
            return Ok(Node::Number(number));
        }
        let measure = Measure::of_key(word).ok_or_else(|| Self::unknown(word))?;
        if !measure.about().is_summed() || measure.about().unit == Unit::Minutes {
            return Err(Self::unknown(word));
        }
        self.at += word.len();
        if self.one_of(&['[']).is_none() {
            return Ok(Node::Measure(measure, Cut::All, ""));
        }
        self.space();
        let value = self.word();
        let (cut, known) = cut_of(measure, value).ok_or_else(|| Self::unknown(&format!("{word}[{value}]")))?;
        self.at += value.len();
        match self.one_of(&[']']) {
            Some(_) => Ok(Node::Measure(measure, cut, known)),
            None => Err(self.malformed()),
        }
    }

    /// Letters, digits, points and low lines from here on.
    fn word(&self) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.')).unwrap_or(rest.len());
        &rest[..end]
    }
}

/// The breakdown of a measure that has this value. A value is of one breakdown alone; petitions are of none here, for
/// they join no formula with others.
fn cut_of(measure: Measure, value: &str) -> Option<(Cut, &'static str)> {
    let cuts = measure.about().cuts;
    let kind = || DisputeKind::from_str(value).ok().map(|kind| (Cut::Kind, kind.as_str()));
    let source = || {
        let source = Source::from_str(value).ok().filter(|source| *source != Source::PetitionOffice);
        source.map(|source| (Cut::Source, source.as_str()))
    };
    let body = || OrganisationKind::from_str(value).ok().map(|body| (Cut::Body, body.as_str()));
    [kind(), source(), body()].into_iter().flatten().find(|(cut, _)| cuts.contains(cut))
}
