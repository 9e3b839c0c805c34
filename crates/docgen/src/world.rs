//! All that a template can reach: the shared template, its own text, the data, the QR code, the fonts. No disk, no
//! network, no packages, no clock.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::fonts::Fonts;
use crate::form::Form;
use crate::forms::FORMS;

/// Templates that others import, and the one of reports.
const SHARED: [(&str, &str); 3] = [
    ("/common.typ", include_str!("../templates/common.typ")),
    ("/agreement.typ", include_str!("../templates/agreement.typ")),
    ("/report.typ", include_str!("../templates/report.typ")),
];
const DATA: &str = "/data.json";
const QR: &str = "/qr.svg";

/// Typst's own functions. The same for every paper, so built once.
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

/// The parsed templates. Parsing is done once; sources are shared.
static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
    let forms = FORMS.iter().map(|form| (template_path(form), form.template));
    let shared = SHARED.iter().map(|(path, text)| ((*path).to_owned(), *text));
    shared.chain(forms).filter_map(|(path, text)| Some(Source::new(file(&path)?, text.to_owned()))).collect()
});

fn template_path(form: &Form) -> String {
    format!("/forms/{}.typ", form.slug)
}

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
}

impl<'a> Desk<'a> {
    /// `qr` is SVG text, or empty for a paper without a code.
    pub(crate) fn new(form: &Form, data: Vec<u8>, qr: String, fonts: &'a Fonts) -> Option<Desk<'a>> {
        Self::of(&template_path(form), data, qr, fonts)
    }

    /// The same for a template by its path.
    pub(crate) fn of(template: &str, data: Vec<u8>, qr: String, fonts: &'a Fonts) -> Option<Desk<'a>> {
        Some(Desk {
            fonts,
            main: file(template)?,
            data: (file(DATA)?, Bytes::new(data)),
            qr: (file(QR)?, Bytes::from_string(qr)),
        })
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
