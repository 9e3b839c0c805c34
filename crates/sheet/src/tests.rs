//! Workbooks as strangers send them.

use std::io::{Cursor, Read, Write};
use std::ops::ControlFlow;

use rust_xlsxwriter::{Format, Formula, Workbook};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::{Cell, Choices, Column, Kind, Ledger, Limits, ReadError, Row};

fn save(mut book: Workbook) -> Vec<u8> {
    book.save_to_buffer().unwrap()
}

fn rows(bytes: Vec<u8>) -> Vec<Row> {
    let mut ledger = Ledger::open(bytes, Limits::default()).unwrap();
    let sheet = ledger.sheets()[0].clone();
    let mut rows = Vec::new();
    let all = ledger.read(&sheet, |row| {
        rows.push(row);
        ControlFlow::Continue(())
    });
    all.unwrap();
    rows
}

fn fault(bytes: &[u8]) -> ReadError {
    let limits = Limits::default();
    let Err(fault) = Ledger::open(bytes.to_vec(), limits) else { panic!("it was opened") };
    fault
}

/// A workbook with some parts otherwise: `change` gets a part's name and text, and gives it back.
fn rewritten(bytes: &[u8], change: impl Fn(&str, String) -> String) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for i in 0..archive.len() {
        let mut part = archive.by_index(i).unwrap();
        let (name, mut text) = (part.name().unwrap().into_owned(), String::new());
        part.read_to_string(&mut text).unwrap();
        writer.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        writer.write_all(change(&name, text).as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_merged_value_fills_its_range_and_a_row_without_content_of_its_own_is_none() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let plain = Format::new();
    sheet.merge_range(0, 0, 0, 2, "二〇二五年台账", &plain).unwrap();
    for (i, head) in ["调解组织", "申请人", "事由"].iter().enumerate() {
        sheet.write(1, i as u16, *head).unwrap();
    }
    sheet.merge_range(2, 0, 5, 0, "大柳镇调委会", &plain).unwrap();
    sheet.write(2, 1, "张三").unwrap();
    sheet.write(3, 1, "李四").unwrap();
    sheet.write(5, 2, "排水").unwrap();
    sheet.write(6, 1, "王五").unwrap();
    let rows = rows(save(book));
    let cells: Vec<(u32, Vec<&str>)> =
        rows.iter().map(|row| (row.n, row.cells.iter().map(String::as_str).collect())).collect();
    assert_eq!(
        cells,
        [
            (1, vec!["二〇二五年台账"; 3]),
            (2, vec!["调解组织", "申请人", "事由"]),
            (3, vec!["大柳镇调委会", "张三"]),
            (4, vec!["大柳镇调委会", "李四"]),
            (6, vec!["大柳镇调委会", "", "排水"]),
            (7, vec!["", "王五"]),
        ]
    );
}

#[test]
fn days_telephones_and_wide_digits_come_as_one_reads_them() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let day = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
    sheet.write_with_format(0, 0, 45_718, &day).unwrap();
    sheet.write(0, 1, 45_718).unwrap();
    sheet.write(0, 2, "２０２５．３．２").unwrap();
    sheet.write(0, 3, 13_812_345_678_f64).unwrap();
    sheet.write(0, 4, 1_200.5).unwrap();
    sheet.write(0, 5, true).unwrap();
    assert_eq!(rows(save(book))[0].cells, ["2025-03-02", "45718", "２０２５．３．２", "13812345678", "1200.5", "是"]);
}

#[test]
fn hidden_sheets_are_not_read_and_told() {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("一月").unwrap().write(0, 0, "看得见").unwrap();
    book.add_worksheet().set_name("草稿").unwrap().set_hidden(true).write(0, 0, "藏起来").unwrap();
    book.add_worksheet().set_name("底稿").unwrap().set_very_hidden(true).write(0, 0, "藏得深").unwrap();
    book.add_worksheet().set_name("二月").unwrap();
    let bytes = save(book);
    let ledger = Ledger::open(bytes.clone(), Limits::default()).unwrap();
    assert_eq!(ledger.sheets(), ["一月", "二月"]);
    assert_eq!(ledger.told().hidden, ["草稿", "底稿"]);
    assert!(!ledger.told().formulas && !ledger.told().links);
    assert_eq!(rows(bytes)[0].cells, ["看得见"]);
}

#[test]
fn of_a_formula_the_last_value_is_read_and_nothing_is_called() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let link = Formula::new("=HYPERLINK(\"http://127.0.0.1:1/x\",\"张三\")").set_result("张三");
    sheet.write_formula(0, 0, link).unwrap();
    sheet.write_formula(0, 1, Formula::new("=WEBSERVICE(\"http://127.0.0.1:1/y\")").set_result("旧值")).unwrap();
    sheet.write_formula(0, 2, Formula::new("=1+1").set_result("2")).unwrap();
    let bytes = save(book);
    assert!(Ledger::open(bytes.clone(), Limits::default()).unwrap().told().formulas);
    assert_eq!(rows(bytes)[0].cells, ["张三", "旧值", "2"]);
}

#[test]
fn links_to_other_files_are_told() {
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 0, "x").unwrap();
    let bytes = save(book);
    let mut archive = ZipWriter::new_append(Cursor::new(bytes)).unwrap();
    archive.start_file("xl/externalLinks/externalLink1.xml", SimpleFileOptions::default()).unwrap();
    archive.write_all(b"<externalLink/>").unwrap();
    let bytes = archive.finish().unwrap().into_inner();
    assert!(Ledger::open(bytes, Limits::default()).unwrap().told().links);
}

#[test]
fn other_files_are_refused_by_content() {
    assert_eq!(fault(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old workbook"), ReadError::NotXlsx);
    assert_eq!(fault(["编号", "申请人"].join(",").as_bytes()), ReadError::NotXlsx);
    assert_eq!(fault(b""), ReadError::NotXlsx);
    let locked: Vec<u8> = [0xd0, 0xcf, 0x11, 0xe0]
        .into_iter()
        .chain("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert_eq!(fault(&locked), ReadError::Locked);
    let mut other = ZipWriter::new(Cursor::new(Vec::new()));
    other.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
    assert_eq!(fault(&other.finish().unwrap().into_inner()), ReadError::NotXlsx);
}

#[test]
fn a_truncated_file_is_damaged_wherever_it_ends() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..50 {
        sheet.write(row, 0, format!("第{row}行")).unwrap();
    }
    let bytes = save(book);
    for end in [4, 100, bytes.len() / 2, bytes.len() - 30] {
        assert_eq!(fault(&bytes[..end]), ReadError::Damaged, "{end} of {}", bytes.len());
    }
    let cut = rewritten(&bytes, |name, text| match name {
        "xl/worksheets/sheet1.xml" => text[..text.len() / 2].to_owned(),
        _ => text,
    });
    let mut ledger = Ledger::open(cut, Limits::default()).unwrap();
    let mut seen = 0;
    let outcome = ledger.read("Sheet1", |_| {
        seen += 1;
        ControlFlow::Continue(())
    });
    assert_eq!(outcome.unwrap_err(), ReadError::Damaged);
    assert!(seen < 50);
}

/// A workbook whose sheet unpacks to `megabytes` of blanks.
fn bomb(megabytes: usize) -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 0, "x").unwrap();
    let mut archive = ZipWriter::new_append(Cursor::new(save(book))).unwrap();
    archive.start_file("xl/worksheets/sheet9.xml", SimpleFileOptions::default()).unwrap();
    let blanks = vec![b' '; 1024 * 1024];
    for _ in 0..megabytes {
        archive.write_all(&blanks).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn a_bomb_is_seen_in_the_directory_before_anything_is_unpacked() {
    let bytes = bomb(8);
    assert!(bytes.len() < 100_000);
    assert_eq!(Ledger::glance(&bytes, &Limits::default()), Err(ReadError::Swells));
    assert_eq!(fault(&bytes), ReadError::Swells);
}

#[test]
fn a_directory_that_lies_is_found_out_while_unpacking() {
    let mut bytes = bomb(8);
    // The size lies 24 bytes into the directory's entry and 22 into the part's own header; both say 1 KB from here on.
    let real = (8u32 * 1024 * 1024).to_le_bytes();
    let mut lies = 0;
    while let Some(at) = bytes.windows(4).position(|w| w == real) {
        bytes[at..at + 4].copy_from_slice(&1024u32.to_le_bytes());
        lies += 1;
    }
    assert!(lies >= 1);
    assert_eq!(Ledger::glance(&bytes, &Limits::default()), Ok(()));
    assert!(matches!(fault(&bytes), ReadError::Swells | ReadError::Damaged));
}

#[test]
fn a_count_of_strings_that_cannot_be_is_refused_before_room_is_made() {
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 0, "x").unwrap();
    let bytes = rewritten(&save(book), |name, text| match name {
        "xl/sharedStrings.xml" => text.replace("uniqueCount=\"1\"", "uniqueCount=\"99999999999999\""),
        _ => text,
    });
    assert_eq!(fault(&bytes), ReadError::Damaged);
}

#[test]
fn too_many_columns_rows_and_merged_ranges_end_reading() {
    let limits = Limits { rows: 3, columns: 5, ..Limits::default() };
    let outcome = |book: Workbook| {
        let mut ledger = Ledger::open(save(book), limits).unwrap();
        ledger.read("Sheet1", |_| ControlFlow::Continue(()))
    };
    let mut wide = Workbook::new();
    wide.add_worksheet().write(0, 5, "x").unwrap();
    assert_eq!(outcome(wide), Err(ReadError::TooLarge));
    let mut long = Workbook::new();
    let sheet = long.add_worksheet();
    for row in [0, 10, 20, 30] {
        sheet.write(row, 0, "x").unwrap();
    }
    assert_eq!(outcome(long), Err(ReadError::TooLarge));
    let mut fits = Workbook::new();
    let sheet = fits.add_worksheet();
    sheet.write_blank(900, 90, &Format::new().set_bold()).unwrap();
    for row in [0, 10, 500_000] {
        sheet.write(row, 4, "x").unwrap();
    }
    assert_eq!(outcome(fits), Ok(()));
}

#[test]
fn a_cell_is_cut_and_what_shared_and_merged_ones_stand_for_is_counted() {
    // All different, so that it packs no better than what people write.
    let long: String = (0..20_000u32).filter_map(|i| char::from_u32(0x4e00 + i * 7_919 % 20_000)).collect();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 0, 4, &long, &Format::new()).unwrap();
    for row in 1..10 {
        sheet.write(row, 0, long.as_str()).unwrap();
    }
    let bytes = save(book);
    let all = rows(bytes.clone());
    assert_eq!((all.len(), all[0].cells.len()), (10, 5));
    assert!(all.iter().flat_map(|row| &row.cells).all(|cell| cell.chars().count() == 10_000));
    // 150,000 bytes in the merged row, 30,000 in each of the others.
    let mut ledger = Ledger::open(bytes, Limits { given: 300_000, ..Limits::default() }).unwrap();
    let mut seen = 0;
    let outcome = ledger.read("Sheet1", |_| {
        seen += 1;
        ControlFlow::Continue(())
    });
    assert_eq!((outcome, seen), (Err(ReadError::Swells), 6));
}

#[test]
fn ten_thousand_rows_are_read_to_the_last() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..10_000 {
        sheet.write(row, 0, format!("案{row}")).unwrap();
        sheet.write(row, 1, if row % 4_000 == 7 { "坏的" } else { "2025-03-02" }).unwrap();
    }
    let rows = rows(save(book));
    assert_eq!(rows.len(), 10_000);
    let bad: Vec<u32> = rows.iter().filter(|row| row.cells[1] == "坏的").map(|row| row.n).collect();
    assert_eq!(bad, [8, 4_008, 8_008]);
    assert_eq!(rows[9_999].cells[0], "案9999");
}

#[test]
fn a_form_offers_its_words_and_is_read_back() {
    let columns = ["纠纷类型", "金额"].map(|head| Column { head: head.to_owned(), kind: Kind::Line });
    let mut book = crate::Workbook::new("台账", columns.into()).unwrap();
    book.push(&[Cell::Text("=1+1".into()), Cell::Money(120_050)]).unwrap();
    let words = vec!["邻里纠纷".to_owned(), "合同纠纷".to_owned()];
    book.offer("字典", &[Choices { column: 0, head: "纠纷类型".into(), words }]).unwrap();
    let bytes = book.finish("说明", &[("日期".into(), "都可以".into())]).unwrap();
    let mut archive = ZipArchive::new(Cursor::new(bytes.as_slice())).unwrap();
    let mut sheet = String::new();
    archive.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut sheet).unwrap();
    assert!(sheet.contains("sqref=\"A2:A100001\"") && sheet.contains("$A$2:$A$3"), "{sheet}");
    let ledger = Ledger::open(bytes.clone(), Limits::default()).unwrap();
    assert_eq!(ledger.sheets(), ["台账", "字典", "说明"]);
    assert!(!ledger.told().formulas);
    assert_eq!(rows(bytes)[1].cells, ["=1+1", "1200.5"]);
}
