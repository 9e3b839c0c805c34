//! Unified social credit codes of organisations (GB 32100-2015).

use crate::kernel::{Code, Refusal};

/// The 31 characters of the code: no I, O, S, V, Z.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Reads a unified social credit code as typed (lower case, full-width characters and spaces are mended) and writes it
/// in capitals: 18 characters, of which the last checks the others. What it says about area and kind is not judged, as
/// area codes change.
///
/// # Errors
/// [`Code::CreditCodeMalformed`] if there are not 18 characters of the alphabet or the check character does not fit.
pub fn check(typed: &str) -> Result<String, Refusal> {
    let malformed = || Refusal::new(Code::CreditCodeMalformed);
    let code: String =
        typed.chars().filter(|c| !c.is_whitespace()).take(19).map(|c| half_width(c).to_ascii_uppercase()).collect();
    let body = code.as_bytes();
    if body.len() != 18 {
        return Err(malformed());
    }
    let mut sum = 0;
    let mut weight = 1;
    for &b in &body[..17] {
        sum += value(b).ok_or_else(malformed)? * weight;
        weight = weight * 3 % 31;
    }
    if value(body[17]) == Some((31 - sum % 31) % 31) { Ok(code) } else { Err(malformed()) }
}

fn value(b: u8) -> Option<usize> {
    ALPHABET.iter().position(|&a| a == b)
}

/// A full-width character in its usual width.
fn half_width(c: char) -> char {
    match u32::from(c) {
        n @ 0xFF01..=0xFF5E => char::from_u32(n - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_known_vector_passes_as_people_type_it() {
        for typed in [
            "91350100M000100Y43",
            " 91350100m000100y43",
            "9135 0100 M000 100Y 43",
            "９１３５０１００Ｍ０００１００Ｙ４３",
        ] {
            assert_eq!(check(typed).unwrap(), "91350100M000100Y43");
        }
    }

    #[test]
    fn a_wrong_code_is_refused() {
        for typed in
            ["", "91350100M000100Y44", "91350100M000100Y4", "91350100M000100Y433", "91350100O000100Y43", "企业代码"]
        {
            assert_eq!(check(typed).unwrap_err().code, Code::CreditCodeMalformed, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn a_single_wrong_character_is_always_found(at in 0usize..18, add in 1usize..31) {
            let mut code = *b"91350100M000100Y43";
            code[at] = ALPHABET[(value(code[at]).unwrap() + add) % 31];
            prop_assert!(check(std::str::from_utf8(&code).unwrap()).is_err());
        }
    }
}
