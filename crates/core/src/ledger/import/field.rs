//! The columns of a ledger that is brought in, under the names offices give them.

use std::collections::BTreeMap;

use super::cells::{fold, squeeze};
use crate::text_enum;

text_enum! {
    /// A column of a ledger that is brought in, in the order of the template.
    pub enum Field as "ImportField" {
        OriginalNo = "original_no" ("编号（原台账）", "Number (in the old ledger)"),
        RegisteredOn = "registered_on" ("登记日期", "Registered on"),
        Kind = "kind" ("纠纷类型", "Type"),
        Subtype = "subtype" ("纠纷细类", "Subtype"),
        Source = "source" ("来源", "Source"),
        Subsource = "subsource" ("来源细类", "Local source"),
        Channel = "channel" ("受理渠道", "Channel"),
        Area = "area" ("区划", "Area"),
        Place = "place" ("地点", "Place"),
        OccurredOn = "occurred_on" ("发生日期", "Occurred on"),
        Applicants = "applicants" ("申请人", "Applicants"),
        ApplicantPhones = "applicant_phones" ("申请人电话", "Applicants' telephones"),
        Respondents = "respondents" ("被申请人", "Respondents"),
        RespondentPhones = "respondent_phones" ("被申请人电话", "Respondents' telephones"),
        Narrative = "narrative" ("事由", "Narrative"),
        Claims = "claims" ("诉求", "Claims"),
        Amount = "amount" ("涉及金额（元）", "Amount (yuan)"),
        Committee = "committee" ("调解组织", "Committee"),
        Reporter = "reporter" ("线索来源", "Who reported"),
        EntrustedBy = "entrusted_by" ("委托单位", "Entrusted by"),
        Result = "result" ("状态（结果）", "State (result)"),
        ClosedOn = "closed_on" ("结案日期", "Closed on"),
    }
}

/// The cells of a row, by column. What is blank is not there.
pub type Cells = BTreeMap<Field, String>;

impl Field {
    /// Further names under which offices keep the column.
    const fn synonyms(self) -> &'static [&'static str] {
        match self {
            Field::OriginalNo => &["原编号", "案号", "案件编号", "台账编号", "原台账编号", "登记编号", "卷号"],
            Field::RegisteredOn => {
                &["登记时间", "受理日期", "受理时间", "申请日期", "申请时间", "接案日期", "立案日期", "日期"]
            }
            Field::Kind => &["类型", "案件类型", "案件类别", "纠纷类别", "纠纷种类", "矛盾类型", "矛盾纠纷类型"],
            Field::Subtype => &["细类", "子类型", "纠纷子类", "二级类型", "小类"],
            Field::Subsource => &["来源子类", "二级来源", "具体来源"],
            Field::Source => &["案件来源", "纠纷来源", "受理方式", "来源方式"],
            Field::Channel => &["渠道", "登记渠道", "来访方式", "接待方式"],
            Field::Area => {
                &["所属区划", "区划代码", "所属村", "村社区", "村居", "所属村社区", "发生村社区", "行政区划"]
            }
            Field::Place => &["发生地点", "纠纷地点", "详细地址", "发生地详址"],
            Field::OccurredOn => &["发生时间", "纠纷发生时间", "纠纷发生日期"],
            Field::Applicants => &[
                "申请人姓名",
                "申请人名称",
                "申请方",
                "申请方姓名",
                "甲方",
                "甲方姓名",
                "甲方当事人",
                "当事人甲",
                "当事人甲方",
            ],
            Field::ApplicantPhones => &[
                "申请人联系电话",
                "申请人联系方式",
                "申请人手机",
                "申请人手机号",
                "申请方电话",
                "申请方联系电话",
                "甲方电话",
                "甲方联系电话",
                "联系电话",
            ],
            Field::Respondents => &[
                "被申请人姓名",
                "被申请人名称",
                "被申请方",
                "被申请方姓名",
                "乙方",
                "乙方姓名",
                "乙方当事人",
                "当事人乙",
                "当事人乙方",
            ],
            Field::RespondentPhones => &[
                "被申请人联系电话",
                "被申请人联系方式",
                "被申请人手机",
                "被申请人手机号",
                "被申请方电话",
                "被申请方联系电话",
                "乙方电话",
                "乙方联系电话",
            ],
            Field::Narrative => &[
                "简要案情",
                "案情",
                "案情简介",
                "纠纷简要情况",
                "纠纷情况",
                "纠纷事实",
                "主要事实",
                "基本情况",
                "事由经过",
                "纠纷简述",
                "简述",
                "主要内容",
            ],
            Field::Claims => &["申请事项", "请求事项", "当事人诉求", "调解请求"],
            Field::Amount => &["涉案金额", "标的", "标的额", "金额", "涉及金额元", "协议金额"],
            Field::Committee => {
                &["调委会", "调解委员会", "人民调解委员会", "受理组织", "受理单位", "承办单位", "化解组织"]
            }
            Field::Reporter => &["线索提供人", "线索人", "报告人", "排查人"],
            Field::EntrustedBy => &["委托移送单位", "移送单位", "委托机关"],
            Field::Result => &["状态", "结果", "调解结果", "办理状态", "办理结果", "办理情况", "是否结案", "处理结果"],
            Field::ClosedOn => &["办结日期", "办结时间", "结案时间", "调结日期"],
        }
    }

    pub(super) fn named(heading: &str) -> Option<Field> {
        let heading = plain(heading);
        if heading.is_empty() {
            return None;
        }
        let label = |f: &Field, name: &str| plain(&f.label().zh) == name || plain(&f.label().en) == name;
        let known = |name: &str| Field::ALL.iter().copied().find(|f| label(f, name) || f.synonyms().contains(&name));
        known(&heading).or_else(|| known(without_unit(&heading)).filter(|f| *f == Field::Amount))
    }
}

/// A heading as it is compared: without spaces, marks and what stands in brackets.
pub(super) fn plain(heading: &str) -> String {
    let (mut depth, mut out) = (0u32, String::new());
    for c in fold(heading).chars() {
        match c {
            '(' | '[' | '\u{3010}' => depth += 1,
            ')' | ']' | '\u{3011}' => depth = depth.saturating_sub(1),
            c if depth == 0 && c.is_alphanumeric() => out.extend(c.to_lowercase()),
            _ => {}
        }
    }
    out
}

/// What stands before 元 where it is counted in more than one.
const TIMES: [char; 5] = ['十', '百', '千', '万', '亿'];

/// A plain heading without the unit it ends with: `金额/万元` is `金额`.
pub(super) fn without_unit(heading: &str) -> &str {
    heading.strip_suffix('元').map_or(heading, |name| name.trim_end_matches(TIMES))
}

/// The unit in which a heading counts its amounts, where it is not 元: `（万元）`, `/千元`, `（单位：万元）`. A number of them
/// (`10万元以上`) is none. What no cell may have (`百万元`) is given too: a cell that is not understood is better than one
/// that is read as too little.
pub(super) fn unit(heading: &str) -> Option<String> {
    let heading = squeeze(&fold(heading)).replace("人民币", "");
    heading.split(|c: char| !c.is_alphanumeric()).find_map(|part| {
        let part = ["为单位", "计"].iter().find_map(|end| part.strip_suffix(end)).unwrap_or(part);
        let figure = part.strip_suffix('元').or((part == "万").then_some(part))?;
        let before = figure.trim_end_matches(TIMES);
        let times = &figure[before.len()..];
        let is_number = before.ends_with(|c: char| c.is_numeric() || "一二两三四五六七八九几数".contains(c));
        (!times.is_empty() && !is_number).then(|| format!("{times}元"))
    })
}

/// The template's own example is no matter.
pub fn is_example(cells: &Cells) -> bool {
    cells.get(&Field::OriginalNo).is_some_and(|no| no.starts_with("示例") || no.starts_with("Example"))
}

/// A row in the one way in which equal rows are equal, whatever the spacing and the width of its digits.
pub fn normalised(cells: &Cells) -> String {
    cells.iter().map(|(field, text)| format!("{field}={}\u{1f}", squeeze(&fold(text)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_is_its_own_heading_and_no_name_stands_for_two() {
        let mut seen = std::collections::HashMap::new();
        for field in Field::ALL {
            assert_eq!(Field::named(&field.label().zh), Some(*field));
            assert_eq!(Field::named(&field.label().en), Some(*field));
            for name in field.synonyms() {
                assert_eq!(Field::named(name), Some(*field), "{name}");
                assert_eq!(seen.insert(*name, *field), None, "{name}");
            }
        }
    }

    #[test]
    fn a_heading_says_in_which_unit_its_amounts_are() {
        for (heading, expected) in [
            ("涉案金额（万元）", Some("万元")),
            ("涉案金额 \u{28}单位\u{3a} 万元\u{29}", Some("万元")),
            ("金额/万元", Some("万元")),
            ("标的额（万）", Some("万元")),
            ("标的【人民币千元】", Some("千元")),
            ("涉及金额万元", Some("万元")),
            ("金额（以万元计）", Some("万元")),
            ("金额（百万元）", Some("百万元")),
            ("涉及金额（元）", None),
            ("金额/元", None),
            ("金额（10万元以上须注明）", None),
            ("金额（超过5万元）", None),
            ("金额", None),
        ] {
            assert_eq!(Field::named(heading), Some(Field::Amount), "{heading}");
            assert_eq!(unit(heading).as_deref(), expected, "{heading}");
        }
        assert_eq!(Field::named("万元"), None);
        assert_eq!(Field::named("地点/万元"), None);
    }

    #[test]
    fn equal_rows_are_equal_whatever_their_spacing() {
        let row = |no: &str, name: &str| -> Cells {
            [(Field::OriginalNo, no.to_owned()), (Field::Applicants, name.to_owned())].into()
        };
        assert_eq!(normalised(&row("Ａ１", "张 三")), normalised(&row("A1", "张三")));
        assert_ne!(normalised(&row("A1", "张三")), normalised(&row("A2", "张三")));
    }
}
