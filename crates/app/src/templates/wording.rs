//! In which words a form is printed.
//!
//! What has been published lies in memory, read and checked: printing asks the database for nothing. A version never
//! changes, so that only later ones are asked for: at once after a publication here, and after a minute where another
//! process may have published.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use bandeng_core::kernel::{Code, Date, Instant, Refusal};
use bandeng_docgen::{
    Docx, Fonts, Form, PaperData, PaperError, Pdf, PlainLine, Template, font_package, plain, plain_with, render,
    render_with, write_docx, write_docx_with,
};
use bandeng_store::{Db, Error, Result};

use super::query;

/// How long nothing is asked.
const FRESH_MS: Instant = 60_000;

/// The wording of one form on one day.
#[derive(Clone, Debug, Default)]
pub(crate) enum Wording {
    /// The text that comes with the program.
    #[default]
    Standard,
    /// The county's own.
    Own(Arc<Template>),
}

impl Wording {
    /// Prints a form in these words.
    ///
    /// # Errors
    /// As [`render`].
    pub(crate) fn render(&self, form: &Form, data: &PaperData, fonts: &Fonts) -> Result<Pdf, PaperError> {
        match self {
            Wording::Standard => render(form, data, fonts),
            Wording::Own(template) => render_with(form, template, data, fonts),
        }
    }

    /// The same off the async threads, and outside any transaction: typesetting takes a good part of a second.
    pub(crate) async fn typeset(
        self,
        form: &'static Form,
        data: PaperData,
        fonts: &Fonts,
    ) -> Result<Result<Pdf, PaperError>> {
        let fonts = fonts.clone();
        let work = tokio::task::spawn_blocking(move || self.render(form, &data, &fonts));
        work.await.map_err(|_| Error::Other(format!("printing {} panicked", form.code)))
    }

    /// Writes a form in these words to be edited.
    ///
    /// # Errors
    /// As [`write_docx`].
    pub(crate) fn write(&self, form: &Form, data: &PaperData) -> Result<Docx, PaperError> {
        match self {
            Wording::Standard => write_docx(form, data),
            Wording::Own(template) => write_docx_with(form, template, data),
        }
    }

    /// What a form says in these words, to be read on a screen.
    ///
    /// # Errors
    /// As [`plain`].
    pub(crate) fn plain(&self, form: &Form, data: &PaperData) -> Result<Vec<PlainLine>, PaperError> {
        match self {
            Wording::Standard => plain(form, data),
            Wording::Own(template) => plain_with(form, template, data),
        }
    }
}

/// What the counties that were asked for have published.
#[derive(Default)]
pub struct Wordings(RwLock<HashMap<String, Kept>>);

#[derive(Clone)]
struct Kept {
    versions: Arc<Vec<Version>>,
    asked_at: Instant,
}

#[derive(Clone)]
struct Version {
    number: i64,
    form: String,
    takes_effect_on: Date,
    wording: Wording,
}

impl Wordings {
    /// In which words a county prints a form for what was accepted on a day.
    pub(crate) async fn of(&self, db: &Db, county: &str, form: &Form, on: Date) -> Result<Wording> {
        let versions = self.versions(db, county).await?;
        let found = versions.iter().rev().find(|one| one.form == form.slug && one.takes_effect_on <= on);
        Ok(found.map(|one| one.wording.clone()).unwrap_or_default())
    }

    async fn versions(&self, db: &Db, county: &str) -> Result<Arc<Vec<Version>>> {
        let now = db.now();
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner).get(county).cloned();
        let known = match kept {
            Some(one) if (0..FRESH_MS).contains(&(now - one.asked_at)) => return Ok(one.versions),
            other => other.map(|one| one.versions).unwrap_or_default(),
        };
        let after = known.last().map_or(0, |one| one.number);
        let later = query::later(db.reader(), county, after).await?;
        let versions = match later.is_empty() {
            true => known,
            false => {
                let later = later.into_iter().map(version).collect::<Result<Vec<_>>>()?;
                Arc::new(known.iter().cloned().chain(later).collect())
            }
        };
        let kept = Kept { versions: versions.clone(), asked_at: now };
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(county.to_owned(), kept);
        Ok(versions)
    }

    /// Something was published: the next who prints is told.
    pub(super) fn stale(&self, county: &str) {
        if let Some(one) = self.0.write().unwrap_or_else(PoisonError::into_inner).get_mut(county) {
            one.asked_at = Instant::MIN / 2;
        }
    }
}

/// A text that this version of the program cannot read any more is not printed: the standard text takes its place until
/// somebody has mended it. Every screen of templates says so.
fn version(row: query::VersionRow) -> Result<Version> {
    let takes_effect_on =
        row.takes_effect_on.parse().map_err(|_| Error::Damaged(format!("a template of {}", row.county)))?;
    let read = |text: &str| Form::by_slug(&row.form).and_then(|form| Template::read(text, form).ok());
    let wording = match row.text.as_str() {
        "" => Wording::Standard,
        text => match read(text) {
            Some(template) => Wording::Own(Arc::new(template)),
            None => {
                tracing::warn!(
                    county = row.county,
                    form = row.form,
                    "a template cannot be read; the standard is printed"
                );
                Wording::Standard
            }
        },
    };
    Ok(Version { number: row.version, takes_effect_on, wording, form: row.form })
}

/// What is told of a paper that could not be made. The typesetter's own words may hold a party's: they stay here.
pub(crate) fn unprinted(error: &PaperError) -> Error {
    match error {
        PaperError::MissingFont(missing) => {
            tracing::error!(weight = missing.weight, "no Chinese font to print papers in");
            Refusal::new(Code::FontMissing).into()
        }
        PaperError::MissingGlyph { character, .. } => {
            let (number, package) = (u32::from(*character), font_package(*character));
            Refusal::new(Code::CharacterUnprintable)
                .with(
                    format!("服务器上没有字体能印出“{character}”（U+{number:04X}）。请系统管理员安装含有这个字的字体（{package}）。"),
                    format!("No font on the server draws \"{character}\" (U+{number:04X}). The system administrator can install one that does ({package})."),
                )
                .into()
        }
        PaperError::Template { form, .. } => Error::Other(format!("the template of {form} failed")),
        PaperError::Data { form, .. } => Error::Other(format!("the data of {form} could not be prepared")),
    }
}
