//! Indicators: what is read from measures, as formulas, with the rule that a good figure which rests on few answers
//! says so.

use jiff::Span;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::formula::{Formula, Numbers};
use super::measure::AskedBy;
use super::period::Period;
use crate::kernel::Text;

/// A figure that is calculated.
#[derive(Clone, Copy, Debug)]
pub struct Indicator {
    /// Stable.
    pub code: &'static str,
    label: (&'static str, &'static str),
    meaning: (&'static str, &'static str),
    pub asked_by: AskedBy,
    /// See [`Formula`].
    pub formula: &'static str,
    /// On how many answers it rests, and of how many asked: both formulas.
    pub rests_on: Option<(&'static str, &'static str)>,
    /// More is better.
    pub up_is_good: bool,
    /// Days after the period in which it still changes by itself: matters may come back, promises fall due.
    pub settles_after: i64,
}

/// Fewer answers than this are few.
pub const FEW: i64 = 30;
/// And so is less than this part of those who should have been asked.
pub const FEW_PART: f64 = 0.5;
/// From here on a figure looks good and must bear being asked what it rests on.
pub const GREEN: f64 = 0.9;

/// All indicators, the customary ones before the honest ones.
pub const INDICATORS: &[Indicator] = &[
    Indicator {
        code: "success_rate",
        label: ("调解成功率", "Success rate"),
        meaning: (
            "调解成功 ÷ 调解。没有问过当事人，只说明协议生效的占比。",
            "Agreed ÷ mediated. Nobody asked the parties: it says how many agreements took effect, no more.",
        ),
        asked_by: AskedBy::Ministry,
        formula: "agreed / mediated",
        rests_on: None,
        up_is_good: true,
        settles_after: 0,
    },
    Indicator {
        code: "near_home",
        label: ("村级乡级解决占比", "Settled at village and town level"),
        meaning: (
            "村（居）和乡镇（街道）调解组织调解成功的，占全部调解成功的比例。",
            "Of all agreements, those reached by committees of villages, residents' areas, townships and streets.",
        ),
        asked_by: AskedBy::Guidance,
        formula: "(agreed[village_committee] + agreed[residents_committee] + agreed[township_committee] + agreed[street_committee]) / agreed",
        rests_on: None,
        up_is_good: true,
        settles_after: 0,
    },
    Indicator {
        code: "resolved",
        label: ("当事人确认解决率", "Resolved, say the parties"),
        meaning: (
            "调解员以外的人回访，答复的各方都说已全部履行的，占有答复的比例。",
            "Of the agreements about which parties answered somebody other than the mediator: those of which all say they were kept in full.",
        ),
        asked_by: AskedBy::Parties,
        formula: "said_kept / answered",
        rests_on: Some(("answered", "agreed")),
        up_is_good: true,
        settles_after: 90,
    },
    Indicator {
        code: "kept_on_time",
        label: ("按期全部履行率", "Kept in full on time"),
        meaning: (
            "本期到期的协议中，每一项都按期履行的比例。",
            "Of the agreements falling due in the period, those of which every promise was kept by its day.",
        ),
        asked_by: AskedBy::Parties,
        formula: "kept_on_time / promised",
        rests_on: None,
        up_is_good: true,
        settles_after: 0,
    },
    Indicator {
        code: "came_back",
        label: ("九十日内重启率", "Came back within 90 days"),
        meaning: (
            "本期结案的事项中，九十日内又重新打开的比例。",
            "Of the matters closed in the period, those reopened within 90 days.",
        ),
        asked_by: AskedBy::Parties,
        formula: "came_back / closed",
        rests_on: None,
        up_is_good: false,
        settles_after: 90,
    },
    Indicator {
        code: "withdrawn",
        label: ("撤回或失联占比", "Withdrawn or silent"),
        meaning: (
            "有结果的调解中，因撤回或者失去联系而终止的比例。",
            "Of the mediations with an outcome, those terminated because somebody withdrew or could not be reached.",
        ),
        asked_by: AskedBy::Parties,
        formula: "withdrawn / mediated",
        rests_on: None,
        up_is_good: false,
        settles_after: 0,
    },
    Indicator {
        code: "never_asked",
        label: ("从未回访占比", "Never followed up"),
        meaning: (
            "本期生效的协议中，至今没有人回访过的比例。",
            "Of the agreements that took effect in the period, those nobody has followed up so far.",
        ),
        asked_by: AskedBy::Parties,
        formula: "(agreed - asked) / agreed",
        rests_on: None,
        up_is_good: false,
        settles_after: 90,
    },
    Indicator {
        code: "satisfaction",
        label: ("满意率", "Satisfied"),
        meaning: (
            "表了态的当事人中，满意和基本满意的比例；未表态的不算满意。",
            "Of the parties who gave an opinion, those satisfied or fairly satisfied; no answer is no satisfaction.",
        ),
        asked_by: AskedBy::Parties,
        formula: "(satisfied + fairly_satisfied) / opinion_given",
        rests_on: Some(("opinion_given", "people")),
        up_is_good: true,
        settles_after: 0,
    },
    Indicator {
        code: "response",
        label: ("满意度应答率", "Response rate"),
        meaning: ("回访到的当事人中，表了态的比例。", "Of the parties followed up, those who gave an opinion."),
        asked_by: AskedBy::Parties,
        formula: "opinion_given / opinion_asked",
        rests_on: None,
        up_is_good: true,
        settles_after: 0,
    },
];

/// An indicator as it was read for a place and a period.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = IndicatorReading)]
pub struct Reading {
    pub code: String,
    pub label: Text,
    pub meaning: Text,
    pub formula: String,
    pub asked_by: AskedBy,
    pub up_is_good: bool,
    /// Between 0 and 1; none where there is nothing to divide by.
    pub value: Option<f64>,
    /// On how many answers it rests, and of how many there could be.
    pub rests_on: Option<i64>,
    pub of: Option<i64>,
    /// It looks good and rests on few answers.
    pub few: bool,
    /// It will still change by itself.
    pub provisional: bool,
    /// What there is to say, in one sentence.
    pub sentence: Text,
}

impl Indicator {
    pub fn by_code(code: &str) -> Option<&'static Indicator> {
        INDICATORS.iter().find(|i| i.code == code)
    }

    pub fn label(&self) -> Text {
        Text::new(self.label.0, self.label.1)
    }

    /// Reads the indicator from the numbers of a period.
    pub fn read(&self, numbers: &dyn Numbers, period: Period, today: Date) -> Reading {
        // Tests hold every formula of the table to be one.
        let calculate = |text: &str| text.parse::<Formula>().ok().and_then(|formula| formula.value(numbers));
        let value = calculate(self.formula);
        let whole = |text: &str| calculate(text).map(|value| value.round() as i64);
        let (rests_on, of) = self.rests_on.map_or((None, None), |(answers, asked)| (whole(answers), whole(asked)));
        let green = value.is_some_and(|v| if self.up_is_good { v >= GREEN } else { v <= 1.0 - GREEN });
        let thin = |(answers, asked): (i64, i64)| answers < FEW || (answers as f64) < FEW_PART * asked as f64;
        let few = green && rests_on.zip(of).is_some_and(thin);
        let settled = period.last_day().saturating_add(Span::new().days(self.settles_after));
        let provisional = settled >= today;
        Reading {
            code: self.code.to_owned(),
            label: self.label(),
            meaning: Text::new(self.meaning.0, self.meaning.1),
            formula: self.formula.to_owned(),
            asked_by: self.asked_by,
            up_is_good: self.up_is_good,
            value,
            rests_on,
            of,
            few,
            provisional,
            sentence: self.sentence(value, rests_on.zip(of), few, provisional && period.is_over(today)),
        }
    }

    fn sentence(&self, value: Option<f64>, rests: Option<(i64, i64)>, few: bool, provisional: bool) -> Text {
        let label = self.label();
        let Some(value) = value else {
            return Text::new(
                format!("{}：本期没有可以计算的数据。", label.zh),
                format!("{}: there is nothing in this period to calculate it from.", label.en),
            );
        };
        let percent = format!("{:.1}%", value * 100.0);
        let mut zh = format!("{}为{percent}", label.zh);
        let mut en = format!("{}: {percent}", label.en);
        if let Some((answers, asked)) = rests {
            zh.push_str(&format!("，依据{answers}份答复，应问{asked}"));
            en.push_str(&format!(", resting on {answers} answers of {asked} to be asked"));
        }
        zh.push('。');
        en.push('.');
        match rests {
            Some((answers, _)) if few && answers < FEW => {
                zh.push_str("答复太少，这个数不能说明问题。");
                en.push_str(" So few answers carry no such figure.");
            }
            _ if few => {
                zh.push_str("答复的不到应问的一半，不能代表全体。");
                en.push_str(" Fewer than half answered: they do not speak for all.");
            }
            _ => {}
        }
        if provisional {
            zh.push_str("期限还没有过完，数字还会变。");
            en.push_str(" The time is not over yet: it will still change.");
        }
        Text::new(zh, en)
    }
}
