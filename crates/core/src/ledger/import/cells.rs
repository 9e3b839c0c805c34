//! What people type into cells: days, amounts, several names at once.

use jiff::civil::date;

use crate::kernel::{Code, Date, Fen, Refusal};

/// Writes what input methods make wide in the narrow form: digits, letters, marks, the wide space. Of a whole
/// normalisation (NFKC) this is the part that never changes a name: compatibility ideographs stay as they are.
pub(crate) fn fold(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '\u{3000}' | '\u{a0}' => ' ',
            c => c,
        })
        .collect()
}

/// As [`fold`], for text that is kept: digits and letters alone, so that Chinese marks stay Chinese.
pub(crate) fn fold_text(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' => {
                char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)
            }
            '\u{3000}' | '\u{a0}' => ' ',
            c => c,
        })
        .collect::<String>()
        .trim()
        .to_owned()
}

/// Without any white space.
pub(crate) fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Marks by which people say that there is nothing.
pub(crate) fn is_blank(text: &str) -> bool {
    matches!(squeeze(&fold(text)).as_str(), "" | "/" | "\\" | "-" | "--" | "—" | "——" | "无" | "不详" | "N/A")
}

/// Excel counts days from here.
const DAY_ZERO: Date = date(1899, 12, 30);

/// Reads a day: `2025-03-02`, `2025年3月2日`, `2025.3.2`, `2025/3/2`, `20250302`, a spreadsheet's number of days; a time
/// after it is left out. A year has four digits: of `25.3.2` nobody knows which is which.
///
/// # Errors
/// [`Code::DateMalformed`].
pub(crate) fn day(text: &str) -> Result<Date, Refusal> {
    read_day(&fold(text)).ok_or(Refusal::new(Code::DateMalformed))
}

fn read_day(text: &str) -> Option<Date> {
    let text = text.trim();
    if let Ok(number) = text.parse::<f64>() {
        let whole = number.trunc();
        return match whole as i64 {
            // 1954 to 2118: as a bare number of days.
            days @ 20_000..=80_000 => DAY_ZERO.checked_add(jiff::Span::new().days(days)).ok(),
            packed @ 19_000_101..=21_991_231 if whole == number => {
                civil(packed / 10_000, packed / 100 % 100, packed % 100)
            }
            _ => None,
        };
    }
    // After the day only a time may follow.
    let mut parts: Vec<i64> = Vec::with_capacity(3);
    let mut rest = text;
    while parts.len() < 3 {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits == 0 || digits > 4 || (parts.is_empty() && digits != 4) {
            return None;
        }
        parts.push(rest[..digits].parse().ok()?);
        rest = rest[digits..].trim_start();
        if parts.len() < 3 {
            rest = rest.strip_prefix(['-', '.', '/', '年', '月', '、', '–', '—'])?.trim_start();
        }
    }
    let rest = rest.strip_prefix(['日', '号', 'T']).unwrap_or(rest).trim_start();
    let time = rest.chars().all(|c| c.is_ascii_digit() || ":.时分秒上下午Z ".contains(c));
    if !time || rest.starts_with('.') {
        return None;
    }
    civil(parts[0], parts[1], parts[2])
}

fn civil(year: i64, month: i64, day: i64) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Reads an amount in yuan: `25,000`, `2.5万元`, `3千元`, `￥300.50`.
///
/// # Errors
/// [`Code::AmountMalformed`].
pub(crate) fn amount(text: &str) -> Result<Fen, Refusal> {
    read_amount(text).ok_or(Refusal::new(Code::AmountMalformed))
}

fn read_amount(text: &str) -> Option<Fen> {
    let text = squeeze(&fold(text)).replace([',', '¥', '\u{ffe5}'], "").replace("人民币", "");
    let text = text.strip_suffix('元').unwrap_or(&text);
    let (figure, times) = match (text.strip_suffix('万'), text.strip_suffix('千')) {
        (Some(figure), _) => (figure, 10_000.0),
        (_, Some(figure)) => (figure, 1_000.0),
        _ => (text, 1.0),
    };
    if !figure.chars().all(|c| c.is_ascii_digit() || c == '.') {
        return None;
    }
    // A figure out of a spreadsheet is a float already, right to fifteen digits; the form refuses what is larger.
    let fen = (figure.parse::<f64>().ok()? * times * 100.0).round();
    (fen <= 9e15).then_some(Fen(fen as i64))
}

/// A figure by itself: what the heading says of its column holds for it.
pub(crate) fn is_bare(text: &str) -> bool {
    let text = squeeze(&fold(text));
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
}

/// Several entries in one cell: one a line, or between Chinese and other commas.
pub(crate) fn several(text: &str) -> Vec<String> {
    text.split(['、', '\u{ff0c}', ',', '\u{ff1b}', ';', '\n', '\r', '/'])
        .map(str::trim)
        .filter(|part| !is_blank(part))
        .map(str::to_owned)
        .collect()
}

/// Marks between entries, but for the line's end and the slash, which also says that there is nothing.
const MARKS: [char; 5] = ['、', '\u{ff0c}', ',', '\u{ff1b}', ';'];

/// As [`several`], each entry in its place: where there is none it is empty.
pub(crate) fn in_place(text: &str) -> Vec<String> {
    let one = |part: &str| if is_blank(part) { String::new() } else { fold_text(part) };
    let text = text.trim().replace("\r\n", "\n");
    let mut lines = text.split(['\n', '\r']).map(str::trim).peekable();
    let mut entries = Vec::new();
    while let Some(line) = lines.next() {
        // A mark before the end of a line is one with it, and no place of its own.
        let line = lines.peek().and_then(|_| line.strip_suffix(MARKS)).unwrap_or(line);
        for part in line.split(MARKS) {
            match is_blank(part) {
                true => entries.push(String::new()),
                false => entries.extend(part.split('/').map(one)),
            }
        }
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_people_type_it() {
        for typed in [
            "2025-03-02",
            "2025年3月2日",
            "2025年03月02号",
            "2025.3.2",
            "2025/3/2",
            "20250302",
            "２０２５年３月２日",
            "２０２５．３．２",
            "45718",
            "45718.75",
            "2025-03-02 16:30",
            "2025-03-02T16:30:00",
            "2025年3月2日 上午9时",
            " 2025 - 3 - 2 ",
        ] {
            assert_eq!(day(typed).unwrap(), date(2025, 3, 2), "{typed}");
        }
        for typed in [
            "",
            "25.3.2",
            "2025年3月",
            "2025-13-01",
            "20250231",
            "三月二日",
            "2025.3.2.1",
            "1",
            "99999",
            "3/2/2025",
            "去年",
        ] {
            assert_eq!(day(typed).unwrap_err().code, Code::DateMalformed, "{typed}");
        }
    }

    #[test]
    fn an_amount_is_read_as_people_type_it() {
        for (typed, fen) in [
            ("25000", 2_500_000),
            ("25,000.5", 2_500_050),
            ("２５０００元", 2_500_000),
            ("2.5万元", 2_500_000),
            ("3千元", 300_000),
            ("1.5 千", 150_000),
            ("￥300.50", 30_050),
            ("0.30000000000000004", 30),
            ("0", 0),
        ] {
            assert_eq!(amount(typed).unwrap(), Fen(fen), "{typed}");
        }
        for typed in ["", "约三千", "千", "2百万元", "-5", "1e5", "1.2.3", "99999999999999999999"] {
            assert_eq!(amount(typed).unwrap_err().code, Code::AmountMalformed, "{typed}");
        }
    }

    #[test]
    fn several_names_stand_in_one_cell() {
        assert_eq!(several("张三、李四\n王五，/"), ["张三", "李四", "王五"]);
        assert!(several("无").is_empty());
    }

    #[test]
    fn an_entry_keeps_its_place_whatever_stands_before_it() {
        for (typed, expected) in [
            ("1、2", vec!["1", "2"]),
            ("无、2", vec!["", "2"]),
            ("、2", vec!["", "2"]),
            ("/、2", vec!["", "2"]),
            ("/2", vec!["", "2"]),
            ("1/2；３", vec!["1", "2", "3"]),
            ("1、、3，无", vec!["1", "", "3", ""]),
            ("1、\r\n2", vec!["1", "2"]),
            ("1\n不详\n3\n", vec!["1", "", "3"]),
            ("无", vec![""]),
        ] {
            assert_eq!(in_place(typed), expected, "{typed}");
        }
    }

    #[test]
    fn a_figure_without_a_unit_is_told_from_one_that_has_its_own() {
        assert!(["2.5", "２．５", "1,200", " 3 "].into_iter().all(is_bare));
        assert!(!["", "300元", "2.5万", "￥300", "-5", "约3"].into_iter().any(is_bare));
    }

    #[test]
    fn wide_digits_become_narrow_and_chinese_marks_stay() {
        assert_eq!(fold_text("　赔偿１２００元，其余（另议）　"), "赔偿1200元，其余（另议）");
        assert_eq!(fold("（Ａ１）"), "(A1)");
    }

    proptest::proptest! {
        #[test]
        fn anything_is_read_without_a_panic(typed in "\\PC{0,30}") {
            let _ = (day(&typed), amount(&typed), several(&typed), in_place(&typed), fold_text(&typed));
        }
    }
}
