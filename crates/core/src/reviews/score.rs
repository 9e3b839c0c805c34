//! Scores of files, and the figures of committees that follow from them. Never of people.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Rubric;
use crate::kernel::{Code, refusal::Form};

/// Points a reviewer gave for one item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// The item's code.
    pub item: String,
    /// None: the item does not apply to this file.
    #[serde(default)]
    pub points: Option<u16>,
    /// What was found.
    #[serde(default)]
    pub note: String,
}

/// A file's score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Scored {
    pub given: Vec<Given>,
    /// Points of a hundred, of the items that apply; rounded half up.
    pub score: u16,
    /// Vital items that got no point: such a file goes back.
    pub failed: Vec<String>,
}

impl Scored {
    /// Reads what a reviewer sent: each item of the rubric once, within its points. A note explains what lost points.
    ///
    /// # Errors
    /// Every fault at its place.
    pub fn of(rubric: &Rubric, given: &[Given], form: &mut Form) -> Self {
        let mut kept = Vec::with_capacity(rubric.items.len());
        let (mut got, mut of) = (0_u32, 0_u32);
        let mut failed = Vec::new();
        for (i, one) in given.iter().enumerate() {
            if rubric.item(&one.item).is_none() || given[..i].iter().any(|before| before.item == one.item) {
                form.refuse(Code::UnknownValue, format!("/given/{i}/item"));
            }
            form.optional_text(&one.note, 300, &format!("/given/{i}/note"));
        }
        for item in &rubric.items {
            let Some(i) = given.iter().position(|one| one.item == item.code) else {
                form.refuse(Code::Required, "/given");
                continue;
            };
            let one = &given[i];
            if let Some(points) = one.points {
                if points > item.points {
                    form.refuse(Code::OutOfRange, format!("/given/{i}/points"));
                } else if points < item.points && one.note.trim().is_empty() {
                    form.refuse(Code::ReasonNeeded, format!("/given/{i}/note"));
                }
                got += u32::from(points);
                of += u32::from(item.points);
                if item.vital && points == 0 {
                    failed.push(item.code.clone());
                }
            }
            kept.push(Given { note: one.note.trim().to_owned(), ..one.clone() });
        }
        let score = if of == 0 { 0 } else { ((got.min(of) * 200 + of) / (2 * of)) as u16 };
        Self { given: kept, score, failed }
    }
}

/// What a review says of a committee.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Figures {
    pub drawn: u32,
    pub scored: u32,
    /// Sent back for repair.
    pub returned: u32,
    /// Mean score of the scored files, in tenths of a point; none while there are none.
    pub mean_tenths: Option<u32>,
    /// Files that lost points, by item.
    pub lost: BTreeMap<String, u32>,
}

/// Counts the files of one committee. `None` as a score: the file has not been looked at.
pub fn figures<'a>(rubric: &Rubric, files: impl Iterator<Item = (Option<&'a Scored>, bool)>) -> Figures {
    let mut figures = Figures::default();
    let mut sum = 0_u32;
    for (scored, returned) in files {
        figures.drawn += 1;
        figures.returned += u32::from(returned);
        let Some(scored) = scored else { continue };
        figures.scored += 1;
        sum += u32::from(scored.score);
        for one in &scored.given {
            let full = rubric.item(&one.item).map(|item| item.points);
            if one.points.is_some() && one.points < full {
                *figures.lost.entry(one.item.clone()).or_default() += 1;
            }
        }
    }
    figures.mean_tenths = (figures.scored > 0).then(|| (sum * 20 + figures.scored) / (2 * figures.scored));
    figures
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(rubric: &Rubric, changes: &[(&str, Option<u16>, &str)]) -> Vec<Given> {
        let one = |item: &super::super::RubricItem| {
            let change = changes.iter().find(|(code, _, _)| *code == item.code);
            let (points, note) = change.map_or((Some(item.points), ""), |(_, points, note)| (*points, *note));
            Given { item: item.code.clone(), points, note: note.into() }
        };
        rubric.items.iter().map(one).collect()
    }

    fn read(given: &[Given]) -> Result<Scored, Vec<crate::kernel::Refusal>> {
        let mut form = Form::default();
        let scored = Scored::of(&Rubric::preset(), given, &mut form);
        form.finish().map(|()| scored)
    }

    #[test]
    fn a_file_without_fault_has_a_hundred_and_what_does_not_apply_does_not_count() {
        let rubric = Rubric::preset();
        assert_eq!(read(&given(&rubric, &[])).unwrap().score, 100);
        let without = [("terms", None, ""), ("signatures", None, ""), ("seal", None, ""), ("follow_up", None, "")];
        assert_eq!(read(&given(&rubric, &without)).unwrap().score, 100);
        let lost = read(&given(&rubric, &[("notice", Some(0), "没有告知书")])).unwrap();
        assert_eq!((lost.score, lost.failed), (85, vec!["notice".to_owned()]));
        // 15 of 55 lost.
        let mut both = without.to_vec();
        both.push(("notice", Some(0), "没有告知书"));
        assert_eq!(read(&given(&rubric, &both)).unwrap().score, 73);
    }

    #[test]
    fn points_lost_are_explained_and_every_item_is_answered_once() {
        let rubric = Rubric::preset();
        let at = |given: &[Given]| {
            let refusals = read(given).unwrap_err();
            refusals.iter().map(|r| (r.code, r.pointer.clone().unwrap())).collect::<Vec<_>>()
        };
        assert_eq!(at(&given(&rubric, &[("record", Some(3), " ")])), [(Code::ReasonNeeded, "/given/2/note".into())]);
        assert_eq!(at(&given(&rubric, &[("seal", Some(11), "")])), [(Code::OutOfRange, "/given/6/points".into())]);
        let mut twice = given(&rubric, &[]);
        twice[8].item = "basis".into();
        assert_eq!(at(&twice), [(Code::UnknownValue, "/given/8/item".into()), (Code::Required, "/given".into())]);
    }

    #[test]
    fn a_committee_has_a_mean_and_what_was_lost_most() {
        let rubric = Rubric::preset();
        let whole = read(&given(&rubric, &[])).unwrap();
        let lost = read(&given(&rubric, &[("notice", Some(0), "没有告知书")])).unwrap();
        let files = [(Some(&whole), false), (Some(&lost), true), (Some(&whole), false), (None, false)];
        let found = figures(&rubric, files.into_iter());
        assert_eq!((found.drawn, found.scored, found.returned, found.mean_tenths), (4, 3, 1, Some(950)));
        assert_eq!(found.lost, BTreeMap::from([("notice".to_owned(), 1)]));
        assert_eq!(figures(&rubric, std::iter::empty()).mean_tenths, None);
    }
}
