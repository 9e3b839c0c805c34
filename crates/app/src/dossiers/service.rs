//! Showing a file, binding it, giving it out.

use bandeng_core::kernel::{Code, Refusal};
use bandeng_core::mediation::AgreementForm;
use bandeng_core::policy::Actor;
use bandeng_store::{Ctx, Error, Result};
use bytes::Bytes;

use super::binding::{self, About, SLUG};
use super::outline::{Outline, Source, may_read_bound, outline};
use super::view::{ContentsLine, DossierVersion, DossierView};
use super::{jobs, query};
use crate::http::App;
use crate::matters::case::{self, Matter};
use crate::papers::issue;
use crate::papers::query::{self as papers, Row, Which};

/// So many files, and so many bytes, are bound while somebody waits; more is a job.
const AT_ONCE: (usize, i64) = (12, 6 * 1024 * 1024);

/// The file of a mediation, as far as it is.
pub(super) async fn show(app: &App, actor: &Actor, matter: Matter, n: u16) -> Result<DossierView> {
    let outline = outline(app, actor, matter, n).await?;
    compose(app, actor, &outline).await
}

async fn compose(app: &App, actor: &Actor, outline: &Outline) -> Result<DossierView> {
    let Some(host) = outline.cases.first() else { return Err(Refusal::new(Code::NothingToBind).into()) };
    let which = Which { matter: &host.matter.key, proceeding: host.n, slug: SLUG, no: 0 };
    let versions = papers::versions(app.db.reader(), which).await?;
    let latest = versions.first();
    let outdated = match latest {
        Some(row) => row.digest != issue::digest(&outline.substance()?),
        None => false,
    };
    let about: Option<About> = match latest.filter(|_| !outdated) {
        Some(row) => Some(serde_json::from_str(&row.about)?),
        None => None,
    };
    let contents = about.map(|about| about.contents).unwrap_or_else(|| planned(outline));
    let binding = query::binding(&app.db, &host.matter.key, host.n).await?;
    let retention = outline.retention;
    let oral = host.m.agreement.as_ref().is_some_and(|a| a.form == AgreementForm::Oral) && host.m.state.is_ended();
    let may_bind = may_read_bound(actor, &host.matter);
    Ok(DossierView {
        number: outline.number.to_string(),
        retention,
        retention_words: app.settings.retention.words(retention),
        archived: outline.archived,
        host: outline.host.clone(),
        guests: outline.cases.iter().skip(1).map(|case| case.matter.code.to_string()).collect(),
        ready: outline.lacking.is_empty(),
        lacking: outline.lacking.clone(),
        contents,
        versions: versions.iter().map(|row| version(host.matter.code.as_str(), host.n, row)).collect::<Result<_>>()?,
        outdated,
        binding: binding.map(|row| jobs::view(&row, app.db.now())),
        may_share: may_bind && oral && outline.cases.len() == 1 && super::share::may(actor, &host.matter),
        may_bind,
    })
}

/// The contents before anything was bound.
fn planned(outline: &Outline) -> Vec<ContentsLine> {
    let several = outline.cases.len() > 1;
    let lines = outline.cases.iter().flat_map(|case| {
        let number = case.m.dossier_number.as_ref().map(ToString::to_string).filter(|_| several);
        case.lines.iter().map(move |line| ContentsLine {
            item: line.item,
            name: line.name.clone(),
            case: number.clone(),
            from: None,
            to: None,
            not_bound: None,
            scripted: false,
            sha256: match &line.source {
                Source::File(file) => Some(file.sha256.clone()),
                Source::Form { .. } | Source::Signed { .. } => None,
            },
        })
    });
    lines.collect()
}

fn version(code: &str, n: u16, row: &Row) -> Result<DossierVersion> {
    Ok(DossierVersion {
        version: row.version,
        mark: row.mark.clone(),
        bound_on: row.issued_on.parse().map_err(|_| Error::Damaged("a file's day".into()))?,
        pages: row.pages,
        size: row.size,
        sha256: row.sha256.clone(),
        url: format!("/api/v1/matters/{code}/mediations/{n}/dossier/{}", row.version),
    })
}

/// Binds the file: at once, or by a job where it takes long.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::NothingToBind`], [`Code::BindingBusy`], [`Code::DossierElsewhere`].
pub(super) async fn bind(app: &App, ctx: &Ctx, matter: Matter, n: u16) -> Result<DossierView> {
    if !may_read_bound(&ctx.actor, &matter) {
        return Err(Refusal::new(Code::NotAllowed).into());
    }
    let outline = outline(app, &ctx.actor, matter, n).await?;
    if outline.host.is_some() {
        return Err(Refusal::new(Code::DossierElsewhere).into());
    }
    let Some(host) = outline.cases.first() else { return Err(Refusal::new(Code::NothingToBind).into()) };
    if let Some(row) = query::binding(&app.db, &host.matter.key, n).await? {
        if jobs::is_busy(&row, app.db.now()) {
            return Err(Refusal::new(Code::BindingBusy).into());
        }
        query::drop_binding(&app.db, &host.matter.key, n).await?;
    }
    let (files, bytes) = outline.weight();
    if files > AT_ONCE.0 || bytes > AT_ONCE.1 {
        let total = outline.cases.iter().map(|case| case.lines.len()).sum();
        jobs::ask(app, ctx, &host.matter, n, total).await?;
    } else {
        binding::bind(app, ctx, &outline, None).await?;
    }
    compose(app, &ctx.actor, &outline).await
}

/// A bound file.
pub(super) struct Bound {
    pub bytes: Bytes,
    pub number: String,
}

/// Gives out a version.
///
/// # Errors
/// [`Code::NotAllowed`] for who does not see everything in it, [`Code::NotFound`].
pub(super) async fn read(app: &App, actor: &Actor, matter: &Matter, n: u16, version: i32) -> Result<Bound> {
    if !may_read_bound(actor, matter) {
        return Err(Refusal::new(Code::NotAllowed).into());
    }
    let which = Which { matter: &matter.key, proceeding: n, slug: SLUG, no: 0 };
    let row = papers::version(app.db.reader(), which, version).await?.ok_or(Refusal::new(Code::NotFound))?;
    // What lies in it may have been sealed since, or be out of this reader's reach.
    let guests = match row.about.as_str() {
        "" => Vec::new(),
        about => serde_json::from_str::<About>(about)?.guests,
    };
    for guest in guests {
        let guest = case::read(app.db.reader(), &guest.parse()?, app.db.now()).await?;
        if !may_read_bound(actor, &guest) {
            return Err(Refusal::new(Code::NotAllowed).into());
        }
    }
    Ok(Bound { bytes: issue::read(app, &row).await?, number: row.number })
}
