//! Binding: what is taken in, what is told instead, and what never comes along.

use std::sync::Arc;

use bandeng_docgen::*;
use image::{DynamicImage, ImageFormat, RgbImage, RgbaImage};
use jiff::civil::date;

use crate::tools::{FONTS, keep, lines, print, words};
use bandeng_docgen::sample;

/// A PDF of these objects, the first of which is its catalogue.
fn raw(objects: &[&str]) -> Arc<Vec<u8>> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", i + 1).into_bytes());
    }
    let xref = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).into_bytes());
    for place in places {
        out.extend(format!("{place:010} 00000 n \n").into_bytes());
    }
    let trailer = format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{xref}\n%%EOF\n", objects.len() + 1);
    out.extend(trailer.into_bytes());
    Arc::new(out)
}

const CATALOGUE: &str = "<< /Type /Catalog /Pages 2 0 R >>";
const TREE: &str = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>";

/// A scan of so many pages: each page a stream of its own.
fn scan(pages: usize) -> Arc<Vec<u8>> {
    let kids: Vec<String> = (0..pages).map(|i| format!("{} 0 R", 3 + 2 * i)).collect();
    let mut objects =
        vec![CATALOGUE.to_owned(), format!("<< /Type /Pages /Kids [{}] /Count {pages} >>", kids.join(" "))];
    for i in 0..pages {
        let content = format!("{} 0 0 rg 20 20 {} 300 re f", i as f32 / pages as f32, 100 + i);
        objects.push(format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R >>", 4 + 2 * i));
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
    raw(&objects.iter().map(String::as_str).collect::<Vec<_>>())
}

fn paper(bytes: Arc<Vec<u8>>, numbered: bool) -> Piece {
    Piece { sheets: Sheets::Pdf(bytes), numbered, caption: String::new() }
}

fn bound(pieces: &[Piece]) -> Pdf {
    bind("卷宗", "柳河社区人民调解委员会", Some(date(2026, 3, 20)), pieces, &FONTS).expect("it is bound")
}

#[test]
fn pages_keep_what_they_say_and_carry_their_numbers_but_for_the_cover() {
    let data = sample::full();
    let cover = Arc::new(print("D1", &data).bytes);
    let agreement = print("D7", &data);
    let pieces = [paper(cover, false), paper(Arc::new(agreement.bytes.clone()), true), paper(scan(3), true)];
    let pdf = bound(&pieces);
    assert_eq!(pdf.pages, 1 + agreement.pages + 3);
    let text = words(&pdf);
    assert!(
        text.contains("人民调解申请书") && text.contains("人民调解协议书") && text.contains("贰万伍仟元整"),
        "{text}"
    );
    // The number stands on a line before everything else of its page.
    let numbers: Vec<String> = lines(&pdf)
        .split('\u{c}')
        .map(|page| page.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default().to_owned())
        .collect();
    assert!(numbers[0].parse::<u32>().is_err(), "{numbers:?}");
    let counted: Vec<Option<u32>> = numbers[1..pdf.pages].iter().map(|n| n.parse().ok()).collect();
    assert_eq!(counted, (1..pdf.pages as u32).map(Some).collect::<Vec<_>>(), "{numbers:?}");
    keep(&pdf, "bound");
}

#[test]
fn the_same_pieces_give_the_same_bytes() {
    let pieces = [paper(Arc::new(print("D3", &sample::full()).bytes), true), paper(scan(2), true)];
    assert!(bound(&pieces) == bound(&pieces));
}

#[test]
fn a_scan_of_three_hundred_pages_is_bound_and_one_beyond_measure_is_told() {
    let long = scan(300);
    assert_eq!(inspect_pdf(&long), Ok(PdfFacts { pages: 300, scripted: false }));
    assert_eq!(bound(&[paper(long, true)]).pages, 300);
    assert_eq!(inspect_pdf(&scan(MAX_PAGES + 1)), Err(Unbindable::TooLong));
}

#[test]
fn a_file_with_a_password_or_a_broken_one_is_told_and_not_bound() {
    let locked = Arc::new(include_bytes!("../fixtures/locked.pdf").to_vec());
    assert_eq!(inspect_pdf(&locked), Err(Unbindable::Encrypted));
    for broken in [&b"%PDF-1.7\n%%EOF\n"[..], b"%PDF-1.7", b"", b"%PDF-1.7\n1 0 obj\n<<"] {
        assert_eq!(inspect_pdf(&Arc::new(broken.to_vec())), Err(Unbindable::Broken), "{broken:?}");
    }
    let whole = scan(3);
    for cut in (0..whole.len()).step_by(97) {
        // Whatever it finds, it finds without falling over, and what it calls sound can be bound.
        let part = Arc::new(whole[..cut].to_vec());
        if inspect_pdf(&part).is_ok() {
            bound(&[paper(part, true)]);
        }
    }
    // What slipped through is found while binding, and named.
    let pieces = [paper(scan(1), true), paper(Arc::new(b"%PDF-1.7 nothing".to_vec()), true)];
    let refused = bind("卷宗", "", None, &pieces, &FONTS);
    assert!(matches!(&refused, Err(BindError::Parts(parts)) if *parts == [1]), "{refused:?}");
}

#[test]
fn scripts_are_seen_and_stay_outside() {
    let scripted = raw(&[
        "<< /Type /Catalog /Pages 2 0 R /OpenAction 4 0 R /Names << /JavaScript << /Names [(a) 4 0 R] >> >> >>",
        TREE,
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        "<< /S /JavaScript /JS (app.alert\\('x'\\)) >>",
    ]);
    assert_eq!(inspect_pdf(&scripted), Ok(PdfFacts { pages: 1, scripted: true }));
    let pdf = bound(&[paper(scripted, true)]);
    let bytes = String::from_utf8_lossy(&pdf.bytes).into_owned();
    assert!(!bytes.contains("JavaScript") && !bytes.contains("app.alert") && !bytes.contains("OpenAction"));
}

#[test]
fn whatever_a_file_would_do_by_itself_is_seen() {
    const PAGE: &str = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>";
    let opening = |entry: &str| raw(&[&format!("<< /Type /Catalog /Pages 2 0 R {entry} >>"), TREE, PAGE]);
    for acting in [
        "/OpenAction << /S /JavaScript /JS (x) >>",
        // A name may be written by the numbers of its letters.
        "/OpenAction << /S /J#61vaScript /J#53 (x) >>",
        "/OpenAction << /S /Launch /F (calc.exe) >>",
        "/OpenAction << /S /URI /URI (http://198.51.100.1/seen) >>",
        "/OpenAction << /S /GoToR /F (//198.51.100.1/share/a.pdf) >>",
        "/AA << /WC << /S /URI /URI (http://198.51.100.1) >> >>",
        "/AcroForm << /XFA (<script>x</script>) /Fields [] >>",
        "/Deep [[[<< /S /SubmitForm /F (http://198.51.100.1) >>]]]",
        "/Deep << /S /ImportData /F (a.fdf) >>",
    ] {
        assert!(acts_by_itself(&opening(acting)), "{acting}");
    }
    for quiet in ["", "/OpenAction [3 0 R /Fit]", "/OpenAction << /S /GoTo /D [3 0 R /Fit] >>", "/PageMode /UseNone"] {
        assert!(!acts_by_itself(&opening(quiet)), "{quiet}");
    }
    // What cannot be read, or only with a password, is asked for the words.
    let locked = include_bytes!("../fixtures/locked.pdf");
    assert!(!acts_by_itself(locked));
    assert!(acts_by_itself(&[&locked[..], b"<< /JS (x) >>"].concat()));
    assert!(acts_by_itself(b"%PDF-1.7 cut off << /S /Launch /F (a)"));
    assert!(!acts_by_itself(b"%PDF-1.7 a picture with /AAq and /JSz in it by chance"));
}

#[test]
fn what_lies_on_top_of_a_page_is_told_because_it_would_be_lost() {
    let page = |note: &str| {
        let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [4 0 R] >>";
        raw(&[
            CATALOGUE,
            TREE,
            page,
            note,
            "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 0 >>\nstream\n\nendstream",
        ])
    };
    let seal = page("<< /Type /Annot /Subtype /Stamp /Rect [9 9 99 99] /AP << /N 5 0 R >> >>");
    assert_eq!(inspect_pdf(&seal), Err(Unbindable::Overlaid));
    let field = page("<< /Type /Annot /Subtype /Widget /FT /Tx /V (1000) /Rect [9 9 99 99] /AP << /N 5 0 R >> >>");
    assert_eq!(inspect_pdf(&field), Err(Unbindable::Overlaid));
    let link = page("<< /Type /Annot /Subtype /Link /Rect [9 9 99 99] >>");
    assert!(inspect_pdf(&link).is_ok());
}

fn encoded(picture: DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut out, format).expect("a picture");
    out.into_inner()
}

#[test]
fn a_picture_is_made_small_and_white_where_it_shines_through() {
    let photo = RgbImage::from_fn(3_000, 2_000, |x, y| image::Rgb([x as u8, y as u8, 90]));
    let small = prepare_picture(&encoded(photo.into(), ImageFormat::Jpeg)).expect("a picture");
    let read = image::load_from_memory(&small).expect("a picture");
    assert_eq!((read.width(), read.height()), (2_400, 1_600));

    let glass = RgbaImage::from_pixel(20, 20, image::Rgba([0, 0, 0, 0]));
    let read = prepare_picture(&encoded(glass.into(), ImageFormat::Png)).expect("a picture");
    let read = image::load_from_memory(&read).expect("a picture").to_rgb8();
    assert!(read.pixels().all(|p| p.0.iter().all(|c| *c > 250)));

    let piece = Piece { sheets: Sheets::Picture(Arc::new(small)), numbered: true, caption: "收条.jpg".into() };
    let pdf = bound(&[piece]);
    assert!(words(&pdf).contains("收条.jpg"));
    keep(&pdf, "bound-picture");
}

#[test]
fn a_picture_that_lies_about_its_size_or_is_none_is_told() {
    assert_eq!(prepare_picture(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR, and nothing"), Err(Unbindable::Broken));
    assert_eq!(prepare_picture(b""), Err(Unbindable::Broken));
    // A header of a picture of 60,000 by 60,000 dots, in a few bytes.
    let mut png = encoded(RgbImage::new(1, 1).into(), ImageFormat::Png);
    png[16..24].copy_from_slice(&[0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60]);
    let crc = crc(&png[12..29]);
    png[29..33].copy_from_slice(&crc.to_be_bytes());
    assert_eq!(prepare_picture(&png), Err(Unbindable::TooLarge));
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}
