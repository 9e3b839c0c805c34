//! The secret on a party's slip: ten characters that nobody mistakes for each other, in two groups.

/// Digits and capital letters without those that look alike in print or in a hurry: no 0 O Q, 1 I L, 5 S, 8 B, 2 Z as
/// a pair, 6 G as a pair, U V as a pair.
const LETTERS: &[u8; 23] = b"234679ACDEFHJKMNPRTVWXY";

/// Characters of a secret: 45 bits, against which a door that counts attempts cannot be tried.
pub const LENGTH: usize = 10;

/// Draws a secret from random bytes, each letter as likely as any other.
pub fn draw(mut byte: impl FnMut() -> u8) -> String {
    const FAIR: usize = 256 - 256 % LETTERS.len();
    let mut secret = String::with_capacity(LENGTH);
    while secret.len() < LENGTH {
        let drawn = usize::from(byte());
        if drawn < FAIR {
            secret.push(char::from(LETTERS[drawn % LETTERS.len()]));
        }
    }
    secret
}

/// As it is printed: `7K3M9-XVA24`.
pub fn group(secret: &str) -> String {
    let (first, second) = secret.split_at_checked(LENGTH / 2).unwrap_or((secret, ""));
    format!("{first}-{second}")
}

/// A secret as somebody types it: small letters, spaces, hyphens of any kind, full-width characters, and the twins of
/// letters that are not used (`G` for 6, `Z` for 2, `U` for V). None if it cannot be one.
pub fn read(typed: &str) -> Option<String> {
    let mut secret = String::with_capacity(LENGTH);
    for c in typed.chars().take(4 * LENGTH) {
        let c = match c {
            // Full-width letters and digits lie as far from ASCII as each other.
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            c => c,
        };
        let c = match c.to_ascii_uppercase() {
            '-' | '–' | '—' | '_' | '.' => continue,
            c if c.is_whitespace() => continue,
            'G' => '6',
            'Z' => '2',
            'U' => 'V',
            c => c,
        };
        if !c.is_ascii() || !LETTERS.contains(&(c as u8)) {
            return None;
        }
        secret.push(c);
    }
    (secret.len() == LENGTH).then_some(secret)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn every_letter_is_as_likely_as_any_other() {
        let mut next = 0_u8;
        let mut seen: HashMap<char, usize> = HashMap::new();
        // All bytes, ten letters at a time, as often as it takes to use each byte equally.
        for _ in 0..253 {
            for c in draw(|| {
                next = next.wrapping_add(1);
                next
            })
            .chars()
            {
                *seen.entry(c).or_default() += 1;
            }
        }
        assert_eq!(seen.len(), LETTERS.len());
        let (least, most) = (seen.values().min().unwrap(), seen.values().max().unwrap());
        assert!(most - least <= 2, "{seen:?}");
    }

    #[test]
    fn no_letter_has_a_twin() {
        for twins in ["0OQD", "1IL", "5S", "8B", "2Z", "6G", "UV"] {
            let used = twins.bytes().filter(|b| LETTERS.contains(b)).count();
            assert!(used <= 1, "{twins}");
        }
    }

    #[test]
    fn a_secret_is_read_however_it_is_typed() {
        let secret = "7K3M9XVA24".to_owned();
        assert_eq!(group(&secret), "7K3M9-XVA24");
        for typed in ["7K3M9-XVA24", "7k3m9xva24", " 7K3M9 XVA24 ", "７Ｋ３Ｍ９－ＸＶＡ２４", "7k3m9—xuaz4"]
        {
            assert_eq!(read(typed).as_ref(), Some(&secret), "{typed}");
        }
        for other in ["", "7K3M9XVA2", "7K3M9XVA244", "7K3M9XVA2O", "密码密码密码密码密码", &"7".repeat(10_000)]
        {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
