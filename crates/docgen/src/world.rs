//! All that a layout can reach: the shared one, its own text, the data, the QR code, the fonts. No disk, no
//! network, no packages, no clock.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::fonts::Fonts;

/// What lays out a paper, a report, a card, a slip and a bound file, and what they share.
const LAYOUTS: [(&str, &str); 7] = [
    ("/common.typ", include_str!("../templates/common.typ")),
    (PAPER, include_str!("../templates/paper.typ")),
    (REPORT, include_str!("../templates/report.typ")),
    (CARD, include_str!("../templates/card.typ")),
    (SLIP, include_str!("../templates/slip.typ")),
    (RECEIPT, include_str!("../templates/receipt.typ")),
    (DOSSIER, include_str!("../templates/dossier.typ")),
];
pub(crate) const PAPER: &str = "/paper.typ";
pub(crate) const REPORT: &str = "/report.typ";
pub(crate) const CARD: &str = "/card.typ";
pub(crate) const SLIP: &str = "/slip.typ";
pub(crate) const RECEIPT: &str = "/receipt.typ";
pub(crate) const DOSSIER: &str = "/dossier.typ";
const DATA: &str = "/data.json";
const QR: &str = "/qr.svg";

/// Typst's own functions. The same for every paper, so built once.
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

/// The parsed layouts. Parsing is done once; sources are shared.
static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
    LAYOUTS.iter().filter_map(|(path, text)| Some(Source::new(file(path)?, (*text).to_owned()))).collect()
});

/// The identity of a file of ours. `None` only for a path Typst cannot express, which none of ours is.
fn file(path: &str) -> Option<FileId> {
    let vpath = VirtualPath::new(path).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, vpath).intern())
}

/// One paper being set.
pub(crate) struct Desk<'a> {
    fonts: &'a Fonts,
    main: FileId,
    data: (FileId, Bytes),
    qr: (FileId, Bytes),
    files: Vec<(FileId, Bytes)>,
}

impl<'a> Desk<'a> {
    /// `qr` is SVG text, or empty for a paper without a code.
    pub(crate) fn new(layout: &str, data: Vec<u8>, qr: String, fonts: &'a Fonts) -> Option<Desk<'a>> {
        Some(Desk {
            fonts,
            main: file(layout)?,
            data: (file(DATA)?, Bytes::new(data)),
            qr: (file(QR)?, Bytes::from_string(qr)),
            files: Vec::new(),
        })
    }

    /// The same with further files, by their paths.
    pub(crate) fn with_files(mut self, files: Vec<(String, Bytes)>) -> Option<Desk<'a>> {
        self.files = files.into_iter().map(|(path, bytes)| Some((file(&path)?, bytes))).collect::<Option<_>>()?;
        Some(self)
    }
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        SOURCES.iter().find(|source| source.id() == id).cloned().ok_or_else(|| not_found(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        [&self.data, &self.qr]
            .into_iter()
            .chain(&self.files)
            .find(|(known, _)| *known == id)
            .map(|(_, bytes)| bytes.clone())
            .ok_or_else(|| not_found(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.face(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn not_found(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_with_slash().into())
}
