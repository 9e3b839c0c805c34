//! Days, times and promises as people write them.

use serde_json::Value;

use crate::view::text;

/// `2026-03-05` → `2026年3月5日`; unknown → room between the words.
pub(crate) fn day(value: &str) -> String {
    match numbers(value).as_slice() {
        [year, month, day, ..] => format!("{year}年{month}月{day}日"),
        _ => "　　　年　　月　　日".to_owned(),
    }
}

/// `2026-03-05T14:30:08` → `2026年3月5日14时30分`, with seconds where they count.
pub(crate) fn moment(value: &str, seconds: bool) -> String {
    match numbers(value).as_slice() {
        [year, month, day, hour, minute, rest @ ..] => {
            let second = rest.first().filter(|_| seconds).map(|s| format!("{s:02}秒")).unwrap_or_default();
            format!("{year}年{month}月{day}日{hour:02}时{minute:02}分{second}")
        }
        [year, month, day] => format!("{year}年{month}月{day}日"),
        _ => "　　　年　　月　　日　　时　　分".to_owned(),
    }
}

/// From a moment to another, the day once if it is the same; empty where the first is unknown.
pub(crate) fn span(from: &str, to: &str) -> String {
    if from.is_empty() {
        return String::new();
    }
    let begin = moment(from, false);
    match (numbers(from).as_slice(), numbers(to).as_slice()) {
        (_, []) => begin,
        ([y, m, d, ..], [to_y, to_m, to_d, hour, minute, ..]) if (y, m, d) == (to_y, to_m, to_d) => {
            format!("{begin}至{hour:02}时{minute:02}分")
        }
        _ => format!("{begin}至{}", moment(to, false)),
    }
}

/// The numbers of a day or a moment as data have them.
fn numbers(value: &str) -> Vec<u32> {
    value.split(['-', 'T', ':', '.']).map_while(|part| part.parse().ok()).collect()
}

/// One promise as one sentence: who, by when, how, to whom, what, how much in figures and words.
pub(crate) fn promise(o: &Value) -> String {
    let amount = match (text(o, "amount"), text(o, "amount_words")) {
        ("", _) => String::new(),
        (amount, "") => format!("人民币{amount}元"),
        (amount, words) => format!("人民币{amount}元（大写：{words}）"),
    };
    let when = match text(o, "by_when") {
        "" => text(o, "when").to_owned(),
        by => format!("于{}前", day(by)),
    };
    let how = match text(o, "how") {
        "" => String::new(),
        how => format!("以{how}方式"),
    };
    let to = match text(o, "to_whom") {
        "" => String::new(),
        to => format!("向{to}"),
    };
    let what = match text(o, "what") {
        "" if !amount.is_empty() => "支付",
        what => what,
    };
    format!("{}{when}{how}{to}{what}{amount}", text(o, "who"))
}

/// A clause ends with a stop; people leave it out in half of the cases.
pub(crate) fn ended(item: &str, last: bool) -> String {
    let item = item.trim();
    let ends = ['。', '；', '！', '？', ';', '.', '”'];
    let stop = match item.chars().next_back() {
        Some(end) if ends.contains(&end) => "",
        _ if last => "。",
        _ => "；",
    };
    format!("{item}{stop}")
}

/// The number of a clause in the manner of the pattern: `3.`, `三、`, `（3）`, `（三）`.
pub(crate) fn numbered(pattern: &str, n: usize) -> String {
    match pattern {
        "一、" => format!("{}、", chinese(n)),
        "（1）" => format!("（{n}）"),
        "（一）" => format!("（{}）", chinese(n)),
        _ => format!("{n}. "),
    }
}

/// A number up to 99 in Chinese; more is written in digits.
fn chinese(n: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match (n / 10, n % 10) {
        (0, one) => DIGITS[one].to_owned(),
        (1, one) => format!("十{}", DIGITS[one]),
        (ten @ 2..=9, one) => format!("{}十{}", DIGITS[ten], DIGITS[one]),
        _ => n.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_times_are_written_as_people_write_them() {
        assert_eq!(day("2026-03-05"), "2026年3月5日");
        assert_eq!(day("2026-03-05T14:30:08"), "2026年3月5日");
        assert_eq!(moment("2026-03-05T09:05:08", true), "2026年3月5日09时05分08秒");
        assert_eq!(span("2026-03-08T14:00:00", "2026-03-08T16:20:00"), "2026年3月8日14时00分至16时20分");
        assert_eq!(span("2026-03-08T23:00:00", "2026-03-09T00:10:00"), "2026年3月8日23时00分至2026年3月9日00时10分");
        assert_eq!(span("2026-03-08T14:00:00", ""), "2026年3月8日14时00分");
    }

    #[test]
    fn clauses_are_numbered_and_ended() {
        assert_eq!((1..=3).map(|n| numbered("一、", n)).collect::<String>(), "一、二、三、");
        assert_eq!(numbered("（一）", 21), "（二十一）");
        assert_eq!(numbered("一、", 10), "十、");
        assert_eq!(ended(" 付清 ", false), "付清；");
        assert_eq!(ended("付清", true), "付清。");
        assert_eq!(ended("付清。", false), "付清。");
    }
}
