//! What must never happen: boxes instead of names, other people's secrets, commands in a text, changing bytes.

use std::process::Command;

use bandeng_docgen::*;
use jiff::civil::date;

use crate::tools::{FONTS, form, keep, lines, print, words};
use bandeng_docgen::sample::{full, minimal, session};

#[test]
fn without_a_chinese_font_nothing_is_printed() {
    let none = Fonts::load_only(&[]);
    let error = none.check().expect_err("no fonts at all");
    assert!(error.to_string().contains("fonts-noto-cjk"), "{error}");
    assert!(matches!(render(form("D1"), &full(), &none), Err(PaperError::MissingFont(_))));

    // Latin fonts are no help.
    let latin = Fonts::load_only(&["/usr/share/fonts/truetype".into()]);
    assert!(latin.check().is_err());

    let own = Fonts::load_only(&["/usr/share/fonts/opentype/noto".into()]);
    own.check().expect("a configured folder is enough");
    assert!(words(&render(form("D1"), &full(), &own).expect("printed")).contains("赵国强"));
}

#[test]
fn a_character_no_font_draws_is_an_error_that_names_it_and_its_place() {
    let rare = '\u{323AF}';
    let mut data = full();
    data.parties[1].name = format!("李{rare}");
    match render(form("D7"), &data, &FONTS) {
        Err(PaperError::MissingGlyph { character, pointer }) => {
            assert_eq!(character, rare);
            assert_eq!(pointer.as_deref(), Some("/parties/1/name"));
        }
        other => panic!("{other:?}"),
    }
    let error = render(form("D7"), &data, &FONTS).expect_err("rare").to_string();
    assert!(
        error.contains("U+323AF") && error.contains("/parties/1/name") && error.contains("fonts-babelstone-han"),
        "{error}"
    );

    // What a form does not print cannot hinder it.
    let mut data = full();
    data.matter.place = rare.to_string();
    print("D7", &data);
}

#[test]
fn rare_characters_that_fonts_do_draw_are_printed() {
    let mut data = full();
    // Of the unified ideographs, Extensions A, B, C and E: names that people do have.
    let name = "李䶮喆\u{20BB7}㼆\u{2CB4E}\u{2B5AF}";
    data.parties[0].name = name.to_owned();
    assert!(words(&print("D7", &data)).contains(name));
    // On a name in Extension F the operator is told what to install.
    data.parties[0].name = "李\u{2CEB1}".to_owned();
    if let Err(error) = render(form("D7"), &data, &Fonts::load_only(&["/usr/share/fonts/opentype/noto".into()])) {
        assert!(error.to_string().contains("fonts-hanazono"), "{error}");
    } else {
        panic!("Noto draws no Extension F");
    }
}

#[test]
fn the_same_data_give_the_same_bytes() {
    let other_fonts = Fonts::load(&[]);
    for form in FORMS {
        let first = print(form.code, &full());
        // Something else in between, and a cold cache.
        print("D12", &minimal());
        typst::comemo::evict(0);
        let again = render(form, &full(), &other_fonts).expect("printed");
        assert_eq!(first.bytes, again.bytes, "{}", form.code);
    }
}

#[test]
fn the_file_is_dated_by_the_data_and_not_by_the_clock() {
    let mut data = full();
    data.printed_on = Some(date(2019, 7, 1));
    let path = keep(&print("D11", &data), "dated");
    let out =
        Command::new("pdfinfo").arg("-rawdates").arg(path).output().expect("pdfinfo (poppler-utils) must be installed");
    let info = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(info.contains("D:20190701000000+08'00"), "{info}");
    assert!(info.contains("终止调解告知书"), "{info}");
    assert!(is_archival(&print("D11", &data)), "made for the archive");

    data.printed_on = None;
    let path = keep(&print("D11", &data), "undated");
    let out = Command::new("pdfinfo").arg(path).output().expect("pdfinfo");
    assert!(!String::from_utf8_lossy(&out.stdout).contains("CreationDate"));
    assert!(!is_archival(&print("D11", &data)));
}

/// The file says that it is a PDF/A.
fn is_archival(pdf: &Pdf) -> bool {
    String::from_utf8_lossy(&pdf.bytes).contains("pdfaid:part")
}

#[test]
fn texts_are_printed_and_never_obeyed() {
    let mut data = full();
    let nasty =
        r##"#panic("no") *bold* _it_ $x^2$ @ref <label> \ // end /* c */ #import "x" = Head - item `raw` "q" {a} [b]"##;
    data.matter.narrative = nasty.to_owned();
    data.parties[0].name = "#read(\"/etc/passwd\")".to_owned();
    let text = words(&print("D1", &data));
    for part in [
        "#panic(", "*bold*", "_it_", "$x^2$", "@ref", "<label>", "//end", "/*c*/", "#import", "=Head", "`raw`",
        "{a}[b]", "#read(",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

/// Texts come from keyboards, dictation and old files.
#[test]
fn stray_control_characters_and_long_words_do_no_harm() {
    let mut data = full();
    data.matter.narrative =
        "一\t二\r\n三\u{b}四\u{feff}五\u{200b}六\u{a0}七\u{0}八\u{7f}九\u{2028}十\u{85}末".to_owned();
    data.parties[0].address = "x".repeat(200);
    let pdf = print("D1", &data);
    keep(&pdf, "D1-stray");
    let text = words(&pdf);
    for part in ["一二", "三", "四", "八", "末"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert_eq!(text.matches('x').count(), 200, "no letter runs off the page");
}

#[test]
fn a_session_with_one_party_alone_is_on_no_paper() {
    let mut data = full();
    let mut alone = session();
    alone.one_party_alone = true;
    alone.present = vec!["密谈者".to_owned()];
    (alone.record, alone.result, alone.place) = ("密谈内容".to_owned(), "密谈结果".to_owned(), "密谈地点".to_owned());
    data.sessions.insert(0, alone);
    for form in FORMS {
        let text = words(&print(form.code, &data));
        assert!(!text.contains("密谈"), "{}", form.code);
        assert_eq!(lacking(form, &data), [], "{} does not ask for it either", form.code);
    }
    // Places in the list are still counted as the caller counts them.
    data.sessions[1].record.clear();
    assert_eq!(lacking(form("D6"), &data)[0].pointer, "/sessions/1/record");
}

#[test]
fn an_urgent_report_is_on_no_paper_but_its_own() {
    let mut data = full();
    data.urgent_report = data.urgent_report.map(|u| UrgentReport {
        reported_by: "暗报人".to_owned(),
        facts: "暗报事".to_owned(),
        people: "暗报众".to_owned(),
        measures: "暗报措施".to_owned(),
        ..u
    });
    for form in FORMS {
        assert_eq!(words(&print(form.code, &data)).contains("暗报"), form.code == "D17", "{}", form.code);
    }
}

/// Parties' telephones stand where the official form has them, and nowhere else.
#[test]
fn telephones_are_only_on_forms_with_a_party_block() {
    let with: Vec<&str> =
        FORMS.iter().filter(|f| words(&print(f.code, &full())).contains("13900000001")).map(|f| f.code).collect();
    assert_eq!(with, ["D1", "D7", "D8", "D10", "D15", "D18", "C3", "C4", "C5"]);
}

#[test]
fn every_page_carries_the_code_and_its_picture() {
    let with = print("D7", &full());
    assert_eq!(lines(&with).matches("330999-26-0000012-7").count(), with.pages);
    let mut data = full();
    data.matter.code.clear();
    data.matter.code_grouped.clear();
    // Without a code there is no picture that leads nowhere.
    assert!(print("D7", &data).bytes.len() + 300 < with.bytes.len());
}
