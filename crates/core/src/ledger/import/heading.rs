//! The heading of a ledger: one row, or two where the upper names groups (`申请人` over `姓名` and `电话`).

use super::cells::{fold, is_bare};
use super::field::{Cells, Field, plain, unit, without_unit};

/// Which column of the sheet holds which field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    columns: Vec<(usize, Field)>,
    /// Of the amounts, where it is not yuan.
    unit: Option<String>,
    unread: Vec<String>,
}

/// Names that say something only together with the group they stand in: the telephone of the mediator is nobody's whom
/// the ledger is about.
const VAGUE: [&str; 8] = ["编号", "日期", "类型", "联系电话", "金额", "状态", "结果", "渠道"];
/// Endings of a group's name that say nothing: `申请人信息` is `申请人`.
const ENDINGS: [&str; 4] = ["基本情况", "基本信息", "情况", "信息"];
/// Longer than the name of any group: a title, or a sentence above the ledger.
const LONGEST_GROUP: usize = 8;
/// Columns without a meaning for us that need no word: numbers, and what a spreadsheet of refused rows has.
const OWN: [&str; 5] = ["序号", "原因", "原行号", "reasons", "rowthere"];
/// Columns that were not understood and are named.
const TOLD: usize = 20;

impl Heading {
    /// Reads a row as a heading: at least three columns that are known, and one of what, who or how it came about.
    /// Of two columns with the same name the first counts.
    pub fn read<S: AsRef<str>>(row: &[S]) -> Option<Heading> {
        Heading::over::<&str>(&[], row.iter().map(AsRef::as_ref).collect::<Vec<_>>().as_slice())
    }

    /// Reads two rows as one heading, each column with its group. What is merged stands in each of its cells.
    fn over<S: AsRef<str>>(upper: &[S], lower: &[S]) -> Option<Heading> {
        let mut heading = Heading { columns: Vec::new(), unit: None, unread: Vec::new() };
        for i in 0..upper.len().max(lower.len()) {
            let name = lower.get(i).map_or("", AsRef::as_ref);
            let group = group(upper, lower, i);
            let above = upper.get(i).map_or("", AsRef::as_ref);
            let field = match &group {
                Some(group) => Field::named(&format!("{group}{}", plain(name)))
                    .or_else(|| Field::named(name).filter(|_| !VAGUE.contains(&without_unit(&plain(name))))),
                None if plain(name).is_empty() => Field::named(above),
                None => Field::named(name),
            };
            match field {
                Some(field) if heading.columns.iter().all(|(_, f)| *f != field) => {
                    if field == Field::Amount {
                        heading.unit = unit(name).or_else(|| unit(above));
                    }
                    heading.columns.push((i, field));
                }
                Some(_) => {}
                None => heading.not_understood(group.as_deref().unwrap_or_default(), name),
            }
        }
        let telling = heading
            .columns
            .iter()
            .any(|(_, f)| matches!(f, Field::Narrative | Field::Applicants | Field::RegisteredOn));
        (heading.columns.len() >= 3 && telling).then_some(heading)
    }

    fn not_understood(&mut self, group: &str, name: &str) {
        let name: String = name.split_whitespace().collect();
        if plain(&name).is_empty() || OWN.contains(&plain(&name).as_str()) || self.unread.len() == TOLD {
            return;
        }
        let name = format!("{group}{}{name}", if group.is_empty() { "" } else { "\u{b7}" });
        self.unread.push(name.chars().take(30).collect());
    }

    /// The known columns, in the order of the sheet.
    pub fn fields(&self) -> Vec<Field> {
        self.columns.iter().map(|(_, field)| *field).collect()
    }

    /// Names of columns that are not known and not read; the first twenty.
    pub fn unread(&self) -> &[String] {
        &self.unread
    }

    /// The cells of a row under their fields, trimmed; none if the row is blank. A bare amount gets the unit of its
    /// column, and one that has a unit keeps it.
    pub fn cells<S: AsRef<str>>(&self, row: &[S]) -> Option<Cells> {
        let cells: Cells = self
            .columns
            .iter()
            .filter_map(|(i, field)| {
                let text = row.get(*i)?.as_ref().trim();
                let unit = self.unit.as_deref().filter(|_| *field == Field::Amount && is_bare(text));
                (!text.is_empty()).then(|| (*field, format!("{text}{}", unit.unwrap_or_default())))
            })
            .collect();
        (!cells.is_empty()).then_some(cells)
    }
}

/// The group a column stands in: a short name that lies over several columns of different names, and not over most of
/// the sheet as a title does.
fn group<S: AsRef<str>>(upper: &[S], lower: &[S], i: usize) -> Option<String> {
    let at = |row: &[S], i: usize| row.get(i).map_or(String::new(), |cell| plain(cell.as_ref()));
    let (name, below) = (at(upper, i), at(lower, i));
    // `单位：大柳镇` is a line above the ledger.
    let line = fold(upper.get(i)?.as_ref()).contains(':');
    if name.is_empty() || below.is_empty() || name == below || line || name.chars().count() > LONGEST_GROUP {
        return None;
    }
    let all = 0..upper.len().max(lower.len());
    let same = |j: &usize| at(upper, *j) == name && at(lower, *j) != name;
    let width = 1 + (0..i).rev().take_while(same).count() + (i + 1..all.end).take_while(same).count();
    let total = all.filter(|j| !at(upper, *j).is_empty() || !at(lower, *j).is_empty()).count();
    if width * 2 > total {
        return None;
    }
    let name = ENDINGS.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(&name);
    // A group of one column is one only if the two together say something.
    let together = Field::named(&format!("{name}{below}")).is_some();
    (!name.is_empty() && (width > 1 || together)).then(|| name.to_owned())
}

/// Looks for the heading, row by row from the first.
#[derive(Debug, Default)]
pub struct Finder {
    /// The row before, its number, and what it is as a heading by itself.
    above: Option<(u32, Vec<String>, Option<Heading>)>,
}

/// What a row turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub enum Sought {
    /// Nothing yet; it may be the heading, which the next row shows.
    Open,
    /// The heading ends with this row.
    Here(Heading),
    /// The heading was the row before: this one is the first of the ledger.
    Before(Heading),
}

impl Finder {
    /// Takes the next row; `n` as the spreadsheet numbers it.
    pub fn take(&mut self, n: u32, row: &[String]) -> Sought {
        let single = Heading::read(row);
        let above = self.above.replace((n, row.to_vec(), single.clone()));
        let Some((before, upper, alone)) = above else { return Sought::Open };
        let both = if before + 1 == n { Heading::over(&upper, row) } else { None };
        match (alone, both) {
            (Some(alone), Some(both)) if goes_on(&alone, &both, &upper, row) => Sought::Here(both),
            (Some(alone), _) => Sought::Before(alone),
            (None, Some(both)) if single.as_ref().is_none_or(|single| both.columns != single.columns) => {
                Sought::Here(both)
            }
            (None, _) => Sought::Open,
        }
    }

    /// There is no further row: the heading, if the last was one.
    pub fn end(self) -> Option<Heading> {
        self.above.and_then(|(_, _, heading)| heading)
    }
}

/// Is the row below a heading the second row of it? Then it names more columns, or the same again where the two are
/// merged; the cells of a matter do neither.
fn goes_on(alone: &Heading, both: &Heading, upper: &[String], lower: &[String]) -> bool {
    let repeated = alone.columns.iter().filter(|(i, _)| lower.get(*i) == upper.get(*i)).count();
    both.columns.len() > alone.columns.len() || (repeated >= 2 && both.columns.len() == alone.columns.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_by_the_names_offices_give_them() {
        let row = [
            "序号",
            "案号",
            "受理 日期",
            "纠纷类别",
            "申请人（姓名）",
            "涉案金额\u{28}万元\u{29}",
            "简要案情*",
            "备注",
            "日期",
        ];
        let heading = Heading::read(&row).unwrap();
        let fields =
            [Field::OriginalNo, Field::RegisteredOn, Field::Kind, Field::Applicants, Field::Amount, Field::Narrative];
        assert_eq!(heading.fields(), fields);
        let cells = heading.cells(&["1", "A-7", " 2025.3.2 ", "", "张三"]).unwrap();
        assert_eq!(cells.len(), 3);
        assert_eq!(cells[&Field::RegisteredOn], "2025.3.2");
        assert_eq!(heading.cells(&["1", " ", ""]), None);
    }

    #[test]
    fn amounts_are_in_the_unit_their_column_says() {
        let amount = |head: &str, typed: &str| {
            let heading = Heading::read(&["日期", "申请人", "案情", head]).unwrap();
            let cells = heading.cells(&["2025.3.2", "张三", "排水", typed]).unwrap();
            crate::ledger::import::cells::amount(&cells[&Field::Amount]).map(|fen| fen.0)
        };
        for head in ["涉案金额（万元）", "涉案金额\u{28}万元\u{29}", "金额/万元", "标的额（单位：万元）"]
        {
            assert_eq!(amount(head, "2.5"), Ok(2_500_000), "{head}");
            assert_eq!(amount(head, "300元"), Ok(30_000), "{head}");
            assert_eq!(amount(head, "2万"), Ok(2_000_000), "{head}");
        }
        assert_eq!(amount("金额（千元）", "2.5"), Ok(250_000));
        assert_eq!(amount("涉及金额（元）", "2.5"), Ok(250));
        assert!(amount("金额（百万元）", "2.5").is_err());
        // The unit may stand in the upper row of two, or below the name.
        for (upper, lower) in [("金额（万元）", ""), ("金额（万元）", "金额"), ("涉案金额", "万元")]
        {
            let sheet = rows(&[
                &["日期", "类型", "当事人", "当事人", "案情", upper],
                &["日期", "类型", "申请人", "被申请人", "案情", lower],
                &["2025-03-02", "邻里", "张三", "李四", "排水", "2.5"],
            ]);
            let (heading, _) = found(&sheet).unwrap();
            assert_eq!(heading.cells(&sheet[2]).unwrap()[&Field::Amount], "2.5万元", "{upper} {lower}");
        }
    }

    #[test]
    fn a_title_or_a_list_of_words_is_no_heading() {
        assert_eq!(Heading::read(&["2025年矛盾纠纷台账"; 9]), None);
        assert_eq!(Heading::read(&["来源", "渠道", "区划", "调解组织", "纠纷类型"]), None);
        assert_eq!(Heading::read::<&str>(&[]), None);
    }

    fn rows(rows: &[&[&str]]) -> Vec<Vec<String>> {
        rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
    }

    /// The heading, and the number of the first row below it.
    fn found(rows: &[Vec<String>]) -> Option<(Heading, usize)> {
        let mut finder = Finder::default();
        for (i, row) in rows.iter().enumerate() {
            match finder.take(i as u32 + 1, row) {
                Sought::Open => {}
                Sought::Here(heading) => return Some((heading, i + 2)),
                Sought::Before(heading) => return Some((heading, i + 1)),
            }
        }
        finder.end().map(|heading| (heading, rows.len() + 1))
    }

    #[test]
    fn a_group_gives_its_name_to_the_columns_under_it() {
        let sheet = rows(&[
            &["大柳镇2025年矛盾纠纷台账"; 10],
            &["序号", "登记日期", "纠纷类型", "申请人", "申请人", "被申请人", "被申请人", "案情", "调解员", "调解员"],
            &["序号", "登记日期", "纠纷类型", "姓名", "电话", "姓名", "联系电话", "案情", "姓名", "联系电话"],
            &[
                "1",
                "2025-03-02",
                "邻里",
                "张三",
                "13812345678",
                "李四",
                "13800000001",
                "院墙排水",
                "王五",
                "13800000002",
            ],
        ]);
        let (heading, first) = found(&sheet).unwrap();
        let cells = heading.cells(&sheet[3]).unwrap();
        assert_eq!(first, 4);
        assert_eq!(
            [Field::Applicants, Field::ApplicantPhones, Field::Respondents, Field::RespondentPhones]
                .map(|field| cells[&field].as_str()),
            ["张三", "13812345678", "李四", "13800000001"]
        );
        assert_eq!((cells.len(), cells[&Field::Narrative].as_str()), (7, "院墙排水"));
        assert_eq!(heading.unread(), ["调解员\u{b7}姓名", "调解员\u{b7}联系电话"]);
    }

    #[test]
    fn a_group_that_is_not_merged_downwards_and_one_over_a_single_column_are_understood_too() {
        let sheet = rows(&[
            &["编号", "受理日期", "纠纷情况", "纠纷情况", "当事人", "当事人", "案情", "结案"],
            &["", "", "类型", "地点", "申请人", "被申请人", "", "日期"],
            &["7", "2025-03-02", "邻里", "村口", "张三", "李四", "排水", "2025-04-01"],
        ]);
        let (heading, first) = found(&sheet).unwrap();
        let expected = [
            Field::OriginalNo,
            Field::RegisteredOn,
            Field::Kind,
            Field::Place,
            Field::Applicants,
            Field::Respondents,
            Field::Narrative,
            Field::ClosedOn,
        ];
        assert_eq!((heading.fields().as_slice(), first), (expected.as_slice(), 3));
        assert!(heading.unread().is_empty());
    }

    #[test]
    fn whose_side_a_party_is_on_is_not_guessed_from_a_group_that_does_not_say() {
        let sheet = rows(&[
            &["登记日期", "纠纷类型", "案情", "当事人", "当事人"],
            &["登记日期", "纠纷类型", "案情", "姓名", "联系电话"],
            &["2025-03-02", "邻里", "排水", "张三", "13812345678"],
        ]);
        let (heading, first) = found(&sheet).unwrap();
        assert_eq!((heading.fields(), first), (vec![Field::RegisteredOn, Field::Kind, Field::Narrative], 3));
        assert_eq!(heading.unread(), ["当事人\u{b7}姓名", "当事人\u{b7}联系电话"]);
    }

    #[test]
    fn a_title_and_lines_above_a_heading_of_one_row_are_no_groups() {
        let heading = ["编号", "日期", "类型", "申请人", "联系电话", "案情"];
        let alone = Heading::read(&heading).unwrap();
        for above in [
            ["矛盾纠纷台账"; 6],
            ["矛盾纠纷台账", "", "", "", "", ""],
            ["单位：大柳镇调委会", "单位：大柳镇调委会", "单位：大柳镇调委会", "", "填表日期：2025-01-01", ""],
        ] {
            let sheet = rows(&[&above, &heading, &["1", "2025-03-02", "邻里", "张三", "", "排水"]]);
            let (found, first) = found(&sheet).unwrap();
            assert_eq!((found.fields(), first), (alone.fields(), 3), "{above:?}");
        }
    }

    #[test]
    fn the_first_matter_is_no_second_row_of_a_heading_and_a_heading_may_be_all_there_is() {
        let sheet = rows(&[&["登记日期", "纠纷类型", "申请人", "案情"], &["2025-03-02", "邻里", "张三", "排水"]]);
        assert_eq!(found(&sheet).unwrap().1, 2);
        assert_eq!(found(&sheet[..1]).unwrap().1, 2);
        assert_eq!(found(&rows(&[&["姓名", "电话"], &["张三", "13812345678"]])), None);
        // A blank row lies between: the one below is no part of the heading.
        let mut finder = Finder::default();
        assert_eq!(finder.take(1, &sheet[0]), Sought::Open);
        assert!(matches!(finder.take(3, &sheet[1]), Sought::Before(_)));
    }
}
