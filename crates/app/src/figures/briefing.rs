//! The briefing of a month or a quarter: situation, comparison, hot spots, what the parties say, what is owed, and room for
//! the author's proposals.

use bandeng_core::figures::{Measure, Unit};
use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, Fen, Refusal};
use bandeng_core::policy::Action;
use bandeng_docgen::{Block, PaperError, Report, render_report};
use bandeng_store::{Ctx, Error, Result};
use serde::Deserialize;
use utoipa::ToSchema;

use super::board;
use super::reading::FigureQuery;
use super::view::{CountLine, FigureBoard};
use crate::http::App;

/// A briefing to be made.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub(crate) struct BriefingRequest {
    #[serde(default)]
    pub area: Option<String>,
    pub period: String,
    /// What its author says about the situation, beside the numbers; may be empty.
    #[serde(default)]
    pub remarks: String,
    /// What its author proposes; left empty, there are lines to write on.
    #[serde(default)]
    pub proposals: String,
}

/// A briefing as a file.
pub(super) struct Briefing {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Makes the briefing from the figures as they are today.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::AreaBeyond`], [`Code::FontMissing`], [`Code::CharacterUnprintable`]; fields.
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
    let work = tokio::task::spawn_blocking(move || render_report(&report, &fonts));
    let pdf = work.await.map_err(|_| Error::Other("printing a briefing panicked".into()))?.map_err(fault)?;
    Ok(Briefing { name: format!("简报-{}-{}.pdf", board.area.name, asked.period), bytes: pdf.bytes })
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
