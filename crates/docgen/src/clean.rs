//! Makes texts printable without changing a word: they come from keyboards, dictation and old files.

use serde_json::Value;

/// A run of Latin letters and digits longer than this may break anywhere: no line holds it.
const LONGEST_WORD: usize = 30;

/// Cleans every text in the data.
pub(crate) fn clean(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some(better) = printable(text) {
                *text = better;
            }
        }
        Value::Array(list) => list.iter_mut().for_each(clean),
        Value::Object(map) => map.values_mut().for_each(clean),
        _ => {}
    }
}

/// The text with one kind of line break, without control characters, and with places to break in endless words.
/// `None` if it is fine as it is, which is nearly always.
fn printable(text: &str) -> Option<String> {
    let mut run = 0;
    let fine = text.chars().all(|c| {
        run = if c.is_ascii_graphic() { run + 1 } else { 0 };
        run <= LONGEST_WORD && (c == '\n' || !(c.is_control() || is_line_break(c)))
    });
    if fine {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut run = 0;
    for c in text.replace("\r\n", "\n").chars() {
        run = if c.is_ascii_graphic() { run + 1 } else { 0 };
        if run > LONGEST_WORD {
            // Zero-width space: a place to break that shows nothing.
            out.push('\u{200B}');
            run = 1;
        }
        match c {
            '\n' => out.push('\n'),
            c if is_line_break(c) => out.push('\n'),
            '\t' => out.push(' '),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    Some(out)
}

fn is_line_break(c: char) -> bool {
    matches!(c, '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn ordinary_text_is_left_alone() {
        assert_eq!(printable("第一行\n第二行 6222 0200 1234"), None);
    }

    #[test]
    fn line_breaks_become_one_kind_and_control_characters_vanish() {
        assert_eq!(printable("a\r\nb\rc\u{2028}d\te\u{0}f\u{7f}").as_deref(), Some("a\nb\nc\nd ef"));
    }

    #[test]
    fn endless_words_get_places_to_break() {
        let broken = printable(&"x".repeat(100)).expect("too long for a line");
        assert!(broken.split('\u{200B}').all(|part| part.len() <= 30));
        assert_eq!(broken.replace('\u{200B}', "").len(), 100);
    }
}
