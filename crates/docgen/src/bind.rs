//! A file bound from finished papers: our own forms, what parties handed in as PDF, photographs.
//!
//! Pages of a PDF are taken in as pictures of themselves (still text, still vectors), so that nothing that acts comes with
//! them: no scripts, no links, no fields. What would be lost by that is found before ([`inspect_pdf`]) and told instead.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use hayro_syntax::object::dict::keys::{ANNOTS, AP, SUBTYPE};
use hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object};
use hayro_syntax::{LoadPdfError, Pdf as Foreign, PdfVersion};
use image::DynamicImage;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;
use typst::foundations::Bytes;
use typst_pdf::PdfStandard;

use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::picture;
use crate::render::Pdf;
use crate::typeset::{Print, let_go};
use crate::world::DOSSIER;

/// How faults name this template.
const NAME: &str = "dossier";

/// Most pages of one PDF that are bound in.
pub const MAX_PAGES: usize = 500;

/// The longer side of a picture in a file: 250 dots an inch on the paper there is for it.
const LONG_SIDE: u32 = 2_400;

/// Above this, what was bound is not kept for the next time.
const KEPT_BYTES: usize = 1_000_000;

/// Why something is named in the contents and not bound in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unbindable {
    /// It opens with a password alone.
    Encrypted,
    /// It cannot be read.
    Broken,
    /// More than [`MAX_PAGES`].
    TooLong,
    /// A picture that would not fit into memory.
    TooLarge,
    /// Fields, notes or seals lie on its pages and would be lost.
    Overlaid,
}

/// What is known of a PDF before it is bound in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PdfFacts {
    pub pages: usize,
    /// It has scripts, or does something when it is opened. They are left out.
    pub scripted: bool,
}

/// What a look into a PDF found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PdfLook {
    /// See [`acts_by_itself`].
    pub acts: bool,
    /// See [`inspect_pdf`].
    pub facts: Result<PdfFacts, Unbindable>,
}

/// Looks into a PDF that somebody handed in. Trusts nothing in it.
///
/// The reader has no bound on how deep an object lies in another, nor on what a stream swells to: a small file made for it
/// takes the whole process down. So this is done in a process of its own wherever strangers hand files in.
pub fn look_into_pdf(bytes: &Arc<Vec<u8>>) -> PdfLook {
    let read = || match open(bytes) {
        Ok(pdf) => {
            let acts = has_scripts(&pdf);
            PdfLook { acts, facts: caught(|| facts(&pdf, acts)).unwrap_or(Err(Unbindable::Broken)) }
        }
        Err(why) => PdfLook { acts: names_a_script(bytes), facts: Err(why) },
    };
    caught(read).unwrap_or(PdfLook { acts: true, facts: Err(Unbindable::Broken) })
}

/// The reader is made for hostile files; should it fail on one after all, that file is broken and nothing else.
fn caught<T>(read: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(read)).ok()
}

/// A part of a file: one paper.
#[derive(Clone)]
pub struct Piece {
    pub sheets: Sheets,
    /// Its pages count in the file and carry their numbers; cover, contents, notes and back cover do not.
    pub numbered: bool,
    /// Below a picture: what it is. Printed pages say so themselves.
    pub caption: String,
}

/// What a part is made of. Cheap to clone.
#[derive(Clone)]
pub enum Sheets {
    /// A PDF that [`inspect_pdf`] has passed, or one of ours.
    Pdf(Arc<Vec<u8>>),
    /// A picture that [`prepare_picture`] has made.
    Picture(Arc<Vec<u8>>),
}

/// What could not be bound.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// These parts, counted from 0, break the binding. Without them it will do.
    #[error("parts {0:?} cannot be bound")]
    Parts(Vec<usize>),
    #[error(transparent)]
    Paper(#[from] PaperError),
}

/// What is bound of a PDF, see [`look_into_pdf`].
///
/// # Errors
/// Why it is not to be bound in.
pub fn inspect_pdf(bytes: &Arc<Vec<u8>>) -> Result<PdfFacts, Unbindable> {
    look_into_pdf(bytes).facts
}

fn facts(pdf: &Foreign, scripted: bool) -> Result<PdfFacts, Unbindable> {
    let pages = pdf.pages();
    if pages.is_empty() {
        return Err(Unbindable::Broken);
    }
    if pages.len() > MAX_PAGES {
        return Err(Unbindable::TooLong);
    }
    for page in pages.iter() {
        let (width, height) = page.render_dimensions();
        if !(width.is_finite() && height.is_finite() && width > 1.0 && height > 1.0) {
            return Err(Unbindable::Broken);
        }
        let notes = page.raw().get::<Array<'_>>(ANNOTS);
        if notes.is_some_and(|notes| notes.iter::<Dict<'_>>().any(|note| is_overlay(&note))) {
            return Err(Unbindable::Overlaid);
        }
    }
    Ok(PdfFacts { pages: pages.len(), scripted })
}

fn has_scripts(pdf: &Foreign) -> bool {
    pdf.objects().into_iter().any(|object| any_acts(&object, DEEPEST))
}

/// How deep an object may lie within another; deeper is no honest file.
const DEEPEST: u8 = 24;

/// What an object refers to is an object of the file itself, and looked at there.
fn any_acts(object: &Object<'_>, deep: u8) -> bool {
    let Some(deep) = deep.checked_sub(1) else { return true };
    let inside = |part: MaybeRef<Object<'_>>| matches!(part, MaybeRef::NotRef(part) if any_acts(&part, deep));
    match object {
        Object::Dict(dict) => acts(dict) || dict.entries().any(|(_, part)| inside(part)),
        Object::Stream(stream) => acts(stream.dict()) || stream.dict().entries().any(|(_, part)| inside(part)),
        Object::Array(array) => array.raw_iter().any(inside),
        _ => false,
    }
}

/// Whether a PDF has scripts, or does something when it is opened. One that our reader cannot read another may, and one
/// behind a password somebody opens: there the words alone decide, which stand in clear in most of them.
pub fn acts_by_itself(bytes: &[u8]) -> bool {
    look_into_pdf(&Arc::new(bytes.to_vec())).acts
}

fn names_a_script(bytes: &[u8]) -> bool {
    // A name ends here: three letters alone are found by chance in every large picture.
    let ends = |next: Option<&u8>| next.is_none_or(|b| b.is_ascii_whitespace() || b"/<>[]()%".contains(b));
    let names = |word: &[u8]| {
        let mut parts = bytes.windows(word.len()).enumerate();
        parts.any(|(at, part)| part == word && ends(bytes.get(at + word.len())))
    };
    ACTING.iter().any(|key| names(format!("/{key}").as_bytes()))
}

fn open(bytes: &Arc<Vec<u8>>) -> Result<Foreign, Unbindable> {
    Foreign::new(bytes.clone()).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Unbindable::Encrypted,
        LoadPdfError::Invalid => Unbindable::Broken,
    })
}

/// Something with an appearance of its own that lies on a page: a filled-in field, a stamp, an electronic seal. A link
/// has none.
fn is_overlay(note: &Dict<'_>) -> bool {
    let subtype = note.get::<Name<'_>>(SUBTYPE);
    let is = |name: &[u8]| subtype.as_ref().is_some_and(|subtype| subtype.as_ref() == name);
    !is(b"Link") && !is(b"Popup") && note.contains_key(AP)
}

/// Entries that hold a script, or something done when the file or a page is opened. Forms of the kind XFA have scripts of
/// their own.
const ACTING: &[&str] = &["JS", "JavaScript", "AA", "Launch", "XFA", "RichMedia"];
/// Kinds of action that run, send or fetch something.
const ACTIONS: &[&[u8]] = &[b"JavaScript", b"Launch", b"SubmitForm", b"ImportData", b"Rendition"];
/// What a file may do when it is opened: go to a page.
const OPENS_WITH: &[&[u8]] = &[b"GoTo", b"Named"];

fn acts(dict: &Dict<'_>) -> bool {
    let kind = |dict: &Dict<'_>, kinds: &[&[u8]]| dict.get::<Name<'_>>("S").map(|kind| kinds.contains(&kind.as_ref()));
    let at_opening = dict.get::<Dict<'_>>("OpenAction");
    ACTING.iter().any(|key| dict.contains_key(key))
        || kind(dict, ACTIONS) == Some(true)
        || at_opening.is_some_and(|action| kind(&action, OPENS_WITH) == Some(false))
}

/// Makes a photograph ready: upright, no larger than the paper needs, without what the camera wrote into it (place and
/// time do not travel into the file with the picture).
///
/// # Errors
/// [`Unbindable::TooLarge`], [`Unbindable::Broken`].
pub fn prepare_picture(bytes: &[u8]) -> Result<Vec<u8>, Unbindable> {
    catch_unwind(AssertUnwindSafe(|| redraw(bytes))).unwrap_or(Err(Unbindable::Broken))
}

fn redraw(bytes: &[u8]) -> Result<Vec<u8>, Unbindable> {
    let (mut picture, _) = picture::open(bytes)?;
    if picture.width().max(picture.height()) > LONG_SIDE {
        picture = picture.resize(LONG_SIDE, LONG_SIDE, FilterType::Triangle);
    }
    let picture = on_white(picture);
    let mut out = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut out, 85);
    picture.write_with_encoder(encoder).map_err(|_| Unbindable::Broken)?;
    Ok(out)
}

/// What shines through becomes white, as on paper.
fn on_white(picture: DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return if picture.color().has_color() { picture.to_rgb8().into() } else { picture.to_luma8().into() };
    }
    let mut flat = picture.to_rgba8();
    for pixel in flat.pixels_mut() {
        let alpha = u32::from(pixel[3]);
        for channel in &mut pixel.0[..3] {
            *channel = ((u32::from(*channel) * alpha + 255 * (255 - alpha)) / 255) as u8;
        }
        pixel[3] = 255;
    }
    DynamicImage::ImageRgba8(flat).to_rgb8().into()
}

#[derive(Serialize)]
struct Leaf<'a> {
    kind: &'static str,
    file: String,
    page: usize,
    flipped: bool,
    number: Option<usize>,
    caption: &'a str,
}

/// Binds parts, in this order. Numbered pages count from 1.
///
/// A bound file is a plain PDF 1.7 (2.0 where a part needs it): PDF/A has no room for pages of foreign files. The papers in
/// it are PDF/A, and are kept one by one.
///
/// # Errors
/// [`BindError::Parts`] names parts that have to be left out.
pub fn bind(title: &str, author: &str, on: Option<Date>, parts: &[Piece], fonts: &Fonts) -> Result<Pdf, BindError> {
    fonts.check().map_err(PaperError::from)?;
    let bytes: usize = parts.iter().map(|part| part.sheets.len()).sum();
    let bound = catch_unwind(AssertUnwindSafe(|| set(title, author, on, parts, fonts)));
    let outcome = match bound {
        Ok(Ok(pdf)) => Ok(pdf),
        failed => {
            let alone = |part: &Piece| {
                let part = std::slice::from_ref(part);
                matches!(catch_unwind(AssertUnwindSafe(|| set(title, author, on, part, fonts))), Ok(Ok(_)))
            };
            let bad: Vec<usize> = (0..parts.len()).filter(|i| !alone(&parts[*i])).collect();
            match (bad.is_empty(), failed) {
                (false, _) => Err(BindError::Parts(bad)),
                (true, Ok(Err(error))) => Err(error.into()),
                (true, _) => Err(fault("binding panicked").into()),
            }
        }
    };
    let_go(bytes > KEPT_BYTES);
    outcome
}

impl Sheets {
    fn len(&self) -> usize {
        match self {
            Sheets::Pdf(bytes) | Sheets::Picture(bytes) => bytes.len(),
        }
    }
}

fn fault(what: impl std::fmt::Display) -> PaperError {
    PaperError::Data { form: NAME, message: what.to_string() }
}

/// Bytes that are shared and not copied.
struct Shared(Arc<Vec<u8>>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

fn set(title: &str, author: &str, on: Option<Date>, parts: &[Piece], fonts: &Fonts) -> Result<Pdf, PaperError> {
    let (mut leaves, mut files) = (Vec::new(), Vec::new());
    let mut version = PdfVersion::Pdf17;
    let mut number = 0;
    for (n, part) in parts.iter().enumerate() {
        let mut leaf = |kind, file: &str, page, flipped| {
            number += usize::from(part.numbered);
            let number = part.numbered.then_some(number);
            leaves.push(Leaf { kind, file: file.to_owned(), page, flipped, number, caption: &part.caption });
        };
        let path = match &part.sheets {
            Sheets::Pdf(bytes) => {
                let path = format!("/part-{n}.pdf");
                let pdf = open(bytes).map_err(|why| fault(format!("part {n}: {why:?}")))?;
                version = version.max(pdf.version());
                for (i, page) in pdf.pages().iter().enumerate() {
                    let (width, height) = page.render_dimensions();
                    leaf("paper", &path, i + 1, width > height);
                }
                path
            }
            Sheets::Picture(_) => {
                let path = format!("/part-{n}.jpg");
                leaf("picture", &path, 1, false);
                path
            }
        };
        let (Sheets::Pdf(bytes) | Sheets::Picture(bytes)) = &part.sheets;
        files.push((path, Bytes::new(Shared(bytes.clone()))));
    }
    let data = json!({ "title": title, "author": author, "leaves": leaves });
    let standard = if version > PdfVersion::Pdf17 { PdfStandard::V_2_0 } else { PdfStandard::V_1_7 };
    Print { layout: DOSSIER, name: NAME, files, ident: Some(title.to_owned()), printed_on: on, ..Print::default() }
        .foreign(&data, standard, fonts)
}
