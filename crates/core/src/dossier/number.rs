//! 卷号: drawn at acceptance, without gaps, anew each year.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::{Code, refusal::Form};

/// The number of a case in its committee's register: `〔2026〕柳人调字第12号` (form D20). Kept as it was drawn: a
/// committee that changes its word later keeps the numbers it gave.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DossierNumber {
    /// The year of acceptance.
    pub year: i16,
    /// The committee's own word before 人调字; may be empty.
    pub word: String,
    /// Counts from 1 within the committee and the year.
    pub seq: u32,
}

impl fmt::Display for DossierNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "〔{}〕{}人调字第{}号", self.year, self.word, self.seq)
    }
}

/// Most characters of a committee's word.
pub const MAX_WORD: usize = 8;

/// A committee's word: Chinese characters alone, since it stands in an official number.
pub fn check_word(form: &mut Form, word: &str, at: &str) {
    let word = word.trim();
    if word.chars().count() > MAX_WORD {
        form.refuse(Code::TooLong, at);
    } else if !word.chars().all(|c| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3134f}')) {
        form.refuse(Code::WordMalformed, at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_reads_as_the_cover_wants_it() {
        let number = |word: &str| DossierNumber { year: 2026, word: word.into(), seq: 12 }.to_string();
        assert_eq!(number("柳"), "〔2026〕柳人调字第12号");
        assert_eq!(number(""), "〔2026〕人调字第12号");
    }

    #[test]
    fn a_word_has_chinese_characters_alone() {
        let code = |word: &str| {
            let mut form = Form::default();
            check_word(&mut form, word, "/number_word");
            form.finish().err().map(|refusals| refusals[0].code)
        };
        assert_eq!([code("柳"), code(""), code(" 凉大柳 ")], [None; 3]);
        assert_eq!([code("LIU"), code("柳，"), code("柳 人")], [Some(Code::WordMalformed); 3]);
        assert_eq!(code(&"柳".repeat(9)), Some(Code::TooLong));
    }
}
