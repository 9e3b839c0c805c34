//! The seeds of the fuzz targets whose readers lie in this crate (`fuzz/README.md`).

#[path = "../../../fuzz/readers/seeds.rs"]
mod seeds;
#[path = "../../../fuzz/readers/sheet.rs"]
mod sheet;

#[test]
fn sheet_seeds_are_read() {
    seeds::replay("sheet", sheet::read);
}
