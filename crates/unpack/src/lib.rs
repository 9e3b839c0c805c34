//! Measures a file of parts (XLSX, DOCX) before anybody reads it: no part larger than allowed, nothing that swells.
//!
//! The directory of a ZIP file says how large each part becomes, and may lie. So the directory is asked first, and
//! whoever unpacks a part counts, and stops at the limit.

use std::io::{Cursor, Read};

use zip::ZipArchive;

/// How much is taken.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of the file.
    pub packed: u64,
    /// Bytes of all parts.
    pub unpacked: u64,
    pub parts: usize,
    /// How many times larger than packed a part may become.
    pub ratio: u64,
}

/// Why a file is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("the file is larger than allowed")]
    TooLarge,
    #[error("this is no file of parts")]
    NotParts,
    #[error("it is behind a password")]
    Locked,
    #[error("it is damaged")]
    Damaged,
    #[error("it becomes larger than allowed when it is unpacked")]
    Swells,
}

/// A file whose directory promises no harm.
pub type Parts<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// How far apart packed and unpacked may be is asked of parts from here on: a small one does no harm.
const SMALL: u64 = 1024 * 1024;
/// Bytes unpacked at once.
const STEP: usize = 64 * 1024;

/// Opens an Office file by content.
///
/// # Errors
/// [`Fault`], before any part has been unpacked.
pub fn open<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Parts<'a>, Fault> {
    if bytes.len() as u64 > limits.packed {
        return Err(Fault::TooLarge);
    }
    match bytes {
        [b'P', b'K', 3, 4, ..] => {}
        // The older container: a document from before 2007, or a newer one behind a password.
        [0xd0, 0xcf, 0x11, 0xe0, ..] if contains(bytes, &utf16("EncryptedPackage")) => return Err(Fault::Locked),
        _ => return Err(Fault::NotParts),
    }
    let mut parts = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Fault::Damaged)?;
    if parts.len() > limits.parts {
        return Err(Fault::Swells);
    }
    let (mut declared, mut office) = (0u64, false);
    for i in 0..parts.len() {
        let part = parts.by_index_raw(i).map_err(|_| Fault::Damaged)?;
        declared = declared.saturating_add(part.size());
        if declared > limits.unpacked || swells(part.compressed_size(), part.size(), limits) {
            return Err(Fault::Swells);
        }
        office |= part.name().is_ok_and(|name| name.eq_ignore_ascii_case("[Content_Types].xml"));
    }
    if office { Ok(parts) } else { Err(Fault::NotParts) }
}

/// One part, whole.
///
/// # Errors
/// [`Fault::Damaged`] where there is none of this name, [`Fault::Swells`] where it is larger than `most`.
pub fn part(parts: &mut Parts<'_>, name: &str, most: u64) -> Result<Vec<u8>, Fault> {
    let part = parts.by_name(name).map_err(|_| Fault::Damaged)?;
    let mut bytes = Vec::new();
    part.take(most + 1).read_to_end(&mut bytes).map_err(|_| Fault::Damaged)?;
    if bytes.len() as u64 > most { Err(Fault::Swells) } else { Ok(bytes) }
}

/// Has a part of this size grown more than is allowed?
pub fn swells(packed: u64, unpacked: u64, limits: &Limits) -> bool {
    unpacked > SMALL && unpacked / packed.max(1) > limits.ratio
}

/// Unpacks a part into nothing; how large it was. Chunks overlap by two bytes, so that a short word is seen whole.
///
/// # Errors
/// [`Fault::Swells`] beyond `most`, [`Fault::Damaged`].
pub fn drain(mut part: impl Read, most: u64, mut look: impl FnMut(&[u8])) -> Result<u64, Fault> {
    let (mut buffer, mut kept, mut size) = (vec![0; STEP + 2], 0, 0u64);
    loop {
        let read = part.read(&mut buffer[kept..]).map_err(|_| Fault::Damaged)?;
        if read == 0 {
            return Ok(size);
        }
        size += read as u64;
        if size > most {
            return Err(Fault::Swells);
        }
        let filled = kept + read;
        look(&buffer[..filled]);
        kept = filled.min(2);
        buffer.copy_within(filled - kept..filled, 0);
    }
}

/// Where a word first occurs.
pub fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
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

/// Does the word occur?
pub fn contains(bytes: &[u8], word: &[u8]) -> bool {
    find(bytes, word).is_some()
}

fn utf16(word: &str) -> Vec<u8> {
    word.encode_utf16().flat_map(u16::to_le_bytes).collect()
}
