//! Money is counted in fen (1/100 yuan), never in floating point.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An amount in fen. Not negative where people promise or pay it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Fen(pub i64);

impl Fen {
    /// The largest amount a form takes: 1 trillion yuan. Anything above is a slip of the finger.
    pub const MAX: Fen = Fen(100_000_000_000_000);

    pub fn yuan(yuan: i64) -> Self {
        Fen(yuan * 100)
    }
}

impl std::ops::Add for Fen {
    type Output = Fen;
    fn add(self, other: Fen) -> Fen {
        Fen(self.0.saturating_add(other.0))
    }
}

impl std::iter::Sum for Fen {
    fn sum<I: Iterator<Item = Fen>>(iter: I) -> Fen {
        iter.fold(Fen(0), |a, b| a + b)
    }
}

/// `25,000.00` – the figure as forms print it, in yuan.
impl std::fmt::Display for Fen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (yuan, fen) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        let digits = yuan.to_string();
        let mut grouped = String::new();
        for (i, d) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i) % 3 == 0 {
                grouped.push(',');
            }
            grouped.push(d);
        }
        write!(f, "{sign}{grouped}.{fen:02}")
    }
}

const DIGITS: [&str; 10] = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"];

impl Fen {
    /// The amount in Chinese capital numerals, as agreements write it so that no digit can be altered: 贰万伍仟元整.
    pub fn in_words(self) -> String {
        let (yuan, jiao, fen) =
            (self.0.unsigned_abs() / 100, self.0.unsigned_abs() / 10 % 10, self.0.unsigned_abs() % 10);
        let mut out = String::new();
        if self.0 < 0 {
            out.push('负');
        }
        if yuan > 0 || (jiao == 0 && fen == 0) {
            out.push_str(&integer_words(yuan));
            out.push('元');
        }
        match (jiao, fen) {
            (0, 0) => out.push('整'),
            (j, f) => {
                if j > 0 {
                    out.push_str(DIGITS[j as usize]);
                    out.push('角');
                } else if yuan > 0 {
                    out.push('零');
                }
                if f > 0 {
                    out.push_str(DIGITS[f as usize]);
                    out.push('分');
                } else {
                    out.push('整');
                }
            }
        }
        out
    }
}

fn integer_words(n: u64) -> String {
    if n == 0 {
        return DIGITS[0].to_owned();
    }
    let mut groups = Vec::new();
    let mut rest = n;
    while rest > 0 {
        groups.push(rest % 10_000);
        rest /= 10_000;
    }
    let units = ["", "万", "亿", "万亿", "亿亿"];
    let mut out = String::new();
    let mut gap = false;
    for (i, &group) in groups.iter().enumerate().rev() {
        if group == 0 {
            gap = !out.is_empty();
            continue;
        }
        if !out.is_empty() && (gap || group < 1000) {
            out.push_str(DIGITS[0]);
        }
        out.push_str(&group_words(group));
        out.push_str(units[i.min(units.len() - 1)]);
        gap = false;
    }
    out
}

fn group_words(n: u64) -> String {
    let mut out = String::new();
    let mut gap = false;
    for (place, unit) in [(1000, "仟"), (100, "佰"), (10, "拾"), (1, "")] {
        let digit = n / place % 10;
        if digit == 0 {
            gap |= !out.is_empty();
        } else {
            if gap {
                out.push_str(DIGITS[0]);
                gap = false;
            }
            out.push_str(DIGITS[digit as usize]);
            out.push_str(unit);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_shown_in_yuan_with_groups() {
        assert_eq!(Fen::yuan(25_000).to_string(), "25,000.00");
        assert_eq!(Fen(123_456_705).to_string(), "1,234,567.05");
        assert_eq!(Fen(7).to_string(), "0.07");
    }

    #[test]
    fn an_amount_is_written_in_capital_numerals() {
        for (fen, words) in [
            (0, "零元整"),
            (2_500_000, "贰万伍仟元整"),
            (100, "壹元整"),
            (1_005, "壹拾元零伍分"),
            (10_500, "壹佰零伍元整"),
            (105_050, "壹仟零伍拾元伍角整"),
            (10_000_000_000, "壹亿元整"),
            (10_001_000_000, "壹亿零壹万元整"),
            (1_000_100, "壹万零壹元整"),
            (50, "伍角整"),
        ] {
            assert_eq!(Fen(fen).in_words(), words, "{fen}");
        }
    }
}
