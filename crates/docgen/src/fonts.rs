//! Fonts: found once when the program starts, read when first used.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontInfo, FontStyle, FontWeight};
use typst::utils::LazyHash;

use crate::error::MissingFont;

/// Families the templates print in, in this order. Both draw the whole of GB 18030's common part.
const SERIF: [&str; 2] = ["Noto Serif CJK SC", "Source Han Serif SC"];

/// Characters a Chinese font must draw to count as one: the papers' own words and the brackets of their numbers.
const PROBE: &str = "人民调解协议书〔〕①";

/// The fonts papers are set in. Cheap to clone and to share between threads.
///
/// Files are only read when a paper needs them, then stay in memory (about 26 MB for each weight of Noto Serif CJK).
#[derive(Clone)]
pub struct Fonts(Arc<Shelf>);

struct Shelf {
    book: LazyHash<FontBook>,
    faces: Vec<Face>,
    /// A collection file holds several faces; it is read once for all of them.
    files: Mutex<HashMap<PathBuf, Bytes>>,
}

struct Face {
    path: PathBuf,
    index: u32,
    font: OnceLock<Option<Font>>,
}

impl Fonts {
    /// Looks through the given folders, then through the system's (`/usr/share/fonts`, `~/.fonts`, …), with all their
    /// subfolders. A folder that cannot be read is passed over: [`check`](Self::check) tells whether enough was found.
    ///
    /// Takes some hundred milliseconds; do it once.
    pub fn load(folders: &[PathBuf]) -> Fonts {
        let mut found = in_folders(folders);
        let mut db = fontdb::Database::new();
        db.load_system_fonts();
        add_faces(&db, &mut found);
        Fonts::from_faces(found)
    }

    /// The same without the system's folders, for installations that bring their own fonts and want the same bytes on
    /// every machine.
    pub fn load_only(folders: &[PathBuf]) -> Fonts {
        Fonts::from_faces(in_folders(folders))
    }

    fn from_faces(found: Vec<(PathBuf, u32, FontInfo)>) -> Fonts {
        let mut book = FontBook::new();
        let mut faces = Vec::with_capacity(found.len());
        for (path, index, info) in found {
            book.push(info);
            faces.push(Face { path, index, font: OnceLock::new() });
        }
        Fonts(Arc::new(Shelf { book: LazyHash::new(book), faces, files: Mutex::new(HashMap::new()) }))
    }

    /// Whether papers can be printed: a Chinese serif in regular and bold.
    ///
    /// # Errors
    /// [`MissingFont`] names the weight that is not there. Call it when the program starts, so that the operator hears
    /// of it and not the person at the counter.
    pub fn check(&self) -> Result<(), MissingFont> {
        for (weight, name) in [(FontWeight::REGULAR, "regular"), (FontWeight::BOLD, "bold")] {
            let there = SERIF.iter().any(|family| {
                self.0.book.select_family(&family.to_lowercase()).any(|index| {
                    self.0.book.info(index).is_some_and(|info| {
                        info.variant.style == FontStyle::Normal
                            && info.variant.weight == weight
                            && PROBE.chars().all(|c| info.coverage.contains(c as u32))
                    })
                })
            });
            if !there {
                return Err(MissingFont { families: SERIF.join(", "), weight: name });
            }
        }
        Ok(())
    }

    pub(crate) fn book(&self) -> &LazyHash<FontBook> {
        &self.0.book
    }

    /// The face at this place of the book. A file that has vanished since is no face.
    pub(crate) fn face(&self, index: usize) -> Option<Font> {
        let face = self.0.faces.get(index)?;
        face.font.get_or_init(|| Font::new(self.file(&face.path)?, face.index)).clone()
    }

    fn file(&self, path: &Path) -> Option<Bytes> {
        // A panic elsewhere cannot leave a half-written map behind: entries are whole or absent.
        let mut files = self.0.files.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bytes) = files.get(path) {
            return Some(bytes.clone());
        }
        let bytes = Bytes::new(std::fs::read(path).ok()?);
        files.insert(path.to_path_buf(), bytes.clone());
        Some(bytes)
    }
}

fn in_folders(folders: &[PathBuf]) -> Vec<(PathBuf, u32, FontInfo)> {
    let mut found = Vec::new();
    for folder in folders {
        let mut db = fontdb::Database::new();
        db.load_fonts_dir(folder);
        add_faces(&db, &mut found);
    }
    found
}

/// Adds what is new, in the order of paths: folders list files in no fixed order, and the same data must choose the
/// same fonts on every run.
fn add_faces(db: &fontdb::Database, found: &mut Vec<(PathBuf, u32, FontInfo)>) {
    let mut new: Vec<(PathBuf, u32, FontInfo)> = Vec::new();
    for face in db.faces() {
        let path = match &face.source {
            fontdb::Source::File(path) | fontdb::Source::SharedFile(path, _) => path,
            fontdb::Source::Binary(_) => continue,
        };
        if found.iter().any(|(p, i, _)| p == path && *i == face.index) {
            continue;
        }
        if let Some(info) = db.with_face_data(face.id, FontInfo::new).flatten() {
            new.push((path.clone(), face.index, info));
        }
    }
    new.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
    found.extend(new);
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Fonts({} faces)", self.0.faces.len())
    }
}
