//! Measures a file before anybody reads it: what it is, how large it becomes, and what is in it that is not cells.
//!
//! The directory of a ZIP file says how large each part becomes, and may lie. So the directory is asked first, and
//! then every part is unpacked once into nothing, counting, and stops at the limit. Only then does the reader see it.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::read::{Limits, ReadError};

/// What the measuring saw.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    pub formulas: bool,
    pub links: bool,
}

/// How far apart packed and unpacked may be is asked of parts from here on: a small one does no harm.
const SMALL: u64 = 1024 * 1024;
/// Bytes unpacked at once.
const STEP: usize = 64 * 1024;

/// Is it an XLSX file, by content, and one whose directory promises no harm?
pub(crate) fn glance(bytes: &[u8], limits: &Limits) -> Result<(), ReadError> {
    directory(bytes, limits).map(drop)
}

fn directory<'a>(bytes: &'a [u8], limits: &Limits) -> Result<ZipArchive<Cursor<&'a [u8]>>, ReadError> {
    if bytes.len() as u64 > limits.packed {
        return Err(ReadError::TooLarge);
    }
    match bytes {
        [b'P', b'K', 3, 4, ..] => {}
        // The older container: a spreadsheet from before 2007, or a newer one behind a password.
        [0xd0, 0xcf, 0x11, 0xe0, ..] if contains(bytes, &utf16("EncryptedPackage")) => return Err(ReadError::Locked),
        _ => return Err(ReadError::NotXlsx),
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ReadError::Damaged)?;
    if archive.len() > limits.parts {
        return Err(ReadError::Swells);
    }
    let (mut declared, mut workbook) = (0u64, false);
    for i in 0..archive.len() {
        let part = archive.by_index_raw(i).map_err(|_| ReadError::Damaged)?;
        declared = declared.saturating_add(part.size());
        if declared > limits.unpacked || swells(part.compressed_size(), part.size(), limits) {
            return Err(ReadError::Swells);
        }
        workbook |= part.name().is_ok_and(|name| name.eq_ignore_ascii_case("[Content_Types].xml"));
    }
    if workbook { Ok(archive) } else { Err(ReadError::NotXlsx) }
}

/// As [`glance`], and then unpacks every part, counting.
pub(crate) fn measure(bytes: &[u8], limits: &Limits) -> Result<Seen, ReadError> {
    let mut archive = directory(bytes, limits)?;
    let (mut seen, mut total) = (Seen::default(), 0u64);
    for i in 0..archive.len() {
        let part = archive.by_index(i).map_err(|_| ReadError::Damaged)?;
        let name = part.name().map_err(|_| ReadError::Damaged)?.to_lowercase();
        let packed = part.compressed_size();
        seen.links |= name.contains("externallinks/") && name.ends_with(".xml");
        if name.ends_with("sharedstrings.xml") {
            total += check_strings(part, limits)?;
        } else {
            let sheet = name.contains("worksheets/");
            let size = drain(part, limits.unpacked.saturating_sub(total), |chunk| {
                seen.formulas |= sheet && (contains(chunk, b"<f>") || contains(chunk, b"<f "));
            })?;
            if swells(packed, size, limits) {
                return Err(ReadError::Swells);
            }
            total += size;
        }
    }
    Ok(seen)
}

fn swells(packed: u64, unpacked: u64, limits: &Limits) -> bool {
    unpacked > SMALL && unpacked / packed.max(1) > limits.ratio
}

/// Unpacks a part into nothing; how large it was. Chunks overlap by two bytes, so that a short word is seen whole.
fn drain(mut part: impl Read, most: u64, mut look: impl FnMut(&[u8])) -> Result<u64, ReadError> {
    let (mut buffer, mut kept, mut size) = (vec![0; STEP + 2], 0, 0u64);
    loop {
        let read = part.read(&mut buffer[kept..]).map_err(|_| ReadError::Damaged)?;
        if read == 0 {
            return Ok(size);
        }
        size += read as u64;
        if size > most {
            return Err(ReadError::Swells);
        }
        let filled = kept + read;
        look(&buffer[..filled]);
        kept = filled.min(2);
        buffer.copy_within(filled - kept..filled, 0);
    }
}

/// The reader keeps all shared strings in memory and makes room for as many as the part says there are. A lie of nine
/// bytes would end the process; each string takes five bytes at least, so that a lie is seen.
fn check_strings(part: impl Read, limits: &Limits) -> Result<u64, ReadError> {
    let mut bytes = Vec::new();
    part.take(limits.strings + 1).read_to_end(&mut bytes).map_err(|_| ReadError::Damaged)?;
    if bytes.len() as u64 > limits.strings {
        return Err(ReadError::Swells);
    }
    let mut rest = bytes.as_slice();
    while let Some(at) = find(rest, b"uniqueCount") {
        rest = &rest[at + b"uniqueCount".len()..];
        let digits = rest.iter().skip_while(|b| b.is_ascii_whitespace() || b"=\"'+".contains(b));
        let count = digits
            .take_while(|b| b.is_ascii_digit())
            .fold(0u64, |n, b| n.saturating_mul(10).saturating_add(u64::from(b - b'0')));
        if count > bytes.len() as u64 {
            return Err(ReadError::Damaged);
        }
    }
    Ok(bytes.len() as u64)
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    let first = *word.first()?;
    let mut from = 0;
    while let Some(at) = bytes.get(from..)?.iter().position(|b| *b == first) {
        if bytes[from + at..].starts_with(word) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    find(bytes, word).is_some()
}

fn utf16(word: &str) -> Vec<u8> {
    word.encode_utf16().flat_map(u16::to_le_bytes).collect()
}
