//! 移交清单: the archived files of a register in a year, in the order of their numbers, to be handed to an archive.

use bandeng_core::dossier::{DossierNumber, Retention};
use bandeng_core::kernel::{Code, Date, Id, IdText, Refusal, Text, china_date};
use bandeng_core::matters::DisputeKind;
use bandeng_core::policy::{Action, Actor, require_general};
use bandeng_docgen::{Block, PaperError, Report, render_report};
use bandeng_sheet::{Cell, Column, Kind, Workbook};
use bandeng_store::{Error, Result};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use utoipa::{IntoParams, ToSchema};

use super::query::{self, Asked, FileRow};
use crate::http::App;
use crate::identity::me::Language;
use crate::matters::query as matter_rows;

/// Files on a page.
const PAGE: u64 = 50;
/// Files of a list that is handed over.
const MOST: u64 = 5_000;

/// Which files.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct TransferQuery {
    /// The committee whose register it is.
    #[param(value_type = String)]
    pub register: IdText,
    /// The year of acceptance, which is the year of the number.
    pub year: i16,
    /// `next` of the page before.
    #[serde(default)]
    pub after: Option<i64>,
}

/// An archived file.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct TransferRow {
    pub seq: i64,
    pub number: String,
    /// The code of the matter; none of one this reader does not see.
    pub code: Option<String>,
    /// 案卷题名; of a sealed matter, that it is sealed.
    pub title: Text,
    pub from: Date,
    pub until: Option<Date>,
    /// None where the kind is not this reader's to know.
    pub retention: Option<Retention>,
    pub retention_words: Option<Text>,
    /// Of the file as it was bound last; none of one that was never bound.
    pub pages: Option<i32>,
    /// The number of the file in which it lies.
    pub host: Option<i64>,
}

/// A page of archived files.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct TransferPage {
    pub register: String,
    pub year: i16,
    pub items: Vec<TransferRow>,
    pub next: Option<i64>,
}

/// A page of the archived files of a register.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::OrganisationUnknown`], [`Code::OutOfRange`].
pub(super) async fn page(app: &App, actor: &Actor, query: &TransferQuery) -> Result<TransferPage> {
    let after = query.after.unwrap_or_default();
    let (register, mut items) = rows(app, actor, query.register.0, query.year, after, PAGE + 1).await?;
    let more = items.len() as u64 > PAGE;
    items.truncate(PAGE as usize);
    let next = items.last().filter(|_| more).map(|row| row.seq);
    Ok(TransferPage { register, year: query.year, items, next })
}

async fn rows(
    app: &App,
    actor: &Actor,
    register: Id,
    year: i16,
    after: i64,
    limit: u64,
) -> Result<(String, Vec<TransferRow>)> {
    require_general(actor, Action::DossierTransfer)?;
    if !(1990..=2200).contains(&year) {
        return Err(Refusal::at(Code::OutOfRange, "year").into());
    }
    let name = matter_rows::names(app.db.reader(), [], [register], []).await?.organisation(register);
    if name.is_empty() {
        return Err(Refusal::at(Code::OrganisationUnknown, "register").into());
    }
    let arms = actor.arms(Action::DossierTransfer);
    let found = query::archived(&app.db, &Asked { arms: &arms, register, year, after, limit }).await?;
    let rows = found.into_iter().map(|row| shown(app, row)).collect::<Result<_>>()?;
    Ok((name, rows))
}

/// Of a sealed matter the number alone: a register without it would have a gap, and a gap asks questions.
fn shown(app: &App, row: FileRow) -> Result<TransferRow> {
    let number = DossierNumber { year: row.year as i16, word: row.word, seq: row.seq as u32 };
    let kind = DisputeKind::from_str(&row.kind)?;
    let retention = (!row.sealed).then(|| app.settings.retention.of(kind));
    Ok(TransferRow {
        seq: row.seq,
        number: number.to_string(),
        code: (!row.sealed).then_some(row.code),
        title: match row.sealed {
            true => Text::new("（保密卷）", "(sealed)"),
            false => Text::new(row.title.clone(), row.title),
        },
        from: china_date(row.opened_at),
        until: row.ended_at.map(china_date),
        retention,
        retention_words: retention.map(|class| app.settings.retention.words(class)),
        pages: row.pages.filter(|_| !row.sealed),
        host: row.host,
    })
}

/// How a list is taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum TransferFormat {
    Pdf,
    Xlsx,
}

/// A list to be taken out.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct TakeQuery {
    #[param(value_type = String)]
    pub register: IdText,
    pub year: i16,
    #[param(inline)]
    pub format: TransferFormat,
    #[param(inline)]
    pub language: Language,
}

/// A list as a file.
pub(super) struct Taken {
    pub bytes: Vec<u8>,
    pub name: String,
}

/// Writes the whole list.
///
/// # Errors
/// As [`page`]; [`Code::TooManyRows`], [`Code::FontMissing`], [`Code::CharacterUnprintable`].
pub(super) async fn take(app: &App, actor: &Actor, query: &TakeQuery) -> Result<Taken> {
    let (register, rows) = rows(app, actor, query.register.0, query.year, 0, MOST + 1).await?;
    if rows.len() as u64 > MOST {
        return Err(Refusal::at(Code::TooManyRows, "year").into());
    }
    let language = query.language;
    let say = move |text: &Text| match language {
        Language::Zh => text.zh.clone(),
        Language::En => text.en.clone(),
    };
    let title = say(&Text::new("卷宗移交清单", "Transfer list of files"));
    let ending = if query.format == TransferFormat::Pdf { "pdf" } else { "xlsx" };
    let name = format!("{title}-{register}-{}.{ending}", query.year);
    let heads: Vec<String> = [
        Text::new("序号", "No."),
        Text::new("卷号", "Number"),
        Text::new("案卷题名", "Title"),
        Text::new("起止日期", "From and to"),
        Text::new("页数", "Pages"),
        Text::new("保管期限", "Kept"),
        Text::new("备注", "Remarks"),
    ]
    .iter()
    .map(say)
    .collect();
    let lines: Vec<[String; 7]> = rows
        .iter()
        .enumerate()
        .map(|(i, row)| {
            let until = row.until.map(|day| day.to_string()).unwrap_or_default();
            let remark = match row.host {
                Some(host) => say(&Text::new(format!("在第{host}号卷内"), format!("in file {host}"))),
                None => String::new(),
            };
            [
                (i + 1).to_string(),
                row.number.clone(),
                say(&row.title),
                format!("{} – {until}", row.from),
                row.pages.map(|pages| pages.to_string()).unwrap_or_default(),
                row.retention_words.as_ref().map(&say).unwrap_or_default(),
                remark,
            ]
        })
        .collect();
    let (by, today, year, fonts) = (actor.name.clone(), app.db.today(), query.year, app.fonts.clone());
    let format = query.format;
    let count = lines.len();
    let work = tokio::task::spawn_blocking(move || match format {
        TransferFormat::Xlsx => sheet(&title, &heads, &lines, &register, &by, today),
        TransferFormat::Pdf => {
            let sentence = format!("本清单共{count}卷。移交人和接收人核对无误后签名。");
            let report = Report {
                title,
                subtitle: format!("{year}年度"),
                issuer: register,
                printed_on: today,
                blocks: vec![
                    Block::List { heads, rows: lines.iter().map(|line| line.to_vec()).collect() },
                    Block::Text { text: sentence },
                    Block::Signatures {
                        lines: ["移交单位（盖章）", "移交人", "接收单位（盖章）", "接收人", "监交人", "移交日期"]
                            .map(str::to_owned)
                            .to_vec(),
                    },
                ],
            };
            Ok(render_report(&report, &fonts).map_err(fault)?.bytes)
        }
    });
    let bytes = work.await.map_err(|_| Error::Other("writing a list panicked".into()))??;
    Ok(Taken { bytes, name })
}

fn sheet(title: &str, heads: &[String], lines: &[[String; 7]], register: &str, by: &str, on: Date) -> Result<Vec<u8>> {
    let kinds = [Kind::Number, Kind::Line, Kind::Long, Kind::Line, Kind::Number, Kind::Word, Kind::Word];
    let columns = heads.iter().zip(kinds).map(|(head, kind)| Column { head: head.clone(), kind }).collect();
    let write = || {
        let mut book = Workbook::new(title, columns)?;
        for line in lines {
            let cells: Vec<Cell> = line
                .iter()
                .zip(kinds)
                .map(|(text, kind)| match (kind, text.parse::<i64>()) {
                    _ if text.is_empty() => Cell::Empty,
                    (Kind::Number, Ok(number)) => Cell::Number(number),
                    _ => Cell::Text(text.clone()),
                })
                .collect();
            book.push(&cells)?;
        }
        let about = [("调委会", register.to_owned()), ("制表人", by.to_owned()), ("制表日期", on.to_string())]
            .map(|(a, b)| (a.to_owned(), b));
        book.finish("说明", &about)
    };
    write().map_err(|error: bandeng_sheet::SheetError| Error::Other(error.to_string()))
}

fn fault(error: PaperError) -> Error {
    match error {
        PaperError::MissingFont(_) => Refusal::new(Code::FontMissing).into(),
        PaperError::MissingGlyph { .. } => Refusal::new(Code::CharacterUnprintable).into(),
        PaperError::Template { .. } | PaperError::Data { .. } => Error::Other("the template of a list failed".into()),
    }
}
