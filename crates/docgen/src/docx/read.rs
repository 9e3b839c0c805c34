//! A DOCX that somebody edited, as its paragraphs. The file comes from a stranger's machine: it is measured before it is
//! read, what could act on its own is refused, and nothing outside the file is looked at.

use bandeng_unpack::{self as parts, Fault, Limits, contains};
use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};
use thiserror::Error;

use super::acts;

/// Largest file that is taken, in bytes: a paper of text needs a hundredth of it.
pub const LARGEST_DOCX: usize = 8 * 1024 * 1024;

const LIMITS: Limits = Limits { packed: LARGEST_DOCX as u64, unpacked: 64 * 1024 * 1024, parts: 400, ratio: 200 };
/// Largest part with the text, in bytes.
const TEXT: u64 = 24 * 1024 * 1024;
/// Most paragraphs and letters of a paper.
const PARAGRAPHS: usize = 20_000;
const LETTERS: usize = 1_000_000;

/// Why an edited paper is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DocxError {
    #[error("the file is larger than allowed")]
    TooLarge,
    #[error("this is no DOCX file")]
    NotDocx,
    #[error("it is behind a password")]
    Locked,
    #[error("it is damaged")]
    Damaged,
    #[error("it becomes larger than allowed when it is unpacked")]
    Swells,
    /// Macros, embedded objects, controls, instructions, or anything that would be fetched from elsewhere.
    #[error("it holds a macro or something else that acts on its own")]
    Acts,
}

impl From<Fault> for DocxError {
    fn from(fault: Fault) -> DocxError {
        match fault {
            Fault::TooLarge => DocxError::TooLarge,
            Fault::NotParts => DocxError::NotDocx,
            Fault::Locked => DocxError::Locked,
            Fault::Damaged => DocxError::Damaged,
            Fault::Swells => DocxError::Swells,
        }
    }
}

/// The paragraphs of a DOCX, as they read after all tracked changes: cells of a table one after the other, without
/// header and footer, without empty ones.
///
/// # Errors
/// [`DocxError`]; nothing of the file has been acted on.
pub fn read_docx(bytes: &[u8]) -> Result<Vec<String>, DocxError> {
    let mut archive = parts::open(bytes, &LIMITS)?;
    let mut names = Vec::new();
    for name in archive.file_names() {
        names.push(name.map_err(|_| DocxError::Damaged)?.into_owned());
    }
    for name in &names {
        let low = name.to_lowercase();
        if ["vbaproject", "vbadata", "activex", "embeddings/", "oleobject"].iter().any(|bad| low.contains(bad)) {
            return Err(DocxError::Acts);
        }
    }
    let types = parts::part(&mut archive, "[Content_Types].xml", TEXT)?;
    if contains(&types, b"macroEnabled") || contains(&types, b"vbaProject") {
        return Err(DocxError::Acts);
    }
    for name in &names {
        let low = name.to_lowercase();
        let (links, text) = (low.ends_with(".rels"), low.starts_with("word/") && low.ends_with(".xml"));
        if (links && acts::fetches(&parts::part(&mut archive, name, TEXT)?)?)
            || (text && acts::instructs(&parts::part(&mut archive, name, TEXT)?)?)
        {
            return Err(DocxError::Acts);
        }
    }
    if !names.iter().any(|name| name == "word/document.xml") {
        return Err(DocxError::NotDocx);
    }
    paragraphs(&parts::part(&mut archive, "word/document.xml", TEXT)?)
}

fn paragraphs(xml: &[u8]) -> Result<Vec<String>, DocxError> {
    let mut reader = Reader::from_reader(xml);
    let (mut out, mut line, mut letters) = (Vec::new(), String::new(), 0usize);
    // Within `w:t`; within something that is no text of the paper.
    let (mut in_text, mut skipped) = (false, 0usize);
    loop {
        match reader.read_event().map_err(|_| DocxError::Damaged)? {
            Event::Start(e) => match e.local_name().as_ref() {
                _ if skipped > 0 => skipped += 1,
                // Fallback says a text box a second time; deleted text is gone; instructions are no words.
                b"Fallback" | b"del" | b"moveFrom" | b"instrText" => skipped = 1,
                b"t" => in_text = true,
                _ => {}
            },
            Event::Empty(e) if skipped == 0 => match e.local_name().as_ref() {
                b"tab" => line.push(' '),
                b"br" | b"cr" => line.push(' '),
                b"p" => finish(&mut line, &mut out)?,
                _ => {}
            },
            Event::End(e) => match e.local_name().as_ref() {
                _ if skipped > 0 => skipped -= 1,
                b"t" => in_text = false,
                b"p" => finish(&mut line, &mut out)?,
                _ => {}
            },
            Event::Text(text) if in_text && skipped == 0 => {
                let text = text.decode().map_err(|_| DocxError::Damaged)?;
                letters += text.len();
                line.push_str(&text);
            }
            Event::GeneralRef(name) if in_text && skipped == 0 => line.push(entity(&name)?),
            // An outline of its own could define words that grow without end.
            Event::DocType(_) => return Err(DocxError::Acts),
            Event::Eof => break,
            _ => {}
        }
        if letters > LETTERS * 3 {
            return Err(DocxError::Swells);
        }
    }
    finish(&mut line, &mut out)?;
    Ok(out)
}

/// The five names that XML knows, and letters by their number.
fn entity(name: &BytesRef<'_>) -> Result<char, DocxError> {
    if let Ok(Some(letter)) = name.resolve_char_ref() {
        return Ok(letter);
    }
    match name.decode().map_err(|_| DocxError::Damaged)?.as_ref() {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => Err(DocxError::Damaged),
    }
}

/// Ends a paragraph. Runs of space are one: where a line is drawn by spaces, their number means nothing.
fn finish(line: &mut String, out: &mut Vec<String>) -> Result<(), DocxError> {
    let text = std::mem::take(line);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if !text.is_empty() {
        out.push(text);
    }
    if out.len() > PARAGRAPHS { Err(DocxError::Swells) } else { Ok(()) }
}
