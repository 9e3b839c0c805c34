//! What a DOCX would do of itself on the machine of whoever opens it: fetch a template or a picture from elsewhere (which
//! tells that it was opened, and on some machines hands out a password), or follow an instruction in its text.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::DocxError;

/// Instructions of a field that start a program or read another file.
const INSTRUCTIONS: &[&str] = &["DDE", "DDEAUTO", "INCLUDEPICTURE", "INCLUDETEXT", "LINK", "IMPORT", "DATABASE"];

/// Refuses a part that is not plain UTF-8: what another program would read in it, we do not see.
pub(super) fn readable(part: &[u8]) -> Result<(), DocxError> {
    let plain = std::str::from_utf8(part).is_ok_and(|text| !text.contains('\0'));
    if plain { Ok(()) } else { Err(DocxError::Damaged) }
}

/// Does a list of links fetch something from elsewhere? A hyperlink waits until somebody taps it; all others do not.
pub(super) fn fetches(links: &[u8]) -> Result<bool, DocxError> {
    readable(links)?;
    let mut reader = Reader::from_reader(links);
    loop {
        match reader.read_event().map_err(|_| DocxError::Damaged)? {
            Event::Start(e) | Event::Empty(e) => {
                let outside = value(&e, b"TargetMode")?.eq_ignore_ascii_case("external");
                let kind = value(&e, b"Type")?.to_lowercase();
                let waits = kind.ends_with("/hyperlink");
                let template = ["attachedtemplate", "/oleobject", "/frame"].iter().any(|bad| kind.contains(bad));
                if template || (outside && !waits) {
                    return Ok(true);
                }
            }
            Event::DocType(_) => return Ok(true),
            Event::Eof => return Ok(false),
            _ => {}
        }
    }
}

/// Does a text instruct the program that shows it? An instruction may be cut into pieces; a field's edge ends it.
pub(super) fn instructs(text: &[u8]) -> Result<bool, DocxError> {
    readable(text)?;
    let mut reader = Reader::from_reader(text);
    let (mut said, mut inside) = (String::new(), false);
    loop {
        match reader.read_event().map_err(|_| DocxError::Damaged)? {
            Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == b"fldSimple" => {
                said.push(' ');
                said.push_str(&value(&e, b"instr")?);
                said.push(' ');
            }
            Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == b"fldChar" => said.push(' '),
            Event::Start(e) if e.local_name().as_ref() == b"instrText" => inside = true,
            Event::End(e) if e.local_name().as_ref() == b"instrText" => inside = false,
            Event::Text(piece) if inside => said.push_str(&piece.decode().map_err(|_| DocxError::Damaged)?),
            Event::CData(piece) if inside => said.push_str(&piece.decode().map_err(|_| DocxError::Damaged)?),
            Event::GeneralRef(name) if inside => said.extend(name.resolve_char_ref().ok().flatten()),
            Event::Eof => break,
            _ => {}
        }
    }
    let mut words = said.split(|c: char| !c.is_ascii_alphanumeric());
    Ok(words.any(|word| INSTRUCTIONS.iter().any(|bad| word.eq_ignore_ascii_case(bad))))
}

fn value(element: &BytesStart<'_>, name: &[u8]) -> Result<String, DocxError> {
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|_| DocxError::Damaged)?;
        if attribute.key.local_name().as_ref() == name {
            let value = attribute.normalized_value(XmlVersion::Explicit1_0).map_err(|_| DocxError::Damaged)?;
            return Ok(value.into_owned());
        }
    }
    Ok(String::new())
}
