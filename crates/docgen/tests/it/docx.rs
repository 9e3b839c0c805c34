//! The same papers to be edited: what they say, what comes back, and what is never taken.

use std::io::{Cursor, Write};

use bandeng_docgen::*;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::tools::{FONTS, form, keep_as, print, words};
use bandeng_docgen::sample::{company, full, minimal};

fn written(code: &str, data: &PaperData) -> Docx {
    write_docx(form(code), data).unwrap_or_else(|e| panic!("{code}: {e}"))
}

fn text(docx: &Docx) -> String {
    read_docx(&docx.bytes).expect("our own").concat().split_whitespace().collect()
}

/// The letters of a text: lines to write on, boxes and space are drawn otherwise in each of the two.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[test]
fn a_docx_says_what_the_pdf_says() {
    // What can still be edited was not issued, and carries no mark.
    let full = || {
        let mut data = full();
        data.mark.clear();
        data.check_at.clear();
        data
    };
    for form in FORMS {
        let docx = written(form.code, &full());
        keep_as(&docx.bytes, &format!("{}-full.docx", form.code));
        assert!(!docx.draft, "{}", form.code);
        // Wrapped cells stand in another order when a PDF is read line by line: so letters are counted.
        let mut said = letters(&words(&print(form.code, &full()))).chars().collect::<Vec<_>>();
        for letter in letters(&text(&docx)).chars() {
            let found = said.iter().position(|c| *c == letter);
            said.swap_remove(found.unwrap_or_else(|| panic!("{} says {letter} in the DOCX alone", form.code)));
        }
        // What is left stands around every page.
        let data = full();
        let around = format!(
            "{}卷号{}事项编号{}{}第12页共12页√",
            data.committee.name, data.dossier_number, data.matter.code_grouped, form.title.zh
        );
        said.retain(|c| !around.contains(*c));
        assert!(said.is_empty(), "{} says {said:?} in the PDF alone", form.code);
    }
    let agreement = text(&written("D7", &full()));
    for phrase in [
        "人民调解协议书",
        "编号：〔2026〕柳人调字第12号",
        "申请人姓名赵国强性别男",
        "一、李建军负责修复602室卫生间防水层",
        "2.李建军于2026年4月10日前以银行转账方式向赵国强支付赔偿款人民币10,000.00元（大写：壹万元整）。",
        "本协议一式3份",
        "（人民调解委员会印章）",
    ] {
        assert!(agreement.contains(phrase), "{phrase} in {agreement}");
    }
}

#[test]
fn a_draft_and_an_empty_form_can_be_edited_too() {
    for form in FORMS {
        for data in [minimal(), PaperData::default()] {
            let docx = written(form.code, &data);
            read_docx(&docx.bytes).unwrap_or_else(|e| panic!("{}: {e}", form.code));
        }
    }
    assert!(written("D7", &minimal()).draft);
    assert!(text(&written("D2", &full())).contains("☑依当事人申请□人民调解委员会主动调解□委托移送"));
}

#[test]
fn the_same_data_give_the_same_bytes() {
    for form in FORMS {
        let first = written(form.code, &full());
        written("D1", &minimal());
        assert_eq!(first, written(form.code, &full()), "{}", form.code);
    }
}

#[test]
fn letters_that_xml_cannot_hold_are_left_out_and_nothing_is_obeyed() {
    let mut data = full();
    data.matter.narrative = "甲\u{1}乙\u{fffe}丙 <w:t>&amp; \"引号\"".to_owned();
    data.parties[1] = company();
    let text = text(&written("D1", &data));
    assert!(text.contains("甲乙丙<w:t>&amp;\"引号\""), "{text}");
    assert!(text.contains(&company().name), "{text}");
}

#[test]
fn a_county_template_is_in_the_docx_as_well() {
    let own = form("D11").template.replace("请在期限内提出。", "请务必在期限内提出。");
    let own = Template::read(&own, form("D11")).expect("a good template");
    let docx = write_docx_with(form("D11"), &own, &full()).expect("written");
    assert!(text(&docx).contains("请务必在期限内提出。"));
}

/// Our own file with parts changed or added.
fn with_parts(docx: &Docx, change: &[(&str, &[u8])]) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(&docx.bytes)).expect("a ZIP file");
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for i in 0..from.len() {
        let part = from.by_index_raw(i).expect("a part");
        let name = part.name().expect("a name").into_owned();
        if change.iter().all(|(changed, _)| *changed != name) {
            to.raw_copy_file(part).expect("copied");
        }
    }
    for (name, bytes) in change {
        to.start_file(*name, options).expect("begun");
        to.write_all(bytes).expect("written");
    }
    to.finish().expect("finished").into_inner()
}

fn body(inner: &str) -> Vec<u8> {
    format!(r#"<?xml version="1.0"?><w:document xmlns:w="w"><w:body>{inner}</w:body></w:document>"#).into_bytes()
}

#[test]
fn what_acts_on_its_own_or_swells_is_refused() {
    let docx = written("D7", &full());
    let refused = |change: &[(&str, &[u8])]| read_docx(&with_parts(&docx, change)).expect_err("refused");
    assert_eq!(refused(&[("word/vbaProject.bin", b"x")]), DocxError::Acts);
    assert_eq!(refused(&[("word/embeddings/oleObject1.bin", b"x")]), DocxError::Acts);
    assert_eq!(refused(&[("word/activeX/activeX1.xml", b"x")]), DocxError::Acts);
    assert_eq!(
        refused(&[(
            "[Content_Types].xml",
            b"<x ContentType='application/vnd.ms-word.document.macroEnabled.main+xml'/>"
        )]),
        DocxError::Acts
    );
    assert_eq!(
        refused(&[("word/_rels/settings.xml.rels", b"<R Type='../attachedTemplate' Target='http://x/y.dotm'/>")]),
        DocxError::Acts
    );
    assert_eq!(refused(&[("word/document.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")]), DocxError::Acts);
    assert_eq!(refused(&[("word/document.xml", b"<w:t>&unknown;</w:t>")]), DocxError::Damaged);
    assert_eq!(refused(&[("word/document.xml", b"<w:p><w:t>\xff\xfe</w:t></w:p>")]), DocxError::Damaged);
    // What another program would read in other letters than we do is not read.
    let wide: Vec<u8> =
        "<w:p><w:instrText>DDEAUTO</w:instrText></w:p>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(refused(&[("word/document.xml", &wide)]), DocxError::Damaged);
    let bomb = vec![b'a'; 70 * 1024 * 1024];
    assert_eq!(refused(&[("word/document.xml", &bomb)]), DocxError::Swells);
    assert_eq!(refused(&[("word/media/image1.png", &bomb)]), DocxError::Swells);
    assert_eq!(
        refused(&[("word/document.xml", &body(&"<w:p><w:r><w:t>a</w:t></w:r></w:p>".repeat(20_001)))]),
        DocxError::Swells
    );
    assert_eq!(read_docx(b"%PDF-1.7").expect_err("a PDF"), DocxError::NotDocx);
    assert_eq!(read_docx(b"PK\x03\x04nonsense").expect_err("cut off"), DocxError::Damaged);
    assert_eq!(read_docx(&vec![0; LARGEST_DOCX + 1]).expect_err("large"), DocxError::TooLarge);
    // A file cut anywhere is refused and ends nothing.
    for cut in (0..docx.bytes.len()).step_by(977) {
        read_docx(&docx.bytes[..cut]).expect_err("cut");
    }
}

#[test]
fn nothing_is_fetched_from_elsewhere_and_no_instruction_is_followed() {
    let docx = written("D7", &full());
    let link = |kind: &str, target: &str, mode: &str| {
        let text =
            format!("<Relationships><Relationship Type='http://x/{kind}' Target='{target}' {mode}/></Relationships>");
        read_docx(&with_parts(&docx, &[("word/_rels/document.xml.rels", text.as_bytes())]))
    };
    for (kind, target, mode) in [
        ("image", "http://198.51.100.1/seen.png", "TargetMode='External'"),
        ("image", "file://///198.51.100.1/share/a.png", "TargetMode='external'"),
        ("image", "//198.51.100.1/a.png", "TargetMode='Ext&#101;rnal'"),
        ("&#x61;ttachedTemplate", "http://198.51.100.1/y.dotm", "TargetMode='External'"),
        ("attachedTemplate", "y.dotm", ""),
        ("subDocument", "http://198.51.100.1/y.docx", "TargetMode='External'"),
    ] {
        assert_eq!(link(kind, target, mode).expect_err(target), DocxError::Acts, "{kind} {target}");
    }
    assert!(link("hyperlink", "http://198.51.100.1/", "TargetMode='External'").is_ok(), "a link waits for a tap");
    assert!(link("image", "media/image1.png", "").is_ok());

    let said = |name: &str, inner: &str| read_docx(&with_parts(&docx, &[(name, &body(inner))]));
    let field = "<w:r><w:fldChar w:fldCharType='begin'/></w:r>";
    for inner in [
        format!("<w:p>{field}<w:r><w:instrText>DDEAUTO c:\\windows\\cmd.exe</w:instrText></w:r></w:p>"),
        format!("<w:p>{field}<w:r><w:instrText>DDE</w:instrText><w:instrText>AUTO x</w:instrText></w:r></w:p>"),
        format!("<w:p>{field}<w:r><w:instrText>&#68;DE x</w:instrText></w:r></w:p>"),
        format!("<w:p>{field}<w:r><w:instrText><![CDATA[includepicture]]> x</w:instrText></w:r></w:p>"),
        "<w:p><w:fldSimple w:instr=' INCLUDETEXT \"http://198.51.100.1\" '/></w:p>".to_owned(),
    ] {
        for name in ["word/document.xml", "word/header9.xml", "word/footnotes.xml"] {
            assert_eq!(said(name, &inner).expect_err("refused"), DocxError::Acts, "{name} {inner}");
        }
    }
    let number =
        format!("<w:p>{field}<w:r><w:instrText>PAGE</w:instrText></w:r>{field}<w:r><w:t>LINK DDE</w:t></w:r></w:p>");
    assert!(said("word/document.xml", &number).is_ok(), "words of the text are no instruction");
}

#[test]
fn tracked_changes_are_read_as_if_taken() {
    let docx = written("D7", &full());
    let edited = body(
        "<w:p><w:r><w:t>付</w:t></w:r><w:ins><w:r><w:t xml:space=\"preserve\">清 &amp; 结</w:t></w:r></w:ins>\
         <w:del><w:r><w:delText>一半</w:delText><w:t>旧</w:t></w:r></w:del><w:r><w:tab/><w:t>了&#12290;</w:t></w:r></w:p><w:p/>\
         <w:p><mc:Fallback><w:t>二遍</w:t></mc:Fallback><w:instrText>PAGE</w:instrText><w:r><w:t>完</w:t></w:r></w:p>",
    );
    assert_eq!(
        read_docx(&with_parts(&docx, &[("word/document.xml", &edited)])).expect("read"),
        ["付清 & 结 了。", "完"]
    );
}

fn lines(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|t| (*t).to_owned()).collect()
}

#[test]
fn what_differs_is_shown_letter_by_letter() {
    use Change::*;
    let piece = |change, text: &str| (change, text.to_owned());
    let before = lines(&["标题", "甲方支付10,000元。", "删去的一段", "结尾"]);
    let after = lines(&["标题", "甲方支付12,000元整。", "结尾", "新的一段"]);
    assert_eq!(
        compare(&before, &after),
        [
            Difference {
                at: 2,
                pieces: vec![
                    piece(Same, "甲方支付1"),
                    piece(Removed, "0"),
                    piece(Added, "2"),
                    piece(Same, ",000元"),
                    piece(Added, "整"),
                    piece(Same, "。"),
                ],
            },
            Difference { at: 3, pieces: vec![piece(Removed, "删去的一段")] },
            Difference { at: 4, pieces: vec![piece(Added, "新的一段")] },
        ]
    );
    assert_eq!(compare(&before, &before), []);
    assert_eq!(compare(&[], &lines(&["甲"])), [Difference { at: 1, pieces: vec![piece(Added, "甲")] }]);
}

/// Two texts without a letter in common are told coarsely and soon.
#[test]
fn comparing_ends() {
    let many = |c: char| -> Vec<String> { (0..9_000).map(|i| format!("{c}{i}")).collect() };
    assert_eq!(compare(&many('甲'), &many('乙')).len(), 9_000);
    let long = |c: char| vec![c.to_string().repeat(400_000)];
    let found = compare(&long('甲'), &long('乙'));
    assert_eq!(found[0].pieces.len(), 2);
}

#[test]
fn a_report_can_be_edited_and_says_what_its_pdf_says() {
    let row = |cells: [&str; 2]| cells.map(str::to_owned).to_vec();
    let report = Report {
        title: "矛盾纠纷调解工作简报".into(),
        subtitle: "2026年3月".into(),
        issuer: "大柳镇".into(),
        printed_on: jiff::civil::date(2026, 4, 1),
        blocks: vec![
            Block::Heading { text: "一、基本情况".into() },
            Block::Text { text: "登记12件。\n调解成功9件。".into() },
            Block::Table {
                heads: row(["指标", "本期"]), rows: vec![row(["登记", "12件"]), row(["成功", "9件"])]
            },
            Block::Heading { text: "二、意见建议".into() },
            Block::Room { text: String::new(), lines: 8 },
        ],
    };
    let docx = write_report(&report).expect("a report can be written");
    keep_as(&docx.bytes, "report.docx");
    let pdf = words(&render_report(&report, &FONTS).expect("a report can be printed"));
    let said = text(&docx);
    for phrase in ["一、基本情况", "登记12件。", "调解成功9件。", "指标", "12件", "二、意见建议"]
    {
        assert!(said.contains(phrase) && pdf.contains(phrase), "{phrase}: {said}");
    }
    assert_eq!(write_report(&report).expect("again").bytes, docx.bytes, "the same report gives the same bytes");
}
