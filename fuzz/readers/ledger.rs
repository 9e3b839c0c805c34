//! The cells of a ledger, as a line each with tabs between: its heading is found, and each row below read as a form.

use std::cell::RefCell;

use bandeng_core::kernel::{Date, csv};
use bandeng_core::ledger::import::{Areas, Finder, Heading, Names, Reader, Sought, is_example, normalised};

fn reader() -> Reader {
    let areas = [("6206", "武威市"), ("620602", "凉州区"), ("620602130", "大柳镇"), ("620602130200", "王庄村")];
    let areas = areas.map(|(code, name)| (code.parse().expect("a code"), name.to_owned()));
    let mut committees = Names::default();
    committees.add("大柳镇人民调解委员会", 7);
    Reader::new(Areas::new(&areas), committees, &[], Date::constant(2026, 3, 1))
}

thread_local! {
    /// It remembers slips, as it does in a real import.
    static READER: RefCell<Reader> = RefCell::new(reader());
}

pub(crate) fn read(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let (mut finder, mut heading): (Finder, Option<Heading>) = (Finder::default(), None);
    let mut right = 0;
    for (n, line) in text.lines().take(200).enumerate() {
        let Some(row) = csv::cells(line, '\t') else { continue };
        if heading.is_none() {
            match finder.take(n as u32 + 1, &row) {
                Sought::Open => continue,
                Sought::Here(found) => {
                    heading = Some(found);
                    continue;
                }
                Sought::Before(found) => heading = Some(found),
            }
        }
        let Some(cells) = heading.as_ref().and_then(|heading| heading.cells(&row)) else { continue };
        let _ = (is_example(&cells), normalised(&cells));
        right += usize::from(READER.with_borrow_mut(|reader| reader.read(&cells)).is_ok());
    }
    right > 0
}
