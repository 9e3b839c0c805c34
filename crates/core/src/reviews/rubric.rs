//! The rubric: what a file is looked at for. Data in dated versions; a review keeps the one it began with.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Check;
use crate::kernel::{Code, Text, refusal::Form};

/// Most items of a rubric.
pub const MAX_ITEMS: usize = 30;

/// One thing a file is looked at for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RubricItem {
    /// Stays the same across versions, so that years can be compared.
    pub code: String,
    pub name: Text,
    /// Points of a file without fault.
    pub points: u16,
    /// What the house can see by itself; a human decides.
    #[serde(default)]
    pub check: Option<Check>,
    /// A file that gets no point here goes back.
    #[serde(default)]
    pub vital: bool,
}

/// A rubric.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rubric {
    pub items: Vec<RubricItem>,
}

impl Rubric {
    /// Our preset, from the gates that reviews use: complete fields, terms complete, signatures or
    /// fingerprints, seal; with the notice of rights and the order of the file. A hundred points.
    pub fn preset() -> Self {
        let item = |code: &str, zh: &str, en: &str, points, check, vital| RubricItem {
            code: code.into(),
            name: Text::new(zh, en),
            points,
            check,
            vital,
        };
        Self {
            items: vec![
                item(
                    "basis",
                    "申请书或受理登记表齐全",
                    "Application or register of acceptance is there",
                    10,
                    Some(Check::Basis),
                    true,
                ),
                item(
                    "notice",
                    "权利义务告知书齐全，各方签收",
                    "Notice of rights is there and signed for by each party",
                    15,
                    Some(Check::Notice),
                    true,
                ),
                item(
                    "record",
                    "调解记录完整，写明经过和结果",
                    "Record of mediation is complete, with course and result",
                    15,
                    Some(Check::Record),
                    false,
                ),
                item(
                    "fields",
                    "文书各栏填写完整",
                    "Every field of the papers is filled in",
                    10,
                    Some(Check::Fields),
                    false,
                ),
                item(
                    "terms",
                    "协议内容明确，有履行方式和时限",
                    "Terms are definite, with mode and time of performance",
                    20,
                    Some(Check::Terms),
                    false,
                ),
                item(
                    "signatures",
                    "各方签名、盖章或按指印齐全",
                    "All parties have signed, sealed or given a fingerprint",
                    10,
                    Some(Check::Signatures),
                    true,
                ),
                item("seal", "加盖人民调解委员会印章", "The committee's seal is on it", 10, Some(Check::Seal), true),
                item("follow_up", "回访记录齐全", "Record of the follow-up is there", 5, Some(Check::FollowUp), false),
                item("order", "卷内材料顺序正确、目录相符", "In order, and as the contents say", 5, None, false),
            ],
        }
    }

    /// Points of a file without fault.
    pub fn points(&self) -> u32 {
        self.items.iter().map(|item| u32::from(item.points)).sum()
    }

    pub fn item(&self, code: &str) -> Option<&RubricItem> {
        self.items.iter().find(|item| item.code == code)
    }

    /// Reads it as somebody sent it.
    pub fn check(&self, form: &mut Form) {
        if self.items.is_empty() {
            form.refuse(Code::Required, "/items");
        }
        if self.items.len() > MAX_ITEMS {
            form.refuse(Code::OutOfRange, "/items");
        }
        for (i, item) in self.items.iter().enumerate().take(MAX_ITEMS) {
            let well = !item.code.is_empty()
                && item.code.len() <= 40
                && item.code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
            if !well {
                form.refuse(Code::EntryCodeMalformed, format!("/items/{i}/code"));
            } else if self.items[..i].iter().any(|before| before.code == item.code) {
                form.refuse(Code::EntryTwice, format!("/items/{i}/code"));
            }
            form.text(&item.name.zh, 60, &format!("/items/{i}/name/zh"));
            form.text(&item.name.en, 120, &format!("/items/{i}/name/en"));
            if !(1..=100).contains(&item.points) {
                form.refuse(Code::OutOfRange, format!("/items/{i}/points"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_preset_is_sound_and_adds_up_to_a_hundred() {
        let mut form = Form::default();
        Rubric::preset().check(&mut form);
        assert_eq!(form.finish(), Ok(()));
        assert_eq!(Rubric::preset().points(), 100);
    }

    #[test]
    fn every_fault_of_a_rubric_is_told_at_its_place() {
        let mut rubric = Rubric::preset();
        rubric.items[1].code = "basis".into();
        rubric.items[2].points = 0;
        rubric.items[3].name.zh = " ".into();
        let mut form = Form::default();
        rubric.check(&mut form);
        let refusals = form.finish().unwrap_err();
        let at: Vec<_> = refusals.iter().map(|r| r.pointer.clone().unwrap()).collect();
        assert_eq!(at, ["/items/1/code", "/items/2/points", "/items/3/name/zh"]);
        let mut form = Form::default();
        Rubric { items: vec![] }.check(&mut form);
        assert!(form.finish().is_err());
    }
}
