//! 到期销毁: what is left of a file whose time is over. What people wrote goes; the skeleton from which figures are counted
//! stays: kinds, days, sums of money, who of the staff did what.

use serde_json::Value;

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

/// Codes, days, instants and numbers are written by the program. A number of eleven digits may be a telephone.
fn is_code(text: &str) -> bool {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    let of_day = text.bytes().all(|b| b.is_ascii_digit() || b"-:.TZ+".contains(&b));
    let word = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if digits { text.len() != 11 } else { of_day || word }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn words_go_and_the_skeleton_stays() {
        let mut record = json!({
            "state": "in_effect", "on": "2026-03-02", "at": "2026-03-02T09:00:00", "n": 2, "account": "7260000000000000001",
            "name": "李小雨", "phone": "13812345678", "said": ["他打人了。", "He hit me"], "draft": { "amount_fen": 2500, "how": "现金" },
            "dossier_number": "柳人调字〔2026〕第1号", "sealed": "k1:QUJD", "blank": "",
        });
        blank(&mut record);
        assert_eq!(
            record,
            json!({
                "state": "in_effect", "on": "2026-03-02", "at": "2026-03-02T09:00:00", "n": 2,
                "account": "7260000000000000001", "name": GONE, "phone": GONE, "said": [GONE, GONE],
                "draft": { "amount_fen": 2500, "how": GONE }, "dossier_number": "柳人调字〔2026〕第1号", "sealed": GONE,
                "blank": "",
            })
        );
    }
}
