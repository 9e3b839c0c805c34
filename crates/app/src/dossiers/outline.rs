//! What belongs into a file, in the order in which it is bound. Known without setting a single page.

use bandeng_core::dossier::{DossierItem, DossierNumber, Retention, item_of_form, item_of_purpose};
use bandeng_core::kernel::{Code, Refusal, Text};
use bandeng_core::matters::MatterState;
use bandeng_core::mediation::{Mediation, dossier};
use bandeng_core::policy::{Action, Actor};
use bandeng_store::Result;
use serde_json::json;
use std::sync::Arc;

use super::query;
use crate::attachments::service::{self as attachments, AttachmentView};
use crate::http::App;
use crate::matters::case::{self, Matter};
use crate::matters::query as matter_rows;
use crate::papers::service::{self as papers, PaperLack, Planned};
use crate::signing::service as signing;

/// A case in a file: the one it is named after, or one that lies in it as a guest.
pub(super) struct Case {
    pub matter: Matter,
    pub n: u16,
    pub m: Arc<Mediation>,
    pub lines: Vec<Line>,
}

/// A line of the contents.
pub(super) struct Line {
    pub item: DossierItem,
    pub name: Text,
    pub source: Source,
    /// What it says, by its hash.
    pub digest: String,
}

pub(super) enum Source {
    /// The form with this slug, and its number where it is printed for each.
    Form {
        slug: &'static str,
        no: Option<u16>,
    },
    File(AttachmentView),
    /// A paper that all have signed, by the number of its request.
    Signed {
        no: u16,
    },
}

/// What a file is, before it is bound.
pub(super) struct Outline {
    pub number: DossierNumber,
    pub retention: Retention,
    pub archived: bool,
    /// The host first.
    pub cases: Vec<Case>,
    pub lacking: Vec<PaperLack>,
    /// In whose file it lies, where it has none of its own.
    pub host: Option<String>,
}

impl Outline {
    /// Everything the bound file says, so that two that say the same are one.
    pub(super) fn substance(&self) -> Result<Vec<u8>> {
        let lines = self.cases.iter().map(|case| {
            let lines = case.lines.iter().map(|line| json!([line.item, line.name.zh, line.digest]));
            json!([case.matter.code.as_str(), case.m.dossier_number, lines.collect::<Vec<_>>()])
        });
        Ok(serde_json::to_vec(&json!(["dossier-1", self.retention, self.archived, lines.collect::<Vec<_>>()]))?)
    }

    /// Bytes of the files that were handed in: what makes binding long.
    pub(super) fn weight(&self) -> (usize, i64) {
        let files = self.cases.iter().flat_map(|case| &case.lines).filter_map(|line| match &line.source {
            Source::File(file) => Some(file.size),
            Source::Form { .. } | Source::Signed { .. } => None,
        });
        files.fold((0, 0), |(n, bytes), size| (n + 1, bytes + size))
    }
}

/// Who may bind a file or read it bound sees everything that is in it.
pub(super) fn may_read_bound(actor: &Actor, matter: &Matter) -> bool {
    [Action::PaperPrint, Action::NarrativeRead, Action::ContactRead, Action::AttachmentRead]
        .into_iter()
        .all(|action| actor.may(action, &matter.facts))
}

/// The outline of a mediation's file.
///
/// # Errors
/// [`Code::NotFound`], [`Code::NothingToBind`] for one that was never accepted.
pub(super) async fn outline(app: &App, actor: &Actor, matter: Matter, n: u16) -> Result<Outline> {
    let reader = app.db.reader();
    let rows = matter_rows::mediations(reader, &matter.key).await?;
    let row = rows.iter().find(|row| row.n == i32::from(n)).ok_or(Refusal::new(Code::NotFound))?;
    let m = row.body.read::<Mediation>()?;
    let number = m.dossier_number.clone().ok_or(Refusal::new(Code::NothingToBind))?;
    let host = match row.file_of {
        Some(host) => query::code_of(&app.db, &matter.key.county, host).await?,
        None => None,
    };
    let retention = app.settings.retention.of(matter.kind);
    let archived = matter.state == MatterState::Archived;
    let guests = query::guests(reader, &matter.key).await?;
    let mut lacking = Vec::new();
    let mut cases = vec![case(app, actor, matter, n, m, &mut lacking).await?];
    for guest in guests {
        let matter = case::read(reader, &guest.code.parse()?, app.db.now()).await?;
        if !may_read_bound(actor, &matter) {
            return Err(Refusal::new(Code::NotAllowed).into());
        }
        let rows = matter_rows::mediations(reader, &matter.key).await?;
        let row = rows.iter().find(|row| row.n == i32::from(guest.n)).ok_or(Refusal::new(Code::NotFound))?;
        let m = row.body.read::<Mediation>()?;
        cases.push(case(app, actor, matter, guest.n, m, &mut lacking).await?);
    }
    Ok(Outline { number, retention, archived, cases, lacking, host })
}

async fn case(
    app: &App,
    actor: &Actor,
    matter: Matter,
    n: u16,
    m: Arc<Mediation>,
    lacking: &mut Vec<PaperLack>,
) -> Result<Case> {
    let planned = papers::planned(app, actor, &matter, n).await?;
    for lack in lacks(&m, &planned) {
        if !lacking.contains(&lack) {
            lacking.push(lack);
        }
    }
    let forms = planned.into_iter().filter_map(|paper| {
        Some(Line {
            item: item_of_form(paper.form.code)?,
            name: paper.title,
            source: Source::Form { slug: paper.form.slug, no: paper.no },
            digest: format!("{}{}", paper.digest, if paper.lacking.is_empty() { "" } else { "-draft" }),
        })
    });
    let files = attachments::list(app, &matter).await?.into_iter().map(|file| Line {
        item: item_of_purpose(file.purpose),
        name: Text::new(file.name.clone(), file.name.clone()),
        digest: file.sha256.clone(),
        source: Source::File(file),
    });
    let signed = signing::complete(app, &matter, n).await?.into_iter().map(|paper| Line {
        item: DossierItem::SignedPage,
        name: paper.title,
        source: Source::Signed { no: paper.no },
        digest: paper.digest,
    });
    let mut lines: Vec<Line> = forms.chain(signed).chain(files).collect();
    // In each place the forms first, then the files as they came.
    lines.sort_by_key(|line| line.item);
    Ok(Case { matter, n, m, lines })
}

/// What the file lacks of its required papers: those that cannot be made yet, and those that are drafts still.
fn lacks(m: &Mediation, planned: &[Planned]) -> Vec<PaperLack> {
    let missing =
        dossier::lacking(m).into_iter().map(|(label, field)| PaperLack { label, field: Some(field.to_owned()) });
    let drafts = planned.iter().filter(|paper| paper.required).flat_map(|paper| {
        paper.lacking.iter().map(|lack| PaperLack {
            label: Text::new(
                format!("《{}》\u{ff1a}{}", paper.title.zh, lack.label.zh),
                format!("{}: {}", paper.title.en, lack.label.en),
            ),
            field: lack.field.clone(),
        })
    });
    missing.chain(drafts).collect()
}
