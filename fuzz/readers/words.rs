//! The text of a county's words, as a spreadsheet saves it; and a line of a list of areas.

use bandeng_core::dictionaries;
use bandeng_core::kernel::csv;
use bandeng_core::places::check_row;

pub(crate) fn read(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let (lines, _) = dictionaries::read(text);
    let entries = dictionaries::check(&lines, &[]);
    if let Ok(entries) = &entries {
        // What was taken is written and read back as it is.
        let written = dictionaries::write(entries, &|words| words.zh.clone());
        let (again, faults) = dictionaries::read(&written);
        assert!(faults.is_empty(), "{faults:?}");
        assert_eq!(dictionaries::check(&again, &[]).as_ref(), Ok(entries));
    }
    for line in text.lines().take(50) {
        let cells = csv::cells(line, ',').unwrap_or_default();
        let cell = |i: usize| cells.get(i).map_or("", String::as_str);
        let _ = check_row(cell(0), cell(1), cell(2));
    }
    entries.is_ok_and(|entries| !entries.is_empty())
}
