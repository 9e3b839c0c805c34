//! Telephone numbers as people type them.

use crate::kernel::{Code, Refusal};

/// Short numbers people give as a contact: government, legal, court and procuratorate hotlines.
const HOTLINES: [&str; 12] =
    ["110", "119", "120", "122", "12309", "12315", "12333", "12338", "12345", "12348", "12355", "12368"];

/// Reads a telephone number as typed and writes it the one way it is kept: `13812345678`, `0935-6123456`, `12345`.
///
/// Takes full-width digits, spaces, hyphens, brackets and a leading +86, 0086 or 86. Mobiles are eleven digits from 13
/// to 19, whatever the carrier; landlines need their area code and may carry an extension (`0935-6123456-801`); 400 and
/// 800 numbers and hotlines are taken too.
///
/// # Errors
/// [`Code::PhoneMalformed`] for anything else.
pub fn normalise(typed: &str) -> Result<String, Refusal> {
    read(typed).ok_or_else(|| Refusal::new(Code::PhoneMalformed))
}

fn read(typed: &str) -> Option<String> {
    if typed.chars().count() > 40 {
        return None;
    }
    let (number, extension) = split_extension(typed.trim());
    let mut digits = only_digits(number)?;
    let extension = extension.map(only_digits).transpose_some()?;
    for prefix in ["+86", "0086", "86"] {
        if let Some(rest) = digits.strip_prefix(prefix)
            && rest.len() >= 9
            && (prefix != "86" || is_mobile(rest))
        {
            digits = rest.to_owned();
            // Abroad the leading 0 of an area code is left out.
            if prefix != "86" && !digits.starts_with('0') && !is_mobile(&digits) && !is_service(&digits) {
                digits.insert(0, '0');
            }
            break;
        }
    }
    if is_mobile(&digits) || is_service(&digits) || HOTLINES.contains(&digits.as_str()) {
        return extension.is_none().then_some(digits);
    }
    let area = area_code_len(&digits)?;
    let local = &digits[area..];
    let plausible = matches!(local.len(), 7 | 8) && matches!(local.as_bytes().first(), Some(b'2'..=b'9'));
    match extension {
        _ if !plausible => None,
        None => Some(format!("{}-{local}", &digits[..area])),
        Some(extension) if (1..=6).contains(&extension.len()) => {
            Some(format!("{}-{local}-{extension}", &digits[..area]))
        }
        Some(_) => None,
    }
}

/// A number to show to those who need not know it: the first three and the last four digits of a mobile, of others the
/// area code and the last two. Hotlines are no secret.
pub fn mask(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().collect();
    if HOTLINES.contains(&phone) {
        return phone.to_owned();
    }
    let (head, tail) = match digits.len() {
        11 if is_mobile(phone) => (3, 4),
        _ => match phone.find('-') {
            Some(dash) if phone.is_char_boundary(dash) && dash <= 4 && digits.len() >= dash + 6 => (dash + 1, 2),
            _ => (0, digits.len().min(8) / 4),
        },
    };
    let hidden = digits.len().saturating_sub(head + tail);
    digits.iter().take(head).chain(std::iter::repeat_n(&'*', hidden)).chain(&digits[head + hidden..]).collect()
}

/// `number-extension`, `number转801`: the extension apart from its number.
fn split_extension(typed: &str) -> (&str, Option<&str>) {
    for mark in ["转", "ext.", "ext", "#", "x"] {
        if let Some((number, extension)) = typed.split_once(mark) {
            return (number, Some(extension));
        }
    }
    // Two hyphens: area code, number, extension.
    let hyphen = |c: char| matches!(c, '-' | '\u{ff0d}' | '–' | '—');
    if typed.chars().filter(|&c| hyphen(c)).count() == 2
        && typed.trim_start_matches(['(', '\u{ff08}']).starts_with(['0', '\u{ff10}'])
        && let Some(at) = typed.rfind(hyphen)
    {
        let (number, rest) = typed.split_at(at);
        return (number, Some(rest.trim_start_matches(hyphen)));
    }
    (typed, None)
}

/// The digits (and a leading plus) of a number; none if there is anything in it that numbers do not have.
fn only_digits(typed: &str) -> Option<String> {
    let mut digits = String::with_capacity(16);
    for c in typed.chars() {
        match c {
            '0'..='9' => digits.push(c),
            '０'..='９' => digits.push(char::from(b'0' + u8::try_from(u32::from(c) - u32::from('０')).ok()?)),
            '+' | '\u{ff0b}' if digits.is_empty() => digits.push('+'),
            '-' | '\u{ff0d}' | '–' | '—' | '(' | ')' | '\u{ff08}' | '\u{ff09}' | '.' | '·' => {}
            c if c.is_whitespace() => {}
            _ => return None,
        }
    }
    Some(digits)
}

/// Whether a number, as [`normalise`] writes it, takes text messages.
pub fn is_mobile(digits: &str) -> bool {
    let b = digits.as_bytes();
    b.len() == 11 && b[0] == b'1' && (b'3'..=b'9').contains(&b[1]) && b.iter().all(u8::is_ascii_digit)
}

fn is_service(digits: &str) -> bool {
    digits.len() == 10 && (digits.starts_with("400") || digits.starts_with("800"))
}

/// Two digits after the 0 for 010 and 02x, three for the others.
fn area_code_len(digits: &str) -> Option<usize> {
    match digits.as_bytes() {
        [b'0', b'1', b'0', ..] | [b'0', b'2', ..] if digits.len() >= 10 => Some(3),
        [b'0', b'3'..=b'9', ..] if digits.len() >= 11 => Some(4),
        _ => None,
    }
}

trait TransposeSome<T> {
    fn transpose_some(self) -> Option<Option<T>>;
}

impl<T> TransposeSome<T> for Option<Option<T>> {
    /// Nothing there is fine; something there that cannot be read is not.
    fn transpose_some(self) -> Option<Option<T>> {
        match self {
            None => Some(None),
            Some(None) => None,
            Some(Some(value)) => Some(Some(value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_is_read_as_people_type_it() {
        for typed in [
            "13812345678",
            " 138 1234 5678 ",
            "+86 138-1234-5678",
            "008613812345678",
            "8613812345678",
            "１３８１２３４５６７８",
        ] {
            assert_eq!(normalise(typed).unwrap(), "13812345678", "{typed}");
        }
        for typed in [
            "0935-6123456",
            "09356123456",
            "\u{ff08}0935\u{ff09}6123456",
            "(0935) 6123456",
            "+86 935 6123456",
            "0935—6123456",
        ] {
            assert_eq!(normalise(typed).unwrap(), "0935-6123456", "{typed}");
        }
        for typed in ["0935-6123456-801", "0935-6123456转801", "09356123456 ext 801"] {
            assert_eq!(normalise(typed).unwrap(), "0935-6123456-801", "{typed}");
        }
        assert_eq!(normalise("010 8812 3456").unwrap(), "010-88123456");
        assert_eq!(normalise("12348").unwrap(), "12348");
        assert_eq!(normalise("400-810-1234").unwrap(), "4008101234");
    }

    #[test]
    fn what_is_no_telephone_number_is_refused() {
        for typed in [
            "",
            "1381234567",
            "12812345678",
            "6123456",
            "138123456789",
            "没有电话",
            "0935-123",
            "0935-1234567",
            "1",
            "+86",
            "12346",
            "138a2345678",
        ] {
            assert_eq!(normalise(typed).unwrap_err().code, Code::PhoneMalformed, "{typed:?}");
        }
    }

    #[test]
    fn a_masked_number_keeps_what_helps_to_recognise_it() {
        assert_eq!(mask("13812345678"), "138****5678");
        assert_eq!(mask("0935-6123456"), "0935-*****56");
        assert_eq!(mask("12345"), "12345");
        assert_eq!(mask("1234567890"), "********90");
        assert_eq!(mask(""), "");
        assert_eq!(mask("电话"), "**");
    }

    proptest! {
        #[test]
        fn a_kept_number_is_read_as_itself(typed in "[0-9()+ -]{0,20}") {
            if let Ok(kept) = normalise(&typed) {
                prop_assert_eq!(normalise(&kept).unwrap(), kept);
            }
        }

        #[test]
        fn anything_is_read_and_masked_without_a_panic(typed in "\\PC{0,50}") {
            let _ = normalise(&typed);
            prop_assert_eq!(mask(&typed).chars().count(), typed.chars().count());
        }
    }
}
