//! Lines of text with cells: between commas or tabs, or between quotation marks, where two of them stand for one.
//!
//! A line is a row, whatever its quotation marks say: what is kept so holds no line breaks, and a mark that was never
//! closed must not swallow the rest of a file.

use std::borrow::Cow;

/// The cells of a line; none if a quotation mark is not closed.
pub fn cells(line: &str, separator: char) -> Option<Vec<String>> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted && characters.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' => quoted = !quoted,
            _ if character == separator && !quoted => cells.push(std::mem::take(&mut cell)),
            _ => cell.push(character),
        }
    }
    cells.push(cell);
    (!quoted).then_some(cells)
}

/// Cells as a line, without its end. A line break in a cell becomes a space.
pub fn line<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let cells: Vec<Cow<'_, str>> = cells.into_iter().map(quoted).collect();
    cells.join(",")
}

fn quoted(cell: &str) -> Cow<'_, str> {
    if !cell.contains([',', '"', '\t', '\n', '\r']) {
        return Cow::Borrowed(cell);
    }
    Cow::Owned(format!("\"{}\"", cell.replace(['\n', '\r'], " ").replace('"', "\"\"")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_between_commas_or_quotation_marks() {
        let read = |text| cells(text, ',').unwrap();
        assert_eq!(read("a,b,"), ["a", "b", ""]);
        assert_eq!(read("\"a,b\",\"say \"\"no\"\"\""), ["a,b", "say \"no\""]);
        assert_eq!(cells("a\tb,c", '\t').unwrap(), ["a", "b,c"]);
        assert_eq!(cells("a,\"b", ','), None);
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_is_read_again(row in proptest::collection::vec("[a\",\t\u{4e00} ]{0,6}", 1..6)) {
            let text = line(row.iter().map(String::as_str));
            proptest::prop_assert_eq!(cells(&text, ',').unwrap(), row);
        }
    }
}
