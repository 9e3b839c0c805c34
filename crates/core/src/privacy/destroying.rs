//! 到期销毁: what is left of a file whose time is over. What people wrote goes; the skeleton from which figures are counted
//! stays: kinds, days, sums of money, who of the staff did what.

use serde_json::Value;

use crate::kernel::MatterCode;
use crate::text_enum;

/// Stands where something was destroyed.
pub const GONE: &str = "（已到期销毁）";

/// Most files on one list: two people go through it one by one.
pub const MOST: usize = 200;

text_enum! {
    /// Where a list of files to be destroyed stands.
    pub enum DestructionState {
        Open = "open" ("待另一人核准", "Waits for the other person"),
        Done = "done" ("已销毁", "Destroyed"),
        Dropped = "dropped" ("已作废", "Dropped"),
    }
}

/// Takes what people wrote out of a document.
pub fn blank(value: &mut Value) {
    match value {
        Value::String(text) => {
            if !is_code(text) {
                GONE.clone_into(text);
            }
        }
        Value::Array(all) => all.iter_mut().for_each(blank),
        Value::Object(all) => {
            for (key, one) in all {
                // The number under which it stands in the register is no personal data, and the register keeps it.
                if key != "dossier_number" {
                    blank(one);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// What the program writes: words of its lists, days, instants, codes of areas and matters, numbers of its own. Telephones and
/// numbers of identity cards and accounts have other lengths, or strokes elsewhere than a day has.
pub fn is_code(text: &str) -> bool {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    let listed = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if digits {
        return match text.len() {
            0..=6 | 9 | 12 | 15 => true,
            16 => text.parse::<MatterCode>().is_ok(),
            17..=19 => !is_identity_number(text) && !is_bank_card(text),
            _ => false,
        };
    }
    let moment = text.get(10..).is_none_or(|rest| rest.bytes().all(|b| b.is_ascii_digit() || b"-:.TZ+".contains(&b)));
    let day = text.get(..10).is_some_and(|day| day.parse::<jiff::civil::Date>().is_ok());
    // `T15C`, `D7`: the numbers of limits and forms.
    let numbered = text.len() <= 4
        && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && matches!(text.as_bytes(), [letter, digit, ..] if letter.is_ascii_uppercase() && digit.is_ascii_digit());
    (day && moment) || numbered || (listed && text.bytes().any(|b| b.is_ascii_lowercase()))
}

/// Eighteen digits with a day of birth in the middle (GB 11643).
fn is_identity_number(digits: &str) -> bool {
    let day =
        |born: &str| format!("{}-{}-{}", &born[..4], &born[4..6], &born[6..]).parse::<jiff::civil::Date>().is_ok();
    digits.len() == 18
        && digits.get(6..14).is_some_and(|born| (born.starts_with("19") || born.starts_with("20")) && day(born))
}

/// A card of a Chinese bank, by its beginning and its last digit (ISO/IEC 7812).
fn is_bank_card(digits: &str) -> bool {
    let doubled = digits.bytes().rev().enumerate().map(|(i, digit)| {
        let digit = u32::from(digit - b'0') << (i % 2);
        if digit > 9 { digit - 9 } else { digit }
    });
    digits.starts_with("62") && doubled.sum::<u32>() % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn words_go_and_the_skeleton_stays() {
        let mut record = json!({
            "state": "in_effect", "on": "2026-03-02", "at": "2026-03-02T09:00:00", "n": 2, "account": "7260000000000000001", "limit": "T15C",
            "name": "李小雨", "phone": "13812345678", "said": ["他打人了。", "He hit me"], "draft": { "amount_fen": 2500, "how": "现金" },
            "dossier_number": "柳人调字〔2026〕第1号", "sealed": "k1:QUJD", "blank": "",
            "landline": "0935-6123456", "abroad": "+8613812345678", "card": "620602199001010012", "area": "620602130",
            "bank": "6222020000000000000", "id": "816112572828753923", "matter": MatterCode::new("620602", 2026, 1),
        });
        blank(&mut record);
        assert_eq!(
            record,
            json!({
                "state": "in_effect", "on": "2026-03-02", "at": "2026-03-02T09:00:00", "n": 2,
                "account": "7260000000000000001", "limit": "T15C", "name": GONE, "phone": GONE, "said": [GONE, GONE],
                "draft": { "amount_fen": 2500, "how": GONE }, "dossier_number": "柳人调字〔2026〕第1号", "sealed": GONE,
                "blank": "", "landline": GONE, "abroad": GONE, "card": GONE, "area": "620602130",
                "bank": GONE, "id": "816112572828753923", "matter": MatterCode::new("620602", 2026, 1),
            })
        );
    }
}
