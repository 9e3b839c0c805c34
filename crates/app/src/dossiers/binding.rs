//! Making the bound file.

use std::sync::Arc;

use bandeng_core::dossier::NotBound;
use bandeng_core::kernel::{Code, Refusal, Text};
use bandeng_core::matters::FileKind;
use bandeng_docgen::{BindError, PaperError, Pdf, Piece, Sheets, Unbindable, prepare_picture};
use bandeng_store::{Ctx, Error, Result};
use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::frame::{self, Frame};
use super::jobs::Progress;
use super::outline::{Case, Line, Outline, Source};
use super::view::ContentsLine;
use crate::attachments::{pdf, service as attachments};
use crate::http::App;
use crate::papers::issue::{Issued, Set, Wanted, issue};
use crate::papers::query::Which;
use crate::papers::service as papers;
use crate::signing::service as signing;

/// Its name among the papers.
pub(super) const SLUG: &str = "dossier";

/// Most pages of a file: beyond that it is bound in volumes by hand.
const MOST_PAGES: usize = 1_500;

/// What is kept with a bound file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct About {
    pub contents: Vec<ContentsLine>,
    /// The codes of the other cases that are in it.
    #[serde(default)]
    pub guests: Vec<String>,
}

/// How many bytes of files that were handed in are bound into one: all of them are in memory together. What has no room is
/// named in the contents.
const MOST_BYTES: i64 = 400 << 20;

/// A line with what is bound for it.
struct Leaf {
    line: ContentsLine,
    /// None where it is listed alone.
    bound: Option<(Sheets, usize)>,
}

/// Binds the file of a mediation, unless the version bound last says the same. `far` is told how many lines of how many are
/// there.
///
/// # Errors
/// [`Code::FontMissing`], [`Code::CharacterUnprintable`], [`Code::NothingToBind`].
pub(super) async fn bind(app: &App, ctx: &Ctx, outline: &Outline, mut far: Option<&mut Progress>) -> Result<Issued> {
    let host = outline.cases.first().ok_or(Refusal::new(Code::NothingToBind))?;
    let (number, title) = (outline.number.to_string(), Text::new("人民调解卷宗", "File of a mediation"));
    let wanted = Wanted {
        matter: &host.matter,
        which: Which { matter: &host.matter.key, proceeding: host.n, slug: SLUG, no: 0 },
        title,
        number: number.clone(),
        issuer: frame::committee(app, host).await?,
        substance: outline.substance()?,
        about: String::new(),
    };
    if let Some(row) = crate::papers::query::latest(app.db.reader(), wanted.which).await?
        && row.digest == crate::papers::issue::digest(&wanted.substance)
    {
        return Ok(Issued { bytes: crate::papers::issue::read(app, &row).await?, row });
    }
    let total: usize = outline.cases.iter().map(|case| case.lines.len()).sum();
    let mut leaves = Vec::with_capacity(total);
    let mut room = MOST_BYTES;
    for case in &outline.cases {
        let mark = (outline.cases.len() > 1).then(|| case.m.dossier_number.as_ref().map(ToString::to_string)).flatten();
        let forms = papers::leaves(app, ctx, &case.matter, case.n).await?;
        for line in &case.lines {
            leaves.push(leaf(app, ctx, case, line, mark.as_deref(), &forms, &mut room).await?);
            if let Some(far) = &mut far {
                far.told(app, leaves.len(), total).await?;
            }
        }
    }
    let leaves = Arc::new(leaves);
    let issuer = wanted.issuer.clone();
    issue(app, ctx, &wanted, |mark| {
        let (leaves, number, issuer) = (leaves.clone(), number.clone(), issuer.clone());
        async move {
            let mut lines: Vec<(ContentsLine, Option<(Sheets, usize)>)> =
                leaves.iter().map(|leaf| (leaf.line.clone(), leaf.bound.clone())).collect();
            // Once more without what breaks the binding, and no oftener: each piece has been tried alone by then.
            for _ in 0..2 {
                paginate(&mut lines);
                let contents: Vec<ContentsLine> = lines.iter().map(|(line, _)| line.clone()).collect();
                let frame = frame::print(app, ctx, outline, &contents, &mark, &issuer).await?;
                match set(app, &number, &issuer, frame, &lines).await? {
                    Ok(pdf) => {
                        let guests = outline.cases.iter().skip(1).map(|case| case.matter.code.to_string()).collect();
                        let about = serde_json::to_string(&About { contents, guests })?;
                        return Ok(Set { bytes: pdf.bytes, pages: pdf.pages, about: Some(about) });
                    }
                    Err(bad) => {
                        for at in bad {
                            let (line, bound) = &mut lines[at];
                            (line.not_bound, *bound) = (Some(NotBound::Broken), None);
                        }
                    }
                }
            }
            Err(Error::Other("a file cannot be bound".into()))
        }
    })
    .await
}

/// The paper or file of a line. What cannot be bound is told in its line, and the rest is bound.
async fn leaf(
    app: &App,
    ctx: &Ctx,
    case: &Case,
    line: &Line,
    mark: Option<&str>,
    forms: &[papers::Leaf],
    room: &mut i64,
) -> Result<Leaf> {
    let mut told = ContentsLine {
        item: line.item,
        name: line.name.clone(),
        case: mark.map(str::to_owned),
        from: None,
        to: None,
        not_bound: None,
        scripted: false,
        sha256: None,
    };
    let bound = match &line.source {
        Source::Form { slug, no } => {
            let form = forms.iter().find(|leaf| leaf.form.slug == *slug && leaf.no == *no);
            let form = form.ok_or_else(|| Error::Other(format!("the paper {slug} is not there any more")))?;
            Some((Sheets::Pdf(Arc::new(form.bytes.to_vec())), form.pages))
        }
        Source::Signed { no } => {
            let (_, issued) = signing::signed(app, ctx, &case.matter, *no).await?;
            let pages = usize::try_from(issued.row.pages).unwrap_or_default();
            Some((Sheets::Pdf(Arc::new(issued.bytes.to_vec())), pages))
        }
        Source::File(file) if file.size > *room => {
            (told.sha256, told.not_bound) = (Some(file.sha256.clone()), Some(NotBound::TooLarge));
            None
        }
        Source::File(file) => {
            *room -= file.size;
            told.sha256 = Some(file.sha256.clone());
            let content = attachments::read(app, &case.matter, file.n).await?;
            match look(app, file.media_type, content.bytes).await? {
                Ok((sheets, pages, scripted)) => {
                    told.scripted = scripted;
                    Some((sheets, pages))
                }
                Err(why) => {
                    told.not_bound = Some(why);
                    None
                }
            }
        }
    };
    Ok(Leaf { line: told, bound })
}

/// What is bound of a file, how many pages it has, and whether it has scripts; or why it is not bound.
type Looked = std::result::Result<(Sheets, usize, bool), NotBound>;

async fn look(app: &App, kind: FileKind, bytes: Bytes) -> Result<Looked> {
    Ok(match kind {
        FileKind::Pdf => {
            let found = pdf::look(app, bytes.clone()).await?.map_or(Err(Unbindable::Broken), |look| look.facts);
            found.map_err(not_bound).map(|facts| (Sheets::Pdf(Arc::new(bytes.to_vec())), facts.pages, facts.scripted))
        }
        FileKind::Jpeg | FileKind::Png => {
            let made = tokio::task::spawn_blocking(move || prepare_picture(&bytes));
            let made = made.await.map_err(|_| Error::Other("drawing a picture anew panicked".into()))?;
            made.map_err(not_bound).map(|picture| (Sheets::Picture(Arc::new(picture)), 1, false))
        }
        FileKind::Docx => Err(NotBound::Editable),
    })
}

const fn not_bound(why: Unbindable) -> NotBound {
    match why {
        Unbindable::Encrypted => NotBound::Encrypted,
        Unbindable::Broken => NotBound::Broken,
        Unbindable::TooLong => NotBound::TooLong,
        Unbindable::TooLarge => NotBound::TooLarge,
        Unbindable::Overlaid => NotBound::Overlaid,
    }
}

/// Gives each line its pages. What would make the file longer than a file may be is listed.
fn paginate(lines: &mut [(ContentsLine, Option<(Sheets, usize)>)]) {
    let mut next = 1;
    for (line, bound) in lines {
        (line.from, line.to) = (None, None);
        let Some((_, pages)) = bound else { continue };
        if next + *pages > MOST_PAGES + 1 {
            (line.not_bound, *bound) = (Some(NotBound::TooLong), None);
            continue;
        }
        (line.from, line.to) = (Some(next as u32), Some((next + *pages - 1) as u32));
        next += *pages;
    }
}

/// Binds; or which lines break it.
async fn set(
    app: &App,
    number: &str,
    issuer: &str,
    frame: Frame,
    lines: &[(ContentsLine, Option<(Sheets, usize)>)],
) -> Result<Result<Pdf, Vec<usize>>> {
    let unnumbered =
        |pdf: Pdf| Piece { sheets: Sheets::Pdf(Arc::new(pdf.bytes)), numbered: false, caption: String::new() };
    let front = frame.front.into_iter().map(unnumbered);
    let mut pieces: Vec<Piece> = front.collect();
    let first = pieces.len();
    let mut whose = Vec::with_capacity(lines.len());
    for (at, (line, bound)) in lines.iter().enumerate() {
        if let Some((sheets, _)) = bound {
            whose.push(at);
            let caption = match &line.sha256 {
                Some(sha256) => format!("{}  SHA-256 {sha256}", line.name.zh),
                None => line.name.zh.clone(),
            };
            pieces.push(Piece { sheets: sheets.clone(), numbered: true, caption });
        }
    }
    pieces.extend(frame.back.into_iter().map(unnumbered));
    let (fonts, title) = (app.fonts.clone(), format!("人民调解卷宗 {number}"));
    let (issuer, today) = (issuer.to_owned(), app.db.today());
    let work = tokio::task::spawn_blocking(move || bandeng_docgen::bind(&title, &issuer, Some(today), &pieces, &fonts));
    match work.await.map_err(|_| Error::Other("binding a file panicked".into()))? {
        Ok(pdf) => Ok(Ok(pdf)),
        Err(BindError::Parts(bad)) => {
            let bad: Vec<usize> = bad.iter().filter_map(|n| whose.get(n.checked_sub(first)?).copied()).collect();
            if bad.is_empty() { Err(Error::Other("a cover cannot be bound".into())) } else { Ok(Err(bad)) }
        }
        Err(BindError::Paper(PaperError::MissingFont(_))) => Err(Refusal::new(Code::FontMissing).into()),
        Err(BindError::Paper(PaperError::MissingGlyph { .. })) => Err(Refusal::new(Code::CharacterUnprintable).into()),
        Err(BindError::Paper(error)) => {
            // The typesetter's own words may hold a name: they stay here.
            drop(error);
            Err(Error::Other("the template of bound files failed".into()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bandeng_core::dossier::DossierItem;

    fn line(pages: Option<usize>) -> (ContentsLine, Option<(Sheets, usize)>) {
        let line = ContentsLine {
            item: DossierItem::Evidence,
            name: Text::new("照片", "Photo"),
            case: None,
            from: None,
            to: None,
            not_bound: None,
            scripted: false,
            sha256: None,
        };
        (line, pages.map(|pages| (Sheets::Picture(Arc::default()), pages)))
    }

    #[test]
    fn pages_follow_each_other_and_a_file_ends_somewhere() {
        let mut lines = vec![line(Some(2)), line(None), line(Some(1)), line(Some(MOST_PAGES)), line(Some(4))];
        paginate(&mut lines);
        let pages: Vec<_> = lines.iter().map(|(line, _)| (line.from, line.to)).collect();
        assert_eq!(pages, [(Some(1), Some(2)), (None, None), (Some(3), Some(3)), (None, None), (Some(4), Some(7))]);
        assert_eq!(lines[3].0.not_bound, Some(NotBound::TooLong));
    }
}
