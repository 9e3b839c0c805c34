//! What somebody signs in with besides a password: a code of an application on their telephone (TOTP, RFC 6238), passkeys, and
//! recovery codes on paper for the day the telephone is lost (GB/T 22239-2019 8.1.4.1: two factors, one of them cryptographic).

use crate::policy::Role;

/// How many recovery codes somebody gets; each is good once.
pub const RECOVERY_CODES: usize = 10;

/// Digits of a code by time.
pub const DIGITS: usize = 6;

/// Most passkeys of one person.
pub const MOST_PASSKEYS: usize = 10;

/// What somebody typed as a second factor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// Six digits, by time.
    Digits(String),
    /// A recovery code, in small letters without what stands between them.
    Recovery(String),
}

impl Typed {
    /// Reads it however it was typed: full-width, in groups, in capitals. None if it can be neither.
    pub fn read(text: &str) -> Option<Self> {
        let kept: String = text.chars().map(half_width).filter(char::is_ascii_alphanumeric).take(40).collect();
        let kept = kept.to_ascii_lowercase();
        if kept.len() == DIGITS && kept.bytes().all(|b| b.is_ascii_digit()) {
            return Some(Self::Digits(kept));
        }
        (kept.len() == RECOVERY_LENGTH).then_some(Self::Recovery(kept))
    }
}

/// Characters of a recovery code, without what stands between its groups.
pub const RECOVERY_LENGTH: usize = 16;

/// As Chinese keyboards type digits and letters when they are left full-width.
fn half_width(c: char) -> char {
    match u32::from(c) {
        n @ 0xFF01..=0xFF5E => char::from_u32(n - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// Whether somebody with these posts must have a second factor, by the site's setting.
pub fn is_needed(required: &[Role], posts: impl IntoIterator<Item = Role>) -> bool {
    posts.into_iter().any(|role| required.contains(&role))
}

/// What applications for codes read from a QR code (`otpauth`), for a seed in base 32.
pub fn address(issuer: &str, login: &str, seed: &str) -> String {
    let (issuer, login) = (encoded(issuer), encoded(login));
    format!("otpauth://totp/{issuer}:{login}?secret={seed}&issuer={issuer}&algorithm=SHA1&digits={DIGITS}&period=30")
}

fn encoded(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

/// Base 32 (RFC 4648) without padding: how seeds are written.
pub fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut out = String::new();
    let (mut held, mut bits) = (0_u32, 0);
    for &byte in bytes {
        held = held << 8 | u32::from(byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(letter(LETTERS, held >> bits));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        out.push(letter(LETTERS, held << (5 - bits)));
    }
    out
}

fn letter(letters: &[u8; 32], n: u32) -> char {
    letters.get((n & 31) as usize).copied().map_or('A', char::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_32_is_written_as_the_standard_does() {
        for (plain, written) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(plain.as_bytes()), written);
        }
    }

    #[test]
    fn a_code_is_read_however_it_was_typed() {
        let digits = |text: &str| Some(Typed::Digits(text.into()));
        assert_eq!(Typed::read(" 123 456 "), digits("123456"));
        assert_eq!(Typed::read("\u{ff11}\u{ff12}\u{ff13}456"), digits("123456"));
        assert_eq!(Typed::read("ABCD-efgh-2345-jkmn"), Some(Typed::Recovery("abcdefgh2345jkmn".into())));
        for wrong in ["", "12345", "1234567", "abcdef", "abcd-efgh", "\u{4e00}\u{4e8c}\u{4e09}\u{56db}\u{4e94}\u{516d}"]
        {
            assert_eq!(Typed::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_address_names_house_and_person() {
        assert_eq!(
            address("\u{677f}\u{51f3}", "wang.fang", "MZXW6YTB"),
            "otpauth://totp/%E6%9D%BF%E5%87%B3:wang.fang?secret=MZXW6YTB&issuer=%E6%9D%BF%E5%87%B3\
             &algorithm=SHA1&digits=6&period=30"
        );
    }

    #[test]
    fn who_needs_one_is_a_matter_of_their_posts() {
        let required = [Role::SystemAdministrator];
        assert!(is_needed(&required, [Role::Clerk, Role::SystemAdministrator]));
        assert!(!is_needed(&required, [Role::Clerk]));
        assert!(!is_needed(&[], [Role::SystemAdministrator]));
    }
}
