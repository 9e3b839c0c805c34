//! Sign-in names.

use crate::kernel::{Code, Refusal};

/// Reads a sign-in name: 3 to 32 lower-case letters, digits, dots and hyphens, beginning and ending with a letter or a
/// digit. Capitals become small and spaces around it go, so that nobody is locked out by a keyboard's habit.
///
/// # Errors
/// [`Code::LoginMalformed`].
pub fn normalise(typed: &str) -> Result<String, Refusal> {
    let login = typed.trim().to_ascii_lowercase();
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let fits = (3..=32).contains(&login.len())
        && login.bytes().all(|b| plain(b) || matches!(b, b'.' | b'-'))
        && login.bytes().next().is_some_and(plain)
        && login.bytes().last().is_some_and(plain);
    if fits { Ok(login) } else { Err(Refusal::new(Code::LoginMalformed)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_name_is_read_in_lower_case() {
        assert_eq!(normalise(" Wang.Fang-2 ").unwrap(), "wang.fang-2");
        assert_eq!(normalise("abc").unwrap(), "abc");
        assert_eq!(normalise(&"a".repeat(32)).unwrap().len(), 32);
    }

    #[test]
    fn other_names_are_refused() {
        let long = "a".repeat(33);
        for typed in ["", "ab", long.as_str(), "王芳", "a b c", "wang_fang", ".abc", "abc-", "a@b.c"] {
            assert_eq!(normalise(typed).unwrap_err().code, Code::LoginMalformed, "{typed}");
        }
    }
}
