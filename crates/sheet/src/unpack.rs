//! Measures a spreadsheet before anybody reads it: what it is, how large it becomes, and what is in it that is not
//! cells. Every part is unpacked once into nothing, counting, and only then does the reader see it.

use std::io::Read;

use bandeng_unpack as parts;
use bandeng_unpack::{Fault, contains, drain, find, swells};

use crate::read::{Limits, ReadError};

/// What the measuring saw.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    pub formulas: bool,
    pub links: bool,
}

impl From<Fault> for ReadError {
    fn from(fault: Fault) -> ReadError {
        match fault {
            Fault::TooLarge => ReadError::TooLarge,
            Fault::NotParts => ReadError::NotXlsx,
            Fault::Locked => ReadError::Locked,
            Fault::Damaged => ReadError::Damaged,
            Fault::Swells => ReadError::Swells,
        }
    }
}

impl Limits {
    fn of_parts(&self) -> parts::Limits {
        parts::Limits { packed: self.packed, unpacked: self.unpacked, parts: self.parts, ratio: self.ratio }
    }
}

/// Is it an XLSX file, by content, and one whose directory promises no harm?
pub(crate) fn glance(bytes: &[u8], limits: &Limits) -> Result<(), ReadError> {
    Ok(parts::open(bytes, &limits.of_parts()).map(drop)?)
}

/// As [`glance`], and then unpacks every part, counting.
pub(crate) fn measure(bytes: &[u8], limits: &Limits) -> Result<Seen, ReadError> {
    let allowed = limits.of_parts();
    let mut archive = parts::open(bytes, &allowed)?;
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
            if swells(packed, size, &allowed) {
                return Err(ReadError::Swells);
            }
            total += size;
        }
    }
    Ok(seen)
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
