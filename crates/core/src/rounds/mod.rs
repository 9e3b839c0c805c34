//! 走访: rounds through grids, buildings and organisations, and services that somebody asked for.
//!
//! A plan names places and bodies. It has no field for a person or a kind of person, and its free text is looked through
//! for identity and telephone numbers before it is kept.

use crate::kernel::text::Text;
use crate::text_enum;

text_enum! {
    /// What a stop of a round is. There is no kind for a person, and none for a group of persons.
    pub enum StopKind {
        Grid = "grid" ("网格", "A grid"),
        Building = "building" ("楼栋、院落", "A building or yard"),
        Organisation = "organisation" ("单位、商户", "A body or shop"),
        Service = "service" ("有人提出的服务", "A service somebody asked for"),
    }
}

text_enum! {
    /// How far a round is.
    pub enum RoundState {
        Open = "open" ("进行中", "Under way"),
        Closed = "closed" ("已结束", "Closed"),
    }
}

text_enum! {
    /// Something in a text that says which person is meant.
    pub enum PersonalMark {
        IdNumber = "id_number" ("像身份证号", "Looks like an identity number"),
        Telephone = "telephone" ("像电话号码", "Looks like a telephone number"),
    }
}

impl PersonalMark {
    /// What to do instead.
    pub fn advice(self) -> Text {
        Text::new(
            "走访计划和记录不写个人信息。请删去号码，只写地点和要办的事；要帮某个人办事，请登记为事项。",
            "Plans and records of rounds hold no personal data: take the number out and write the place and the task. \
             To help a person, register a matter.",
        )
    }
}

/// Stops of one round.
pub const MOST_STOPS: usize = 200;

/// What in a text says which person is meant. Digits that are written apart or in full width are read together.
pub fn personal_marks(text: &str) -> Vec<PersonalMark> {
    let mut found = Vec::new();
    for run in digit_runs(text) {
        let mark = match run.len() {
            18 if is_id_number(&run) => PersonalMark::IdNumber,
            15 if plausible_birth(&run[6..12]) => PersonalMark::IdNumber,
            11 if run.starts_with('1') && matches!(run.as_bytes()[1], b'3'..=b'9') => PersonalMark::Telephone,
            10..=12 if run.starts_with('0') => PersonalMark::Telephone,
            _ => continue,
        };
        if !found.contains(&mark) {
            found.push(mark);
        }
    }
    found
}

/// Runs of digits, with an X at the end where one stands there. Spaces and hyphens between digits do not end a run.
fn digit_runs(text: &str) -> Vec<String> {
    let (mut runs, mut run, mut gap) = (Vec::new(), String::new(), false);
    for c in text.chars().chain([' ', '。']) {
        let digit = match c {
            '0'..='9' => Some(c),
            '\u{ff10}'..='\u{ff19}' => char::from_digit(u32::from(c) - 0xff10, 10),
            'x' | 'X' if run.len() == 17 => Some('X'),
            _ => None,
        };
        match digit {
            Some(digit) => {
                run.push(digit);
                gap = false;
            }
            None if !gap && !run.is_empty() && matches!(c, ' ' | '-' | '\u{ff0d}' | '\u{3000}') => gap = true,
            None => {
                if !run.is_empty() {
                    runs.push(std::mem::take(&mut run));
                }
                gap = false;
            }
        }
    }
    runs
}

/// A birthday of six digits: year, month, day.
fn plausible_birth(digits: &str) -> bool {
    let part = |range: std::ops::Range<usize>| digits.get(range).and_then(|d| d.parse::<u8>().ok()).unwrap_or_default();
    (1..=12).contains(&part(2..4)) && (1..=31).contains(&part(4..6))
}

/// GB 11643: seventeen digits and a check character by ISO 7064 MOD 11-2.
fn is_id_number(run: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    let sum: u32 = run.chars().zip(WEIGHTS).filter_map(|(c, weight)| Some(c.to_digit(10)? * weight)).sum();
    run.as_bytes().last() == Some(&CHECKS[(sum % 11) as usize]) && plausible_birth(&run[8..14])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_persons_are_seen_however_they_are_written() {
        for (text, marks) in [
            ("去看看11010519491231002X", vec![PersonalMark::IdNumber]),
            ("证号 110105 19491231 002X 。", vec![PersonalMark::IdNumber]),
            ("打138 0000 0001找他", vec![PersonalMark::Telephone]),
            ("１３８００００００１１", vec![PersonalMark::Telephone]),
            ("座机0935-6123456", vec![PersonalMark::Telephone]),
            ("11010519491231002X，13800000001", vec![PersonalMark::IdNumber, PersonalMark::Telephone]),
        ] {
            assert_eq!(personal_marks(text), marks, "{text}");
        }
    }

    #[test]
    fn places_and_things_are_not() {
        for text in [
            "桥坡村三组15号院",
            "2026年3月2日查消防栓",
            "110105194912310021",
            "事项6206022600000015",
            "网格620602130200001",
            "3号楼2单元",
            "电表读数1234567",
        ] {
            assert_eq!(personal_marks(text), [], "{text}");
        }
    }
}
