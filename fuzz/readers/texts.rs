//! Short texts that are typed into fields and addresses, or stand in headers.

use bandeng_core::calls::SignedHead;
use bandeng_core::dictionaries::read_code;
use bandeng_core::figures::{Formula, Month, Period};
use bandeng_core::kernel::{Date, IdText, MatterCode};
use bandeng_core::people::{credit_code, password, phone};
use bandeng_core::places::AreaCode;
use bandeng_core::residents::secret;
use bandeng_core::search::Words;
use bandeng_core::signing::device;

pub(crate) fn read(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let words = Words::read(text);
    if let Ok(words) = &words {
        let plain = |token: &String| token.chars().all(char::is_alphanumeric);
        assert!(words.tokens.iter().chain(&words.starts).all(plain), "an operator got through: {words:?}");
    }
    if let Ok(number) = phone::normalise(text) {
        assert_eq!(phone::normalise(&number).as_ref(), Ok(&number), "a number is normal once");
    }
    if let Ok(code) = text.parse::<MatterCode>() {
        assert_eq!(code.to_string().parse(), Ok(code));
    }
    if let Ok(area) = text.parse::<AreaCode>() {
        assert_eq!(area.to_string().parse(), Ok(area));
    }
    let _ = (text.parse::<IdText>(), text.parse::<Date>(), read_code(text), credit_code::check(text));
    let _ = (text.parse::<Formula>(), text.parse::<Period>(), text.parse::<Month>());
    let _ = (password::check(text, "clerk"), secret::read(text), device(text));
    let _ = SignedHead::read(text).flatten().map(|head| head.is_fresh(1_772_323_200_000));
    words.is_ok()
}
