//! Templates: what comes with the program is without fault, and what is wrong is told at its place.

use bandeng_docgen::*;

use crate::tools::{FONTS, form, words};
use bandeng_docgen::sample::full;

fn read(code: &str, text: &str) -> Result<Template, Vec<TemplateFault>> {
    Template::read(text, form(code))
}

fn faults(code: &str, text: &str) -> Vec<(u32, u32, FaultKind, String)> {
    match read(code, text) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.into_iter().map(|f| (f.line, f.column, f.kind, f.what)).collect(),
    }
}

#[test]
fn every_template_of_ours_is_without_fault() {
    for form in FORMS {
        assert_eq!(faults(form.code, form.template), [], "{}", form.code);
    }
}

#[test]
fn a_county_changes_a_sentence_and_the_place_of_the_seal() {
    let own =
        form("D11").template.replace("请在期限内提出。", "请务必在期限内提出。").replace("@seal right", "@seal left");
    let own = read("D11", &own).expect("a good template");
    let pdf = render_with(form("D11"), &own, &full(), &FONTS).expect("printed");
    assert!(words(&pdf).contains("请务必在期限内提出。"));
    assert_ne!(pdf.bytes, render(form("D11"), &full(), &FONTS).expect("printed").bytes);
}

#[test]
fn a_field_that_is_not_there_is_told_with_line_and_column() {
    assert_eq!(
        faults("D1", "# 事由：\n你好，{matter.narative}。\n@each p in partys\n{p.anything}\n@end"),
        [
            (2, 5, FaultKind::UnknownField, "matter.narative".to_owned()),
            (3, 12, FaultKind::UnknownField, "partys".to_owned()),
        ]
    );
    // What the form may not show is not there for it.
    assert_eq!(faults("D1", "{agreement.number}"), [(1, 2, FaultKind::UnknownField, "agreement.number".to_owned())]);
    assert_eq!(
        faults("D7", "@each s in agreement.signers\n  {s.nmae}\n@end"),
        [(2, 4, FaultKind::UnknownField, "s.nmae".to_owned())]
    );
}

#[test]
fn what_is_nearly_right_is_named() {
    let near = |code: &str, text: &str| read(code, text).expect_err("wrong")[0].near.clone();
    assert_eq!(near("D1", "{matter.narative}").as_deref(), Some("matter.narrative"));
    assert_eq!(near("D7", "@each s in agreement.signers\n{s.nmae}\n@end").as_deref(), Some("s.name"));
    assert_eq!(near("D7", "@sael right").as_deref(), Some("@seal"));
    assert_eq!(near("D7", "{quite.another}"), None, "what is like nothing is not guessed at");
    let told = read("D1", "{matter.narative}").expect_err("wrong").remove(0);
    assert!(told.zh().contains("“matter.narrative”") && told.en().contains("\"matter.narrative\""));
    for form in FORMS {
        let fields = Template::fields(form);
        assert!(fields.iter().any(|field| field == "committee.name"), "{}", form.code);
    }
    assert!(!Template::fields(form("D1")).iter().any(|field| field.starts_with("urgent_report")));
}

#[test]
fn what_does_not_fit_together_is_told() {
    use FaultKind::*;
    let one = |text: &str| -> (u32, u32, FaultKind) {
        let faults = faults("D7", text);
        assert_eq!(faults.len(), 1, "{text}: {faults:?}");
        (faults[0].0, faults[0].1, faults[0].2)
    };
    assert_eq!(one("@sael right"), (1, 1, UnknownCommand));
    assert_eq!(one("好 {agreement.number"), (1, 3, Unclosed));
    assert_eq!(one("好 *粗体"), (1, 3, Unclosed));
    assert_eq!(one("[{agreement.number}"), (1, 1, Unclosed));
    assert_eq!(one("{agreement.signed_on|dat}"), (1, 22, UnknownFormat));
    assert_eq!(one("@end"), (1, 1, Stray));
    assert_eq!(one("@keep\n好"), (1, 1, WithoutEnd));
    assert_eq!(one("@if agreement.number\n@and\n@end"), (2, 1, Stray));
    assert_eq!(one("| 好 |"), (1, 1, OutOfPlace));
    assert_eq!(one("@table 1*\n好\n@end"), (2, 1, OutOfPlace));
    assert_eq!(one("@table\n@end"), (1, 1, BadArgument));
    assert_eq!(one("@seal middle"), (1, 7, BadArgument));
    assert_eq!(one("@prose agreement.terms"), (1, 8, WrongShape));
    assert_eq!(one("@list 1. agreement.facts"), (1, 10, WrongShape));
    assert_eq!(one("{agreement}"), (1, 2, WrongShape));
    assert_eq!(one("@size 90"), (1, 7, BadArgument));
    assert_eq!(one(&"@keep\n".repeat(40)), (9, 1, TooDeep));
    assert_eq!(one(&"好".repeat(LONGEST_TEMPLATE)), (1, 1, TooLong));
    for fault in read("D7", "@sael").expect_err("wrong") {
        assert!(fault.zh().contains("@sael") && fault.en().contains("@sael"));
    }
}

/// Whatever is typed is read to the end: no panic, and a column that is there.
#[test]
fn nonsense_is_refused_and_never_fatal() {
    let pieces = [
        "@",
        "{",
        "}",
        "[",
        "]",
        "*",
        "|",
        "\\",
        "@each x in ",
        "@table 1* 2*",
        "@end",
        "-",
        "=",
        ";",
        "(",
        ")",
        "好",
        " ",
        "parties",
        ".",
        "?",
        "\n",
    ];
    let mut seed = 7u64;
    for _ in 0..3000 {
        let mut text = String::new();
        for _ in 0..12 {
            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            text.push_str(pieces[(seed >> 33) as usize % pieces.len()]);
        }
        for (line, column, ..) in faults("D7", &text) {
            let width = text.lines().nth(line as usize - 1).map_or(0, |l| l.chars().count() as u32);
            assert!(column >= 1 && column <= width + 1, "{line}:{column} in {text:?}");
        }
    }
}

#[test]
fn values_are_never_read_as_commands() {
    let mut data = full();
    data.matter.narrative = "@seal right\n{matter.code} *粗* [可选]\n| a | b |".to_owned();
    let text = words(&render(form("D1"), &data, &FONTS).expect("printed"));
    for part in ["@sealright", "{matter.code}*粗*[可选]", "|a|b|"] {
        assert!(text.contains(part), "{part} in {text}");
    }
}
