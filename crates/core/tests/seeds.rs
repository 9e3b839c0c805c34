//! The seeds of the fuzz targets whose readers lie in this crate (`fuzz/README.md`).

#[path = "../../../fuzz/readers/borders.rs"]
mod borders;
#[path = "../../../fuzz/readers/forms.rs"]
mod forms;
#[path = "../../../fuzz/readers/ledger.rs"]
mod ledger;
#[path = "../../../fuzz/readers/notes.rs"]
mod notes;
#[path = "../../../fuzz/readers/seeds.rs"]
mod seeds;
#[path = "../../../fuzz/readers/stamp.rs"]
mod stamp;
#[path = "../../../fuzz/readers/texts.rs"]
mod texts;
#[path = "../../../fuzz/readers/words.rs"]
mod words;

#[test]
fn ledger_seeds_are_read() {
    seeds::replay("ledger", ledger::read);
}

#[test]
fn words_seeds_are_read() {
    seeds::replay("words", words::read);
}

#[test]
fn borders_seeds_are_read() {
    seeds::replay("borders", borders::read);
}

#[test]
fn notes_seeds_are_read() {
    seeds::replay("notes", notes::read);
}

#[test]
fn forms_seeds_are_read() {
    seeds::replay("forms", forms::read);
}

#[test]
fn texts_seeds_are_read() {
    seeds::replay("texts", texts::read);
}

#[test]
fn stamp_seeds_are_read() {
    seeds::replay("stamp", stamp::read);
}
