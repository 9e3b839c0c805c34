//! The briefing of a month or a quarter: situation, comparison, hot spots, what the parties say, what is owed, and room for
//! the author's proposals.

use bandeng_core::figures::{Measure, Unit};
use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, Fen, Refusal};
use bandeng_core::matters::FileKind;
use bandeng_core::policy::{Action, Actor};
use bandeng_docgen::{Block, PaperError, Report, render_report, write_report};
use bandeng_store::{Ctx, Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::board;
use super::query::briefings::{self as query, Words};
use super::reading::{Asked, FigureQuery};
use super::view::{CountLine, FigureBoard};
use crate::http::App;
use crate::identity::service::stream;

/// A briefing to be made.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub(crate) struct BriefingRequest {
    #[serde(default)]
    pub area: Option<String>,
    pub period: String,
    /// Of the words its author has seen; 0 where there were none.
    #[serde(default)]
    pub version: i64,
    /// What its author says about the situation, beside the numbers; may be empty.
    #[serde(default)]
    pub remarks: String,
    /// What its author proposes; left empty, there are lines to write on.
    #[serde(default)]
    pub proposals: String,
    /// As a DOCX, to be edited; otherwise a PDF.
    #[serde(default)]
    pub docx: bool,
}

/// What the author of a briefing says, as it was saved last.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub(crate) struct BriefingWords {
    /// 0 where nothing was saved.
    pub version: i64,
    pub remarks: String,
    pub proposals: String,
    /// Epoch milliseconds.
    pub saved_at: Option<i64>,
}

/// A briefing as a file.
pub(super) struct Briefing {
    pub name: String,
    pub kind: FileKind,
    pub bytes: Vec<u8>,
}

/// What was said last of a place and a period.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::AreaBeyond`]; fields.
pub(super) async fn words(app: &App, actor: &Actor, query: &FigureQuery) -> Result<BriefingWords> {
    let asked = query.read(actor, Action::FiguresRead)?;
    let kept = query::read(app.db.reader(), &asked.area, asked.period).await?;
    Ok(kept.map_or_else(BriefingWords::default, |kept| BriefingWords {
        version: kept.version,
        remarks: kept.remarks,
        proposals: kept.proposals,
        saved_at: Some(kept.saved_at),
    }))
}

/// Makes the briefing from the figures as they are today, and keeps its author's words for the next time.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::AreaBeyond`], [`Code::BriefingMoved`], [`Code::FontMissing`],
/// [`Code::CharacterUnprintable`]; fields.
pub(super) async fn make(app: &App, ctx: &Ctx, request: &BriefingRequest) -> Result<Briefing> {
    let query = FigureQuery { area: request.area.clone(), period: request.period.clone() };
    let asked = query.read(&ctx.actor, Action::FiguresRead)?;
    let mut form = Form::default();
    form.optional_text(&request.remarks, 5_000, "/remarks");
    form.optional_text(&request.proposals, 5_000, "/proposals");
    form.finish()?;
    let board = board::board(&app.db, &ctx.actor, &asked).await?;
    let report = Report {
        title: "矛盾纠纷调解工作简报".to_owned(),
        subtitle: board.label.zh.clone(),
        issuer: board.area.name.clone(),
        printed_on: app.db.today(),
        blocks: blocks(&board, &request.remarks, &request.proposals),
    };
    let fonts = app.fonts.clone();
    let kind = if request.docx { FileKind::Docx } else { FileKind::Pdf };
    let work = tokio::task::spawn_blocking(move || match kind {
        FileKind::Docx => write_report(&report).map(|made| made.bytes),
        _ => render_report(&report, &fonts).map(|made| made.bytes),
    });
    let bytes = work.await.map_err(|_| Error::Other("printing a briefing panicked".into()))?.map_err(fault)?;
    // What cannot be printed is not kept either.
    keep(app, ctx, &asked, &board.area.name, request).await?;
    Ok(Briefing { name: format!("简报-{}-{}.{}", board.area.name, asked.period, kind.ending()), kind, bytes })
}

/// Keeps the author's words, if they are others than before.
async fn keep(app: &App, ctx: &Ctx, asked: &Asked, name: &str, request: &BriefingRequest) -> Result<()> {
    let mut uow = app.begin(ctx).await?;
    let before = query::read(uow.read(), &asked.area, asked.period).await?;
    let (remarks, proposals) = (request.remarks.trim(), request.proposals.trim());
    let said = before.as_ref().map_or(("", ""), |kept| (kept.remarks.as_str(), kept.proposals.as_str()));
    if said == (remarks, proposals) {
        return Ok(());
    }
    let words = Words {
        area: asked.area.to_string(),
        period: asked.period.to_string(),
        version: request.version + 1,
        remarks: remarks.to_owned(),
        proposals: proposals.to_owned(),
        saved_at: uow.now(),
        saved_by: ctx.actor.account,
    };
    let told = json!({
        "area": words.area, "name": name, "period": words.period, "version": words.version,
        "remarks": remarks, "proposals": proposals,
    });
    let seen = before.map_or(0, |kept| kept.version);
    if seen != request.version || !query::put(&uow, words).await? {
        return Err(Refusal::new(Code::BriefingMoved).into());
    }
    uow.record_registry(stream(ctx.actor.account), "briefing.saved", &told)?;
    uow.commit().await
}

fn fault(error: PaperError) -> Error {
    match error {
        PaperError::MissingFont(_) => Refusal::new(Code::FontMissing).into(),
        PaperError::MissingGlyph { character, .. } => Refusal::new(Code::CharacterUnprintable)
            .with(
                format!("服务器上没有字体能印出“{character}”。"),
                format!("No font on the server draws \"{character}\"."),
            )
            .into(),
        PaperError::Template { .. } | PaperError::Data { .. } => {
            Error::Other("the template of briefings failed".into())
        }
    }
}

fn blocks(board: &FigureBoard, remarks: &str, proposals: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut number = 0;
    let mut heading = |blocks: &mut Vec<Block>, text: &str| {
        let no = ["一", "二", "三", "四", "五", "六"][number];
        number += 1;
        blocks.push(Block::Heading { text: format!("{no}、{text}") });
    };
    let text = |text: String| Block::Text { text };

    heading(&mut blocks, "基本情况");
    blocks.push(text(board.said.trend.zh.clone()));
    blocks.push(text(board.said.funnel.zh.clone()));
    if !remarks.trim().is_empty() {
        blocks.push(text(remarks.trim().to_owned()));
    }
    if board.waiting > 0 {
        blocks.push(text(format!("尚有{}件事项的最新变化还没有计入。", board.waiting)));
    }

    heading(&mut blocks, "同比与环比");
    let shown = [
        Measure::Registered,
        Measure::Accepted,
        Measure::Mediated,
        Measure::Agreed,
        Measure::Failed,
        Measure::People,
        Measure::Amount,
        Measure::Difficult,
        Measure::Enterprise,
        Measure::Fulfilled,
        Measure::Recovered,
        Measure::ConfirmationApplied,
        Measure::Confirmed,
        Measure::Closed,
    ];
    let lines = board.counts.iter().filter(|line| shown.contains(&line.measure));
    blocks.push(Block::Table {
        heads: ["指标", "本期", "上年同期", "同比", "上期", "环比"].map(str::to_owned).to_vec(),
        rows: lines.map(compared).collect(),
    });

    heading(&mut blocks, "热点");
    blocks.push(text(board.said.kinds.zh.clone()));
    blocks.push(text(board.said.places.zh.clone()));
    let mut places: Vec<_> = board.places.iter().filter(|place| place.registered > 0).collect();
    places.sort_by_key(|place| std::cmp::Reverse(place.registered));
    if !places.is_empty() {
        let row = |place: &&super::view::PlaceLine| {
            let success = place.success.map_or("–".to_owned(), percent);
            vec![
                place.area.name.clone(),
                place.registered.to_string(),
                place.mediated.to_string(),
                place.agreed.to_string(),
                success,
            ]
        };
        blocks.push(Block::Table {
            heads: ["区划", "登记", "调解", "成功", "成功率"].map(str::to_owned).to_vec(),
            rows: places.iter().take(10).map(row).collect(),
        });
    }
    blocks.push(text(board.said.steps.zh.clone()));

    heading(&mut blocks, "当事人的反映");
    for line in board.indicators.iter().filter(|line| line.now.rests_on.is_some() || line.now.code == "never_asked") {
        blocks.push(text(line.now.sentence.zh.clone()));
    }

    heading(&mut blocks, "到期未履行");
    let of = |measure| board.counts.iter().find(|line| line.measure == measure).map_or(0, |line| line.now);
    let (promised, kept) = (of(Measure::Promised), of(Measure::KeptOnTime));
    blocks.push(text(format!(
        "本期到期的协议{promised}件，按期全部履行{kept}件，其余{}件；确认未履行{}件。",
        promised - kept,
        of(Measure::Unfulfilled)
    )));

    heading(&mut blocks, "意见建议");
    blocks.push(Block::Room { text: proposals.trim().to_owned(), lines: 8 });
    blocks
}

fn percent(part: f64) -> String {
    format!("{:.1}%", part * 100.0)
}

fn compared(line: &CountLine) -> Vec<String> {
    let shown = |number: i64| match line.unit {
        Unit::Fen => format!("{}元", Fen(number)),
        _ => format!("{number}{}", line.unit.label().zh),
    };
    let change = |change: Option<f64>| change.map_or("–".to_owned(), |part| format!("{:+.1}%", part * 100.0));
    vec![
        line.label.zh.clone(),
        shown(line.now),
        shown(line.year_before),
        change(line.year_on_year),
        shown(line.just_before),
        change(line.against_before),
    ]
}
