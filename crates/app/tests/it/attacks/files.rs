//! Files made by somebody who means harm, at every door that takes files: what is refused is refused with a word, and what
//! is kept does nothing.

use std::io::{Cursor, Write};

use axum::http::Method;
use bandeng_testkit::{Answer, TestApp};
use image::ImageFormat;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::residents::{self, Doors};
use crate::support::{Case, PNG};
use crate::{imports, papers};

/// What must be in nothing that is given out again.
const PAYLOAD: &str = "<script>alert(7391)</script><?php system($_GET[0]); ?>";

/// A PDF of these objects, the first of which is its catalogue.
fn pdf(objects: &[&str]) -> Vec<u8> {
    let mut out = String::from("%PDF-1.7\n");
    for (n, object) in objects.iter().enumerate() {
        out += &format!("{} 0 obj\n{object}\nendobj\n", n + 1);
    }
    (out + "trailer\n<< /Root 1 0 R >>\n%%EOF\n").into_bytes()
}

fn parts(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        file.start_file(*name, SimpleFileOptions::default()).expect("begun");
        file.write_all(bytes).expect("written");
    }
    file.finish().expect("finished").into_inner()
}

const TYPES: (&str, &[u8]) = ("[Content_Types].xml", b"<Types/>");

fn jpeg() -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    image::RgbImage::new(8, 8).write_to(&mut out, ImageFormat::Jpeg).expect("a picture");
    out.into_inner()
}

/// Whatever name it bears and whoever sends it: not taken as a file of a matter.
fn refused() -> Vec<(&'static str, Vec<u8>)> {
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>";
    let acting = |entry: &str| {
        pdf(&[&format!("<< /Type /Catalog /Pages 2 0 R {entry} >>"), "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page])
    };
    let bomb = vec![b' '; 70 * 1024 * 1024];
    let laughs = "<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]><a>&b;</a>";
    vec![
        ("picture.svg", format!("<svg xmlns='http://www.w3.org/2000/svg'>{PAYLOAD}</svg>").into_bytes()),
        ("picture.png", format!("<?xml version='1.0'?><svg onload='x'>{PAYLOAD}</svg>").into_bytes()),
        ("page.pdf", format!("<!doctype html>{PAYLOAD}").into_bytes()),
        ("late.pdf", format!("{PAYLOAD}%PDF-1.7\n%%EOF").into_bytes()),
        ("script.gif", b"GIF89a/*\0\0*/=1;alert(7391)//".to_vec()),
        ("program.exe", b"MZ\x90\0\x03".to_vec()),
        ("program.jpg", b"\x7fELF\x02\x01\x01".to_vec()),
        ("archive.zip", parts(&[("a.html", PAYLOAD.as_bytes())])),
        ("folders.zip", parts(&[("../../../etc/cron.d/x", b"* * * * * root x")])),
        ("paper.docx", papers::edited("告知书")),
        ("sheet.xlsx", imports::sheet(&[])),
        ("bomb.docx", parts(&[TYPES, ("word/document.xml", &bomb)])),
        ("laughs.docx", parts(&[TYPES, ("word/document.xml", laughs.as_bytes())])),
        ("mail.mht", b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<script>".to_vec()),
        ("cut.png", PNG[..PNG.len() / 2].to_vec()),
        ("cut.jpg", jpeg()[..40].to_vec()),
        ("head.png", [&PNG[..8], PAYLOAD.as_bytes()].concat()),
        ("script.pdf", acting("/OpenAction << /S /JavaScript /JS (app.alert(7391)) >>")),
        ("written-otherwise.pdf", acting("/OpenAction << /S /J#61vaScript /J#53 (app.alert(7391)) >>")),
        ("starts.pdf", acting("/OpenAction << /S /Launch /F (cmd.exe) >>")),
        ("tells.pdf", acting("/OpenAction << /S /URI /URI (http://198.51.100.1/opened) >>")),
        ("form.pdf", acting("/AcroForm << /XFA (<x/>) /Fields [] >>")),
        ("blank.pdf", Vec::new()),
    ]
}

/// Taken, because they are pictures or PDFs; what hides in them stays outside or does nothing.
fn taken() -> Vec<(&'static str, Vec<u8>)> {
    let archive = parts(&[("a.html", PAYLOAD.as_bytes())]);
    let mut comment = jpeg();
    // A comment of a JPEG: mark, length, text.
    let length = u16::try_from(PAYLOAD.len() + 2).expect("short").to_be_bytes();
    comment.splice(2..2, [&[0xFF, 0xFE], &length[..], PAYLOAD.as_bytes()].concat());
    vec![
        ("page-behind.png", [PNG, PAYLOAD.as_bytes()].concat()),
        ("archive-behind.png", [PNG, &archive].concat()),
        ("page-behind.jpg", [jpeg(), PAYLOAD.as_bytes().to_vec()].concat()),
        ("page-inside.jpg", comment),
        ("program.exe.png", PNG.to_vec()),
    ]
}

async fn desk(case: &Case<'_>, name: &str, bytes: &[u8]) -> Answer {
    case.app.as_("clerk").upload(&case.path("/attachments"), name, bytes).await
}

#[tokio::test]
async fn what_is_no_picture_and_no_quiet_pdf_is_refused_at_both_doors() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    let doors = Doors::open(&case).await;
    for (name, bytes) in refused() {
        let party = residents::client(&app, &doors.one).upload("/residents/attachments", name, &bytes).await;
        for answer in [desk(&case, name, &bytes).await, party] {
            assert_eq!(answer.status, 422, "{name}: {:#}", answer.json);
            assert!(answer.json["code"].is_string(), "{name} is refused without a word");
        }
    }
    let list = app.as_("clerk").get(&case.path("/attachments")).await.ok();
    assert_eq!(list["items"].as_array().map(Vec::len), Some(0), "{list:#}");
    app.finish().await;
}

#[tokio::test]
async fn what_hides_in_a_picture_stays_outside() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    for (n, (name, bytes)) in taken().into_iter().enumerate() {
        desk(&case, name, &bytes).await.is(201);
        let path = case.path(&format!("/attachments/{}?inline=true", n + 1));
        let answer = app.as_("clerk").get(&path).await.is(200);
        let text = String::from_utf8_lossy(&answer.bytes).into_owned();
        for word in ["alert(7391)", "<?php", "a.html", "PK\u{3}\u{4}"] {
            assert!(!text.contains(word), "{name} still has {word}");
        }
        // A browser is told what it is, not to guess, and to run nothing.
        assert!(answer.header("content-type").starts_with("image/"), "{name}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert!(answer.header("content-security-policy").contains("sandbox"), "{name}");
        assert!(image::load_from_memory(&answer.bytes).is_ok(), "{name} is no picture any more");
    }
    app.finish().await;
}

#[tokio::test]
async fn a_page_in_a_pdf_is_told_to_be_a_pdf() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    let both = format!("%PDF-1.4\n%{PAYLOAD}\n%%EOF\n");
    desk(&case, "both.pdf", both.as_bytes()).await.is(201);
    let answer = app.as_("clerk").get(&case.path("/attachments/1?inline=true")).await.is(200);
    assert_eq!(answer.header("content-type"), "application/pdf");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert!(answer.header("content-security-policy").starts_with("default-src 'none'"));
    app.finish().await;
}

#[tokio::test]
async fn an_edited_paper_that_acts_or_swells_is_no_paper() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    let path = case.path("/mediations/1/papers/notice-of-rights/versions");
    let document = ("word/document.xml", &b"<w:document xmlns:w='w'><w:p/></w:document>"[..]);
    let bomb = vec![b' '; 70 * 1024 * 1024];
    let laughs = b"<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'>]><a>&a;</a>";
    let outside = b"<r><Relationship Type='x/image' TargetMode='External' Target='file://198.51.100.1/a'/></r>";
    let tries = [
        ("macro", parts(&[TYPES, document, ("word/vbaProject.bin", b"x")])),
        ("picture from elsewhere", parts(&[TYPES, document, ("word/_rels/document.xml.rels", outside)])),
        ("instruction", parts(&[TYPES, document, ("word/header1.xml", b"<a><w:fldSimple w:instr='DDEAUTO x'/></a>")])),
        ("laughs", parts(&[TYPES, ("word/document.xml", laughs)])),
        ("bomb", parts(&[TYPES, document, ("word/media/a.png", &bomb)])),
        ("sheet", imports::sheet(&[])),
        ("pdf", b"%PDF-1.7\n%%EOF\n".to_vec()),
        ("cut", papers::edited("告知书")[..900].to_vec()),
        ("nothing", Vec::new()),
    ];
    for (what, bytes) in tries {
        let answer = app.as_("clerk").upload(&path, "告知书.docx", &bytes).await;
        assert!(matches!(answer.status, 413 | 422), "{what}: {:#}", answer.json);
    }
    app.as_("clerk").upload(&path, "告知书.docx", &papers::edited("告知书")).await.is(201);
    app.finish().await;
}

#[tokio::test]
async fn a_ledger_that_is_none_brings_nothing_in() {
    let app = TestApp::new().await;
    let sheet = imports::sheet(&[imports::row("1", &[(1, "=cmd|'/c calc'!A1")])]);
    let bomb = vec![b' '; 400 * 1024 * 1024 / 8];
    let tries = [
        ("paper", papers::edited("告知书")),
        ("text", "编号,受理日期\n1,=cmd|'/c calc'!A1\n".as_bytes().to_vec()),
        ("older", [&[0xd0, 0xcf, 0x11, 0xe0][..], &[0; 4_000]].concat()),
        ("folders", parts(&[("../../x", b"x")])),
        ("bomb", parts(&[TYPES, ("xl/worksheets/sheet1.xml", &bomb)])),
        ("cut", sheet[..sheet.len() / 2].to_vec()),
        ("nothing", Vec::new()),
    ];
    for (what, bytes) in tries {
        let answer = app.as_("clerk").upload("/ledger/imports", "台账.xlsx", &bytes).await;
        if answer.status == 201 {
            // Its directory looked well; whoever reads it finds out.
            let path = format!("/ledger/imports/{}", answer.json["id"].as_str().expect("an id"));
            for _ in 0..600 {
                if app.as_("clerk").get(&path).await.ok()["state"] != "reading" {
                    break;
                }
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
            let view = app.as_("clerk").get(&path).await.ok();
            assert!(view["state"] == "failed" && view["right"] != 1, "{what} is read: {view:#}");
        } else {
            assert_eq!(answer.status, 422, "{what}: {:#}", answer.json);
        }
    }
    // A formula as text of a cell stays text, and so it goes out again.
    let view = imports::bring(&app, "clerk", &sheet).await;
    assert_eq!(view["wrong"], 1, "a formula is no day: {view:#}");
    let path = imports::path(&view, "/refused.xlsx");
    let back = app.as_("clerk").send(Method::GET, &path, None).await.is(200);
    let limits = bandeng_sheet::Limits::default();
    let ledger = bandeng_sheet::Ledger::open(back.bytes.to_vec(), limits).expect("a ledger");
    assert!(!ledger.told().formulas, "what was text has become a formula");
    app.finish().await;
}
