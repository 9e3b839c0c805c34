//! What stands before and behind the papers of a file: cover (D20), contents (D21), notes (D22), back cover (D23).

use bandeng_core::kernel::china_date;
use bandeng_core::mediation::Mediation;
use bandeng_docgen as paper;
use bandeng_docgen::{Form, PaperData, PaperError, Pdf};
use bandeng_store::{Ctx, Error, Result};

use super::outline::{Case, Outline};
use super::view::ContentsLine;
use crate::http::App;
use crate::matters::query as matter_rows;
use crate::templates::wording::unprinted;

/// The sheets of a file that carry no number.
pub(super) struct Frame {
    pub front: Vec<Pdf>,
    pub back: Vec<Pdf>,
}

/// The committee in whose name the file stands.
pub(super) async fn committee(app: &App, host: &Case) -> Result<String> {
    let Some(committee) = host.m.committee else { return Ok(String::new()) };
    let names = matter_rows::names(app.db.reader(), [], [committee.0], []).await?;
    Ok(names.organisation(committee.0))
}

/// Cover and contents stand before the papers, the other two behind them.
const SHEETS: [&str; 4] = ["D20", "D21", "D22", "D23"];

/// Prints them. Whoever binds a file is its 立卷人.
pub(super) async fn print(
    app: &App,
    ctx: &Ctx,
    outline: &Outline,
    contents: &[ContentsLine],
    mark: &str,
    committee: &str,
) -> Result<Frame> {
    let data = data(app, ctx, outline, contents, mark, committee);
    let first = &outline.cases[0];
    let on = first.m.accepted_on.unwrap_or_else(|| app.db.today());
    let mut sheets = Vec::with_capacity(SHEETS.len());
    for code in SHEETS {
        let form = Form::by_code(code).ok_or_else(|| Error::Other(format!("no form {code}")))?;
        sheets.push((form, app.wordings.of(&app.db, &first.matter.key.county, form, on).await?));
    }
    let fonts = app.fonts.clone();
    let work = tokio::task::spawn_blocking(move || -> Result<Vec<Pdf>, PaperError> {
        sheets.into_iter().map(|(form, wording)| wording.render(form, &data, &fonts)).collect()
    });
    let printed = work.await.map_err(|_| Error::Other("printing a cover panicked".into()))?;
    let mut front = printed.map_err(|error| unprinted(&error))?;
    let back = front.split_off(2);
    Ok(Frame { front, back })
}

fn data(app: &App, ctx: &Ctx, outline: &Outline, contents: &[ContentsLine], mark: &str, committee: &str) -> PaperData {
    let (today, number) = (app.db.today(), outline.number.to_string());
    let first = &outline.cases[0];
    let days = outline.cases.iter().map(|case| (case.m.accepted_on.unwrap_or(case.m.opened_on), case.m.ended_on));
    let (from, until): (Vec<_>, Vec<_>) = days.unzip();
    let guests = outline.cases.len() - 1;
    let title = &first.matter.row.title;
    let mut mediators: Vec<String> = Vec::new();
    for name in outline.cases.iter().flat_map(|case| names(&case.m)) {
        if !mediators.contains(&name) {
            mediators.push(name);
        }
    }
    let dossier = paper::Dossier {
        title: if guests == 0 { title.clone() } else { format!("{title}等{}件纠纷", guests + 1) },
        year: outline.number.year.to_string(),
        mediated_from: from.into_iter().min(),
        // Still open: the cover leaves the day to be written.
        mediated_until: until.iter().all(Option::is_some).then(|| until.into_iter().flatten().max()).flatten(),
        filed_by: ctx.actor.name.clone(),
        filed_on: Some(today),
        retention_label: app.settings.retention.words(outline.retention).zh,
        pages: contents.iter().filter_map(|line| line.to).max().unwrap_or_default().to_string(),
        remarks: remarks(outline),
        contents: rows(contents),
        notes: paper::DossierNotes {
            text: notes(outline, contents),
            archivist: ctx.actor.name.clone(),
            checker: String::new(),
            on: Some(today),
        },
    };
    PaperData {
        matter: paper::Matter {
            code: first.matter.code.to_string(),
            code_grouped: first.matter.code.grouped(),
            ..Default::default()
        },
        committee: paper::Committee { name: committee.to_owned(), ..Default::default() },
        dossier_number: number,
        mediators,
        dossier: Some(dossier),
        check_at: app.settings.check_at(mark),
        mark: mark.to_owned(),
        printed_on: Some(today),
        ..Default::default()
    }
}

/// Whoever mediated, in the order in which they came.
fn names(m: &Mediation) -> Vec<String> {
    m.mediators.iter().map(|assigned| assigned.name.clone()).collect()
}

fn remarks(outline: &Outline) -> String {
    let mut remarks = Vec::new();
    let numbers: Vec<String> = outline
        .cases
        .iter()
        .skip(1)
        .filter_map(|case| case.m.dossier_number.as_ref())
        .map(ToString::to_string)
        .collect();
    if !numbers.is_empty() {
        remarks.push(format!("合卷{}", numbers.join("、")));
    }
    if !outline.archived {
        remarks.push("尚未归档".to_owned());
    }
    remarks.join("；")
}

/// The lines of the contents. Where several cases share the file, each begins with its number.
fn rows(contents: &[ContentsLine]) -> Vec<paper::ContentsRow> {
    let mut rows = Vec::with_capacity(contents.len());
    let mut case = None;
    for (i, line) in contents.iter().enumerate() {
        if line.case.is_some() && line.case != case {
            case.clone_from(&line.case);
            let name = case.clone().unwrap_or_default();
            rows.push(paper::ContentsRow { name, ..Default::default() });
        }
        let pages = match (line.from, line.to) {
            (Some(from), Some(to)) if from == to => from.to_string(),
            (Some(from), Some(to)) => format!("{from}-{to}"),
            _ => "–".to_owned(),
        };
        let remark = match &line.not_bound {
            Some(why) => why.label().zh,
            None if line.scripted => "原件含脚本，未带入".to_owned(),
            None => String::new(),
        };
        rows.push(paper::ContentsRow { no: (i + 1).to_string(), name: line.name.zh.clone(), pages, remark });
    }
    rows
}

/// What is missing, and what is named and not bound in: with its hash, so that it can be told from any other.
fn notes(outline: &Outline, contents: &[ContentsLine]) -> String {
    let mut lines = Vec::new();
    if !outline.lacking.is_empty() {
        let lacking: Vec<&str> = outline.lacking.iter().map(|lack| lack.label.zh.as_str()).collect();
        lines.push(format!("装订时尚缺：{}。", lacking.join("；")));
    }
    for line in contents {
        if let (Some(why), Some(sha256)) = (&line.not_bound, &line.sha256) {
            lines.push(format!("《{}》{}，以电子文件另存，SHA-256：{sha256}。", line.name.zh, why.label().zh));
        }
    }
    let added = outline.cases.iter().flat_map(late).collect::<Vec<_>>();
    if !added.is_empty() {
        lines.push(format!("程序结束后补充：{}。", added.join("、")));
    }
    if lines.is_empty() { "无".to_owned() } else { lines.join("\n") }
}

/// Files that were handed in after the mediation had ended.
fn late(case: &Case) -> Vec<String> {
    let Some(ended) = case.m.ended_on else { return Vec::new() };
    let files = case.lines.iter().filter_map(|line| match &line.source {
        super::outline::Source::File(file) if china_date(file.uploaded_at) > ended => Some(file.name.clone()),
        _ => None,
    });
    files.collect()
}
