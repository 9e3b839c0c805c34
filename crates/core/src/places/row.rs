//! A row of an official list of areas: is it fit to be kept?

use super::AreaCode;
use crate::text_enum;

text_enum! {
    /// Why a row of a list is left out.
    pub enum RowFault {
        NotText = "not_text" ("这一行不是 UTF-8 文本", "the line is not UTF-8 text"),
        LineTooLong = "line_too_long" ("这一行太长", "the line is too long"),
        QuoteOpen = "quote_open" ("引号没有成对", "a quotation mark is not closed"),
        CodeMissing = "code_missing" ("没有代码", "the code is missing"),
        CodeNotDigits = "code_not_digits" ("代码不是数字", "the code is not made of digits"),
        CodeLength = "code_length" ("代码应为 2、4、6、9、12 或 15 位", "a code has 2, 4, 6, 9, 12 or 15 digits"),
        NameMissing = "name_missing" ("没有名称", "the name is missing"),
        NameTooLong = "name_too_long" ("名称超过 100 个字", "the name has more than 100 characters"),
        ControlCharacter = "control_character" ("名称含有控制字符", "the name contains control characters"),
        SuccessorCode = "successor_code" ("接续区划的代码不对", "the code of the area that takes its place is wrong"),
        SuccessorUnknown = "successor_unknown" ("接续的区划不存在", "the area that takes its place is not known"),
        Twice = "twice" ("同一代码在前面已经出现过", "the code came before in these files"),
        ParentUnknown = "parent_unknown" ("上级区划不存在", "the area it lies in is not known"),
    }
}

/// The longest name that is kept, in characters.
const LONGEST_NAME: usize = 100;

/// A row that is well by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub code: AreaCode,
    pub name: String,
    /// The area has ended, and this one took its place.
    pub successor: Option<AreaCode>,
}

/// Checks a row by itself; whether the areas it speaks of are known, its reader must say.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn check_row(code: &str, name: &str, successor: &str) -> Result<Row, RowFault> {
    let (code, name) = (code.trim(), name.trim());
    if code.is_empty() {
        return Err(RowFault::CodeMissing);
    }
    if !code.bytes().all(|b| b.is_ascii_digit()) {
        return Err(RowFault::CodeNotDigits);
    }
    let code: AreaCode = code.parse().map_err(|_| RowFault::CodeLength)?;
    if name.is_empty() {
        return Err(RowFault::NameMissing);
    }
    if name.chars().any(unprintable) {
        return Err(RowFault::ControlCharacter);
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(RowFault::NameTooLong);
    }
    let successor = match successor.trim() {
        "" => None,
        successor => Some(successor.parse().ok().filter(|s| *s != code).ok_or(RowFault::SuccessorCode)?),
    };
    Ok(Row { code, name: name.to_owned(), successor })
}

/// Control characters, and those that are not seen but change how a line is shown.
fn unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FFFD}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_kept_without_the_space_around_it() {
        let row = check_row(" 620602130 ", " 大柳镇 ", " ").unwrap();
        assert_eq!((row.code.as_str(), row.name.as_str(), row.successor), ("620602130", "大柳镇", None));
        let ended = check_row("620602131", "旧镇", " 620602130").unwrap();
        assert_eq!(ended.successor, Some(row.code));
    }

    #[test]
    fn every_fault_has_its_reason() {
        let long = "村".repeat(101);
        for (code, name, fault) in [
            ("", "村", RowFault::CodeMissing),
            ("62O6", "村", RowFault::CodeNotDigits),
            ("６２", "村", RowFault::CodeNotDigits),
            ("62060", "村", RowFault::CodeLength),
            ("6206", " ", RowFault::NameMissing),
            ("6206", "武\n威", RowFault::ControlCharacter),
            ("6206", "\u{202E}武", RowFault::ControlCharacter),
            ("6206", long.as_str(), RowFault::NameTooLong),
        ] {
            assert_eq!(check_row(code, name, "").unwrap_err(), fault, "{code} {name}");
        }
        for successor in ["x", "62060", "6206"] {
            assert_eq!(check_row("6206", "武威市", successor).unwrap_err(), RowFault::SuccessorCode, "{successor}");
        }
    }
}
