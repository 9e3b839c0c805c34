//! The one code of a matter: sixteen digits a person can read out on the telephone.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::refusal::{Code, Refusal};

/// County (6), two-digit year (2), sequence (7), check digit (1; ISO 7064 MOD 11,10).
///
/// The check digit finds every single wrong digit and nearly every swapped pair.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MatterCode(String);

impl MatterCode {
    /// The largest sequence number of a county's year.
    pub const MAX_SEQUENCE: u32 = 9_999_999;

    /// Composes the code of the `sequence`-th matter a county opens in a year (1-based).
    pub fn new(county: &str, year: i16, sequence: u32) -> Self {
        debug_assert!(county.len() == 6 && sequence <= Self::MAX_SEQUENCE);
        let body = format!("{county}{:02}{sequence:07}", year.rem_euclid(100));
        let check = check_digit(&body);
        Self(format!("{body}{check}"))
    }

    /// The county that opened the matter, six digits.
    pub fn county(&self) -> &str {
        &self.0[..6]
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `6206 0226 0001 2347`: in groups, as it is printed and read out.
    pub fn grouped(&self) -> String {
        [&self.0[..4], &self.0[4..8], &self.0[8..12], &self.0[12..]].join(" ")
    }
}

impl FromStr for MatterCode {
    type Err = Refusal;

    /// Reads a code as people write it: with or without spaces, full-width digits allowed.
    fn from_str(s: &str) -> Result<Self, Refusal> {
        let mut digits = String::with_capacity(16);
        for c in s.chars().take(40) {
            match c {
                '0'..='9' => digits.push(c),
                '０'..='９' => digits.push(char::from(b'0' + (c as u32 - '０' as u32) as u8)),
                ' ' | '-' | '\u{3000}' => {}
                _ => return Err(Refusal::new(Code::MatterCodeMalformed)),
            }
        }
        if digits.len() != 16 {
            return Err(Refusal::new(Code::MatterCodeMalformed));
        }
        let given = digits.as_bytes()[15] - b'0';
        if check_digit(&digits[..15]) != given {
            return Err(Refusal::new(Code::MatterCodeMistyped));
        }
        Ok(Self(digits))
    }
}

impl fmt::Display for MatterCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for MatterCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for MatterCode {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for MatterCode {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(|_| serde::de::Error::custom("not a matter code"))
    }
}

/// ISO 7064 MOD 11,10: the hybrid system for digit strings with one digit of check.
fn check_digit(digits: &str) -> u8 {
    let product = digits.bytes().fold(10u32, |p, b| {
        let sum = (p + u32::from(b - b'0')) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    ((11 - product) % 10) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_check_digit_agrees_with_the_standards_example() {
        // ISO 7064 gives 0794 with check digit 5 for MOD 11,10.
        assert_eq!(check_digit("0794"), 5);
    }

    #[test]
    fn a_code_is_read_as_people_write_it() {
        let code = MatterCode::new("620602", 2026, 1234);
        assert_eq!(code.grouped().parse::<MatterCode>().unwrap(), code);
        assert_eq!(code.as_str().replace('2', "２").parse::<MatterCode>().unwrap(), code);
        assert_eq!("620602".parse::<MatterCode>().unwrap_err().code, Code::MatterCodeMalformed);
    }

    proptest! {
        #[test]
        fn a_single_wrong_digit_is_always_found(seq in 0u32..=MatterCode::MAX_SEQUENCE, at in 0usize..16, add in 1u8..10) {
            let code = MatterCode::new("620602", 2026, seq);
            let mut wrong = code.as_str().as_bytes().to_vec();
            wrong[at] = b'0' + (wrong[at] - b'0' + add) % 10;
            prop_assert!(String::from_utf8(wrong).unwrap().parse::<MatterCode>().is_err());
        }
    }
}
