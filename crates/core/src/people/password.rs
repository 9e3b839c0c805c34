//! Which passwords are too weak to take.

use crate::kernel::{Code, Refusal};

/// Fewest characters.
pub const SHORTEST: usize = 10;

/// Most characters: enough for any sentence, short enough to hash.
pub const LONGEST: usize = 128;

/// What attackers try first, in small letters and without what stands before or after. Not a full list: it keeps out
/// the habits of the place.
const COMMON: [&str; 40] = [
    "password",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword",
    "qwertyuiop",
    "qwerty",
    "asdfghjkl",
    "zxcvbnm",
    "1q2w3e4r5t",
    "1qaz2wsx3edc",
    "1qaz2wsx",
    "qazwsxedc",
    "admin",
    "administrator",
    "root",
    "welcome",
    "letmein",
    "iloveyou",
    "woaini",
    "woaini1314",
    "5201314",
    "1314520",
    "147258369",
    "123321",
    "112233",
    "a123456789",
    "abc123456",
    "aa123456",
    "qwe123456",
    "zaq12wsx",
    "abcd1234",
    "changeme",
    "changeit",
    "bandeng",
    "tiaojie",
    "sifaju",
    "sifasuo",
    "zhongzhi",
    "mima",
    "test",
];

/// Checks a new password: 10 to 128 characters, not a common one with a few digits around it, not containing the
/// sign-in name, not one character or a short run repeated, not a sequence of neighbours.
///
/// # Errors
/// [`Code::PasswordWeak`] with a detail that says which of these it is; [`Code::TooLong`].
pub fn check(password: &str, login: &str) -> Result<(), Refusal> {
    let weak = |zh: &str, en: &str| Err(Refusal::new(Code::PasswordWeak).with(zh, en));
    let chars: Vec<char> = password.chars().flat_map(char::to_lowercase).collect();
    if password.chars().count() > LONGEST {
        return Err(Refusal::new(Code::TooLong));
    }
    if password.chars().count() < SHORTEST {
        return weak("密码至少 10 位。", "A password has at least 10 characters.");
    }
    let lower: String = chars.iter().collect();
    let login = login.trim().to_lowercase();
    if login.chars().count() >= 3 && lower.contains(&login) {
        return weak("密码不能包含登录名。", "A password does not contain the sign-in name.");
    }
    if repeats(&chars) {
        return weak("密码不能只是几个字符的重复。", "A password is more than a few characters repeated.");
    }
    if sequence(&chars) {
        return weak("密码不能是连续的数字或字母。", "A password is not a sequence of neighbouring digits or letters.");
    }
    let core = lower.trim_matches(|c: char| !c.is_alphabetic());
    let is_common = |word: &str| COMMON.contains(&word);
    if is_common(&lower) || is_common(core) || COMMON.iter().any(|w| lower.starts_with(w) && lower.len() - w.len() <= 4)
    {
        return weak("这是常见密码，很容易被猜到。", "This is a common password, quickly guessed.");
    }
    Ok(())
}

/// A run of one to five characters, again and again: `aaaaaaaaaa`, `121212121212`, `abcabcabcabc`.
fn repeats(chars: &[char]) -> bool {
    (1..=5).any(|run| chars.iter().zip(chars.iter().skip(run)).all(|(a, b)| a == b))
}

/// Every character is the neighbour of the one before, up or down; 9 and 0 are neighbours: `1234567890`, `jihgfedcba`.
fn sequence(chars: &[char]) -> bool {
    let follows = |a: char, b: char| u32::from(b) == u32::from(a) + 1 || (a == '9' && b == '0');
    let pairs = || chars.iter().zip(chars.iter().skip(1));
    pairs().all(|(&a, &b)| follows(a, b)) || pairs().all(|(&a, &b)| follows(b, a))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_or_a_mixture_is_taken() {
        for password in
            ["correct horse battery", "长城雪山 大柳镇 板凳会", "Tq7-kfMz0p", "1029384756ab", "mimi loves tests"]
        {
            assert_eq!(check(password, "wangfang"), Ok(()), "{password}");
        }
    }

    #[test]
    fn a_weak_password_is_refused_and_told_why() {
        let why = |password: &str| check(password, "wangfang").unwrap_err().sentence().en;
        assert_eq!(why("Tq7-kfMz0"), "A password has at least 10 characters.");
        assert_eq!(why("xx-WangFang-88"), "A password does not contain the sign-in name.");
        for password in ["aaaaaaaaaa", "1212121212", "abcabcabcabca", "1234512345"] {
            assert_eq!(why(password), "A password is more than a few characters repeated.", "{password}");
        }
        for password in ["1234567890", "0987654321", "abcdefghij", "JIHGFEDCBA"] {
            assert_eq!(why(password), "A password is not a sequence of neighbouring digits or letters.", "{password}");
        }
        for password in [
            "Password123",
            "password!!",
            "qwertyuiop",
            "1q2w3e4r5t",
            "admin@123456",
            "woaini1314520",
            "2026bandeng2026",
            "a123456789",
        ] {
            assert_eq!(why(password), "This is a common password, quickly guessed.", "{password}");
        }
    }

    #[test]
    fn ten_characters_are_counted_not_bytes() {
        assert!(check("板凳会议调解纠", "wangfang").is_err());
        assert!(check("板凳会议调解纠纷登记", "wangfang").is_ok());
        assert_eq!(check(&"长".repeat(129), "wangfang").unwrap_err().code, Code::TooLong);
    }

    #[test]
    fn an_empty_sign_in_name_excludes_nothing() {
        assert_eq!(check("Tq7-kfMz0p", ""), Ok(()));
    }
}
